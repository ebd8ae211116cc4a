"""Chapter: all four numbers of the query, and what a column of the matrix does."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    ApplyMethod,
    Circle,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    GrowFromPoint,
    LaggedStart,
    Line,
    ReplacementTransform,
    Square,
    VGroup,
    linear,
    there_and_back,
)
from manim.typing import Point3D
from manim.utils.rate_functions import RateFunction

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.common.role_card import RoleCard
from scenes.qkv_projections.board import Board
from studio import Text
from studio.kit import along_and_down, during, lit_frame, travel

INGREDIENTS, AMOUNTS, RESULTS = -4.4, -0.9, 4.4
"""Where x, the weights and the query stand in the recipe (x)."""
MIDDLE, APART, NEAR = -0.36, 1.15, 0.92
"""Middle height (y) of the recipe; from one number to the next, of x and of the query."""
THICKNESS = 10.0
"""Stroke width of a line whose weight is 1."""
LEGEND = -3.05
"""Baseline of what says so."""

CARD, ASIDE = 0.1, 4.2
"""Where the card lies (y), and how far it moves to the left for the matrices."""
SIDE = 3.4
"""Of the square that stands for a matrix of BERT-base."""
SQUARE, SPECK = 4.25, 0.3
"""Where it and the lesson's own matrix, drawn to the same scale, have their middles (x)."""
CAPTIONS = -2.22
"""Baseline of the words below them."""


class WholeQuery(Chapter):
    """The columns of W_Q, one by one, fill the query: each is a recipe that mixes all of x into one number.

    Then what the query stands for, and how many weights a real matrix has.
    """

    def construct(self) -> None:
        """Play the three slides."""
        self.board = Board(self, "q")
        self.sweep()
        self.recipe()
        self.query_role()

    # -- column by column ------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Let x meet one column after the other."""
        board = self.board
        self.table = board.products(0)
        self.column_lines = [board.column_line(column) for column in range(4)]
        board.light([*board.x_cells, *board.w_column(0)])
        board.product.cell(0, 0).light()
        self.opening = [FadeIn(board.given, board.result, self.table, self.column_lines[0])]
        with self.slide("sweep"):
            self.wait_until_bookmark("stays")
            frame = lit_frame(board.x, LOOK.embedding)
            self.play(
                FadeIn(frame, rate_func=there_and_back), run_time=min(LOOK.slow, self.time_until("column2"))
            )
            self.remove(frame)
            for column, following in ((1, "column3"), (2, "column4"), (3, "query")):
                number = column + 1
                self.wait_until_bookmark(f"column{number}")
                self.change_column(column, min(LOOK.calm, self.time_until(f"q{number}")))
                self.wait_until_bookmark(f"q{number}")
                self.land(column, min(LOOK.calm, self.time_until(following)))
            self.wait_until_bookmark("query")
            self.flow(min(2 * LOOK.slow, self.time_until("projection")))
            self.wait_until_bookmark("projection")
            name = Text(self.label("projection"), size=LOOK.body, color=LOOK.ink, weight="semibold")
            name.place(float(board.x.get_center()[0]), board.w_name.baseline, "center")
            self.play(FadeIn(name, shift=UP * 0.1), run_time=LOOK.quick)

    def change_column(self, column: int, time: float) -> None:
        """Put the next column into the arithmetic."""
        board, old = self.board, self.table
        new = board.products(column)
        self.play(
            board.spotlight([*board.x_cells, *board.w_column(column)]),
            board.awaiting(column, known=column),
            FadeOut(*old.right, shift=LEFT * 0.35, rate_func=during(0, 0.35)),
            FadeOut(*old.product, old.total, self.column_lines[column - 1], rate_func=during(0, 0.35)),
            FadeIn(*new.right, shift=LEFT * 0.35, rate_func=during(0.25, 0.65)),
            FadeIn(*new.product, new.total, rate_func=during(0.6, 1)),
            Create(self.column_lines[column]),
            run_time=time,
        )
        # The other parts are the same in both.
        self.remove(*old.get_family(), *new.get_family())
        self.add(new)
        self.table = new

    def land(self, column: int, time: float) -> None:
        """Let the sum, rounded, fly to its place below the column."""
        place = self.board.product.cell(0, column).light()
        self.play(
            travel(self.table.total, place.text, path_func=along_and_down, rate_func=linear), run_time=time
        )

    def flow(self, time: float) -> None:
        """Show the whole way at once: from x into the rows, out of the columns into q."""
        board = self.board
        self.play(
            FadeOut(self.table, rate_func=during(0, 0.3)),
            board.spotlight(board.x_cells),
            *(Create(board.row_line(row), rate_func=during(0.1, 0.7)) for row in range(4)),
            *(Create(line, rate_func=during(0.6, 1)) for line in self.column_lines[:-1]),
            run_time=time,
        )

    # -- a column is a recipe --------------------------------------------------------------------------

    def recipe(self) -> None:
        """Mix one number of the query from all of x, by the weights of one column; then the others."""
        board = self.board
        with self.slide("recipe"):
            self.wait_until_bookmark("recipe")
            self.take_apart(min(LOOK.slow, self.time_until("weights")))
            self.wait_until_bookmark("weights")
            self.lines = self.weighted_lines(0)
            self.play(
                LaggedStart(
                    *(
                        AnimationGroup(ApplyMethod(cell.light), Create(line))
                        for cell, line in zip(board.x_cells, self.lines, strict=True)
                    ),
                    lag_ratio=0.5,
                ),
                FadeIn(self.legend(), rate_func=during(0.3, 0.6)),
                run_time=min(2 * LOOK.slow, self.time_until("every")),
            )
            self.wait_until_bookmark("every")
            for column in range(1, 4):
                self.change_recipe(column, min(LOOK.calm, self.time_until("whole") / (4 - column)))
            self.wait_until_bookmark("whole")
            self.play(Create(lit_frame(board.x, LOOK.embedding, 0.12)), run_time=LOOK.calm)

    def take_apart(self, time: float) -> None:
        """Set x on the left, the first column of the matrix in the middle, the query on the right."""
        board = self.board
        x: list[Any] = board.x_cells
        column: list[Any] = board.w_column(0)
        cells: list[Any] = board.product.cells[0]
        names = (board.x_name, board.w_name, board.product_name)
        moves: list[Any] = [
            *(
                (cell.animate(rate_func=_after(row)).quieten(), _ingredient(row))
                for row, cell in enumerate(x)
            ),
            *((cell.animate.light(), _amount(row, 0)) for row, cell in enumerate(column)),
            (cells[0].animate(rate_func=_after(0)), _result(0)),
            *(
                (cell.animate(rate_func=_after(index)).quieten(), _result(index))
                for index, cell in enumerate(cells[1:], 1)
            ),
        ]
        self.play(
            self.fade_all_but(*names, board.x, *column, board.product, rate_func=during(0, 0.4)),
            *(
                ApplyMethod(name.place, x, board.w_name.baseline, "center", rate_func=during(0, 0.5))
                for name, x in zip(names, (INGREDIENTS, AMOUNTS, RESULTS), strict=True)
            ),
            *(move.move_to(place) for move, place in moves),
            run_time=time,
        )

    def legend(self) -> VGroup:
        """What the lines mean: how wide they are, and that some are dashed."""
        style: dict[str, Any] = {"color": self.board.color}
        wide = Line(LEFT * 0.35, RIGHT * 0.35, stroke_width=THICKNESS, **style)
        dashed = DashedLine(LEFT * 0.35, RIGHT * 0.35, dash_length=0.16, dashed_ratio=0.6, **style)
        entries = VGroup()
        right = LOOK.left_edge
        for line, label in ((wide, "wide_line"), (dashed.set_stroke(width=LOOK.edge), "dashed_line")):
            text = Text(self.label(label), size=28, color=LOOK.soft).place(right + 0.85, LEGEND)
            line.move_to((right + 0.35, LEGEND + 0.09, 0))
            entries.add(line, text)
            right = text.end + 0.6
        return entries

    def weighted_lines(self, column: int) -> VGroup:
        """One column's lines from x through its weights to the query: as wide as these, dashed below zero."""
        board = self.board
        lines = VGroup()
        for row, cell in enumerate(board.w_column(column)):
            weight = cell.number.value
            style: dict[str, Any] = {"stroke_width": THICKNESS * abs(weight), "color": board.color}
            start, end = board.x_cells[row].get_right(), board.product.cell(0, column).get_left()
            end = end + UP * 0.13 * (1.5 - row)  # side by side, so that each can be seen
            before, after = cell.get_left(), cell.get_right()
            parts = [(start, before), (after, end)]
            if weight < 0:
                lines.add(
                    VGroup(*(DashedLine(a, b, dash_length=0.16, dashed_ratio=0.6, **style) for a, b in parts))
                )
            else:
                lines.add(VGroup(*(Line(a, b, **style) for a, b in parts)))
        return lines

    def change_recipe(self, column: int, time: float) -> None:
        """Mix the next number of the query, by the next column."""
        board = self.board
        new = board.w_column(column)
        for row, cell in enumerate(new):
            cell.move_to(_amount(row, column)).light()
        old, self.lines = self.lines, self.weighted_lines(column)
        self.play(
            FadeOut(*board.w_column(column - 1), old, rate_func=during(0, 0.5)),
            FadeIn(*new, self.lines, rate_func=during(0.15, 0.7)),
            ApplyMethod(board.product.cell(0, column - 1).quieten),
            ApplyMethod(board.product.cell(0, column).light),
            run_time=time,
        )

    # -- what the query stands for ---------------------------------------------------------------------

    def query_role(self) -> None:
        """Say what the query stands for, and set this lesson's matrix beside a real one."""
        with self.slide("query-role"):
            self.wait_until_bookmark("role")
            card = RoleCard(self.label("query"), "q", self.numbers("q"), self.label("query_role"))
            card.move_to((0, CARD, 0))
            self.deal(card, min(LOOK.calm, self.time_until("story")))
            self.wait_until_bookmark("story")
            story = Text(self.label("story"), size=LOOK.body, color=LOOK.soft)
            story.place(0, float(card.get_bottom()[1]) - 0.62, "center")
            self.play(FadeIn(story, shift=UP * 0.1), run_time=min(LOOK.quick, self.time_until("weights")))
            self.wait_until_bookmark("weights")
            count = self.caption("weights", SQUARE)
            matrix = Board(self, "q").w.scale(0.85).move_to((SQUARE, CARD, 0))
            self.play(
                VGroup(card, story).animate.shift(LEFT * ASIDE),
                FadeIn(matrix, count, shift=LEFT * 0.5),
                run_time=min(LOOK.calm, self.time_until("massive")),
            )
            self.wait_until_bookmark("massive")
            self.zoom_out(matrix, count)

    def deal(self, card: RoleCard, time: float) -> None:
        """Lay the card, into which the numbers of the query come by themselves."""
        numbers = self.board.product
        gone = self.fade_all_but(numbers, rate_func=during(0, 0.5))
        self.add(card.box, numbers)  # the numbers lie above the card
        self.play(
            gone,
            FadeIn(card.box),
            FadeIn(card.heading, card.formula, card.role),
            *(
                ReplacementTransform(old, new, rate_func=_after(index))
                for index, (old, new) in enumerate(zip(numbers, card.vector, strict=True))
            ),
            run_time=time,
        )
        self.remove(*card.get_family())
        self.add(card)

    def caption(self, name: str, x: float) -> Text:
        """Words below one of the two matrices."""
        return Text(self.label(name), size=LOOK.body, color=LOOK.ink).place(x, CAPTIONS, "center")

    def zoom_out(self, matrix: Any, count: Text) -> None:
        """Draw the lesson's matrix to the scale of a real one: a speck beside a square."""
        bottom = CARD - SIDE / 2
        large = Square(SIDE, color=LOOK.query, fill_opacity=LOOK.lit, stroke_width=LOOK.edge)
        large.move_to((SQUARE, CARD, 0))
        side = SIDE * self.number("d_model").value / self.number("bert_d_model").value
        speck = Square(side, color=LOOK.query, fill_opacity=1, stroke_width=0)
        speck.move_to((SPECK, bottom + side / 2, 0))
        ring = Circle(0.13, color=LOOK.soft, stroke_width=LOOK.hair).move_to(speck)
        small = self.caption("weights", SPECK)
        self.play(
            matrix.animate(rate_func=during(0, 0.7)).scale(side / matrix.width).move_to(speck),
            ReplacementTransform(count, small),
            GrowFromPoint(large, speck.get_center(), rate_func=during(0.3, 1)),
            FadeIn(
                speck,
                ring,
                self.caption("bert_weights", SQUARE),
                rate_func=during(0.6, 1),
            ),
            run_time=LOOK.slow,
        )
        self.remove(matrix)


def _ingredient(row: int) -> Point3D:
    """Where a number of x stands in the recipe."""
    return np.array([INGREDIENTS, MIDDLE + APART * (1.5 - row), 0.0])


def _result(column: int) -> Point3D:
    """Where a number of the query stands in the recipe."""
    return np.array([RESULTS, MIDDLE + NEAR * (1.5 - column), 0.0])


def _amount(row: int, column: int) -> Point3D:
    """Where a weight stands in the recipe: on the way from its number of x to its number of the query."""
    share = (AMOUNTS - INGREDIENTS) / (RESULTS - INGREDIENTS)
    return _ingredient(row) * (1 - share) + _result(column) * share


def _after(index: int) -> RateFunction:
    """Move smoothly, a little after the one before: so cells that turn do not run into each other."""
    return during(0.13 * index, 0.6 + 0.13 * index)
