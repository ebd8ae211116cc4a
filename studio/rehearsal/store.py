"""Chapters that were rehearsed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from studio.rehearsal.model import RehearsedChapter
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource, scene_files
from studio.scene.settings import Picture
from studio.scene.uses import values_of
from studio.store.content import ContentStore
from studio.store.reads import CHANGED, state_of
from studio.store.versions import key_of, studio_digest

STATES = 8
"""How many states of a chapter's files and words are kept, so that an undo rehearses nothing."""


@dataclass(frozen=True)
class RehearsalStore:
    """Chapters that were rehearsed before, in one folder; to look one up takes no Manim."""

    folder: Path

    def get(self, source: SceneSource, context: ChapterContext, picture: Picture) -> RehearsedChapter | None:
        """The chapter as it was rehearsed when all that it depends on was as it is now, or None."""
        states = self._states(_key(source, context, picture))
        if not states:
            return None
        try:
            files = source.names_of(scene_files(source, context.scene))
        except (OSError, ValueError):
            return None
        state = cache(state_of)  # most files are read by every one of them
        for chapter in states:
            if (
                chapter.files == files
                and chapter.uses == values_of(context, chapter.uses)
                and all(state(path) == digest for path, digest in chapter.reads.items())
            ):
                return chapter
        return None

    def put(
        self, source: SceneSource, context: ChapterContext, picture: Picture, chapter: RehearsedChapter
    ) -> None:
        """Keep a rehearsed chapter, beside the last ones of the same slides."""
        if CHANGED in chapter.reads.values():
            return  # it is current no more
        key = _key(source, context, picture)
        states = [chapter, *self._states(key)][:STATES]
        ContentStore(self.folder).put(key, _STORED.dump_json(states))

    def _states(self, key: str) -> Sequence[RehearsedChapter]:
        """What is kept under a key, the last one first; what does not fit the model is not there."""
        stored = ContentStore(self.folder).get(key)
        try:
            return () if stored is None else _STORED.validate_json(stored)
        except ValidationError:
            return ()


def _key(source: SceneSource, context: ChapterContext, picture: Picture) -> str:
    """The key of a chapter's structure: all that its scene is told without asking."""
    slides = [
        (slide.id, slide.title, slide.frames, [asdict(cue) for cue in slide.cues]) for slide in context.slides
    ]
    chapter = [context.id, context.title, context.scene, context.index, context.count, context.fps, slides]
    return key_of("rehearsal", chapter, source.root, source.module, asdict(picture), studio_digest())


_STORED = TypeAdapter(list[RehearsedChapter])
