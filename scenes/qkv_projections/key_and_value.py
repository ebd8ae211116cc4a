"""Key and value: the same embedding meets two more matrices, and one vector has become three."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    CapStyleType,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    ShowPassingFlash,
    Transform,
    VGroup,
    VMobject,
    smooth,
    squish_rate_func,
    there_and_back,
)

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.common.role_card import RoleCard
from scenes.qkv_projections.board import Board
from studio.kit import bracket, branch, grid

ROLES = ("query", "key", "value")
INPUT_HEIGHT, CARDS_HEIGHT = 1.95, -1.25


class KeyAndValue(Chapter):
    """The same x goes through W_K and W_V as it went through W_Q: one input gives three different vectors.

    Each of them has a role of its own, and all of x went into each.
    """

    def construct(self) -> None:
        """Compute the key and the value, then set all three results side by side."""
        self.show_key()
        self.show_value()
        self.show_roles()

    # -- the key ---------------------------------------------------------------------------------------

    def show_key(self) -> None:
        """Multiply x by W_K: its first column slowly, the others after it; then what the key stands for."""
        with self.slide("key"):
            board = self.lay_out("k")
            self.play(FadeIn(self.input, shift=RIGHT * 0.2), run_time=min(LOOK.quick, self.time_until("x")))
            self.light_x("matrix")
            self.wait_until_bookmark("matrix")
            self.show_matrix(min(LOOK.calm, self.time_until("first")))
            self.wait_until_bookmark("first")
            self.play(
                board.spotlight([*board.x_cells, *board.w_column(0)]),
                board.awaiting(0),
                self.into_rows(),
                run_time=min(LOOK.slow, self.time_until("k1")),
            )
            self.wait_until_bookmark("k1")
            line = self.fall(0, LOOK.quick)
            self.wait_until_bookmark("others")
            self.sweep(1, "key", line)
            self.tell("key")

    # -- the value -------------------------------------------------------------------------------------

    def show_value(self) -> None:
        """Keep x, let W_V come in the place of W_K, and hand over what it gives."""
        with self.slide("value"):
            old = self.board
            self.play(
                *(FadeOut(one) for one in (old.w, old.w_name, old.result, self.card)),
                old.spotlight([]),
                run_time=min(LOOK.quick, self.time_until("x")),
            )
            self.remove(*self.input.get_family())
            self.lay_out("v")
            self.add(self.input)
            self.light_x("matrix")
            self.wait_until_bookmark("matrix")
            self.show_matrix(min(LOOK.calm, self.time_until("value") / 3), self.into_rows())
            self.sweep(0, "value")
            self.tell("value")
            self.wait_until_bookmark("payload")
            self.hand_over()

    def hand_over(self) -> None:
        """Let the value pack itself up and leave."""
        row, time = self.board.product, self.duration_of("payload")
        parcel = grid(1, len(row.cells[0]), LOOK.value, side=0.17, gap=0.06).set_fill(opacity=1)
        parcel.next_to(row, RIGHT, buff=0.3)
        self.play(
            _swell(row.cells[0]),
            LaggedStart(*(FadeIn(one, shift=RIGHT * 0.3) for one in reversed(parcel)), lag_ratio=0.2),
            run_time=0.7 * time,
        )
        self.play(FadeOut(parcel, shift=RIGHT * 0.3), run_time=0.3 * time)

    # -- x times a matrix ------------------------------------------------------------------------------

    def lay_out(self, letter: str) -> Board:
        """Prepare x, one of the matrices and their product; x is not lit yet."""
        self.board = board = Board(self, letter)
        board.x.quieten()
        self.input = VGroup(board.x, board.x_name, board.token)
        self.rows = [board.row_line(row) for row in range(len(board.x_cells))]
        return board

    def light_x(self, until: str) -> None:
        """Light the numbers of x on its word, one after the other."""
        self.wait_until_bookmark("x")
        cells: list[Any] = self.board.x_cells
        self.play(
            LaggedStart(*(cell.animate.light() for cell in cells), lag_ratio=0.25),
            run_time=min(LOOK.calm, self.time_until(until)),
        )

    def show_matrix(self, time: float, *also: Animation) -> None:
        """Bring in the matrix, and the empty places of what it will give."""
        board = self.board
        matrix = VGroup(board.w, board.w_name)
        self.play(FadeIn(matrix, shift=LEFT * 0.2), FadeIn(board.result), *also, run_time=time)

    def into_rows(self) -> LaggedStart:
        """Draw the lines on which x runs into the rows of the matrix."""
        return LaggedStart(*(Create(line) for line in self.rows), lag_ratio=0.15)

    def fall(self, column: int, time: float, *gone: VMobject) -> VMobject:
        """Let a number of the product come out of its column, by a line; the line of the last one goes."""
        board = self.board
        cell: Any = board.product.cell(0, column)
        line = board.column_line(column)
        number = cell.text.copy().set_fill(board.color, 1)
        self.play(
            board.spotlight([*board.x_cells, *board.w_column(column)]),
            Create(line, rate_func=squish_rate_func(smooth, 0, 0.6)),
            *(FadeOut(old, rate_func=squish_rate_func(smooth, 0, 0.6)) for old in gone),
            FadeIn(number, shift=DOWN * 0.25),
            cell.box.animate.match_style(cell.copy().light().box),
            run_time=time,
        )
        self.remove(number)
        cell.light()
        return line

    def sweep(self, first: int, until: str, *lines: VMobject) -> None:
        """Go through the columns from one on, without a stop; in the end, only x and its product are lit."""
        board, end = self.board, len(self.board.x_cells)
        for column in range(first, end):
            time = min(LOOK.calm, self.time_until(until) / (end + 1 - column))
            lines = (self.fall(column, time, *lines),)
        time = min(LOOK.quick, self.time_until(until))
        self.play(
            board.spotlight(board.x_cells),
            *(FadeOut(line) for line in (*lines, *self.rows)),
            run_time=time,
        )

    def tell(self, role: str) -> None:
        """Give the product its name, on a card, and let it tell its role."""
        board = self.board
        card = RoleCard(
            self.label(role),
            role[0],
            (),
            self.label(f"{role}_role"),
            width=board.x.width,
            height=board.w.height,
        ).move_to((board.x.get_x(), board.w.get_y(), 0))
        self.wait_until_bookmark(role)
        self.play(
            FadeIn(card.box, card.heading, card.formula),
            _swell([board.product_name], 1.3),
            run_time=min(LOOK.calm, self.time_until("role")),
        )
        self.wait_until_bookmark("role")
        self.play(FadeIn(card.role, shift=UP * 0.1), run_time=LOOK.quick)
        self.card = card
        self.add(card)

    # -- one input, three roles ------------------------------------------------------------------------

    def show_roles(self) -> None:
        """Branch x into three cards, each lit as it is named; then all of x flows into each."""
        board = self.board
        with self.slide("roles"):
            cards = [self.role_card(role, x) for role, x in zip(ROLES, LOOK.columns, strict=True)]
            landed = cards[-1].vector.copy().light()
            time = min(LOOK.calm, self.time_until("fan"))
            gone = (board.w, board.w_name, board.product_name, self.card)
            self.play(
                *(FadeOut(one, run_time=0.4 * time) for one in gone),  # before x comes by
                *self.going_up(time),
                ReplacementTransform(board.product, landed, run_time=time),
            )
            self.wait_until_bookmark("fan")
            whole = bracket(board.x, color=LOOK.embedding)
            branches = [branch(whole.get_bottom(), card.get_top(), LOOK.line) for card in cards]
            self.play(
                Create(whole),
                *(Create(line) for line in branches),
                *(FadeIn(card) for card in cards),
                run_time=LOOK.calm,
            )
            self.remove(landed)
            for role, card, line in zip(ROLES, cards, branches, strict=True):
                line.set_sheen_direction(DOWN)
                blend: Any = [LOOK.embedding, card.color_lit]
                self.wait_until_bookmark(role)
                self.play(
                    card.animate.light(),
                    line.animate.set_stroke(blend),
                    run_time=LOOK.quick,
                )
            self.wait_until_bookmark("whole")
            self.play(_swell(board.x_cells), run_time=LOOK.calm)
            self.play(*(_pulse(line) for line in branches), run_time=LOOK.slow)

    def going_up(self, time: float) -> list[Animation]:
        """The way of x and its name to the top, where the token stands before them."""
        board = self.board
        row = board.x.copy().move_to(UP * INPUT_HEIGHT)
        name = board.x_name.copy()
        name.place(float(row.get_left()[0]) - 0.26, INPUT_HEIGHT - 0.09, "right")
        token = board.token.copy()
        end = name.start - 0.3
        token.scale(min(1.0, (end - LOOK.left_edge) / (token.end - token.start)))
        token.place(end, name.baseline, "right")
        return [
            Transform(board.x, row, run_time=time),
            Transform(board.x_name, name, run_time=time),
            FadeOut(board.token, run_time=0.4 * time),
            FadeIn(token, run_time=time, rate_func=squish_rate_func(smooth, 0.6, 1)),
        ]

    def role_card(self, role: str, x: float) -> RoleCard:
        """The card of a role with its numbers, still quiet."""
        card = RoleCard(self.label(role), role[0], self.numbers(role[0]), self.label(f"{role}_role"))
        return card.move_to((x, CARDS_HEIGHT, 0)).quieten()


def _swell(mobjects: Sequence[VMobject], size: float = 1.06) -> LaggedStart:
    """Let mobjects grow a little and shrink again, one after the other."""
    row: list[Any] = list(mobjects)
    return LaggedStart(*(one.animate(rate_func=there_and_back).scale(size) for one in row), lag_ratio=0.2)


def _pulse(line: VMobject) -> Animation:
    """A light that runs along a line."""
    light = line.copy().set_stroke(LOOK.embedding, 3 * LOOK.edge).set_cap_style(CapStyleType.ROUND)
    return ShowPassingFlash(light, time_width=0.5)
