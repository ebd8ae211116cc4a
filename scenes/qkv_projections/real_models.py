"""Real models: one table of their matrices, which grows row by row, and beside it what each row means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedVMobject,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ReplacementTransform,
    Transform,
    TransformFromCopy,
    VGroup,
    VMobject,
)
from manim.utils.rate_functions import there_and_back

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from studio import Math, Number, Text
from studio.kit import block, counting, during, lit_frame, on_one_line, stripes, unfold

# The table.
MODEL, D_MODEL, HEADS, WEIGHTS = LOOK.left_edge, -2.6, -0.7, 1.75
"""Left edge of the first column, right edges of the others (x)."""
TOP_LINE = 2.2
"""Baseline of the headings, and of what is written above the drawings (y)."""
FIRST, ROW, UNDER, SECOND = 0.7, 0.84, 0.35, 0.8
"""From the baseline of the headings to that of the first row; from row to row; within a row to what stands
below its numbers, and to its second numbers."""
FIGURES, NOTES, HEADINGS = 36.0, 26.0, 28.0
"""Sizes of the numbers, of what is said below them, and of the headings."""

# What is drawn beside it.
DRAWING, TOP, FULL = 4.4, 1.945, 3.6
"""Middle (x) and top (y) of the drawings; width of the largest. Their words keep to the table's lines."""
FOOT = -2.3
"""Middle (y) of what lies below them."""
PIXEL = 2 / 135
"""Two pixels of a 1080p picture: stripes as narrow as five look alike only on whole pixels."""

# Groups of heads.
HEAD, PITCH = 0.27, 0.46
"""Side of a head; from one to the next on its right."""
QUERIES, STEP, KEYS, VALUES = 1.32, 0.33, -0.2, -0.53
"""Heights of the first queries; from one row of them to the next; of the keys and of the values."""
LABELS, PARTS, SIDE = -1.02, -1.66, 0.86
"""Baseline of what is written below the heads; middle (y) and height of the matrices below that."""
KEPT, PILE, THIN = 3, -2.35, 0.1
"""Tokens whose keys and values are seen piling up; top (y) of the pile; from one layer of it to the next."""


class Row(VGroup):
    """The beginning of a row of the table: the model with its source, and the length of its embedding."""

    def __init__(self, scene: Chapter, model: str, baseline: float) -> None:
        name = Text(scene.label(model), size=FIGURES, color=LOOK.ink, weight="semibold")
        source = Text(scene.label(f"{model}_source"), size=NOTES, color=LOOK.soft)
        self.d_model = Text(scene.text(f"{model}_d_model"), size=FIGURES, color=LOOK.embedding)
        super().__init__(
            name.place(MODEL, baseline),
            source.place(MODEL, baseline - UNDER),
            self.d_model.place(D_MODEL, baseline, "right"),
        )

    @property
    def baseline(self) -> float:
        """Height (y) of its first line."""
        return self.d_model.baseline


class RealModels(Chapter):
    """The matrices of real models, counted in a table: from the first Transformer to grouped queries."""

    def construct(self) -> None:
        """Play the three slides."""
        self.table = VGroup()
        self.rows: list[Row] = []
        self.count()
        self.grow()
        self.group()

    # -- the table -------------------------------------------------------------------------------------

    def show_headings(self) -> None:
        """Name the columns."""
        y = TOP_LINE
        style: dict[str, Any] = {"size": HEADINGS, "color": LOOK.soft}
        size = Math("d_k", **style).place(HEADS, y, "right")
        headings = self.written(
            Text(self.label("model"), **style).place(MODEL, y),
            Math('d_"model"', **style).place(D_MODEL, y, "right"),
            Text(self.label("heads_column"), **style).place(size.start - 0.04, y, "right"),
            size,
            Text(self.label("weights_column"), **style).place(WEIGHTS, y, "right"),
            _rule(y - 0.2, LOOK.soft),
        )
        self.play(FadeIn(headings), run_time=LOOK.quick)

    def written(self, *parts: VMobject) -> VGroup:
        """Parts of the table, which stay when the drawings beside it go."""
        self.table.add(*parts)
        return VGroup(*parts)

    def next_row(self, model: str) -> Row:
        """Begin the next row of the table, on the word that names its model."""
        baseline = TOP_LINE - FIRST - ROW * len(self.rows)
        row = Row(self, model, baseline)
        rules = [_rule(baseline + 0.36)] if self.rows else []
        self.rows.append(row)
        self.play(FadeIn(self.written(row, *rules), shift=UP * 0.1), run_time=LOOK.quick)
        return row

    def heads_of(self, row: Row, label: str, drop: float = 0) -> VGroup:
        """How many heads, and how long each is."""
        heads = Text(self.label(label), size=FIGURES, color=LOOK.ink)
        return self.written(heads.place(HEADS, row.baseline - drop, "right"))

    def weights_of(self, row: Row, drop: float = 0) -> Callable[[Number], Text]:
        """What sets a number of weights into a row."""
        baseline = row.baseline - drop
        return lambda number: Text(str(number), size=FIGURES, color=LOOK.ink, weight="semibold").place(
            WEIGHTS, baseline, "right"
        )

    def counted(self, row: Row, number: str, *, start: float = 0, drop: float = 0) -> Any:
        """Let the weights of a row run up."""
        run: Any = counting(self.weights_of(row, drop), self.number(number), start, rate_func=during(0, 0.9))
        self.table.add(run.mobject)
        return run

    def note(self, row: Row, label: str, drop: float = 0) -> FadeIn:
        """Say below the weights of a row what they are the weights of."""
        note = Text(self.label(label), size=NOTES, color=LOOK.soft)
        self.written(note.place(WEIGHTS, row.baseline - drop - UNDER, "right"))
        return FadeIn(note, rate_func=during(0.5, 1))

    # -- the same matrices -----------------------------------------------------------------------------

    def count(self) -> None:
        """Draw a matrix of the first Transformer and one of BERT to one scale, and count their weights."""
        with self.slide("count"):
            self.wait_until_bookmark("real")
            self.show_headings()

            self.wait_until_bookmark("transformer")
            row = self.next_row("transformer")
            self.play(FadeIn(self.heads_of(row, "transformer_heads")), run_time=LOOK.quick)
            self.wait_until_bookmark("times")
            small, size = self.square("transformer")
            names = on_one_line(
                *(
                    Math(f"W_{role.upper()}", size=LOOK.body, color=color)
                    for role, color in LOOK.roles.items()
                ),
                gap=0.35,
                at=np.array([_left(FULL), TOP_LINE, 0]),
            )
            self.play(
                unfold(small, UP),
                FadeIn(names),
                FadeIn(size[1], rate_func=during(0.5, 1)),
                *(
                    TransformFromCopy(row.d_model, size[side], path_arc=-1) for side in (0, 2)
                ),  # below the row
                run_time=min(LOOK.slow, self.time_until("weights")),
            )

            self.wait_until_bookmark("weights")
            left = self.time_until("bert")
            land = self.weights_of(row)(self.number("transformer_matrix_weights"))
            at = small.get_center() + DOWN * 0.62

            def within(number: Number) -> Text:
                return Text(str(number), size=FIGURES, color=LOOK.ink, weight="semibold").at(at)

            run: Any = counting(within, self.number("transformer_matrix_weights"))
            self.play(run, run_time=min(1.6, 0.5 * left))
            self.play(
                ReplacementTransform(run.mobject, land),
                self.note(row, "each"),
                run_time=min(LOOK.calm, 0.3 * left),
            )
            self.written(land)

            self.wait_until_bookmark("bert")
            row = self.next_row("bert")
            heads = self.heads_of(row, "bert_heads")
            self.play(FadeIn(heads), run_time=min(0.3, self.time_until("bert-weights")))
            self.wait_until_bookmark("bert-weights")
            large, large_size = self.square("bert")
            large.set_fill(opacity=LOOK.lit / 3)
            self.play(
                ReplacementTransform(small.copy().set_fill(opacity=0), large),
                FadeIn(large_size, rate_func=during(0.5, 1)),
                self.counted(
                    row, "bert_matrix_weights", start=self.number("transformer_matrix_weights").value
                ),
                run_time=min(LOOK.slow, self.time_until("bert-bias")),
            )
            self.wait_until_bookmark("bert-bias")
            self.bias = block(FULL, 0.13, LOOK.soft, 0.5).next_to(large, DOWN, buff=0.14)
            told = self.below(self.bias, "biases_of_each")
            self.play(
                unfold(self.bias, LEFT), FadeIn(told), self.note(row, "each_biases"), run_time=LOOK.calm
            )
            self.large, self.names, self.extra = large, names, VGroup(small, size, large_size, told)

    def below(self, drawn: VMobject, label: str) -> Text:
        """What a drawing is, said below its left end."""
        said = Text(self.label(label), size=NOTES, color=LOOK.soft)
        return said.place(_left(FULL), float(drawn.get_bottom()[1]) - 0.34)

    def square(self, model: str) -> tuple[VMobject, VGroup]:
        """One of a model's matrices, to the scale of BERT's, and its two sides written into it."""
        count = self.number(f"{model}_d_model")
        side = FULL * count.value / self.number("bert_d_model").value
        square = block(side, side, LOOK.ink).move_to((_left(FULL) + side / 2, TOP - side / 2, 0))
        sides = [Text(str(count), size=FIGURES, color=LOOK.ink) for _ in range(2)]
        size = on_one_line(sides[0], Text("×", size=FIGURES, color=LOOK.ink), sides[1], gap=0.1)
        middle = square.get_center()
        if model == "bert":  # in the part of it that no smaller square covers
            inner = side * self.number("transformer_d_model").value / count.value
            middle = np.array([square.get_x(), TOP - (inner + side) / 2, 0])
        return square, size.shift(middle - size.get_center())

    # -- fused, and far larger -------------------------------------------------------------------------

    def grow(self) -> None:
        """Fuse three matrices for GPT-2, and zoom out until one of GPT-3's fits."""
        with self.slide("grow"):
            self.wait_until_bookmark("gpt2")
            row = self.next_row("gpt2")
            self.play(FadeIn(self.heads_of(row, "gpt2_heads")), run_time=LOOK.quick)
            self.wait_until_bookmark("gpt2-fused")
            parts = self.fuse(row)

            self.wait_until_bookmark("gpt3")
            row = self.next_row("gpt3")
            self.wait_until_bookmark("gpt3-heads")
            heads, name = self.zoom_out(row, parts)

            self.wait_until_bookmark("gpt3-weights")
            own: Any = heads[-1]
            one = Text(self.label("one_head"), size=LOOK.small, color=LOOK.query)
            one.place(float(heads.get_right()[0]) + 8 * PIXEL, TOP_LINE, "right")
            self.play(
                FadeIn(one, rate_func=during(0, 0.5)),
                own.animate(rate_func=during(0, 0.5)).shift(RIGHT * 8 * PIXEL).set_fill(LOOK.ink, 1),
                self.counted(row, "gpt3_matrix_weights"),
                self.note(row, "per_head"),
                run_time=min(1.6, self.time_until("alone")),
            )
            self.wait_until_bookmark("alone")
            self.play(
                own.animate.set_fill(LOOK.query, 1),
                name.animate(rate_func=there_and_back).scale(1.3),
                run_time=LOOK.calm,
            )

    def fuse(self, row: Row) -> VGroup:
        """Make three matrices side by side of the one that stood for them; their names fall into them."""
        side = FULL / 3
        parts = VGroup(*(block(side, side, color) for color in LOOK.roles.values()))
        parts.arrange(RIGHT, buff=0).move_to((DRAWING, TOP - FULL / 2, 0))
        names = self.names.copy()
        for name, part in zip(names, parts, strict=True):
            name.at(part.get_center())
        bias = self.bias.copy().next_to(parts, DOWN, buff=0.14)
        self.told = self.below(bias, "bias_of_all")
        whole = VGroup(*(self.large.copy().set_fill(opacity=LOOK.lit / 9) for _ in parts))
        self.remove(self.large)
        self.play(
            FadeOut(self.extra, rate_func=during(0, 0.4)),
            ReplacementTransform(whole, parts),
            Transform(self.names, names),
            Transform(self.bias, bias),
            FadeIn(self.told, rate_func=during(0.5, 1)),
            self.counted(row, "gpt2_matrix_weights"),
            self.note(row, "in_one"),
            run_time=min(LOOK.slow, self.time_until("gpt3")),
        )
        return parts

    def zoom_out(self, row: Row, fused: VGroup) -> tuple[VGroup, Any]:
        """Draw W_Q of GPT-3 in its heads; beside it GPT-2's three matrices, to the same scale, are small."""
        count = int(self.number("gpt3_heads").value)
        square = block(count * 2.5 * PIXEL, count * 2.5 * PIXEL, LOOK.query)
        left = round(_left(FULL) / PIXEL) * PIXEL
        square.move_to((left + square.width / 2, round(TOP / PIXEL) * PIXEL - square.height / 2, 0))
        heads = VGroup(*(_stripe(part) for part in stripes(square, count, LOOK.query, 0.4)))
        scale = self.number("gpt2_d_model").value / self.number("gpt3_d_model").value
        owner = Text(self.label("gpt3"), size=LOOK.small, color=LOOK.ink)
        name = Math("W_Q", size=LOOK.body, color=LOOK.query)
        on_one_line(owner, name, gap=0.2, at=np.array([left, TOP_LINE, 0]))
        small = fused.copy().set_stroke(width=0).set_fill(opacity=1)
        small.scale_to_fit_width(3 * scale * square.width)
        small.move_to((left + small.width / 2, FOOT, 0))
        other = Text(self.label("gpt2"), size=LOOK.small, color=LOOK.ink)
        other.at(small.get_right() + RIGHT * 0.2, "left")
        same = Text(self.label("one_scale"), size=NOTES, color=LOOK.soft).place(left, FOOT - 0.5)
        self.play(
            FadeOut(self.names, self.bias, self.told, rate_func=during(0, 0.3)),
            Transform(fused, small, rate_func=during(0, 0.5)),
            FadeIn(self.heads_of(row, "gpt3_heads")),
            FadeIn(owner, name, other, same, rate_func=during(0.6, 1)),
            LaggedStart(*(FadeIn(one) for one in heads), lag_ratio=0.08, rate_func=during(0.35, 1)),
            run_time=min(1.8, self.time_until("gpt3-weights")),
        )
        return heads, name

    # -- fewer keys and values -------------------------------------------------------------------------

    def group(self) -> None:
        """Let groups of query heads share a key and a value, and see what that saves."""
        self.opening = [self.fade_all_but(self.table, rate_func=during(0, 0.6))]
        with self.slide("grouped"):
            self.wait_until_bookmark("llama")
            row = self.next_row("llama3")
            self.show_heads(row)
            self.share()
            self.shrink(row)

            self.wait_until_bookmark("gqa")
            name = Text(self.label("grouped"), size=LOOK.body, color=LOOK.ink, weight="semibold")
            self.play(FadeIn(name.place(DRAWING, TOP_LINE, "center"), shift=UP * 0.1), run_time=LOOK.quick)
            self.wait_until_bookmark("keep")
            self.pile_up()

    def show_heads(self, row: Row) -> None:
        """Show all heads: the queries in columns, below each a key and a value."""
        columns = int(self.number("llama3_kv_heads").value)
        group = int(self.number("llama3_group").value)
        left = DRAWING - PITCH * (columns - 1) / 2
        places = [left + PITCH * column for column in range(columns)]
        self.queries = [
            VGroup(*(_head("q", x, QUERIES - STEP * index) for index in range(group))) for x in places
        ]
        self.keys = [_head("k", x, KEYS) for x in places]
        self.values = [_head("v", x, VALUES) for x in places]
        heights = {"q": QUERIES - STEP * (group - 1) / 2, "k": KEYS, "v": VALUES}
        letters = {
            role: Math(role, size=LOOK.body, color=LOOK.roles[role]).at(
                np.array([left - 0.38, height, 0]), "right"
            )
            for role, height in heights.items()
        }

        self.wait_until_bookmark("query-heads")
        told = Text(self.label("query_heads"), size=LOOK.small, color=LOOK.query)
        self.play(
            FadeIn(self.heads_of(row, "llama3_heads")),
            FadeIn(told.place(DRAWING, QUERIES + 0.37, "center"), letters["q"]),
            LaggedStart(*(FadeIn(head) for column in self.queries for head in column), lag_ratio=0.05),
            run_time=min(LOOK.slow, self.time_until("kv-heads")),
        )
        self.wait_until_bookmark("kv-heads")
        both = on_one_line(
            Text(self.label("key_heads"), size=LOOK.small, color=LOOK.key),
            Text(self.label("value_heads"), size=LOOK.small, color=LOOK.value),
            gap=0.35,
            at=np.array([0, LABELS, 0]),
        )
        both.shift(RIGHT * (DRAWING - both.get_x()))
        pairs = [VGroup(*pair) for pair in zip(self.keys, self.values, strict=True)]
        self.play(
            FadeIn(self.heads_of(row, "llama3_kv_heads", SECOND)),
            FadeIn(both, letters["k"], letters["v"]),
            LaggedStart(*(FadeIn(pair) for pair in pairs), lag_ratio=0.15),
            run_time=min(LOOK.slow, self.time_until("group")),
        )

    def share(self) -> None:
        """Join four query heads to one key and one value; one group is framed."""
        lines = [
            Line(column.get_bottom(), key.get_top(), buff=0.04, stroke_width=LOOK.edge, color=LOOK.soft)
            for column, key in zip(self.queries, self.keys, strict=True)
        ]
        first = VGroup(self.queries[0], self.keys[0], self.values[0])
        self.wait_until_bookmark("group")
        self.play(
            LaggedStart(*(Create(line) for line in lines), lag_ratio=0.1),
            Create(lit_frame(first, LOOK.ink)),
            run_time=LOOK.slow,
        )

    def shrink(self, row: Row) -> None:
        """Draw the three matrices to scale, and let W_K and W_V shrink, in the drawing and in the table."""
        share = self.number("llama3_kv_heads").value / self.number("llama3_heads").value
        parts = [block(SIDE, SIDE, color) for color in LOOK.roles.values()]
        VGroup(*parts).arrange(RIGHT, buff=0.2).move_to((DRAWING, PARTS, 0))
        names = [
            Math(f"W_{role.upper()}", size=LOOK.body, color=color).at(part.get_center())
            for part, (role, color) in zip(parts, LOOK.roles.items(), strict=True)
        ]
        self.play(
            FadeIn(*parts, *names),
            self.counted(row, "llama3_matrix_weights"),
            self.note(row, "llama3_queries"),
            run_time=min(LOOK.slow, self.time_until("quarter")),
        )
        self.wait_until_bookmark("quarter")
        before = [
            DashedVMobject(part.copy().set_fill(opacity=0), num_dashes=28).set_stroke(LOOK.line, LOOK.hair)
            for part in parts[1:]
        ]
        less: list[Any] = parts[1:]
        self.add(*before, *less, *names)
        self.play(
            *(part.animate.stretch(share, 0, about_edge=LEFT) for part in less),
            *(
                name.animate.set_x(part.get_x() + share * SIDE / 2)
                for name, part in zip(names[1:], less, strict=True)
            ),
            self.counted(
                row, "llama3_kv_weights", start=self.number("llama3_matrix_weights").value, drop=SECOND
            ),
            self.note(row, "llama3_keys", SECOND),
            run_time=min(LOOK.slow, self.time_until("gqa")),
        )

    def pile_up(self) -> None:
        """Let the keys and values of token after token pile up below the heads."""
        told = Text(self.label("kept"), size=LOOK.small, color=LOOK.ink)
        told.place(DRAWING, PILE - 2 * KEPT * THIN - 0.28, "center")
        heads: Any = VGroup(*self.keys, *self.values)
        piles = []
        for token in range(KEPT):
            keys = [_kept(head, PILE - THIN * 2 * token) for head in self.keys]
            values = [_kept(head, PILE - THIN * (2 * token + 1)) for head in self.values]
            piles.append(VGroup(*keys, *values))
        self.play(
            heads.animate(rate_func=there_and_back).set_fill(opacity=0.6),
            run_time=LOOK.quick,
        )
        self.play(
            FadeIn(told, rate_func=during(0, 0.4)),
            LaggedStart(*(FadeIn(pile, shift=DOWN * THIN) for pile in piles), lag_ratio=0.8),
            run_time=1.4,
        )


def _rule(y: float, color: str = LOOK.line) -> Line:
    return Line((MODEL, y, 0), (WEIGHTS, y, 0), stroke_width=LOOK.hair, color=color)


def _left(width: float) -> float:
    """Where a drawing of some width begins (x)."""
    return DRAWING - width / 2


def _stripe(part: VMobject) -> VMobject:
    """A head among so many that they have room for no outline."""
    return part.set_stroke(width=0).set_fill(LOOK.query, 0.55)


def _head(role: str, x: float, y: float) -> VMobject:
    return block(HEAD, HEAD, LOOK.roles[role]).move_to((x, y, 0))


def _kept(head: VMobject, y: float) -> VMobject:
    """A key or value that is kept: a thin bar below its head."""
    color = head.get_stroke_color()
    return block(HEAD, 0.06, str(color), 0.6).set_stroke(width=0).move_to((head.get_x(), y, 0))
