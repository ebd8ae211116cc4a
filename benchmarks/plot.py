"""A plot of seconds as an SVG: bars in panels, no library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from studio.store.files import atomic

_LABELS, _BARS, _FIGURES = 210, 430, 90  # widths, in pixels
_BAR, _GAP, _HEAD = 11, 12, 46  # heights: of a bar, between two rows, of a panel's heading
_WALL, _CPU, _INK, _SOFT = "#0072B2", "#E69F00", "#222222", "#666666"  # blue and orange of Okabe and Ito


@dataclass(frozen=True)
class Row:
    """Two bars: seconds on the clock, and seconds of work, which may not be known."""

    label: str
    wall: float
    cpu: float | None


@dataclass(frozen=True)
class Panel:
    """Rows that share a scale."""

    title: str
    rows: Sequence[Row]


def write_plot(panels: Sequence[Panel], path: Path) -> Path:
    """Write panels, one below the other.

    Returns
    -------
    Path
        `path`.
    """
    y = 24
    parts = [_text(8, y, "seconds on the clock", _WALL), _text(170, y, "CPU seconds", _CPU)]
    for panel in panels:
        y += _HEAD
        parts.append(_text(8, y - 14, panel.title, _INK, bold=True))
        longest = max((max(row.wall, row.cpu or 0.0) for row in panel.rows), default=0.0) or 1.0
        for row in panel.rows:
            parts.append(_text(_LABELS - 8, y + _BAR + 4, row.label, _INK, anchor="end"))
            for value, colour, below in ((row.wall, _WALL, 0), (row.cpu, _CPU, _BAR)):
                if value is not None:
                    width = max(1.0, _BARS * value / longest)
                    parts.append(
                        f'<rect x="{_LABELS}" y="{y + below}" width="{width:.1f}" height="{_BAR - 1}" '
                        f'fill="{colour}"/>'
                    )
                    parts.append(_text(_LABELS + width + 6, y + below + 9, f"{value:.1f}", _SOFT, size=10))
            y += 2 * _BAR + _GAP
    width, height = _LABELS + _BARS + _FIGURES, y + 8
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif">'
    )
    with atomic(path) as draft:
        draft.write_text(
            "\n".join([head, '<rect width="100%" height="100%" fill="#FFFFFF"/>', *parts, "</svg>\n"]),
            encoding="utf-8",
        )
    return path


def _text(
    x: float, y: float, words: str, colour: str, *, size: int = 13, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )
