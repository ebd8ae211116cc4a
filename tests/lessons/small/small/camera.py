"""A ring that turns under a camera that moves."""

from __future__ import annotations

import numpy as np
from manim import (
    PI,
    TAU,
    UP,
    Dot,
    FadeIn,
    Line,
    ValueTracker,
    VGroup,
    always_redraw,
    linear,
)

from studio import LessonScene
from studio.scene.typesetting import Text


class Camera(LessonScene):
    """As many dots as the token has letters, turning, from far and from near."""

    def construct(self) -> None:
        """Show the ring, turn it, and move the camera towards it."""
        count = int(self.number("letters").value)
        angle = ValueTracker(0.0)

        def points() -> list[np.ndarray]:
            angles = angle.get_value() + np.arange(count) * TAU / count
            return [1.5 * np.array([np.cos(one), np.sin(one), 0.0]) for one in angles]

        ring = always_redraw(lambda: VGroup(*(Dot(point, radius=0.2, color="#F3E968") for point in points())))
        spokes = always_redraw(
            lambda: VGroup(*(Line(np.zeros(3), point, color="#3A4553") for point in points()))
        )
        near = Text(self.label("near"), size=40).place(0, -2.3, "center")
        letters = Text(f"{self.number('letters')} {self.label('letters')}", size=40).place(0, 2.1, "center")
        with self.slide("closer"):
            self.wait_until_bookmark("letters")
            self.play(FadeIn(ring), FadeIn(spokes), FadeIn(letters, shift=UP * 0.2), run_time=0.4)
            self.wait_until_bookmark("turn")
            self.play(angle.animate.set_value(PI / 2), run_time=0.7, rate_func=linear)
            self.add(near)
            self.wait_until_bookmark("closer")
            frame = self.camera.frame  # type: ignore[union-attr]
            self.play(frame.animate.scale(0.7).shift(UP * 0.1), angle.animate.set_value(PI), run_time=0.8)
