"""Tables: every row on one baseline, words flush on the left, numbers on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import Line, VGroup

from studio.errors import StudioError
from studio.kit.look import DEFAULT_LOOK, Look
from studio.numbers import Number
from studio.scene.typesetting import Align, Math, Text, Weight


@dataclass(frozen=True)
class Column:
    """A column of a `Table`.

    Parameters
    ----------
    heading
        What stands above it, in soft ink.
    align
        Of its cells and its heading. None sets numbers flush on the right, and all else on the left: numbers
        of as many decimal places then have their points in one line.
    color
        Of its cells; None takes the look's ink.
    weight
        Of its cells.
    """

    heading: str = ""
    align: Align | None = None
    color: str | None = None
    weight: Weight = "regular"


class Table(VGroup):
    """Rows of words and numbers below their headings, with a line between any two rows.

    All is there from the beginning, the middle of the table at (0, 0): a scene fades its parts in.

    Parameters
    ----------
    columns
        From left to right.
    rows
        From top to bottom; a cell is a text, a number, or a formula that is set already.
    size
        Pixels of the em; None takes the look's for what is read.
    pitch
        From baseline to baseline.
    gap
        Between columns.
    width
        Of the whole, to which the gaps are widened; None leaves them as they are.
    look
        Colours, sizes and lines.

    Attributes
    ----------
    headings
        One text a column; empty where no column has a heading.
    cells
        Row by row.
    rules
        The line below the headings, if there are any, and those between the rows.

    Raises
    ------
    StudioError
        If a row has more or fewer cells than there are columns.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str | Number | Math]],
        *,
        size: float | None = None,
        pitch: float = 0.84,
        gap: float = 0.8,
        width: float | None = None,
        look: Look = DEFAULT_LOOK,
    ) -> None:
        for index, row in enumerate(rows, 1):
            if len(row) != len(columns):
                raise StudioError(
                    f"Row {index} of the table has {len(row)} cells for {len(columns)} columns."
                )
        em = look.body if size is None else size
        named = any(column.heading for column in columns)
        self.headings: list[Text] = [
            Text(column.heading, size=look.small, color=look.soft) for column in columns if named
        ]
        self.cells: list[list[Text | Math]] = [
            [
                cell
                if isinstance(cell, Math)
                else Text(str(cell), size=em, color=column.color or look.ink, weight=column.weight)
                for column, cell in zip(columns, row, strict=True)
            ]
            for row in rows
        ]
        lines: list[list[Text | Math]] = [[*self.headings], *self.cells] if named else self.cells
        widths = [max(cell.end - cell.start for cell in cells) for cells in zip(*lines, strict=True)]
        between = gap
        if width is not None and len(columns) > 1:
            between = max(gap, (width - sum(widths)) / (len(columns) - 1))
        left, right = 0.0, sum(widths) + between * (len(columns) - 1)
        self.rules = VGroup()
        for index, line in enumerate(lines):
            if index:
                y = pitch * (0.58 - index)
                color = look.soft if named and index == 1 else look.line
                self.rules.add(Line((0, y, 0), (right, y, 0), stroke_width=look.hair, color=color))
            for cell in line:
                cell.place(0, -pitch * index)
        for position, (column, wide) in enumerate(zip(columns, widths, strict=True)):
            numeric = all(isinstance(row[position], Number) for row in rows)
            align = column.align or ("right" if numeric else "left")
            x = {"left": left, "center": left + wide / 2, "right": left + wide}[align]
            for line in lines:
                line[position].place(x, line[position].baseline, align)
            left += wide + between
        super().__init__(*self.headings, *(cell for row in self.cells for cell in row), self.rules)
        self.center()

    def row(self, index: int) -> VGroup:
        """The cells of one row and the line above it; rows count from 0."""
        above = index if self.headings else index - 1
        return VGroup(*self.cells[index], *self.rules[max(above, 0) : above + 1])

    def column(self, index: int) -> VGroup:
        """The cells of one column, without its heading; columns count from 0."""
        return VGroup(*(row[index] for row in self.cells))
