"""What is a text on a picture: the studio's own, and every kind that Manim has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from manim import (
    DecimalNumber,
    MarkupText,
    Matrix,
    Mobject,
    Paragraph,
    SingleStringMathTex,
    SurroundingRectangle,
    Table,
    Typst,
    VMobject,
)
from manim import Text as ManimText

from studio.scene.typesetting import PIXELS_PER_UNIT, Math, Text

_PANGO = 1.875
"""Pixels at 1080p of an em for each unit of `font_size` of Manim's own texts."""

_TEX = PIXELS_PER_UNIT / 96
"""The same for what TeX and Typst set: at 48, an em is half a unit."""

_STANDING = frozenset("fhiklmnrxzABDEFHIKLMNPRTXYZ1247")
"""Signs that stand flat on the baseline in every face."""

_PANGO_TEXTS = (ManimText, MarkupText)
_TEX_TEXTS = (SingleStringMathTex, Typst)
_KINDS = (Text, Math, *_PANGO_TEXTS, *_TEX_TEXTS, DecimalNumber, Paragraph)


def texts_of(mobjects: Iterable[Mobject]) -> Iterator[tuple[VMobject, int]]:
    """Find all texts below some mobjects, each once, and none within another.

    Yields
    ------
    tuple of VMobject and int
        The text, and an identity of the table or matrix that it is an entry of; 0 where it is none.
    """
    seen: set[int] = set()

    def below(mobject: Mobject, table: int) -> Iterator[tuple[VMobject, int]]:
        if id(mobject) in seen:
            return
        seen.add(id(mobject))
        if isinstance(mobject, _KINDS):
            yield mobject, table
            return
        if isinstance(mobject, Table | Matrix):
            table = id(mobject)
        for part in mobject.submobjects:
            yield from below(part, table)

    for mobject in mobjects:
        yield from below(mobject, 0)


def glyphs_of(text: VMobject) -> list[VMobject]:
    """What a text is drawn with: not the rectangle that may lie behind it."""
    if isinstance(text, Text | Math):
        parts: Iterable[Any] = text.submobjects
    else:
        parts = text.family_members_with_points()
    return [part for part in parts if not isinstance(part, SurroundingRectangle)]


def written(text: Any) -> str:
    """The words of a text, or its source."""
    if isinstance(text, Text | Math):
        return text.text
    if isinstance(text, _PANGO_TEXTS):
        return str(text.original_text)
    if isinstance(text, Paragraph):
        return str(text.lines_text.original_text)
    if isinstance(text, Typst):
        return str(text.typst_code).strip("$ ")
    if isinstance(text, SingleStringMathTex):
        return str(text.tex_string)
    return str(text._get_num_string(text.number))


def em_of(text: Any) -> float:
    """Pixels of a text's em at 1080p, as it is scaled now: of a number, those of its digits."""
    if isinstance(text, Text | Math):
        return text.size
    if isinstance(text, Paragraph):
        text = text.lines_text
    if isinstance(text, DecimalNumber):
        digits = [part for part in text.submobjects if isinstance(part, _KINDS)]
        return max(map(em_of, digits), default=float(text.font_size) * _TEX)
    return float(text.font_size) * (_PANGO if isinstance(text, _PANGO_TEXTS) else _TEX)


def baseline_of(text: Any) -> float:
    """Height (y) of a text's first baseline; not a number where it cannot be known."""
    if isinstance(text, Text | Math):
        return text.baseline
    if isinstance(text, DecimalNumber):
        signs, glyphs = written(text), text.submobjects
    elif isinstance(text, ManimText):
        first = text.original_text.split("\n")[0]
        signs = "".join(first.split())
        glyphs = text.submobjects[: len(signs)]
        if len(text.submobjects) != len("".join(text.original_text.split())):
            return float("nan")
    else:
        return float("nan")
    flat = [
        float(glyph.get_bottom()[1])
        for sign, glyph in zip(signs, glyphs, strict=False)
        if sign in _STANDING and glyph.get_family()
    ]
    return float(np.median(flat)) if flat else float("nan")
