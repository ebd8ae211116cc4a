"""What they are for: a query meets a key in a score, then every query every key, and what comes after."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Create,
    DashedLine,
    FadeIn,
    GrowFromEdge,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.qkv_projections.sentence import PLACE
from studio import Math, Text
from studio.kit import Cell, Matrix, Products, arrow, column_vector, during, grid, lit_frame, travel

ROWS = (0.95, 0.95 - (LOOK.cell[1] + LOOK.gap) * 3)
"""Heights (y) of the first and the last number of a query and a key that stand upright."""
ASKER, ANSWERER = -1.4, 0.0
"""Where they stand (x)."""
RESULTS, COUNTED = 2.0, 3.4
"""Left edges of what becomes of their score: in letters and in numbers."""
SCORE_HEIGHT, SCALED_HEIGHT = ROWS[0], -0.42
BARS = (-1.58, -2.14)
"""Heights (y) of the bars of a short and a long vector."""
BAR = 0.36
"""Height of a bar."""

HEAT_CELL, HEAT_GAP, HEAT_SIZE = (0.92, 0.56), 0.06, 30.0
HEAT_MIDDLE = (-0.62, -0.33)
"""Middle of the heat map."""
DARKEST, LIGHTEST = 0.06, 0.55
"""Opacity of the lowest and of the highest score."""
AFTER = 5.0
"""Middle (x) of what comes after the scores."""
STEPS = 5
"""Squares in the key to the colours."""


class WhatFor(Chapter):
    """A query and a key make one number, their score; all queries and all keys make a table of scores.

    A softmax and the values will make something of each of its rows, in the next module.
    """

    def construct(self) -> None:
        """Let two tokens meet, then all of them."""
        self.meet()
        self.heat()

    # -- one query, one key ----------------------------------------------------------------------------

    def meet(self) -> None:
        """Multiply a query and a key in pairs and add, then divide the score by the root of d_k."""
        with self.slide("meet"):
            self.stand_side_by_side()
            self.multiply()
            self.wait_until_bookmark("score")
            self.score = self.score_line()
            *words, cell = self.score
            self.play(
                FadeIn(*words, rate_func=during(0, 0.5)),
                TransformFromCopy(self.table.total, cell),
                run_time=LOOK.calm,
            )
            self.divide()
            self.wait_until_bookmark("scaled")
            self.compare_lengths()

    def stand_side_by_side(self) -> None:
        """Set the query of the token upright, and beside it the key of the other."""
        self.q = column_vector(self.numbers("q"), LOOK.query, lit=True)
        self.k = column_vector(self.numbers("other_k"), LOOK.key, lit=True)
        middle = sum(ROWS) / 2
        self.q.move_to((ASKER, middle, 0))
        self.k.move_to((ANSWERER, middle, 0))
        asker = self.owner("query_of", "token", LOOK.query, self.q)
        answerer = self.owner("key_of", "other", LOOK.key, self.k)
        self.play(FadeIn(self.q, asker), run_time=min(LOOK.calm, self.time_until("meet")))
        self.wait_until_bookmark("meet")
        self.play(FadeIn(self.k, answerer, shift=LEFT * 0.5), run_time=min(LOOK.calm, self.time_until("dot")))

    def owner(self, label: str, name: str, color: str, vector: Matrix) -> VGroup:
        """Whose vector it is, in two lines above it."""
        x, right = float(vector.get_x()), float(vector.get_right()[0])
        words = Text(self.label(label), size=LOOK.small, color=LOOK.soft).place(x, 1.98, "center")
        token = _fitted(Text(self.text(name), size=LOOK.body, color=color, weight="semibold"), 4.8)
        token.place(x, 1.5, "center")
        if token.end > right:
            token.place(right, 1.5, "right")
            words.place(right, 1.98, "right")
        return VGroup(words, token)

    def multiply(self) -> None:
        """Let the pairs travel to their products, and add those up."""
        self.table = table = Products(
            self.numbers("q"),
            self.numbers("other_k"),
            self.numbers("pab"),
            self.number("sum_ab"),
            colors=(LOOK.query, LOOK.key, LOOK.score),
        )
        right = float(self.q.get_left()[0]) - 0.7
        table.shift(RIGHT * (right - table.product[0].end) + UP * ROWS[0])
        pairs = zip(self.q.cells, self.k.cells, strict=True)
        self.wait_until_bookmark("dot")
        time = self.time_until("score")
        self.play(
            LaggedStart(
                *(
                    AnimationGroup(
                        travel(q.text, table.left[row]),
                        travel(k.text, table.right[row]),
                        FadeIn(VGroup(table.times[row], table.equals[row]), rate_func=during(0.6, 1)),
                        FadeIn(table.product[row], rate_func=during(0.6, 1)),
                    )
                    for row, ((q,), (k,)) in enumerate(pairs)
                ),
                lag_ratio=0.4,
            ),
            run_time=min(2 * LOOK.slow, 0.7 * time),
        )
        self.play(FadeIn(table.rule, table.total, shift=DOWN * 0.1), run_time=min(LOOK.quick, 0.25 * time))

    def score_line(self) -> VGroup:
        """What the sum is called: the label, q times k, and the number in a cell."""
        name = Text(self.label("score"), size=LOOK.body, color=LOOK.ink, weight="semibold")
        name.at(np.array([RESULTS, SCORE_HEIGHT, 0]), "left")
        product = _dot_product().place(COUNTED + 0.08, name.baseline)
        return VGroup(
            name, product, *_about(Cell(self.number("score_ab"), LOOK.score, lit=True), SCORE_HEIGHT)
        )

    def divide(self) -> None:
        """Put the score over the root of d_k, in letters and in numbers."""
        root = Math("sqrt(d_k)", size=LOOK.body, color=LOOK.ink)
        letters = _fraction(_dot_product(), root, RESULTS)
        numerator = Text(str(self.number("sum_ab")), size=LOOK.number, color=LOOK.score)
        denominator = Text(self.text("root_d_k"), size=LOOK.number, color=LOOK.ink)
        numbers = _fraction(numerator, denominator, COUNTED)
        equals = Text("=", size=LOOK.body, color=LOOK.soft)
        equals.at(np.array([(float(letters.get_right()[0]) + COUNTED) / 2, SCALED_HEIGHT, 0]))
        self.scaled = Cell(self.number("scaled_ab"), LOOK.score, lit=True)
        about = _about(self.scaled, SCALED_HEIGHT)
        self.wait_until_bookmark("root")
        time = self.time_until("scaled")
        self.play(
            TransformFromCopy(self.score[1], letters[0]),
            FadeIn(letters[1:], rate_func=during(0.4, 1)),
            run_time=min(LOOK.calm, 0.3 * time),
        )
        self.play(
            travel(self.table.total, numerator),
            FadeIn(equals, numbers[1:], rate_func=during(0.5, 1)),
            run_time=min(LOOK.calm, 0.3 * time),
        )
        self.play(FadeIn(about, shift=RIGHT * 0.15), run_time=min(LOOK.quick, 0.3 * time))

    def compare_lengths(self) -> None:
        """Show how the scores of longer vectors would grow, and that the division makes up for it."""
        names = ("d_k", "bert_d_head")
        # Numbers of one kind, added up with either sign, typically grow as the root of how many they are.
        roots = [self.number(name).value ** 0.5 for name in names]
        unit = (LOOK.right_edge - COUNTED) / max(roots)
        letters, outlines, fills, ends = VGroup(), VGroup(), VGroup(), VGroup()
        for name, root, height in zip(names, roots, BARS, strict=True):
            letters.add(
                Math(f"d_k = {self.text(name)}", size=LOOK.body, color=LOOK.ink).at(
                    np.array([RESULTS, height, 0]), "left"
                )
            )
            outlines.add(_bar(root * unit, height).set_fill(opacity=0).set_stroke(LOOK.score, LOOK.hair))
            fills.add(_bar(root * unit, height))
            ends.add(_bar(unit, height))
        word = Text(self.label("typical"), size=LOOK.small, color=LOOK.score)
        word.at(outlines[-1].get_right() + LEFT * 0.25, "right")
        level = DashedLine(
            ends[0].get_corner(UP + RIGHT) + UP * 0.12,
            ends[-1].get_corner(DOWN + RIGHT) + DOWN * 0.16,
            stroke_width=LOOK.hair,
            color=LOOK.soft,
        )
        divided = Math('"÷" sqrt(d_k)', size=LOOK.small, color=LOOK.score)
        divided.place(COUNTED, float(level.get_bottom()[1]) - 0.36)
        self.play(
            FadeIn(letters),
            *(GrowFromEdge(bar, LEFT) for bar in (*outlines, *fills)),
            run_time=LOOK.calm,
        )
        shrinking: list[Any] = list(zip(fills, ends, strict=True))
        self.play(
            *(ReplacementTransform(bar, end) for bar, end in shrinking),
            FadeIn(word, level, divided, rate_func=during(0.5, 1)),
            run_time=LOOK.calm,
        )

    # -- every query, every key ------------------------------------------------------------------------

    def heat(self) -> None:
        """Fill the table of all scores; then look at one row, and at what will become of it."""
        self.opening = [self.fade_all_but(self.scaled)]
        with self.slide("heat"):
            self.prepare_map()
            self.wait_until_bookmark("all")
            self.play(
                FadeIn(self.corner),
                LaggedStart(*(FadeIn(head, shift=RIGHT * 0.1) for head in self.askers), lag_ratio=0.2),
                LaggedStart(*(FadeIn(head, shift=DOWN * 0.1) for head in self.answerers), lag_ratio=0.2),
                run_time=min(LOOK.slow, self.time_until("table")),
            )
            self.fill_map()
            self.pick_row()
            self.show_softmax()
            self.mix_values()
            self.wait_until_bookmark("next")
            self.leave_open()

    def prepare_map(self) -> None:
        """Prepare the scores in their cells, and the tokens on both sides of them."""
        count = int(self.number("n_tokens").value)
        tokens = [self.text(f"word{index}") for index in range(1, count + 1)]
        self.map = scores = Matrix(
            self.matrix("S", count), LOOK.score, size=HEAT_SIZE, cell=HEAT_CELL, gap=HEAT_GAP
        )
        scores.move_to((*HEAT_MIDDLE, 0))
        self.values = np.array([[cell.number.value for cell in row] for row in scores.cells])
        low, high = self.values.min(), self.values.max()
        for row, values in zip(scores.cells, self.values, strict=True):
            for cell, value in zip(row, values, strict=True):
                _tint(cell, float((value - low) / (high - low)))
        left, top = float(scores.get_left()[0]), float(scores.get_top()[1])
        room = left - 0.2 - LOOK.left_edge
        self.askers = [
            _fitted(Text(token, size=LOOK.small, color=LOOK.query), room).at(
                np.array([left - 0.2, row[0].get_y(), 0]), "right"
            )
            for token, row in zip(tokens, scores.cells, strict=True)
        ]
        self.answerers = [
            Text(token, size=LOOK.small, color=LOOK.key).place(cell.get_x(), top + 0.2, "center")
            for token, cell in zip(tokens, scores.cells[0], strict=True)
        ]
        own = self.answerers[PLACE]
        if own.end - own.start > HEAT_CELL[0]:  # a long token stands above its neighbours
            own.shift(UP * 0.42)
        self.corner = self.axes(left - 0.2, top + 0.2)

    def axes(self, right: float, baseline: float) -> VGroup:
        """What runs down the rows and what runs along the columns."""
        words = VGroup()
        for label, sign, color in (("key", "→", LOOK.key), ("query", "↓", LOOK.query)):
            mark = Text(sign, size=LOOK.small, color=color).place(right, baseline, "right")
            word = Text(self.label(label), size=LOOK.small, color=color)
            word.place(mark.start - 0.08, baseline, "right")
            words.add(word, mark)
            right = word.start - 0.25
        return words

    def fill_map(self) -> None:
        """Let the score that is known fly into its place, and all others follow."""
        tokens = [self.text(f"word{index}") for index in range(1, len(self.answerers) + 1)]
        others = [i for i, token in enumerate(tokens) if token == self.text("other") and i != PLACE]
        known = self.map.cell(PLACE, others[0])
        rest = [cell for cell in self.map if cell is not known]
        self.wait_until_bookmark("table")
        self.play(
            ReplacementTransform(self.scaled, known),
            LaggedStart(*(FadeIn(cell) for cell in rest), lag_ratio=0.06),
            FadeIn(self.legend()),
            run_time=min(1.4, self.time_until("row")),
        )
        self.remove(*self.map)
        self.add(self.map)

    def legend(self) -> VGroup:
        """Which tint is high, and that all this is a toy."""
        left, low = self.map.get_corner(DOWN + LEFT)[:2]
        self.caption = baseline = low - 0.5
        first = Text(self.label("low"), size=28, color=LOOK.soft).place(left, baseline)
        squares = grid(1, STEPS, LOOK.score, side=0.24, gap=0.04).set_stroke(width=0)
        for index, square in enumerate(squares):
            square.set_fill(LOOK.score, _opacity(index / (STEPS - 1)))
        squares.move_to((first.end + 0.15 + squares.width / 2, baseline + 0.09, 0))
        last = Text(self.label("high"), size=28, color=LOOK.soft)
        last.place(float(squares.get_right()[0]) + 0.15, baseline)
        toy = Text(self.label("toy_scores"), size=28, color=LOOK.soft)
        toy.place(float(self.map.get_right()[0]), baseline, "right")
        return VGroup(first, squares, last, toy)

    def pick_row(self) -> None:
        """Let a frame go down the rows and come back to the token's own; mark where that looks."""
        rows = [self.map.row(index) for index in range(len(self.map.cells))]
        self.frame = lit_frame(rows[0], LOOK.query, HEAT_GAP / 2)
        self.wait_until_bookmark("row")
        time = self.time_until("softmax")
        self.play(Create(self.frame), run_time=min(LOOK.quick, 0.2 * time))
        frame: Any = self.frame
        self.play(frame.animate.move_to(rows[-1]), run_time=min(LOOK.calm, 0.3 * time))
        self.play(frame.animate.move_to(rows[PLACE]), run_time=min(LOOK.quick, 0.2 * time))
        best = int(self.values[PLACE].argmax())
        highest: Any = self.map.cell(PLACE, best).box
        self.play(
            highest.animate.set_stroke(LOOK.ink, LOOK.edge, 1),
            run_time=min(LOOK.quick, 0.2 * time),
        )

    def show_softmax(self) -> None:
        """Send the row through a box, out of which come its shares, as bars."""
        height = float(self.frame.get_y())
        word = Text(self.label("softmax"), size=LOOK.small, color=LOOK.ink)
        box = Rectangle(width=word.end - word.start + 0.5, height=0.6, stroke_color=LOOK.soft)
        self.box = box.set_stroke(width=LOOK.hair).move_to((AFTER, height, 0))
        word.at(self.box.get_center())
        way = arrow(
            Line(self.frame.get_right() + RIGHT * 0.1, self.box.get_left() + LEFT * 0.1).points, LOOK.soft
        )
        scores = self.values[PLACE]
        shares = np.exp(scores - scores.max())
        self.shares = shares / shares.sum()
        self.bars = VGroup()
        for index, share in enumerate(self.shares):
            bar = Rectangle(width=0.26, height=0.6 * share / self.shares.max() + 0.02, stroke_width=0)
            x = AFTER + (index - (len(scores) - 1) / 2) * 0.46
            bar.set_fill(LOOK.score, 1).move_to((x, height - 1.08, 0), aligned_edge=DOWN)
            self.bars.add(bar)
        self.wait_until_bookmark("softmax")
        time = min(2.4, self.time_until("mix"))
        self.play(Create(way), FadeIn(self.box, word), run_time=0.3 * time)
        told = self.beside("shares", self.bars, LOOK.score)
        going: Any = self.map.row(PLACE).copy()
        moved: Any = going.animate(rate_func=during(0, 0.8))
        self.play(moved.scale(0.2).move_to(self.box).set_opacity(0), run_time=0.35 * time)
        self.remove(going)
        self.play(*(GrowFromEdge(bar, DOWN) for bar in self.bars), FadeIn(told), run_time=0.35 * time)

    def mix_values(self) -> None:
        """Put a value below each share, as strong as the share, and let all of them run into one."""
        values = VGroup()
        for bar, share in zip(self.bars, self.shares, strict=True):
            value = grid(4, 1, LOOK.value, side=0.13, gap=0.04).set_stroke(LOOK.value, LOOK.hair, LOOK.quiet)
            value.set_fill(LOOK.value, float(share / self.shares.max()) * 0.9)
            values.add(value.move_to(bar.get_bottom() + DOWN * 0.1, aligned_edge=UP))
        mixed = grid(1, 4, LOOK.value, side=0.22, gap=0.06).set_fill(LOOK.value, 0.6)
        mixed.move_to((AFTER, float(values.get_bottom()[1]) - 0.3, 0))
        self.wait_until_bookmark("mix")
        time = min(1.6, self.time_until("next"))
        self.play(
            FadeIn(values, self.beside("values", values, LOOK.value), shift=UP * 0.1), run_time=0.4 * time
        )
        merging: list[VMobject] = [value.copy() for value in values]
        self.play(
            *(Transform(value, mixed) for value in merging),
            FadeIn(self.beside("mix", mixed, LOOK.value), rate_func=during(0.5, 1)),
            run_time=0.6 * time,
        )
        self.remove(*merging)
        self.add(mixed)

    def leave_open(self) -> None:
        """Tell that what comes after the scores is not taught here."""
        later = Text(self.label("later"), size=LOOK.small, color=LOOK.soft)
        later.place(AFTER, self.caption, "center")
        self.play(FadeIn(later, shift=UP * 0.1), run_time=LOOK.quick)

    def beside(self, label: str, shown: VMobject, color: str) -> Text:
        """The name of one of the things that come after the scores, on the left of it."""
        word = Text(self.label(label), size=28, color=color)
        return word.at(np.array([self.bars.get_left()[0] - 0.2, shown.get_y(), 0.0]), "right")


def _dot_product() -> Math:
    colors = {"q": LOOK.query, "k": LOOK.key}
    return Math("{{q: q}} dot {{k: k}}", size=LOOK.heading, color=LOOK.ink, colors=colors)


def _about(cell: Cell, height: float) -> VGroup:
    """A cell flush on the right of the picture, and before it the sign that its number is rounded."""
    cell.move_to((LOOK.right_edge - LOOK.cell[0] / 2, height, 0))
    sign = Text("≈", size=LOOK.body, color=LOOK.soft)
    return VGroup(sign.at(cell.get_left() + LEFT * 0.35), cell)


def _fraction(above: Text | Math, below: Text | Math, left: float) -> VGroup:
    """One over the other; its parts are numerator, rule and denominator."""
    width = max(above.width, below.width) + 0.16
    x = left + width / 2
    rule = Line((left, SCALED_HEIGHT, 0), (left + width, SCALED_HEIGHT, 0), stroke_width=LOOK.edge)
    above.at(np.array([x, SCALED_HEIGHT + 0.3, 0]))
    below.at(np.array([x, SCALED_HEIGHT - 0.34, 0]))
    return VGroup(above, rule.set_color(LOOK.soft), below)


def _bar(length: float, height: float) -> Rectangle:
    """A bar of a score, from the common left edge."""
    bar = Rectangle(width=length, height=BAR, stroke_width=0).set_fill(LOOK.score, 0.6)
    return bar.move_to((COUNTED + length / 2, height, 0))


def _fitted(text: Text, room: float) -> Text:
    """A text no wider than the room for it."""
    return text.scale(min(1.0, room / (text.end - text.start)))


def _opacity(share: float) -> float:
    return DARKEST + (LIGHTEST - DARKEST) * share


def _tint(cell: Cell, share: float) -> None:
    """Colour a cell by its score; share runs from 0 for the lowest to 1 for the highest."""
    cell.box.set_fill(LOOK.score, _opacity(share)).set_stroke(width=0)
