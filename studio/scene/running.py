"""Run the scene of one chapter with one of the studio's renderers, in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress

from studio.errors import AuthorError, Problem
from studio.scene.configuring import configured
from studio.scene.context import ChapterContext
from studio.scene.fast_deepcopy import fast_deepcopy
from studio.scene.latex import without_latex
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource, authors_mistakes, importing, load_scene
from studio.scene.manim_compat import (
    CairoRenderer,
    EndSceneEarlyException,
    defaults_restored,
    forget_digits,
    forget_svgs,
    svgs_read_in_memory,
)
from studio.scene.settings import Picture


def run_scene(
    source: SceneSource,
    context: ChapterContext,
    picture: Picture,
    make_renderer: Callable[[], CairoRenderer],
) -> LessonScene:
    """Play a chapter from its beginning, to its end or to where the renderer leaves it.

    Parameters
    ----------
    source
        Where the scenes are.
    context
        The chapter.
    picture
        What the camera takes.
    make_renderer
        Called once Manim is configured for that picture.

    Raises
    ------
    AuthorError
        For whatever goes wrong in the scene, with its file and line.
    """
    forget_svgs()  # so that the files that this chapter reads are seen to be read
    forget_digits()
    with (
        authors_mistakes(source),
        importing(source),
        configured(source, picture) as settle,
        ExitStack() as own,
    ):
        for way in (fast_deepcopy(), svgs_read_in_memory(), defaults_restored()):
            own.enter_context(way)
        scene_class = load_scene(source, context.scene, context.line)
        settle()
        own.enter_context(without_latex(source))
        scene = scene_class(context=context, renderer=make_renderer())
        # Manim's own lifecycle, without the file writer that its manager wants.
        scene.setup()
        with suppress(EndSceneEarlyException):
            scene.construct()
    return scene


def require_all_slides(source: SceneSource, context: ChapterContext, shown: int) -> None:
    """Refuse a scene that ended before it had shown all slides of its chapter.

    Raises
    ------
    AuthorError
        Naming each slide that was not shown, at its line in the script.
    """
    missing = context.slides[shown:]
    if missing:
        raise AuthorError(
            [
                Problem(
                    context.script,
                    slide.line,
                    1,
                    f"The scene {context.scene} never shows the slide {slide.id!r}.",
                    f'Add `with self.slide("{slide.id}"):` to it, in {source.path}.',
                )
                for slide in missing
            ]
        )
