"""A lesson that shows whether picture and sound agree: it flashes on a word."""

from __future__ import annotations

from manim import BLACK, WHITE, FullScreenRectangle

from studio import LessonScene

FLASH = 3
"""Frames for which a flash lasts."""


class Flashes(LessonScene):
    """A black picture, white for `FLASH` frames from the first word of each bookmark."""

    def construct(self) -> None:
        """Wait for every bookmark of every slide, and flash."""
        self.camera.background_color = BLACK  # type: ignore[union-attr]
        white = FullScreenRectangle(fill_color=WHITE, fill_opacity=1, stroke_width=0)
        for slide in self.context.slides:
            with self.slide(slide.id):
                for cue in slide.cues:
                    self.wait_until_bookmark(cue.name)
                    self.add(white)
                    self.wait(FLASH / self.context.fps)
                    self.remove(white)
