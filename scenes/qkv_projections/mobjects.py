"""What the chapters share: cells, the vectors and matrices made of them, products that add up, role cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    CubicBezier,
    Line,
    RoundedRectangle,
    TransformFromCopy,
    VGroup,
    VMobject,
)
from manim.typing import Point3D, Point3D_Array
from manim.utils.rate_functions import RateFunction, smooth, squish_rate_func

from scenes.qkv_projections import look
from studio import Number, Sum
from studio.typesetting import PIXELS_PER_UNIT, Math, Text

CELL = (1.04, 0.58)
"""Width and height of a cell."""
GAP = 0.08
"""Between the cells of a vector or matrix."""
PADDING = 0.13
"""From a number to the right edge of its cell."""


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
        Pixels of the number's em.
    cell
        Width and height of the box.
    """

    def __init__(
        self,
        number: Number,
        color: str,
        *,
        lit: bool = False,
        size: float = look.NUMBER,
        cell: tuple[float, float] = CELL,
    ) -> None:
        self.number = number
        self.color_lit = color
        self.box = rounded(*cell, look.CORNER)
        self.text = Text(str(number), size=size)
        right = float(self.box.get_right()[0]) - PADDING
        self.text.at(np.array([right, 0.0, 0.0]), "right")
        super().__init__(self.box, self.text)
        if lit:
            self.light()
        else:
            self.quieten()

    def light(self, color: str | None = None) -> Self:
        """Show that this cell is spoken of. Also as ``cell.animate.light()``."""
        color = color or self.color_lit
        self.box.set_fill(color, look.LIT).set_stroke(color, look.EDGE, 1)
        self.text.set_fill(color, 1)
        return self

    def quieten(self) -> Self:
        """Show that this cell is there, but not spoken of."""
        self.box.set_fill(look.PANEL, 1).set_stroke(look.LINE, look.HAIR, 1)
        self.text.set_fill(look.INK, 1)
        return self

    def empty(self, *, awaited: bool = False) -> Self:
        """Keep the place of a number that is not known yet; its outline is lit when it is awaited."""
        self.box.set_fill(look.PANEL, 0)
        if awaited:
            self.box.set_stroke(self.color_lit, look.EDGE, 1)
        else:
            self.box.set_stroke(look.LINE, look.HAIR, 1)
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
        Pixels of the numbers' em; width and height of a cell; distance between cells.
    """

    def __init__(
        self,
        numbers: Sequence[Sequence[Number]],
        color: str,
        *,
        lit: bool = False,
        size: float = look.NUMBER,
        cell: tuple[float, float] = CELL,
        gap: float = GAP,
    ) -> None:
        self.cells = [
            [Cell(number, color, lit=lit, size=size, cell=cell) for number in row] for row in numbers
        ]
        wide, high = cell[0] + gap, cell[1] + gap
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


class Products(VGroup):
    """Products one under the other, and their sum under a line: every column flush on the right.

    The row ``0.412 × −1.1 = −0.4532`` has the parts `left`, `times`, `right`, `equals` and `product`; all are
    lists from top to bottom. All is there from the beginning: a scene fades the parts in, one by one.

    Parameters
    ----------
    left, right
        The factors.
    products
        Written with all their places, so that the sum is exact.
    total
        Their sum.
    colors
        Of the left factors, the right factors and the sum.
    size, row
        Pixels of the em; distance from baseline to baseline in units.
    """

    def __init__(
        self,
        left: Sequence[Number],
        right: Sequence[Number],
        products: Sequence[Number],
        total: Number,
        *,
        colors: tuple[str, str, str],
        size: float = look.NUMBER,
        row: float = CELL[1] + GAP,
    ) -> None:
        self.stated_sum = Sum(tuple(products), total)
        scale = size / look.NUMBER
        edges = [0.0, 0.34, 1.25, 1.72, 3.05]  # of the five columns, on the right of all but the signs
        heights = [-row * index for index in range(len(products))]

        def column(texts: Sequence[str], x: float, color: str, align: Any) -> list[Text]:
            return [
                Text(text, size=size, color=color).at(np.array([x * scale, y, 0]), align)
                for text, y in zip(texts, heights, strict=True)
            ]

        count = len(products)
        self.left = column([str(number) for number in left], edges[0], colors[0], "right")
        self.times = column(["×"] * count, edges[1], look.SOFT, "center")
        self.right = column([str(number) for number in right], edges[2], colors[1], "right")
        self.equals = column(["="] * count, edges[3], look.SOFT, "center")
        self.product = column([str(number) for number in products], edges[4], look.INK, "right")
        end = edges[4] * scale
        low = heights[-1] - row * 0.56
        self.rule = Line(
            (end - 1.42 * scale, low, 0), (end + 0.04, low, 0), stroke_width=look.EDGE, color=look.SOFT
        )
        self.total = Text(str(total), size=size * 1.1, color=colors[2], weight="semibold").at(
            np.array([end, heights[-1] - row * 1.12, 0]), "right"
        )
        super().__init__(
            *self.left, *self.times, *self.right, *self.equals, *self.product, self.rule, self.total
        )

    def line(self, index: int) -> VGroup:
        """All of one product, from factor to result."""
        return VGroup(
            self.left[index], self.times[index], self.right[index], self.equals[index], self.product[index]
        )


def panel(width: float, height: float, color: str = look.LINE) -> RoundedRectangle:
    """A quiet sheet with a coloured edge, for a card."""
    return RoundedRectangle(
        corner_radius=0.18,
        width=width,
        height=height,
        fill_color=look.PANEL,
        fill_opacity=1,
        stroke_color=color,
        stroke_width=look.HAIR,
    )


class RoleCard(VGroup):
    """One of the three results: its name and formula on one line, its numbers, and its role in a sentence.

    Parameters
    ----------
    name
        "Query", "Key" or "Value", in the language of the script.
    letter
        "q", "k" or "v".
    numbers
        The vector; it may be empty, for a card that stands beside one.
    role
        The role sentence, quotes included; it is set in two lines.
    width, height
        Of the card; without numbers, 2.5 units are high enough.
    """

    WIDTH, HEIGHT = 4.1, 3.4
    INNER = 0.3
    """From the edge of the card to what it holds."""

    def __init__(
        self,
        name: str,
        letter: str,
        numbers: Sequence[Number],
        role: str,
        *,
        width: float = WIDTH,
        height: float = HEIGHT,
    ) -> None:
        self.color_lit = color = look.ROLES[letter]
        top, bottom, right = height / 2, -height / 2, width / 2 - self.INNER
        self.box = panel(width, height)
        self.heading = Text(name, size=look.HEADING, weight="semibold").place(-right, top - 0.77)
        self.formula = Math(f"{letter} = {{{{x: x}}}} W_{letter.upper()}", size=look.HEADING)
        self.formula.place(right, top - 0.77, "right")
        gap = 0.07
        cell = ((2 * right + gap) / max(len(numbers), 1) - gap, 0.56)
        self.vector = row_vector(numbers, color, size=34, cell=cell, gap=gap).move_to((0, top - 1.53, 0))
        self.role = Text(in_lines(role, 40), size=40, align="center")
        self.role.place(0, bottom + 0.96, "center")
        super().__init__(self.box, self.heading, self.formula, self.vector, self.role)
        self.light()

    def light(self) -> Self:
        """Show that this role is spoken of. Also as ``card.animate.light()``."""
        self.box.set_stroke(self.color_lit, look.EDGE)
        self.heading.set_fill(self.color_lit)
        self.formula.set_fill(self.color_lit)
        self.formula.part("x").set_fill(look.EMBEDDING)
        self.vector.light()
        self.role.set_fill(look.INK)
        return self

    def quieten(self) -> Self:
        """Show that this role is there, but not spoken of."""
        self.box.set_stroke(look.LINE, look.HAIR)
        for words in (self.heading, self.formula, self.role):
            words.set_fill(look.SOFT)
        self.vector.quieten()
        return self


def in_lines(text: str, size: float, count: int = 2) -> str:
    """Break a sentence into lines as even as its words allow.

    Parameters
    ----------
    text
        The sentence.
    size
        Pixels of the em, to measure it.
    count
        How many lines; a sentence of fewer words has fewer.
    """
    words = text.split()
    inner = range(1, len(words))
    best: tuple[float, list[str]] = (np.inf, [text])
    for breaks in combinations(inner, min(count - 1, len(inner))):
        edges = (0, *breaks, len(words))
        lines = [" ".join(words[start:end]) for start, end in pairwise(edges)]
        widest = max(line.end - line.start for line in (Text(line, size=size) for line in lines))
        best = min(best, (widest, lines))
    return "\n".join(best[1])


def on_one_line(*texts: Text | Math, gap: float = 0.3, at: Point3D | None = None) -> VGroup:
    """Set words and formulas on one baseline, from left to right.

    Parameters
    ----------
    texts
        The words.
    gap
        Between the end of one and the start of the next.
    at
        Where the first begins; None leaves it where it is.
    """
    first = texts[0]
    if at is not None:
        first.place(float(at[0]), float(at[1]))
    for before, text in pairwise(texts):
        text.place(before.end + gap, first.baseline)
    return VGroup(*texts)


def grid(rows: int, columns: int, color: str, *, side: float = 0.36, gap: float = 0.07) -> VGroup:
    """Squares in rows and columns, from the top left one: the shape of a matrix, without its numbers."""
    squares = VGroup()
    for row, column in np.ndindex(rows, columns):
        square = rounded(side, side, side / 7).set_stroke(color, look.HAIR).set_fill(color, 0)
        squares.add(square.shift((RIGHT * column + DOWN * row) * (side + gap)))
    return squares.center()


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


def during(start: float, end: float) -> RateFunction:
    """Move smoothly within a part of the whole movement, given as shares of its time."""
    return squish_rate_func(smooth, start, end)


def lit_frame(around: VMobject, color: str, buff: float = 0.07) -> RoundedRectangle:
    """A rounded outline around what is spoken of."""
    frame = RoundedRectangle(
        corner_radius=look.CORNER + buff,
        width=around.width + 2 * buff,
        height=around.height + 2 * buff,
        stroke_color=color,
        stroke_width=look.EDGE,
        fill_opacity=0,
    )
    return frame.move_to(around)


class Chip(VGroup):
    """A token in its box: quiet, lit in the colour of embeddings, or receding behind another.

    Parameters
    ----------
    word
        The token.
    size
        Pixels of its em.
    """

    def __init__(self, word: str, *, size: float = look.HEADING) -> None:
        em = size / PIXELS_PER_UNIT
        self.word = Text(word, size=size).at(np.zeros(3))
        self.box = RoundedRectangle(
            corner_radius=0.14,
            width=self.word.end - self.word.start + 1.5 * em,
            height=2.2 * em,
            stroke_width=look.HAIR,
        )
        self.box.z_index = -1  # a box that comes after its word still stands behind it
        super().__init__(self.box, self.word)
        self.quieten()

    def light(self, color: str = look.EMBEDDING) -> Self:
        """Show that this token is spoken of. Also as ``chip.animate.light()``."""
        self.box.set_fill(color, look.LIT).set_stroke(color, look.EDGE, 1)
        self.word.set_fill(color, 1)
        return self

    def quieten(self) -> Self:
        """Show that this token is there, but not spoken of."""
        return self._paint(look.LINE, look.INK)

    def recede(self) -> Self:
        """Let this token step back behind another."""
        return self._paint(look.PANEL, look.LINE)

    def _paint(self, line: str, ink: str) -> Self:
        self.box.set_fill(look.PANEL, 1).set_stroke(line, look.HAIR, 1)
        self.word.set_fill(ink, 1)
        return self


def branch(start: Point3D, end: Point3D, color: str = look.SOFT) -> CubicBezier:
    """A smooth line from one point down to another, upright at both ends."""
    down = DOWN * (start[1] - end[1]) * 0.6
    curve = CubicBezier(start, start + down, end - down, end, color=color, stroke_width=look.EDGE)
    return curve.set_fill(opacity=0)


def bracket(
    over: VMobject,
    *,
    gap: float = 0.16,
    depth: float = 0.14,
    color: str = look.SOFT,
    side: Point3D = DOWN,
) -> VMobject:
    """A bracket below what belongs together, or at another side of it, as wide as it is."""
    across = np.array([-side[1], side[0], 0.0])
    left, right = over.get_corner(side - across), over.get_corner(side + across)
    top, low = side * gap, side * (gap + depth)
    line = VMobject(stroke_color=color, stroke_width=look.EDGE)
    return line.set_points_as_corners([left + top, left + low, right + low, right + top])


def matrix_mark(name: str, color: str) -> VGroup:
    """The name of a matrix in a box, on a ground that hides the line behind it."""
    box = RoundedRectangle(
        corner_radius=0.12,
        width=0.96,
        height=0.56,
        fill_color=look.BACKGROUND,
        fill_opacity=1,
        stroke_color=color,
        stroke_width=look.EDGE,
    )
    mark = VGroup(box, Math(name, size=look.BODY, color=color).at(UP * 0.03))
    return mark.set_z_index(1)  # over what flashes along the line
