import dataclasses
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import studio.speech.engines.espeak as espeak
from studio.speech.engines.espeak import Pyttsx3Voice, timed_words, variants, voices
from studio.speech.voice import Speech, VoiceError, word_spans

PARAGRAPH = (
    "Before a token can pay attention to other words, it must split its single dense embedding into "
    "three distinct mathematical roles: query, key, and value."
)


def heard(speech: Speech, text: str) -> dict[str, tuple[float, float]]:
    return {text[word.start : word.end]: (word.begins, word.ends) for word in speech.words}


def same(one: Speech, other: Speech) -> bool:
    return one.samples.tobytes() == other.samples.tobytes() and one.words == other.words


def test_the_same_text_gives_the_same_bytes_even_side_by_side(voice: Pyttsx3Voice) -> None:
    first = voice.speak(PARAGRAPH)
    with ThreadPoolExecutor(3) as pool:
        others = list(pool.map(voice.speak, [PARAGRAPH] * 3))
    assert all(same(first, other) for other in others)
    assert first.rate == 22_050
    assert 8 < first.duration < 13
    assert first.samples.dtype == np.float32
    assert 0.3 < np.abs(first.samples).max() <= 1


def test_every_word_has_its_time(voice: Pyttsx3Voice) -> None:
    speech = voice.speak(PARAGRAPH)
    assert [(word.start, word.end) for word in speech.words] == word_spans(PARAGRAPH)
    for word, following in zip(speech.words, speech.words[1:], strict=False):
        assert word.begins < word.ends <= following.begins
    # A pause belongs to no word: after a comma, a colon and the full stop there is silence.
    times = heard(speech, PARAGRAPH)
    assert times["it"][0] - times["words"][1] > 0.15
    assert times["query"][0] - times["roles"][1] > 0.2
    assert speech.duration - times["value"][1] > 0.2
    silent = np.abs(speech.samples) < 0.001
    start, end = (round(time * speech.rate) for time in (times["words"][1], times["it"][0]))
    assert silent[start:end].all()


@pytest.mark.parametrize(
    "text",
    [
        "Café, naïve résumé and œuvre before the query.",
        "He said “query” — and ‘key’ — before the value… then the query.",
        "𝛼 is no plain letter, 🙂 is none at all; then the query.",
    ],
)
def test_positions_count_characters_whatever_their_bytes(voice: Pyttsx3Voice, text: str) -> None:
    """The last word of a text lasts as long as it does alone, so it was found where it stands."""
    speech = voice.speak(text)
    assert [(word.start, word.end) for word in speech.words] == word_spans(text)
    alone = "The query."
    begins, ends = speech.words[-1].begins, speech.words[-1].ends
    expected = heard(voice.speak(alone), alone)["query"]
    assert ends - begins == pytest.approx(expected[1] - expected[0], abs=0.06)
    assert ends == pytest.approx(np.flatnonzero(np.abs(speech.samples) > 0.002)[-1] / speech.rate, abs=0.01)


def test_words_that_are_announced_as_one_share_its_time(voice: Pyttsx3Voice) -> None:
    text = "I am one of the many."
    times = heard(voice.speak(text), text)
    for one, other in (("I", "am"), ("of", "the")):
        assert times[one][1] == times[other][0]
        assert 0.03 < times[one][1] - times[one][0] < times[other][1] - times[one][0] - 0.03


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("The V matrix.", "The vee matrix."),
        ("The K matrix.", "The kay matrix."),
        ("The A, B.", "The eigh, B."),
    ],
)
def test_letters_are_said_by_their_names(voice: Pyttsx3Voice, letter: str, name: str) -> None:
    assert np.array_equal(voice.speak(letter).samples, voice.speak(name).samples)


def test_a_sentence_that_ends_in_a_letter_ends_like_any_other(voice: Pyttsx3Voice) -> None:
    text = "It is W Q. It is x. It is a vector. It is short."
    _, q, it, _, x, other, *_ = words = voice.speak(text).words[2:]
    rests = [it.begins - q.ends, other.begins - x.ends, words[9].begins - words[8].ends]
    assert rests == pytest.approx([rests[2]] * 3, abs=0.03)
    assert rests[2] > 0.3


def test_long_texts_keep_their_places(voice: Pyttsx3Voice) -> None:
    text = "Sentence one is here, and so is two. " * 60 + "The end."
    speech = voice.speak(text)
    assert [(word.start, word.end) for word in speech.words] == word_spans(text)
    assert speech.words[-1].ends == pytest.approx(speech.duration, abs=0.6)


def test_control_characters_neither_end_the_text_nor_move_it(voice: Pyttsx3Voice) -> None:
    text = "One\x00 two\x01 \n three."
    speech = voice.speak(text)
    assert len(speech.words) == 3
    assert heard(speech, text)["three"] == heard(voice.speak("One  two    three."), text)["three"]


def test_neither_the_systems_library_nor_its_data_is_used(
    voice: Pyttsx3Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = voice.speak("The key.")
    (tmp_path / "libespeak-ng.so.1").write_text("not a library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert same(voice.speak("The key."), expected)


def test_the_process_starts_light(tmp_path: Path) -> None:
    process = Path(espeak.__file__).with_name("espeak_process.py")
    request = json.dumps({"text": "Hi.", "voice": "en-us", "rate": 150, "folder": str(tmp_path)})
    command = [sys.executable, "-X", "importtime", "-P", str(process)]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"\| +(\w+)", done.stderr))
    assert "pyttsx3" in loaded
    assert not loaded & {"manim", "numpy", "scipy", "pydantic", "studio"}


def test_rate_and_voice_change_the_sound_and_the_key(voice: Pyttsx3Voice) -> None:
    speech = voice.speak("The query and the key.")
    fast = dataclasses.replace(voice, rate=220)
    assert fast.speak("The query and the key.").duration < 0.85 * speech.duration
    other = dataclasses.replace(voice, name="en-us+f3")
    assert not same(other.speak("The query and the key."), speech)
    assert len({voice.key, fast.key, other.key}) == 3
    assert voice.key == Pyttsx3Voice("en-us", 150, timeout=1).key


def test_the_key_names_the_versions(voice: Pyttsx3Voice) -> None:
    assert re.fullmatch(
        r"pyttsx3 [\d.]+, eSpeak NG 1\.[\d.]+ \(espeakng-loader [\d.]+\), en-us, 150 words a minute",
        voice.key,
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("en-uss", 'eSpeak NG has no voice "en-uss": did you mean "en-us"?'),
        ("EN-GB-x-rq", 'eSpeak NG has no voice "EN-GB-x-rq": did you mean "en-gb-x-rp"?'),
        ("en-us+f33", 'eSpeak NG has no variant "f33": did you mean "f3"?'),
        ("en-us+s", 'eSpeak NG has no variant "s": '),
        ("?", 'eSpeak NG has no voice "?": Voices are: af, '),
    ],
)
def test_an_unknown_voice_is_refused_and_the_nearest_named(name: str, message: str) -> None:
    with pytest.raises(VoiceError) as refused:
        Pyttsx3Voice(name).speak("Hello.")
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "  \n", "… — !"])
def test_a_text_with_nothing_to_say_is_refused(voice: Pyttsx3Voice, text: str) -> None:
    with pytest.raises(VoiceError, match="nothing to say"):
        voice.speak(text)


@pytest.mark.parametrize("rate", [79, 451])
def test_a_rate_that_would_be_bent_is_refused(rate: int) -> None:
    with pytest.raises(VoiceError, match=f"cannot speak {rate} words a minute; choose from 80 to 450"):
        Pyttsx3Voice(rate=rate).speak("Hello.")


def test_a_voice_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(VoiceError, match=r"longer than 0\.01 s over 6 characters"):
        Pyttsx3Voice(timeout=0.01).speak("Hello.")


def test_a_voice_that_breaks_says_why(
    voice: Pyttsx3Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise ImportError('no engine here')")
    monkeypatch.setattr(espeak, "_PROCESS", broken)
    with pytest.raises(VoiceError, match=r"failed \(ImportError: no engine here\)"):
        voice.speak("Hello.")


def test_voices_can_be_listed_and_used() -> None:
    found = voices()
    names = [voice.name for voice in found]
    assert names == sorted(set(names))
    assert {"en-us", "en", "de", "fr"} <= set(names)
    assert next(voice for voice in found if voice.name == "en-us").title == "English (America)"
    assert "f3" in variants()
    assert Pyttsx3Voice("de+f3").speak("Ein Vektor.").words


@given(st.text(st.sampled_from("ab. —…=é"), max_size=40), st.data())
def test_words_never_go_back_in_time_whatever_is_announced(text: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 3000))
    samples = np.zeros(length, np.float32)
    for start in data.draw(st.lists(st.integers(0, 3000), max_size=6)):
        samples[start : start + 200] = 0.5
    places = st.tuples(st.integers(-1, len(text) + 2), st.integers(0, length))
    words = timed_words(text, data.draw(st.lists(places, max_size=12)), samples, 1000)
    assert [(word.start, word.end) for word in words] == word_spans(text)
    times = [time for word in words for time in (word.begins, word.ends)]
    assert times == sorted(times)
    assert all(0 <= time <= length / 1000 for time in times)
