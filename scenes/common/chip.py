"""A token in its box."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import RoundedRectangle, VGroup

from scenes.common.look import LOOK
from studio import Text
from studio.scene.typesetting import PIXELS_PER_UNIT


class Chip(VGroup):
    """A token in its box: quiet, lit in the colour of embeddings, or receding behind another.

    Parameters
    ----------
    word
        The token.
    size
        Pixels of its em.
    """

    def __init__(self, word: str, *, size: float = LOOK.heading) -> None:
        em = size / PIXELS_PER_UNIT
        self.word = Text(word, size=size).at(np.zeros(3))
        self.box = RoundedRectangle(
            corner_radius=0.14,
            width=self.word.end - self.word.start + 1.5 * em,
            height=2.2 * em,
            stroke_width=LOOK.hair,
        )
        self.box.z_index = -1  # a box that comes after its word still stands behind it
        super().__init__(self.box, self.word)
        self.quieten()

    def light(self, color: str = LOOK.embedding) -> Self:
        """Show that this token is spoken of. Also as ``chip.animate.light()``."""
        self.box.set_fill(color, LOOK.lit).set_stroke(color, LOOK.edge, 1)
        self.word.set_fill(color, 1)
        return self

    def quieten(self) -> Self:
        """Show that this token is there, but not spoken of."""
        return self._paint(LOOK.line, LOOK.ink)

    def recede(self) -> Self:
        """Let this token step back behind another."""
        return self._paint(LOOK.panel, LOOK.line)

    def _paint(self, line: str, ink: str) -> Self:
        self.box.set_fill(LOOK.panel, 1).set_stroke(line, LOOK.hair, 1)
        self.word.set_fill(ink, 1)
        return self
