"""The two calls that other processes and other machines take."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from studio.drawing.segments import DrawTask
from studio.rehearsal.model import RehearsedChapter
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture


class SceneWorkers(Protocol):
    """Whoever runs and draws scenes, several at once: processes of this machine, or a cluster."""

    def rehearse(
        self, source: SceneSource, context: ChapterContext, picture: Picture
    ) -> Future[RehearsedChapter]:
        """Call `studio.rehearsal.rehearse.rehearse`."""
        ...

    def draw(self, task: DrawTask) -> Future[Sequence[str]]:
        """Call `studio.drawing.segments.draw`."""
        ...
