"""Any camera of Manim's draws as it does in plain Manim, and its pictures are told apart."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import (
    DEGREES,
    OUT,
    RIGHT,
    UP,
    Camera,
    Cube,
    Dot,
    ImageMobjectFromCamera,
    Mobject,
    MovingCamera,
    MultiCamera,
    Square,
    ThreeDCamera,
    config,
    tempconfig,
)
from manim.renderer.cairo_renderer import CairoRenderer

from studio.drawing.camera import StudioCamera
from studio.drawing.fingerprint import Fingerprint
from studio.drawing.other_cameras import settle
from studio.drawing.renderer import Drawing, FrameSink, NoFrames
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource, load_scene
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from tests.test_same_pictures import Frames, Pixels

HERE = Path(__file__).resolve().parent
SOURCE = SceneSource(HERE / "lesson.md", "camera_scenes", HERE / "camera_scenes.py", HERE)
NAMES = re.findall(r"^class (\w+)\(.*LessonScene", SOURCE.path.read_text(encoding="utf-8"), re.MULTILINE)
OF_MANIM: dict[str, type[Camera]] = {
    "Solids": ThreeDCamera,
    "Ambient": ThreeDCamera,
    "Fixed": ThreeDCamera,
    "Zoomed": MultiCamera,
    "Moving": MovingCamera,
}
"""What plain Manim draws the scenes with, where it is not `Camera`."""

Chapter = Callable[[str], ChapterContext]


@pytest.fixture(scope="session")
def chapter(context: Callable[..., ChapterContext], slide: Callable[..., SlideContext]) -> Chapter:
    return lambda scene: context(slide("first", 12), slide("second", 12), scene=scene)


def by_manim(context: ChapterContext, picture: Picture) -> list[str]:
    settings = {
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_width": config.frame_height * picture.width / picture.height,
        "frame_rate": picture.fps,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "disable_caching": True,
    }
    scene_class = load_scene(SOURCE, context.scene, context.line)
    camera = OF_MANIM.get(context.scene, Camera)
    if context.scene == "Own":
        camera = sys.modules[scene_class.__module__].Tall
    with tempconfig(settings):
        renderer = CairoRenderer(file_writer_class=Frames, camera_class=camera)  # type: ignore[arg-type]
        scene_class(context=context, renderer=renderer).render()
        return renderer.file_writer.digests  # type: ignore[no-any-return]


def by_studio(context: ChapterContext, picture: Picture, *slides: str) -> list[str]:
    frames = Frames()
    wanted = slides or ("first", "second")
    sink_for: Callable[[str], FrameSink | None] = lambda slide: frames if slide in wanted else None  # noqa: E731
    run_scene(SOURCE, context, picture, lambda: Drawing(sink_for, lambda *_: None, wanted[-1]))
    return frames.digests


@pytest.mark.parametrize("scene", NAMES)
def test_every_frame_is_manims(chapter: Chapter, picture: Picture, scene: str) -> None:
    ours, theirs = by_studio(chapter(scene), picture), by_manim(chapter(scene), picture)
    assert len(ours) == len(theirs)
    assert [frame for frame, pair in enumerate(zip(ours, theirs, strict=True)) if len(set(pair)) > 1] == []
    assert len(set(ours)) > 6


@pytest.mark.parametrize("scene", NAMES)
def test_a_slide_is_the_same_when_those_before_it_are_skipped(
    chapter: Chapter, picture: Picture, scene: str
) -> None:
    whole = by_studio(chapter(scene), picture)
    second = by_studio(chapter(scene), picture, "second")
    assert second == whole[-len(second) :]


@pytest.mark.parametrize("scene", NAMES)
def test_a_still_is_the_last_picture(chapter: Chapter, picture: Picture, scene: str) -> None:
    stills: dict[str, Pixels] = {}

    def drawing(sink: FrameSink) -> Drawing:
        return Drawing(
            lambda _: sink,
            lambda slide, last: stills.update({f"{type(sink).__name__} {slide}": last.copy()}),
            "second",
        )

    for sink in (Frames(), NoFrames()):
        run_scene(SOURCE, chapter(scene), picture, lambda sink=sink: drawing(sink))  # type: ignore[misc]
    for slide in ("first", "second"):
        np.testing.assert_array_equal(stills[f"Frames {slide}"], stills[f"NoFrames {slide}"])


@pytest.mark.parametrize("scene", NAMES)
@pytest.mark.parametrize("large", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_it_can_be_rehearsed(chapter: Chapter, picture: Picture, scene: str, large: bool) -> None:
    """At 1080 lines each last picture is drawn, too, and contrast is measured on it."""
    size = Picture(1920, 1080, picture.fps) if large else picture
    first, again = (rehearse(SOURCE, chapter(scene), size) for _ in range(2))
    assert [slide.id for slide in first.slides] == ["first", "second"]
    shots = [[shot.fingerprint for shot in slide.shots] for slide in first.slides]
    assert [[shot.fingerprint for shot in slide.shots] for slide in again.slides] == shots


def test_words_that_face_the_learner_are_measured(chapter: Chapter, picture: Picture) -> None:
    """Words that lie in space have neither size nor baseline on the picture."""
    slides = rehearse(SOURCE, chapter("Fixed"), picture).slides
    assert {text.text for text in slides[0].pictures[-1].texts} == {"Title", "x"}
    assert {text.text for text in slides[1].pictures[-1].texts} == {"x"}


def test_where_the_studios_camera_does_it_is_taken(chapter: Chapter, picture: Picture) -> None:
    kinds = {}
    for scene in NAMES:
        played = run_scene(
            SOURCE, chapter(scene), picture, lambda: Drawing(lambda _: None, lambda *_: None, "first")
        )
        kinds[scene] = type(played.camera)
    assert {scene for scene, kind in kinds.items() if kind is StudioCamera} == {"Linear", "Vectors", "Moving"}
    assert kinds["Solids"] is kinds["Ambient"] is ThreeDCamera
    assert kinds["Zoomed"] is MultiCamera


def seen(camera: Camera, *mobjects: Mobject) -> str:
    settle(camera, mobjects)
    found = Fingerprint()
    found.picture(mobjects, camera)
    return found.hexdigest()


IN_SPACE: list[Callable[[ThreeDCamera, Cube], object]] = [
    lambda camera, _: camera.set_phi(10 * DEGREES),
    lambda camera, _: camera.set_theta(10 * DEGREES),
    lambda camera, _: camera.set_gamma(10 * DEGREES),
    lambda camera, _: camera.set_zoom(1.01),
    lambda camera, _: camera.set_focal_distance(21),
    lambda camera, _: camera._frame_center.shift(RIGHT * 0.01),
    lambda camera, _: camera.light_source.shift(OUT),
    lambda camera, _: setattr(camera, "should_apply_shading", False),
    lambda camera, _: setattr(camera, "exponential_projection", True),
    lambda camera, cube: camera.add_fixed_in_frame_mobjects(cube),
    lambda camera, cube: camera.add_fixed_in_frame_mobjects(cube[0]),
    lambda camera, cube: camera.add_fixed_orientation_mobjects(cube),
    lambda camera, cube: camera.add_fixed_orientation_mobjects(cube, center_func=lambda: UP),
    lambda _, cube: cube.set_shade_in_3d(False),
]


def test_what_a_camera_in_space_is_set_to_is_seen() -> None:
    def after(change: Callable[[ThreeDCamera, Cube], object]) -> str:
        camera, cube = ThreeDCamera(phi=1), Cube(fill_opacity=0.7)
        change(camera, cube)
        return seen(camera, cube)

    plain = after(lambda *_: None)
    assert after(lambda *_: None) == plain
    assert len({plain, *map(after, IN_SPACE)}) == len(IN_SPACE) + 1


ZOOMED: list[Callable[[ImageMobjectFromCamera], object]] = [
    lambda display: display.camera.frame.shift(RIGHT * 0.01),
    lambda display: display.camera.frame.scale(1.01),
    lambda display: display.scale(1.1),
    lambda display: display.shift(RIGHT),
    lambda display: display.display_frame.set_stroke(width=7),
    lambda display: setattr(display.camera, "background_opacity", 0.5),
]


def test_what_a_zoomed_display_is_set_to_is_seen() -> None:
    def after(change: Callable[[ImageMobjectFromCamera], object], *others: Mobject) -> str:
        camera, display = MultiCamera(), ImageMobjectFromCamera(MovingCamera())
        display.add_display_frame().scale_to_fit_width(3)
        camera.add_image_mobject_from_camera(display)
        change(display)
        return seen(camera, Square(), *others, display)

    plain = after(lambda *_: None)
    assert after(lambda *_: None) == plain
    assert after(lambda *_: None, Dot(RIGHT)) != plain
    assert len({plain, *map(after, ZOOMED)}) == len(ZOOMED) + 1
