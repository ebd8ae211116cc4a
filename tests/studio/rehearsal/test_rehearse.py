"""Rehearsal finds out all that a render would, without drawing."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from studio.errors import AuthorError
from studio.rehearsal.model import RehearsedChapter, RehearsedSlide
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.reads import are_current

Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]


@pytest.fixture
def chapter(scenes: Scenes, context: Make, picture: Picture) -> Callable[..., RehearsedChapter]:
    """Rehearses a `construct`."""

    def play(code: str, *slides: SlideContext, **kwargs: Any) -> RehearsedChapter:
        source = scenes(
            "from studio.scene.typesetting import Math, Text\n\n"
            f"class One(LessonScene):\n    def construct(self):\n{indent(code, ' ' * 8)}\n"
        )
        return rehearse(source, context(*slides, **kwargs), picture)

    return play


@pytest.fixture
def first(chapter: Callable[..., RehearsedChapter]) -> Callable[..., RehearsedSlide]:
    """Rehearses what happens in the first slide."""

    def play(code: str, *slides: SlideContext, **kwargs: Any) -> RehearsedSlide:
        return chapter(f"with self.slide('first'):\n{indent(code, '    ')}", *slides, **kwargs).slides[0]

    return play


def test_what_moves_and_when(
    first: Callable[..., RehearsedSlide], slide: Callable[..., SlideContext]
) -> None:
    found = first(
        "self.wait(0.5)\nself.play(Create(Square()), run_time=0.4)\nself.wait(0.2)\n"
        "self.play(Create(Circle()), run_time=0.3)",
        slide(frames=30),
    )
    assert (found.id, found.frames, found.movement_end) == ("first", 30, 14)
    assert found.moves == ((5, 9), (11, 14))


def test_a_slide_in_which_nothing_moves(first: Callable[..., RehearsedSlide]) -> None:
    found = first("self.add(Square())")
    assert (found.frames, found.movement_end, found.moves) == (20, 0, ())


def test_an_overrun_is_recorded(
    first: Callable[..., RehearsedSlide], slide: Callable[..., SlideContext]
) -> None:
    found = first("self.play(Create(Square()), run_time=5)", slide(frames=20))
    assert (found.frames, found.movement_end) == (60, 50)


def test_bookmarks_are_recorded(
    first: Callable[..., RehearsedSlide], slide: Callable[..., SlideContext]
) -> None:
    found = first(
        "self.play(Create(Square()), run_time=1)\nself.wait_until_bookmark('early')\n"
        "self.wait_until_bookmark('there')\nself.wait_until_bookmark('after')",
        slide(frames=30, unused=2, early=7, there=10, after=20),
    )
    assert found.waited == ("after", "early", "there")
    assert found.late == (("early", 3),)


def test_labels_are_recorded(chapter: Callable[..., RehearsedChapter]) -> None:
    labels = {"query": "Query", "key": "Key", "value": "Value"}
    code = "with self.slide('first'): self.add(Text(self.label('value')), Text(self.label('key')))"
    assert chapter(code, labels=labels).used_labels == ("key", "value")


def test_what_stands_on_the_last_picture(first: Callable[..., RehearsedSlide]) -> None:
    found = first(
        "gone = Text('gone')\n"
        "self.add(gone, Text('here', size=30).place(-2, 1), Math('x^2', size=52).shift(UP))\n"
        "self.add(Text('unseen').set_opacity(0), ValueTracker(3), Dot().set_opacity(0).shift(LEFT * 30))\n"
        "self.play(FadeOut(gone), run_time=0.2)"
    )
    texts = {text.text: text for text in found.texts}
    assert sorted(texts) == ["here", "x^2"]
    assert texts["here"].size == pytest.approx(30)
    assert texts["x^2"].size == pytest.approx(52)
    assert texts["here"].left == pytest.approx(-2, abs=0.05)
    assert texts["here"].bottom == pytest.approx(1, abs=0.01)
    assert texts["here"].left < texts["here"].right
    assert texts["here"].bottom < texts["here"].top
    assert found.pictures[-1].bounds == (
        min(text.left for text in found.texts),
        min(text.bottom for text in found.texts),
        max(text.right for text in found.texts),
        max(text.top for text in found.texts),
    )


def test_a_text_that_was_scaled_has_another_size(first: Callable[..., RehearsedSlide]) -> None:
    (text,) = first("self.add(Text('here', size=40).scale(0.5))").texts
    assert text.size == pytest.approx(20)


def test_how_far_the_picture_reaches(first: Callable[..., RehearsedSlide]) -> None:
    found = first(
        "self.add(Square(2, stroke_width=0, fill_opacity=1).shift(RIGHT * 3), Line([-4, 2, 0], [0, -3, 0]))\n"
        "import numpy as np\n"
        "image = ImageMobject(np.zeros((4, 4, 4), np.uint8))\nimage.height = 2\nself.add(image.shift(UP * 3))"
    )
    assert found.pictures[-1].bounds == pytest.approx((-4, -3, 4, 4))


def test_an_empty_picture_reaches_nowhere(first: Callable[..., RehearsedSlide]) -> None:
    assert first("pass").pictures[-1].bounds == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("with self.slide('first'): x = undefined", 7, "NameError"),
        ("with self.slide('first'): self.wait_until_bookmark('none')", 7, "no bookmark 'none'"),
        ("with self.slide('first'): self.label('none')", 7, "no label named 'none'"),
        ("self.wait(1)", 7, "outside of a slide"),
    ],
)
def test_mistakes_have_their_file_and_line(
    chapter: Callable[..., RehearsedChapter], code: str, line: int, said: str
) -> None:
    with pytest.raises(AuthorError) as caught:
        chapter(code)
    (problem,) = caught.value.problems
    assert (problem.path.name, problem.line) == ("parts.py", line)
    assert said in problem.message


def test_a_slide_that_the_scene_does_not_show(
    chapter: Callable[..., RehearsedChapter], slide: Callable[..., SlideContext]
) -> None:
    with pytest.raises(AuthorError, match="never shows the slide 'second'"):
        chapter("with self.slide('first'): pass", slide(), slide("second"))


SCENE = """
self.play(FadeIn(Text('word'), shift=UP), run_time=1)
self.play(Create(Square(color='#FF8800')), run_time=0.5)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'#FF8800'", "'#FF8801'"),
        ("'word'", "'ward'"),
        ("'word'", "'word', color='#FFFFFE'"),
        ("'word'", "'word', weight='bold'"),
        ("run_time=1)", "run_time=1, rate_func=linear)"),
        ("run_time=1)", "run_time=1, rate_func=rush_into)"),
        ("run_time=1)", "run_time=1.1)"),
        ("run_time=0.5", "run_time=0.4"),
        ("shift=UP", "shift=UP * 1.001"),
        ("Square(", "Square(2.0001, "),
        ("Square(", "Square(stroke_width=3, "),
        ("Square(", "Square(stroke_opacity=0.99, "),
        ("Square(", "Square(fill_opacity=0.01, "),
        ("Square(color='#FF8800')", "Square(color='#FF8800').set_cap_style(CapStyleType.ROUND)"),
        ("Square(color='#FF8800')", "Square(color='#FF8800').set_z_index(-1)"),
        ("Square(color='#FF8800')", "Square(color='#FF8800').set_background_stroke(width=3)"),
        ("Create(", "FadeIn("),
        ("self.play(Create", "self.wait(0.1)\nself.play(Create"),
        ("self.play(Create", "self.camera.frame.scale(1.01)\nself.play(Create"),
        ("self.play(Create", "self.camera.background_color = '#000001'\nself.play(Create"),
        ("self.play(Create", "self.add(Dot().set_opacity(0.5))\nself.play(Create"),
        ("self.play(Create", "self.add_foreground_mobject(Dot())\nself.play(Create"),
    ],
)
def test_what_is_seen_changes_the_fingerprint(
    first: Callable[..., RehearsedSlide], old: str, new: str
) -> None:
    assert old in SCENE
    assert first(SCENE.replace(old, new, 1)).fingerprint != first(SCENE).fingerprint


def test_what_an_image_shows_changes_the_fingerprint(first: Callable[..., RehearsedSlide]) -> None:
    code = "import numpy as np\nself.add(ImageMobject(np.full((2, 2), {}, np.uint8)))"
    assert first(code.format(100)).fingerprint != first(code.format(101)).fingerprint
    assert first(code.format(100)).fingerprint == first(code.format(100)).fingerprint


@pytest.mark.parametrize(
    "same",
    [
        SCENE + "\n# a comment",
        SCENE.replace("Square(", "Square(side_length=2, "),
        SCENE.replace("self.play(Create", "for _ in 'a': self.play(Create"),
        "unused = Circle()\n" + SCENE,
    ],
)
def test_what_is_not_seen_does_not(first: Callable[..., RehearsedSlide], same: str) -> None:
    assert first(same).fingerprint == first(SCENE).fingerprint


def test_the_length_of_a_slide_changes_the_fingerprint(
    first: Callable[..., RehearsedSlide], slide: Callable[..., SlideContext]
) -> None:
    assert first(SCENE, slide(frames=40)).fingerprint != first(SCENE, slide(frames=41)).fingerprint


def test_neither_paths_nor_words_about_the_lesson_change_the_fingerprint(
    scenes: Scenes, context: Make, picture: Picture
) -> None:
    code = """
        class One(LessonScene):
            def construct(self):
                with self.slide("first"):
                    self.add(Square())
    """
    one = rehearse(scenes(code), context(), picture)
    other = rehearse(
        scenes(code), replace(context(), script=Path("elsewhere.md"), line=99, title="Else"), picture
    )
    assert one.slides[0].fingerprint == other.slides[0].fingerprint


def test_each_slide_has_a_fingerprint_of_its_own(
    chapter: Callable[..., RehearsedChapter], slide: Callable[..., SlideContext]
) -> None:
    code = """
with self.slide("first"):
    self.add(Square(color={first!r}))
with self.slide("second"):
    {clear}
    self.add(Circle(color={second!r}))
"""

    def fingerprints(
        first: str = "#111111", second: str = "#222222", clear: str = "self.clear()"
    ) -> list[str]:
        found = chapter(code.format(first=first, second=second, clear=clear), slide(), slide("second"))
        return [one.fingerprint for one in found.slides]

    plain = fingerprints()
    assert plain[0] != plain[1]
    edited = fingerprints(second="#333333")
    assert (edited[0] == plain[0], edited[1] == plain[1]) == (True, False)
    edited = fingerprints(first="#333333")
    assert (edited[0] == plain[0], edited[1] == plain[1]) == (False, True)
    # What stays on the picture is seen on the second slide, too.
    kept, changed = fingerprints(clear="pass"), fingerprints(first="#333333", clear="pass")
    assert kept[1] != changed[1]


def test_two_fresh_processes_in_two_folders_agree(
    planned: Callable[..., Any], lessons: Path, tmp_path: Path, picture: Picture
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(lessons / "small", copy)
    found = []
    for folder in (lessons / "small", copy):
        lesson = planned(folder / "small.md")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found.append(
                [pool.submit(rehearse, lesson.source, context, picture) for context in lesson.contexts]
            )
    here, there = ([replace(future.result(), reads={}) for future in futures] for futures in found)
    assert here == there
    assert len({slide.fingerprint for chapter in here for slide in chapter.slides}) == 3


def test_a_slide_is_parted_where_it_stands(first: Callable[..., RehearsedSlide]) -> None:
    found = first(
        "self.wait(0.5)\nself.play(FadeIn(Square()), run_time=0.3)\n"
        "self.play(FadeIn(Circle()), run_time=0.2)\nself.wait(0.1)"
    )
    assert [(shot.first, shot.frames) for shot in found.shots] == [(0, 5), (5, 5), (10, 10)]


def test_a_shot_is_known_again_wherever_it_stands(first: Callable[..., RehearsedSlide]) -> None:
    code = "self.wait({})\nself.play(FadeIn(Square()), run_time=0.3)\nself.wait(0.4)"
    before, later = first(code.format(0.5)), first(code.format(0.8))
    assert [
        one.fingerprint == other.fingerprint for one, other in zip(before.shots, later.shots, strict=True)
    ] == [
        False,
        True,
        False,  # held for what is left of the slide
    ]
    assert before.fingerprint != later.fingerprint


def test_a_process_that_lives_long_rehearses_what_is_saved_now(
    tmp_path: Path, context: Make, picture: Picture, scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a worker of a cluster does: data, a module of the lesson and one elsewhere are edited between."""
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.syspath_prepend(away)
    source = scenes(
        "import away_helper\nfrom pathlib import Path\n\nclass One(LessonScene):\n    def construct(self):\n"
        "        side = float(Path(__file__).with_name('side.txt').read_text())\n"
        "        with self.slide('first'):\n            self.add(Square(side + away_helper.MORE))\n"
    )
    found = []
    for number in (1, 22, 3):
        (source.root / "side.txt").write_text(f"{number}", encoding="utf-8")
        (away / "away_helper.py").write_text(f"MORE = {number}  # {'.' * number}\n", encoding="utf-8")
        importlib.invalidate_caches()
        rehearsed = rehearse(source, context(), picture)
        edited = source.path, source.root / "side.txt", (away / "away_helper.py").resolve()
        assert are_current({str(path): rehearsed.reads[str(path)] for path in edited})
        found.append(rehearsed.slides[0].shots)
    sys.modules.pop("away_helper")
    assert found[0] != found[1] != found[2]


def test_a_lesson_may_have_files_named_like_pythons_modules(
    scenes: Scenes, context: Make, picture: Picture
) -> None:
    source = scenes(
        "import random, code, decimal\n\nclass One(LessonScene):\n    def construct(self):\n"
        "        with self.slide('first'):\n            self.play(Write(Square(random.random())))\n"
    )
    for name in ("random", "code", "decimal"):
        (source.root / f"{name}.py").write_text("raise RuntimeError('never run')\n", encoding="utf-8")
    assert rehearse(source, context(), picture).slides
