"""How the words and shapes of one picture lie to each other: pure functions from their places to clashes.

All lengths are Manim units, (0, 0) being the middle of the picture and y running upwards, unless they are
said to be pixels. A box is left, bottom, right and top, so that boxes have the shape (n, 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.scene.suppressions import Check

Array = NDArray[np.float64]

PIXEL = 1 / 135
"""Of a picture 1080 high, in units: its frame is 8 units high."""

CURVE_PIECES = 6
"""Straight pieces that stand for one cubic curve: its middle is then off by less than a hundredth."""

OPAQUE = 0.7
"""Opacity from which a fill hides what lies below it: Manim's own background rectangles have 0.75."""

TINT = 0.45
"""Opacity from which a fill above words is in their way; what is fainter is a highlighter."""

SLIGHT = 0.2
"""Opacity below which an outline is in nobody's way."""

BESIDE = 2.0
"""Units of width between words up to which they may be meant to stand on one baseline."""

LEVEL = 0.35
"""Words whose baselines differ by less than this part of their em were meant to stand on one."""

ALIKE = 0.95
"""Share of the larger em from which the smaller one counts as the same size; words of other sizes may be
centred on one height instead."""


_ALONG = np.linspace(0.05, 0.95, 7)


@dataclass(frozen=True, eq=False)
class Words:
    """A text or a formula on a picture.

    Parameters
    ----------
    text
        What is written.
    rows
        Bounds of its ink, one box a line.
    order
        When it is drawn: what is drawn later lies above.
    size
        Pixels of its em at 1080p.
    baseline
        Height (y) of its first line; not a number where it is not known.
    set_by
        What Manim itself arranged it in, such as a table; 0 if nothing did.
    """

    text: str
    rows: Array
    order: int
    size: float
    baseline: float
    set_by: int = 0


@dataclass(frozen=True, eq=False)
class Shape:
    """Anything else on a picture.

    Parameters
    ----------
    name
        What it is, for messages.
    curves
        Its outline in cubic curves: start, two handles and end of each, shape (4n, 2) or (4n, 3).
    order
        When it is drawn: what is drawn later lies above.
    fill
        Opacity of what it is filled with; 0 for a line.
    stroke
        Opacity of its outline; 0 where it has none.
    """

    name: str
    curves: Array
    order: int
    fill: float
    stroke: float = 1.0

    @property
    def box(self) -> Array:
        """The box around its curves and their handles."""
        return np.concatenate([self.curves.min(axis=0)[:2], self.curves.max(axis=0)[:2]])

    @cached_property
    def outline(self) -> Array:
        """The straight pieces that stand for its curves, shape (n, 2, 2): piece, end, (x, y)."""
        return pieces(self.curves)


@dataclass(frozen=True)
class Clash:
    """One clash.

    Parameters
    ----------
    check
        What is wrong: `Check.OVERLAP`, `CROSSED`, `COVERED` or `BASELINE`.
    words
        The words that it happens to.
    other
        What it happens with: other words, or the name of a shape.
    pixels
        By how much at 1080p, where that says something; else 0.
    which
        The index of the words among those of the picture.
    """

    check: Check
    words: str
    other: str
    pixels: float = 0.0
    which: int = field(default=0, compare=False)


def pieces(curves: Array) -> Array:
    """Cut cubic curves into straight pieces.

    Parameters
    ----------
    curves
        Start, two handles and end of each, shape (4n, 2) or (4n, 3).

    Returns
    -------
    Array
        Shape (n * `CURVE_PIECES`, 2, 2).
    """
    start, one, two, end = np.swapaxes(curves[:, :2].reshape(-1, 4, 2), 0, 1)[:, :, None]
    t = np.linspace(0.0, 1.0, CURVE_PIECES + 1)[:, None]
    s = 1 - t
    points = s**3 * start + 3 * s**2 * t * one + 3 * s * t**2 * two + t**3 * end
    return np.stack([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 2, 2)


def rows_of(glyphs: Array) -> Array:
    """Join the boxes of glyphs into one box a line; lines have some height between them."""
    rows: list[Array] = []
    for glyph in glyphs[np.argsort(-glyphs[:, 3])]:
        if rows and glyph[3] > rows[-1][1]:
            last = rows[-1]
            rows[-1] = np.concatenate([np.minimum(last[:2], glyph[:2]), np.maximum(last[2:], glyph[2:])])
        else:
            rows.append(glyph)
    return np.array(rows).reshape(-1, 4)


def clashes(words: Sequence[Words], shapes: Sequence[Shape]) -> Iterator[Clash]:
    """Find what lies over what, and what does not stand on one line, on one picture."""
    lines, owner = _lines(words)
    for one, other in overlapping(words):
        yield Clash(Check.OVERLAP, words[one].text, words[other].text, which=one)
    for one, (left, right) in _side_by_side(words):
        if pixels := _unlevel(left, right):
            yield Clash(Check.BASELINE, left.text, right.text, pixels, one)
    plates = [shape for shape in shapes if shape.fill >= OPAQUE]
    boxes = np.array([shape.box for shape in shapes]).reshape(-1, 4)
    for one, other in _meeting(lines, boxes, owner, np.arange(len(shapes)), -PIXEL):
        text, shape = words[one], shapes[other]
        if shape.order > text.order and shape.fill >= TINT and _covers(shape, text):
            yield Clash(Check.COVERED, text.text, shape.name, which=one)
        elif _crosses(shape, text, plates):
            yield Clash(Check.CROSSED, text.text, shape.name, which=one)


def overlapping(words: Sequence[Words]) -> list[tuple[int, int]]:
    """The pairs of words that lie over each other by more than a pixel, by their indices."""
    lines, owner = _lines(words)
    return [(one, other) for one, other in _meeting(lines, lines, owner, owner, PIXEL) if one < other]


def _lines(words: Sequence[Words]) -> tuple[Array, NDArray[np.intp]]:
    """The boxes of all lines, shape (n, 4), and the index of the words that each belongs to."""
    lines = np.concatenate([text.rows for text in words]) if words else np.empty((0, 4))
    return lines, np.repeat(np.arange(len(words)), [len(text.rows) for text in words])


def _meeting(
    some: Array, others: Array, owners: NDArray[np.intp], of_others: NDArray[np.intp], margin: float
) -> list[tuple[int, int]]:
    """The owners of boxes that have more than a margin in common, in width and in height."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    one, other = np.nonzero((high - low > margin).all(axis=2))
    return sorted(set(zip(owners[one].tolist(), of_others[other].tolist(), strict=True)))


def _side_by_side(words: Sequence[Words]) -> Iterator[tuple[int, tuple[Words, Words]]]:
    """Each text with one on its right in its first line, by its index, with the nearest one there."""
    first = np.array([text.rows[0] for text in words]).reshape(-1, 4)
    for index, (text, (_, bottom, right, top)) in enumerate(zip(words, first, strict=True)):
        beside = (first[:, 0] > right - PIXEL) & (first[:, 0] < right + BESIDE)
        beside &= (first[:, 1] < top) & (first[:, 3] > bottom)
        if beside.any():
            yield index, (text, words[int(np.where(beside, first[:, 0], np.inf).argmin())])


def _unlevel(one: Words, other: Words) -> float:
    """Pixels between the baselines of words that were meant to stand on one; 0 if they do, or were not."""
    if one.set_by and one.set_by == other.set_by:
        return 0.0
    small, large = sorted((one.size, other.size))
    apart = abs(one.baseline - other.baseline) / PIXEL
    return apart if small >= ALIKE * large and 0.75 < apart < LEVEL * small else 0.0


def _covers(shape: Shape, words: Words) -> bool:
    middles = (words.rows[:, :2] + words.rows[:, 2:]) / 2
    return bool(_within(shape, middles).any()) or bool(len(_through(shape, words)))


def _crosses(shape: Shape, words: Words, plates: Sequence[Shape]) -> bool:
    """Whether the outline runs through words, and no plate between the two hides it there."""
    if shape.stroke < SLIGHT and shape.fill < TINT:
        return False
    seen = _through(shape, words)
    for plate in plates:
        if len(seen) and shape.order < plate.order < words.order:
            seen = seen[~_within(plate, seen)]
    return bool(len(seen))


def _through(shape: Shape, words: Words) -> Array:
    """Points on the parts of the outline that lie in the lines of words, shape (n, 2)."""
    start = shape.outline[:, 0]
    way = shape.outline[:, 1] - start
    found = []
    for row in words.rows:
        low, high = row[:2] + PIXEL, row[2:] - PIXEL
        with np.errstate(divide="ignore", invalid="ignore"):
            first, second = (low - start) / way, (high - start) / way
        # Along an axis on which it does not move, a piece is in the line all the way or not at all.
        still = way == 0
        inside = (start > low) & (start < high)
        enters = np.where(still, np.where(inside, 0, 2), np.minimum(first, second)).max(axis=1)
        leaves = np.where(still, 1, np.maximum(first, second)).min(axis=1)
        enters, leaves = np.maximum(enters, 0), np.minimum(leaves, 1)
        cut = enters < leaves
        for share in _ALONG:
            at = enters + share * (leaves - enters)
            found.append(start[cut] + way[cut] * at[cut, None])
    return np.concatenate(found)


def _within(shape: Shape, points: Array) -> NDArray[np.bool_]:
    """Which points lie inside an outline: those from which a ray crosses it an odd number of times."""
    (x1, y1), (x2, y2) = np.moveaxis(shape.outline, 0, 2)
    x, y = points[:, :1], points[:, 1:]
    spans = (y1 <= y) != (y2 <= y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    odd: NDArray[np.bool_] = (spans & (crossing > x)).sum(axis=1) % 2 == 1
    return odd


def contrast(picture: NDArray[np.uint8], glyphs: NDArray[np.intp], paints: Sequence[str]) -> float:
    """Measure how well words can be told from their ground, as WCAG 2.2 counts it: from 1 to 21.

    The ground is the median of what lies close around the words. Each glyph counts with that pixel of it
    which differs most from the ground, for its edges are blurred; the glyphs of one paint count with their
    median, and of several paints the weakest counts.

    Parameters
    ----------
    picture
        Shape (height, width, 3 or 4).
    glyphs
        Left, top, right and bottom of each glyph in pixels, shape (n, 4).
    paints
        What each of them is painted with.
    """
    height, width = picture.shape[:2]
    edge = 4
    left, top = np.maximum(glyphs[:, :2].min(axis=0) - edge, 0)
    right, bottom = np.minimum(glyphs[:, 2:].max(axis=0) + edge, (width, height))
    luminance = _luminance(picture[top:bottom, left:right])
    around = np.ones(luminance.shape, bool)
    around[edge:-edge, edge:-edge] = False
    ground = float(np.median(luminance[around]))
    by_paint: dict[str, list[float]] = {}
    for (x1, y1, x2, y2), paint in zip(glyphs - (left, top, left, top), paints, strict=True):
        part = luminance[max(y1, 0) : y2, max(x1, 0) : x2]
        if part.size:
            light, dark = max(float(part.max()), ground), min(float(part.min()), ground)
            by_paint.setdefault(paint, []).append(max(_ratio(light, ground), _ratio(ground, dark)))
    return min((float(np.median(ratios)) for ratios in by_paint.values()), default=21.0)


_LINEAR = np.where(
    np.arange(256) / 255 <= 0.04045,
    np.arange(256) / 255 / 12.92,
    ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4,
)


def _luminance(pixels: NDArray[np.uint8]) -> Array:
    """Relative luminance, as WCAG 2.2 defines it for sRGB."""
    red, green, blue = (_LINEAR[pixels[..., channel]] for channel in range(3))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(light: float, dark: float) -> float:
    return (light + 0.05) / (dark + 0.05)
