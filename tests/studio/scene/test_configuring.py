"""Manim's configuration is the author's for one lesson, and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import Square, Text, config

from studio.errors import AuthorError
from studio.rehearsal.rehearse import rehearse
from studio.rehearsal.renderer import RehearsalRenderer
from studio.scene.context import ChapterContext
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from studio.store.files import sha256_of
from studio.store.reads import ABSENT

Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]

PLAIN = """
    {}
    SEEN = config.frame_width, config.frame_height

    class One(LessonScene):
        def construct(self):
            with self.slide("first"):
                self.add(Square())
"""


def run(source: SceneSource, context: ChapterContext, picture: Picture) -> LessonScene:
    return run_scene(source, context, picture, lambda: RehearsalRenderer(lambda *_: None, lambda *_: None))


def background(scene: LessonScene) -> str:
    return scene.camera.background_color.to_hex()  # type: ignore[union-attr]


def test_what_a_module_sets_holds_for_its_scenes_alone(
    scenes: Scenes, context: Make, picture: Picture
) -> None:
    before = dict(config)
    mine = scenes(PLAIN.format('config.background_color = "#102030"'))
    assert background(run(mine, context(), picture)) == "#102030"
    assert dict(config) == before
    assert background(run(scenes(PLAIN.format("")), context(), picture)) == "#000000"
    # Its module is imported anew each time.
    assert background(run(mine, context(), picture)) == "#102030"


def test_a_file_beside_the_script_counts_and_is_read(scenes: Scenes, context: Make, picture: Picture) -> None:
    without, source = scenes(PLAIN.format("")), scenes(PLAIN.format(""))
    path = source.script.parent / "manim.cfg"
    path.write_text("[CLI]\nbackground_color = #203040\n", encoding="utf-8")
    assert background(run(source, context(), picture)) == "#203040"
    first, second = (rehearse(one, context(), picture) for one in (without, source))
    assert first.reads[str(without.script.parent / "manim.cfg")] == ABSENT
    assert second.reads[str(path)] == sha256_of(path)
    assert second.slides[0].fingerprint != first.slides[0].fingerprint


def test_a_file_where_the_command_is_given_does_not_count(
    scenes: Scenes, context: Make, picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manim.cfg").write_text("[CLI]\nbackground_color = #203040\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert background(run(scenes(PLAIN.format("")), context(), picture)) == "#000000"


def test_a_file_that_cannot_be_understood(scenes: Scenes, context: Make, picture: Picture) -> None:
    source = scenes(PLAIN.format(""))
    path = source.script.parent / "manim.cfg"
    path.write_text("background_color\n", encoding="utf-8")
    with pytest.raises(AuthorError) as caught:
        run(source, context(), picture)
    assert [problem.path for problem in caught.value.problems] == [path]


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("", (128 / 9, 8)),
        ("config.frame_height = 9", (16, 9)),
        ("config.frame_width = 16", (16, 9)),
        ("config.frame_width, config.frame_height = 5, 9", (16, 9)),
        ("config.pixel_width, config.pixel_height, config.frame_rate = 64, 64, 3", (128 / 9, 8)),
    ],
)
def test_the_frame_has_the_shape_of_the_picture_whatever_is_set(
    scenes: Scenes, context: Make, picture: Picture, line: str, size: tuple[float, float]
) -> None:
    code = f"""
        {line}

        class One(LessonScene):
            def construct(self):
                self.seen = config.frame_width, config.frame_height
                self.pixels = config.pixel_width, config.pixel_height, config.frame_rate
                with self.slide("first"):
                    self.add(Square())
    """
    scene = run(scenes(code), context(), picture)
    assert scene.seen == pytest.approx(size)  # type: ignore[attr-defined]
    assert scene.pixels == (picture.width, picture.height, picture.fps)  # type: ignore[attr-defined]


def test_opengl_is_refused(scenes: Scenes, context: Make, picture: Picture) -> None:
    before = dict(config)
    with pytest.raises(AuthorError, match="draws with Cairo"):
        run(scenes(PLAIN.format('config.renderer = "opengl"')), context(), picture)
    assert dict(config) == before


def test_defaults_that_a_lesson_sets_are_taken_back(scenes: Scenes, context: Make, picture: Picture) -> None:
    usual = Square().side_length, vars(Text)["__init__"]
    run(
        scenes(PLAIN.format("Square.set_default(side_length=5); Text.set_default(color=RED)")),
        context(),
        picture,
    )
    assert (Square().side_length, vars(Text)["__init__"]) == usual
    assert np.isclose(Square().width, 2)
