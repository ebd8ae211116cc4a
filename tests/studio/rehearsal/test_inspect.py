"""What a scene shows, taken out of it as plain words and shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studio.numbers import Number, Sum
from studio.rehearsal.inspect import FrameContents, inspect_frame
from studio.rehearsal.renderer import RehearsalRenderer
from studio.scene.context import ChapterContext
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource
from studio.scene.running import run_scene
from studio.scene.settings import Picture


@pytest.fixture
def contents(
    scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext], picture: Picture
) -> Callable[[str], FrameContents]:
    """What is seen when a line of code has been run."""

    def run(code: str) -> FrameContents:
        source = scenes(
            "from studio import Sum\nfrom studio.scene.typesetting import Math, Text\n"
            f"class One(LessonScene):\n    def construct(self):\n        with self.slide('first'):\n"
            f"            {code}\n"
        )
        seen: list[FrameContents] = []

        def on_slide(_: RehearsalRenderer, scene: LessonScene, __: int) -> None:
            seen.append(inspect_frame(scene))

        run_scene(source, context(), picture, lambda: RehearsalRenderer(lambda *_: None, on_slide))
        return seen[0]

    return run


def names(seen: FrameContents) -> list[str]:
    return [shape.name for shape in seen.shapes]


def test_words_are_told_from_shapes(contents: Callable[[str], FrameContents]) -> None:
    seen = contents("self.add(Square(), Text('two words', size=30), Math('x^2'))")
    assert [(words.text, round(words.size)) for _, words in seen.words] == [("two words", 30), ("x^2", 40)]
    assert names(seen) == ["Square"]


def test_what_leaves_no_mark_is_not_seen(contents: Callable[[str], FrameContents]) -> None:
    seen = contents(
        "self.add(Square(stroke_opacity=0), Square(stroke_width=0), Text('gone').set_opacity(0), "
        "ValueTracker(3), VGroup(), Circle(stroke_opacity=0.03))"
    )
    assert (seen.words, seen.shapes) == ((), ())


def test_order_is_that_of_drawing(contents: Callable[[str], FrameContents]) -> None:
    seen = contents("self.add(Square().set_z_index(2), Text('word'), Circle())")
    (_, words), (circle, square) = seen.words[0], sorted(seen.shapes, key=lambda shape: shape.name)
    assert words.order < circle.order < square.order


def test_what_is_in_the_foreground_is_above(contents: Callable[[str], FrameContents]) -> None:
    seen = contents("self.add_foreground_mobject(Square()); self.add(Text('word'))")
    assert seen.shapes[0].order > seen.words[0][1].order


def test_words_have_their_lines(contents: Callable[[str], FrameContents]) -> None:
    ((_, words),) = contents("self.add(Text('two\\nlines').place(1, 2))").words
    assert words.rows.shape == (2, 4)
    assert words.baseline == pytest.approx(2)
    assert words.rows[0, 1] > words.rows[1, 3]


def test_bounds_are_those_of_all_ink(contents: Callable[[str], FrameContents]) -> None:
    assert contents("self.add(Square(2), Square(1).shift(3 * RIGHT))").bounds == pytest.approx(
        (-1, -1, 3.5, 1)
    )
    assert contents("pass").bounds == (0, 0, 0, 0)


def test_a_picture_is_a_filled_box(contents: Callable[[str], FrameContents]) -> None:
    code = "import numpy; self.add(ImageMobject(numpy.zeros((9, 9, 3), 'uint8')).set_height(2))"
    (image,) = contents(code).shapes
    assert image.fill == 1
    assert image.box == pytest.approx([-1, -1, 1, 1])


def test_sums_are_found_wherever_they_are_declared(contents: Callable[[str], FrameContents]) -> None:
    declared = "shown = VGroup(Square()); shown.stated_sum = Sum((Number(1),), Number(1)); "
    assert contents(declared + "self.add(VGroup(shown))").sums == (Sum((Number(1),), Number(1)),)


def test_mobjects_that_are_shown_twice_are_seen_once(contents: Callable[[str], FrameContents]) -> None:
    seen: Any = contents("word = Text('word'); self.add(VGroup(word), VGroup(word))")
    assert len(seen.words) == 1
