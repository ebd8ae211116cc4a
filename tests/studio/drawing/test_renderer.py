"""The studio's frames are those of plain Manim, bit for bit, as many of them, and drawn or skipped."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, MovingCamera, Rotate, VMobject, config, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from numpy.typing import NDArray

from studio.drawing.region import Region
from studio.drawing.renderer import Drawing, NoFrames
from studio.rehearsal.renderer import RehearsalRenderer
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource, load_scene
from studio.scene.running import run_scene
from studio.scene.settings import Picture

Frames = list[NDArray[np.uint8]]

HERE = Path(__file__).resolve().parent
SOURCE = SceneSource(HERE / "lesson.md", "hard_scenes", HERE / "hard_scenes.py", HERE)
NAMES = re.findall(r"^class (\w+)\(LessonScene\)", SOURCE.path.read_text(encoding="utf-8"), re.MULTILINE)
SCENES = [name for name in NAMES if name != "Random"]


@pytest.fixture(scope="session")
def chapter(
    context: Callable[..., ChapterContext], slide: Callable[..., SlideContext]
) -> Callable[[str], ChapterContext]:
    """The context of a hard scene."""
    return lambda scene: context(slide("first", 12), slide("second", 12), scene=scene)


class Collector:
    """Takes the place of Manim's file writer, and keeps the frames."""

    def __init__(self, settings: Any) -> None:
        self.output_spec = settings.plan.output
        self.sections = [SimpleNamespace(skip_animations=False)]
        self.frames: Frames = []

    def write_frame(self, frame: NDArray[np.uint8], repeat: int = 1) -> None:
        self.frames += [frame.copy()] * repeat

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


def by_manim(context: ChapterContext, picture: Picture) -> Frames:
    """All frames of a chapter, drawn by Manim's own renderer and camera."""
    scene_class = load_scene(SOURCE, context.scene, context.line)
    quiet = {
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_width": config.frame_height * picture.width / picture.height,
        "frame_rate": picture.fps,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "disable_caching": True,
    }
    with tempconfig(quiet):
        renderer = CairoRenderer(file_writer_class=Collector, camera_class=MovingCamera)  # type: ignore[arg-type]
        scene_class(context, renderer=renderer).render()
        return renderer.file_writer.frames  # type: ignore[no-any-return]


class FrameSink:
    """Keeps the frames of one slide, and looks whether what is said not to have changed has not."""

    def __init__(self) -> None:
        self.frames: Frames = []
        self.regions: list[Region] = []

    def needs(self, _first: int) -> bool:
        return True

    def add(self, picture: NDArray[np.uint8], frames: int = 1, changed: Region | None = None) -> None:
        if changed is not None:
            outside = np.ones(picture.shape[:2], dtype=bool)
            outside[changed.top : changed.bottom, changed.left : changed.right] = False
            np.testing.assert_array_equal(picture[outside], self.frames[-1][outside])
            self.regions.append(changed)
        self.frames += [picture.copy()] * frames


def by_studio(context: ChapterContext, picture: Picture, *wanted: str) -> dict[str, FrameSink]:
    """The frames of the slides that are wanted, the others being skipped; all, where none is named."""
    ids = wanted or tuple(slide.id for slide in context.slides)
    reels: dict[str, FrameSink] = {}
    stills = {}

    def sink_for(slide: str) -> FrameSink | None:
        return reels.setdefault(slide, FrameSink()) if slide in ids else None

    def on_drawn(slide: str, last: NDArray[np.uint8]) -> None:
        stills[slide] = last.copy()

    run_scene(SOURCE, context, picture, lambda: Drawing(sink_for, on_drawn, ids[-1]))
    assert stills.keys() == reels.keys() == set(ids)
    for slide, sink in reels.items():
        np.testing.assert_array_equal(sink.frames[-1], stills[slide])
    return reels


def assert_same(frames: Frames, expected: Frames) -> None:
    assert len(frames) == len(expected)
    for number, (one, other) in enumerate(zip(frames, expected, strict=True)):
        if not np.array_equal(one, other):
            places = np.argwhere((one != other).any(axis=2))
            raise AssertionError(
                f"frame {number} differs at {len(places)} pixels, first at {places[0]}, "
                f"by {np.abs(one.astype(int) - other).max()}"
            )


@pytest.mark.parametrize("scene", SCENES)
def test_every_frame_is_manims(
    chapter: Callable[[str], ChapterContext], picture: Picture, scene: str
) -> None:
    reels = by_studio(chapter(scene), picture)
    frames = [frame for sink in reels.values() for frame in sink.frames]
    assert_same(frames, by_manim(chapter(scene), picture))
    assert len({frame.tobytes() for frame in frames}) > 10


@pytest.mark.parametrize("scene", SCENES)
def test_a_slide_is_the_same_when_those_before_it_are_skipped(
    chapter: Callable[[str], ChapterContext], picture: Picture, scene: str
) -> None:
    whole = by_studio(chapter(scene), picture)
    assert_same(by_studio(chapter(scene), picture, "second")["second"].frames, whole["second"].frames)
    assert_same(by_studio(chapter(scene), picture, "first")["first"].frames, whole["first"].frames)


@pytest.mark.parametrize("scene", SCENES)
def test_a_slide_of_which_no_frame_is_needed_ends_with_the_same_picture(
    chapter: Callable[[str], ChapterContext], picture: Picture, scene: str
) -> None:
    taken = {}
    run_scene(
        SOURCE,
        chapter(scene),
        picture,
        lambda: Drawing(
            lambda _: NoFrames(), lambda slide, last: taken.update({slide: last.copy()}), "second"
        ),
    )
    whole = by_studio(chapter(scene), picture)
    for slide, last in taken.items():
        np.testing.assert_array_equal(last, whole[slide].frames[-1])
    assert taken.keys() == whole.keys()


@pytest.mark.parametrize("scene", SCENES)
def test_a_rehearsal_is_as_long_as_the_film(
    chapter: Callable[[str], ChapterContext], picture: Picture, scene: str
) -> None:
    lengths: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}

    held: list[int] = []

    def on_slide(rehearsal: RehearsalRenderer, played: LessonScene, frames: int) -> None:
        lengths[played.present.id] = played.slide_clock, rehearsal.moves
        if frames:  # it ends in a hold
            assert frames == held[-1]

    run_scene(
        SOURCE,
        chapter(scene),
        picture,
        lambda: RehearsalRenderer(lambda _, frames: held.append(frames), on_slide),
    )
    for slide, sink in by_studio(chapter(scene), picture).items():
        length, moves = lengths[slide]
        assert len(sink.frames) == length
        moving = {frame for first, end in moves for frame in range(first + 1, end + 1)}
        for frame in range(1, length):
            if frame not in moving:
                np.testing.assert_array_equal(sink.frames[frame], sink.frames[frame - 1])


def test_only_what_changes_is_drawn_again(chapter: Callable[[str], ChapterContext], picture: Picture) -> None:
    """A scene in which little moves tells of small regions; else nothing would be won."""
    regions = by_studio(chapter("Waiting"), picture)["first"].regions
    assert regions
    assert np.median([region.area for region in regions]) < 0.3 * picture.width * picture.height


# Scenes by chance: a few steps, each with one or two of four shapes that lie over one another.

SHIFTS = st.sampled_from([LEFT * 2, RIGHT * 1.3, UP, DOWN * 0.7, RIGHT * 9, LEFT * 9 + UP])
CHANGES = st.one_of(
    SHIFTS.map(lambda by: lambda shape: shape.animate.shift(by)),
    st.floats(0.2, 3).map(lambda by: lambda shape: shape.animate.scale(by)),
    st.sampled_from([0.0, 0.4, 1.0]).map(lambda to: lambda shape: shape.animate.set_opacity(to)),
    st.sampled_from(["#E9965A", "#FFFFFF"]).map(lambda to: lambda shape: shape.animate.set_color(to)),
    st.floats(0, 40).map(lambda to: lambda shape: shape.animate.set_stroke(width=to)),
    st.floats(0, 30).map(lambda to: lambda shape: shape.animate.set_stroke("#67BCEB", to, background=True)),
    st.integers(-1, 3).map(lambda to: lambda shape: shape.animate.set_z_index(to)),
    st.floats(-2, 2).map(lambda by: lambda shape: Rotate(shape, by)),
    st.just(FadeOut),
    st.just(FadeIn),
)
WHICH = st.integers(0, 3)
CALLS = [
    "add",
    "remove",
    "bring_to_back",
    "add_foreground_mobject",
    "remove_foreground_mobject",
    "frame",
    "top",
]


def plays(changes: list[tuple[int, Callable[[VMobject], Any]]], frames: int) -> Callable[..., None]:
    def step(scene: LessonScene, shapes: list[VMobject]) -> None:
        chosen = dict(changes)  # one change a shape
        scene.play(*(change(shapes[which]) for which, change in chosen.items()), run_time=frames / 10)

    return step


def at_once(which: int, what: str) -> Callable[..., None]:
    def step(scene: LessonScene, shapes: list[VMobject]) -> None:
        shape = shapes[which]
        if what == "frame":
            scene.camera.frame.shift(RIGHT * 0.3 + UP * 0.1)  # type: ignore[union-attr]
        elif what == "top":
            shape.set_z_index(4)
        else:
            getattr(scene, what)(shape)

    return step


STEPS = st.lists(
    st.one_of(
        st.builds(plays, st.lists(st.tuples(WHICH, CHANGES), min_size=1, max_size=2), st.integers(1, 4)),
        st.builds(
            at_once,
            WHICH,
            st.sampled_from(CALLS),
        ),
    ),
    min_size=2,
    max_size=7,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_scenes_by_chance(
    chapter: Callable[[str], ChapterContext], picture: Picture, steps: list[Callable[..., None]]
) -> None:
    scene = load_scene(SOURCE, "Random", 1)
    scene.steps = tuple(steps)  # type: ignore[attr-defined]
    whole = by_studio(chapter("Random"), picture)
    assert_same(
        [frame for sink in whole.values() for frame in sink.frames], by_manim(chapter("Random"), picture)
    )
    assert_same(by_studio(chapter("Random"), picture, "second")["second"].frames, whole["second"].frames)
