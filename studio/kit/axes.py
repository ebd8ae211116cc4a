"""Axes with their numbers and labels set by Typst, as all other words are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Line, VGroup, VMobject
from manim.typing import Point3D

from studio.errors import StudioError
from studio.kit.look import DEFAULT_LOOK, Look
from studio.numbers import Number
from studio.scene.typesetting import Math, Text

_TICK = 0.09  # length of a tick
_APART = 0.16  # from a tick to its number


class Axis(VGroup):
    """A line with numbers on it, level or upright, the middle of the line at (0, 0).

    Parameters
    ----------
    low, high
        The numbers at its ends.
    step
        From tick to tick, the first at `low`.
    length
        Of the line.
    upright
        Whether it runs from bottom to top, its numbers on its left, rather than from left to right.
    places
        Decimal places of the numbers.
    label
        What is measured, beyond the line's end; words or a formula.
    look
        Colours, sizes and lines.

    Attributes
    ----------
    line, ticks, numbers, label
        Its parts.

    Raises
    ------
    StudioError
        If `low` is not below `high`, or the step not above 0.
    """

    def __init__(
        self,
        low: float,
        high: float,
        step: float,
        *,
        length: float = 6.0,
        upright: bool = False,
        places: int = 0,
        label: str | Text | Math = "",
        look: Look = DEFAULT_LOOK,
    ) -> None:
        if not low < high or step <= 0:
            raise StudioError(f"An axis from {low} to {high} in steps of {step} has no length or no steps.")
        self.low, self.high, self.upright = low, high, upright
        along = np.array([0.0, 1.0, 0.0]) if upright else np.array([1.0, 0.0, 0.0])
        out = np.array([-1.0, 0.0, 0.0]) if upright else np.array([0.0, -1.0, 0.0])
        self.line = Line(-along * length / 2, along * length / 2, stroke_width=look.hair, color=look.soft)
        self.ticks, self.numbers = VGroup(), VGroup()
        self.values = [low + step * index for index in range(int((high - low) / step + 1e-9) + 1)]
        for value in self.values:
            at = self.at(value)
            self.ticks.add(Line(at, at + out * _TICK, stroke_width=look.hair, color=look.soft))
            written = Text(str(Number(value, places)), size=look.small, color=look.soft)
            beside = at + out * (_TICK + _APART)
            if upright:
                written.at(beside, "right")
            else:
                written.place(float(at[0]), float(beside[1]) - 0.66 * look.small / 135, "center")
            self.numbers.add(written)
        self.label = Text(label, size=look.small, color=look.ink) if isinstance(label, str) else label
        end = along * length / 2
        if upright:
            self.label.place(0, float(end[1]) + 0.3, "left")
        else:
            self.label.at(end + along * 0.3, "left")
        super().__init__(self.line, self.ticks, self.numbers, self.label)

    def at(self, value: float) -> Point3D:
        """The point of a number, wherever the axis has been moved; it may lie beyond its ends."""
        start, end = self.line.get_start(), self.line.get_end()
        point: Point3D = start + (end - start) * (value - self.low) / (self.high - self.low)
        return point


class Axes(VGroup):
    """Two axes that begin in one corner, with quiet lines across at the upright one's ticks.

    Parameters
    ----------
    x, y
        Level and upright. They are moved to each other.
    look
        For the quiet lines.

    Attributes
    ----------
    x, y, lines
        The axes, and the lines across.
    """

    def __init__(self, x: Axis, y: Axis, *, look: Look = DEFAULT_LOOK) -> None:
        self.x, self.y = x, y
        y.shift(x.at(x.low) - y.at(y.low))
        across = x.line.get_end() - x.line.get_start()
        self.lines = VGroup(
            *(
                Line(y.at(value), y.at(value) + across, stroke_width=look.hair, color=look.line)
                for value in y.values
                if value > y.low
            )
        )
        super().__init__(self.lines, x, y)
        self.center()

    def point(self, x: float, y: float) -> Point3D:
        """Where two numbers meet, wherever the axes have been moved."""
        across, up = self.x.at(x), self.y.at(y)
        return np.array([across[0], up[1], 0.0])

    def curve(
        self,
        function: Callable[[float], float],
        color: str | None = None,
        *,
        start: float | None = None,
        end: float | None = None,
        samples: int = 100,
        look: Look = DEFAULT_LOOK,
    ) -> VMobject:
        """A smooth line through what a function gives for numbers of the level axis.

        It is drawn where the axes are now, and is no part of them. What is beyond the upright axis is drawn
        beyond it.

        Parameters
        ----------
        function
            Takes and gives a number.
        color
            None takes the look's accent.
        start, end
            Of the curve, on the level axis; None takes the axis's ends.
        samples
            How many pieces it has.
        look
            For the color.
        """
        first, last = self.x.low if start is None else start, self.x.high if end is None else end
        numbers = np.linspace(first, last, samples + 1).tolist()
        line = VMobject(stroke_color=color or look.accent, stroke_width=2 * look.edge)
        return line.set_points_smoothly([self.point(x, function(x)) for x in numbers])
