"""Cells with a number in each, and the rows, columns and matrices that are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from manim import DOWN, RIGHT, VGroup

from studio.kit.look import DEFAULT_LOOK, Look
from studio.kit.shapes import rounded
from studio.numbers import Number
from studio.scene.typesetting import Text


class Cell(VGroup):
    """A box with a number flush on its right: quiet, or lit in a colour.

    Parameters
    ----------
    number
        What it holds.
    color
        Of its number and outline when lit.
    lit
        How it begins.
    size
        Pixels of the number's em; None takes the look's.
    cell
        Width and height of the box; None takes the look's. A number that is too wide runs over its left
        edge, for all numbers of a matrix keep one size.
    look
        Colours and lines.

    Attributes
    ----------
    box, text
        Its two parts.
    """

    def __init__(
        self,
        number: Number,
        color: str,
        *,
        lit: bool = False,
        size: float | None = None,
        cell: tuple[float, float] | None = None,
        look: Look = DEFAULT_LOOK,
    ) -> None:
        self.number = number
        self.color_lit = color
        self.look = look
        self.box = rounded(*(cell or look.cell), look.corner)
        self.text = Text(str(number), size=look.number if size is None else size)
        right = float(self.box.get_right()[0]) - look.padding
        self.text.at(np.array([right, 0.0, 0.0]), "right")
        super().__init__(self.box, self.text)
        if lit:
            self.light()
        else:
            self.quieten()

    def light(self, color: str | None = None) -> Self:
        """Show that this cell is spoken of. Also as ``cell.animate.light()``."""
        color = color or self.color_lit
        self.box.set_fill(color, self.look.lit).set_stroke(color, self.look.edge, 1)
        self.text.set_fill(color, 1)
        return self

    def quieten(self) -> Self:
        """Show that this cell is there, but not spoken of."""
        self.box.set_fill(self.look.panel, 1).set_stroke(self.look.line, self.look.hair, 1)
        self.text.set_fill(self.look.ink, 1)
        return self

    def empty(self, *, awaited: bool = False) -> Self:
        """Keep the place of a number that is not known yet; its outline is lit when it is awaited."""
        self.box.set_fill(self.look.panel, 0)
        if awaited:
            self.box.set_stroke(self.color_lit, self.look.edge, 1)
        else:
            self.box.set_stroke(self.look.line, self.look.hair, 1)
        self.text.set_fill(opacity=0)
        return self


class Matrix(VGroup):
    """Cells in rows and columns, the top left one at index (0, 0).

    Parameters
    ----------
    numbers
        Row by row, all of one length; a vector is a matrix of one row or one column.
    color
        Of lit cells.
    lit
        How all cells begin.
    size, cell, gap
        Pixels of the numbers' em; width and height of a cell; distance between cells. None takes the look's.
    look
        As for `Cell`.

    Attributes
    ----------
    cells
        Row by row.
    """

    def __init__(
        self,
        numbers: Sequence[Sequence[Number]],
        color: str,
        *,
        lit: bool = False,
        size: float | None = None,
        cell: tuple[float, float] | None = None,
        gap: float | None = None,
        look: Look = DEFAULT_LOOK,
    ) -> None:
        self.cells = [
            [Cell(number, color, lit=lit, size=size, cell=cell, look=look) for number in row]
            for row in numbers
        ]
        between = look.gap if gap is None else gap
        wide, high = (side + between for side in cell or look.cell)
        for i, row in enumerate(self.cells):
            for j, one in enumerate(row):
                one.shift(RIGHT * wide * j + DOWN * high * i)
        super().__init__(*(one for row in self.cells for one in row))
        self.center()

    def cell(self, row: int, column: int) -> Cell:
        """One cell; rows and columns count from 0."""
        return self.cells[row][column]

    def row(self, index: int) -> VGroup:
        """The cells of one row."""
        return VGroup(*self.cells[index])

    def column(self, index: int) -> VGroup:
        """The cells of one column."""
        return VGroup(*(row[index] for row in self.cells))

    def light(self) -> Self:
        """Light every cell."""
        for row in self.cells:
            for one in row:
                one.light()
        return self

    def quieten(self) -> Self:
        """Quieten every cell."""
        for row in self.cells:
            for one in row:
                one.quieten()
        return self

    def empty(self) -> Self:
        """Empty every cell."""
        for row in self.cells:
            for one in row:
                one.empty()
        return self


def column_vector(numbers: Sequence[Number], color: str, **kwargs: Any) -> Matrix:
    """Numbers from top to bottom. Keyword arguments as for `Matrix`."""
    return Matrix([[number] for number in numbers], color, **kwargs)


def row_vector(numbers: Sequence[Number], color: str, **kwargs: Any) -> Matrix:
    """Numbers from left to right. Keyword arguments as for `Matrix`."""
    return Matrix([list(numbers)], color, **kwargs)
