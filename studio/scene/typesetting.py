"""Words, numbers and formulas as mobjects, set by Typst.

One typesetter for text and maths: it comes as a wheel with its own fonts, so that every machine draws the
same outlines; it knows baselines and advance widths, so that a row of words stands on one line and numbers
are flush on the right; and a reused compiler sets a line in half a millisecond.

Sizes are given in pixels of the em on a picture 1080 pixels high, whatever the film's resolution: the
smallest text of a lesson is 26.

A string is set once in a process: its outlines are kept, and every further mobject of it is a copy of arrays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, Self

import numpy as np
from manim import ManimColor, VGroup, VMobject
from manim.typing import Point3D

from studio.errors import StudioError
from studio.scene.outlines import document, set_source

PIXELS_PER_UNIT = 135.0
"""Pixels of a 1080-pixel picture in one Manim unit: its frame is 8 units high."""

Align = Literal["left", "center", "right"]
Weight = Literal["light", "regular", "semibold", "bold"]

_PART = re.compile(r"\{\{\s*([A-Za-z_][\w-]*)\s*:\s*(.*?)\s*\}\}")


@lru_cache(maxsize=256)
def _glyph(color: str, line: float) -> VMobject:
    """An empty glyph to copy, which is quicker than to make one: filled, or a line of a width above 0."""
    return VMobject(
        fill_color=color,
        fill_opacity=0.0 if line else 1.0,
        stroke_color=color,
        stroke_width=line,
    )


class _Typeset(VGroup):
    """A line or a few lines, standing on the baseline of the first; one submobject per glyph.

    It begins with its origin, the left end of the baseline, at (0, 0, 0).
    """

    def __init__(
        self,
        body: str,
        parts: tuple[str, ...],
        *,
        size: float,
        color: Any,
        weight: Weight,
        align: Align,
        leading: float,
        width: float | None,
        language: str,
        colors: Mapping[str, Any],
    ) -> None:
        source = document(
            body,
            width=None if width is None else width / size,
            weight=weight,
            align=align,
            leading=leading,
            language=language,
        )
        setting = set_source(source, parts)
        scale = size / PIXELS_PER_UNIT
        paint = ManimColor(color)
        glyphs = []
        self._parts: list[str] = []
        for outline in setting.outlines:
            colour = ManimColor(colors[outline.part]) if outline.part in colors else paint
            glyph = _glyph(
                colour.to_hex(with_alpha=True), outline.stroke * size * 100 / PIXELS_PER_UNIT
            ).copy()
            glyph.points = outline.points * scale
            glyphs.append(glyph)
            self._parts.append(outline.part)
        super().__init__(*glyphs)
        unknown = set(colors) - set(parts)
        if unknown:
            raise StudioError(f"{body!r} has no part named {', '.join(sorted(unknown))}.")
        self.source = body
        # Where the ink stands against the line, in units of the text as it was set: this is how baseline
        # and advance width are found again after the mobject was moved and scaled.
        bounds = [(0.0, 0.0), (0.0, 0.0)]
        if glyphs:
            ink = np.vstack([glyph.points for glyph in glyphs])
            bounds = list(zip(ink.min(axis=0)[:2], ink.max(axis=0)[:2], strict=True))
        (self._left, self._right), (self._bottom, self._top) = bounds
        self._advance = setting.width * scale
        self._size = size

    @property
    def _scale(self) -> float:
        wide, high = self._right - self._left, self._top - self._bottom
        if max(wide, high) == 0:
            return 1.0
        return float(self.width / wide if wide >= high else self.height / high)

    @property
    def size(self) -> float:
        """The em in pixels on a picture 1080 high, as the mobject is scaled now."""
        return self._size * self._scale

    @property
    def baseline(self) -> float:
        """Height (y) of the first baseline."""
        return float(self.get_bottom()[1]) - self._bottom * self._scale

    @property
    def start(self) -> float:
        """Where the line begins (x): the left edge of its advance width."""
        return float(self.get_left()[0]) - self._left * self._scale

    @property
    def end(self) -> float:
        """Where the line ends (x): the right edge of its advance width. Digits are flush on it."""
        return self.start + self._advance * self._scale

    def place(self, x: float, y: float, align: Align = "left") -> Self:
        """Set the first baseline at height y, and the start, middle or end of the line at x."""
        at = {"left": self.start, "center": (self.start + self.end) / 2, "right": self.end}[align]
        return self.shift(np.array([x - at, y - self.baseline, 0.0]))

    def at(self, point: Point3D, align: Align = "center") -> Self:
        """Set the line so that capitals and digits are centred in height on a point.

        Unlike `move_to`, all words placed so at one height stand on one baseline.
        """
        half = 0.33 * self.size / PIXELS_PER_UNIT  # half the height of a capital: 0.66 em in the text face
        return self.place(float(point[0]), float(point[1]) - half, align)

    def part(self, name: str) -> VGroup:
        """The glyphs of a part that the source named with ``{{name: ...}}``.

        Raises
        ------
        StudioError
            If the source names no such part.
        """
        glyphs = [glyph for glyph, part in zip(self.submobjects, self._parts, strict=True) if part == name]
        if not glyphs:
            raise StudioError(f"{self.source!r} has no part named {name!r}.")
        return VGroup(*glyphs)


def _with_parts(body: str, wrap: str) -> tuple[str, tuple[str, ...]]:
    """Give each named part a fill of its own, by which its glyphs are known in the SVG.

    A colour changes no spacing, unlike a box around the part.
    """
    parts: list[str] = []

    def painted(match: re.Match[str]) -> str:
        parts.append(match[1])
        return wrap.format(color=f"#{len(parts):06x}", body=match[2])

    return _PART.sub(painted, body), tuple(parts)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


class Text(_Typeset):
    r"""Words in the text face. What is given is what is drawn: no character of it is markup.

    Parameters
    ----------
    text
        The words; a line break where it has one.
    size
        Pixels of the em at 1080p.
    color
        Of the whole text.
    weight
        Of the face.
    align
        Of the lines among themselves.
    leading
        From baseline to baseline, in em.
    width
        Pixels at 1080p at which lines are broken; None keeps them as they are.
    language
        ISO 639 code, for the shaping of glyphs.
    """

    def __init__(
        self,
        text: str,
        *,
        size: float = 40,
        color: Any = "#FFFFFF",
        weight: Weight = "regular",
        align: Align = "left",
        leading: float = 1.25,
        width: float | None = None,
        language: str = "en",
    ) -> None:
        self.text = text
        super().__init__(
            "#linebreak()".join(_literal(line) for line in text.split("\n")),
            (),
            size=size,
            color=color,
            weight=weight,
            align=align,
            leading=leading,
            width=width,
            language=language,
            colors={},
        )


class Math(_Typeset):
    r"""A formula in Typst's maths notation: ``Math("q = x W_Q")``.

    Parameters
    ----------
    source
        The formula without dollar signs. ``{{name: ...}}`` names a part (not within another), which may
        then have a colour of its own and be taken out with `part`; its spacing stays.
    size
        Pixels of the em at 1080p.
    color
        Of all that has no colour of its own.
    colors
        By the name of a part.
    """

    def __init__(
        self,
        source: str,
        *,
        size: float = 40,
        color: Any = "#FFFFFF",
        colors: Mapping[str, Any] | None = None,
    ) -> None:
        self.text = _PART.sub(r"\2", source)
        body, parts = _with_parts(source, 'text(fill: #rgb("{color}"), {body})')
        super().__init__(
            f"$display({body})$",
            parts,
            size=size,
            color=color,
            weight="regular",
            align="left",
            leading=1.25,
            width=None,
            language="en",
            colors=colors or {},
        )
