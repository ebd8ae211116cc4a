"""Lines that join things: arrows, brackets, branches."""

from __future__ import annotations

import numpy as np
from manim import DOWN, CubicBezier, Line, VMobject
from manim.typing import Point3D, Point3D_Array

from studio.kit.look import DEFAULT_LOOK, Look


def arrow(points: Point3D_Array, color: str, tip: float = 0.09, *, look: Look = DEFAULT_LOOK) -> VMobject:
    """A line with an open tip at its end.

    Parameters
    ----------
    points
        Cubic curves, shape (4n, 3), such as ``Line(start, end).points``; the last of them straight.
    color
        Of line and tip.
    tip
        How far the tip reaches to each side.
    look
        For the width of the line.
    """
    end = points[-1]
    along = (end - points[-2]) / np.linalg.norm(end - points[-2])
    across = np.array([-along[1], along[0], 0])
    sides = [end + tip * (side * across - along) for side in (1, -1)]
    line = VMobject(stroke_color=color, stroke_width=look.edge)
    line.points = np.vstack([points, Line(sides[0], end).points, Line(end, sides[1]).points])
    return line


def branch(
    start: Point3D, end: Point3D, color: str | None = None, *, look: Look = DEFAULT_LOOK
) -> CubicBezier:
    """A smooth line from one point down to another, upright at both ends."""
    down = DOWN * (start[1] - end[1]) * 0.6
    curve = CubicBezier(
        start, start + down, end - down, end, color=color or look.soft, stroke_width=look.edge
    )
    return curve.set_fill(opacity=0)


def bracket(
    over: VMobject,
    *,
    gap: float = 0.16,
    depth: float = 0.14,
    color: str | None = None,
    side: Point3D = DOWN,
    look: Look = DEFAULT_LOOK,
) -> VMobject:
    """A bracket below what belongs together, or at another side of it, as wide as it is.

    Parameters
    ----------
    over
        What belongs together.
    gap, depth
        From it to the ends of the bracket, and from these to its back.
    color
        Of the line; None takes the look's soft ink.
    side
        `DOWN`, `UP`, `LEFT` or `RIGHT`.
    look
        For the width of the line.
    """
    across = np.array([-side[1], side[0], 0.0])
    left, right = over.get_corner(side - across), over.get_corner(side + across)
    top, low = side * gap, side * (gap + depth)
    line = VMobject(stroke_color=color or look.soft, stroke_width=look.edge)
    return line.set_points_as_corners([left + top, left + low, right + low, right + top])
