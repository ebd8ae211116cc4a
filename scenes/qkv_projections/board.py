"""Where x, a matrix and their product stand whenever they meet, and the lines that join them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    LEFT,
    PI,
    RIGHT,
    UP,
    AnimationGroup,
    ArcBetweenPoints,
    FadeOut,
    Line,
    MoveAlongPath,
    VGroup,
    VMobject,
    linear,
    squish_rate_func,
)
from manim.typing import Point3D

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from studio import Math, Text
from studio.kit import Cell, Matrix, Products, arrow, row_vector

_LEFT = (
    2.98  # of the picture's middle: there the matrix and its product have theirs; x lies as far to the left
)
_UPRIGHT = -0.05
_MATRIX_HEIGHT, _ROW_HEIGHT = 0.49, -1.95
_HEADS, _NAMES = 2.02, -2.66  # baselines
_BEND = 0.3
_SPACE = 0.14
_AT_ONCE = squish_rate_func(linear, 0, 0.5)  # light comes in the first half of a movement


class Board:
    """x, a matrix, and their product, in the places that they keep through the lesson.

    x lies on the left, the matrix stands above its product: number j of the product is found where the row x
    and the column j of the matrix meet. Nothing is on the picture before a scene puts it there.

    Parameters
    ----------
    scene
        The chapter, for its numbers.
    letter
        "q", "k" or "v".
    whose
        Before the names of the token's numbers: "new_" for the token that another is changed to.

    Attributes
    ----------
    x, w, product
        Rows and columns of cells; the product's are empty.
    x_name, w_name, product_name
        Their letters.
    token
        The token, below x.
    """

    def __init__(self, scene: Chapter, letter: str, whose: str = "") -> None:
        self.color = LOOK.roles[letter]
        self._scene, self._letter, self._whose = scene, letter, whose
        self.x = row_vector(scene.numbers(f"{whose}x"), LOOK.embedding, lit=True)
        self.w = Matrix(scene.matrix(f"w{letter}"), self.color)
        self.product = row_vector(scene.numbers(f"{whose}{letter}"), self.color).empty()
        middle = _LEFT
        self.w.move_to((middle, _MATRIX_HEIGHT, 0))
        self.product.move_to((middle, _ROW_HEIGHT, 0))
        self.x.move_to((_UPRIGHT - LOOK.cell[0] / 2 - self.x.width / 2, _ROW_HEIGHT, 0))
        self.x_name = Math("x", size=LOOK.heading, color=LOOK.embedding)
        self.w_name = Math(f"W_{letter.upper()}", size=LOOK.heading, color=self.color)
        self.product_name = Math(letter, size=LOOK.heading, color=self.color)
        for name, row in ((self.x_name, self.x), (self.product_name, self.product)):
            name.place(float(row.get_left()[0]) - 0.26, _ROW_HEIGHT - 0.09, "right")
        self.w_name.place(middle, _HEADS, "center")
        self.token = Text(scene.text(f"{whose}token"), size=LOOK.body, color=LOOK.embedding)
        self.token.place(float(self.x.get_center()[0]), _NAMES, "center")
        self._lit = self.x_cells

    @property
    def x_cells(self) -> list[Cell]:
        """The cells of x, from its first number to its last."""
        return self.x.cells[0]

    def w_column(self, column: int) -> list[Cell]:
        """The cells of one column of the matrix."""
        return [row[column] for row in self.w.cells]

    def spotlight(self, cells: Sequence[Cell], color: str | None = None) -> AnimationGroup:
        """Light what is spoken of, and quieten whatever was lit before it.

        Parameters
        ----------
        cells
            Of x and of the matrix.
        color
            In place of their own.
        """
        before: list[Any] = [cell for cell in self._lit if cell not in cells]
        now: list[Any] = list(cells)
        self._lit = now
        return AnimationGroup(
            *(cell.animate.quieten() for cell in before),
            *(cell.animate.light(color) for cell in now),
            rate_func=_AT_ONCE,
        )

    def light(self, cells: Sequence[Cell]) -> None:
        """Light cells of x and of the matrix, and no others, before they are put on the picture."""
        for cell in self._lit:
            cell.quieten()
        self._lit = list(cells)
        for cell in cells:
            cell.light()

    def awaiting(self, column: int, *, known: int = 0) -> AnimationGroup:
        """Light the place of one number of the product; so many of the first ones are known already."""
        places: list[Any] = self.product.cells[0][known:]
        return AnimationGroup(
            *(cell.animate.empty(awaited=i == column) for i, cell in enumerate(places, known)),
            rate_func=_AT_ONCE,
        )

    @property
    def given(self) -> VGroup:
        """What a projection starts from: x and the matrix, with their names."""
        return VGroup(self.x, self.x_name, self.token, self.w, self.w_name)

    @property
    def result(self) -> VGroup:
        """What it gives: the product and its name."""
        return VGroup(self.product, self.product_name)

    def height(self, row: int) -> float:
        """Height (y) of a row of the matrix."""
        return float(self.w.cell(row, 0).get_center()[1])

    def upright(self, row: int) -> Point3D:
        """Where a number of x is when x stands beside the matrix."""
        return np.array([_UPRIGHT, self.height(row), 0.0])

    def row_line(self, row: int) -> VMobject:
        """The line that joins a number of x to its row of the matrix."""
        start = self.x.cell(0, row).get_top() + UP * _SPACE
        path = up_and_along(start, self.w.cell(row, 0).get_left() + LEFT * _SPACE)
        return arrow(path.points, LOOK.embedding)

    def stand_up(self) -> AnimationGroup:
        """Turn the row x upright: each number goes up to its row of the matrix, and along it to its place."""
        name = self.x_name.copy().place(_UPRIGHT, _HEADS, "center")
        moving: list[tuple[VMobject, Point3D]] = [(self.x_name, name.get_center())]
        moving += [(cell, self.upright(row)) for row, cell in enumerate(self.x_cells)]
        return AnimationGroup(
            *(MoveAlongPath(one, up_and_along(one.get_center(), end)) for one, end in moving),
            FadeOut(self.token),
        )

    def column_line(self, column: int) -> VMobject:
        """The line that joins a column of the matrix to its number of the product."""
        top = self.w.cell(len(self.w.cells) - 1, column).get_bottom() - UP * _SPACE
        end = self.product.cell(0, column).get_top() + UP * _SPACE
        return arrow(Line(top, end).points, self.color)

    def products(self, column: int) -> Products:
        """The arithmetic of one column, each product at the height of its row of the matrix."""
        scene, letter, number, whose = self._scene, self._letter, column + 1, self._whose
        rows = range(1, len(self.w.cells) + 1)
        products = Products(
            scene.numbers(f"{whose}x"),
            [scene.number(f"w{letter}{row}{number}") for row in rows],
            [scene.number(f"{whose}p{letter}{row}{number}") for row in rows],
            scene.number(f"{whose}s{letter}{number}"),
            colors=(LOOK.embedding, self.color, self.color),
            row=LOOK.cell[1] + LOOK.gap,
        )
        right = _UPRIGHT - LOOK.cell[0] / 2 - 0.7
        products.shift(RIGHT * (right - products.product[0].end) + UP * self.height(0))
        return products


def up_and_along(start: Point3D, end: Point3D) -> VMobject:
    """A line that rises from its start, bends, and runs level to its end on the right of it."""
    up = Line(start, (start[0], end[1] - _BEND, 0))
    bend = ArcBetweenPoints(
        up.get_end(), np.array([start[0] + _BEND, end[1], 0.0]), -PI / 2, num_components=3
    )
    along = Line(bend.get_end(), end)
    for straight in (up, along):  # into curves as long as those of the bend, to be drawn at an even speed
        straight.insert_n_curves(int(straight.get_length() / _BEND * 1.3))
    path = VMobject()
    path.points = np.vstack([up.points, bend.points, along.points])
    return path
