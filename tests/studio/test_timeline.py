"""Whole frames from end to end: the last slide of a long film is as exact as the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import AuthorError
from studio.script.front_matter import FrontMatter
from studio.script.model import Bookmark, Chapter, Narration, Script, Slide
from studio.speech.voice import Speech, Word
from studio.timeline import Timeline, frames_at, plan, sample_at

FPS = st.integers(1, 120)


@dataclass(frozen=True)
class Spoken:
    """A slide to be: how many samples its speech has, and from which to which each of its words is heard."""

    samples: int
    words: tuple[tuple[int, int], ...]
    rate: int = 48_000


@st.composite
def spoken(draw: st.DrawFn) -> Spoken:
    edges = sorted(draw(st.lists(st.integers(0, 2_000_000), min_size=2, max_size=12)))
    words = tuple(zip(edges[::2], edges[1::2], strict=False))
    rate = draw(st.sampled_from([8_000, 22_050, 24_000, 48_000]))
    return Spoken(edges[-1] + draw(st.integers(1, 50_000)), words, rate)


def film(slides: Sequence[Spoken], fps: int, pause: float = 0.6, in_chapter: int = 3) -> Timeline:
    """A film of these slides; each word ``w`` of a slide is marked, the first is ``m0``."""
    made, speeches = [], {}
    for number, one in enumerate(slides):
        marks = tuple(Bookmark(f"m{at}", 2 * at, 2 * at + 1, 1) for at in range(len(one.words)))
        words = tuple(
            Word(2 * at, 2 * at + 1, begin / one.rate, end / one.rate)
            for at, (begin, end) in enumerate(one.words)
        )
        narration = Narration(" ".join("w" for _ in words), marks)
        made.append(Slide(f"s{number}", "Slide", "", narration, 1))
        speeches[f"s{number}"] = Speech(
            np.broadcast_to(np.float32(0), (one.samples,)),
            one.rate,
            words,
        )
    chapters = tuple(
        Chapter(f"c{first}", "Chapter", "Scene", tuple(made[first : first + in_chapter]), 1)
        for first in range(0, len(made), in_chapter)
    )
    front = FrontMatter.model_validate({"title": "T", "minutes": 1, "scenes": "s", "pause": pause})
    return plan(Script(Path("lesson.md"), front, {}, chapters), speeches, fps)


@given(st.floats(0, 36_000), FPS)
def test_the_nearest_frame(seconds: float, fps: int) -> None:
    assert abs(Fraction(frames_at(seconds, fps)) - Fraction(seconds) * fps) <= Fraction(1, 2) + Fraction(
        1, 10**6
    )


@given(st.lists(spoken(), min_size=1, max_size=8), FPS, st.integers(0, 3000))
def test_slides_stand_end_to_end_and_last_as_long_as_speech_and_pause(
    slides: list[Spoken], fps: int, pause: int
) -> None:
    timeline = film(slides, fps, pause / 1000)
    assert timeline.slides[0].first == 0
    assert all(one.end == other.first for one, other in pairwise(timeline.slides))
    assert timeline.frames == timeline.slides[-1].end == sum(timed.frames for timed in timeline.slides)
    for one, timed in zip(slides, timeline.slides, strict=True):
        needed = (Fraction(one.samples, one.rate) + Fraction(pause, 1000)) * fps
        assert -Fraction(1, 10**6) < timed.frames - needed < 1 + Fraction(1, 10**6)


@given(st.lists(spoken(), min_size=1, max_size=8), FPS)
def test_bookmarks_are_within_half_a_frame_of_their_words(slides: list[Spoken], fps: int) -> None:
    for one, timed in zip(slides, film(slides, fps).slides, strict=True):
        assert [cue.name for cue in timed.cues] == [mark.name for mark in timed.slide.narration.bookmarks]
        for (begin, end), cue in zip(one.words, timed.cues, strict=True):
            assert abs(cue.first - Fraction(begin, one.rate) * fps) <= Fraction(1, 2) + Fraction(1, 10**6)
            nearest = abs(cue.end - Fraction(end, one.rate) * fps) <= Fraction(1, 2) + Fraction(1, 10**6)
            assert nearest or cue.end == cue.first + 1
            assert 0 <= cue.first < cue.end
            assert cue.first <= timed.frames


@settings(max_examples=settings().max_examples // 5)
@given(spoken(), FPS)
def test_after_thousands_of_slides_nothing_has_drifted(one: Spoken, fps: int) -> None:
    """Each slide begins on its frame, and its sound on the sample nearest to that."""
    timeline = film([one] * 2000, fps, in_chapter=100)
    length = timeline.slides[0].frames
    for number, timed in list(enumerate(timeline.slides))[::243]:
        assert timed.first == number * length
        assert abs(Fraction(sample_at(timed.first, fps), 48_000) - Fraction(timed.first, fps)) <= Fraction(
            1, 2 * 48_000
        )
        for (begin, _), cue in zip(one.words, timed.cues, strict=True):
            heard = Fraction(sample_at(timed.first, fps), 48_000) + Fraction(begin, one.rate)
            seen = Fraction(timed.first + cue.first, fps)
            assert abs(heard - seen) <= Fraction(1, 2 * fps) + Fraction(1, 48_000)
    assert timeline.seconds(timeline.frames) == pytest.approx(2000 * length / fps, rel=1e-12)


@given(
    st.lists(spoken(), min_size=1, max_size=8),
    FPS,
    st.dictionaries(st.integers(0, 9).map("s{}".format), st.integers(0, 5000)),
)
def test_rehearsal_makes_slides_longer_but_never_shorter(
    slides: list[Spoken], fps: int, found: dict[str, int]
) -> None:
    planned = film(slides, fps)
    longer = planned.with_frames(found)
    first = 0
    for before, after in zip(planned.slides, longer.slides, strict=True):
        assert after.first == first
        assert after.frames == max(before.frames, found.get(after.slide.id, 0))
        assert (after.slide, after.chapter, after.speech, after.cues) == (
            before.slide,
            before.chapter,
            before.speech,
            before.cues,
        )
        first = after.end
    assert longer.frames == first
    assert longer.with_frames(found) == longer


@given(st.lists(spoken(), min_size=1, max_size=8), FPS, st.integers(1, 40), st.integers(1, 3))
def test_chapters_last_whole_steps(slides: list[Spoken], fps: int, step: int, in_chapter: int) -> None:
    planned = film(slides, fps, in_chapter=in_chapter)
    stepped = planned.with_frames({}, step)
    for chapter in stepped.chapters:
        *others, last = stepped.chapter_slides(chapter)
        assert last.end % step == 0
        assert 0 <= last.rest < step
        assert not any(timed.rest for timed in others)
    drawn = [timed.frames - timed.rest for timed in stepped.slides]
    assert drawn == [timed.frames for timed in planned.slides]
    assert stepped.with_frames({}, step) == stepped


def test_a_chapter_has_its_own_slides() -> None:
    timeline = film([Spoken(48_000, ())] * 5, 30)
    one, other = (timeline.chapter_slides(chapter) for chapter in timeline.script.chapters)
    assert [timed.slide.id for timed in one] == ["s0", "s1", "s2"]
    assert [timed.slide.id for timed in other] == ["s3", "s4"]


def test_a_slide_in_numbers() -> None:
    timeline = film([Spoken(48_000, ((0, 4_800), (12_000, 13_000))), Spoken(24_000, ())], 30, pause=0.5)
    one, other = timeline.slides
    assert (one.first, one.frames, one.end) == (0, 45, 45)
    assert (other.first, other.frames) == (45, 30)
    assert [(cue.name, cue.first, cue.end) for cue in one.cues] == [("m0", 0, 3), ("m1", 8, 9)]
    assert timeline.seconds(45) == 1.5


def test_a_film_without_slides_has_no_length() -> None:
    assert film([], 30).frames == 0


def test_a_bookmark_that_is_not_heard_is_told_with_its_line() -> None:
    front = FrontMatter.model_validate({"title": "T", "minutes": 1, "scenes": "s"})
    narration = Narration(
        "a © b ®", (Bookmark("c", 2, 3, 12), Bookmark("b", 4, 5, 13), Bookmark("r", 6, 7, 14))
    )
    script = Script(
        Path("lesson.md"),
        front,
        {},
        (Chapter("c", "C", "C", (Slide("s", "S", "", narration, 9),), 7),),
    )
    speech = Speech(np.zeros(100, np.float32), 100, (Word(0, 1, 0.1, 0.2), Word(4, 5, 0.3, 0.4)))
    with pytest.raises(AuthorError) as caught:
        plan(script, {"s": speech}, 30)
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [
        (Path("lesson.md"), 12),
        (Path("lesson.md"), 14),
    ]
    assert "'c'" in str(caught.value)
