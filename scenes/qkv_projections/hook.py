"""The hook: one token among others has three jobs, and the lesson gets its title from them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Create,
    CubicBezier,
    FadeIn,
    FadeOut,
    LaggedStart,
    MoveAlongPath,
    ReplacementTransform,
    RoundedRectangle,
    ShowPassingFlash,
    VGroup,
    VMobject,
)
from manim.typing import Point3D

from scenes.common.chapter import Chapter
from scenes.common.chip import Chip
from scenes.common.look import LOOK
from scenes.common.matrix_mark import matrix_mark
from studio import Text
from studio.kit import TitleCard, bracket, branch, lit_frame, panel
from studio.scene.typesetting import PIXELS_PER_UNIT

SENTENCE_HEIGHT = -0.75
TOKENS_HEIGHT = 0.75
OUTPUTS = (-3.4, 0.0, 3.4)
"""Middle of the three columns of the title card: query, key, value."""
SUBTITLE = 1.93
"""Its baseline."""
INPUT_HEIGHT, MATRIX_HEIGHT, OUTPUT_HEIGHT = 1.12, -0.27, -1.05


class Hook(Chapter):
    """A sentence in tokens, one of them lit: it needs the others, so it asks, advertises and delivers.

    The title card then draws the whole lesson in one picture: one embedding, three matrices, three vectors.
    """

    untitled = ("card",)

    def construct(self) -> None:
        """Show the sentence, the jobs and the title card."""
        self.show_sentence()
        self.show_jobs()
        self.show_card()

    def begin_slide(self) -> None:
        """Begin the film with its first title in place."""
        if self.title is None:
            self.title = self.slide_title()
            self.add(self.title)
        super().begin_slide()

    # -- a sentence, and what one token of it needs ----------------------------------------------------

    def show_sentence(self) -> None:
        """The words come as they are spoken, become tokens, and reach for the one that is lit."""
        before, self.token, after = _chips(
            self.label("sentence_before").split(), self.text("token"), self.label("sentence_after").split()
        )
        self.token.word.set_fill(LOOK.embedding)
        self.others = [*before, *after]
        row = [*before, self.token, *after]
        VGroup(*row).move_to(UP * SENTENCE_HEIGHT)
        with self.slide("sentence"):
            places = [chip.word.start for chip in row]  # of the words, once they are tokens
            _close_up([chip.word for chip in row])
            for name, chips in (("before", before), ("rest", [self.token, *after])):
                self.wait_until_bookmark(name)
                words = [FadeIn(chip.word, shift=UP * 0.1) for chip in chips]
                self.play(LaggedStart(*words, lag_ratio=0.5), run_time=self.duration_of(name))

            self.wait_until_bookmark("pieces")
            moves = [
                chip.word.animate.place(x, chip.word.baseline) for chip, x in zip(row, places, strict=True)
            ]
            self.play(*moves, run_time=min(0.6, self.time_until("tokens")))
            self.wait_until_bookmark("tokens")
            line = bracket(VGroup(*(chip.box for chip in row)), gap=0.22)
            name_of_all = Text(self.label("tokens"), color=LOOK.soft)
            name_of_all.place(0, line.get_bottom()[1] - 0.5, "center")
            self.name_of_all = VGroup(line, name_of_all)
            boxes = [FadeIn(chip.box) for chip in row]
            self.play(*boxes, FadeIn(self.name_of_all, shift=DOWN * 0.1), run_time=LOOK.quick)
            self.add(*row)

            self.wait_until_bookmark("alone")
            self.play(*(chip.animate.recede() for chip in self.others), run_time=LOOK.quick)
            self.wait_until_bookmark("token")
            self.play(self.token.animate.light(), run_time=LOOK.quick)
            self.wait_until_bookmark("context")
            self.arcs = _arcs(before, self.token, after)
            self.play(
                *(chip.animate.quieten() for chip in self.others),
                LaggedStart(*(Create(arc) for arc in self.arcs), lag_ratio=0.12),
                run_time=LOOK.calm,
            )

    # -- what it does all at once ----------------------------------------------------------------------

    def show_jobs(self) -> None:
        """The token goes to the middle; each of its jobs is seen on the lines and told in a card."""
        with self.slide("jobs"):
            move = np.array([-self.token.box.get_x(), TOKENS_HEIGHT - SENTENCE_HEIGHT, 0.0])
            sentence = VGroup(self.token, *self.others, *self.arcs)
            self.play(
                FadeOut(self.name_of_all),
                sentence.animate.shift(move),
                run_time=min(LOOK.calm, self.time_until("jobs")),
            )
            outward = [arc.copy().reverse_direction() for arc in self.arcs]

            self.wait_until_bookmark("jobs")
            jobs = zip(("ask", "advertise", "deliver"), LOOK.roles.values(), LOOK.columns, strict=True)
            self.cards = [_Job(self.label(f"{job}s"), self.label(job), color, x) for job, color, x in jobs]
            start = self.token.get_bottom() + DOWN * 0.08
            self.branches = [branch(start, card.box.get_top(), LOOK.line) for card in self.cards]
            self.play(
                LaggedStart(*(Create(line) for line in self.branches), lag_ratio=0.15),
                LaggedStart(*(FadeIn(card.box, shift=DOWN * 0.1) for card in self.cards), lag_ratio=0.15),
                run_time=min(LOOK.calm, self.time_until("ask")),
            )

            self.wait_until_bookmark("ask")
            questions = [
                ShowPassingFlash(arc.copy().set_stroke(LOOK.query, 5), time_width=0.5) for arc in outward
            ]
            self.tell(0, LaggedStart(*questions, lag_ratio=0.08, run_time=LOOK.slow))

            self.wait_until_bookmark("advertise")
            sign, *rings = [lit_frame(self.token.box, LOOK.key, buff=0.06) for _ in range(3)]
            waves: list[Any] = [ring.animate.scale(1.25).set_stroke(opacity=0) for ring in rings]
            self.tell(1, FadeIn(sign), LaggedStart(*waves, lag_ratio=0.35, run_time=LOOK.slow))
            self.remove(*rings)

            self.wait_until_bookmark("deliver")
            parcels = [_cell(LOOK.value, 0.14).set_fill(opacity=1) for _ in outward]
            flights = [MoveAlongPath(parcel, arc) for parcel, arc in zip(parcels, outward, strict=True)]
            self.tell(2, FadeOut(sign), LaggedStart(*flights, lag_ratio=0.06, run_time=LOOK.slow))
            self.play(
                *(FadeOut(parcel) for parcel in parcels),
                self.cards[2].animate.quieten(),
                run_time=LOOK.quick,
            )

    def tell(self, job: int, *animations: Any) -> None:
        """Light a card and its branch, and quieten the card before it, while something else moves."""
        card = self.cards[job]
        told: list[Any] = [
            card.box.animate.set_stroke(card.color_lit, LOOK.edge).set_fill(card.color_lit, LOOK.lit),
            self.branches[job].animate.set_stroke(card.color_lit),
            FadeIn(card.verb),
            FadeIn(card.sentence),
        ]
        if job > 0:
            told.append(self.cards[job - 1].animate.quieten())
        self.play(AnimationGroup(*told, run_time=LOOK.quick), *animations)

    # -- the title card --------------------------------------------------------------------------------

    def show_card(self) -> None:
        """The title, and below it the lesson in one picture, which grows as it is told."""
        with self.slide("card"):
            self.open_card()
            count = int(self.number("d_model").value)
            x = _mini_vector(LOOK.embedding, count).move_to(UP * INPUT_HEIGHT)
            colors = list(LOOK.roles.values())
            outputs = [
                _mini_vector(color, count).move_to((column, OUTPUT_HEIGHT, 0.0))
                for color, column in zip(colors, OUTPUTS, strict=True)
            ]
            start = x.get_bottom() + DOWN * 0.1
            ways = [
                _way(start, vector.get_top() + UP * 0.06, color)
                for vector, color in zip(outputs, colors, strict=True)
            ]

            self.wait_until_bookmark("split")
            grow = min(LOOK.calm, self.time_until("embedding"))
            self.play(*(Create(way) for way in ways), run_time=grow)
            self.wait_until_bookmark("embedding")
            self.open_token(x)
            self.wait_until_bookmark("roles")
            plain = [_mini_vector(LOOK.line, count).move_to(vector) for vector in outputs]
            arrivals = [FadeIn(vector, shift=DOWN * 0.1) for vector in plain]
            self.play(
                LaggedStart(*arrivals, lag_ratio=0.2), run_time=min(LOOK.calm, self.time_until("query"))
            )
            for role, quiet, vector, color in zip(
                ("query", "key", "value"), plain, outputs, colors, strict=True
            ):
                self.wait_until_bookmark(role)
                name = Text(self.label(role), size=LOOK.body, color=color, weight="semibold")
                name.place(vector.get_x(), OUTPUT_HEIGHT - 0.7, "center")
                self.play(ReplacementTransform(quiet, vector), FadeIn(name), run_time=0.3)

            self.wait_until_bookmark("matrices")
            marks = [
                matrix_mark(f"W_{letter.upper()}", LOOK.roles[letter]).move_to(
                    (vector.get_x(), MATRIX_HEIGHT, 0.0)
                )
                for letter, vector in zip(LOOK.roles, outputs, strict=True)
            ]
            self.play(
                LaggedStart(*(FadeIn(mark, scale=0.8) for mark in marks), lag_ratio=0.3),
                run_time=min(LOOK.calm, self.time_until("card")),
            )
            self.wait_until_bookmark("card")
            flashes = [way.copy().set_stroke(LOOK.ink, 5) for way in ways]
            self.play(*(ShowPassingFlash(flash, time_width=0.4) for flash in flashes), run_time=LOOK.slow)

    def open_card(self) -> None:
        """Leave nothing but the token, and set the title above and the lesson's place in the course below."""
        self.play(
            self.fade_title(),
            *(FadeOut(one) for one in (*self.others, *self.arcs, *self.branches, *self.cards)),
            self.token.animate.scale(LOOK.body / self.token.word.size).move_to(UP * INPUT_HEIGHT),
            run_time=LOOK.quick,
        )
        card = TitleCard(self.front.title, self.front.subtitle, self.facts(), baseline=SUBTITLE, look=LOOK)
        words = (FadeIn(line, shift=UP * 0.1) for line in (card.title, card.subtitle))
        self.play(*words, run_time=LOOK.calm)
        self.play(FadeIn(card.facts), run_time=LOOK.calm)

    def open_token(self, x: VGroup) -> None:
        """The box of the token becomes the cells of its embedding; the word steps aside."""
        word = self.token.word
        place = word.copy().at(x.get_left() + LEFT * 0.25, "right")
        name = Text(self.label("embedding"), size=LOOK.body, color=LOOK.embedding)
        name.at(x.get_right() + RIGHT * 0.25, "left")
        self.remove(self.token)
        self.play(
            ReplacementTransform(self.token.box, x),
            word.animate.become(place),
            FadeIn(name),
            run_time=min(0.6, self.time_until("roles")),
        )


class _Job(VGroup):
    """A card that tells one job: its verb, and what the token says."""

    WIDTH, HEIGHT = 4.1, 1.75

    def __init__(self, verb: str, sentence: str, color: str, x: float) -> None:
        self.color_lit = color
        self.box = panel(self.WIDTH, self.HEIGHT).move_to((x, -1.8, 0.0))
        inner = 0.3
        left, top = x - self.WIDTH / 2 + inner, float(self.box.get_top()[1])
        self.verb = Text(verb, size=LOOK.heading, color=color, weight="semibold").place(left, top - 0.68)
        width = (self.WIDTH - 2 * inner) * PIXELS_PER_UNIT
        self.sentence = Text(sentence, size=LOOK.body, color=LOOK.ink, width=width).place(left, top - 1.3)
        super().__init__(self.box, self.verb, self.sentence)

    def quieten(self) -> Self:
        """Leave of its light nothing but the coloured edge."""
        self.box.set_fill(LOOK.panel, 1)
        return self


def _chips(before: list[str], token: str, after: list[str]) -> tuple[list[Chip], Chip, list[Chip]]:
    """The tokens of the sentence side by side, as large as they fit with the lit one in the middle."""
    words, middle = [*before, token, *after], len(before)
    size = 60.0
    while True:
        row = [Chip(word, size=size) for word in words]
        VGroup(*row).arrange(RIGHT, buff=0.004 * size)
        x = row[middle].get_x()
        reach = max(float(row[-1].get_right()[0]) - x, x - float(row[0].get_left()[0]))
        if reach <= LOOK.right_edge:
            return row[:middle], row[middle], row[middle + 1 :]
        size *= 0.99 * LOOK.right_edge / reach


def _close_up(words: list[Text]) -> None:
    """Set words as one line of text, on the middle of the picture."""
    space = 0.003 * words[0].size
    x = -(sum(word.end - word.start for word in words) + space * (len(words) - 1)) / 2
    for word in words:
        word.place(x, word.baseline)
        x = word.end + space


def _arcs(before: list[Chip], token: Chip, after: list[Chip]) -> list[VMobject]:
    """Lines from every other token over to the lit one; none crosses another."""
    step, top = 0.17, token.box.get_top() + UP * 0.08
    arcs: list[VMobject] = []
    for side, chips in ((LEFT, before[::-1]), (RIGHT, after)):
        for index, chip in enumerate(chips):
            start = chip.box.get_top() + UP * 0.08
            end = top + side * step * (len(chips) - index - 0.5)
            lift = UP * (0.65 + 0.2 * abs(float(start[0] - end[0])))
            arc = CubicBezier(start, start + lift, end + lift, end, color=LOOK.soft, stroke_width=LOOK.edge)
            arcs.append(arc.set_fill(opacity=0))
    return arcs


def _way(start: Point3D, end: Point3D, color: str) -> VMobject:
    """A branch from the input to where its matrix will stand, and straight down to its output."""
    return branch(start, np.array([end[0], MATRIX_HEIGHT + 0.3, 0.0]), color).add_line_to(end)


def _mini_vector(color: str, count: int) -> VGroup:
    """A row of small cells without their numbers."""
    return VGroup(*(_cell(color, 0.44) for _ in range(count))).arrange(RIGHT, buff=0.07)


def _cell(color: str, side: float) -> RoundedRectangle:
    return RoundedRectangle(
        corner_radius=side / 5,
        width=side,
        height=side,
        fill_color=color,
        fill_opacity=LOOK.lit,
        stroke_color=color,
        stroke_width=LOOK.edge,
    )
