"""The embedding: a token becomes numbers, and where those come from, and how many a real model has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Arrow,
    FadeIn,
    FadeOut,
    GrowArrow,
    LaggedStart,
    Line,
    Polygram,
    Succession,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    Write,
)
from manim.utils.rate_functions import there_and_back, wiggle

from scenes.common.chapter import Chapter
from scenes.common.chip import Chip
from scenes.common.look import LOOK
from scenes.qkv_projections import tokens
from scenes.qkv_projections.lexicon_map import LexiconMap
from studio import Math, Text
from studio.kit import arrow, bracket, during, row_vector

TOKEN_HEIGHT, ROW_HEIGHT = 1.2, -0.85
SMALLER = 0.8
"""What the row is scaled by when it gives room to the map."""
TORN = (0.5, 0.3, 0.16)
"""Of a bar longer than its room: from its right end to the start and end of the gap in it; the slant."""
BAR = 0.4
"""Height of a bar."""
HAIRLINE = 1 / 135
"""Width of the thinnest bar, one pixel of a 1080p picture; four numbers of 12,288 are half of that."""
CAPTIONS = (1.75, 0.2, -1.35)
"""Baselines of the captions of the three bars."""
MAP_WIDTH = 6.3


class Embedding(Chapter):
    """A token becomes a row of numbers, x: learned, telling only together, and far longer in real models."""

    def construct(self) -> None:
        """Show the numbers, what they are, and how many there are elsewhere."""
        self.show_numbers()
        self.show_meaning()
        self.show_size()

    # -- from letters to numbers -----------------------------------------------------------------------

    def show_numbers(self) -> None:
        """Letters fall apart; the token as a whole opens into four cells."""
        token = Chip(self.text("token"), size=76).move_to(UP * TOKEN_HEIGHT)
        self.x = row_vector(self.numbers("x"), LOOK.embedding, size=48, cell=(1.4, 0.76), gap=0.1)
        self.x.move_to(UP * ROW_HEIGHT)
        cells = self.x.cells[0]
        with self.slide("numbers"):
            self.play(FadeIn(token.word), run_time=min(LOOK.quick, self.time_until("letters")))
            self.wait_until_bookmark("letters")
            glyphs = list(token.word)
            apart = [RIGHT * 0.3 * (index - (len(glyphs) - 1) / 2) for index in range(len(glyphs))]
            self.play(
                *(
                    glyph.animate.shift(shift).set_fill(LOOK.soft)
                    for glyph, shift in zip(glyphs, apart, strict=True)
                ),
                run_time=min(LOOK.calm, self.time_until("token")),
            )
            self.wait_until_bookmark("token")
            self.play(
                *(glyph.animate.shift(-shift) for glyph, shift in zip(glyphs, apart, strict=True)),
                run_time=LOOK.quick,
            )
            self.play(FadeIn(token.box), token.animate.light(), run_time=LOOK.quick)
            self.add(token)

            self.wait_until_bookmark("list")
            arrow = Arrow(token.get_bottom(), self.x.get_top(), buff=0.12, color=LOOK.soft, stroke_width=4)
            half = min(LOOK.calm, self.time_until("embedding") / 2)
            edge = (
                token.box.copy()
                .set_fill(LOOK.panel, 1)
                .stretch_to_fit_height(0.02)
                .move_to(token.get_bottom())
            )
            opened = [edge.copy() for _ in cells]
            self.play(
                GrowArrow(arrow),
                *(Transform(box, cell.box) for box, cell in zip(opened, cells, strict=True)),
                run_time=half,
            )
            self.play(
                LaggedStart(*(FadeIn(cell.text, shift=DOWN * 0.1) for cell in cells), lag_ratio=0.3),
                run_time=half,
            )
            self.remove(*opened)
            self.add(self.x)

            self.wait_until_bookmark("embedding")
            line = bracket(self.x, gap=0.2)
            name = Text(self.label("embedding"), size=LOOK.body, color=LOOK.embedding)
            name.place(0, line.get_bottom()[1] - 0.5, "center")
            shown = [FadeIn(line), FadeIn(name, shift=DOWN * 0.1)]
            spelled = Text(self.label("spelled"), size=LOOK.small, color=LOOK.soft)
            if not tokens.embedding(self.text("token")).known:
                shown.append(FadeIn(spelled.place(0, -2.85, "center")))
            self.play(*shown, run_time=LOOK.quick)

            self.wait_until_bookmark("four")
            lights: list[Any] = [cell.animate.light() for cell in cells]
            self.play(LaggedStart(*lights, lag_ratio=0.5), run_time=min(LOOK.calm, self.time_until("x")))
            self.wait_until_bookmark("x")
            self.letter = Math("x =", size=56, color=LOOK.embedding)
            self.letter.at(self.x.get_left() + LEFT * 0.3, "right")
            self.play(Write(self.letter), run_time=LOOK.quick)

    # -- what the numbers are --------------------------------------------------------------------------

    def show_meaning(self) -> None:
        """One by one the numbers say nothing; together they are a place on a map."""
        with self.slide("learned"):
            self.suppress("baseline", "each name stands beside its point on the map", optional=True)
            cells: list[Any] = list(self.x.cells[0])
            left = float(self.letter.get_left()[0]) * SMALLER
            aside = np.array([LOOK.left_edge - left, -self.x.get_y() * SMALLER - 0.2, 0.0])
            gone = [mobject for mobject in self.stage if mobject not in (self.x, self.letter)]
            self.play(
                *(FadeOut(mobject) for mobject in gone),
                *(
                    kept.animate.scale(SMALLER, about_point=ORIGIN).shift(aside)
                    for kept in (self.x, self.letter)
                ),
                run_time=min(LOOK.calm, self.time_until("learned")),
            )

            self.wait_until_bookmark("learned")
            learned = self.note("learned", float(self.x.get_top()[1]) + 0.4)
            settle = [cell.text.animate(rate_func=wiggle).shift(UP * 0.16) for cell in cells]
            self.play(
                FadeIn(learned, shift=UP * 0.1),
                LaggedStart(*settle, lag_ratio=0.15),
                run_time=min(LOOK.slow, self.time_until("single")),
            )

            self.wait_until_bookmark("single")
            marks = [Text("?", size=48, color=LOOK.soft) for _ in cells]
            for mark, cell in zip(marks, cells, strict=True):
                mark.at(cell.get_bottom() + DOWN * 0.42)
            self.play(*(cell.animate.quieten() for cell in cells), run_time=0.2)
            each = min(0.6, self.time_until("together") / len(cells))
            before = None
            for cell, mark in zip(cells, marks, strict=True):
                quiet: list[Any] = [] if before is None else [before.animate.quieten()]
                self.play(cell.animate.light(), FadeIn(mark, shift=DOWN * 0.1), *quiet, run_time=each)
                before = cell

            self.wait_until_bookmark("together")
            line = bracket(self.x, gap=0.2)
            lexicon = LexiconMap(self.text("token"), self.label("map"), MAP_WIDTH, 5.1)
            lexicon.move_to((LOOK.right_edge - MAP_WIDTH / 2, -0.3, 0.0))
            self.play(
                Succession(AnimationGroup(*(FadeOut(mark) for mark in marks)), FadeIn(line)),
                *(cell.animate.light() for cell in cells),
                FadeIn(lexicon.ground),
                FadeIn(lexicon.others),
                run_time=min(LOOK.calm, self.time_until("place")),
            )
            self.wait_until_bookmark("place")
            share = min(LOOK.slow, self.time_until("dense") * 0.6) / 2
            point = lexicon.point.copy().move_to(self.x.get_right() + RIGHT * 0.4)
            merging = [cell.box.copy().set_fill(opacity=0) for cell in cells]
            ring = point.copy().set_fill(opacity=0).set_stroke(LOOK.embedding, LOOK.edge)
            self.play(*(Transform(box, ring) for box in merging), run_time=share)
            self.remove(*merging)
            self.play(Transform(point, lexicon.point, path_arc=-0.6), run_time=share)
            self.remove(point)
            self.add(lexicon.point)
            self.play(FadeIn(lexicon.name_of_token), run_time=LOOK.quick)

            self.wait_until_bookmark("dense")
            dense = self.note("dense", float(line.get_bottom()[1]) - 0.5)
            swell = [cell.animate(rate_func=there_and_back).scale(1.12) for cell in cells]
            self.play(FadeIn(dense, shift=DOWN * 0.1), LaggedStart(*swell, lag_ratio=0.4), run_time=LOOK.slow)

    def note(self, label: str, baseline: float) -> Text:
        """What is to be said about the row, above or below it."""
        return Text(self.label(label), size=LOOK.body, color=LOOK.ink).place(
            self.x.get_x(), baseline, "center"
        )

    # -- how many there are ----------------------------------------------------------------------------

    def show_size(self) -> None:
        """Three lengths on one scale, which shrinks until the next one fits."""
        names = ("d_model", "bert_d_model", "gpt3_d_model")
        lengths = [self.number(name).value for name in names]
        captions, symbols = self.captions(("lesson", "bert", "gpt3"), names)
        with self.slide("size"):
            gone = [mobject for mobject in self.stage if mobject is not self.x]
            place = np.array([LOOK.left_edge + self.x.width / 2, _bar_middle(0), 0.0])
            row: Any = self.x
            self.play(
                *(FadeOut(mobject, rate_func=during(0, 0.4)) for mobject in gone),
                row.animate(rate_func=during(0.4, 1)).move_to(place),
                run_time=min(LOOK.calm, self.time_until("toy")),
            )
            self.wait_until_bookmark("toy")
            self.play(FadeIn(captions[0], shift=UP * 0.1), run_time=LOOK.quick)

            scale = self.x.width / lengths[0]
            bars = [_bar(0, lengths[0], scale)]
            one_scale = Text(self.label("one_scale"), size=LOOK.small, color=LOOK.soft)
            one_scale.place(LOOK.left_edge, -2.85)
            for row, mark, after in ((1, "bert", "gpt3"), (2, "gpt3", "d-model")):
                self.wait_until_bookmark(mark)
                bar = _bar(row, lengths[row], scale)
                entering = [_growing(bar, row, lengths[row], scale), FadeIn(captions[row], shift=UP * 0.1)]
                if row == 1:
                    entering += [FadeOut(self.x), FadeIn(bars[0]), FadeIn(one_scale)]
                self.play(*entering, run_time=LOOK.quick)
                bars.append(bar)
                fitting = (LOOK.right_edge - LOOK.left_edge) / lengths[row]
                self.play(
                    *(
                        _shrinking(one, index, length, scale, fitting)
                        for index, (one, length) in enumerate(zip(bars, lengths, strict=False))
                    ),
                    run_time=min(1.6, self.time_until(after)),
                )
                scale = fitting

            self.wait_until_bookmark("d-model")
            room = symbols[0].end - symbols[0].start + 0.24
            tip, middle = LOOK.left_edge + 0.12, _bar_middle(0)
            pointer = arrow(Line((tip + 0.7, middle, 0), (tip, middle, 0)).points, LOOK.soft)
            self.play(
                FadeIn(pointer, shift=LEFT * 0.2),  # the shortest bar is a hair
                *(FadeIn(symbol) for symbol in symbols),
                *(caption[1].animate.shift(RIGHT * room) for caption in captions),
                run_time=LOOK.calm,
            )

    def captions(self, labels: Sequence[str], names: Sequence[str]) -> tuple[list[VGroup], list[Math]]:
        """Whose length it is and how long, above each bar; and "d_model =", for the place between them."""
        rows = list(zip(labels, names, CAPTIONS, strict=True))
        owners = [
            Text(self.label(label), size=40, color=LOOK.ink).place(LOOK.left_edge, y) for label, _, y in rows
        ]
        x = max(owner.end for owner in owners) + 0.35
        lengths = [
            Text(self.text(name), size=LOOK.heading, color=LOOK.embedding, weight="semibold").place(x, y)
            for _, name, y in rows
        ]
        symbols = [Math('d_"model" =', size=LOOK.heading, color=LOOK.ink).place(x, y) for *_, y in rows]
        return [VGroup(*pair) for pair in zip(owners, lengths, strict=True)], symbols


def _bar_middle(row: int) -> float:
    return CAPTIONS[row] - 0.5


def _bar(row: int, length: float, scale: float) -> VMobject:
    """A bar of so many numbers; one that the picture has no room for is torn near its right end."""
    room = LOOK.right_edge - LOOK.left_edge
    width = max(length * scale, HAIRLINE)
    torn = width > room + HAIRLINE / 2
    width = min(width, room)
    low, high = _bar_middle(row) - BAR / 2, _bar_middle(row) + BAR / 2
    left, right = LOOK.left_edge, LOOK.left_edge + width
    before, after, slant = (right - TORN[0], right - TORN[1], TORN[2]) if torn else (right, right, 0.0)
    pieces = [[(left, low, 0), (left, high, 0), (before + slant, high, 0), (before, low, 0)]]
    if torn:
        pieces.append([(after, low, 0), (after + slant, high, 0), (right, high, 0), (right, low, 0)])
    return Polygram(*pieces, fill_color=LOOK.embedding, fill_opacity=1, stroke_width=0)


def _growing(bar: VMobject, row: int, length: float, scale: float) -> Animation:
    """Let a bar grow to its length from the left."""
    return UpdateFromAlphaFunc(
        bar, lambda one, alpha: one.set_points(_bar(row, alpha * length, scale).points)
    )


def _shrinking(bar: VMobject, row: int, length: float, start: float, end: float) -> Animation:
    """Change the scale of a bar; the same share of the way changes all bars by the same factor."""
    return UpdateFromAlphaFunc(
        bar, lambda one, alpha: one.set_points(_bar(row, length, start * (end / start) ** alpha).points)
    )
