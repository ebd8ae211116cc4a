"""When a slide's picture moves: late for a word, for nothing, too long, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from studio.checks.finding import Finding
from studio.checks.slide import CheckedSlide
from studio.rehearsal.model import RehearsedSlide
from studio.scene.suppressions import Check

STILL_SECONDS = 8.0
"""A picture may stand still under narration for so long."""


def find_in_movement(slide: CheckedSlide) -> Iterator[Finding]:
    """Find what is late, what no scene waits for, movement that runs over, and pictures that stand still."""
    yield from _bookmarks(slide)
    yield from _overrun(slide)
    yield from _standing(slide)


def _bookmarks(slide: CheckedSlide) -> Iterator[Finding]:
    lines = {bookmark.name: bookmark.line for bookmark in slide.timed.slide.narration.bookmarks}
    cues = {cue.name: cue for cue in slide.timed.cues}
    for name, frames in slide.rehearsed.late:
        yield slide.in_script(
            Check.LATE,
            cues[name].first,
            f"the picture comes to the bookmark {name!r} {frames / slide.timeline.fps:.2f} s after its "
            "word. Shorten what moves before it, or move the bookmark.",
            line=lines[name],
        )
    for name in [name for name in cues if name not in slide.rehearsed.waited]:
        yield slide.in_script(
            Check.BOOKMARK,
            cues[name].first,
            f"no scene waits for the bookmark {name!r}. Wait for it, or take the link out of the script.",
            line=lines[name],
        )


def _overrun(slide: CheckedSlide) -> Iterator[Finding]:
    fps = slide.timeline.fps
    # As `plan` counts them: a movement may fill the slide to its last frame.
    spoken = -int(-(slide.timed.speech.duration + slide.timeline.script.front.pause) * fps // 1)
    end = slide.rehearsed.movement_end
    if end > spoken:
        yield slide.in_scene(
            Check.OVERRUN,
            end,
            f"the picture moves on for {(end - spoken) / fps:.2f} s after the narration and its pause. "
            "Shorten the movement.",
        )


def _standing(slide: CheckedSlide) -> Iterator[Finding]:
    fps = slide.timeline.fps
    for first, end in _stills(slide.rehearsed, round(slide.timed.speech.duration * fps)):
        if (end - first) / fps > STILL_SECONDS:
            yield slide.in_scene(
                Check.STILL,
                first,
                f"the picture stands still for {(end - first) / fps:.1f} s under the narration. "
                f"Let something move within {STILL_SECONDS:.0f} s.",
            )


def _stills(rehearsed: RehearsedSlide, spoken: int) -> Iterator[tuple[int, int]]:
    """The spans of frames, up to the end of the speech, in which nothing moves."""
    last = 0
    for first, end in rehearsed.moves:
        if last < min(first, spoken):
            yield last, min(first, spoken)
        last = max(last, end)
    if last < spoken:
        yield last, spoken
