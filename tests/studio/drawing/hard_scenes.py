"""Scenes that a fast renderer may get wrong. Each has two slides, ``first`` and ``second``."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    ORIGIN,
    PI,
    RED,
    RIGHT,
    TAU,
    UP,
    WHITE,
    YELLOW,
    AnimationGroup,
    ApplyPointwiseFunction,
    Arrow,
    Axes,
    Circle,
    Circumscribe,
    Create,
    DashedLine,
    Dot,
    DrawBorderThenFill,
    FadeIn,
    FadeOut,
    FadeTransform,
    Flash,
    Group,
    GrowArrow,
    GrowFromCenter,
    Homotopy,
    ImageMobject,
    Indicate,
    LaggedStart,
    LaggedStartMap,
    Line,
    MoveAlongPath,
    PointCloudDot,
    Rectangle,
    ReplacementTransform,
    Restore,
    Rotate,
    ShowPassingFlash,
    Square,
    Star,
    Succession,
    TracedPath,
    Transform,
    TransformFromCopy,
    TransformMatchingShapes,
    Triangle,
    Uncreate,
    ValueTracker,
    VGroup,
    VMobject,
    Wait,
    Wiggle,
    Write,
    always_redraw,
    linear,
    there_and_back,
)

from studio import LessonScene
from studio.scene.typesetting import Math, Text


class ReplacedParts(LessonScene):
    """An updater that gives its mobject other submobjects, more of them and fewer, between others."""

    def construct(self) -> None:
        count = ValueTracker(1)

        def renew(group: VGroup) -> None:
            shown = range(round(count.get_value()))
            group.submobjects = [
                Circle(0.5, fill_opacity=0.5, color=YELLOW).shift(RIGHT * (number - 3)) for number in shown
            ]

        row = VGroup().add_updater(renew)
        behind, before = Square(2, fill_opacity=1, color=BLUE), Square(1, fill_opacity=0.4).shift(RIGHT * 2)
        with self.slide("first"):
            self.add(behind, row, before)
            self.play(count.animate.set_value(6), run_time=0.8)
            self.wait(0.2)
        with self.slide("second"):
            self.play(count.animate.set_value(2), before.animate.shift(LEFT * 3), run_time=0.6)
            row.clear_updaters()
            self.play(row.animate.shift(DOWN), run_time=0.3)


class Redrawn(LessonScene):
    """Mobjects that are made anew in every frame from a tracker."""

    def construct(self) -> None:
        angle = ValueTracker(0.2)

        def tip() -> np.ndarray:
            return 2.5 * np.array([np.cos(angle.get_value()), np.sin(angle.get_value()), 0])

        hand = always_redraw(lambda: Line(ORIGIN, tip(), stroke_width=8, color=RED))
        end = always_redraw(lambda: Dot(tip(), radius=0.3, color=YELLOW).set_z_index(1))
        number = always_redraw(lambda: Text(f"{angle.get_value():.1f}", size=150).place(2, 2))
        with self.slide("first"):
            self.add(Circle(2.5), hand, end, number)
            self.play(angle.animate.set_value(PI), run_time=0.9, rate_func=linear)
        with self.slide("second"):
            self.play(angle.animate.set_value(TAU), FadeOut(number), run_time=0.7)
            self.play(FadeOut(end, hand), run_time=0.2)


class Traced(LessonScene):
    """A path that grows with every frame that is drawn."""

    def construct(self) -> None:
        dot = Dot(LEFT * 3, radius=0.3, color=YELLOW)
        trace = TracedPath(dot.get_center, stroke_color=GREEN, stroke_width=9)
        with self.slide("first"):
            self.add(trace, dot)
            self.play(dot.animate(path_arc=2).shift(RIGHT * 5), run_time=0.9)
        with self.slide("second"):
            self.play(Rotate(dot, PI, about_point=UP), run_time=0.7)
            self.play(trace.animate.set_opacity(0.3), run_time=0.2)


class Layers(LessonScene):
    """Things that move between layers, and layers that change."""

    def construct(self) -> None:
        low = Square(3, fill_opacity=1, color=BLUE).shift(LEFT)
        high = Circle(1.2, fill_opacity=0.6, color=YELLOW).shift(RIGHT).set_z_index(2)
        between = Rectangle(width=6, height=0.8, fill_opacity=1, color=RED).set_z_index(1)
        with self.slide("first"):
            self.add(high, low)
            self.play(Create(between), run_time=0.5)
            self.play(between.animate.set_z_index(3).shift(UP * 0.5), run_time=0.4)
            self.play(low.animate.shift(RIGHT * 2), run_time=0.4)
        with self.slide("second"):
            low.set_z_index(5)
            self.play(Rotate(high, PI / 2), run_time=0.3)
            self.bring_to_back(low)
            self.play(low.animate.set_z_index(0), high.animate.shift(LEFT * 2), run_time=0.4)
            self.bring_to_front(between)
            self.play(between.animate.rotate(0.5), run_time=0.3)


class Foreground(LessonScene):
    """Mobjects that stay in front of all that moves."""

    def construct(self) -> None:
        dot = Dot(radius=0.6, color=RED)
        bar = Rectangle(width=1, height=5, fill_opacity=0.5, color=GREEN)
        with self.slide("first"):
            self.add(Square(2, fill_opacity=1, color=BLUE))
            self.add_foreground_mobjects(dot, bar)
            big = Circle(2.4, fill_opacity=1, color=YELLOW)
            self.play(FadeIn(big, shift=RIGHT * 3), run_time=0.5)
            self.wait(0.2)
            self.play(dot.animate.shift(UP), big.animate.shift(LEFT), run_time=0.4)
        with self.slide("second"):
            self.remove_foreground_mobject(dot)
            self.add(dot)
            self.play(big.animate.shift(RIGHT), Create(Star(color=WHITE)), run_time=0.5)
            self.play(FadeOut(bar), run_time=0.3)


class CameraMoves(LessonScene):
    """A camera that moves over what stands still and what moves, and that follows something."""

    def construct(self) -> None:
        frame = self.camera.frame
        dot = Dot(radius=0.5, color=RED).shift(LEFT * 3)
        with self.slide("first"):
            self.add(Axes(x_length=8, y_length=4, tips=False), dot, Text("near", size=90).place(1, 1))
            frame.save_state()
            self.play(frame.animate.scale(0.5).move_to(dot), run_time=0.6)
            self.wait(0.2)
            self.play(dot.animate.shift(RIGHT * 2), run_time=0.4)
        with self.slide("second"):
            frame.add_updater(lambda mobject: mobject.move_to(dot))
            self.play(dot.animate.shift(RIGHT * 2 + UP), run_time=0.5)
            frame.clear_updaters()
            self.play(Restore(frame), FadeOut(dot), run_time=0.6)


class Transforms(LessonScene):
    """Shapes that become unlike shapes, of other counts of curves and parts."""

    def construct(self) -> None:
        square, star = Square(2, fill_opacity=0.5, color=BLUE), Star(7, fill_opacity=1, color=YELLOW)
        letters = Text("many letters", size=120).place(-5, -2)
        with self.slide("first"):
            self.add(square, letters)
            self.play(ReplacementTransform(square, star), run_time=0.6)
            copies = VGroup(*(Circle(0.4, color=RED).shift(RIGHT * x) for x in range(-3, 4)))
            self.play(TransformFromCopy(star, copies), run_time=0.5)
            self.play(Transform(copies, Triangle(fill_opacity=1, color=GREEN).shift(UP)), run_time=0.4)
        with self.slide("second"):
            word = Text("letter", size=140).place(-4, 2)
            self.play(TransformMatchingShapes(letters, word), run_time=0.6)
            self.play(FadeTransform(word, Math("q = x W_Q", size=150)), run_time=0.5)
            self.play(ReplacementTransform(star, letters), run_time=0.4)


class Groups(LessonScene):
    """Animations within animations, each at its own time."""

    def construct(self) -> None:
        dots = VGroup(*(Dot(RIGHT * x, radius=0.35) for x in range(-4, 5)))
        bars = VGroup(*(Rectangle(width=0.6, height=h, fill_opacity=1, color=BLUE) for h in (1, 2, 3)))
        bars.arrange(RIGHT, aligned_edge=DOWN).shift(DOWN)
        with self.slide("first"):
            self.play(LaggedStart(*(FadeIn(dot, shift=UP) for dot in dots), lag_ratio=0.3), run_time=0.9)
            self.play(LaggedStartMap(GrowFromCenter, bars, lag_ratio=0.5), run_time=0.6)
            self.play(
                AnimationGroup(
                    dots.animate(lag_ratio=0.2).shift(UP),
                    Succession(Indicate(bars[0]), Wait(0.1), bars[1].animate.set_color(RED)),
                ),
                run_time=0.9,
            )
        with self.slide("second"):
            self.play(Succession(FadeOut(dots[0]), FadeOut(dots[1]), Create(Square(4))), run_time=0.9)
            self.play(
                LaggedStart(*(dot.animate.scale(2).set_opacity(0.3) for dot in dots[2:]), lag_ratio=0.1),
                bars.animate.shift(UP),
                run_time=0.6,
            )


class Images(LessonScene):
    """Pictures among shapes, moved, faded and turned."""

    def construct(self) -> None:
        row, column = np.mgrid[0:5, 0:7]
        pixels = np.stack([row * 50, column * 35, 250 - row * 40, 255 - column * 20], -1).astype(np.uint8)
        image = ImageMobject(pixels).shift(LEFT * 2)
        image.height = 2
        disc = Circle(1, fill_opacity=0.7, color=RED)
        with self.slide("first"):
            self.add(Square(3, fill_opacity=1, color=BLUE), image, disc)
            self.play(image.animate.shift(RIGHT * 3), run_time=0.5)
            self.play(disc.animate.shift(RIGHT * 2), run_time=0.4)
            self.wait(0.1)
        with self.slide("second"):
            self.play(Rotate(image, 0.7), FadeOut(disc), run_time=0.4)
            pair = Group(image, Dot(UP * 2, radius=0.4))
            self.play(pair.animate.shift(DOWN).set_opacity(0.5), run_time=0.4)
            self.play(FadeOut(image), FadeIn(PointCloudDot(radius=1, density=4)), run_time=0.3)


class Drawn(LessonScene):
    """Outlines that are drawn and taken back, and borders of letters."""

    def construct(self) -> None:
        word = Text("Words", size=200).place(0, 0, "center")
        formula = Math("1 / 2 + x", size=140).shift(UP * 2)
        circle = Circle(1.5, fill_opacity=0.4, color=GREEN)
        with self.slide("first"):
            self.play(Write(word), run_time=0.8)
            self.play(DrawBorderThenFill(circle), run_time=0.6)
            self.play(Write(formula), ShowPassingFlash(Square(3, color=YELLOW), time_width=0.4), run_time=0.6)
        with self.slide("second"):
            self.play(Uncreate(circle), run_time=0.4)
            self.play(Circumscribe(word), run_time=0.6)
            self.play(Flash(formula), Wiggle(word), run_time=0.6)


class Paints(LessonScene):
    """Nothing moves, but paints, widths and opacities change."""

    def construct(self) -> None:
        ground = Rectangle(width=12, height=2, fill_opacity=0.3, color=BLUE)
        square = Square(2, color=RED, stroke_width=2).set_fill(RED, 0)
        ring = Circle(1.4, color=WHITE, stroke_width=20).shift(RIGHT * 3)
        unseen = Star(fill_opacity=0, stroke_opacity=0).shift(LEFT * 3)
        with self.slide("first"):
            self.add(ground, square, ring, unseen)
            self.play(square.animate.set_fill(YELLOW, 1), run_time=0.4)
            self.play(ring.animate.set_stroke(GREEN, 2, 0.4), unseen.animate.set_opacity(0.7), run_time=0.5)
            self.play(square.animate.set_color_by_gradient(RED, BLUE), run_time=0.4)
        with self.slide("second"):
            self.play(square.animate.set_sheen(-0.8, RIGHT), ring.animate.set_opacity(0), run_time=0.4)
            self.play(unseen.animate.set_stroke(WHITE, 18, background=True), run_time=0.4)
            self.play(Indicate(ground, rate_func=there_and_back), run_time=0.4)
            self.camera.background_color = "#203040"
            self.play(ground.animate.set_opacity(0.9), run_time=0.3)


class Moved(LessonScene):
    """Movements of many kinds, over one another, out of the picture and back."""

    def construct(self) -> None:
        arrow = Arrow(LEFT * 3, RIGHT, color=YELLOW)
        path = Circle(2.5, color=BLUE)
        dashed = DashedLine(LEFT * 6 + DOWN * 2, RIGHT * 6 + UP * 2)
        with self.slide("first"):
            self.add(dashed)
            self.play(GrowArrow(arrow), run_time=0.4)
            self.play(Rotate(arrow, PI, about_point=ORIGIN), run_time=0.6)
            dot = Dot(radius=0.4, color=RED)
            self.play(MoveAlongPath(dot, path), dashed.animate.rotate(1), run_time=0.7, rate_func=linear)
        with self.slide("second"):
            grid = VGroup(*(Square(0.7).shift(RIGHT * x + UP * y) for x in range(-3, 4) for y in (-1, 0, 1)))
            self.add(grid)
            self.play(ApplyPointwiseFunction(lambda p: p * (1 + 0.2 * np.sin(p[0])), grid), run_time=0.4)
            self.play(
                Homotopy(lambda x, y, z, t: (x + t * np.sin(y), y + t * np.cos(x), z), grid), run_time=0.4
            )
            self.play(dot.animate.shift(RIGHT * 20), arrow.animate.shift(UP * 9), run_time=0.4)
            self.play(dot.animate.shift(LEFT * 20), grid.animate.stretch(0.1, 0), run_time=0.4)


class Waiting(LessonScene):
    """Waits in which something moves by the clock, and waits in which nothing may."""

    def construct(self) -> None:
        start = Dot(LEFT * 4, radius=0.3)
        clock = ValueTracker(0)
        hand = Line(ORIGIN, UP * 2, stroke_width=8, color=RED)
        clock.add_updater(lambda tracker, dt: tracker.increment_value(dt))
        hand.add_updater(lambda line: line.set_angle(PI / 2 - clock.get_value()))
        with self.slide("first"):
            self.add(start, clock, hand)
            self.wait(0.7)
            self.play(start.animate.shift(RIGHT), run_time=0.5)
            clock.clear_updaters()
            self.wait(0.4)
        with self.slide("second"):
            self.wait(0.3, frozen_frame=False)
            self.play(Wait(0.4), hand.animate.set_color(BLUE), run_time=0.4)
            self.pause(0.2)
            self.play(FadeOut(*self.mobjects), run_time=0.3)


class Shared(LessonScene):
    """Parts that belong to two groups, and mobjects that come and go between plays."""

    def construct(self) -> None:
        part = Circle(0.8, fill_opacity=0.5, color=RED)
        one, other = VGroup(part, Square(2)), VGroup(part, Triangle(color=BLUE, fill_opacity=0.5))
        with self.slide("first"):
            self.add(one, other)
            self.play(one.animate.shift(LEFT * 2), run_time=0.4)
            self.play(other.animate.shift(UP), part.animate.set_color(GREEN), run_time=0.4)
            self.remove(one)
            self.play(Create(Square(4)), run_time=0.3)
        with self.slide("second"):
            self.clear()
            self.play(FadeIn(other), run_time=0.3)
            other.add(Dot(RIGHT * 3, radius=0.5))
            self.play(other.animate.scale(1.5), run_time=0.4)
            self.add(VGroup(), VMobject())
            self.play(other[0].animate.shift(RIGHT), run_time=0.3)


Step = Callable[[LessonScene, list[VMobject]], None]


class Random(LessonScene):
    """What a test asks for: steps that play something with a handful of shapes."""

    steps: ClassVar[tuple[Step, ...]] = ()

    def construct(self) -> None:
        shapes: list[VMobject] = [
            Square(2, fill_opacity=1, color=BLUE),
            Circle(1.2, fill_opacity=0.5, color=YELLOW, stroke_width=12).shift(LEFT * 2),
            Star(fill_opacity=0.8, color=RED).shift(RIGHT * 2 + UP),
            VGroup(Dot(radius=0.6), Line(LEFT * 2, RIGHT * 2, stroke_width=15)).shift(DOWN * 2),
        ]
        half = (len(self.steps) + 1) // 2
        with self.slide("first"):
            self.add(*shapes)
            for step in self.steps[:half]:
                step(self, shapes)
        with self.slide("second"):
            for step in self.steps[half:]:
                step(self, shapes)
