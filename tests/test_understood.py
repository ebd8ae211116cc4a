"""Whether the lesson is understood: a recogniser writes its sound track down, and the words are compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.pipeline.prepare import lesson_numbers
from studio.publish.aac import encode_sound
from studio.publish.audio import write_clip
from studio.scene.loading import find_scenes
from studio.script.parser import read_script_file
from studio.speech.engines.recogniser import Recogniser
from studio.speech.loudness import LOUDNESS, PEAK, TOLERANCE, decibels, loudness, true_peak
from studio.speech.mix import mix
from studio.speech.narrate import speak_all
from studio.speech.spoken_form import spoken_form
from studio.speech.voices import voice_named
from studio.timeline import Timeline, plan, sample_at

SCRIPT = Path(__file__).parent.parent / "script" / "22-qkv-projections.md"
RATE = 48_000


def spoken_lesson(voice: str) -> Timeline:
    read = read_script_file(SCRIPT)
    front = read.front
    script = read.fill(lesson_numbers(find_scenes(SCRIPT, front.scenes), front, front.parameters))
    speeches = speak_all(
        {slide.id: slide.narration for slide in script.slides},
        voice_named(voice, front.rate, front.language),
        front.pronounce,
        language=front.language,
        jobs=2,
    )
    return plan(script, speeches, 30)


def decoded(path: Path) -> NDArray[np.float32]:
    with av.open(path) as file:
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])


def words_of(text: str, pronounce: dict[str, str]) -> list[str]:
    """The words as they are said, and letters in a row ("W Q", "WQ") as one."""
    said = re.findall(r"[^\W_]+", spoken_form(text, pronounce).text.casefold().replace("'", ""))
    said = ["a" if word == "eigh" else word for word in said]
    words = []
    for is_letter, group in groupby(said, lambda word: len(word) == 1):
        together = list(group)
        words += ["".join(together)] if is_letter else together
    return words


def edits(wanted: list[str], heard: list[str]) -> int:
    """Words that have to be put in, taken out or replaced (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for count, word in enumerate(wanted, 1):
        before, row = row, [count]
        for place, other in enumerate(heard):
            row.append(min(before[place + 1] + 1, row[place] + 1, before[place] + (word != other)))
    return row[-1]


def test_edits_are_counted() -> None:
    assert edits(["one", "two", "three"], ["one", "too", "three", "four"]) == 2
    assert edits([], ["one"]) == edits(["one"], []) == 1
    assert words_of("W_Q is a WQ, 0.5!", {}) == words_of("wq is a W Q zero point five", {})


@pytest.mark.slow
@pytest.mark.parametrize(("voice", "most"), [("hibari", 0.05), ("pyttsx3", 0.25)])
def test_the_lesson_is_understood_and_as_loud_as_it_should_be(
    voice: str, most: float, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    timeline = spoken_lesson(voice)
    encoded = encode_sound(mix(timeline.samples, timeline.slots), timeline.sample_starts, tmp_path / "sound")
    sound = decoded(write_clip(timeline, encoded, tmp_path / "lesson.m4a"))
    measured, peak = loudness(sound, RATE), decibels(true_peak(sound))
    recogniser, pronounce = Recogniser(), timeline.script.front.pronounce
    words = wrong = 0
    for timed in timeline.slides:
        track = sound[sample_at(timed.first, timeline.fps) : sample_at(timed.end, timeline.fps)]
        heard = " ".join(item.text for item in recogniser.recognise(track, RATE))
        wanted = words_of(timed.slide.narration.text, pronounce)
        words += len(wanted)
        wrong += edits(wanted, words_of(heard, pronounce))
    rate = wrong / words
    for name, value in {"WER": rate, "LUFS": measured, "dBTP": peak}.items():
        record_property(name, f"{value:.3f}")
    print(f"\n{voice}: WER {rate:.1%} of {words} words, {measured:.2f} LUFS, {peak:.2f} dBTP")
    assert measured == pytest.approx(LOUDNESS, abs=TOLERANCE)
    assert peak <= PEAK
    assert rate <= most
