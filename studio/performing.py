"""Run the scene of one chapter with one of the studio's renderers, in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from manim import config, tempconfig
from manim.utils.exceptions import EndSceneEarlyException

from studio.brief import ChapterBrief
from studio.drawing.copying import quick_copies
from studio.drawing.renderer import StudioRenderer
from studio.errors import AuthorError, Problem
from studio.loading import SceneSource, authors_mistakes, importing, load_scene
from studio.scene import LessonScene
from studio.settings import Picture


def perform(
    source: SceneSource,
    brief: ChapterBrief,
    picture: Picture,
    make_renderer: Callable[[], StudioRenderer],
) -> LessonScene:
    """Play a chapter from its beginning, to its end or to where the renderer leaves it.

    Parameters
    ----------
    source
        Where the scenes are.
    brief
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
    settings = {
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_width": config.frame_height * picture.width / picture.height,
        "frame_rate": picture.fps,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "write_to_movie": False,
        "disable_caching": True,
    }
    with authors_mistakes(source), importing(source), tempconfig(settings), quick_copies():
        scene = load_scene(source, brief.scene, brief.line)(brief, renderer=make_renderer())
        # Manim's own lifecycle, without the file writer that its manager wants.
        scene.setup()
        with suppress(EndSceneEarlyException):
            scene.construct()
    return scene


def require_all_slides(source: SceneSource, brief: ChapterBrief, shown: int) -> None:
    """Refuse a scene that ended before it had shown all slides of its chapter.

    Raises
    ------
    AuthorError
        Naming each slide that was not shown, at its line in the script.
    """
    missing = brief.slides[shown:]
    if missing:
        raise AuthorError(
            [
                Problem(
                    brief.script,
                    slide.line,
                    1,
                    f"The scene {brief.scene} never shows the slide {slide.id!r}.",
                    f'Add `with self.slide("{slide.id}"):` to it, in {source.path}.',
                )
                for slide in missing
            ]
        )
