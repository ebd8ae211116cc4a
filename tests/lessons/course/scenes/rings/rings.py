"""The one chapter of the first lesson."""

from manim import Circle

from scenes.common import look
from scenes.common.chapter import Chapter


class Rings(Chapter):
    """A ring turns up."""

    def construct(self) -> None:
        """Show the slide."""
        with self.slide("ring"):
            self.turn_up(Circle(color=look.INK), "ring")
