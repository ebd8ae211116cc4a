"""Every frame of a movement counts, though few of them are looked at."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest
from manim import (
    BLUE,
    RED,
    RIGHT,
    UP,
    AnimationGroup,
    Create,
    Dot,
    FadeIn,
    Indicate,
    LaggedStart,
    MoveAlongPath,
    Rotate,
    Scene,
    ShowIncreasingSubsets,
    Square,
    Succession,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    Wiggle,
    Write,
    linear,
    smooth,
)
from manim.animation.animation import Animation
from manim.utils.rate_functions import squish_rate_func

from studio.rehearsal.movement import cause_of
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture

SLIDE = SlideContext("first", "First", 10, 80, ())


@pytest.fixture
def fingerprints(
    scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext], picture: Picture
) -> Callable[[str], list[str]]:
    """Rehearses what happens in a slide; gives the digests of its shots."""

    def play(code: str) -> list[str]:
        body = indent(code, " " * 12)
        source = scenes(
            f"class One(LessonScene):\n    def construct(self):\n        with self.slide('first'):\n{body}\n"
        )
        return [shot.fingerprint for shot in rehearse(source, context(SLIDE), picture).slides[0].shots]

    return play


LAGGED = """\
dots = VGroup(*(Dot() for _ in range(20))).arrange(RIGHT)
lit = [YELLOW] * 20
lit[7] = {color}
self.play(LaggedStart(*(Indicate(d, color=c) for d, c in zip(dots, lit)), lag_ratio=1), run_time=6)
"""

FLASH = """\
def flash(dot, alpha):
    dot.set_color({color} if 0.2 < alpha < 0.25 else WHITE)
self.play(UpdateFromAlphaFunc(Dot(), flash), run_time=6, rate_func=linear)
"""

RATE = """\
def rate(t):
    return {color} if 0.2 < t < 0.25 else t
self.play(Dot().animate(rate_func=rate, run_time=6).shift(RIGHT))
"""

UPDATER = """\
time = ValueTracker(0)
dot = Dot().add_updater(lambda one: one.set_color({color} if 0.2 < time.get_value() < 0.25 else WHITE))
self.add(dot)
self.play(time.animate(run_time=6, rate_func=linear).set_value(1))
"""

OWN = """\
class Flash(Animation):
    def interpolate_mobject(self, alpha):
        self.mobject.set_color({color} if 0.2 < alpha < 0.25 else WHITE)
self.play(Flash(Dot(), run_time=6, rate_func=linear))
"""

OWN_MOBJECT = """\
class Flashing(Dot):
    def interpolate(self, start, target, alpha, path_func=None):
        super().interpolate(start, target, alpha, path_func)
        self.set_color({color} if 0.2 < alpha < 0.25 else WHITE)
self.play(Flashing().animate(run_time=6, rate_func=linear).shift(RIGHT))
"""

PATH = """\
def path(start, end, alpha):
    return start + alpha * (end - start) + (UP * {color} if 0.2 < alpha < 0.25 else 0)
self.play(Transform(Dot(), Dot(RIGHT), path_func=path, run_time=6, rate_func=linear))
"""

TWICE = """\
dot = Dot()
steps = [FadeToColor(dot, color) for color in ({color}, *[BLUE] * 20)]
self.play(Succession(*steps, run_time=6))
"""


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        (LAGGED, "RED", "GREEN"),
        (FLASH, "RED", "GREEN"),
        (RATE, "0.3", "0.4"),
        (UPDATER, "RED", "GREEN"),
        (OWN, "RED", "GREEN"),
        (OWN_MOBJECT, "RED", "GREEN"),
        (PATH, "1", "2"),
        (TWICE, "RED", "GREEN"),
    ],
)
def test_what_is_seen_for_a_moment_is_noticed(
    fingerprints: Callable[[str], list[str]], code: str, one: str, other: str
) -> None:
    first = fingerprints(code.format(color=one))
    assert fingerprints(code.format(color=one)) == first
    assert fingerprints(code.format(color=other))[0] != first[0]


def squares() -> VGroup:
    return VGroup(*(Square(0.5) for _ in range(4))).arrange(RIGHT)


PLAIN: list[Callable[[], Animation]] = [
    lambda: Create(squares()),
    lambda: Write(squares()),
    lambda: FadeIn(squares(), shift=UP),
    lambda: Indicate(squares()),
    lambda: Transform(Dot(), Square(), path_arc=1),
    lambda: Rotate(Square(), 1),
    lambda: Wiggle(Square()),
    lambda: MoveAlongPath(Dot(), Square()),
    lambda: ShowIncreasingSubsets(squares()),
    lambda: squares().animate(lag_ratio=0.5).shift(UP).build(),
    lambda: LaggedStart(*map(Indicate, squares()), lag_ratio=0.5),
    lambda: AnimationGroup(Indicate(Dot()), FadeIn(Square(), rate_func=squish_rate_func(smooth, 0.2, 0.5))),
    lambda: Succession(Indicate(Dot()), Square().animate(rate_func=linear).shift(UP)),
]


def cause(animation: Animation) -> str | None:
    animation._setup_scene(Scene())
    animation.begin()
    return cause_of([animation])


@pytest.mark.parametrize("make", PLAIN)
def test_manims_own_animations_follow_from_what_they_hold(make: Callable[[], Animation]) -> None:
    first = cause(make())
    assert first is not None
    assert cause(make()) == first
    changed = make()
    changed.mobject.shift(RIGHT * 1e-3)
    assert cause(changed) != first


def test_each_part_of_a_group_counts() -> None:
    def lagged(*colors: object) -> LaggedStart:
        return LaggedStart(*(Indicate(dot, color=c) for dot, c in zip(squares(), colors, strict=False)))

    assert cause(lagged(RED, BLUE, RED)) not in (None, cause(lagged(RED, RED, RED)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: UpdateFromAlphaFunc(Dot(), lambda dot, alpha: dot.set_opacity(alpha)),
        lambda: FadeIn(Dot(), rate_func=lambda t: t),
        lambda: FadeIn(Dot(), rate_func=squish_rate_func(lambda t: t, 0, 1)),
        lambda: FadeIn(Dot().add_updater(lambda _: None)),
        lambda: LaggedStart(FadeIn(Dot(), rate_func=lambda t: t), FadeIn(Dot())),
        lambda: type("Own", (FadeIn,), {"__module__": __name__})(Dot()),
    ],
)
def test_of_what_others_wrote_only_the_frames_tell(make: Callable[[], Animation]) -> None:
    assert cause(make()) is None
