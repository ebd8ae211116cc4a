"""The look of the lesson: colours, sizes and the page, in one place.

Lengths are Manim units (the picture is 8 high); sizes of text are pixels of the em at 1080p. Colours of
things come from the Okabe-Ito palette (Okabe and Ito 2008, "Color Universal Design"), lightened until each
reaches 4.5:1 against the background; a thing keeps its colour through the whole lesson, and never goes by
colour alone.
"""

from __future__ import annotations

from types import MappingProxyType

BACKGROUND = "#0F141A"
PANEL = "#171E27"
LINE = "#3A4553"

INK = "#EEF2F6"
SOFT = "#A3AEBC"

EMBEDDING = "#F3E968"  # yellow
QUERY = "#E9965A"  # vermillion
KEY = "#67BCEB"  # sky blue
VALUE = "#4CC0A0"  # bluish green
SCORE = "#D99BC0"  # reddish purple: what a query and a key make together

ROLES = MappingProxyType({"q": QUERY, "k": KEY, "v": VALUE})
"""The colour of each projection by its letter."""

LEFT_EDGE, RIGHT_EDGE = -6.4, 6.4
TOP_EDGE, BOTTOM_EDGE = 3.6, -3.6
"""The safe area: 5% of the picture is margin on each side."""

COLUMNS = (-4.35, 0.0, 4.35)
"""Middle of the three columns in which all that comes in threes stands: query, key, value."""

TITLE_BASELINE = 2.98
TICKS_HEIGHT = -3.45

TITLE = 60.0
HEADING = 46.0
BODY = 38.0
NUMBER = 38.0
SMALL = 30.0

CORNER = 0.09
"""Radius of a cell's corners."""
EDGE = 2.5
"""Width of the line around a cell, in Manim's stroke units (hundredths of a unit)."""
HAIR = 1.5
LIT = 0.2
"""Opacity of the colour that fills a cell while it is spoken of."""
QUIET = 0.4
"""Opacity of a line or a number that has been spoken of and is still there."""

QUICK, CALM, SLOW = 0.4, 0.8, 1.2
"""Seconds of a change, of a movement, and of a movement to follow with the eye."""
