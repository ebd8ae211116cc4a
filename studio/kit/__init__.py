"""What any lesson may build its pictures from; it knows nothing of any one lesson.

A first lesson needs no more than this, and has a title, a mark for its chapter and a quiet ground::

    from manim import FadeIn
    from studio.kit import Chapter, TitleCard

    class Opening(Chapter):
        def construct(self):
            with self.slide("card"):
                self.play(FadeIn(TitleCard(self.front.title, self.front.subtitle, look=self.look)))

Lengths are Manim units, 8 of which are the height of the picture; sizes of text are pixels of the em on a
picture 1080 pixels high; times are seconds. What takes a colour or a size from a `Look` has the keyword
``look``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.kit.axes import Axes, Axis
    from studio.kit.bars import Bars
    from studio.kit.card import TitleCard
    from studio.kit.cells import Cell, Matrix, column_vector, row_vector
    from studio.kit.chapter import Chapter, chapter_ticks
    from studio.kit.counts import LiveNumber, counting
    from studio.kit.lines import arrow, bracket, branch
    from studio.kit.look import DEFAULT_LOOK, Look
    from studio.kit.movement import along_and_down, during, travel, unfold
    from studio.kit.products import Products
    from studio.kit.shapes import block, first_lit, grid, lit_frame, panel, quiet, rounded, stripes
    from studio.kit.table import Column, Table
    from studio.kit.words import fitted, in_lines, on_one_line

_HOMES = {
    "axes": ("Axes", "Axis"),
    "bars": ("Bars",),
    "card": ("TitleCard",),
    "cells": ("Cell", "Matrix", "column_vector", "row_vector"),
    "chapter": ("Chapter", "chapter_ticks"),
    "counts": ("LiveNumber", "counting"),
    "lines": ("arrow", "bracket", "branch"),
    "look": ("DEFAULT_LOOK", "Look"),
    "movement": ("along_and_down", "during", "travel", "unfold"),
    "products": ("Products",),
    "shapes": ("block", "first_lit", "grid", "lit_frame", "panel", "quiet", "rounded", "stripes"),
    "table": ("Column", "Table"),
    "words": ("fitted", "in_lines", "on_one_line"),
}

__all__ = [
    "DEFAULT_LOOK",
    "Axes",
    "Axis",
    "Bars",
    "Cell",
    "Chapter",
    "Column",
    "LiveNumber",
    "Look",
    "Matrix",
    "Products",
    "Table",
    "TitleCard",
    "along_and_down",
    "arrow",
    "block",
    "bracket",
    "branch",
    "chapter_ticks",
    "column_vector",
    "counting",
    "during",
    "first_lit",
    "fitted",
    "grid",
    "in_lines",
    "lit_frame",
    "on_one_line",
    "panel",
    "quiet",
    "rounded",
    "row_vector",
    "stripes",
    "travel",
    "unfold",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more: a page that wants the colours waits for no Manim."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
