"""Ways in which things move: for a part of the time, from place to place, out of an edge."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import ReplacementTransform, TransformFromCopy, VMobject
from manim.typing import Point3D_Array, Vector3D
from manim.utils.rate_functions import RateFunction, smooth, squish_rate_func

from studio.scene.typesetting import Text


def during(start: float, end: float) -> RateFunction:
    """Move smoothly within a part of the whole movement, given as shares of its time."""
    return squish_rate_func(smooth, start, end)


def travel(source: Text, target: Text, **kwargs: Any) -> TransformFromCopy:
    """Let a number travel from where it stands to where it is wanted.

    If it changes its weight or loses some of its last places, it does so at once, when it sets out.

    Parameters
    ----------
    source, target
        The number there and here.
    kwargs
        As for `TransformFromCopy`; ``path_func=along_and_down`` lets it fall into its place from above.
    """
    start = target.copy().scale(source.size / target.size).place(source.start, source.baseline)
    start.set_fill(source[0].get_fill_color())
    return TransformFromCopy(start, target, **kwargs)


def along_and_down(end: Point3D_Array, start: Point3D_Array, left: float) -> Point3D_Array:
    """Go level first, and down at last: the path of a `travel`.

    Parameters
    ----------
    end, start
        Points where it ends and where it sets out, shape (n, 3).
    left
        Share of the way that is still to go, from 1 to 0, as Manim counts what comes from a copy.
    """
    done = 1 - left
    along, down = smooth(min(done / 0.7, 1)), smooth(max(done - 0.5, 0) / 0.5)
    points: Point3D_Array = start + (end - start) * np.array([along, down, down])
    return points


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
