"""What the studio touches of Manim's insides: this is the one place that reaches for it.

Methods of Manim's own that the studio's scene, camera and renderer override keep their names there. The test
of this module holds the signatures of all of them, so that a new Manim fails in it and not in a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from manim import Mobject, Scene
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.point_cloud_mobject import PMobject
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.iterables import list_update

__all__ = [
    "POINTS_ATOL",
    "POINTS_RTOL",
    "AbstractImageMobject",
    "CairoRenderer",
    "EndSceneEarlyException",
    "PMobject",
    "begin_play",
    "copying_with",
    "end_play",
    "forget_svgs",
    "is_hold",
    "mobjects_shown",
    "moving",
    "play_seconds",
    "set_times",
    "show_moment",
    "still",
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
