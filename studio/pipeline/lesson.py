"""A lesson that is ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from studio.captions.captions import Caption, captions
from studio.checks.all import find_all
from studio.checks.finding import Finding
from studio.numbers import Numbers
from studio.publish.page_parts import PageParts
from studio.rehearsal.model import RehearsedChapter, RehearsedSlide
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.store.reads import Reads
from studio.timeline import Timeline


@dataclass(frozen=True)
class PreparedLesson:
    """A lesson that is ready to be drawn.

    Parameters
    ----------
    source
        Its scenes.
    numbers
        Its table of numbers, for the parameters asked for.
    voice
        The key of the voice that speaks it.
    contexts
        What each chapter's scene is told.
    page
        What it brings to its page; None where a slide alone is prepared.
    timeline
        With the lengths that rehearsal found.
    chapters
        What rehearsal found.
    reads
        The author's files that it depends on, besides those that the chapters read.
    heard
        What there is to say about its sound, if somebody listened.
    """

    source: SceneSource
    numbers: Numbers
    voice: str
    contexts: tuple[ChapterContext, ...]
    page: PageParts | None
    timeline: Timeline
    chapters: tuple[RehearsedChapter, ...]
    reads: Reads
    heard: tuple[Finding, ...] = ()

    @cached_property
    def captions(self) -> tuple[Caption, ...]:
        """The captions of the timeline."""
        return captions(self.timeline)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to say about it."""
        return find_all(self.timeline, self.chapters, self.captions, self.source.root) + self.heard

    @property
    def slides(self) -> tuple[RehearsedSlide, ...]:
        """All slides, in the order of the film."""
        return tuple(slide for chapter in self.chapters for slide in chapter.slides)

    def reads_of(self, context: ChapterContext) -> dict[Path, str]:
        """The author's files that the scene of a chapter depends on, with their digests."""
        return {
            Path(path): digest
            for chapter in self.chapters
            if chapter.id == context.id
            for path, digest in chapter.reads.items()
        }
