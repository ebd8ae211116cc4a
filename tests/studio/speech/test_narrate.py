import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.script.model import Narration, Pause
from studio.speech.cache import SpeechCache
from studio.speech.engines.espeak import Pyttsx3Voice
from studio.speech.engines.recorded import Recordings
from studio.speech.loudness import LOUDNESS, PEAK, decibels, loudness, true_peak
from studio.speech.narrate import (
    LEAD_IN,
    PARAGRAPH,
    RATE,
    SENTENCE,
    narrate,
    speak_all,
)
from studio.speech.voice import Speech, Voice, VoiceError, word_spans
from studio.speech.voices import voice_named

PARAGRAPHS = (
    "Before a token can pay attention to other words, it must split its single dense embedding into "
    "three distinct mathematical roles: “query”, key, and value. "
    "The first number of the query is −0.4532 plus 0.12.\n\n"
    "W_Q has shape d_model × d_k = 12,288 × 128. QK^T comes next—so I am told."
)


@pytest.fixture(scope="module", params=["pyttsx3", "hibari"])
def any_voice(request: pytest.FixtureRequest) -> Voice | Recordings:
    """Each voice that reads texts."""
    return voice_named(request.param, 150)


def with_pauses(written: str) -> Narration:
    """Build a narration from a text with ``{pause s}`` in it."""
    pauses = []
    text = ""
    for index, piece in enumerate(re.split(r"\{pause ([\d.]+)\}", written)):
        if index % 2:
            pauses.append(Pause(len(text), float(piece)))
        else:
            text += piece
    return Narration(text, (), tuple(pauses))


def sounds(speech: Speech, shortest: float) -> list[tuple[float, float]]:
    """Find the sounds between silences of at least `shortest` seconds, by their energy in steps of 1 ms."""
    step = speech.rate // 1000
    blocks = speech.samples[: len(speech.samples) // step * step].reshape(-1, step).astype(np.float64)
    loud = np.flatnonzero(np.sqrt((blocks**2).mean(axis=1)) > 0.003)
    breaks = np.flatnonzero(np.diff(loud) > shortest * 1000)
    starts, ends = loud[np.r_[0, breaks + 1]], loud[np.r_[breaks, len(loud) - 1]] + 1
    return [(start / 1000, end / 1000) for start, end in zip(starts, ends, strict=True)]


def texts_of(narration: Narration, speech: Speech) -> list[str]:
    return [narration.text[word.start : word.end] for word in speech.words]


def test_a_word_after_a_pause_is_heard_when_its_time_says(any_voice: Voice, cache: SpeechCache) -> None:
    words = ["Key", "token", "matrix", "four", "seven", "W_Q", "−0.90", "shape", "head", "value", "I", "×"]
    narration = with_pauses("Now, " + " ".join(f"{{pause 1}}{word}" for word in words) + " is the end.")
    speech = narrate(narration, any_voice, {}, cache)
    found = sounds(speech, 0.8)
    begins = {text: word.begins for text, word in zip(texts_of(narration, speech), speech.words, strict=True)}
    assert len(found) == len(words) + 1
    for word, (onset, _) in zip(words, found[1:], strict=True):
        assert begins[word] == pytest.approx(onset, abs=0.015), word
    for (_, end), (onset, _) in pairwise(found):
        assert onset - end == pytest.approx(1, abs=0.04)  # a soft end is not heard to its last


def test_a_narration_is_spoken_the_same_way_every_time(voice: Pyttsx3Voice, cache: SpeechCache) -> None:
    narrations = {text[:3]: Narration(text) for text in [*PARAGRAPHS.split("\n\n"), "Key."]}
    one_by_one = {name: narrate(narration, voice, {}) for name, narration in narrations.items()}
    ready: list[str] = []
    at_once = speak_all(narrations, voice, {}, cache, jobs=3, on_spoken=ready.append)
    again = speak_all(narrations, voice, {}, cache, jobs=1)
    assert list(at_once) == list(narrations)
    assert sorted(ready) == sorted(narrations)
    for name, speech in one_by_one.items():
        for other in (at_once[name], again[name]):
            assert speech.samples.tobytes() == other.samples.tobytes()
            assert speech.words == other.words


def test_the_cache_saves_the_voice(voice: Pyttsx3Voice, cache: SpeechCache) -> None:
    narrate(Narration("The query."), voice, {}, cache)
    silent = Pyttsx3Voice(timeout=0.001)
    assert silent.key == voice.key
    assert narrate(Narration("The query."), silent, {}, cache).words
    with pytest.raises(VoiceError):
        narrate(Narration("The unheard."), silent, {}, cache)


def test_a_failing_voice_stops_them_all() -> None:
    narrations = {str(number): Narration(f"Word {number}.") for number in range(20)}
    with pytest.raises(VoiceError, match="did you mean"):
        speak_all(narrations, Pyttsx3Voice("en-uz"), {}, jobs=2)


def test_words_are_those_that_are_written(any_voice: Voice, cache: SpeechCache) -> None:
    narration = Narration(PARAGRAPHS)
    speech = narrate(narration, any_voice, {"d_model": "model width"}, cache)
    words = texts_of(narration, speech)
    assert [word for word in words if any(map(str.isalnum, word))] == [
        PARAGRAPHS[start:end] for start, end in word_spans(PARAGRAPHS)
    ]
    assert words.count("=") == 1
    assert words.count("×") == 2
    assert words[words.index("is") + 1] == "−0.4532"
    number = speech.words[words.index("−0.4532")]
    assert 1.5 < number.ends - number.begins < 3
    times = [time for word in speech.words for time in (word.begins, word.ends)]
    assert times == sorted(times)


def test_the_sound_is_as_a_film_needs_it(any_voice: Voice, cache: SpeechCache) -> None:
    speech = narrate(Narration(PARAGRAPHS), any_voice, {}, cache)
    assert speech.rate == RATE == 48_000
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert speech.words[0].begins == pytest.approx(LEAD_IN, abs=0.01)
    assert sounds(speech, 0.2)[0][0] == pytest.approx(LEAD_IN, abs=0.005)
    assert not speech.samples[: round((LEAD_IN - 0.02) * RATE)].any()
    assert 0.019 < speech.duration - speech.words[-1].ends < 0.05
    assert abs(speech.samples[0]) < 1e-4
    assert abs(speech.samples[-1]) < 1e-4


def test_every_slide_is_as_loud_as_the_others(any_voice: Voice, cache: SpeechCache) -> None:
    texts = ("Yes.", "One vector, three jobs, and a longer sentence after it.", PARAGRAPHS)
    for speech in (narrate(Narration(text), any_voice, {}, cache) for text in texts):
        assert loudness(speech.samples, RATE) == pytest.approx(LOUDNESS, abs=0.1)
        assert decibels(true_peak(speech.samples)) < PEAK - 1


def test_pauses_and_paragraphs_are_exact_silence(beeps: Any) -> None:
    narration = with_pauses(
        "{pause 0.5}One two.{pause 0.75} Three,{pause 0} four\n\nfive{pause 1}\n\n six{pause 2}"
    )
    speech = narrate(narration, beeps, {})
    one, two, three, four, five, six = speech.words
    assert texts_of(narration, speech) == ["One", "two", "Three", "four", "five", "six"]
    gaps = [later.begins - earlier.ends for earlier, later in pairwise(speech.words)]
    assert gaps == pytest.approx([0.05, 0.75, 0, SENTENCE + PARAGRAPH, 1 + PARAGRAPH], abs=1 / RATE)
    assert one.begins == pytest.approx(LEAD_IN + 0.5, abs=1 / RATE)
    assert speech.duration == pytest.approx(six.ends + 2, abs=1 / RATE)
    for earlier, later in ((two, three), (four, five), (five, six)):
        middle = speech.samples[round((earlier.ends + 0.021) * RATE) : round((later.begins - 0.021) * RATE)]
        assert len(middle)
        assert not middle.any()


def test_a_pause_within_a_word_waits_for_its_end(beeps: Any) -> None:
    speech = narrate(Narration("Some words, too", (), (Pause(7, 1.0),)), beeps, {})
    assert [word.start for word in speech.words] == [0, 5, 12]
    assert speech.words[2].begins - speech.words[1].ends == pytest.approx(1, abs=1 / RATE)


@pytest.mark.parametrize("written", ["", "…", "{pause 1}", "\n\n{pause 1}—"])
def test_a_slide_without_words_is_silent(beeps: Any, written: str) -> None:
    speech = narrate(with_pauses(written), beeps, {})
    assert speech.words == ()
    assert not speech.samples.any()
    assert speech.duration == LEAD_IN + ("pause" in written)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_resampling_moves_nothing(beeps: Any, rate: int) -> None:
    speech = narrate(Narration("One two three four five six seven eight."), type(beeps)(rate), {})
    found = sounds(speech, 0.03)
    assert len(found) == len(speech.words) == 8
    for word, (onset, end) in zip(speech.words, found, strict=True):
        assert (onset, end) == pytest.approx((word.begins, word.ends), abs=0.0025)
        assert _edge(speech.samples, word.begins) == pytest.approx(word.begins, abs=0.0005)


def _edge(samples: NDArray[np.float32], near: float) -> float:
    """Find where a tone that starts at its full height crosses half of it."""
    start = round((near - 0.005) * RATE)
    around = np.abs(samples[start : start + 480])
    return float(start + np.argmax(around > around.max() / 2)) / RATE


PIECES = "W_Q −0.90 5% q1 QK^T = × roles—query “key”, a/b 3–5 (x) … 12,288"
pieces = st.sampled_from([*PIECES.split(), "et al."])
texts = st.lists(pieces | st.text(st.sampled_from("ab .,—é\n²_"), max_size=4), max_size=12).map(" ".join)


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.floats(0, 2)), max_size=4))
@example("W_Q W_Q W_Q W_Q −0.90 −0.90 W_Q", [(23, 0.0)])
def test_time_only_goes_forward(beeps: Any, text: str, rests: list[tuple[int, float]]) -> None:
    pauses = tuple(Pause(min(offset, len(text)), seconds) for offset, seconds in sorted(rests))
    speech = narrate(Narration(text, (), pauses), beeps, {})
    times = [time for word in speech.words for time in (word.begins, word.ends)]
    assert times == sorted(times)
    assert all(LEAD_IN - 1 / RATE <= time <= speech.duration for time in times)
    for start, end in word_spans(text):
        assert sum(word.start < end and start < word.end for word in speech.words) == 1


def test_a_speech_is_timed_before_it_has_its_sound(voice: Pyttsx3Voice, cache: SpeechCache) -> None:
    narrations = {name: Narration(f"The {name}.\n\nAnother paragraph.") for name in ("query", "key", "value")}
    finished: dict[str, Speech] = {}
    speeches = speak_all(narrations, voice, {}, cache, jobs=2, on_finished=finished.__setitem__)
    for name, narration in narrations.items():
        whole = narrate(narration, voice, {}, cache)
        promised = speeches[name]
        assert (promised.duration, promised.words, promised.rate) == (whole.duration, whole.words, whole.rate)
        assert promised.samples.tobytes() == whole.samples.tobytes() == finished[name].samples.tobytes()
