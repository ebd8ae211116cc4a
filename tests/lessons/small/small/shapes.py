"""Shapes that become others, and that lie one above the other."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    ImageMobject,
    ReplacementTransform,
    Square,
    TransformFromCopy,
    linear,
)
from manim.constants import RESAMPLING_ALGORITHMS

from studio import LessonScene
from studio.scene.typesetting import Text


class Shapes(LessonScene):
    """A circle that becomes a square, and a heap of shapes whose order is seen."""

    def construct(self) -> None:
        """Show the two slides, each from an empty picture."""
        self.turn()
        self.layers()

    def turn(self) -> None:
        """Turn a circle into a square, which a number of its table leaves."""
        word = Text(self.text("token"), size=60).place(0, -2.5, "center")
        circle = Circle(1.5, color="#E9965A", stroke_width=6)
        square = Square(3, color="#67BCEB", stroke_width=6).set_fill("#67BCEB", 0.3)
        with self.slide("turn"):
            self.play(FadeIn(word, shift=UP * 0.3), run_time=0.3)
            self.wait_until_bookmark("circle")
            self.play(Create(circle), run_time=0.4)
            self.wait_until_bookmark("square")
            self.play(ReplacementTransform(circle, square), run_time=0.6)
            self.wait_until_bookmark("sides")
            number = Text(str(self.number("sides")), size=120, weight="semibold").at(np.zeros(3))
            self.play(TransformFromCopy(square, number), run_time=0.5)

    def layers(self) -> None:
        """Move things past one another: z-index, opacity, an image, and a mobject in the foreground."""
        low = Square(2, stroke_width=0).set_fill("#4CC0A0", 1).shift(LEFT)
        high = Square(2, stroke_width=0).set_fill("#67BCEB", 0.6).shift(RIGHT * 0.5 + UP * 0.5).set_z_index(2)
        disc = (
            Circle(0.9, color="#F3E968", stroke_width=8).set_fill("#E9965A", 1).shift(LEFT * 6).set_z_index(1)
        )
        tiles = ImageMobject(_tiles())
        tiles.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        tiles.height = 1.6
        tiles.shift(RIGHT * 5 + DOWN)
        dot = Dot(radius=0.3, color="#FFFFFF").shift(RIGHT * 3)
        with self.slide("layers"):
            self.play(*(FadeOut(mobject) for mobject in list(self.mobjects)), run_time=0.2)
            self.add(high, low, disc)
            self.wait_until_bookmark("disc")
            self.play(disc.animate.shift(RIGHT * 5.75), run_time=0.8, rate_func=linear)
            self.wait_until_bookmark("fade")
            self.play(low.animate.set_opacity(0.4), disc.animate.set_stroke(opacity=0.5), run_time=0.5)
            self.add_foreground_mobject(dot)
            self.wait_until_bookmark("picture")
            self.add(tiles)
            self.play(tiles.animate.shift(LEFT * 2.2).set_opacity(0.8), run_time=0.6)
            self.wait_until_bookmark("dot")
            self.play(low.animate.shift(RIGHT * 3.5 + DOWN * 0.5), run_time=0.6)


def _tiles() -> np.ndarray:
    """A picture of 6 by 6 coloured tiles, RGBA, uint8, shape (6, 6, 4)."""
    row, column = np.mgrid[0:6, 0:6]
    levels = [row * 50, column * 50, 250 - row * 25 - column * 25, np.full((6, 6), 255)]
    return np.stack(levels, axis=-1).astype(np.uint8)
