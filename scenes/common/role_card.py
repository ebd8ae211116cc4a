"""The card of a role: query, key or value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from manim import VGroup

from scenes.common.look import LOOK
from studio import Math, Number, Text
from studio.kit import in_lines, panel, row_vector


class RoleCard(VGroup):
    """One of the three results: its name and formula on one line, its numbers, and its role in a sentence.

    Parameters
    ----------
    name
        "Query", "Key" or "Value", in the language of the script.
    letter
        "q", "k" or "v".
    numbers
        The vector; it may be empty, for a card that stands beside one.
    role
        The role sentence, quotes included; it is set in two lines.
    width, height
        Of the card; without numbers, 2.5 units are high enough.
    """

    WIDTH, HEIGHT = 4.1, 3.4
    INNER = 0.3
    """From the edge of the card to what it holds."""

    def __init__(
        self,
        name: str,
        letter: str,
        numbers: Sequence[Number],
        role: str,
        *,
        width: float = WIDTH,
        height: float = HEIGHT,
    ) -> None:
        self.color_lit = color = LOOK.roles[letter]
        top, bottom, right = height / 2, -height / 2, width / 2 - self.INNER
        self.box = panel(width, height)
        self.heading = Text(name, size=LOOK.heading, weight="semibold").place(-right, top - 0.77)
        self.formula = Math(f"{letter} = {{{{x: x}}}} W_{letter.upper()}", size=LOOK.heading)
        self.formula.place(right, top - 0.77, "right")
        gap = 0.07
        cell = ((2 * right + gap) / max(len(numbers), 1) - gap, 0.56)
        self.vector = row_vector(numbers, color, size=34, cell=cell, gap=gap).move_to((0, top - 1.53, 0))
        self.role = Text(in_lines(role, 40), size=40, align="center")
        self.role.place(0, bottom + 0.96, "center")
        super().__init__(self.box, self.heading, self.formula, self.vector, self.role)
        self.light()

    def light(self) -> Self:
        """Show that this role is spoken of. Also as ``card.animate.light()``."""
        self.box.set_stroke(self.color_lit, LOOK.edge)
        self.heading.set_fill(self.color_lit)
        self.formula.set_fill(self.color_lit)
        self.formula.part("x").set_fill(LOOK.embedding)
        self.vector.light()
        self.role.set_fill(LOOK.ink)
        return self

    def quieten(self) -> Self:
        """Show that this role is there, but not spoken of."""
        self.box.set_stroke(LOOK.line, LOOK.hair)
        for words in (self.heading, self.formula, self.role):
            words.set_fill(LOOK.soft)
        self.vector.quieten()
        return self
