from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.checks.audio import find_in_sound
from studio.script.front_matter import FrontMatter
from studio.script.model import Chapter, Narration, Script, Slide
from studio.speech.loudness import normalize_loudness
from studio.speech.mix import mix
from studio.speech.voice import Speech, Word
from studio.timeline import Timeline, plan

RATE = 48_000


@pytest.fixture(scope="module")
def film() -> Timeline:
    """Two slides of three seconds of a voice-like sound, normalize_loudness as narrations are."""
    seconds = np.arange(3 * RATE) / RATE
    tone = np.sin(2 * np.pi * 150 * seconds) ** 5 * np.abs(np.sin(2 * np.pi * 2 * seconds))
    tone[: RATE // 4] = tone[-RATE // 50 :] = 0
    speech = Speech(normalize_loudness((0.1 * tone).astype(np.float32), RATE), RATE, (Word(0, 4, 0.3, 1.0),))
    slides = tuple(Slide(id, id, "Alt.", Narration("Word"), line) for id, line in (("one", 10), ("two", 20)))
    front = FrontMatter.model_validate({"title": "A lesson", "minutes": 1, "scenes": "parts.py"})
    script = Script(Path("lesson.md"), front, {}, (Chapter("c", "C", "C", slides, 9),))
    return plan(script, {"one": speech, "two": speech}, 30)


def found(film: Timeline, change: Callable[[np.ndarray], None]) -> list[str]:
    sound = mix(film.samples, film.slots)
    change(sound)
    return [str(finding) for finding in find_in_sound(film, sound)]


def test_a_mastered_film_has_nothing_to_be_found(film: Timeline) -> None:
    assert found(film, lambda _: None) == []


@pytest.mark.parametrize(("factor", "loudness"), [(1.05, None), (0.98, None), (0.8, "-18."), (0.0, "-inf")])
def test_a_film_that_is_too_soft_or_too_loud_is_found(
    film: Timeline, factor: float, loudness: str | None
) -> None:
    def change(sound: np.ndarray) -> None:
        sound *= factor

    findings = found(film, change)
    assert len(findings) == (0 if loudness is None else 1)
    if loudness is not None:
        assert findings[0].startswith(f"lesson.md:1: error: the film: its loudness is {loudness}")


def test_a_peak_and_a_flat_top_are_found_where_they_are(film: Timeline) -> None:
    at = mix(film.samples, film.slots).size // 2 + RATE

    def spike(sound: np.ndarray) -> None:
        sound[at] = 0.95

    def cut_off(sound: np.ndarray) -> None:
        sound[at : at + 4] = -1.0

    (peak,) = found(film, spike)
    assert peak.startswith("lesson.md:20: error: slide two at 0:04.6: its true peak is -0.")
    peak, top = found(film, cut_off)
    assert "its true peak is " in peak
    assert "slide two at 0:04.6: the sound is cut off at full scale" in top


@pytest.mark.parametrize(("offset", "slide", "words"), [(-10, "one", "ends"), (10, "two", "begins")])
def test_a_sound_at_the_border_of_two_slides_is_found(
    film: Timeline, offset: int, slide: str, words: str
) -> None:
    at = round(film.slides[1].first * RATE / film.fps) + offset

    def click(sound: np.ndarray) -> None:
        sound[at] = 0.01

    (finding,) = found(film, click)
    assert f"slide {slide} " in finding
    assert f"the sound {words} loud, which may be heard as a click" in finding


def test_slides_may_be_of_any_length(film: Timeline) -> None:
    short = replace(film.slides[0], frames=1)
    assert find_in_sound(replace(film, slides=(short,)), np.zeros(1600, np.float32))
