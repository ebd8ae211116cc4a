"""The look of a lesson: colours, places, sizes and times, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How a lesson looks. A lesson takes `DEFAULT_LOOK`, replaces parts of it, or adds fields in a subclass.

    Lengths are Manim units, the middle of the picture being (0, 0) and its height 8; sizes of text are pixels
    of the em on a picture 1080 pixels high; times are seconds; colours are written ``#RRGGBB``, and each of
    them, but for `panel` and `line`, has a contrast of 4.5:1 or more against `background`.

    Parameters
    ----------
    background, panel, line
        The ground, a sheet upon it, and a quiet line.
    ink, soft
        What is written, and what is written beside it.
    accent
        What is spoken of, where nothing else gives it a colour.
    colors
        For things that are told apart. A thing keeps its colour through the whole lesson, and never goes by
        colour alone. By default those of Okabe and Ito ("Color Universal Design", 2008), lightened.
    left_edge, right_edge, top_edge, bottom_edge
        The safe area: 5% of the picture is margin on each side.
    columns
        Middles (x) of three columns, for what comes in threes.
    title_baseline
        Of a slide's title, which begins at the left edge.
    ticks_height
        Where the marker of the chapters stands.
    title, heading, body, number, small
        Sizes of text. No text should be smaller than 26.
    cell
        Width and height of the cell of a number.
    gap
        Between cells.
    padding
        From a number to the right edge of its cell.
    corner
        Radius of a cell's corners.
    edge, hair
        Widths of the line around what is spoken of, and around what is not: hundredths of a unit.
    lit
        Opacity of the colour that fills what is spoken of.
    quiet
        Opacity of what has been spoken of and is still there.
    quick, calm, slow
        Seconds of a change, of a movement, and of a movement to follow with the eye.
    """

    background: str = "#0F141A"
    panel: str = "#171E27"
    line: str = "#3A4553"

    ink: str = "#EEF2F6"
    soft: str = "#A3AEBC"

    accent: str = "#F3E968"
    colors: tuple[str, ...] = ("#67BCEB", "#E9965A", "#4CC0A0", "#D99BC0", "#F3E968")

    left_edge: float = -6.4
    right_edge: float = 6.4
    top_edge: float = 3.6
    bottom_edge: float = -3.6

    columns: tuple[float, float, float] = (-4.35, 0.0, 4.35)
    title_baseline: float = 2.98
    ticks_height: float = -3.45

    title: float = 60.0
    heading: float = 46.0
    body: float = 38.0
    number: float = 38.0
    small: float = 30.0

    cell: tuple[float, float] = (1.04, 0.58)
    gap: float = 0.08
    padding: float = 0.13
    corner: float = 0.09
    edge: float = 2.5
    hair: float = 1.5
    lit: float = 0.2
    quiet: float = 0.4

    quick: float = 0.4
    calm: float = 0.8
    slow: float = 1.2

    @property
    def width(self) -> float:
        """Of the safe area."""
        return self.right_edge - self.left_edge


DEFAULT_LOOK = Look()
"""A dark, quiet ground, with one accent a thing."""
