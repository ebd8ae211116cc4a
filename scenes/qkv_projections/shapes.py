"""Matrices and vectors too large for their numbers: shapes drawn to scale, and counts that run up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

import numpy as np
from manim import Animation, ReplacementTransform, UpdateFromAlphaFunc, VGroup, VMobject
from manim.typing import Vector3D

from scenes.qkv_projections import look
from scenes.qkv_projections.mobjects import rounded
from studio import Number
from studio.typesetting import Text


def block(width: float, height: float, color: str, fill: float = look.LIT) -> VMobject:
    """A matrix or a vector as a shape: a box with its colour around and, thinner, within."""
    box = rounded(width, height, min(0.06, width / 4, height / 4))
    return box.set_fill(color, fill).set_stroke(color, look.EDGE)


def stripes(whole: VMobject, count: int, color: str, gap: float = 0.0) -> VGroup:
    """Cut a shape from top to bottom into parts of equal width, from left to right.

    Parameters
    ----------
    whole
        What is cut; it stays as it is.
    count
        How many parts.
    color
        Of the parts.
    gap
        Share of a part's width that is left free between it and the next.
    """
    pitch = whole.width / count
    left = float(whole.get_left()[0])
    parts = VGroup()
    for index in range(count):
        part = block(pitch * (1 - gap), whole.height, color)
        parts.add(part.move_to((left + pitch * (index + 0.5), whole.get_y(), 0)))
    return parts


def quiet(shape: VMobject, color: str) -> VMobject:
    """A copy of a shape that shows that it is there, but not spoken of."""
    return shape.copy().set_fill(color, look.LIT / 3).set_stroke(color, look.HAIR, 0.6)


def first_lit(parts: VGroup, color: str) -> VGroup:
    """Parts of which the first is spoken of, as copies."""
    return VGroup(parts[0].copy(), *(quiet(part, color) for part in parts[1:]))


def unfold(shape: VMobject, edge: Vector3D, **kwargs: Any) -> ReplacementTransform:
    """Let a shape grow from one of its edges, as wide or as high as it will be.

    Parameters
    ----------
    shape
        As it will be.
    edge
        `LEFT`, `RIGHT`, `UP` or `DOWN`.
    kwargs
        As for `ReplacementTransform`.
    """
    across = int(np.flatnonzero(edge)[0])
    flat = shape.copy().stretch(0.001, across, about_edge=edge)
    return ReplacementTransform(flat, shape, **kwargs)


def counting(make: Callable[[Number], Text], end: Number, start: float = 0, **kwargs: Any) -> Animation:
    """Let a whole number run up, or down, to what it will be.

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
