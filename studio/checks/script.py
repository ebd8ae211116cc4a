"""What the script promises: its budget and shares of time, its labels and spoken forms, its alt texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.checks.finding import Finding, Severity
from studio.checks.slide import CheckedSlide
from studio.numbers import clock
from studio.rehearsal.model import RehearsedChapter
from studio.scene.suppressions import Check
from studio.script.model import Chapter
from studio.speech.spoken_form import is_pronounced
from studio.timeline import Timeline

BUDGET_SHARE = 0.05
"""The film may be so much longer or shorter than its `minutes:`."""

OVER_SHARE = 15.0
"""Seconds by which a chapter may be longer than its `seconds=`."""


def find_in_front_matter(timeline: Timeline, rehearsed: Sequence[RehearsedChapter]) -> Iterator[Finding]:
    """Compare the front matter with the whole film: its length, its labels and its spoken forms."""
    yield from _budget(timeline)
    yield from _labels(timeline, rehearsed)
    yield from _pronounced(timeline)


def find_in_chapter(timeline: Timeline, chapter: Chapter) -> Iterator[Finding]:
    """Compare a chapter with its share of the film, if the timeline has all of it."""
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
            f"its chapter {chapter.title!r} lasts {clock(length)}, more than {OVER_SHARE:.0f} s over its "
            f"share of {clock(chapter.seconds)}. Shorten its narration, or give it more `seconds=`.",
        )


def find_in_heading(slide: CheckedSlide) -> Iterator[Finding]:
    """Pass on what there is to say about a slide's speech, and miss its alt text."""
    for remark in slide.timed.speech.remarks:
        yield slide.in_script(Check.SPEECH, 0, remark, severity=Severity.WARNING)
    if not slide.timed.slide.alt:
        yield slide.in_script(
            Check.ALT,
            None,
            'the slide has no alt text. Add {alt="…"} to its heading: one sentence that says what is seen.',
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
            f"it lasts {clock(length)}, but `minutes:` allows {clock(budget)} within {BUDGET_SHARE:.0%}. "
            "Change the narration or its pauses, or the budget.",
            "minutes",
        )


def _labels(timeline: Timeline, rehearsed: Sequence[RehearsedChapter]) -> Iterator[Finding]:
    used = {name for chapter in rehearsed for name in chapter.used_labels}
    for name in timeline.script.labels:
        if name not in used:
            message = f"no scene asks for self.label({name!r}). Take it out of `labels:`, or show it."
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
