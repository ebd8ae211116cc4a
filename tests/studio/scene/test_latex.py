"""Where LaTeX is missing, digits are set by Typst, and all else is told at its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from manim.mobject.text import tex_mobject

from studio.errors import AuthorError
from studio.rehearsal.rehearse import rehearse
from studio.rehearsal.renderer import RehearsalRenderer
from studio.scene.context import ChapterContext
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from studio.store.reads import ABSENT

Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]


def run(source: SceneSource, context: ChapterContext, picture: Picture) -> LessonScene:
    return run_scene(source, context, picture, lambda: RehearsalRenderer(lambda *_: None, lambda *_: None))


def scene_of(*lines: str) -> str:
    body = "\n".join(f"            {line}" for line in lines)
    return f"class One(LessonScene):\n    def construct(self):\n        with self.slide('first'):\n{body}\n"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """No LaTeX, whatever the machine has."""
    monkeypatch.setattr("studio.scene.latex.shutil.which", lambda _: None)


@pytest.mark.usefixtures("without")
@pytest.mark.parametrize(
    "made",
    [
        "DecimalNumber(-3.14, include_sign=True)",
        "DecimalNumber(1234.5, show_ellipsis=True)",
        "DecimalNumber(2 + 1j)",
        "DecimalNumber(50, unit=r'\\%')",
        "DecimalNumber(50, unit=r'^\\circ')",
        "Integer(42)",
        "NumberLine(include_numbers=True)",
        "Axes(axis_config={'include_numbers': True})",
        "BarChart([1, -2])",
        "MathTex('-7')",
    ],
)
def test_numbers_are_set_by_typst(scenes: Scenes, context: Make, picture: Picture, made: str) -> None:
    scene = run(scenes(scene_of(f"self.add({made})")), context(), picture)
    assert len(scene.mobjects[0].get_family()) > 1
    assert all(abs(one.get_center()[0]) < 9 for one in scene.mobjects[0].family_members_with_points())


@pytest.mark.usefixtures("without")
@pytest.mark.parametrize(
    "made",
    [
        "MathTypst('mat(1, 2; 3, 4)')",
        "BarChart([1, 2], bar_names=['a', 'b'], x_axis_config={'label_constructor': Text})",
        "Axes().get_axis_labels(MathTypst('x'), MathTypst('y'))",
        "BraceText(Square(), 'words', label_constructor=Text)",
        "Brace(Square()).put_at_tip(Text('words'))",
        "VGroup(Text('one'), Text('two')).arrange(DOWN, aligned_edge=LEFT)",
    ],
)
def test_what_the_docs_say_takes_its_place(
    scenes: Scenes, context: Make, picture: Picture, made: str
) -> None:
    assert run(scenes(scene_of(f"self.add({made})")), context(), picture).mobjects


@pytest.mark.usefixtures("without")
def test_it_is_noticed_when_latex_is_installed(
    scenes: Scenes, context: Make, picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    chapter = rehearse(scenes(scene_of("self.add(Integer(8))")), context(), picture)
    assert chapter.reads[str(tmp_path / "latex")] == ABSENT


@pytest.mark.usefixtures("without")
def test_a_digit_is_as_high_as_manim_has_it(scenes: Scenes, context: Make, picture: Picture) -> None:
    scene = run(scenes(scene_of("self.add(Integer(1))")), context(), picture)
    assert scene.mobjects[0].height == pytest.approx(0.32, abs=0.03)


@pytest.mark.usefixtures("without")
@pytest.mark.parametrize(
    ("made", "kind"),
    [
        ("MathTex(r'\\frac{1}{2}', 'b')", "MathTex"),
        ("Tex('words')", "Tex"),
        ("SingleStringMathTex('x^2')", "SingleStringMathTex"),
        ("Variable(1, 'x')", "Variable"),
        ("Matrix([[1, 'x']])", "Matrix"),
        ("BulletedList('one', 'two')", "BulletedList"),
        ("BarChart([1], bar_names=['a'])", "BarChart"),
        ("Brace(Square()).get_text('words')", "Brace"),
        ("Axes().get_axis_labels('x', 'y')", "Axes"),
    ],
)
def test_all_else_is_told_with_what_takes_its_place(
    scenes: Scenes, context: Make, picture: Picture, made: str, kind: str
) -> None:
    source = scenes(scene_of(f"self.add({made})"))
    with pytest.raises(AuthorError) as caught:
        run(source, context(), picture)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (source.path, 6)
    assert problem.message == f"What {kind} shows is set by LaTeX, and `latex` is not installed here."
    assert "`Math`" in problem.fix


@pytest.mark.usefixtures("without")
def test_all_lines_of_a_chapter_are_told_at_once(scenes: Scenes, context: Make, picture: Picture) -> None:
    code = scene_of("one = MathTex('a', 'b')", "self.add(one[1])", "self.add(Tex('c'))", "one[7]")
    with pytest.raises(AuthorError) as caught:
        run(scenes(code), context(), picture)
    assert [problem.line for problem in caught.value.problems] == [6, 8]


@pytest.mark.usefixtures("without")
def test_digits_of_one_class_are_not_taken_for_those_of_another(
    scenes: Scenes, context: Make, picture: Picture
) -> None:
    widths = [
        run(scenes(scene_of(f"self.add(Integer(8{more}))")), context(), picture).mobjects[0].width
        for more in ("", ", mob_class=Text", "")
    ]
    assert widths[0] == widths[2] != widths[1]


def test_where_it_is_installed_nothing_is_changed(
    scenes: Scenes, context: Make, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/latex")
    monkeypatch.setattr(tex_mobject, "tex_to_svg_file", lambda *_, **__: 1 / 0)
    with pytest.raises(AuthorError, match="ZeroDivisionError"):
        run(scenes(scene_of("self.add(Integer(8))")), context(), picture)
