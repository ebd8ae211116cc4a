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
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, Self
from xml.etree import ElementTree

import numpy as np
import svgelements
import typst
from manim import ManimColor, VGroup, VMobject
from manim.typing import Point3D
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.scene.fonts import MATH_FACE, TEXT_FACE

PIXELS_PER_UNIT = 135.0
"""Pixels of a 1080-pixel picture in one Manim unit: its frame is 8 units high."""

Align = Literal["left", "center", "right"]
Weight = Literal["light", "regular", "semibold", "bold"]

_EM = 10.0  # Typst points of the em in every compiled document; the mobject is scaled afterwards
_MARKER = "#0000fe"  # fill of the square that marks the origin of the first baseline
_TEMPLATE = """\
#set page(width: {width}, height: auto, margin: 0pt, fill: none)
#set text(font: "{face}", size: {em}pt, weight: "{weight}", top-edge: "baseline", bottom-edge: "baseline",
  number-type: "lining", number-width: "tabular", ligatures: false, lang: "{language}", hyphenate: false)
#show math.equation: set text(font: "{maths}", size: {em}pt, top-edge: "bounds", bottom-edge: "bounds")
#set par(leading: {leading}em, spacing: {leading}em, justify: false)
#set align({align})
{body}"""
_ORIGIN = f'#box(width: 0pt, height: 0pt, place(rect(width: 1pt, height: 1pt, fill: rgb("{_MARKER}"))))'
_PART = re.compile(r"\{\{\s*([A-Za-z_][\w-]*)\s*:\s*(.*?)\s*\}\}")


@dataclass(frozen=True, eq=False)
class _Outline:
    """One glyph or rule: cubic curves, shape (4n, 3), y up, in em from the origin of the first baseline."""

    points: NDArray[np.float64]
    part: str
    stroke: float  # width of the line in em; 0 for what is filled


@dataclass(frozen=True, eq=False)
class _Setting:
    """What Typst made of one source: its outlines, and the advance width in em."""

    outlines: tuple[_Outline, ...]
    width: float


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = files("font_source_sans_pro") / "files"
    return typst.Compiler(font_paths=[str(fonts)], ignore_system_fonts=True)


@lru_cache(maxsize=4096)
def _curves(path: str) -> NDArray[np.float64]:
    """Cubic curves of an SVG path in Manim's order, shape (4n, 2): anchor, handle, handle, anchor."""
    curves: list[tuple[complex, complex, complex, complex]] = []

    def line(start: complex, end: complex) -> None:
        if start != end:
            curves.append((start, start + (end - start) / 3, start + (end - start) * 2 / 3, end))

    for segment in svgelements.Path(path):
        if isinstance(segment, svgelements.Move):
            continue
        start, end = complex(segment.start), complex(segment.end)
        if isinstance(segment, svgelements.CubicBezier):
            curves.append((start, complex(segment.control1), complex(segment.control2), end))
        elif isinstance(segment, svgelements.QuadraticBezier):
            control = complex(segment.control)
            curves.append((start, (start + 2 * control) / 3, (end + 2 * control) / 3, end))
        else:  # Line and Close
            line(start, end)
    flat = np.array(curves, dtype=complex).reshape(-1)
    return np.column_stack([flat.real, flat.imag])


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def _matrix(transform: str | None) -> NDArray[np.float64]:
    """The 3x3 matrix of an SVG transform, of the two kinds that Typst writes."""
    matrix = np.eye(3)
    if transform:
        values = _numbers(transform)
        if transform.startswith("translate"):
            matrix[:2, 2] = (*values, 0.0)[:2]
        elif transform.startswith("scale"):
            matrix[0, 0], matrix[1, 1] = values[0], values[-1]
        else:
            matrix[:2] = np.array(values).reshape(3, 2).T
    return matrix


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


@lru_cache(maxsize=4096)
def _setting(source: str, parts: tuple[str, ...]) -> _Setting:
    try:
        svg = _compiler().compile(source.encode(), format="svg")
    except typst.TypstError as error:
        body = source.partition("#set align")[2].partition("\n")[2].removeprefix(_ORIGIN)
        raise StudioError(f"Typst cannot set {body!r}: {error.message}") from error
    assert isinstance(svg, bytes)  # one page
    root = ElementTree.fromstring(svg)
    symbols = {
        symbol.get("id"): (symbol[0].get("d") or "") if len(symbol) else ""
        for symbol in root.iter()
        if _local(symbol.tag) == "symbol"
    }
    href = "{http://www.w3.org/1999/xlink}href"
    found: list[tuple[NDArray[np.float64], str, float]] = []

    def walk(element: ElementTree.Element, matrix: NDArray[np.float64]) -> None:
        matrix = matrix @ _matrix(element.get("transform"))
        kind = _local(element.tag)
        if kind == "defs":
            return
        if kind in ("use", "path"):
            offset = (float(element.get("x", 0)), float(element.get("y", 0)))
            path = symbols[element.get(href, "")[1:]] if kind == "use" else element.get("d", "")
            points = _curves(path) if path else np.empty((0, 2))
            if len(points):
                points = (points + offset) @ matrix[:2, :2].T + matrix[:2, 2]
                fill = element.get("fill", "none")
                width = float(element.get("stroke-width", 0)) if fill == "none" else 0.0
                found.append((points, element.get("stroke", "") if fill == "none" else fill, width))
        for child in element:
            walk(child, matrix)

    walk(root, np.eye(3))
    baseline = next(points for points, paint, _ in found if paint == _MARKER)[:, 1].min()
    outlines = []
    for points, paint, width in found:
        if paint == _MARKER:
            continue
        number = int(paint[1:7], 16)
        flat = (points - (0, baseline)) / _EM
        solid = np.column_stack([flat[:, 0], -flat[:, 1], np.zeros(len(flat))])
        solid.setflags(write=False)
        outlines.append(_Outline(solid, parts[number - 1] if number else "", width / _EM))
    return _Setting(tuple(outlines), float(root.get("width", "0pt").removesuffix("pt")) / _EM)


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
        source = _TEMPLATE.format(
            width="auto" if width is None else f"{width / size * _EM}pt",
            face=TEXT_FACE,
            maths=MATH_FACE,
            em=_EM,
            weight=weight,
            leading=leading,
            align=align,
            language=language,
            body=_ORIGIN + body,
        )
        setting = _setting(source, parts)
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
