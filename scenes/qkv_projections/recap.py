"""The recap: three sentences to keep, and one number to predict."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    UP,
    AnimationGroup,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
    linear,
)

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.qkv_projections.board import Board
from studio import Math, Text
from studio.kit import along_and_down, arrow, during, grid, lit_frame, rounded, travel
from studio.scene.lesson_scene import SceneError

LINES = (1.35, -0.35, -2.05)
"""Heights (y) of the three sentences."""
PICTURES = (-5.85, -4.75, -3.65)
"""Middle (x) of the three columns of the small pictures beside them."""
SENTENCES = -2.75
"""Left edge of the sentences."""
SENTENCE = 52.0
"""Pixels of their em."""
ASKED = 1
"""The column, counted from 0, whose number is to be predicted."""


class Recap(Chapter):
    """What the lesson taught in three sentences, each with a small picture.

    Then one number of the key is asked for; after a pause, its products are shown and their sum.
    """

    def construct(self) -> None:
        """Say the sentences, then ask."""
        self.show_sentences()
        self.ask()

    # -- three sentences -------------------------------------------------------------------------------

    def show_sentences(self) -> None:
        """Three matrices, the three vectors that come out of them, and tokens that each go their own way."""
        with self.slide("sentences"):
            matrices = self.matrices()
            self.wait_until_bookmark("matrix")
            self.play(
                FadeIn(self.sentence("recap_matrix", LINES[0])),
                LaggedStart(*(FadeIn(one, shift=DOWN * 0.1) for one in matrices), lag_ratio=0.3),
                run_time=min(LOOK.slow, self.time_until("asks")),
            )
            clauses, vectors = self.clauses(), self.vectors()
            for name, clause, matrix, vector in zip(
                ("asks", "advertises", "delivers"), clauses, matrices, vectors, strict=True
            ):
                self.wait_until_bookmark(name)
                self.play(
                    FadeIn(clause),
                    TransformFromCopy(VGroup(*matrix[0][-len(vector[0]) :]), vector[0]),
                    FadeIn(vector[1], rate_func=during(0.5, 1)),
                    run_time=LOOK.calm,
                )
            self.wait_until_bookmark("alone")
            lanes = self.lanes()
            self.play(
                FadeIn(self.sentence("recap_alone", LINES[2]), self.same_box()),
                LaggedStart(*(FadeIn(lane, shift=UP * 0.08) for lane in lanes), lag_ratio=0.3),
                run_time=LOOK.calm,
            )

    def sentence(self, label: str, height: float) -> Text:
        """One of the sentences, to the right of its picture."""
        text = Text(self.label(label), size=SENTENCE, color=LOOK.ink)
        room = LOOK.right_edge - SENTENCES
        return text.scale(min(1.0, room / (text.end - text.start))).at(
            np.array([SENTENCES, height, 0.0]), "left"
        )

    def clauses(self) -> list[VGroup]:
        """The sentence about the roles in its clauses, each in the colour of its role.

        Raises
        ------
        SceneError
            If the label has not one clause for each.
        """
        text = self.sentence("recap_roles", LINES[1])
        parts = text.text.split(", ")
        if len(parts) != len(LOOK.roles):
            raise SceneError(
                f"The label 'recap_roles' has {len(parts)} clauses, parted by commas. "
                f"Write {len(LOOK.roles)}: what the query, the key and the value do."
            )
        clauses, start = [], 0
        for part, color in zip(parts, LOOK.roles.values(), strict=True):
            end = start + sum(not character.isspace() for character in part)
            end += part is not parts[-1]  # its comma
            clauses.append(VGroup(*text[start:end]).set_fill(color))
            start = end
        return clauses

    def matrices(self) -> list[VGroup]:
        """The shapes of the three matrices with their names."""
        return [
            VGroup(
                grid(4, 4, color, side=0.17, gap=0.04)
                .set_fill(color, LOOK.lit)
                .move_to((x, LINES[0] + 0.2, 0)),
                Math(f"W_{letter.upper()}", size=LOOK.body, color=color).place(x, LINES[0] - 0.62, "center"),
            )
            for (letter, color), x in zip(LOOK.roles.items(), PICTURES, strict=True)
        ]

    def vectors(self) -> list[VGroup]:
        """The shapes of what comes out of them, with their names."""
        return [
            VGroup(
                grid(1, 4, color, side=0.17, gap=0.04)
                .set_fill(color, LOOK.lit)
                .move_to((x, LINES[1] + 0.2, 0)),
                Math(letter, size=LOOK.body, color=color).place(x, LINES[1] - 0.36, "center"),
            )
            for (letter, color), x in zip(LOOK.roles.items(), PICTURES, strict=True)
        ]

    def lanes(self) -> list[VGroup]:
        """Tokens one below the other, each of which goes through the same box to its own three vectors."""
        lanes = []
        for step in (1, 0, -1):
            height = LINES[2] + step * 0.42
            x = grid(1, 4, LOOK.embedding, side=0.17, gap=0.04).set_fill(LOOK.embedding, LOOK.lit)
            x.move_to((PICTURES[0], height, 0))
            start, end = float(x.get_right()[0]) + 0.1, PICTURES[2] - 0.57
            way = arrow(Line((start, height, 0), (end, height, 0)).points, LOOK.soft)
            results = VGroup()
            for index, color in enumerate(LOOK.roles.values()):
                mark = rounded(0.26, 0.17, 0.04).set_fill(color, LOOK.lit).set_stroke(color, LOOK.hair)
                results.add(mark.move_to((PICTURES[2] + (index - 1) * 0.34, height, 0)))
            lanes.append(VGroup(x, way, results))
        return lanes

    def same_box(self) -> VGroup:
        """The matrices, through which all of them go."""
        box = rounded(0.6, 1.3, LOOK.corner).set_fill(LOOK.panel, 1).set_stroke(LOOK.ink, LOOK.hair)
        box.move_to((PICTURES[1], LINES[2], 0))
        name = Math("W", size=LOOK.body, color=LOOK.ink)
        return VGroup(box, name.at(box.get_center())).set_z_index(1)  # over the lines through it

    # -- one number to predict -------------------------------------------------------------------------

    def ask(self) -> None:
        """Leave one place of the key open while the viewer thinks; then show its products and the answer."""
        self.opening = [self.fade_all_but()]
        with self.slide("quiz"):
            self.set_out()
            self.think()
            self.add_up()
            self.answer()

    def set_out(self) -> None:
        """Set x of another token upright beside W_K, and its key below, in which one number is missing."""
        self.board = board = Board(self, "k", "new_")  # of our own, the answer has been seen
        board.light([])
        for row, cell in enumerate(board.x_cells):
            cell.move_to(board.upright(row))
        board.x_name.place(float(board.x_cells[0].get_x()), board.w_name.baseline, "center")
        board.token.place(board.x_name.start - 0.2, board.w_name.baseline, "right")
        for column, cell in enumerate(board.product.cells[0]):
            if column != ASKED:
                cell.quieten()
        self.place = board.product.cell(0, ASKED)
        self.products = board.products(ASKED)
        middle = (float(self.products.get_x()), board.w.get_y(), 0)
        ring = Circle(radius=0.75, stroke_color=LOOK.soft, stroke_width=LOOK.edge)
        strokes = [Rectangle(width=0.16, height=0.62).shift(np.array([x, 0, 0])) for x in (-0.17, 0.17)]
        bars = VGroup(*strokes).set_fill(LOOK.soft, 1).set_stroke(width=0)
        self.pause_sign = VGroup(ring, bars).move_to(middle)
        self.wait_until_bookmark("predict")
        self.play(
            FadeIn(
                board.x, board.x_name, board.token, board.w, board.w_name, board.product, board.product_name
            ),
            GrowFromCenter(self.pause_sign),
            run_time=min(LOOK.calm, self.time_until("second")),
        )
        self.wait_until_bookmark("second")
        self.mark = Text("?", size=LOOK.number, color=LOOK.key).at(self.place.get_center())
        place: Any = self.place
        self.play(
            board.spotlight([*board.x_cells, *board.w_column(ASKED)]),
            place.animate.empty(awaited=True),
            Create(board.column_line(ASKED)),
            FadeIn(self.mark),
            run_time=LOOK.calm,
        )

    def think(self) -> None:
        """Hold the picture while the viewer thinks; then let the products come quickly."""
        board, table = self.board, self.products
        self.wait_until_bookmark("products")
        lines = []
        for row, cell in enumerate(board.x_cells):
            result = VGroup(table.equals[row], table.product[row])
            lines.append(
                AnimationGroup(
                    travel(cell.text, table.left[row]),
                    travel(board.w.cell(row, ASKED).text, table.right[row]),
                    FadeIn(table.times[row], result, rate_func=during(0.6, 1)),
                )
            )
        self.play(
            FadeOut(self.pause_sign, scale=0.6, rate_func=during(0, 0.3)),
            LaggedStart(*lines, lag_ratio=0.3),
            run_time=min(2 * LOOK.slow, self.time_until("add")),
        )

    def add_up(self) -> None:
        """Close a frame upon the sum of the products."""
        table = self.products
        frame = lit_frame(VGroup(*table.product), LOOK.key, 0.14)
        closed = lit_frame(table.total, LOOK.key).set_stroke(opacity=0)
        name = Math(f"k_{ASKED + 1}", size=LOOK.heading, color=LOOK.key)
        name.place(table.right[0].end, table.total.baseline, "right")
        equals = Text("=", size=table.equals[0].size, color=LOOK.soft)
        equals.place(table.equals[0].start, table.total.baseline)
        self.wait_until_bookmark("add")
        time = self.time_until("answer")
        self.play(Create(frame), run_time=min(LOOK.quick, 0.4 * time))
        self.play(
            ReplacementTransform(frame, closed),
            FadeIn(table.rule, table.total, name, equals, rate_func=during(0, 0.5)),
            run_time=min(LOOK.quick, 0.5 * time),
        )
        self.remove(closed)

    def answer(self) -> None:
        """Round the sum, and let the number that was asked for fly into its place."""
        total = self.products.total
        about = Text("≈", size=total.size, color=LOOK.soft).place(total.end + 0.22, total.baseline)
        rounded_sum = Text(str(self.place.number), size=total.size, color=LOOK.key, weight="semibold")
        rounded_sum.place(about.end + 0.22, total.baseline)
        self.wait_until_bookmark("answer")
        self.play(travel(total, rounded_sum), FadeIn(about, rate_func=during(0.6, 1)), run_time=LOOK.quick)
        self.place.light()
        self.play(
            FadeOut(self.mark, rate_func=during(0, 0.4)),
            travel(rounded_sum, self.place.text, path_func=along_and_down, rate_func=linear),
            run_time=LOOK.calm,
        )
