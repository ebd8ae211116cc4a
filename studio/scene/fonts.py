"""The names of the faces that words and formulas are set in; to know them takes no Manim."""

from __future__ import annotations

TEXT_FACE = "Source Sans Pro"
MATH_FACE = "New Computer Modern Math"
