"""Words on one line, in even lines, and no wider than there is room."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TypeVar

import numpy as np
from manim import VGroup
from manim.typing import Point3D

from studio.scene.typesetting import Math, Text

_Words = TypeVar("_Words", Text, Math)


def on_one_line(*texts: Text | Math, gap: float = 0.3, at: Point3D | None = None) -> VGroup:
    """Set words and formulas on one baseline, from left to right.

    Parameters
    ----------
    texts
        The words.
    gap
        Between the end of one and the start of the next.
    at
        Where the first begins; None leaves it where it is.
    """
    first = texts[0]
    if at is not None:
        first.place(float(at[0]), float(at[1]))
    for before, text in pairwise(texts):
        text.place(before.end + gap, first.baseline)
    return VGroup(*texts)


def in_lines(text: str, size: float, count: int = 2) -> str:
    """Break a sentence into lines as even as its words allow.

    Parameters
    ----------
    text
        The sentence.
    size
        Pixels of the em, to measure it.
    count
        How many lines; a sentence of fewer words has fewer.
    """
    words = text.split()
    inner = range(1, len(words))
    best: tuple[float, list[str]] = (np.inf, [text])
    for breaks in combinations(inner, min(count - 1, len(inner))):
        edges = (0, *breaks, len(words))
        lines = [" ".join(words[start:end]) for start, end in pairwise(edges)]
        widest = max(line.end - line.start for line in (Text(line, size=size) for line in lines))
        best = min(best, (widest, lines))
    return "\n".join(best[1])


def fitted(words: _Words, room: float) -> _Words:
    """Make words smaller if they are wider than their room, in units; the same mobject comes back."""
    width = words.end - words.start
    return words if width <= room else words.scale(room / width)
