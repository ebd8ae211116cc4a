import dataclasses
import hashlib
import re
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import studio.speech.engines.hibari as hibari
from studio.speech.engines.hibari import CLAUSE, RATE, SENTENCE, HibariVoice, known_voices
from studio.speech.engines.recogniser import Recogniser
from studio.speech.engines.transcript import align
from studio.speech.voice import Speech, VoiceError, word_spans

PARAGRAPH = (
    "Before a token can pay attention to other words, it must split its single dense embedding into "
    "three distinct mathematical roles: query, key, and value. Then x times W Q. One row is short."
)


@pytest.fixture(scope="module")
def heart() -> HibariVoice:
    return HibariVoice()


def same(one: Speech, other: Speech) -> bool:
    return one.samples.tobytes() == other.samples.tobytes() and one.words == other.words


def heard(speech: Speech, text: str) -> dict[str, tuple[float, float]]:
    return {text[word.start : word.end]: (word.begins, word.ends) for word in speech.words}


def test_the_same_text_gives_the_same_bytes_side_by_side_and_in_another_process(heart: HibariVoice) -> None:
    first = heart.speak(PARAGRAPH)
    with ThreadPoolExecutor(3) as pool:
        others = list(pool.map(HibariVoice().speak, [PARAGRAPH] * 3))
    assert all(same(first, other) for other in others)
    code = (
        "import hashlib, sys; from studio.speech.engines.hibari import HibariVoice\n"
        "print(hashlib.sha256(HibariVoice().speak(sys.argv[1]).samples.tobytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, PARAGRAPH],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(hibari.__file__).parents[3],
    )
    assert done.stdout.strip() == hashlib.sha256(first.samples.tobytes()).hexdigest()


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    assert HibariVoice().speak("Nothing is fetched.").words
    with pytest.raises(VoiceError, match="not on this machine"):
        HibariVoice("emma").speak("Nothing is fetched.")
    assert not list(tmp_path.iterdir())


def test_every_word_has_its_time(heart: HibariVoice) -> None:
    speech = heart.speak(PARAGRAPH)
    assert speech.rate == RATE
    assert speech.samples.dtype == np.float32
    assert [(word.start, word.end) for word in speech.words] == word_spans(PARAGRAPH)
    for word, following in pairwise(speech.words):
        assert word.begins < word.ends <= following.begins
    times = heard(speech, PARAGRAPH)
    for before, after, rest in [("value", "Then", SENTENCE), ("Q", "One", SENTENCE)]:
        assert times[after][0] - times[before][1] == pytest.approx(rest, abs=0.01)
    # In the rests between phrases there is at most breath; the words at them begin and end with sound.
    for before, after in [("words", "it"), ("roles", "query"), ("query", "key"), ("value", "Then")]:
        assert _power(speech, times[before][1] + 0.005, times[after][0] - 0.005) < 0.0012
        assert _power(speech, times[after][0], times[after][0] + 0.03) > 0.003
        assert _power(speech, times[before][1] - 0.03, times[before][1]) > 0.0008


def _power(speech: Speech, begins: float, ends: float) -> float:
    part = speech.samples[round(begins * RATE) : round(ends * RATE)].astype(np.float64)
    return float(np.sqrt((part**2).mean()))


def test_words_are_heard_when_their_times_say(heart: HibariVoice) -> None:
    speech = heart.speak(PARAGRAPH)
    found = align(PARAGRAPH, Recogniser().recognise(speech.samples, RATE), speech.duration)
    assert found.coverage > 0.85
    late = [one.begins - other.begins for one, other in zip(found.words, speech.words, strict=True)]
    assert abs(np.median(late)) < 0.06
    assert np.percentile(np.abs(late), 90) < 0.2


def test_a_sentence_that_ends_in_a_letter_ends_like_any_other(heart: HibariVoice) -> None:
    text = "It is x. It is a vector."
    times = [word.begins for word in heart.speak(text).words]
    ends = [word.ends for word in heart.speak(text).words]
    assert times[3] - ends[2] == pytest.approx(SENTENCE, abs=0.01)


def test_a_sentence_too_long_for_the_model_is_cut_at_a_comma(heart: HibariVoice) -> None:
    text = ", ".join(["one of the many numbers of the vector"] * 20) + ", " + "and so on and on " * 40 + "."
    speech = heart.speak(text)
    assert [(word.start, word.end) for word in speech.words] == word_spans(text)
    assert all(word.begins < word.ends for word in speech.words)
    rests = [after.begins - before.ends for before, after in pairwise(speech.words)]
    at_commas = [text[word.end] == "," for word in speech.words[:-1]]
    cuts = [at for rest, at in zip(rests, at_commas, strict=True) if rest == pytest.approx(CLAUSE, abs=0.004)]
    assert sum(cuts) >= 2
    assert speech.duration == pytest.approx(len(word_spans(text)) / 150 * 60, rel=0.4)


def test_there_are_no_clicks_where_sentences_meet(heart: HibariVoice) -> None:
    speech = heart.speak("Yes. No. Yes! No?")
    silent = speech.samples == 0
    assert silent.sum() > 3 * (SENTENCE - 0.1) * RATE
    edges = np.flatnonzero(np.diff(silent.astype(np.int8)))
    near = edges[(edges > 4) & (edges < len(silent) - 5), np.newaxis] + np.arange(-3, 5)
    assert len(near) >= 6
    assert np.abs(speech.samples[near]).max() < 0.002


def test_rate_changes_the_length_and_the_key(heart: HibariVoice) -> None:
    fast = dataclasses.replace(heart, rate=200)
    text = "The query and the key and the value of a token."
    assert fast.speak(text).duration < 0.87 * heart.speak(text).duration
    assert len({heart.key, fast.key, HibariVoice("emma").key}) == 3
    assert re.match(r"hibari-tts [\d.]+, onnxruntime [\d.]+, heart, 150 words a minute \(", heart.key)
    assert heart == HibariVoice("heart", 150)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hart", 'hibari has no voice "hart": did you mean "heart"?'),
        ("?", 'hibari has no voice "?": Voices are: heart, '),
    ],
)
def test_an_unknown_voice_is_refused_and_the_nearest_named(name: str, message: str) -> None:
    with pytest.raises(VoiceError) as refused:
        HibariVoice(name).speak("Hello.")
    assert str(refused.value).startswith(message)


def test_a_voice_that_was_fetched_before_can_be_used(
    heart: HibariVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hibari.voices import VOICES, voice_path

    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    assert {voice.name for voice in known_voices() if voice.is_here} == {"heart"}
    shutil.copyfile(voice_path("heart"), tmp_path / VOICES["emma"]["file"])
    assert {voice.name for voice in known_voices() if voice.is_here} == {"heart", "emma"}
    # The same model here, but what it is given is read the British way.
    assert not same(HibariVoice("emma").speak("The vector."), heart.speak("The vector."))


def test_what_is_not_installed_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(hibari, "version", missing)
    with pytest.raises(VoiceError, match=r"needs hibari-tts, .*`make video VOICE=hibari` brings it"):
        HibariVoice().speak("Hello.")


@pytest.mark.parametrize("text", ["", "  \n", "… — !"])
def test_a_text_with_nothing_to_say_is_refused(heart: HibariVoice, text: str) -> None:
    with pytest.raises(VoiceError, match="nothing to say"):
        heart.speak(text)


def test_what_the_voice_cannot_read_takes_no_time(heart: HibariVoice) -> None:
    speech = heart.speak("One 汉字 two.")
    one, nothing, two = speech.words
    assert one.ends == nothing.begins == nothing.ends < two.begins
    silent = heart.speak("汉字")
    assert (len(silent.samples), silent.words[0].ends) == (0, 0)


@pytest.mark.parametrize("rate", [79, 301])
def test_a_rate_that_would_be_bent_is_refused(rate: int) -> None:
    with pytest.raises(VoiceError, match=f"cannot speak {rate} words a minute; choose from 80 to 300"):
        HibariVoice(rate=rate).speak("Hello.")


PIECES = "One W Q. x! “the key” (a) 12.5 don't e.g. … — 汉 ½ é A, b; [c](d) Dr. U.S. /"


@given(st.lists(st.sampled_from([*PIECES.split(), "\n\n"]), min_size=1, max_size=8).map(" ".join))
def test_words_never_go_back_in_time(heart: HibariVoice, text: str) -> None:
    if not any(map(str.isalnum, text)):
        return
    speech = heart.speak(text)
    assert [(word.start, word.end) for word in speech.words] == word_spans(text)
    times = [time for word in speech.words for time in (word.begins, word.ends)]
    assert times == sorted(times)
    assert all(0 <= time <= speech.duration for time in times)
    assert np.isfinite(speech.samples).all()
