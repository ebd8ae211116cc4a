"""Further reading, and what comes next: the query meets the key of another token."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from scenes import look
from scenes.board import arrow
from scenes.chapter import Chapter
from scenes.mobjects import Matrix, RoleCard, during, on_one_line, panel, row_vector
from studio.typesetting import Text

PAPERS = (("bahdanau",), ("vaswani",), ("shazeer", "ainslie"), ("elhage",))
"""Names of the papers' labels, those that are spoken of at once together."""
SPOKEN = ("bahdanau", "vaswani", "fewer", "circuits")
"""The bookmark of each group."""
FIRST, STEP = 1.9, 1.08
"""Height (y) of the first paper's middle, and the way down to the next."""
MARGIN = 0.35
"""From the edge of the frame to the words in it."""

CARDS = 0.55
"""Where the middle of the cards stands (y)."""
MEETING = -1.9
"""Height (y) at which the query goes to the key."""


class Next(Chapter):
    """Five papers, each lit as it is spoken of; then the three vectors, and the query on its way to a key."""

    def construct(self) -> None:
        """List the papers, then look ahead."""
        self.show_papers()
        self.look_ahead()

    # -- further reading -------------------------------------------------------------------------------

    def show_papers(self) -> None:
        """Let a frame go down the list with the voice."""
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
                run_time=min(look.CALM, self.time_until(SPOKEN[0])),
            )
            frame: Any = None
            for mark, group in zip(SPOKEN, groups, strict=True):
                self.wait_until_bookmark(mark)
                following = _frame(group)
                if frame is None:
                    frame = following
                    moved = FadeIn(frame)
                else:
                    moved = frame.animate.become(following)
                titles: list[Any] = [paper[0] for paper in group]
                self.play(moved, *(title.animate.set_fill(look.INK) for title in titles), run_time=look.QUICK)
            self.wait(0.2)
            self.play(FadeOut(frame), run_time=0.3)

    def paper(self, name: str, height: float) -> VGroup:
        """Title over authors, year and where to find it."""
        left, room = look.LEFT_EDGE + MARGIN, look.RIGHT_EDGE - look.LEFT_EDGE - 2 * MARGIN
        title = Text(self.label(name), size=36, color=look.SOFT, weight="semibold")
        title.scale(min(1.0, room / (title.end - title.start))).place(left, height + 0.1)
        return VGroup(
            title, Text(self.label(f"{name}_by"), size=28, color=look.SOFT).place(left, height - 0.32)
        )

    # -- the next module -------------------------------------------------------------------------------

    def look_ahead(self) -> None:
        """Set out the three vectors, and send the query to the key of another token."""
        self.opening = [self.fade_all_but()]
        with self.slide("next-module"):
            roles = ("query", "key", "value")
            cards = [self.card(role, x) for role, x in zip(roles, look.COLUMNS, strict=True)]
            self.wait_until_bookmark("vectors")
            self.play(
                LaggedStart(*(FadeIn(card, shift=DOWN * 0.1) for card in cards), lag_ratio=0.3),
                run_time=min(look.CALM, self.time_until("next")),
            )
            query = self.row("q", look.QUERY, look.COLUMNS[0])
            key = self.row("other_k", look.KEY, look.COLUMNS[1])
            way = arrow(
                Line(query.get_right() + RIGHT * 0.15, key.get_left() + LEFT * 0.15).points, look.QUERY
            )
            self.wait_until_bookmark("next")
            self.play(
                TransformFromCopy(cards[0].vector, query),
                FadeIn(self.under(query, "query_of", "token", look.QUERY), rate_func=during(0.6, 1)),
                FadeIn(key, self.under(key, "key_of", "other", look.KEY), self.coming()),
                run_time=look.CALM,
            )
            self.play(Create(way), run_time=look.CALM)

    def card(self, role: str, x: float) -> RoleCard:
        """One of the three vectors with its role."""
        card = RoleCard(self.label(role), role[0], self.numbers(role[0]), self.label(f"{role}_role"))
        return card.move_to((x, CARDS, 0))

    def row(self, letter: str, color: str, x: float) -> Matrix:
        """A vector as wide and as written as in a card."""
        inner, gap = RoleCard.WIDTH - 2 * RoleCard.INNER, 0.07
        vector = row_vector(
            self.numbers(letter), color, lit=True, size=34, cell=((inner + gap) / 4 - gap, 0.56), gap=gap
        )
        return vector.move_to((x, MEETING, 0))

    def under(self, row: Matrix, label: str, name: str, color: str) -> VGroup:
        """Whose vector it is, on one line below it."""
        words = Text(self.label(label), size=look.SMALL, color=look.SOFT)
        token = Text(self.text(name), size=look.SMALL, color=color, weight="semibold")
        line = on_one_line(words, token, gap=0.09, at=np.array([0, MEETING - 0.75, 0]))
        middle = (words.start + token.end) / 2
        return line.shift(RIGHT * (row.get_x() - middle))

    def coming(self) -> VGroup:
        """What comes next: the module after this one."""
        x = look.COLUMNS[2]
        name = f"{self.label('module')} {self.front.module + 1}"
        return VGroup(
            Text(self.label("next"), size=look.SMALL, color=look.SOFT).place(x, MEETING + 0.22, "center"),
            Text(name, size=look.HEADING, color=look.INK, weight="semibold").place(
                x, MEETING - 0.36, "center"
            ),
        )


def _frame(group: VGroup) -> VMobject:
    """A lit frame around papers, as wide as the safe area."""
    top, bottom = float(group.get_top()[1]) + 0.16, float(group.get_bottom()[1]) - 0.14
    frame = panel(look.RIGHT_EDGE - look.LEFT_EDGE, top - bottom, look.EMBEDDING)
    frame.set_z_index(-1).set_stroke(width=look.EDGE)
    return frame.set_y((top + bottom) / 2)
