"""Shapes: boxes with round corners, sheets, frames, grids, and blocks that are drawn to scale."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from manim import DOWN, RIGHT, RoundedRectangle, VGroup, VMobject
from manim.typing import Point3D_Array

from studio.kit.look import DEFAULT_LOOK, Look


@lru_cache(maxsize=64)
def _outline(width: float, height: float, radius: float) -> Point3D_Array:
    points = RoundedRectangle(corner_radius=radius, width=width, height=height).points
    points.setflags(write=False)
    return points


def rounded(width: float, height: float, radius: float) -> VMobject:
    """A rectangle with round corners. Manim takes 10 ms to round those of one; here, of one a size."""
    box = VMobject()
    box.points = _outline(width, height, radius).copy()
    return box


def panel(
    width: float, height: float, color: str | None = None, *, look: Look = DEFAULT_LOOK
) -> RoundedRectangle:
    """A quiet sheet with an edge, for a card; the edge may have a colour."""
    return RoundedRectangle(
        corner_radius=0.18,
        width=width,
        height=height,
        fill_color=look.panel,
        fill_opacity=1,
        stroke_color=color or look.line,
        stroke_width=look.hair,
    )


def lit_frame(
    around: VMobject, color: str, buff: float = 0.07, *, look: Look = DEFAULT_LOOK
) -> RoundedRectangle:
    """A rounded outline around what is spoken of, so far from it as `buff` says."""
    frame = RoundedRectangle(
        corner_radius=look.corner + buff,
        width=around.width + 2 * buff,
        height=around.height + 2 * buff,
        stroke_color=color,
        stroke_width=look.edge,
        fill_opacity=0,
    )
    return frame.move_to(around)


def grid(
    rows: int,
    columns: int,
    color: str,
    *,
    side: float = 0.36,
    gap: float = 0.07,
    look: Look = DEFAULT_LOOK,
) -> VGroup:
    """Squares in rows and columns, from the top left one: the shape of a matrix, without its numbers."""
    squares = VGroup()
    for row, column in np.ndindex(rows, columns):
        square = rounded(side, side, side / 7).set_stroke(color, look.hair).set_fill(color, 0)
        squares.add(square.shift((RIGHT * column + DOWN * row) * (side + gap)))
    return squares.center()


def block(
    width: float, height: float, color: str, fill: float | None = None, *, look: Look = DEFAULT_LOOK
) -> VMobject:
    """What is too large for its numbers, as a shape: a box with its colour around and, thinner, within.

    Parameters
    ----------
    width, height
        Of the shape, such as counts to scale.
    color
        Of line and filling.
    fill
        Opacity of the filling; None takes the look's own for what is lit.
    look
        For the width of the line.
    """
    box = rounded(width, height, min(0.06, width / 4, height / 4))
    return box.set_fill(color, look.lit if fill is None else fill).set_stroke(color, look.edge)


def stripes(
    whole: VMobject, count: int, color: str, gap: float = 0.0, *, look: Look = DEFAULT_LOOK
) -> VGroup:
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
    look
        As for `block`.
    """
    pitch = whole.width / count
    left = float(whole.get_left()[0])
    parts = VGroup()
    for index in range(count):
        part = block(pitch * (1 - gap), whole.height, color, look=look)
        parts.add(part.move_to((left + pitch * (index + 0.5), whole.get_y(), 0)))
    return parts


def quiet(shape: VMobject, color: str, *, look: Look = DEFAULT_LOOK) -> VMobject:
    """A copy of a shape that shows that it is there, but not spoken of."""
    return shape.copy().set_fill(color, look.lit / 3).set_stroke(color, look.hair, 0.6)


def first_lit(parts: VGroup, color: str, *, look: Look = DEFAULT_LOOK) -> VGroup:
    """Parts of which the first is spoken of, as copies."""
    return VGroup(parts[0].copy(), *(quiet(part, color, look=look) for part in parts[1:]))
