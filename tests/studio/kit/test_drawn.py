"""What moves in the kit is drawn by the studio as plain Manim draws it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from tests.test_same_pictures import by_manim, by_studio

PICTURE = Picture(320, 180, 10)

MOVING = {
    "running": "self.add(number, Circle())\nself.play(number.running(-40.5))",
    "running and moving": "self.add(number)\nself.play(number.running(-40.5), dot.animate.shift(UP))",
    "following": (
        "tracker = ValueTracker(3)\nself.add(dot, number.follow(tracker))\n"
        "self.play(tracker.animate.set_value(-2.5))\nnumber.clear_updaters()\nself.play(number.animate.shift(UP))"
    ),
    "fading": "self.play(FadeIn(number))\nself.play(number.animate.set_color(RED), run_time=0.5)",
    "growing": "bars = Bars(['a', 'b'], [Number(2.5), Number(12)])\nself.play(bars.growing())",
    "counting": (
        "self.play(counting(lambda n: Text(f'{n} of all', size=90).place(0, 0), Number(1200, 0)))\n"
        "self.play(unfold(block(3, 1, '#67BCEB'), LEFT))"
    ),
}


@pytest.mark.parametrize("code", MOVING.values(), ids=MOVING.keys())
def test_what_moves_is_drawn_as_manim_draws_it(
    code: str, scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext]
) -> None:
    lines = ["number, dot = LiveNumber(Number(1.25), size=90), Dot()", *code.split("\n")]
    source = scenes(
        "from studio.kit import *\nfrom studio import Text\n"
        "class One(Chapter):\n    def construct(self):\n        with self.slide('first'):\n"
        + "".join(f"            {line}\n" for line in lines)
    )
    told = context(SlideContext("first", "First", 1, 5, ()))
    ours, theirs = by_studio(source, told, PICTURE), by_manim(source, told, PICTURE)
    assert ours == theirs
    assert len(set(ours)) > 5
