"""Chapters that were rehearsed before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from studio.rehearsal.model import RehearsedChapter
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.files import atomic
from studio.store.reads import are_current
from studio.store.versions import key_of, studio_digest


@dataclass(frozen=True)
class RehearsalStore:
    """Chapters that were rehearsed before, in one folder; to look one up takes no Manim."""

    folder: Path

    def _path(self, source: SceneSource, context: ChapterContext, picture: Picture) -> Path:
        told = asdict(context)
        told["front"] = context.front.model_dump()
        for part in (told, *told["slides"]):
            del part["line"]  # for messages only, as is the script's path
        del told["script"]
        # What was read are the files of one folder, and not those that were added since.
        return (
            self.folder / f"{key_of(told, source.root, source.names, asdict(picture), studio_digest())}.json"
        )

    def get(self, source: SceneSource, context: ChapterContext, picture: Picture) -> RehearsedChapter | None:
        """The chapter as it was rehearsed, or None if anything has changed that it depends on."""
        try:
            chapter = _STORED.validate_json(self._path(source, context, picture).read_bytes())
        except (OSError, ValueError):
            return None
        return chapter if are_current(chapter.reads) else None

    def put(
        self, source: SceneSource, context: ChapterContext, picture: Picture, chapter: RehearsedChapter
    ) -> None:
        """Keep a rehearsed chapter."""
        with atomic(self._path(source, context, picture)) as draft:
            draft.write_bytes(_STORED.dump_json(chapter))


_STORED = TypeAdapter(RehearsedChapter)
