"""The base of a lesson's chapters, played without drawing."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import Any

import pytest
from manim import ManimColor

from studio.errors import AuthorError
from studio.kit import DEFAULT_LOOK, chapter_ticks
from studio.numbers import Number
from studio.rehearsal.renderer import RehearsalRenderer
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.running import run_scene
from studio.scene.settings import Picture

Play = Callable[..., Any]


@pytest.fixture
def play(
    scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext], picture: Picture
) -> Play:
    """Plays a chapter; gives its scene, and by slide the texts that stood on its last picture."""

    def play(code: str, *slides: SlideContext, head: str = "", **kwargs: Any) -> Any:
        source = scenes(
            "from dataclasses import replace\nfrom studio.kit import *\nfrom studio import Text\n"
            f"class One(Chapter):\n{indent(head, ' ' * 4)}\n"
            f"    def construct(self):\n{indent(code, ' ' * 8)}\n"
        )
        ended = {}

        def on_slide(_: RehearsalRenderer, scene: Any, __: int) -> None:
            ended[scene.present.id] = [one.text for one in scene.mobjects if hasattr(one, "text")]

        scene: Any = run_scene(
            source, context(*slides, **kwargs), picture, lambda: RehearsalRenderer(lambda *_: None, on_slide)
        )
        return scene, ended

    return play


def test_slides_begin_with_their_titles(play: Play, slide: Callable[..., SlideContext]) -> None:
    scene, ended = play(
        'with self.slide("first"):\n    pass\nwith self.slide("second"):\n    pass',
        slide("first"),
        slide("second"),
    )
    assert ended == {"first": ["First"], "second": ["Second"]}
    assert scene.title.start == pytest.approx(DEFAULT_LOOK.left_edge)
    assert scene.title.baseline == pytest.approx(DEFAULT_LOOK.title_baseline)


def test_a_title_is_there_in_time_for_the_first_bookmark(
    play: Play, slide: Callable[..., SlideContext]
) -> None:
    code = 'with self.slide("first"):\n    self.wait_until_bookmark("word")\n    assert not self.late\n'
    play(code, slide("first", word=2))


def test_a_slide_without_a_title_leaves_the_old_one_to_the_scene(
    play: Play, slide: Callable[..., SlideContext]
) -> None:
    code = (
        'with self.slide("first"):\n    pass\n'
        'with self.slide("card"):\n    assert self.title.text == "First"\n    self.play(self.fade_title())\n'
    )
    scene, ended = play(code, slide("first"), slide("card"), head='untitled = ("card",)')
    assert ended == {"first": ["First"], "card": []}
    assert scene.title is None


def test_the_look_of_a_class_is_the_look_of_its_pictures(play: Play) -> None:
    head = 'look = replace(DEFAULT_LOOK, background="#FBFAF7", ink="#112233", accent="#445566")'
    scene, _ = play('with self.slide("first"):\n    pass', head=head)
    assert ManimColor(scene.camera.background_color).to_hex() == "#FBFAF7"
    assert scene.title[0].get_fill_color().to_hex() == "#112233"
    assert scene.ticks[0].get_stroke_color().to_hex() == "#445566"


def test_the_stage_is_what_a_slide_put_there_and_is_cleared_of_it(play: Play) -> None:
    code = (
        'with self.slide("first"):\n'
        "    a, b = Square(), Circle()\n    self.add(a, b)\n    assert self.stage == [a, b]\n"
        "    self.clear_stage(b)\n    assert self.stage == [b]\n"
    )
    _, ended = play(code)
    assert ended == {"first": ["First"]}


def test_all_fades_but_the_parts_that_are_kept(play: Play) -> None:
    code = (
        'with self.slide("first"):\n'
        '    cell = Cell(Number(1), "#67BCEB")\n    self.add(cell, Square())\n'
        "    self.play(self.fade_all_but(cell.box))\n    assert self.stage == [cell.box]\n"
    )
    play(code)


def test_the_picture_is_held_until_shortly_before_a_word(
    play: Play, slide: Callable[..., SlideContext]
) -> None:
    code = 'with self.slide("first"):\n    self.wait_before("word", 0.5)\n    assert self.slide_clock == 10\n'
    play(code, slide("first", word=15))


NUMBERS = {f"x{i}": Number(i) for i in (1, 2, 3)} | {
    f"w{i}{j}": Number(10 * i + j) for i in (1, 2) for j in (1, 2, 3)
}


def test_vectors_and_matrices_are_as_large_as_the_table_has_them(play: Play) -> None:
    code = (
        'with self.slide("first"):\n'
        '    assert [n.value for n in self.numbers("x")] == [1, 2, 3]\n'
        '    assert [n.value for n in self.numbers("x", 2)] == [1, 2]\n'
        '    assert [[n.value for n in row] for row in self.matrix("w")] == [[11, 12, 13], [21, 22, 23]]\n'
        '    assert [[n.value for n in row] for row in self.matrix("w", 1)] == [[11, 12, 13]]\n'
    )
    play(code, numbers=NUMBERS)


@pytest.mark.parametrize(
    ("asked", "numbers", "missing"),
    [
        ('numbers("y")', NUMBERS, "y1"),
        ('matrix("y")', NUMBERS, "y11"),
        ('matrix("w")', {name: NUMBERS[name] for name in NUMBERS if name != "w23"}, "w23"),
    ],
)
def test_a_number_that_the_table_does_not_have_is_named(
    play: Play, asked: str, numbers: dict[str, Number], missing: str
) -> None:
    with pytest.raises(AuthorError, match=f"no number named '{missing}'"):
        play(f'with self.slide("first"):\n    self.{asked}', numbers=numbers)


@pytest.mark.parametrize("count", [1, 13, 60])
def test_the_ticks_stay_within_the_safe_area_and_the_present_one_is_lit(count: int) -> None:
    ticks = chapter_ticks(count // 2, count)
    assert len(ticks) == count
    assert ticks.width <= DEFAULT_LOOK.width + 1e-9
    assert ticks.get_x() == pytest.approx(0)
    lit = [tick for tick in ticks if tick.get_stroke_color().to_hex() == DEFAULT_LOOK.accent]
    assert lit == [ticks[count // 2]]
