"""What a scene is told about its chapter: small, picklable, and free of Manim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.numbers import Numbers
from studio.script.front_matter import FrontMatter
from studio.timeline import Cue, Timeline


@dataclass(frozen=True)
class SlideContext:
    """A slide as its scene sees it.

    Parameters
    ----------
    id, title
        From the heading.
    line
        Of the heading in the script, for messages.
    frames
        How long the slide lasts at least: its speech and the pause after it.
    cues
        Its bookmarks.
    """

    id: str
    title: str
    line: int
    frames: int
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class ChapterContext:
    """A chapter as its scene sees it.

    Parameters
    ----------
    script
        The script's path, for messages.
    front
        The front matter of the script.
    id, title, scene, line
        From the heading and of it; `scene` is the name of the class.
    index, count
        Which chapter of how many, from 0.
    fps
        Frames a second.
    slides
        In the order of the film.
    labels, numbers
        What the scene may show, by name.
    """

    script: Path
    front: FrontMatter
    id: str
    title: str
    scene: str
    line: int
    index: int
    count: int
    fps: int
    slides: tuple[SlideContext, ...]
    labels: Mapping[str, str]
    numbers: Numbers


def chapter_contexts(timeline: Timeline, numbers: Numbers) -> tuple[ChapterContext, ...]:
    """One context for each chapter with slides in a timeline, which need not have been rehearsed yet."""
    script = timeline.script
    return tuple(
        ChapterContext(
            script=script.path,
            front=script.front,
            id=chapter.id,
            title=chapter.title,
            scene=chapter.scene,
            line=chapter.line,
            index=index,
            count=len(script.chapters),
            fps=timeline.fps,
            slides=tuple(
                SlideContext(timed.slide.id, timed.slide.title, timed.slide.line, timed.frames, timed.cues)
                for timed in timeline.chapter_slides(chapter)
            ),
            labels=dict(script.labels),
            numbers=dict(numbers),
        )
        for index, chapter in enumerate(script.chapters)
        if chapter in timeline.chapters
    )
