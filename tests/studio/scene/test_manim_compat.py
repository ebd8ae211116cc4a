"""A Manim whose insides are not what the studio takes them for is told by name, and not by a picture."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest
from manim import Mobject, MovingCamera, MovingCameraScene, Scene, Square, SVGMobject, VMobject, tempconfig
from manim import __version__ as version
from manim.renderer.cairo_renderer import CairoRenderer

from studio.scene.manim_compat import (
    POINTS_ATOL,
    POINTS_RTOL,
    copying_with,
    defaults_restored,
    forget_svgs,
    svgs_read_in_memory,
)

# Those that the studio calls or overrides, with the names of their parameters.
METHODS: list[tuple[type, str, tuple[str, ...]]] = [
    (Mobject, "__deepcopy__", ("self", "clone_from_id")),
    (Mobject, "get_family_updaters", ("self",)),
    (SVGMobject, "generate_mobject", ("self",)),
    (SVGMobject, "modify_xml_tree", ("self", "element_tree")),
    (Scene, "add_sound", ("self", "sound_file", "time_offset", "gain", "kwargs")),
    (Scene, "add_subcaption", ("self", "content", "duration", "offset")),
    (Scene, "begin_animations", ("self",)),
    (Scene, "compile_animation_data", ("self", "animations", "play_kwargs")),
    (
        Scene,
        "get_time_progression",
        ("self", "run_time", "description", "n_iterations", "override_skip_animations"),
    ),
    (Scene, "embed", ("self",)),
    (Scene, "interact", ("self", "shell", "keyboard_thread")),
    (Scene, "interactive_embed", ("self",)),
    (Scene, "is_current_animation_frozen_frame", ("self",)),
    (Scene, "next_section", ("self", "name", "section_type", "skip_animations")),
    (Scene, "update_mobjects", ("self", "dt")),
    (Scene, "update_to_time", ("self", "t")),
    (Scene, "wait", ("self", "duration", "stop_condition", "frozen_frame")),
    (
        CairoRenderer,
        "__init__",
        ("self", "file_writer_class", "camera_class", "skip_animations", "kwargs"),
    ),
    (CairoRenderer, "init_scene", ("self", "scene", "session_spec", "file_writer_settings")),
    (CairoRenderer, "play", ("self", "scene", "args", "kwargs")),
    (
        CairoRenderer,
        "update_frame",
        ("self", "scene", "mobjects", "include_submobjects", "ignore_skipping", "kwargs"),
    ),
    (MovingCamera, "apply_fill", ("self", "ctx", "vmobject")),
    (MovingCamera, "apply_stroke", ("self", "ctx", "vmobject", "background")),
    (MovingCamera, "capture_mobjects", ("self", "mobjects", "kwargs")),
    (
        MovingCamera,
        "display_multiple_non_background_colored_vmobjects",
        ("self", "vmobjects", "pixel_array"),
    ),
    (MovingCamera, "get_cairo_context", ("self", "pixel_array")),
    (MovingCamera, "get_fill_rgbas", ("self", "vmobject")),
    (
        MovingCamera,
        "get_mobjects_to_display",
        ("self", "mobjects", "include_submobjects", "excluded_mobjects"),
    ),
    (MovingCamera, "get_stroke_rgbas", ("self", "vmobject", "background")),
    (MovingCamera, "reset", ("self",)),
    (MovingCamera, "set_frame_to_background", ("self", "background")),
    (VMobject, "consider_points_equals_2d", ("self", "p0", "p1")),
    (VMobject, "get_background_image", ("self",)),
    (VMobject, "get_gradient_start_and_end_points", ("self",)),
]

SCENE_ATTRIBUTES = (
    "animations",
    "foreground_mobjects",
    "mobjects",
    "moving_mobjects",
    "static_mobjects",
    "updaters",
)
CAMERA_ATTRIBUTES = (
    "background_color",
    "cairo_line_width_multiple",
    "frame",
    "frame_center",
    "frame_height",
    "frame_width",
    "pixel_array",
    "use_z_index",
)
RENDERER_ATTRIBUTES = ("camera", "num_plays", "time")
MOBJECT_ATTRIBUTES = ("points", "submobjects", "z_index")
VMOBJECT_ATTRIBUTES = ("background_stroke_width", "cap_style", "joint_type", "stroke_width")


@pytest.mark.parametrize(("owner", "name", "parameters"), METHODS)
def test_a_method_has_the_parameters_that_the_studio_gives_it(
    owner: type, name: str, parameters: tuple[str, ...]
) -> None:
    method = getattr(owner, name, None)
    assert method is not None, f"Manim {version} has no {owner.__name__}.{name}"
    found = tuple(inspect.signature(method).parameters)
    assert found == parameters, f"Manim {version}: {owner.__name__}.{name} takes other parameters"


def test_scenes_and_mobjects_have_the_attributes_that_the_studio_reads() -> None:
    with tempconfig({"dry_run": True}):
        scene = MovingCameraScene()
    for thing, names in (
        (scene, SCENE_ATTRIBUTES),
        (scene.renderer, RENDERER_ATTRIBUTES),
        (scene.camera, CAMERA_ATTRIBUTES),
        (Mobject(), MOBJECT_ATTRIBUTES),
        (VMobject(), VMOBJECT_ATTRIBUTES),
    ):
        missing = [name for name in names if not hasattr(thing, name)]
        assert not missing, f"Manim {version}: a {type(thing).__name__} has no {', '.join(missing)}"


def test_manim_takes_points_for_one_that_are_as_near_as_the_studio_says() -> None:
    point = np.array([3.0, -2.0])
    reach = POINTS_ATOL + POINTS_RTOL * np.abs(point)
    for share, near in ((0.99, True), (1.01, False)):
        assert VMobject().consider_points_equals_2d(point + share * reach, point) is near


def test_mobjects_are_copied_another_way_within_a_block_alone() -> None:
    square, usual = Square(), Mobject.__deepcopy__
    with copying_with(lambda mobject, _: mobject):
        assert square.copy() is square
    assert square.copy() is not square
    assert Mobject.__deepcopy__ is usual


def test_an_svg_is_read_again_once_it_was_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "one.svg"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9"><rect width="{}" height="4"/></svg>'
    widths = []
    for width in (4, 8):
        path.write_text(drawing.format(width), encoding="utf-8")
        forget_svgs()
        widths.append(SVGMobject(path, height=None).width)
    assert widths[1] == pytest.approx(2 * widths[0])


def test_an_svg_is_read_without_a_draft_beside_it_and_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><g id="a" fill="#ff0000"><rect width="9" height="4"/>'
        '<path d="M0 0 L5 5 Q 1 2 3 4 Z" stroke="#0000ff" stroke-width="2"/></g></svg>',
        encoding="utf-8",
    )
    usual = SVGMobject(path, use_svg_cache=False)
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: 1 / 0)
    with svgs_read_in_memory():
        ours = SVGMobject(path, use_svg_cache=False)
    assert list(ours.id_to_vgroup_dict) == list(usual.id_to_vgroup_dict)
    for one, other in zip(ours.get_family(), usual.get_family(), strict=True):
        assert np.array_equal(one.points, other.points)
        assert one.get_fill_color() == other.get_fill_color()
        assert one.get_stroke_width() == other.get_stroke_width()


def test_defaults_are_restored_of_classes_with_and_without_an_init_of_their_own() -> None:
    class Mine(Square):
        pass

    with defaults_restored():
        Mine.set_default(side_length=5)
        assert Mine().width == pytest.approx(5)
    assert Mine().width == pytest.approx(2)
