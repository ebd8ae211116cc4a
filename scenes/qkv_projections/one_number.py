"""Chapter: one number of the query, from four products and a sum."""

from __future__ import annotations

from manim import (
    LEFT,
    RIGHT,
    UP,
    ApplyMethod,
    Create,
    DashedVMobject,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    VGroup,
    linear,
    there_and_back,
)

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.qkv_projections.board import Board
from studio import Math, Text
from studio.kit import along_and_down, during, grid, lit_frame, travel

RULE = 120.0
"""Size of the formula of the rule."""
PLACES = (-2.6, 0.3, 2.6)
"""Where q, x and W_Q stand in it (x); the bias makes ROOM by moving them to the left."""
ROOM = 1.5
LETTERS, GRIDS, SHAPES, SIZES, NOTES = 1.4, -0.3, -1.68, -2.25, -2.95
"""Heights (y) of its letters, the shapes below them, these in numbers and in letters, and the notes."""
IN_LETTERS = {"x": '1 times d_"model"', "w": 'd_"model" times d_k', "q": "1 times d_k"}
"""The shapes of its parts, whatever their size."""


class OneNumber(Chapter):
    """X stands up beside a column of W_Q; multiplied in pairs and added, they give one number of the query.

    Then the rule in one line, with the shape of each of its parts.
    """

    def construct(self) -> None:
        """Play the three slides."""
        self.board = Board(self, "q")
        self.column()
        self.products()
        self.rule()

    # -- one column ------------------------------------------------------------------------------------

    def column(self) -> None:
        """See x and W_Q: a row for each number of x, a column for each number of the query."""
        board = self.board
        with self.slide("column"):
            self.wait_until_bookmark("query")
            self.play(FadeIn(board.result), run_time=min(LOOK.calm, self.time_until("x")))
            self.wait_until_bookmark("x")
            self.play(
                FadeIn(VGroup(board.x, board.x_name, board.token), shift=RIGHT * 0.2),
                run_time=min(LOOK.calm, self.time_until("matrix")),
            )
            self.wait_until_bookmark("matrix")
            self.play(
                FadeIn(VGroup(board.w, board.w_name), shift=LEFT * 0.2),
                run_time=min(LOOK.calm, self.time_until("rows")),
            )
            self.wait_until_bookmark("rows")
            self.light_rows()
            self.wait_until_bookmark("columns")
            self.light_columns()
            self.wait_until_bookmark("first")
            self.play(
                board.spotlight([*board.x_cells, *board.w_column(0)]),
                board.awaiting(0),
                run_time=LOOK.quick,
            )
            self.frame = lit_frame(VGroup(*board.w_column(0)), board.color, 0.04)
            self.play(Create(self.frame), run_time=LOOK.quick)

    def light_rows(self) -> None:
        """Join each number of x to its row, one after the other."""
        board = self.board
        self.row_lines = VGroup(*(board.row_line(row) for row in range(4)))
        for row, line in enumerate(self.row_lines):
            self.play(
                Create(line),
                board.spotlight([board.x_cells[row], *board.w.cells[row]], LOOK.embedding),
                run_time=min(LOOK.calm, self.time_until("columns") / (4 - row)),
            )

    def light_columns(self) -> None:
        """Join each column to the place of its number of the query, one after the other."""
        board = self.board
        self.column_lines = VGroup(*(board.column_line(column) for column in range(4)))
        for column, line in enumerate(self.column_lines):
            self.play(
                Create(line),
                board.awaiting(column),
                board.spotlight(board.w_column(column)),
                run_time=min(LOOK.calm, self.time_until("first") / (4 - column)),
            )

    # -- four products, one sum ------------------------------------------------------------------------

    def products(self) -> None:
        """Let x stand up: each pair travels to its product, the products are added and the sum is rounded."""
        self.table = self.board.products(0)
        with self.slide("products"):
            self.suppress("passing", "the rounded number comes out of the exact one", optional=True)
            self.wait_until_bookmark("turn")
            self.stand_up()
            self.multiply()
            self.add_up()
            self.round_off()
            self.name_it()

    def stand_up(self) -> None:
        """Turn x upright along the lines that join its numbers to their rows."""
        self.play(
            self.board.stand_up(),
            FadeOut(self.row_lines, self.column_lines[1:], self.frame),
            run_time=min(LOOK.slow, self.time_until("pair1")),
        )

    def multiply(self) -> None:
        """Show the first product at the pace of the voice, and the others faster and faster."""
        self.wait_until_bookmark("pair1")
        self.pair(0, min(LOOK.slow, self.time_until("product1")))
        self.wait_until_bookmark("product1")
        self.product(0, "pair2")
        for row, name, following in ((1, "pair2", "pair3"), (2, "pair3", "pair4"), (3, "pair4", "add")):
            self.wait_until_bookmark(name)
            self.pair(row, min(LOOK.calm if row == 1 else LOOK.quick, 0.6 * self.time_until(following)))
            self.product(row, following)

    def pair(self, row: int, time: float) -> None:
        """Let two numbers travel from their cells to their product."""
        board, table = self.board, self.table
        x, w = board.x_cells[row], board.w.cell(row, 0)
        self.play(
            board.spotlight([x, w]),
            travel(x.text, table.left[row]),
            travel(w.text, table.right[row]),
            # The sign comes when the number that passes over its place is gone.
            FadeIn(table.times[row], rate_func=during(0.6, 1)),
            run_time=time,
        )

    def product(self, row: int, following: str) -> None:
        """Show what two numbers give."""
        result = VGroup(self.table.equals[row], self.table.product[row])
        self.play(FadeIn(result, shift=RIGHT * 0.15), run_time=min(LOOK.quick, self.time_until(following)))

    @property
    def factors(self) -> VGroup:
        """All that leads to the products."""
        table = self.table
        return VGroup(*table.left, *table.times, *table.right, *table.equals)

    def add_up(self) -> None:
        """Put a frame around the four products, and let it close upon their sum."""
        table = self.table
        self.wait_until_bookmark("add")
        frame = lit_frame(VGroup(*table.product), LOOK.query, 0.14)
        self.play(
            Create(frame),
            self.factors.animate.set_fill(opacity=LOOK.quiet),
            self.board.spotlight([]),
            run_time=min(LOOK.calm, self.time_until("sum")),
        )
        name = Math("q_1", size=LOOK.heading, color=LOOK.query)
        name.place(table.right[0].end, table.total.baseline, "right")
        equals = Text("=", size=table.equals[0].size, color=LOOK.soft)
        equals.place(table.equals[0].start, table.total.baseline)
        closed = lit_frame(table.total, LOOK.query).set_stroke(opacity=0)
        self.wait_until_bookmark("sum")
        self.play(
            ReplacementTransform(frame, closed),
            FadeIn(table.rule, table.total, name, equals, rate_func=during(0, 0.5)),
            run_time=min(LOOK.calm, self.time_until("rounded")),
        )
        self.remove(closed)

    def round_off(self) -> None:
        """Round the sum beside it, and let the rounded number fly into its place in the query."""
        total = self.table.total
        approx = Text("≈", size=total.size, color=LOOK.soft).place(total.end + 0.22, total.baseline)
        rounded = Text(str(self.number("q1")), size=total.size, color=LOOK.query, weight="semibold")
        rounded.place(approx.end + 0.22, total.baseline)
        self.wait_until_bookmark("rounded")
        self.play(
            travel(total, rounded),
            FadeIn(approx, rate_func=during(0.6, 1)),
            run_time=min(LOOK.calm, self.time_until("q1")),
        )
        self.wait_until_bookmark("q1")
        self.play(
            ApplyMethod(rounded.scale, 1.2, rate_func=there_and_back),
            run_time=min(LOOK.quick, self.time_until("land")),
        )
        self.wait_until_bookmark("land")
        place = self.board.product.cell(0, 0).light()
        self.play(
            travel(rounded, place.text, path_func=along_and_down, rate_func=linear),
            run_time=min(LOOK.calm, self.time_until("multiply")),
        )

    def name_it(self) -> None:
        """Light the pairs again, then the sum, and give the whole its name."""
        board, table = self.board, self.table
        self.wait_until_bookmark("multiply")
        self.play(
            board.spotlight([*board.x_cells, *board.w_column(0)]),
            self.factors.animate.set_fill(opacity=1),
            run_time=min(LOOK.quick, self.time_until("then-add")),
        )
        self.wait_until_bookmark("then-add")
        self.play(
            ApplyMethod(table.total.scale, 1.15, rate_func=there_and_back),
            ApplyMethod(table.rule.set_stroke, LOOK.ink, rate_func=there_and_back),
            run_time=min(LOOK.quick, self.time_until("dot")),
        )
        self.wait_until_bookmark("dot")
        name = Text(self.label("dot_product"), size=LOOK.body, color=LOOK.ink, weight="semibold")
        name.place(float(table.get_center()[0]), board.w_name.baseline, "center")
        self.play(FadeIn(name, shift=UP * 0.1), run_time=LOOK.quick)

    # -- the rule --------------------------------------------------------------------------------------

    def rule(self) -> None:
        """Show q = x W_Q, with the shape of each part, and where a bias would go."""
        with self.slide("rule"):
            self.wait_until_bookmark("formula")
            self.write_rule(min(LOOK.slow, self.time_until("x-shape")))
            for name, part, following in (
                ("x", self.x, "w-shape"),
                ("w", self.w, "q-shape"),
                ("q", self.q, "d-k"),
            ):
                self.wait_until_bookmark(f"{name}-shape")
                shape = self.below(part, self.label(f"{name}_shape"))
                self.play(
                    part[1].animate.set_fill(opacity=LOOK.lit).set_stroke(opacity=1),
                    FadeIn(shape, shift=UP * 0.1),
                    run_time=min(LOOK.quick, self.time_until(following)),
                )
                part.add(shape)
            self.wait_until_bookmark("d-k")
            self.size_up()
            self.wait_until_bookmark("shorter")
            self.play(FadeIn(self.note("lengths"), shift=UP * 0.1), run_time=LOOK.quick)
            self.wait_until_bookmark("left")
            frame = lit_frame(self.x, LOOK.embedding, 0.16)
            rows = self.note("rows")
            rows.place(LOOK.right_edge, rows.baseline, "right")
            self.play(
                Create(frame),
                FadeIn(rows, shift=UP * 0.1),
                run_time=min(LOOK.calm, self.time_until("bias")),
            )
            self.wait_until_bookmark("bias")
            self.play(
                FadeOut(frame, shift=LEFT * ROOM),
                VGroup(self.q, self.equals, self.x, self.w).animate.shift(LEFT * ROOM),
                FadeIn(self.bias(), shift=LEFT * ROOM),
                run_time=LOOK.calm,
            )

    def size_up(self) -> None:
        """Write the shapes in letters below those in numbers: d_k is the length of a query."""
        parts = {"x": self.x, "w": self.w, "q": self.q}
        sizes = [
            Math(IN_LETTERS[name], size=LOOK.body, color=part[0][0].get_fill_color().to_hex()).place(
                float(part[1].get_x()), SIZES, "center"
            )
            for name, part in parts.items()
        ]
        self.play(FadeIn(*sizes, shift=UP * 0.1), run_time=min(LOOK.calm, self.time_until("shorter")))
        for part, size in zip(parts.values(), sizes, strict=True):
            part.add(size)

    def note(self, label: str) -> Text:
        """What is to be said about the whole rule, at the foot of the picture."""
        return Text(self.label(label), size=LOOK.small, color=LOOK.ink).place(LOOK.left_edge, NOTES)

    def write_rule(self, time: float) -> None:
        """Make the formula of the letters that are there already, and its shapes of their cells."""
        board = self.board
        made_of = ((board.product_name, board.product), (board.x_name, board.x), (board.w_name, board.w))
        boxes = [VGroup(*(cell.box for row in matrix.cells for cell in row)) for _, matrix in made_of]
        parts = [
            self.part(name, len(matrix.cells), place)
            for (name, matrix), place in zip(made_of, PLACES, strict=True)
        ]
        self.q, self.x, self.w = parts
        self.equals = Math("=", size=RULE, color=LOOK.soft)
        self.equals.place((PLACES[0] + PLACES[1]) / 2, LETTERS, "center")
        self.play(
            self.fade_all_but(*(name for name, _ in made_of), *boxes, rate_func=during(0, 0.5)),
            *(ReplacementTransform(name, part[0]) for (name, _), part in zip(made_of, parts, strict=True)),
            *(ReplacementTransform(cells, part[1]) for cells, part in zip(boxes, parts, strict=True)),
            FadeIn(self.equals, rate_func=during(0.6, 1)),
            run_time=time,
        )

    def part(self, name: Math, rows: int, place: float) -> VGroup:
        """A letter of the rule, and its shape below it."""
        letter = name.copy().scale(RULE / name.size).place(place, LETTERS, "center")
        shape = grid(rows, 4, name[0].get_fill_color().to_hex()).move_to((place, GRIDS, 0))
        return VGroup(letter, shape.set_stroke(opacity=LOOK.quiet))

    def below(self, part: VGroup, words: str) -> Text:
        """Words below a part of the rule."""
        return Text(words, size=LOOK.body, color=LOOK.ink).place(
            float(part[1].get_center()[0]), SHAPES, "center"
        )

    def bias(self) -> VGroup:
        """One more number for each column: their places, dashed, for there is no bias here."""
        place = -PLACES[0] + ROOM
        shape = grid(1, 4, LOOK.soft).move_to((place, GRIDS, 0))
        dashed = VGroup(*(DashedVMobject(square, num_dashes=15) for square in shape))
        words = Text(self.label("bias"), size=LOOK.body, color=LOOK.soft)
        return VGroup(
            Math("+", size=RULE, color=LOOK.soft).place(place - 1.5, LETTERS, "center"),
            Math("b", size=RULE, color=LOOK.soft).place(place, LETTERS, "center"),
            dashed,
            words.place(place, SHAPES, "center"),
        )
