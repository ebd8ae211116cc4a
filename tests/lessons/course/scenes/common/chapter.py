"""The base of every chapter of the course."""

from __future__ import annotations

from manim import FadeIn, VMobject

from studio import LessonScene

from . import look


class Chapter(LessonScene):
    """A dark ground, on which things turn up on a word."""

    def setup(self) -> None:
        """Paint the ground."""
        super().setup()
        self.camera.background_color = look.GROUND  # type: ignore[union-attr]

    def turn_up(self, mobject: VMobject, bookmark: str) -> None:
        """Fade a mobject in for as long as a bookmark is heard."""
        self.wait_until_bookmark(bookmark)
        self.play(FadeIn(mobject), run_time=self.duration_of(bookmark))
