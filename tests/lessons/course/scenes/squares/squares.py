from manim import Square

from ..common.chapter import Chapter
from ..common.look import INK


class Squares(Chapter):
    def construct(self) -> None:
        with self.slide("square"):
            self.turn_up(Square(color=INK), "square")
