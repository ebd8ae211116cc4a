"""Heads: a query is cut into pieces, three matrices are one, and what a single head can see is narrow."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    TAU,
    UP,
    Arrow,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    Transform,
    VGroup,
    VMobject,
    linear,
    rotate_vector,
)
from manim.typing import Point3D, Point3D_Array

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from studio import Math, Number, Text
from studio.kit import (
    along_and_down,
    block,
    bracket,
    branch,
    counting,
    during,
    first_lit,
    in_lines,
    on_one_line,
    rounded,
    stripes,
    unfold,
)

NAME = 0.26
"""From a name to the row on its right."""

# One query, cut into heads: first as a long bar, then below its matrix.
LONG, HIGH, LONG_HEIGHT = 10.8, 0.8, -0.55
"""Width, height and middle (y) of the query while it is alone."""
SIDE = 3.72
"""Of W_Q; the query below it has the same width."""
CENTER, TOP, ROW_HEIGHT, LOW = -1.0, 1.9, -2.25, 0.4
"""Middle (x) and upper edge (y) of W_Q; middle (y) and height of the query below it."""
BETWEEN = 0.14
"""Share of a head's width that is left free between it and the next."""

# Three matrices, set side by side.
SQUARE = 2.4
INPUT_HEIGHT, SQUARES_HEIGHT, OUTPUT_HEIGHT = 1.95, -0.4, -2.14

# A tall matrix times a wide one.
LARGE = 3.2
TALL, WIDE, APART = -4.45, 1.5, 0.25
"""Where W_Q stands (x), and where W_K lies (y); from them to the square that they make."""
FAN, REACH, ARROWS = 4.55, 1.6, 36
"""Middle of the fan (x), length of its arrows, and how many there are."""


class Heads(Chapter):
    """A query is cut into heads, and W_Q with it; GPT-2 keeps three matrices as one.

    In a head, W_Q and W_K make a large matrix from few columns: a head sees few directions.
    """

    def construct(self) -> None:
        """Play the three slides."""
        self.split()
        self.fused()
        self.rank()

    # -- many heads, many questions --------------------------------------------------------------------

    def split(self) -> None:
        """Cut a long query into pieces, one for each head, and find the columns that each comes from."""
        heads = int(self.number("bert_heads").value)
        with self.slide("split"):
            owner = Text(self.label("bert"), size=LOOK.heading, weight="semibold", color=LOOK.ink)
            self.play(FadeIn(owner.place(0, 1.15, "center")), run_time=min(0.6, self.time_until("wide")))

            self.wait_until_bookmark("wide")
            query = block(LONG, HIGH, LOOK.query).move_to(UP * LONG_HEIGHT)
            name = Math("q", size=LOOK.heading, color=LOOK.query).at(query.get_left() + LEFT * NAME, "right")
            line = bracket(query).rotate(PI, about_point=query.get_center())
            whole = Text(self.text("bert_d_model"), size=LOOK.heading, color=LOOK.query, weight="semibold")
            whole.place(0, float(line.get_top()[1]) + 0.24, "center")
            self.play(
                FadeIn(name),
                unfold(query, LEFT),
                Create(line, rate_func=during(0.3, 1)),
                FadeIn(whole, shift=UP * 0.1, rate_func=during(0.5, 1)),
                run_time=min(LOOK.slow, self.time_until("pieces")),
            )

            self.wait_until_bookmark("pieces")
            pieces = stripes(query, heads, LOOK.query, 0.1)
            self.remove(query)
            self.play(
                ReplacementTransform(stripes(query, heads, LOOK.query), pieces),
                run_time=min(0.6, self.time_until("d-head")),
            )
            self.wait_until_bookmark("d-head")
            sizes = VGroup(
                *(
                    Text(self.text("bert_d_head"), size=40, color=LOOK.query).at(one.get_center())
                    for one in pieces
                )
            )
            self.play(
                Transform(pieces, first_lit(pieces, LOOK.query)),
                LaggedStart(*(FadeIn(size) for size in sizes), lag_ratio=0.15),
                run_time=min(LOOK.slow, self.time_until("head")),
            )

            self.wait_until_bookmark("head")
            ordinals = self.ordinals(pieces, 36, 0.55)
            count = on_one_line(
                Text("=", size=LOOK.heading, color=LOOK.soft),
                Text(self.label("head_shape"), size=LOOK.heading, color=LOOK.ink),
            )
            told = on_one_line(whole.copy(), *count, gap=0.2)
            told.shift(LEFT * told.get_x())
            self.play(
                Transform(whole, told[0]),
                FadeIn(count, rate_func=during(0.4, 1)),
                LaggedStart(*(FadeIn(one, shift=DOWN * 0.1) for one in ordinals), lag_ratio=0.1),
                run_time=LOOK.calm,
            )

            self.below_matrix(pieces, VGroup(sizes, line), ordinals, name, owner, VGroup(whole, *count))
            self.wait_until_bookmark("columns")
            columns = self.columns(pieces)
            self.wait_until_bookmark("question")
            asked = [Text("?", size=40, color=LOOK.query).at(column.get_center()) for column in columns]
            self.play(
                LaggedStart(*(FadeIn(mark, shift=UP * 0.3) for mark in asked), lag_ratio=0.12),
                run_time=LOOK.calm,
            )
            own: list[Any] = [columns[0], pieces[0]]
            others: list[Any] = [*columns[1:], *pieces[1:]]
            self.play(
                *(one.animate.set_stroke(LOOK.ink, 2 * LOOK.edge) for one in own),
                *(
                    one.animate.set_fill(opacity=LOOK.lit).set_stroke(LOOK.query, LOOK.edge, 1)
                    for one in others
                ),
                run_time=LOOK.quick,
            )

    def ordinals(self, pieces: VGroup, size: float, drop: float) -> VGroup:
        """The place of each head below its piece, and the word for them."""
        baseline = float(pieces.get_bottom()[1]) - drop
        word = Text(self.label("head"), size=size, color=LOOK.soft)
        word.place(float(pieces.get_left()[0]) - NAME, baseline, "right")
        places = [
            Text(str(place), size=size, color=LOOK.soft).place(piece.get_x(), baseline, "center")
            for place, piece in enumerate(pieces, 1)
        ]
        return VGroup(word, *places)

    def below_matrix(
        self, pieces: VGroup, gone: VGroup, ordinals: VGroup, name: Math, owner: Text, told: VGroup
    ) -> None:
        """Let the query shrink to its place below W_Q, and what is told of it step aside."""
        right = CENTER + SIDE / 2 + 0.34
        row = block(SIDE, LOW, LOOK.query).move_to((CENTER, ROW_HEIGHT, 0))
        small = first_lit(stripes(row, len(pieces), LOOK.query, BETWEEN), LOOK.query)
        aside = told.copy()
        on_one_line(*aside, gap=0.2, at=(right, ROW_HEIGHT - 0.11, 0))  # type: ignore[arg-type]
        at = np.array([CENTER - SIDE / 2 - NAME, ROW_HEIGHT, 0])
        self.play(
            FadeOut(gone, rate_func=during(0, 0.4)),
            Transform(pieces, small),
            Transform(ordinals, self.ordinals(small, 26, 0.34)),
            Transform(name, name.copy().at(at, "right")),
            *(
                Transform(words, there, path_func=_along_and_down, rate_func=linear)  # around the row
                for words, there in ((owner, owner.copy().place(right, 0.22)), (told, aside))
            ),
            run_time=min(LOOK.slow, self.time_until("columns")),
        )

    def columns(self, pieces: VGroup) -> VGroup:
        """Let the columns of W_Q rise from the pieces that they make; the first head's is lit."""
        square = block(SIDE, SIDE, LOOK.query).move_to((CENTER, TOP - SIDE / 2, 0))
        columns = first_lit(stripes(square, len(pieces), LOOK.query, BETWEEN), LOOK.query)
        name = Math("W_Q", size=LOOK.heading, color=LOOK.query).place(CENTER, TOP + 0.26, "center")
        own = Text(self.label("head_columns"), size=LOOK.body, color=LOOK.query)
        own.at(square.get_left() + LEFT * NAME, "right")
        length = Math(f"d_k = {self.text('bert_d_head')}", size=LOOK.body, color=LOOK.query)
        length.place(own.end, float(pieces.get_y()) + 0.9, "right")
        whole = Text(self.label("bert_square"), size=LOOK.body, color=LOOK.soft)
        whole.place(CENTER + SIDE / 2 + 0.34, -0.36)
        self.play(
            LaggedStart(*(unfold(column, DOWN) for column in columns), lag_ratio=0.04),
            FadeIn(own, shift=LEFT * 0.1, rate_func=during(0.2, 0.6)),
            FadeIn(name, whole, length, rate_func=during(0.5, 1)),
            run_time=min(1.6, self.time_until("question")),
        )
        return columns

    # -- three matrices in one -------------------------------------------------------------------------

    def fused(self) -> None:
        """Let one x meet three matrices; set them side by side, and cut what comes out of them."""
        x = block(SQUARE, 0.32, LOOK.embedding).move_to(UP * INPUT_HEIGHT)
        letter = Math("x", size=LOOK.heading, color=LOOK.embedding).at(x.get_left() + LEFT * NAME, "right")
        squares = [_named(role, place) for role, place in zip(LOOK.roles, LOOK.columns, strict=True)]
        gone = self.fade_all_but(rate_func=during(0, 0.5))
        self.opening = [gone]
        with self.slide("fused"):
            self.play(FadeIn(x, letter, *squares), run_time=min(LOOK.calm, self.time_until("same")))
            self.wait_until_bookmark("same")
            ways = [self.way(x, square, role) for square, role in zip(squares, LOOK.roles, strict=True)]
            self.play(LaggedStart(*(Create(way) for way in ways), lag_ratio=0.3), run_time=LOOK.slow)

            self.wait_until_bookmark("side")
            places = [square.copy().set_x(SQUARE * (index - 1)) for index, square in enumerate(squares)]
            one = branch(x.get_bottom() + DOWN * 0.1, places[1].get_top() + UP * 0.1, LOOK.embedding)
            one.set_sheen_direction(DOWN)  # as the ways that become it
            owner = Text(self.label("gpt2"), size=LOOK.body, color=LOOK.ink, weight="semibold")
            owner.at(np.array([-1.5 * SQUARE - 0.35, SQUARES_HEIGHT, 0]), "right")
            self.play(
                *(Transform(square, place) for square, place in zip(squares, places, strict=True)),
                *(Transform(way, one) for way in ways),
                FadeIn(owner, rate_func=during(0.6, 1)),
                run_time=min(LOOK.slow, self.time_until("fused")),
            )
            self.remove(*ways)
            self.add(one)

            self.wait_until_bookmark("fused")
            outline = rounded(3 * SQUARE + 0.16, SQUARE + 0.16, 0.1).set_stroke(LOOK.ink, LOOK.edge)
            outline.move_to(VGroup(*squares))
            self.play(
                Create(outline, rate_func=during(0, 0.6)),
                self.fused_shape(),
                run_time=min(self.duration_of("fused"), self.time_until("product")),
            )
            self.wait_until_bookmark("product")
            row = block(3 * SQUARE, 0.42, LOOK.ink).move_to(UP * OUTPUT_HEIGHT)
            passing: Any = x.copy()
            self.play(
                passing.animate(rate_func=during(0, 0.5)).move_to(squares[1].get_top()).set_opacity(0),
                ReplacementTransform(
                    row.copy().move_to(outline.get_bottom()).stretch(0.05, 1).set_opacity(0),
                    row,
                    rate_func=during(0.4, 1),
                ),
                run_time=min(LOOK.slow, self.time_until("cut")),
            )
            self.remove(passing)
            self.wait_until_bookmark("cut")
            self.cut(row)

    def way(self, x: VMobject, square: VMobject, role: str) -> VMobject:
        """A line from x to a matrix, of the colours of both."""
        line = branch(x.get_bottom() + DOWN * 0.1, square.get_top() + UP * 0.1)
        blend: Any = [LOOK.embedding, LOOK.roles[role]]
        return line.set_sheen_direction(DOWN).set_stroke(blend)

    def fused_shape(self) -> Any:
        """Count the columns of all three, within the shape that is written on the right."""
        written, columns = self.label("fused_shape"), self.number("gpt2_fused_columns")
        at = np.array([1.5 * SQUARE + 0.35, SQUARES_HEIGHT, 0])

        def make(number: Number) -> Text:
            shape = written.replace(str(columns), str(number))
            return Text(shape, size=LOOK.body, color=LOOK.ink, weight="semibold").at(at, "left")

        return counting(make, columns, self.number("gpt2_d_model").value, rate_func=linear)

    def cut(self, row: VMobject) -> None:
        """Cut the long row into query, key and value."""
        parts = [
            block(SQUARE - 0.16, row.height, color).move_to((SQUARE * (index - 1), OUTPUT_HEIGHT, 0))
            for index, color in enumerate(LOOK.roles.values())
        ]
        letters = [
            Math(role, size=LOOK.heading, color=color).place(part.get_x(), OUTPUT_HEIGHT - 0.66, "center")
            for part, (role, color) in zip(parts, LOOK.roles.items(), strict=True)
        ]
        self.remove(row)
        self.play(
            *(
                ReplacementTransform(whole, part)
                for whole, part in zip(stripes(row, 3, LOOK.ink), parts, strict=True)
            ),
            *(FadeIn(letter, shift=DOWN * 0.1) for letter in letters),
            run_time=LOOK.calm,
        )

    # -- what one head can see -------------------------------------------------------------------------

    def rank(self) -> None:
        """Let a thin matrix and its thin partner make a large square, which sees few directions."""
        thin = LARGE * self.number("bert_d_head").value / self.number("bert_d_model").value
        left, top = TALL + thin / 2 + APART, WIDE - thin / 2 - APART
        tall = block(thin, LARGE, LOOK.query).move_to((TALL, top - LARGE / 2, 0))
        upright = block(thin, LARGE, LOOK.key).move_to((left + LARGE / 2, top - LARGE / 2, 0))
        name_q = Math("W_Q", size=LOOK.heading, color=LOOK.query)
        name_q.at(tall.get_left() + LEFT * NAME + UP * 0.3, "right")
        name_k = Math("W_K", size=LOOK.heading, color=LOOK.key)
        name_k.at(upright.get_right() + RIGHT * NAME + UP * 0.3, "left")
        owner = Text(self.label("head_of"), size=LOOK.body, color=LOOK.ink, weight="semibold")
        owner.place(LOOK.left_edge, 2.12)
        self.opening = [self.fade_all_but(rate_func=during(0, 0.5))]
        with self.slide("rank"):
            self.play(
                FadeIn(tall, upright, name_q, name_k, owner),
                run_time=min(LOOK.calm, self.time_until("product")),
            )
            self.wait_until_bookmark("product")
            wide = upright.copy().rotate(PI / 2).move_to((left + LARGE / 2, WIDE, 0))
            turned = Math("W_K^T", size=LOOK.heading, color=LOOK.key)
            turned.at(wide.get_right() + RIGHT * NAME, "left")
            self.play(
                Transform(upright, wide, path_arc=PI / 2),  # the same arc for all: it turns
                FadeOut(name_k, rate_func=during(0, 0.3)),
                FadeIn(turned, rate_func=during(0.7, 1)),
                run_time=min(LOOK.slow, self.time_until("square")),
            )

            self.wait_until_bookmark("square")
            square = [block(LARGE, LARGE, color) for color in (LOOK.query, LOOK.key)]
            for layer in square:
                layer.move_to((left + LARGE / 2, top - LARGE / 2, 0)).set_stroke(LOOK.ink)
            product = Math("W_Q W_K^T", size=64, color=LOOK.ink).move_to(square[0])
            beside = left + LARGE + NAME + 0.06
            shape = Text(self.label("bert_square"), size=LOOK.body, color=LOOK.ink, weight="semibold")
            self.play(
                unfold(square[0], LEFT),
                unfold(square[1], UP),
                FadeIn(product, rate_func=during(0.5, 1)),
                FadeIn(shape.place(beside, 0.45), rate_func=during(0.5, 1)),
                self.entries(beside, -0.1),
                run_time=min(LOOK.slow, self.time_until("thin")),
            )

            self.wait_until_bookmark("thin")
            rows = Text(self.label("head_rows"), size=LOOK.body, color=LOOK.key)
            rows.place(turned.end + 0.3, turned.baseline)
            columns = Text(self.label("head_columns"), size=LOOK.body, color=LOOK.query)
            columns.place(name_q.end, name_q.baseline - 0.6, "right")
            made = Text(
                in_lines(self.label("head_pair_weights"), LOOK.small), size=LOOK.small, color=LOOK.soft
            )
            self.play(
                *(one.animate.set_fill(opacity=0.6) for one in (tall, upright)),
                FadeIn(columns, rows, shift=UP * 0.1),
                FadeIn(made.place(beside, -0.85), rate_func=during(0.5, 1)),
                run_time=min(LOOK.calm, self.time_until("rank")),
            )
            self.look_around()

    def entries(self, x: float, baseline: float) -> Any:
        """Count the entries of the square that two thin matrices make."""
        written, count = self.label("square_entries"), self.number("bert_matrix_weights")

        def make(number: Number) -> Text:
            told = written.replace(str(count), str(number))
            return Text(told, size=LOOK.body, color=LOOK.ink).place(x, baseline)

        return counting(make, count, rate_func=during(0.2, 1))

    def look_around(self) -> None:
        """Of all directions, light as large a share as a head can tell apart, and let the others fade."""
        share = self.number("bert_d_head").value / self.number("bert_d_model").value
        middle = np.array([FAN, WIDE - 0.133 - APART - REACH, 0.0])
        fan = [_ray(middle, index / ARROWS) for index in range(ARROWS)]
        count = round(ARROWS * share)
        seen = [(1 + index * ARROWS // count + index) % ARROWS for index in range(count)]  # far apart
        rank = Text(self.label("rank"), size=LOOK.body, color=LOOK.ink, weight="semibold")
        rank.place(FAN, float(middle[1]) - REACH - 0.5, "center")
        note = Text(self.label("no_bias_here"), size=LOOK.small, color=LOOK.soft).place(LOOK.left_edge, -2.85)

        self.wait_until_bookmark("rank")
        self.play(
            FadeIn(rank, shift=UP * 0.1),
            FadeIn(note),
            LaggedStart(*(FadeIn(ray) for ray in fan), lag_ratio=0.05),
            run_time=min(LOOK.slow, self.time_until("few")),
        )
        self.wait_until_bookmark("few")
        caption = Text(self.label("seen"), size=LOOK.small, color=LOOK.soft)
        caption.place(FAN, rank.baseline - 0.5, "center")
        lit = [Transform(fan[place], _ray(middle, place / ARROWS, seen=True)) for place in seen]
        self.play(
            LaggedStart(*lit, lag_ratio=0.3),
            FadeIn(caption, shift=UP * 0.1),
            run_time=min(LOOK.calm, self.time_until("rest")),
        )
        self.wait_until_bookmark("rest")
        self.play(
            *(ray.animate.set_color(LOOK.line) for place, ray in enumerate(fan) if place not in seen),
            run_time=LOOK.quick,
        )


def _named(role: str, x: float) -> VGroup:
    """The square of one of the three matrices, with its name in it."""
    color = LOOK.roles[role]
    square = block(SQUARE, SQUARE, color)
    name = Math(f"W_{role.upper()}", size=64, color=color).at(square.get_center())
    return VGroup(square, name).move_to((x, SQUARES_HEIGHT, 0))


def _along_and_down(start: Point3D_Array, end: Point3D_Array, done: float) -> Point3D_Array:
    """The path of the same name, for what is no copy: its share of the way is counted forwards."""
    return along_and_down(end, start, 1 - done)


def _ray(middle: Point3D, turn: float, *, seen: bool = False) -> Arrow:
    """One direction out of many, as an arrow from the middle of the fan; stronger where a head sees it."""
    along = rotate_vector(RIGHT, TAU * turn)
    return Arrow(
        middle + 0.22 * along,
        middle + REACH * along,
        buff=0,
        stroke_width=6 if seen else 3,
        tip_length=0.2 if seen else 0.13,
        max_tip_length_to_length_ratio=1,
        color=LOOK.ink if seen else LOOK.soft,
    )
