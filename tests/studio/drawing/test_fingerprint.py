"""Two pictures have one fingerprint if, and only if, the camera would draw the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import (
    BLUE,
    LEFT,
    RED,
    RIGHT,
    UP,
    CapStyleType,
    Circle,
    Dot,
    ImageMobject,
    LineJointType,
    Mobject,
    PointCloudDot,
    Square,
    ValueTracker,
    VGroup,
    VMobject,
    config,
    tempconfig,
)
from manim.constants import RESAMPLING_ALGORITHMS
from numpy.typing import NDArray
from PIL import Image

from studio.drawing.camera import StudioCamera
from studio.drawing.fingerprint import Fingerprint
from studio.scene.typesetting import Text

PIXELS = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)


def fingerprint(*mobjects: Mobject, background: str = "#000000", scale: float = 1.0) -> str:
    camera = StudioCamera(background_color=background)
    camera.frame.scale(scale)
    found = Fingerprint()
    found.picture(mobjects, camera)
    return found.hexdigest()


def square() -> Square:
    return Square(2, color=RED, fill_opacity=0.5)


CHANGES: list[Callable[[Square], object]] = [
    lambda shape: shape.shift(RIGHT * 1e-9),
    lambda shape: shape.set_fill(BLUE),
    lambda shape: shape.set_fill(opacity=0.501),
    lambda shape: shape.set_fill([RED, BLUE]),
    lambda shape: shape.set_stroke(BLUE),
    lambda shape: shape.set_stroke(width=4.001),
    lambda shape: shape.set_stroke(opacity=0.999),
    lambda shape: shape.set_stroke([RED, BLUE]),
    lambda shape: shape.set_stroke(BLUE, 1, background=True),
    lambda shape: shape.add(Dot()),
    lambda shape: setattr(shape, "joint_type", LineJointType.ROUND),
    lambda shape: shape.set_cap_style(CapStyleType.ROUND),
    lambda shape: shape.insert_n_curves(1),
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_that_is_drawn_is_seen(change: Callable[[Square], object]) -> None:
    changed = square()
    change(changed)
    assert fingerprint(changed) != fingerprint(square())


def test_the_direction_of_a_gradient_is_seen() -> None:
    one, other = (square().set_fill([RED, BLUE]).set_sheen_direction(way) for way in (UP, LEFT))
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize(
    "same",
    [
        lambda: [square()],
        lambda: [VGroup(square())],
        lambda: [VGroup(VGroup(), VMobject(), square())],
        lambda: [square(), VGroup()],
        lambda: [square().set_z_index(3)],
    ],
)
def test_what_is_not_drawn_is_not_seen(same: Callable[[], Sequence[Mobject]]) -> None:
    assert fingerprint(*same()) == fingerprint(square())


def test_the_order_of_drawing_is_seen() -> None:
    def pair(z_index: int = 0) -> tuple[Mobject, Mobject]:
        return square(), Circle(1, fill_opacity=1).set_z_index(z_index)

    one, other = pair()
    assert fingerprint(one, other) != fingerprint(other, one)
    assert fingerprint(*pair(-1)) == fingerprint(*reversed(pair()))
    assert fingerprint(*pair(7)) == fingerprint(*pair())


def test_the_camera_is_seen() -> None:
    assert fingerprint(square(), background="#000001") != fingerprint(square())
    assert fingerprint(square(), scale=1.001) != fingerprint(square())


def test_images_are_seen() -> None:
    def image(**attributes: object) -> ImageMobject:
        made = ImageMobject(PIXELS.copy())
        for name, value in attributes.items():
            setattr(made, name, value)
        return made

    plain = fingerprint(image())
    assert fingerprint(image()) == plain
    other = PIXELS.copy()
    other[0, 0, 0] += 1
    assert fingerprint(ImageMobject(other)) != plain
    assert fingerprint(image().shift(RIGHT)) != plain
    assert fingerprint(image().set_opacity(0.5)) != plain
    assert fingerprint(image().set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])) != plain


def test_point_clouds_are_seen() -> None:
    plain = fingerprint(PointCloudDot(density=3))
    assert fingerprint(PointCloudDot(density=3)) == plain
    assert fingerprint(PointCloudDot(density=3, color=BLUE)) != plain
    assert fingerprint(PointCloudDot(density=3, stroke_width=9)) != plain
    assert fingerprint(PointCloudDot(density=3).shift(UP)) != plain


def test_a_background_image_is_seen_by_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "image.png"

    def from_file(pixels: NDArray[np.uint8], saved: int) -> str:
        Image.fromarray(pixels).save(path)
        os.utime(path, ns=(saved, saved))
        return fingerprint(square().color_using_background_image(str(path)))

    def from_memory(pixels: NDArray[np.uint8]) -> str:
        return fingerprint(square().color_using_background_image(Image.fromarray(pixels)))

    other = PIXELS.copy()
    other[0, 0, 0] += 1
    plain = from_memory(PIXELS)
    assert from_memory(PIXELS.copy()) == plain == from_file(PIXELS, 1) == from_file(PIXELS, 2)
    assert from_memory(other) == from_file(other, 3)
    assert len({plain, from_memory(other), fingerprint(square())}) == 3


def test_texts_are_seen() -> None:
    assert fingerprint(Text("word")) == fingerprint(Text("word"))
    assert fingerprint(Text("word")) != fingerprint(Text("ward"))


def test_pictures_follow_one_another() -> None:
    camera = StudioCamera()

    def of(*pictures: Sequence[Mobject]) -> str:
        found = Fingerprint()
        for picture in pictures:
            found.picture(picture, camera)
        return found.hexdigest()

    one, other = square(), Circle()
    digests = [of([one], [other]), of([other], [one]), of([one, other]), of([one]), of([one], [one]), of()]
    assert len(set(digests)) == len(digests)
    assert of([one], [other]) == of([one], [other])


WORDS = st.lists(
    st.integers().map(str) | st.text(st.characters(exclude_categories=["C"])), min_size=1, max_size=4
)


@given(WORDS, WORDS)
def test_words_are_kept_apart(one: list[str], other: list[str]) -> None:
    digests = []
    for words in (one, other):
        found = Fingerprint()
        found.text(*words)
        digests.append(found.hexdigest())
    assert (digests[0] == digests[1]) == (one == other)


# The digest and the picture agree: shapes by chance, drawn and looked at.

SHAPES = st.builds(
    lambda make, at, color, opacity, width, z: (
        make().shift(RIGHT * at).set_fill(color, opacity).set_stroke(width=width).set_z_index(z)
    ),
    st.sampled_from([Square, Circle, Dot]),
    st.sampled_from([0.0, 1.0]),
    st.sampled_from([RED, BLUE]),
    st.sampled_from([0.5, 1.0]),
    st.sampled_from([0.0, 4.0]),
    st.integers(0, 1),
)


@given(st.lists(SHAPES, max_size=2), st.lists(SHAPES, max_size=2))
def test_pictures_that_differ_have_different_digests(one: list[VMobject], other: list[VMobject]) -> None:
    with tempconfig({"pixel_width": 64, "pixel_height": 36, "frame_width": config.frame_height * 16 / 9}):
        pictures = []
        for mobjects in (one, other):
            camera = StudioCamera()
            camera.capture_mobjects(mobjects)
            pictures.append(camera.pixel_array.tobytes())
        if pictures[0] != pictures[1]:
            assert fingerprint(*one) != fingerprint(*other)


def test_a_tracker_is_not_drawn_but_does_no_harm() -> None:
    assert fingerprint(square(), ValueTracker(3)) == fingerprint(square(), ValueTracker(3))
