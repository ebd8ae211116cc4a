"""The name of a matrix, on a line that runs through it."""

from __future__ import annotations

from manim import UP, RoundedRectangle, VGroup

from scenes.common.look import LOOK
from studio import Math


def matrix_mark(name: str, color: str) -> VGroup:
    """The name of a matrix in a box, on a ground that hides the line behind it."""
    box = RoundedRectangle(
        corner_radius=0.12,
        width=0.96,
        height=0.56,
        fill_color=LOOK.background,
        fill_opacity=1,
        stroke_color=color,
        stroke_width=LOOK.edge,
    )
    mark = VGroup(box, Math(name, size=LOOK.body, color=color).at(UP * 0.03))
    return mark.set_z_index(1)  # over what flashes along the line
