"""Draw the still of a slide without its segment, and keep it in a store by what the slide shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.drawing.segments import drawing_versions
from studio.drawing.stills import write_still
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.files import atomic, sha256_of
from studio.store.reads import are_current, require_current


@dataclass(frozen=True)
class StillStore:
    """The stills that were drawn by themselves, in one folder, by key."""

    folder: Path

    def path(self, key: str) -> Path:
        """Where the still of a key stands."""
        return self.folder / key[:2] / f"{key}.png"

    def get(self, key: str) -> Path | None:
        """The still of a key, or None if there is none or it was damaged."""
        path = self.path(key)
        try:
            whole = path.with_suffix(".sha256").read_text(encoding="ascii") == sha256_of(path)
        except (OSError, ValueError):
            return None
        return path if whole else None

    def put(self, key: str, picture: NDArray[np.uint8]) -> None:
        """Keep a picture, RGBA of shape (height, width, 4), as the still of a key."""
        path = write_still(picture, self.path(key))
        with atomic(path.with_suffix(".sha256")) as draft:
            draft.write_text(sha256_of(path), encoding="ascii")


def still_key(fingerprint: str, picture: Picture) -> str:
    """The key of a slide's still."""
    parts = [fingerprint, picture.width, picture.height, drawing_versions()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True)
class StillTask:
    """Some slides of one chapter whose stills are drawn in one run of its scene.

    Parameters
    ----------
    source, context
        The scenes, and what the chapter's scene is told.
    slides
        Id and key of each slide whose still is wanted.
    picture
        How large, and at how many frames a second the scene counts its time.
    store
        Where the stills go.
    reads
        The author's files that the chapter depends on, with their digests. What is drawn is what was
        rehearsed only if they are still so.
    """

    source: SceneSource
    context: ChapterContext
    slides: tuple[tuple[str, str], ...]
    picture: Picture
    store: StillStore
    reads: Mapping[Path, str] = field(default_factory=dict, hash=False)


def draw_stills(task: StillTask) -> Sequence[str]:
    """Draw the stills of a task and put them into the store.

    Returns
    -------
    Sequence[str]
        The ids of the slides.

    Raises
    ------
    AuthorError
        For whatever goes wrong in the scene.
    StudioError
        If a file of the chapter was saved after it was rehearsed: the still does not get into the store.
    """
    # Manim takes a second to import: only where there is something to draw.
    from studio.drawing.snapshots import Snapshots
    from studio.scene.running import run_scene

    keys = dict(task.slides)

    def on_drawn(slide: str, last: NDArray[np.uint8]) -> None:
        if are_current(task.reads):
            task.store.put(keys[slide], last)

    run_scene(task.source, task.context, task.picture, lambda: Snapshots(keys, on_drawn))
    require_current(task.reads)
    return tuple(keys)
