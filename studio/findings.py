"""What a rehearsed lesson may be found to have: pure functions from its timeline to sentences.

A finding does not stop a render: a film with a late picture is still a film. An error is what no lesson
should be shown with; a warning is what its author should look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studio.rehearsal import RehearsedChapter, RehearsedSlide
from studio.timeline import TimedSlide, Timeline

STILL_SECONDS = 8.0
"""A picture may stand still under narration for so long."""

SMALLEST_TEXT = 26.0
"""Pixels of the em at 1080p."""

SAFE_X, SAFE_Y = 6.4, 3.6
"""Half the width and height of the safe area in Manim units: 90% of a picture of 14.2 by 8."""

BUDGET_SHARE = 0.05
"""The film may be so much longer or shorter than its `minutes:`."""

_EPSILON = 0.01  # units; a pixel of a 1080p picture is 0.0074


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to change.

    Parameters
    ----------
    severity
        Error or warning.
    path, line
        The place in the script.
    slide
        Id of the slide; empty for the whole film.
    seconds
        When in the film; None where that says nothing.
    message
        One sentence: what is wrong, and what to do.
    """

    severity: Severity
    path: Path
    line: int
    slide: str
    seconds: float | None
    message: str

    def __str__(self) -> str:
        when = "" if self.seconds is None else f" at {int(self.seconds // 60)}:{self.seconds % 60:04.1f}"
        where = f"slide {self.slide}{when}" if self.slide else "the film"
        return f"{self.path}:{self.line}: {self.severity}: {where}: {self.message}"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def find_all(timeline: Timeline, rehearsed: Sequence[RehearsedChapter]) -> tuple[Finding, ...]:
    """Every finding of a rehearsed lesson, in the order of the film; of a part of it, those of its slides."""
    slides = {slide.id: slide for chapter in rehearsed for slide in chapter.slides}
    findings: list[Finding] = []
    if len(timeline.slides) == len(timeline.script.slides):
        findings += [*_budget(timeline), *_labels(timeline, rehearsed)]
    for timed in timeline.slides:
        findings += _slide(timeline, timed, slides[timed.slide.id])
    return tuple(findings)


def _slide(timeline: Timeline, timed: TimedSlide, rehearsed: RehearsedSlide) -> Iterator[Finding]:
    fps = timeline.fps

    def finding(severity: Severity, frame: int | None, line: int, message: str) -> Finding:
        seconds = None if frame is None else timeline.seconds(timed.first + frame)
        return Finding(severity, timeline.script.path, line, timed.slide.id, seconds, message)

    lines = {bookmark.name: bookmark.line for bookmark in timed.slide.narration.bookmarks}
    cues = {cue.name: cue for cue in timed.cues}
    for name, frames in rehearsed.late:
        yield finding(
            Severity.ERROR,
            cues[name].first,
            lines[name],
            f"the picture comes to the bookmark {name!r} {frames / fps:.2f} s after its word. "
            "Shorten what moves before it, or move the bookmark.",
        )
    for name in [name for name in cues if name not in rehearsed.waited]:
        yield finding(
            Severity.ERROR,
            cues[name].first,
            lines[name],
            f"no scene waits for the bookmark {name!r}. Wait for it, or take the link out of the script.",
        )
    # As `plan` counts them: a movement may fill the slide to its last frame.
    spoken = -int(-(timed.speech.duration + timeline.script.front.pause) * fps // 1)
    over = (rehearsed.movement_end - spoken) / fps
    if over > 0:
        yield finding(
            Severity.ERROR,
            rehearsed.movement_end,
            timed.slide.line,
            f"the picture moves on for {over:.2f} s after the narration and its pause. Shorten the movement.",
        )
    yield from (
        finding(
            Severity.WARNING,
            first,
            timed.slide.line,
            f"the picture stands still for {(end - first) / fps:.1f} s under the narration. "
            f"Let something move within {STILL_SECONDS:.0f} s.",
        )
        for first, end in _stills(rehearsed, round(timed.speech.duration * fps))
        if (end - first) / fps > STILL_SECONDS
    )
    left, bottom, right, top = rehearsed.bounds
    if max(-left, right) > SAFE_X + _EPSILON or max(-bottom, top) > SAFE_Y + _EPSILON:
        yield finding(
            Severity.ERROR,
            rehearsed.frames,
            timed.slide.line,
            f"the last picture reaches from ({left:.2f}, {bottom:.2f}) to ({right:.2f}, {top:.2f}), "
            f"outside the safe area of ±{SAFE_X} by ±{SAFE_Y}. Move it inwards.",
        )
    for text in rehearsed.texts:
        if text.size < SMALLEST_TEXT - 0.05:
            yield finding(
                Severity.ERROR,
                rehearsed.frames,
                timed.slide.line,
                f"{text.text!r} is set in {text.size:.1f} px at 1080p. Make it {SMALLEST_TEXT:.0f} or more.",
            )
    for remark in timed.speech.remarks:
        yield finding(Severity.WARNING, 0, timed.slide.line, remark)
    if not timed.slide.alt:
        yield finding(
            Severity.ERROR,
            None,
            timed.slide.line,
            'the slide has no alt text. Add {alt="…"} to its heading: one sentence that says what is seen.',
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


def _budget(timeline: Timeline) -> Iterator[Finding]:
    budget = timeline.script.front.minutes * 60
    length = timeline.seconds(timeline.frames)
    if abs(length - budget) > budget * BUDGET_SHARE:
        yield Finding(
            Severity.ERROR,
            timeline.script.path,
            1,
            "",
            None,
            f"it lasts {_clock(length)}, but `minutes:` allows {_clock(budget)} within {BUDGET_SHARE:.0%}. "
            "Change the narration or its pauses, or the budget.",
        )


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"


def _labels(timeline: Timeline, rehearsed: Sequence[RehearsedChapter]) -> Iterator[Finding]:
    used = {name for chapter in rehearsed for name in chapter.used_labels}
    for name in sorted(set(timeline.script.labels) - used):
        yield Finding(
            Severity.WARNING,
            timeline.script.path,
            1,
            "",
            None,
            f"no scene shows the label {name!r}. Take it out of `labels:`, or show it.",
        )
