"""All tokens at once: the sentence as one matrix, projected in one product; no token sees another yet."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ReplacementTransform,
    Transform,
    VGroup,
    VMobject,
)
from manim.typing import Point3D

from scenes import look
from scenes.chapter import Chapter
from scenes.mobjects import Chip, Matrix, bracket, during, grid, lit_frame, on_one_line, rounded, row_vector
from scenes.sentence import PLACE
from studio.typesetting import Math, Text

STACK = -0.4
"""Height of the middle of X while it is alone (y)."""
CHIP = 32.0
PRODUCT = -0.08
"""Height of the middle of the three matrices."""
SIGN = 0.7
"""Width of the place of a sign between two matrices."""
NAME, NAME_GAP = 28.0, 0.22
WEIGHT_CELL, QUERY_CELL = (0.76, 0.58), (0.94, 0.58)
BEHIND = np.array([0.14, -0.14, 0.0])
"""From one sheet to the one behind it."""
PAD = 0.1
"""From the cells to the edge of a sheet."""
LATER = -2.45
"""Height (y) at which queries and keys will meet."""


class AllTokens(Chapter):
    """The embeddings of all tokens are the rows of one matrix, and one product gives all their queries.

    Each row goes through on its own: to change one token changes no other's query.
    """

    def construct(self) -> None:
        """Stack the sentence, multiply it, and change one of its tokens."""
        self.count = int(self.number("n_tokens").value)
        self.stack()
        self.product()
        self.alone()

    def rows_of(self, letter: str) -> list[list[Any]]:
        """The numbers ``<letter>11`` and so on, with a row for every token."""
        return [self.numbers(f"{letter}{row}") for row in range(1, self.count + 1)]

    # -- one row for every token -----------------------------------------------------------------------

    def stack(self) -> None:
        """Let every token drop into a line of its own, where its numbers come out of it."""
        words = [self.text(f"word{row}") for row in range(1, self.count + 1)]
        self.x = Matrix(self.rows_of("X"), look.EMBEDDING)
        with self.slide("stack"):
            self.wait_until_bookmark("sentence")
            self.chips = self.in_a_row(words)
            self.play(
                LaggedStart(*(FadeIn(chip, shift=UP * 0.1) for chip in self.chips), lag_ratio=0.2),
                run_time=min(look.SLOW, self.time_until("rows")),
            )
            self.wait_until_bookmark("rows")
            self.drop(min(2 * look.SLOW, self.time_until("x")))
            self.wait_until_bookmark("x")
            self.around = VGroup(
                *(bracket(self.x, side=side, color=look.EMBEDDING) for side in (LEFT, RIGHT))
            )
            self.x_name = Math("X", size=look.TITLE, color=look.EMBEDDING)
            self.x_name.place(float(self.around.get_right()[0]) + 0.3, STACK - 0.15)
            self.play(
                *(Create(line) for line in self.around),
                FadeIn(self.x_name, shift=LEFT * 0.1),
                run_time=min(look.CALM, self.time_until("n-tokens")),
            )
            self.wait_until_bookmark("n-tokens")
            self.sizes = VGroup(self.height_of_x(), self.width_of_x())
            note = Text(self.label("spelled_rows"), size=28, color=look.SOFT).place(0, -3.0, "center")
            self.sizes.add(note)
            self.play(FadeIn(self.sizes[0]), run_time=min(look.QUICK, self.time_until("width")))
            self.wait_until_bookmark("width")
            self.play(FadeIn(self.sizes[1], note), run_time=look.QUICK)

    def in_a_row(self, words: list[str]) -> list[Chip]:
        """The tokens as a sentence, as large as there is room for them; ours is lit."""
        size = look.HEADING
        while True:
            chips = [Chip(word, size=size) for word in words]
            width = VGroup(*chips).arrange(RIGHT, buff=0.18).width
            room = look.RIGHT_EDGE - look.LEFT_EDGE
            if width <= room:
                chips[PLACE].light()
                VGroup(*chips).set_y(STACK)
                return chips
            size *= 0.99 * room / width

    def drop(self, time: float) -> None:
        """Drop the tokens into their lines, one after the other; then the numbers come out of them."""
        lines = [Chip(chip.word.text, size=CHIP) for chip in self.chips]
        widest = max(chip.width for chip in lines)
        whole = widest + 0.6 + self.x.width
        self.x.move_to((whole / 2 - self.x.width / 2, STACK, 0))
        edge = float(self.x.get_left()[0]) - 0.6
        drops: list[Animation] = []
        for row, (chip, line) in enumerate(zip(self.chips, lines, strict=True)):
            line.move_to((edge - line.width / 2, self.x.row(row).get_y(), 0))
            if row == PLACE:
                line.light()
            drops.append(Transform(chip, line))
        self.play(LaggedStart(*drops, lag_ratio=0.15), run_time=0.5 * time)
        for cell in self.x.cells[PLACE]:
            cell.light()
        self.play(
            LaggedStart(
                *(FadeIn(self.x.row(row), shift=RIGHT * 0.5) for row in range(self.count)), lag_ratio=0.25
            ),
            run_time=0.45 * time,
        )
        self.remove(*self.x.get_family())
        self.add(self.x)

    def height_of_x(self) -> VGroup:
        """How many rows X has, beside the tokens."""
        x = min(float(chip.get_left()[0]) for chip in self.chips) - 0.3
        top, bottom = float(self.x.get_top()[1]), float(self.x.get_bottom()[1])
        number = Text(str(self.number("n_tokens")), size=look.BODY, color=look.INK)
        number.at(np.array([x - 0.22, STACK, 0.0]), "right")
        return VGroup(_span(np.array([x, bottom, 0.0]), np.array([x, top, 0.0])), number)

    def width_of_x(self) -> VGroup:
        """How many columns it has, above it."""
        y = float(self.x.get_top()[1]) + 0.2
        left, right = float(self.x.get_left()[0]), float(self.x.get_right()[0])
        number = Text(str(self.number("d_model")), size=look.BODY, color=look.INK)
        number.place(self.x.get_x(), y + 0.18, "center")
        return VGroup(_span(np.array([left, y, 0.0]), np.array([right, y, 0.0])), number)

    # -- one product for all ---------------------------------------------------------------------------

    def product(self) -> None:
        """Multiply X by W_Q: each of its rows gives a row of Q."""
        with self.slide("product"):
            self.wait_until_bookmark("times")
            self.make_room(min(look.SLOW, self.time_until("queries")))
            self.wait_until_bookmark("queries")
            time = 0.95 * self.time_until("ours") / self.count
            for row in range(self.count):
                self.play(*self.project(row), run_time=min(look.CALM, time))
            self.wait_until_bookmark("ours")
            self.play(
                *self.quieten(self.count - 1),
                *self.light(PLACE),
                run_time=min(look.QUICK, self.time_until("before")),
            )
            self.wait_until_bookmark("before")
            self.compare(0.9 * self.time_until("same-way"))
            self.wait_until_bookmark("same-way")
            self.show_sheets()

    def make_room(self, time: float) -> None:
        """Move X to the left, and bring in the matrix and the places of the queries."""
        names = [Text(chip.word.text, size=NAME, color=look.INK) for chip in self.chips]
        self.changed = Text(self.label("changed"), size=NAME, color=look.SOFT)
        named = max(name.end - name.start for name in (*names, self.changed)) + NAME_GAP
        self.w = Matrix(self.matrix("wq"), look.QUERY, cell=WEIGHT_CELL)
        self.q = Matrix(self.rows_of("Q"), look.QUERY, cell=QUERY_CELL).empty()
        parts: tuple[Matrix, ...] = (self.x, self.w, self.q)
        beside = named + 2 * SIGN + 2 * BEHIND[0] + PAD
        cells = sum(part.width for part in parts)
        scale = min(0.86, (look.RIGHT_EDGE - look.LEFT_EDGE - beside) / cells)
        end: Any = self.x.copy().scale(scale)
        for cell in end.cells[PLACE]:
            cell.quieten()
        left = named - (scale * cells + beside) / 2
        for part in (end, self.w.scale(scale), self.q.scale(scale)):
            part.move_to((left + part.width / 2, PRODUCT, 0))
            left += part.width + SIGN
        for row, name in enumerate(names):
            name.at(end.row(row).get_left() + LEFT * NAME_GAP, "right")
        names[PLACE].set_fill(look.EMBEDDING)
        heads = [
            self.head(name, shape, part, color)
            for name, shape, part, color in (
                ("X", "x_all_shape", end, look.EMBEDDING),
                ("W_Q", "w_shape", self.w, look.QUERY),
                ("Q", "q_all_shape", self.q, look.QUERY),
            )
        ]
        signs = [
            Math(sign, size=look.HEADING, color=look.SOFT).move_to(
                (float(part.get_right()[0]) + (SIGN - PAD) / 2, PRODUCT, 0)
            )
            for sign, part in (("times", end), ("=", self.w))
        ]
        self.play(
            FadeOut(self.sizes, self.around, rate_func=during(0, 0.4)),
            *(FadeOut(chip.box, rate_func=during(0, 0.5)) for chip in self.chips),
            *(ReplacementTransform(chip.word, name) for chip, name in zip(self.chips, names, strict=True)),
            ReplacementTransform(self.x, end),
            ReplacementTransform(self.x_name, heads[0][0]),
            FadeIn(heads[0][1], rate_func=during(0.5, 1)),
            FadeIn(VGroup(self.w, heads[1], signs[0]), shift=LEFT * 0.4, rate_func=during(0.3, 1)),
            FadeIn(VGroup(self.q, heads[2], signs[1]), rate_func=during(0.5, 1)),
            run_time=time,
        )
        self.x, self.names, self.heads = end, names, heads

    def head(self, name: str, shape: str, part: Matrix, color: str) -> VGroup:
        """The name of a matrix and its shape, above it."""
        letter = Math(name, size=look.HEADING, color=color)
        told = Text(self.label(shape), size=look.SMALL, color=look.SOFT)
        row = on_one_line(letter, told, gap=0.25, at=np.array([0, self.heads_height, 0]))
        return row.shift(RIGHT * (part.get_x() - (letter.start + told.end) / 2))

    @property
    def heads_height(self) -> float:
        """Baseline of the names of the matrices."""
        return float(self.q.get_top()[1]) + 0.28

    def light(self, row: int) -> list[Any]:
        """Light a row of X and its query."""
        cells: list[Any] = [*self.x.cells[row], *self.q.cells[row]]
        return [cell.animate.light() for cell in cells]

    def quieten(self, row: int) -> list[Any]:
        """Quieten a row of X and its query."""
        cells: list[Any] = [*self.x.cells[row], *self.q.cells[row]]
        return [cell.animate.quieten() for cell in cells]

    def project(self, row: int) -> list[Any]:
        """Let a row of X give its query, and quieten the row before."""
        w: list[Any] = [cell for cells in self.w.cells for cell in cells]
        matrix = [cell.animate.light() for cell in w] if row == 0 else []
        return [*self.light(row), *matrix, *(self.quieten(row - 1) if row else [])]

    def compare(self, time: float) -> None:
        """Lay the query of the fourth chapter over our row: it has the same numbers."""
        ours = self.q.row(PLACE)
        size = self.q.width / row_vector(self.numbers("q"), look.QUERY, cell=QUERY_CELL).width
        before = row_vector(self.numbers("q"), look.QUERY, cell=QUERY_CELL, lit=True).scale(size)
        before.move_to((ours.get_x(), float(self.q.get_bottom()[1]) - 0.7, 0))
        name = Math("q", size=look.HEADING, color=look.QUERY)
        name.place(float(before.get_left()[0]) - 0.2, before.get_y() - 0.09, "right")
        ground = (
            rounded(before.width, before.height, look.CORNER).set_fill(look.BACKGROUND, 1).set_stroke(width=0)
        )
        row: Any = VGroup(ground.move_to(before), before)
        w: list[Any] = [cell for cells in self.w.cells for cell in cells]
        self.play(
            FadeIn(row, name, shift=UP * 0.2),
            *(cell.animate.quieten() for cell in w),
            run_time=min(look.QUICK, 0.25 * time),
        )
        self.play(
            row.animate.move_to(ours),
            FadeOut(name, rate_func=during(0, 0.4)),
            run_time=min(look.SLOW, 0.45 * time),
        )
        self.remove(*row.get_family())
        self.frame = lit_frame(ours, look.QUERY, 0.05)
        self.play(FadeIn(self.frame, scale=1.1), run_time=min(look.QUICK, 0.25 * time))

    def show_sheets(self) -> None:
        """Show the keys and the values as sheets behind the queries."""
        size = (self.q.width + 2 * PAD, self.q.height + 2 * PAD)
        sheets = []
        for depth, color in enumerate(look.ROLES.values()):
            sheet = (
                rounded(*size, look.CORNER + PAD).set_fill(look.BACKGROUND, 1).set_stroke(color, look.EDGE)
            )
            sheets.append(sheet.move_to(self.q.get_center() + depth * BEHIND).set_z_index(-1 - depth))
        low = float(sheets[-1].get_bottom()[1]) - 0.45
        right = float(sheets[0].get_right()[0])
        names = [
            Math(letter, size=look.HEADING, color=color).place(right - 0.75 + 0.6 * index, low, "center")
            for index, (letter, color) in enumerate((("K", look.KEY), ("V", look.VALUE)))
        ]
        self.sheets = VGroup(*sheets, *names)
        self.play(
            FadeOut(self.frame),
            FadeIn(sheets[0]),
            *(FadeIn(sheet, shift=BEHIND) for sheet in sheets[1:]),
            *(FadeIn(name) for name in names),
            run_time=look.QUICK,
        )

    # -- no token looks at another yet -----------------------------------------------------------------

    def alone(self) -> None:
        """Change the last token: its query changes, and no other."""
        last = self.count - 1
        with self.slide("alone"):
            self.wait_until_bookmark("change")
            name = self.changed.at(self.x.row(last).get_left() + LEFT * NAME_GAP, "right")
            self.play(
                *self.quieten(PLACE),
                FadeOut(self.names[last], shift=UP * 0.1),
                FadeIn(name, shift=UP * 0.1),
                *self.blank(self.x, last),
                run_time=min(look.CALM, self.time_until("own")),
            )
            self.wait_until_bookmark("own")
            others: list[Any] = [cell for row in range(last) for cell in self.q.cells[row]]
            time = self.time_until("apart")
            self.play(*self.blank(self.q, last), run_time=min(look.CALM, 0.4 * time))
            self.play(
                LaggedStart(*(AnimationGroup(cell.animate.light()) for cell in others), lag_ratio=0.05),
                run_time=min(look.CALM, 0.5 * time),
            )
            self.wait_until_bookmark("apart")
            fences = [fence for row in range(last) for fence in self.fences(row)]
            self.play(
                LaggedStart(*(Create(fence) for fence in fences), lag_ratio=0.15),
                run_time=min(look.SLOW, self.time_until("meet")),
            )
            self.wait_until_bookmark("meet")
            self.meet()

    def blank(self, matrix: Matrix, row: int) -> list[Any]:
        """Take the numbers out of a row, and mark its places."""
        cells: list[Any] = matrix.cells[row]
        return [
            *(cell.text.animate.set_fill(opacity=0) for cell in cells),
            *(
                cell.box.animate.set_fill(look.SOFT, look.LIT).set_stroke(look.SOFT, look.EDGE)
                for cell in cells
            ),
        ]

    def fences(self, row: int) -> list[Line]:
        """Fences below a row of X and below its query."""
        found = []
        names = min(float(name.get_left()[0]) for name in (*self.names[:-1], self.changed))
        for matrix, left in ((self.x, names), (self.q, float(self.q.get_left()[0]))):
            y = (matrix.row(row).get_y() + matrix.row(row + 1).get_y()) / 2
            right = float(matrix.get_right()[0])
            found.append(Line((left, y, 0), (right, y, 0), color=look.SOFT, stroke_width=look.HAIR))
        return found

    def meet(self) -> None:
        """Tilt a query and a key towards each other, in outlines: that is still to come."""
        pair = VGroup()
        for side, letter, color in ((-1, "q", look.QUERY), (1, "k", look.KEY)):
            cells = grid(1, int(self.number("d_k").value), color, side=0.3)
            name = Math(letter, size=look.BODY, color=color)
            name.place(side * (cells.width / 2 + 0.2), -0.09, "right" if side < 0 else "left")
            cells.rotate(side * 0.14)
            pair.add(VGroup(cells, name).shift(RIGHT * side * (cells.width / 2 + 0.18)))
        pair.move_to((self.w.get_x(), LATER, 0))
        self.play(
            *(FadeIn(vector, shift=RIGHT * -side * 0.4) for side, vector in zip((-1, 1), pair, strict=True)),
            run_time=look.CALM,
        )


def _span(start: Point3D, end: Point3D) -> VMobject:
    """A line that measures a length, with a tick at each end."""
    along = (end - start) / np.linalg.norm(end - start)
    tick = 0.08 * np.array([-along[1], along[0], 0.0])
    line = VMobject(stroke_color=look.SOFT, stroke_width=look.EDGE)
    line.points = np.vstack(
        [Line(a, b).points for a, b in ((start, end), (start - tick, start + tick), (end - tick, end + tick))]
    )
    return line
