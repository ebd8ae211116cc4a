"""What a rehearsed lesson may be found to have: pure functions from its timeline to sentences.

A finding does not stop a render: a film with a late picture is still a film. An error is what no lesson
should be shown with; a warning is what its author should look at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from studio.captions.captions import Caption
from studio.captions.segmentation import LINE, SPEED
from studio.rehearsal.layout import Clash
from studio.rehearsal.model import HeldFrame, RehearsedChapter, RehearsedSlide, ShownText
from studio.scene.suppressions import Check
from studio.script.model import Chapter
from studio.speech.spoken_form import is_pronounced
from studio.timeline import TimedSlide, Timeline

STILL_SECONDS = 8.0
"""A picture may stand still under narration for so long."""

SMALLEST_TEXT = 26.0
"""Pixels of the em at 1080p."""

LARGE_TEXT = 48.0
"""Pixels of the em at 1080p from which text is large: the 24 of WCAG 2.2, in a film seen at half its size."""

CONTRAST, LARGE_CONTRAST = 4.5, 3.0
"""The least contrast of text, and of large text: WCAG 2.2, success criterion 1.4.3."""

SAFE_X, SAFE_Y = 6.4, 3.6
"""Half the width and height of the safe area in Manim units: 90% of a picture of 14.2 by 8."""

BUDGET_SHARE = 0.05
"""The film may be so much longer or shorter than its `minutes:`."""

OVER_SHARE = 15.0
"""Seconds by which a chapter may be longer than its `seconds=`."""

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
    check
        What was checked.
    severity
        Error or warning.
    path, line
        The place in the script, or in the scenes for what is to be changed there.
    slide
        Id of the slide; empty for the whole film.
    seconds
        When in the film; None where that says nothing.
    message
        One sentence: what is wrong, and what to do.
    """

    check: Check
    severity: Severity
    path: Path
    line: int
    slide: str
    seconds: float | None
    message: str

    def __str__(self) -> str:
        when = "" if self.seconds is None else f" at {int(self.seconds // 60)}:{self.seconds % 60:04.1f}"
        where = f"slide {self.slide}{when}" if self.slide else "the film"
        return f"{self.path}:{self.line}: {self.severity}: {where}: {self.message} [{self.check}]"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def findings_json(timeline: Timeline, findings: Iterable[Finding]) -> str:
    """A lesson and what was found in it, as JSON: an object with ``seconds``, ``slides`` and ``findings``.

    Each finding is an object with ``check``, ``severity``, ``path``, ``line``, ``slide``, ``seconds`` and
    ``message``, as in `Finding`.
    """
    told = {
        "seconds": round(timeline.seconds(timeline.frames), 3),
        "slides": len(timeline.slides),
        "findings": [asdict(finding) | {"path": str(finding.path)} for finding in findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def find_all(
    timeline: Timeline,
    rehearsed: Sequence[RehearsedChapter],
    captions: Sequence[Caption],
    scenes: Path,
) -> tuple[Finding, ...]:
    """Every finding of a rehearsed lesson, in the order of the film; of a part of it, those of its slides.

    Parameters
    ----------
    timeline
        The lesson, or a part of it.
    rehearsed
        What rehearsal found out about its chapters.
    captions
        Of the timeline.
    scenes
        The folder that the places of the slides are relative to.
    """
    slides = {slide.id: slide for chapter in rehearsed for slide in chapter.slides}
    findings: list[Finding] = []
    if len(timeline.slides) == len(timeline.script.slides):
        findings += [*_budget(timeline), *_labels(timeline, rehearsed), *_pronounced(timeline)]
    hasty = [*_captions(timeline, captions)]
    for chapter in timeline.chapters:
        findings += _share(timeline, chapter)
        for timed in timeline.chapter_slides(chapter):
            slide = slides[timed.slide.id]
            found = [*_Slide(timeline, timed, slide, scenes).findings()]
            found += [one for one in hasty if one.slide == timed.slide.id]
            findings += _without_suppressed(found, slide, timeline, timed)
    return tuple(findings)


def _without_suppressed(
    found: Iterable[Finding], slide: RehearsedSlide, timeline: Timeline, timed: TimedSlide
) -> Iterator[Finding]:
    """Leave out what the scene suppresses, and tell what it suppresses in vain."""
    needed = set()
    for finding in found:
        claims = {
            claim
            for claim in slide.suppressions
            if claim.check == finding.check and claim.match in finding.message
        }
        needed |= claims
        if not claims:
            yield finding
    for claim in dict.fromkeys(slide.suppressions):
        if claim not in needed and not claim.optional:
            about = f" matching {claim.match!r}" if claim.match else ""
            yield Finding(
                Check.SUPPRESSION,
                Severity.WARNING,
                timeline.script.path,
                timed.slide.line,
                timed.slide.id,
                None,
                f"its scene suppresses {claim.check.value!r}{about}, but nothing is found. Take it out.",
            )


@dataclass(frozen=True)
class _Slide:
    """One slide as it was planned and as it was rehearsed."""

    timeline: Timeline
    timed: TimedSlide
    rehearsed: RehearsedSlide
    scenes: Path

    def findings(self) -> Iterator[Finding]:
        """All that there is to say about it, but for its captions."""
        yield from self._bookmarks()
        yield from self._movement()
        seen: set[tuple[Check, str]] = set()
        for picture in self.rehearsed.pictures:
            # What stands for several pictures is told of the first.
            for finding in self._picture(picture):
                if (finding.check, finding.message) not in seen:
                    seen.add((finding.check, finding.message))
                    yield finding
        for remark in self.timed.speech.remarks:
            yield self._finding(Check.SPEECH, 0, remark, severity=Severity.WARNING)
        if not self.timed.slide.alt:
            yield self._finding(
                Check.ALT,
                None,
                "the slide has no alt text. "
                'Add {alt="…"} to its heading: one sentence that says what is seen.',
            )

    def _finding(
        self,
        check: Check,
        frame: int | None,
        message: str,
        *,
        line: int | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding with its place in the script: the slide's heading, unless another line is given."""
        seconds = None if frame is None else self.timeline.seconds(self.timed.first + frame)
        slide = self.timed.slide
        line = slide.line if line is None else line
        return Finding(check, severity, self.timeline.script.path, line, slide.id, seconds, message)

    def _in_scene(self, check: Check, frame: int, message: str) -> Finding:
        """A finding with its place in the scene, where that is known."""
        file, line = self.rehearsed.place
        found = self._finding(check, frame, message)
        return replace(found, path=self.scenes / file, line=line) if line else found

    def _bookmarks(self) -> Iterator[Finding]:
        lines = {bookmark.name: bookmark.line for bookmark in self.timed.slide.narration.bookmarks}
        cues = {cue.name: cue for cue in self.timed.cues}
        for name, frames in self.rehearsed.late:
            yield self._finding(
                Check.LATE,
                cues[name].first,
                f"the picture comes to the bookmark {name!r} {frames / self.timeline.fps:.2f} s after its "
                "word. Shorten what moves before it, or move the bookmark.",
                line=lines[name],
            )
        for name in [name for name in cues if name not in self.rehearsed.waited]:
            yield self._finding(
                Check.BOOKMARK,
                cues[name].first,
                f"no scene waits for the bookmark {name!r}. Wait for it, or take the link out of the script.",
                line=lines[name],
            )

    def _movement(self) -> Iterator[Finding]:
        fps, speech = self.timeline.fps, self.timed.speech
        # As `plan` counts them: a movement may fill the slide to its last frame.
        spoken = -int(-(speech.duration + self.timeline.script.front.pause) * fps // 1)
        over = (self.rehearsed.movement_end - spoken) / fps
        if over > 0:
            yield self._in_scene(
                Check.OVERRUN,
                self.rehearsed.movement_end,
                f"the picture moves on for {over:.2f} s after the narration and its pause. "
                "Shorten the movement.",
            )
        for first, end in _stills(self.rehearsed, round(speech.duration * fps)):
            if (end - first) / fps > STILL_SECONDS:
                yield self._in_scene(
                    Check.STILL,
                    first,
                    f"the picture stands still for {(end - first) / fps:.1f} s under the narration. "
                    f"Let something move within {STILL_SECONDS:.0f} s.",
                )

    def _picture(self, picture: HeldFrame) -> Iterator[Finding]:
        left, bottom, right, top = picture.bounds
        if max(-left, right) > SAFE_X + _EPSILON or max(-bottom, top) > SAFE_Y + _EPSILON:
            yield self._in_scene(
                Check.OUTSIDE,
                picture.frame,
                f"the picture reaches from ({left:.2f}, {bottom:.2f}) to ({right:.2f}, {top:.2f}), "
                f"outside the safe area of ±{SAFE_X} by ±{SAFE_Y}. Move it inwards.",
            )
        for text in picture.texts:
            for check, message in _of_text(text):
                yield self._in_scene(check, picture.frame, message)
        for clash in picture.clashes:
            yield self._in_scene(clash.check, picture.frame, _of_clash(clash))
        for sum in picture.sums:
            if not sum.holds:
                yield self._in_scene(
                    Check.SUM,
                    picture.frame,
                    f"{sum} does not add up as it is written. Show more places of what is added.",
                )


def _of_text(text: ShownText) -> Iterator[tuple[Check, str]]:
    words = _shortened(text.text)
    if text.size < SMALLEST_TEXT - 0.05:
        yield (
            Check.SMALL,
            f"{words!r} is set in {text.size:.1f} px at 1080p. Make it {SMALLEST_TEXT:.0f} or more.",
        )
    least = CONTRAST if text.size < LARGE_TEXT else LARGE_CONTRAST
    # What is written is what is compared: 4.46 is no 4.5.
    if text.contrast is not None and text.contrast < least:
        yield (
            Check.CONTRAST,
            f"{words!r} has a contrast of {text.contrast:.2f} to 1 with its ground. Give it a colour or an "
            f"opacity with {least} or more.",
        )


def _of_clash(clash: Clash) -> str:
    words, other = _shortened(clash.words), _shortened(clash.other)
    match clash.check:
        case Check.OVERLAP:
            return f"{words!r} and {other!r} lie over each other. Move one of them."
        case Check.CROSSED:
            return f"the outline of a {other} runs through {words!r}. Put the words inside or outside of it."
        case Check.COVERED:
            return f"a filled {other} lies over {words!r}. Draw it below the words, or take them away."
        case _:
            return (
                f"{words!r} and {other!r} stand on baselines that differ by {clash.pixels:.1f} px at 1080p. "
                "Set them on one with `place` or `at`."
            )


def _shortened(text: str, width: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _stills(rehearsed: RehearsedSlide, spoken: int) -> Iterator[tuple[int, int]]:
    """The spans of frames, up to the end of the speech, in which nothing moves."""
    last = 0
    for first, end in rehearsed.moves:
        if last < min(first, spoken):
            yield last, min(first, spoken)
        last = max(last, end)
    if last < spoken:
        yield last, spoken


def _captions(timeline: Timeline, captions: Sequence[Caption]) -> Iterator[Finding]:
    lines = {slide.id: slide.line for slide in timeline.script.slides}
    for caption in captions:
        said, when = _shortened(caption.text), caption.begins / 1000
        place = timeline.script.path, lines[caption.slide], caption.slide, when
        if caption.speed > SPEED:
            yield Finding(
                Check.CAPTION,
                Severity.ERROR,
                *place,
                f"the caption {said!r} has {caption.speed:.1f} characters a second, above {SPEED}. "
                "Add a pause after it, use fewer words, or lower `rate:`.",
            )
        longest = max(map(len, caption.lines))
        if longest > LINE:
            yield Finding(
                Check.CAPTION,
                Severity.ERROR,
                *place,
                f"a line of the caption {said!r} has {longest} characters, above {LINE}. "
                "Shorten its long word.",
            )


def _share(timeline: Timeline, chapter: Chapter) -> Iterator[Finding]:
    slides = timeline.chapter_slides(chapter)
    if chapter.seconds is None or len(slides) < len(chapter.slides):
        return
    length = timeline.seconds(slides[-1].end - slides[0].first)
    if length > chapter.seconds + OVER_SHARE:
        yield Finding(
            Check.SHARE,
            Severity.ERROR,
            timeline.script.path,
            chapter.line,
            slides[0].slide.id,
            timeline.seconds(slides[0].first),
            f"its chapter {chapter.title!r} lasts {_clock(length)}, more than {OVER_SHARE:.0f} s over its "
            f"share of {_clock(chapter.seconds)}. Shorten its narration, or give it more `seconds=`.",
        )


def _front(timeline: Timeline, check: Check, message: str, *keys: str) -> Finding:
    """A finding about the film as a whole, and the line of the front matter that it concerns."""
    script = timeline.script
    return Finding(check, Severity.ERROR, script.path, script.line_of(*keys), "", None, message)


def _budget(timeline: Timeline) -> Iterator[Finding]:
    budget = timeline.script.front.minutes * 60
    length = timeline.seconds(timeline.frames)
    if abs(length - budget) > budget * BUDGET_SHARE:
        yield _front(
            timeline,
            Check.BUDGET,
            f"it lasts {_clock(length)}, but `minutes:` allows {_clock(budget)} within {BUDGET_SHARE:.0%}. "
            "Change the narration or its pauses, or the budget.",
            "minutes",
        )


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"


def _labels(timeline: Timeline, rehearsed: Sequence[RehearsedChapter]) -> Iterator[Finding]:
    used = {name for chapter in rehearsed for name in chapter.used_labels}
    for name in timeline.script.labels:
        if name not in used:
            message = f"no scene shows the label {name!r}. Take it out of `labels:`, or show it."
            yield _front(timeline, Check.LABEL, message, "labels", name)


def _pronounced(timeline: Timeline) -> Iterator[Finding]:
    script = timeline.script
    text = "\n\n".join(slide.narration.text for slide in script.slides)
    for words in script.front.pronounce:
        if not is_pronounced(words, text):
            message = (
                f"no narration has {words!r} of `pronounce:`. Write it as it stands there, or take it out."
            )
            yield _front(timeline, Check.PRONOUNCE, message, "pronounce", words)
