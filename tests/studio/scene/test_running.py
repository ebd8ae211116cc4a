"""A chapter is played with its own picture, and leaves Manim as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from manim import config

from studio.drawing.renderer import Drawing
from studio.errors import AuthorError
from studio.rehearsal.renderer import RehearsalRenderer
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.running import require_all_slides, run_scene
from studio.scene.settings import Picture

Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]

TWO_SLIDES = """
    class One(LessonScene):
        def construct(self):
            with self.slide("first"):
                self.play(Create(Square()), run_time=0.3)
            with self.slide("second"):
                self.wait(0.5)
            self.ended = True
"""


def rehearsal() -> RehearsalRenderer:
    return RehearsalRenderer(lambda *_: None, lambda *_: None)


def test_the_camera_takes_the_picture_that_is_asked_for(scenes: Scenes, context: Make) -> None:
    code = """
        class One(LessonScene):
            def construct(self):
                self.seen = (config.pixel_width, config.pixel_height, config.frame_rate, config.frame_height)
                with self.slide("first"):
                    self.wait(0.1)
    """
    before = dict(config)
    scene = run_scene(scenes(code), context(fps=24), Picture(320, 180, 24), rehearsal)
    assert scene.seen == (320, 180, 24, 8.0)  # type: ignore[attr-defined]
    assert scene.renderer.camera.pixel_array.shape == (180, 320, 4)  # type: ignore[union-attr]
    assert dict(config) == before


def test_manim_is_left_as_it_was_after_a_mistake_too(scenes: Scenes, context: Make, picture: Picture) -> None:
    before = dict(config)
    with pytest.raises(AuthorError):
        run_scene(
            scenes("class One(LessonScene):\n    def construct(self): 1 / 0\n"), context(), picture, rehearsal
        )
    assert dict(config) == before


def test_a_scene_is_set_up_before_it_is_played(scenes: Scenes, context: Make, picture: Picture) -> None:
    code = """
        class One(LessonScene):
            def setup(self):
                super().setup()
                self.camera.background_color = "#102030"

            def construct(self):
                with self.slide("first"):
                    self.wait(0.1)
    """
    drawn = []
    run_scene(
        scenes(code),
        context(),
        picture,
        lambda: Drawing(lambda _: Frames(), lambda _, last: drawn.append(last.copy()), "first"),
    )
    assert drawn[0][0, 0].tolist() == [16, 32, 48, 255]


class Frames:
    """A sink that keeps nothing."""

    def needs(self, _first: int) -> bool:
        return True

    def add(self, *_: object, **__: object) -> None:
        pass


def test_a_renderer_may_leave_early(
    scenes: Scenes, context: Make, slide: Callable[..., SlideContext], picture: Picture
) -> None:
    chapter = context(slide(), slide("second"))
    assert run_scene(scenes(TWO_SLIDES), chapter, picture, rehearsal).ended  # type: ignore[attr-defined]
    early = run_scene(
        scenes(TWO_SLIDES), chapter, picture, lambda: Drawing(lambda _: None, lambda *_: None, "first")
    )
    assert not hasattr(early, "ended")
    assert early.clock == 20


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("value = {}['none']", 6, "KeyError: 'none'."),
        ("self.play(Create(Square()), run_time=-1)", 6, "ValueError: "),
        ("self.play()", 6, "ValueError: Called Scene.play with no animations."),
        ("self.play(Create(3))", 6, "TypeError: "),
        ("self.play(Square().animate.no_such_method())", 6, "AttributeError: "),
        ("helper()", 9, "RuntimeError: from below."),
        (
            "self.add(Dot().add_updater(lambda _: 1 / 0)); self.play(Wait(1), Create(Dot()))",
            6,
            "ZeroDivisionError: ",
        ),
    ],
)
def test_whatever_goes_wrong_in_a_scene_is_told_at_its_line(
    scenes: Scenes, context: Make, picture: Picture, body: str, line: int, message: str
) -> None:
    source = scenes(
        "class One(LessonScene):\n"
        "    def construct(self):\n"
        "        with self.slide('first'):\n"
        f"            {body}\n"
        "\n"
        "def helper():\n"
        "    raise RuntimeError('from below')\n"
    )
    with pytest.raises(AuthorError) as caught:
        run_scene(source, context(), picture, rehearsal)
    (problem,) = caught.value.problems
    assert problem.path == source.path
    assert problem.line == line
    assert problem.message.startswith(message)
    assert problem.fix
    assert problem.source == source.path.read_text(encoding="utf-8").splitlines()[line - 1].strip()


def test_a_user_who_interrupts_is_heard(scenes: Scenes, context: Make, picture: Picture) -> None:
    code = "class One(LessonScene):\n    def construct(self): raise KeyboardInterrupt\n"
    with pytest.raises(KeyboardInterrupt):
        run_scene(scenes(code), context(), picture, rehearsal)


def test_slides_that_are_never_shown(
    scenes: Scenes, context: Make, slide: Callable[..., SlideContext]
) -> None:
    chapter = context(slide(), slide("second"), slide("third"))
    source = scenes("")
    require_all_slides(source, chapter, 3)
    with pytest.raises(AuthorError) as caught:
        require_all_slides(source, chapter, 1)
    assert len(caught.value.problems) == 2
    for problem, id in zip(caught.value.problems, ("second", "third"), strict=True):
        assert (problem.path, problem.line) == (chapter.script, 10)
        assert f"'{id}'" in problem.message
        assert f'with self.slide("{id}")' in problem.fix
