"""Numbers that run: their value is a function of time, and each value is set in type."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import Any, Self

import numpy as np
from manim import DL, UR, Animation, UpdateFromAlphaFunc, ValueTracker

from studio.errors import StudioError
from studio.kit.look import DEFAULT_LOOK, Look
from studio.numbers import Number
from studio.scene.typesetting import Align, Text, Weight


class LiveNumber(Text):
    """A number whose value may change from frame to frame: tabular digits, a real minus, a fixed place.

    Its right end stays where it is, or its middle or left end, as `align` says, and so does its baseline.
    It may be moved and scaled, also while it runs; it may not be turned.

    Parameters
    ----------
    number
        The first value, and the decimal places of all.
    size
        Pixels of the em; None takes the look's for numbers.
    color
        None takes the look's ink.
    weight
        Of the face.
    align
        Which end stays in its place.
    room
        The most characters that it will ever have: the renderer wants to know its glyphs before they move.
    look
        For what is None.
    """

    def __init__(
        self,
        number: Number,
        *,
        size: float | None = None,
        color: str | None = None,
        weight: Weight = "regular",
        align: Align = "right",
        room: int = 16,
        look: Look = DEFAULT_LOOK,
    ) -> None:
        self._weight: Weight = weight
        self._align: Align = align
        em = look.number if size is None else size
        super().__init__(str(number), size=em, color=color or look.ink, weight=weight)
        self.number = number
        self._stood: tuple[tuple[float, ...], tuple[float, float, float]] | None = None
        spare = self[-1].copy()
        spare.points = np.zeros((0, 3))
        self.add(*(spare.copy() for _ in range(room - len(self))))
        self._parts += [""] * (room - len(self._parts))

    def set_value(self, value: float) -> Self:
        """Take another value, at once.

        Raises
        ------
        StudioError
            If the number would have more characters than there is room for.
        """
        number = Number(value, self.number.places)
        new = Text(str(number), size=self._size, weight=self._weight)
        if len(new) > len(self):
            raise StudioError(
                f"The number {number} has more than {len(self)} characters. Make it with room={len(new)}."
            )
        at, baseline, scale = self._place()
        # What tells where the ink stands against the line comes from the new text, with its outlines.
        for name in ("_left", "_right", "_bottom", "_top", "_advance"):
            setattr(self, name, getattr(new, name))
        new.scale(scale).place(at, baseline, self._align)
        for glyph, other in zip_longest(self, new):
            glyph.points = np.zeros((0, 3)) if other is None else other.points
        self._stood = self._corners(), (at, baseline, scale)
        self.text, self.number = new.text, number
        return self

    def _place(self) -> tuple[float, float, float]:
        """Where the end that stays is (x), the baseline (y), and the scale.

        If nobody has moved it since the last value, they are those of then, to the last digit: so they do not
        depend on how many values were shown on the way.
        """
        if self._stood is not None and self._stood[0] == self._corners():
            return self._stood[1]
        at = {"left": self.start, "center": (self.start + self.end) / 2, "right": self.end}[self._align]
        return at, self.baseline, self._scale

    def _corners(self) -> tuple[float, ...]:
        return (*self.get_corner(DL).tolist(), *self.get_corner(UR).tolist())

    def follow(self, tracker: ValueTracker) -> Self:
        """Show the value of a tracker on every frame from now on."""
        return self.add_updater(lambda one: one.set_value(tracker.get_value()), call_updater=True)

    def running(self, end: float, **kwargs: Any) -> Animation:
        """Run from the value that it then has to another. Keyword arguments as for `Animation`."""
        return _Running(self, end, **kwargs)


class _Running(Animation):
    """The movement of `LiveNumber.running`."""

    def __init__(self, number: LiveNumber, end: float, **kwargs: Any) -> None:
        self._end = end
        super().__init__(number, **kwargs)

    def begin(self) -> None:
        assert isinstance(self.mobject, LiveNumber)
        self._start = self.mobject.number.value
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        assert isinstance(self.mobject, LiveNumber)
        done = self.rate_func(alpha)
        # Not start + (end - start): at the end stands the very number that was asked for.
        self.mobject.set_value(self._start * (1 - done) + self._end * done)


def counting(make: Callable[[Number], Text], end: Number, start: float = 0, **kwargs: Any) -> Animation:
    """Let a whole number run up, or down, to what it will be.

    Unlike a `LiveNumber` it may stand within words, and in the end it is a text like any other.

    Parameters
    ----------
    make
        Sets any number on the way in its place; with the last one, its text is the animation's ``mobject``.
    end
        The number in the end.
    start
        The value in the beginning.
    kwargs
        As for an `Animation`.
    """
    shown, first = make(end), make(Number(start, 0))
    count = len(shown)
    # The renderer draws the glyphs that a text has when a movement begins: they stay, their outlines change.
    shown.add(*(shown[-1].copy() for _ in range(len(first) - count)))
    glyphs = list(shown)

    def run(text: Any, done: float) -> None:
        now = make(Number(round(start + (end.value - start) * done), 0))
        for glyph, new in zip_longest(glyphs, now):
            glyph.points = np.zeros((0, 3)) if new is None else new.points
        text.submobjects = glyphs[:count] if done >= 1 else glyphs

    return UpdateFromAlphaFunc(shown, run, introducer=True, **kwargs)
