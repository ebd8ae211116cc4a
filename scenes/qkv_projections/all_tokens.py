"""All tokens at once: the sentence as one matrix, projected in one product; no token sees another yet."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
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
from manim.utils.rate_functions import there_and_back

from scenes.common.chapter import Chapter
from scenes.common.chip import Chip
from scenes.common.look import LOOK
from scenes.qkv_projections.sentence import PLACE
from studio import Math, Text
from studio.kit import Matrix, bracket, during, lit_frame, on_one_line, rounded, row_vector

STACK = -0.4
"""Height of the middle of X while it is alone (y)."""
CHIP = 32.0
PRODUCT = -0.08
"""Height of the middle of the three matrices."""
SIGN = 0.58
"""Width of the place of a sign between two matrices."""
NAME, NAME_GAP = 28.0, 0.22
WEIGHT_CELL, QUERY_CELL = (0.76, 0.58), (0.94, 0.58)
BEHIND = np.array([0.13, -0.13, 0.0])
"""From one sheet to the one behind it."""
PAD = 0.1
"""From the cells to the edge of a sheet."""
BESIDE = PAD + 2 * BEHIND[0]
"""How far the sheets behind a matrix reach beyond its cells."""
SAID = -2.95
"""Baseline of what is said of the changed row and of the others."""


class AllTokens(Chapter):
    """The embeddings of all tokens are the rows of one matrix, and one product gives all their queries.

    Each row goes through on its own: to change one token changes no other's query.
    """

    def construct(self) -> None:
        """Stack the sentence, multiply it, and change one of its tokens."""
        self.count = int(self.number("n_tokens").value)
        self.names_below: dict[str, Math] = {}
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
        self.x = Matrix(self.rows_of("X"), LOOK.embedding)
        with self.slide("stack"):
            self.wait_until_bookmark("sentence")
            self.chips = self.in_a_row(words)
            self.play(
                LaggedStart(*(FadeIn(chip, shift=UP * 0.1) for chip in self.chips), lag_ratio=0.2),
                run_time=min(LOOK.slow, self.time_until("rows")),
            )
            self.wait_until_bookmark("rows")
            self.drop(min(2 * LOOK.slow, self.time_until("x")))
            self.wait_until_bookmark("x")
            self.around = VGroup(
                *(bracket(self.x, side=side, color=LOOK.embedding) for side in (LEFT, RIGHT))
            )
            self.x_name = Math("X", size=LOOK.title, color=LOOK.embedding)
            self.x_name.place(float(self.around.get_right()[0]) + 0.3, STACK - 0.15)
            self.play(
                *(Create(line) for line in self.around),
                FadeIn(self.x_name, shift=LEFT * 0.1),
                run_time=min(LOOK.calm, self.time_until("n-tokens")),
            )
            self.wait_until_bookmark("n-tokens")
            self.sizes = VGroup(self.height_of_x(), self.width_of_x())
            note = Text(self.label("spelled_rows"), size=28, color=LOOK.soft).place(0, -3.0, "center")
            self.sizes.add(note)
            self.play(FadeIn(self.sizes[0]), run_time=min(LOOK.quick, self.time_until("width")))
            self.wait_until_bookmark("width")
            self.play(FadeIn(self.sizes[1], note), run_time=LOOK.quick)

    def in_a_row(self, words: list[str]) -> list[Chip]:
        """The tokens as a sentence, as large as there is room for them; ours is lit."""
        size = LOOK.heading
        while True:
            chips = [Chip(word, size=size) for word in words]
            width = VGroup(*chips).arrange(RIGHT, buff=0.18).width
            room = LOOK.right_edge - LOOK.left_edge
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
        number = Text(str(self.number("n_tokens")), size=LOOK.body, color=LOOK.ink)
        number.at(np.array([x - 0.22, STACK, 0.0]), "right")
        return VGroup(_span(np.array([x, bottom, 0.0]), np.array([x, top, 0.0])), number)

    def width_of_x(self) -> VGroup:
        """How many columns it has, above it."""
        y = float(self.x.get_top()[1]) + 0.2
        left, right = float(self.x.get_left()[0]), float(self.x.get_right()[0])
        number = Text(str(self.number("d_model")), size=LOOK.body, color=LOOK.ink)
        number.place(self.x.get_x(), y + 0.18, "center")
        return VGroup(_span(np.array([left, y, 0.0]), np.array([right, y, 0.0])), number)

    # -- one product for all ---------------------------------------------------------------------------

    def product(self) -> None:
        """Multiply X by W_Q: each of its rows gives a row of Q."""
        with self.slide("product"):
            self.wait_until_bookmark("times")
            self.make_room(min(LOOK.slow, self.time_until("queries")))
            self.wait_until_bookmark("queries")
            time = 0.95 * self.time_until("ours") / self.count
            for row in range(self.count):
                self.play(*self.project(row), run_time=min(LOOK.calm, time))
            self.wait_until_bookmark("ours")
            self.play(
                *self.quieten(self.count - 1),
                *self.light(PLACE),
                run_time=min(LOOK.quick, self.time_until("before")),
            )
            self.wait_until_bookmark("before")
            self.compare(0.9 * self.time_until("keys"))
            self.wait_until_bookmark("keys")
            own = [FadeIn(self.sheet(matrix, 0)) for matrix in (self.w, self.q)]
            self.play(FadeOut(self.frame), *own, *self.behind(1), run_time=LOOK.quick)
            self.wait_until_bookmark("values")
            self.play(*self.behind(2), run_time=LOOK.quick)

    def make_room(self, time: float) -> None:
        """Move X to the left, and bring in the matrix and the places of the queries."""
        names = [Text(chip.word.text, size=NAME, color=LOOK.ink) for chip in self.chips]
        self.new_name = Text(self.text("new_token"), size=NAME, color=LOOK.embedding)
        named = max(name.end - name.start for name in (*names, self.new_name)) + NAME_GAP
        self.w = Matrix(self.matrix("wq"), LOOK.query, cell=WEIGHT_CELL)
        self.q = Matrix(self.rows_of("Q"), LOOK.query, cell=QUERY_CELL).empty()
        parts: tuple[Matrix, ...] = (self.x, self.w, self.q)
        beside = named + 2 * (SIGN + BESIDE)
        cells = sum(part.width for part in parts)
        scale = min(0.86, (LOOK.right_edge - LOOK.left_edge - beside) / cells)
        end: Any = self.x.copy().scale(scale)
        for cell in end.cells[PLACE]:
            cell.quieten()
        left = named - (scale * cells + beside) / 2
        for part in (end, self.w.scale(scale), self.q.scale(scale)):
            part.move_to((left + part.width / 2, PRODUCT, 0))
            left += part.width + SIGN + (BESIDE if part is self.w else 0)
        for row, name in enumerate(names):
            name.at(end.row(row).get_left() + LEFT * NAME_GAP, "right")
        names[PLACE].set_fill(LOOK.embedding)
        heads = [
            self.head(name, shape, part, color)
            for name, shape, part, color in (
                ("X", "x_all_shape", end, LOOK.embedding),
                ("W_Q", "w_shape", self.w, LOOK.query),
                ("Q", "q_all_shape", self.q, LOOK.query),
            )
        ]
        signs = [
            Math(sign, size=LOOK.heading, color=LOOK.soft).move_to(
                (float(part.get_right()[0]) + gap + (SIGN - PAD) / 2, PRODUCT, 0)
            )
            for sign, part, gap in (("times", end, 0), ("=", self.w, BESIDE))
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
        letter = Math(name, size=LOOK.heading, color=color)
        told = Text(self.label(shape), size=LOOK.small, color=LOOK.soft)
        row = on_one_line(letter, told, gap=0.25, at=np.array([0, self.heads_height, 0]))
        return row.shift(RIGHT * (part.get_x() - (letter.start + told.end) / 2))

    @property
    def heads_height(self) -> float:
        """Baseline of the names of the matrices."""
        return float(self.q.get_top()[1]) + 0.28

    def light(self, row: int, **kwargs: Any) -> list[Any]:
        """Light a row of X and its query. Keyword arguments as for `Animation`."""
        cells: list[Any] = [*self.x.cells[row], *self.q.cells[row]]
        return [cell.animate(**kwargs).light() for cell in cells]

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
        before = self.over(self.q, PLACE, "q", QUERY_CELL)
        before.set_y(float(self.q.get_bottom()[1]) - 0.7)
        name = Math("q", size=LOOK.heading, color=LOOK.query)
        name.place(float(before.get_left()[0]) - 0.2, before.get_y() - 0.09, "right")
        ground = (
            rounded(before.width, before.height, LOOK.corner).set_fill(LOOK.background, 1).set_stroke(width=0)
        )
        row: Any = VGroup(ground.move_to(before), before)
        w: list[Any] = [cell for cells in self.w.cells for cell in cells]
        self.play(
            FadeIn(row, name, shift=UP * 0.2),
            *(cell.animate.quieten() for cell in w),
            run_time=min(LOOK.quick, 0.25 * time),
        )
        self.play(
            row.animate.move_to(ours),
            FadeOut(name, rate_func=during(0, 0.4)),
            run_time=min(LOOK.slow, 0.45 * time),
        )
        self.remove(*row.get_family())
        self.frame = lit_frame(ours, LOOK.query, 0.05)
        self.play(FadeIn(self.frame, scale=1.1), run_time=min(LOOK.quick, 0.25 * time))

    def over(self, matrix: Matrix, row: int, letter: str, cell: tuple[float, float]) -> Matrix:
        """Numbers ``<letter>1`` to ``<letter>4``, lit, over a row of a matrix with cells of that size."""
        found = row_vector(self.numbers(letter), matrix.cells[row][0].color_lit, cell=cell, lit=True)
        return found.scale(matrix.width / found.width).move_to(matrix.row(row))

    def behind(self, depth: int) -> list[Animation]:
        """Show what gives the keys, or the values, behind W_Q, and them behind the queries."""
        role, color = list(LOOK.roles.items())[depth]
        shown: list[Animation] = []
        for matrix, letters in ((self.w, f"W_{role.upper()}"), (self.q, role.upper())):
            name = Math(letters, size=LOOK.heading, color=color)
            right = float(matrix.get_right()[0]) + BESIDE - 0.75 * (2 - depth)
            name.place(right, float(matrix.get_bottom()[1]) - BESIDE - 0.4, "right")
            self.names_below[letters] = name
            shown += [FadeIn(self.sheet(matrix, depth), shift=BEHIND), FadeIn(name)]
        return shown

    def sheet(self, matrix: Matrix, depth: int) -> VMobject:
        """A sheet below the cells of a matrix, or so deep behind it."""
        sheet = rounded(matrix.width + 2 * PAD, matrix.height + 2 * PAD, LOOK.corner + PAD)
        sheet.set_fill(LOOK.background, 1).set_stroke(list(LOOK.roles.values())[depth], LOOK.edge)
        return sheet.move_to(matrix.get_center() + depth * BEHIND).set_z_index(-1 - depth)

    # -- no token looks at another yet -----------------------------------------------------------------

    def alone(self) -> None:
        """Change the last token: its query changes, and no other."""
        last = self.count - 1
        with self.slide("alone"):
            self.wait_until_bookmark("change")
            name = self.new_name.at(self.x.row(last).get_left() + LEFT * NAME_GAP, "right")
            self.play(
                *self.quieten(PLACE),
                self.names[PLACE].animate.set_fill(LOOK.ink),
                FadeOut(self.names[last], shift=UP * 0.15),
                FadeIn(name, shift=UP * 0.15),
                *self.renew(self.x, last, "new_x", LOOK.cell),
                FadeIn(self.said("changed", self.x), rate_func=during(0.5, 1)),
                run_time=min(LOOK.calm, self.time_until("own")),
            )
            self.wait_until_bookmark("own")
            self.play(
                *self.renew(self.q, last, "new_q", QUERY_CELL),
                run_time=min(LOOK.calm, self.time_until("apart")),
            )
            self.wait_until_bookmark("apart")
            time = 0.9 * self.time_until("meet")
            self.play(FadeIn(self.said("unchanged", self.q)), run_time=min(LOOK.quick, 0.2 * time))
            for row in range(last):
                self.play(
                    *self.light(row, rate_func=there_and_back),
                    run_time=min(LOOK.quick, 0.8 * time / last),
                )
            self.wait_until_bookmark("meet")
            letters: list[Any] = [self.heads[2][0], self.names_below["K"]]
            self.play(
                *(letter.animate(rate_func=there_and_back).scale(1.4) for letter in letters),
                run_time=LOOK.calm,
            )

    def renew(self, matrix: Matrix, row: int, letter: str, cell: tuple[float, float]) -> list[Animation]:
        """Let the numbers of another token take the places of those of a row, and light it."""
        pairs = list(zip(matrix.cells[row], self.over(matrix, row, letter, cell).cells[0], strict=True))
        return [
            *(ReplacementTransform(old.box, new.box) for old, new in pairs),
            *(FadeOut(old.text, shift=UP * 0.15) for old, _ in pairs),
            *(FadeIn(new.text, shift=UP * 0.15) for _, new in pairs),
        ]

    def said(self, label: str, matrix: Matrix) -> Text:
        """What is said of rows of a matrix, below it."""
        return Text(self.label(label), size=NAME, color=LOOK.soft).place(float(matrix.get_left()[0]), SAID)


def _span(start: Point3D, end: Point3D) -> VMobject:
    """A line that measures a length, with a tick at each end."""
    along = (end - start) / np.linalg.norm(end - start)
    tick = 0.08 * np.array([-along[1], along[0], 0.0])
    line = VMobject(stroke_color=LOOK.soft, stroke_width=LOOK.edge)
    line.points = np.vstack(
        [Line(a, b).points for a, b in ((start, end), (start - tick, start + tick), (end - tick, end + tick))]
    )
    return line
