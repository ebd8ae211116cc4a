"""All checks of a rehearsed lesson."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from studio.captions.captions import Caption
from studio.checks.captions import find_in_captions
from studio.checks.finding import Finding, joined
from studio.checks.layout import find_in_layout
from studio.checks.movement import find_in_movement
from studio.checks.script import find_in_chapter, find_in_front_matter, find_in_heading
from studio.checks.slide import CheckedSlide
from studio.checks.suppressions import apply_suppressions
from studio.rehearsal.model import RehearsedChapter
from studio.timeline import Timeline


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
        findings += find_in_front_matter(timeline, rehearsed)
    for chapter in timeline.chapters:
        findings += find_in_chapter(timeline, chapter)
        for timed in timeline.chapter_slides(chapter):
            slide = CheckedSlide(timeline, timed, slides[timed.slide.id], scenes)
            findings += joined(apply_suppressions(slide, _find_in_slide(slide, captions)))
    return tuple(findings)


def _find_in_slide(slide: CheckedSlide, captions: Sequence[Caption]) -> Iterator[Finding]:
    yield from find_in_movement(slide)
    yield from find_in_layout(slide)
    yield from find_in_heading(slide)
    yield from find_in_captions(slide, captions)
