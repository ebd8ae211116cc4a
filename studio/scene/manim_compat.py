"""What the studio touches of Manim's insides: this is the one place that reaches for it.

Methods of Manim's own that the studio's scene, camera and renderer override keep their names there. The test
of this module holds the signatures of all of them, so that a new Manim fails in it and not in a picture.
"""

from __future__ import annotations

import configparser
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from manim import RIGHT, Animation, Mobject, Scene, SVGMobject, config
from manim._config.utils import ManimConfig, config_file_paths
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from manim.mobject.text import tex_mobject
from manim.mobject.text.numbers import string_to_mob_map
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.point_cloud_mobject import PMobject
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.iterables import list_update
from manim.utils.sounds import get_full_sound_file_path
from manim.utils.typst_file_writing import typst_to_svg_file
from svgelements import SVG

__all__ = [
    "POINTS_ATOL",
    "POINTS_RTOL",
    "AbstractImageMobject",
    "CairoRenderer",
    "EndSceneEarlyException",
    "ManimConfig",
    "PMobject",
    "begin_play",
    "configuration",
    "copying_with",
    "defaults_restored",
    "end_play",
    "forget_digits",
    "forget_svgs",
    "is_hold",
    "mobjects_shown",
    "moving",
    "play_seconds",
    "set_times",
    "show_moment",
    "sound_path",
    "still",
    "svgs_read_in_memory",
    "tex_compiler",
    "tex_set_by",
    "typst_svg",
    "updates_itself",
]

POINTS_ATOL, POINTS_RTOL = 1e-6, 1e-5
"""How near two points have to be for Manim to take them for one: `VMobject.consider_points_equals_2d`."""

# -- plays of a scene ----------------------------------------------------------------------------------


def play_seconds(scene: Scene) -> float:
    """How long the play lasts that was compiled last."""
    return float(scene.duration)


def set_times(progression: Any, times: Sequence[float]) -> None:
    """Have the progress bar of a play, over which Manim goes, give these times."""
    progression.iterable = times


def begin_play(scene: Scene) -> None:
    """Begin the play that was compiled last, and part what moves in it from what does not."""
    scene.begin_animations()


def is_hold(scene: Scene) -> bool:
    """Whether nothing can move in the play that was begun."""
    return bool(scene.is_current_animation_frozen_frame())


def show_moment(scene: Scene, seconds: float) -> None:
    """Bring the mobjects to a moment of the play."""
    scene.update_to_time(seconds)


def end_play(scene: Scene) -> None:
    """End the play: its animations, and what they leave on the scene."""
    for animation in scene.animations or ():
        animation.finish()
        animation.clean_up_from_scene(scene)
    scene.update_mobjects(0)


def moving(scene: Scene) -> list[Mobject]:
    """What may move in the play that was begun."""
    return scene.moving_mobjects


def still(scene: Scene) -> list[Mobject]:
    """What stands still below it."""
    return scene.static_mobjects


def mobjects_shown(scene: Scene) -> list[Mobject]:
    """All that is on the scene, in the order of drawing."""
    return list_update(scene.mobjects, scene.foreground_mobjects)


def updates_itself(scene: Scene) -> bool:
    """Whether anything on the scene has an updater, or the scene itself."""
    return bool(scene.updaters) or any(one.get_family_updaters() for one in mobjects_shown(scene))


# -- mobjects --------------------------------------------------------------------------------------------


@contextmanager
def copying_with(deepcopy: Callable[[Mobject, dict[int, Any]], Mobject]) -> Iterator[None]:
    """Copy every mobject with a function in place of ``Mobject.__deepcopy__`` within the block."""
    usual = Mobject.__deepcopy__
    Mobject.__deepcopy__ = deepcopy  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Mobject.__deepcopy__ = usual  # type: ignore[method-assign]


def forget_svgs() -> None:
    """Have Manim read SVG files again, of which it keeps what it made."""
    SVG_HASH_TO_MOB_MAP.clear()


def forget_digits() -> None:
    """Have Manim set digits anew, which it keeps by their text alone, whatever class set them."""
    string_to_mob_map.clear()


@contextmanager
def svgs_read_in_memory() -> Iterator[None]:
    """Read SVG files without the draft that Manim writes beside each: two processes may read one at once."""
    usual = SVGMobject.generate_mobject
    SVGMobject.generate_mobject = _read_svg  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        SVGMobject.generate_mobject = usual  # type: ignore[method-assign]


def _read_svg(self: SVGMobject) -> SVGMobject:
    draft = io.BytesIO()
    self.modify_xml_tree(ElementTree.parse(self.get_file_path())).write(draft)  # type: ignore[arg-type]
    draft.seek(0)
    mobjects, self.id_to_vgroup_dict = self.get_mobjects_from(SVG.parse(draft))
    self.add(*mobjects)
    self.flip(RIGHT)
    return self


@contextmanager
def defaults_restored() -> Iterator[None]:
    """Take back, after the block, what it set by ``set_default`` of mobjects and animations."""
    before = {kind: vars(kind).get("__init__") for kind in _kinds()}
    try:
        yield
    finally:
        for kind, usual in before.items():
            if vars(kind).get("__init__") is not usual:
                if usual is None:
                    delattr(kind, "__init__")
                else:
                    setattr(kind, "__init__", usual)  # noqa: B010 (a class may have any)


def _kinds() -> set[type]:
    found: set[type] = set()
    todo: list[type] = [Mobject, Animation]
    while todo:
        kind = todo.pop()
        if kind not in found:
            found.add(kind)
            todo += kind.__subclasses__()
    return found


# -- configuration ---------------------------------------------------------------------------------------


def configuration(file: Path | None) -> ManimConfig:
    """Manim's configuration as it comes, changed by one ``manim.cfg`` and no other.

    Raises
    ------
    configparser.Error, KeyError, ValueError, UnicodeDecodeError
        For what cannot be understood in that file.
    """
    return _configuration("" if file is None else file.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _configuration(text: str) -> ManimConfig:
    parser = configparser.ConfigParser()
    parser.read_string(config_file_paths()[0].read_text(encoding="utf-8"))
    parser.read_string(text)
    return ManimConfig().digest_parser(parser)


def sound_path(name: str) -> Path:
    """Where a sound is, found as Manim finds it.

    Raises
    ------
    OSError
        If it is nowhere.
    """
    return get_full_sound_file_path(name, config.get_dir("assets_dir")).resolve()


# -- LaTeX -----------------------------------------------------------------------------------------------


def tex_compiler() -> str:
    """The program by which LaTeX would be set."""
    found = config.tex_template.tex_compiler
    return found if isinstance(found, str) else str(found[0])


@contextmanager
def tex_set_by(setter: Callable[..., Path]) -> Iterator[None]:
    """Have a function in place of ``tex_to_svg_file`` give the SVG of a LaTeX expression within the block."""
    module = vars(tex_mobject)
    usual = module["tex_to_svg_file"]
    module["tex_to_svg_file"] = setter
    try:
        yield
    finally:
        module["tex_to_svg_file"] = usual


def typst_svg(source: str, groups: Sequence[str] = ()) -> Path:
    """The SVG of what Typst sets, as large as LaTeX's would be, within groups of these ids."""
    path = typst_to_svg_file(source)
    if not groups:
        return path
    tree = ElementTree.parse(path)
    root = tree.getroot()
    content = list(root)
    for one in content:
        root.remove(one)
    inner = root
    for group in groups:
        inner = ElementTree.SubElement(inner, "g", {"id": group})
    inner.extend(content)
    grouped = path.with_stem("-".join([path.stem, *groups]))
    tree.write(grouped)
    return grouped
