"""Manim's configuration while a scene is run: the author's, but for what the command decides.

It is the same wherever the command is given: Manim's own as it comes, then the ``manim.cfg`` beside the
script or else in the folder of the scenes, then what the scenes' module sets when it is imported. The size
and rate of the pictures are the command's, and so is where Manim keeps its files: in a folder of the process.
"""

from __future__ import annotations

import configparser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from manim import config, tempconfig

from studio.errors import AuthorError, Problem, StudioError
from studio.scene.loading import SceneSource
from studio.scene.manim_compat import ManimConfig, configuration
from studio.scene.settings import Picture
from studio.store.reads import note_absent
from studio.store.scratch import scratch_folder


@contextmanager
def configured(source: SceneSource, picture: Picture) -> Iterator[Callable[[], None]]:
    """Configure Manim within the block, and leave it as it was.

    Yields
    ------
    Callable[[], None]
        To be called when the scenes are imported: it takes over what they set, as far as that is theirs.

    Raises
    ------
    AuthorError
        For what cannot be understood in a ``manim.cfg``.
    """
    decided = _decided(picture)

    def settle() -> None:
        if config.renderer.value != "cairo":
            raise StudioError("The studio draws with Cairo: leave `renderer` of Manim's config as it is.")
        config.update(decided)
        _fit_frame(picture, before)

    with tempconfig({}):
        config.update(_of_file(source).copy())
        # Manim gives a frame that nobody set this height, and the shape of the picture.
        before = {"frame_height": 8.0, "frame_width": 8.0 * config.pixel_width / config.pixel_height}
        settle()
        before = {name: config[name] for name in before}
        yield settle


def _of_file(source: SceneSource) -> ManimConfig:
    """Manim's configuration with what stands in the first ``manim.cfg`` that is found."""
    for path in source.configurations:
        if path.is_file():
            try:
                return configuration(path)
            except (configparser.Error, KeyError, ValueError, AttributeError) as error:
                message = f"Manim cannot understand this: {error}".split("\n")[0].rstrip(".") + "."
                fix = "Write `[CLI]` and below it lines such as `background_color = WHITE`."
                raise AuthorError([Problem(path, 0, 0, message, fix)]) from error
        note_absent(path)
    return configuration(None)


def _decided(picture: Picture) -> dict[str, Any]:
    return {
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_rate": picture.fps,
        "background_opacity": 1.0,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "disable_caching": True,
        "log_to_file": False,
        "media_dir": scratch_folder(),
        # What Manim sets is as large as the picture, and named after its words alone.
        "text_dir": f"{{media_dir}}/texts/{picture.width}x{picture.height}",
        "tex_dir": "{media_dir}/Tex",
        "images_dir": "{media_dir}/images",
        "video_dir": "{media_dir}/videos",
        "log_dir": "{media_dir}/logs",
        "sections_dir": "{media_dir}/sections",
        "partial_movie_dir": "{media_dir}/partial_movie_files",
    }


def _fit_frame(picture: Picture, before: Mapping[str, float]) -> None:
    """Give the frame the shape of the picture; the side that was set decides, the height if both were."""
    shape = picture.width / picture.height
    if config.frame_height == before["frame_height"] and config.frame_width != before["frame_width"]:
        config.frame_height = config.frame_width / shape
    else:
        config.frame_width = config.frame_height * shape
