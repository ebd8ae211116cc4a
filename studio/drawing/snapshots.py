"""A renderer that draws nothing but the last picture of a slide."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from manim.utils.exceptions import EndSceneEarlyException
from numpy.typing import NDArray

from studio.drawing.renderer import StudioRenderer
from studio.scene.lesson_scene import LessonScene


class Snapshots(StudioRenderer):
    """Skips over all movement, and draws the picture with which each wanted slide ends.

    It is the last picture that `Drawing` draws of the slide, pixel for pixel.

    Parameters
    ----------
    wanted
        Ids of slides; the scene need not go on after the last of them.
    on_drawn
        Called with the id of each wanted slide and its last picture, RGBA of shape (height, width, 4).
    """

    def __init__(self, wanted: Iterable[str], on_drawn: Callable[[str, NDArray[np.uint8]], None]) -> None:
        super().__init__()
        self._wanted = set(wanted)
        self._on_drawn = on_drawn

    def begin_slide(self, scene: LessonScene) -> None:
        """Do nothing: what a slide begins with is not shown."""

    def end_slide(self, scene: LessonScene) -> None:
        """Draw the picture of a wanted slide, and leave the scene after the last one.

        Raises
        ------
        EndSceneEarlyException
            Manim's own way to end a scene.
        """
        if scene.present.id in self._wanted:
            self.update_frame(scene)
            self._on_drawn(scene.present.id, self.pixels)
            self._wanted.remove(scene.present.id)
        if not self._wanted:
            raise EndSceneEarlyException()

    def hold(self, scene: LessonScene, frames: int) -> None:
        """Do nothing: the picture stays as it is."""

    def move(self, scene: LessonScene, frames: int) -> None:
        """Go to the end at once."""
        self.skip(scene, frames)
