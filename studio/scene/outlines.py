"""What Typst makes of words and formulas: outlines on a baseline. No Manim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from xml.etree import ElementTree

import numpy as np
import svgelements
import typst
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.scene.fonts import MATH_FACE, TEXT_FACE

EM = 10.0  # Typst points of the em in every compiled document; the mobject is scaled afterwards
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


@dataclass(frozen=True, eq=False)
class Outline:
    """One glyph or rule: cubic curves, shape (4n, 3), y up, in em from the origin of the first baseline."""

    points: NDArray[np.float64]
    part: str
    stroke: float  # width of the line in em; 0 for what is filled


@dataclass(frozen=True, eq=False)
class Setting:
    """What Typst made of one source: its outlines, and the advance width in em."""

    outlines: tuple[Outline, ...]
    width: float


def document(
    body: str, *, width: float | None, weight: str, align: str, leading: float, language: str
) -> str:
    """The source of one text, in Typst's markup.

    Parameters
    ----------
    body
        The text as markup.
    width
        At which lines are broken, in em; None keeps them as they are.
    weight, align, leading, language
        As for `studio.scene.typesetting.Text`.
    """
    return _TEMPLATE.format(
        width="auto" if width is None else f"{width * EM}pt",
        face=TEXT_FACE,
        maths=MATH_FACE,
        em=EM,
        weight=weight,
        leading=leading,
        align=align,
        language=language,
        body=_ORIGIN + body,
    )


@lru_cache(maxsize=4096)
def set_source(source: str, parts: tuple[str, ...]) -> Setting:
    """Have Typst set a source, or give what it made of it before.

    Parameters
    ----------
    source
        From `document`.
    parts
        The names of its parts: the n-th one has the fill ``#00000n``.

    Raises
    ------
    StudioError
        In Typst's words, if it refuses.
    """
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
        flat = (points - (0, baseline)) / EM
        solid = np.column_stack([flat[:, 0], -flat[:, 1], np.zeros(len(flat))])
        solid.setflags(write=False)
        outlines.append(Outline(solid, parts[number - 1] if number else "", width / EM))
    return Setting(tuple(outlines), float(root.get("width", "0pt").removesuffix("pt")) / EM)


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
