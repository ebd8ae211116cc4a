"""Bars from one edge, each with its name and its value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any, Self

import numpy as np
from manim import Animation, Line, Rectangle, UpdateFromAlphaFunc, VGroup

from studio.errors import StudioError
from studio.kit.counts import LiveNumber
from studio.kit.look import DEFAULT_LOOK, Look
from studio.numbers import Number
from studio.scene.typesetting import Text

_BESIDE = 0.22  # from the bars' edge to their names, and from a bar's end to its value


class Bars(VGroup):
    """Bars one below the other: names flush on their left, lengths to scale, values at their ends.

    Parameters
    ----------
    names
        What each bar is, from top to bottom.
    values
        How long; none below 0.
    colors
        One after the other, and again from the first; None gives all of them the look's accent.
    length
        Of the bar for `full`, in units.
    full
        The value that is so long; None takes the largest.
    thickness, pitch
        Of a bar; from one to the next.
    size
        Pixels of the em of names and values; None takes the look's for what is read.
    look
        Colours and sizes.

    Attributes
    ----------
    edge
        The line from which the bars begin.
    names, bars, values
        Lists from top to bottom; the values are `LiveNumber`.

    Raises
    ------
    StudioError
        If a value is below 0, or all are 0, or there are more names than values or fewer.
    """

    def __init__(
        self,
        names: Sequence[str],
        values: Sequence[Number],
        *,
        colors: Sequence[str] | None = None,
        length: float = 6.0,
        full: float | None = None,
        thickness: float = 0.36,
        pitch: float = 0.74,
        size: float | None = None,
        look: Look = DEFAULT_LOOK,
    ) -> None:
        whole = max((number.value for number in values), default=0) if full is None else full
        if len(names) != len(values):
            raise StudioError(f"There are {len(names)} names for {len(values)} bars.")
        if whole <= 0 or any(number.value < 0 for number in values):
            raise StudioError("A bar shows a value of 0 or more, and not all of them are 0.")
        em = look.body if size is None else size
        self._numbers, self._unit, self._thickness = values, length / whole, thickness
        bottom = -pitch * (len(values) - 1) - pitch / 2
        self._high = pitch / 2 - bottom
        self.edge = Line((0, pitch / 2, 0), (0, bottom, 0), stroke_width=look.hair, color=look.line)
        self.names = [
            Text(name, size=em, color=look.ink).at(np.array([-_BESIDE, -pitch * row, 0]), "right")
            for row, name in enumerate(names)
        ]
        self.bars = [
            Rectangle(width=1, height=thickness, stroke_width=0, fill_color=color, fill_opacity=1).move_to(
                (0, -pitch * row, 0)
            )
            for (row, _), color in zip(enumerate(values), cycle(colors or [look.accent]), strict=False)
        ]
        self.values = [
            LiveNumber(number, size=em, align="left", look=look).at(np.array([0, -pitch * row, 0]), "left")
            for row, number in enumerate(values)
        ]
        super().__init__(self.edge, *self.names, *self.bars, *self.values)
        self.set_share(1)
        self.center()

    def set_share(self, share: float) -> Self:
        """Make every bar this share of its length, and write the value that it then has."""
        scale = self.edge.height / self._high
        left = self.edge.get_x()
        for bar, value, number in zip(self.bars, self.values, self._numbers, strict=True):
            end = left + share * number.value * self._unit * scale
            y, half = bar.get_y(), self._thickness * scale / 2
            corners = [(end, y + half), (left, y + half), (left, y - half), (end, y - half)]
            bar.set_points_as_corners([np.array([*corner, 0.0]) for corner in (*corners, corners[0])])
            value.set_value(share * number.value)
            value.place(end + _BESIDE * scale, value.baseline)
        return self

    def line(self, index: int) -> VGroup:
        """Name, bar and value of one of them, counted from 0."""
        return VGroup(self.names[index], self.bars[index], self.values[index])

    def growing(self, **kwargs: Any) -> Animation:
        """Let all bars grow, and their values run up. Keyword arguments as for `Animation`."""

        def grow(bars: Any, share: float) -> None:
            bars.set_share(share)

        return UpdateFromAlphaFunc(self, grow, introducer=True, **kwargs)
