"""The studio's camera takes the picture that Manim's takes, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    RED,
    RIGHT,
    UP,
    WHITE,
    YELLOW,
    Annulus,
    Arrow,
    CapStyleType,
    Circle,
    CurvedArrow,
    DashedLine,
    DashedVMobject,
    Dot,
    DoubleArrow,
    Ellipse,
    FunctionGraph,
    ImageMobject,
    Line,
    LineJointType,
    Mobject,
    MovingCamera,
    NumberPlane,
    PGroup,
    Point,
    PointCloudDot,
    Polygon,
    Rectangle,
    RoundedRectangle,
    Square,
    Star,
    ValueTracker,
    VGroup,
    VMobject,
    config,
    tempconfig,
)
from numpy.typing import NDArray

from studio.drawing.camera import StudioCamera
from studio.scene.typesetting import Math, Text

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module", autouse=True)
def small_picture() -> Iterator[None]:
    size = {"pixel_width": 192, "pixel_height": 108, "frame_width": config.frame_height * 16 / 9}
    with tempconfig(size):
        yield


def taken(
    camera_class: type[MovingCamera],
    mobjects: Sequence[Mobject],
    move: Callable[[MovingCamera], object] = lambda _: None,
) -> Pixels:
    camera = camera_class()
    move(camera)
    camera.capture_mobjects(mobjects)
    return np.array(camera.pixel_array)


def curves(*points: Sequence[float], **style: object) -> VMobject:
    mobject = VMobject(**style)
    mobject.points = np.array([[*point, 0.0] for point in points], dtype=float)
    return mobject


def gradients() -> list[Mobject]:
    return [
        Square(4).set_fill([RED, BLUE], [1, 0.2]).set_stroke([GREEN, YELLOW, WHITE], 20, opacity=[1, 0, 0.5]),
        Circle(1).set_color_by_gradient(RED, BLUE).set_sheen_direction(UP + LEFT).shift(RIGHT * 3),
        Circle(1, fill_opacity=0.5).set_sheen(-0.4, UP).shift(LEFT * 3),
    ]


def background_strokes() -> list[Mobject]:
    return [
        Star(fill_opacity=0.5, color=YELLOW, stroke_width=4).set_stroke(RED, 30, 0.5, background=True),
        Circle(2, stroke_width=0).set_stroke(BLUE, 12, background=True),
        Square(1, fill_opacity=1, stroke_opacity=0).set_stroke(WHITE, 0, background=True),
    ]


def order_of_drawing() -> list[Mobject]:
    high = Square(2, fill_opacity=1, color=RED).set_z_index(3)
    parts = VGroup(
        Circle(1, fill_opacity=1, color=BLUE).set_z_index(5), Dot(RIGHT, radius=0.5, color=GREEN)
    ).shift(RIGHT)
    low = Rectangle(width=9, height=1, fill_opacity=0.7, color=YELLOW).set_z_index(-1)
    return [high, parts, low, high, Dot(LEFT, radius=0.4)]


def opacities() -> list[Mobject]:
    return [
        VGroup(
            *(
                Circle(
                    0.9,
                    fill_opacity=fill,
                    stroke_opacity=stroke,
                    stroke_width=width,
                    color=RED,
                ).shift(RIGHT * (3 * fill - 2) + UP * (3 * stroke - 2))
                for fill in (0, 0.3, 1)
                for stroke in (0, 0.5, 1)
                for width in (0, 0.5, 9)
            )
        )
    ]


def subpaths() -> list[Mobject]:
    ring = Annulus(0.5, 2, fill_opacity=0.6, stroke_width=5, color=GREEN)
    open_path = VMobject(stroke_width=12, fill_opacity=0.4, color=YELLOW)
    open_path.set_points_as_corners([LEFT * 4, UP * 2, RIGHT * 4 + DOWN])
    several = VMobject(stroke_width=7, fill_opacity=0.5, color=RED)
    for place in (LEFT * 3, RIGHT * 2, UP * 2):
        several.start_new_path(place)
        several.add_line_to(place + RIGHT)
        several.add_cubic_bezier_curve_to(place + UP, place + LEFT, place)
    nearly = curves(
        (0, 0),
        (1, 0),
        (1, 1),
        (0, 1 + 5e-7),
        (1e-7, 1),
        (-1, 1),
        (-1, 0),
        (0, 9e-7),
        stroke_width=15,
        stroke_color=WHITE,
    )
    return [ring, open_path, several, nearly]


def half_curves() -> list[Mobject]:
    points = [(0, 0), (1, 2), (2, -2), (3, 0), (3, 1), (2, 1)]
    return [
        Circle(2, fill_opacity=0.3),
        curves(*points, stroke_width=6, stroke_color=RED, fill_color=BLUE, fill_opacity=0.5),
        curves(*points[:3], stroke_width=6, stroke_color=RED),
        curves(points[0], stroke_width=6, stroke_color=RED),
        Dot(LEFT * 3, radius=1),
    ]


def points_that_are_none() -> list[Mobject]:
    broken = [
        curves(
            (0, 0), (1, 2), (bad, -2), (3, 0), (3, 0), (2, 1), (1, 0), (-2, bad), stroke_width=6, color=RED
        )
        for bad in (np.nan, np.inf, -np.inf)
    ]
    return [Circle(2, fill_opacity=0.3), *broken, Dot(LEFT * 3, radius=1)]


def lines() -> list[Mobject]:
    return [
        DashedLine(LEFT * 6, RIGHT * 6 + UP, color=YELLOW, dash_length=0.2),
        DashedVMobject(Circle(2), num_dashes=17),
        Arrow(LEFT * 3, UP * 3, buff=0, color=RED),
        DoubleArrow(DOWN * 3 + LEFT * 5, DOWN * 3 + RIGHT * 5, stroke_width=10),
        CurvedArrow(RIGHT * 5, UP * 2, color=GREEN),
        Line(DOWN, DOWN, stroke_width=30),
        NumberPlane(stroke_opacity=0.4),
        FunctionGraph(lambda x: np.sin(5 * x), color=BLUE, stroke_width=3),
    ]


def corners() -> list[Mobject]:
    zigzag = [(-5, -2), (-4, 3), (-3, -2), (0, 3), (0.2, -3)]
    shapes = []
    for row, joint in enumerate(LineJointType):
        for column, cap in enumerate(CapStyleType):
            path = VMobject(stroke_width=14, stroke_opacity=0.6, joint_type=joint, cap_style=cap)
            path.set_points_as_corners([[x, y, 0] for x, y in zigzag])
            shapes.append(path.scale(0.25).shift(RIGHT * (3 * column - 4) + UP * (2 * row - 3)))
    return [VGroup(*shapes), RoundedRectangle(corner_radius=0.7, stroke_width=1)]


def images() -> list[Mobject]:
    row, column = np.mgrid[0:8, 0:12]
    pixels = np.stack([row * 30, column * 20, 255 - row * 20, 20 * row + 100], axis=-1).astype(np.uint8)
    tilted = ImageMobject(pixels).shift(UP + LEFT * 2).rotate(0.4)
    tilted.height = 3
    plain = ImageMobject(pixels).set_opacity(0.5).shift(DOWN)
    plain.height = 2.5
    return [Square(3, fill_opacity=1), tilted, Circle(1.5, fill_opacity=0.5, color=RED), plain, Dot()]


def point_clouds() -> list[Mobject]:
    return [
        PointCloudDot(radius=1.5, density=5, color=BLUE),
        Circle(1, fill_opacity=0.3),
        PGroup(PointCloudDot(RIGHT * 3, radius=0.8, density=4, color=RED), Point(LEFT * 2, stroke_width=10)),
        Polygon(LEFT * 3, UP * 3, RIGHT, fill_opacity=0.6, color=GREEN),
    ]


def texts() -> list[Mobject]:
    return [
        Text("The quick brown fox", size=110).place(-6, 1),
        Text("bold", size=220, weight="bold", color="#E9965A").place(0, -2, "center").set_opacity(0.5),
        Math("q = x W_Q + 1 / 2", size=150).place(-4, -1),
        Math("{{a: q}} / x", size=100, colors={"a": "#FF0000"}).rotate(0.3).shift(RIGHT * 4),
    ]


def nothing() -> list[Mobject]:
    return [VMobject(), ValueTracker(3), VGroup(), Mobject(), Circle().set_opacity(0), Square(stroke_width=0)]


def far_and_wide() -> list[Mobject]:
    return [
        Circle(300, stroke_width=4000, color=BLUE, stroke_opacity=0.5),
        Square(1e5, fill_opacity=0.2, color=RED),
        Circle(1).shift(RIGHT * 1e7),
        Ellipse(1e-7, 3, color=WHITE),
        Circle(1e-9, stroke_width=40),
    ]


SETS = [
    gradients,
    background_strokes,
    order_of_drawing,
    opacities,
    subpaths,
    half_curves,
    points_that_are_none,
    lines,
    corners,
    images,
    point_clouds,
    texts,
    nothing,
    far_and_wide,
]


def stay(_: MovingCamera) -> None:
    pass


def zoom_in(camera: MovingCamera) -> None:
    camera.frame.scale(0.37).shift(RIGHT * 1.234 + UP * 0.567)


def squeeze(camera: MovingCamera) -> None:
    camera.frame.stretch(1.7, 0).stretch(0.6, 1).shift(LEFT)
    camera.background_color = "#123456"


@pytest.mark.parametrize("move", [stay, zoom_in, squeeze])
@pytest.mark.parametrize("mobjects", SETS)
def test_hard_mobjects(mobjects: Callable[[], list[Mobject]], move: Callable[[MovingCamera], None]) -> None:
    one, other = taken(StudioCamera, mobjects(), move), taken(MovingCamera, mobjects(), move)
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("mobjects", [made for made in SETS if made is not nothing])
def test_the_hard_mobjects_are_seen(mobjects: Callable[[], list[Mobject]]) -> None:
    assert taken(MovingCamera, mobjects()).std() > 1


def test_all_of_them_one_above_the_other() -> None:
    def everything() -> list[Mobject]:
        return [mobject for mobjects in SETS for mobject in mobjects()]

    np.testing.assert_array_equal(taken(StudioCamera, everything()), taken(MovingCamera, everything()))


def test_what_is_left_out_is_left_out() -> None:
    def families() -> tuple[list[Mobject], list[Mobject]]:
        inner = VGroup(Circle(1, fill_opacity=1, color=RED), Square(2, fill_opacity=1))
        return [VGroup(inner, Dot()), inner, Star(fill_opacity=1)], [inner[0]]

    pictures = []
    for camera in (StudioCamera(), MovingCamera()):
        mobjects, out = families()
        camera.capture_mobjects(mobjects, excluded_mobjects=out)
        camera.capture_mobjects(mobjects, include_submobjects=False)
        pictures.append(np.array(camera.pixel_array))
    np.testing.assert_array_equal(*pictures)


def test_pictures_taken_with_one_camera_do_not_disturb_each_other() -> None:
    camera = StudioCamera()
    for mobjects in SETS:
        camera.reset()
        camera.capture_mobjects(mobjects())
        np.testing.assert_array_equal(camera.pixel_array, taken(MovingCamera, mobjects()))


def test_a_path_without_cairo_s_own_call_is_manims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ``cairo_append_path`` cannot be had."""
    monkeypatch.setattr("studio.drawing.camera._append_path", lambda: None)
    for mobjects in (gradients, subpaths, texts):
        np.testing.assert_array_equal(taken(StudioCamera, mobjects()), taken(MovingCamera, mobjects()))


# Random curves: joined, nearly joined and apart, of few or many subpaths, with paints of all kinds.

COORDINATES = st.floats(-8, 8) | st.sampled_from([0.0, 1.0, -1.0, 1e-6, 1e4, -3e5])
NEAR = st.sampled_from([0.0, 1e-7, 9e-7, 1.1e-6, 1e-5, 1.2e-5, 1e-4, -1e-6])
PLACES = st.tuples(COORDINATES, COORDINATES)
COLORS = st.lists(st.sampled_from(["#E9965A", "#67BCEB", "#000000", "#FFFFFF"]), min_size=1, max_size=3)
OPACITIES = st.sampled_from([0.0, 0.004, 0.3, 1.0])
WIDTHS = st.sampled_from([0.0, 0.3, 4.0, 60.0])


@st.composite
def outlines(draw: st.DrawFn) -> NDArray[np.float64]:
    points: list[tuple[float, float]] = []
    first = draw(PLACES)
    for _ in range(draw(st.integers(1, 6))):
        joined = draw(st.sampled_from(["exactly", "nearly", "not", "back"]))
        start = draw(PLACES)
        if points and joined == "exactly":
            start = points[-1]
        elif points and joined == "nearly":
            start = (points[-1][0] + draw(NEAR), points[-1][1] * (1 + draw(NEAR)))
        end = draw(PLACES)
        if joined == "back":
            end = (first[0] + draw(NEAR), first[1] * (1 + draw(NEAR)))
        points += [start, draw(PLACES), draw(PLACES), end]
        if joined == "not":
            first = start
    return np.array([(x, y, 0.0) for x, y in points])


@st.composite
def paths(draw: st.DrawFn) -> VMobject:
    mobject = VMobject(joint_type=draw(st.sampled_from(list(LineJointType))))
    mobject.points = draw(outlines())
    mobject.set_fill(draw(COLORS), draw(OPACITIES))
    mobject.set_stroke(draw(COLORS), draw(WIDTHS), draw(OPACITIES))
    if draw(st.booleans()):
        mobject.set_stroke(draw(COLORS), draw(WIDTHS), draw(OPACITIES), background=True)
    return mobject.set_z_index(draw(st.integers(0, 1)))


@given(st.lists(paths(), min_size=1, max_size=3), st.floats(0.2, 3), PLACES)
def test_random_curves(mobjects: list[VMobject], scale: float, place: tuple[float, float]) -> None:
    def move(camera: MovingCamera) -> None:
        camera.frame.scale(scale).shift(np.array([min(max(place[0], -9), 9), min(max(place[1], -9), 9), 0]))

    np.testing.assert_array_equal(taken(StudioCamera, mobjects, move), taken(MovingCamera, mobjects, move))
