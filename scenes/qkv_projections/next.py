"""Further reading, and what comes next: scores become shares, and these mix the values."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    DOWN,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Rectangle,
    VGroup,
    VMobject,
)

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.common.role_card import RoleCard
from scenes.qkv_projections.sentence import PLACE
from studio import Text
from studio.kit import arrow, during, grid, rounded

PAPERS = (("bahdanau",), ("vaswani",), ("shazeer", "ainslie"), ("elhage",))
"""Names of the papers' labels, those that are spoken of at once together."""
SPOKEN = ("bahdanau", "vaswani", "fewer", "circuits")
"""The bookmark of each group."""
FIRST, STEP = 1.9, 1.08
"""Height (y) of the first paper's middle, and the way down to the next."""

CARDS = 0.75
"""Where the middle of the cards stands (y)."""
BORDER, STEPS, WORDS = -1.3, -2.02, -2.75
"""Heights (y) of the line below them, of what comes next, and of the words below that."""
PLACES = (-2.35, 0.3, 2.95, 5.45)
"""Where the scores, the softmax, the shares and their mix stand (x)."""


class Next(Chapter):
    """Five papers, each lit as it is spoken of; then the three vectors, and what becomes of scores."""

    def construct(self) -> None:
        """List the papers, then look ahead."""
        self.show_papers()
        self.look_ahead()

    # -- further reading -------------------------------------------------------------------------------

    def show_papers(self) -> None:
        """Let a line go down the list with the voice."""
        with self.slide("papers"):
            groups = [VGroup() for _ in PAPERS]
            row = 0
            for group, names in zip(groups, PAPERS, strict=True):
                for name in names:
                    group.add(self.paper(name, FIRST - STEP * row))
                    row += 1
            entries = [paper for group in groups for paper in group]
            self.wait_until_bookmark("papers")
            self.play(
                LaggedStart(*(FadeIn(paper, shift=DOWN * 0.08) for paper in entries), lag_ratio=0.15),
                run_time=min(LOOK.calm, self.time_until(SPOKEN[0])),
            )
            line: Any = None
            for mark, group in zip(SPOKEN, groups, strict=True):
                self.wait_until_bookmark(mark)
                following = _underline(group)
                if line is None:
                    line = following
                    moved = Create(line)
                else:
                    moved = line.animate.become(following)
                titles: list[Any] = [paper[0] for paper in group]
                self.play(moved, *(title.animate.set_fill(LOOK.ink) for title in titles), run_time=LOOK.quick)
            self.wait(0.2)
            self.play(FadeOut(line), run_time=0.3)

    def paper(self, name: str, height: float) -> VGroup:
        """Title over authors, year and where to find it."""
        left, room = LOOK.left_edge, LOOK.right_edge - LOOK.left_edge
        title = Text(self.label(name), size=36, color=LOOK.soft, weight="semibold")
        title.scale(min(1.0, room / (title.end - title.start))).place(left, height + 0.1)
        return VGroup(
            title, Text(self.label(f"{name}_by"), size=28, color=LOOK.soft).place(left, height - 0.32)
        )

    # -- the next module -------------------------------------------------------------------------------

    def look_ahead(self) -> None:
        """Set out the three vectors; below them let a row of scores become shares, and these a mix."""
        self.opening = [self.fade_all_but()]
        with self.slide("next-module"):
            roles = ("query", "key", "value")
            cards = [self.card(role, x) for role, x in zip(roles, LOOK.columns, strict=True)]
            self.wait_until_bookmark("vectors")
            self.play(
                LaggedStart(*(FadeIn(card, shift=DOWN * 0.1) for card in cards), lag_ratio=0.3),
                run_time=min(LOOK.calm, self.time_until("next")),
            )
            scores, softmax, shares, mix = self.steps()
            ways = [_way(before, after) for before, after in pairwise((scores, softmax, shares, mix))]
            below_scores, below_shares, below_mix = (
                Text(self.label(label), size=LOOK.small, color=color).place(x, WORDS, "center")
                for label, color, x in (
                    ("scores", LOOK.score, PLACES[0]),
                    ("shares", LOOK.score, PLACES[2]),
                    ("mix", LOOK.value, PLACES[3]),
                )
            )
            self.wait_until_bookmark("next")
            self.play(
                FadeIn(self.coming(), scores, below_scores),
                run_time=min(LOOK.calm, self.time_until("shares")),
            )
            self.wait_until_bookmark("shares")
            self.play(
                Create(ways[0], rate_func=during(0, 0.4)),
                FadeIn(softmax, rate_func=during(0.2, 0.6)),
                Create(ways[1], rate_func=during(0.4, 0.8)),
                FadeIn(shares, below_shares, rate_func=during(0.6, 1)),
                run_time=min(LOOK.slow, self.time_until("mix")),
            )
            self.wait_until_bookmark("mix")
            self.play(
                Create(ways[2], rate_func=during(0, 0.6)),
                FadeIn(mix, below_mix, rate_func=during(0.4, 1)),
                run_time=LOOK.calm,
            )

    def steps(self) -> list[VGroup]:
        """A row of scores, the softmax, the shares that come out of it, and the mix of the values."""
        count = int(self.number("n_tokens").value)
        scores = np.array([self.number(f"S{PLACE + 1}{index}").value for index in range(1, count + 1)])
        tints = (scores - scores.min()) / (scores.max() - scores.min())
        shares = np.exp(scores - scores.max())
        row = grid(1, count, LOOK.score, side=0.26, gap=0.06)
        bars = VGroup()
        for index, (square, tint, share) in enumerate(zip(row, tints, shares, strict=True)):
            square.set_fill(LOOK.score, 0.06 + 0.6 * float(tint))
            bar = Rectangle(width=0.22, height=0.7 * float(share) + 0.02, stroke_width=0)
            bar.set_fill(LOOK.score, 1).move_to((0.32 * index, -0.35, 0), aligned_edge=DOWN)
            bars.add(bar)
        word = Text(self.label("softmax"), size=LOOK.small, color=LOOK.ink)
        box = rounded(word.end - word.start + 0.5, 0.6, LOOK.corner).set_stroke(LOOK.ink, LOOK.edge)
        mix = grid(1, 4, LOOK.value, side=0.3).set_fill(LOOK.value, 0.6)
        steps = [row, VGroup(box), bars, VGroup(*mix)]
        for step, x in zip(steps, PLACES, strict=True):
            step.move_to((x, STEPS, 0))
        steps[1].add(word.at(box.get_center()))
        return steps

    def card(self, role: str, x: float) -> RoleCard:
        """One of the three vectors with its role."""
        card = RoleCard(self.label(role), role[0], self.numbers(role[0]), self.label(f"{role}_role"))
        return card.move_to((x, CARDS, 0))

    def coming(self) -> VGroup:
        """What comes next, below a line of its own: the module after this one."""
        module = self.front.course.module
        assert module is not None, "the modules of this course have numbers"
        name = f"{self.label('module')} {module + 1}"
        border = Line((LOOK.left_edge, BORDER, 0), (LOOK.right_edge, BORDER, 0), stroke_width=LOOK.hair)
        return VGroup(
            border.set_color(LOOK.soft),
            Text(self.label("next"), size=LOOK.small, color=LOOK.soft).place(LOOK.left_edge, STEPS + 0.2),
            Text(name, size=LOOK.heading, color=LOOK.ink, weight="semibold").place(
                LOOK.left_edge, STEPS - 0.4
            ),
        )


def _way(before: VMobject, after: VMobject) -> VMobject:
    """A short line from one step to the next, at one height."""
    start, end = float(before.get_right()[0]) + 0.15, float(after.get_left()[0]) - 0.15
    return arrow(Line((start, STEPS, 0), (end, STEPS, 0)).points, LOOK.soft)


def _underline(group: VGroup) -> Line:
    """A line below the papers that are spoken of."""
    y = float(group.get_bottom()[1]) - 0.14
    return Line((LOOK.left_edge, y, 0), (LOOK.right_edge, y, 0), color=LOOK.ink, stroke_width=LOOK.hair)
