"""A title card: what the lesson is called, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from manim import RIGHT, VGroup

from studio.kit.look import DEFAULT_LOOK, Look
from studio.kit.words import fitted
from studio.scene.typesetting import Text


class TitleCard(VGroup):
    """A title with a subtitle below it, and along the foot of the picture some facts in columns.

    Parameters
    ----------
    title, subtitle
        What the lesson is called; each gets smaller where it would be wider than the safe area.
    facts
        Name and value of each column, from left to right. Those without a value are left out.
    baseline
        Of the subtitle. The card has its title in the middle; 1.93 sets it high, above a picture.
    language
        ISO 639 code, for the shaping of glyphs.
    look
        Colours and sizes.

    Attributes
    ----------
    title, subtitle
        Its words.
    facts
        A group for each column: its name, its value.
    """

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        facts: Sequence[tuple[str, str]] = (),
        *,
        baseline: float = -0.15,
        language: str = "en",
        look: Look = DEFAULT_LOOK,
    ) -> None:
        self.title = fitted(
            Text(title, size=92, color=look.ink, weight="semibold", language=language), look.width
        )
        self.title.place(0, baseline + 0.69, "center")
        self.subtitle = fitted(Text(subtitle, size=look.body, color=look.soft, language=language), look.width)
        self.subtitle.place(0, baseline, "center")
        columns = [
            VGroup(
                Text(name, size=look.small, color=look.soft, language=language).place(0, -2.42),
                Text(value, size=36, color=look.ink, language=language).place(0, -2.9),
            )
            for name, value in facts
            if value
        ]
        for column, following in pairwise(columns):
            following.shift(RIGHT * (float(column.get_right()[0] - following.get_left()[0]) + 1.1))
        self.facts = VGroup(*columns)
        if columns:  # the middle of nothing is nowhere
            self.facts.set_x(0)
        super().__init__(self.title, self.subtitle, self.facts)
