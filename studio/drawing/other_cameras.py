"""Manim's other cameras: in space, of several views, and an author's own.

They draw for themselves, whole pictures. Here stands what has to be known of them where nothing is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

import numpy as np
from manim import Camera, ManimColor, Mobject, MovingCamera, MultiCamera, ThreeDCamera, VMobject
from numpy.typing import NDArray

from studio.drawing.camera import in_families

_MADE_BY_DRAWING = {
    "background",
    "background_colored_vmobject_displayer",
    "canvas",
    "display_funcs",
    "fixed_in_frame_mobjects",
    "fixed_orientation_mobjects",
    "pixel_array",
    "pixel_array_to_cairo_context",
    "rotation_matrix",
}
"""Attributes of a camera that follow from the others, or that are looked at one by one."""


def settle(camera: Camera, mobjects: Sequence[Mobject]) -> None:
    """Do to a camera what drawing would do to it besides the picture.

    A camera in space turns to where its angles say, and keeps for good the middle of the frame in which it
    drew its first outline. One of several views fits each of them to the size of its display.

    Parameters
    ----------
    camera
        Any.
    mobjects
        What it would draw.
    """
    if isinstance(camera, MultiCamera):
        camera.update_sub_cameras()
    if isinstance(camera, MovingCamera):
        return
    if isinstance(camera, ThreeDCamera):
        camera.reset_rotation_matrix()
    if camera.get_cached_cairo_context(camera.pixel_array) is None and any(
        isinstance(one, VMobject) and one.get_num_points() for one in in_families(mobjects)
    ):
        camera.get_cairo_context(camera.pixel_array)


def state_of(camera: Camera, shown: Sequence[Mobject]) -> bytes:
    """Digest what a picture depends on besides the mobjects themselves: all that the camera is set to.

    Parameters
    ----------
    camera
        One that has settled.
    shown
        The mobjects that it draws, in the order of drawing.
    """
    found = hashlib.sha256()
    places = {id(mobject): place for place, mobject in enumerate(shown)}
    for part in (*_parts(camera, places), *_in_space(camera, shown)):
        found.update(part if isinstance(part, bytes) else f"{part}\x1f".encode())
    return found.digest()


def _parts(value: object, places: Mapping[int, int]) -> Iterator[object]:
    yield type(value).__qualname__
    if isinstance(value, Camera):
        for name, item in sorted(vars(value).items()):
            if name not in _MADE_BY_DRAWING:
                yield name
                yield from _parts(item, places)
        if context := value.get_cached_cairo_context(value.pixel_array):
            matrix = context.get_matrix()
            yield matrix.xx, matrix.yy, matrix.x0, matrix.y0
    elif isinstance(value, Mobject):
        for one in value.get_family():
            yield places.get(id(one))
            yield np.ascontiguousarray(one.points).tobytes()
            if isinstance(view := getattr(one, "camera", None), Camera):
                yield from _parts(view, places)
    elif isinstance(value, np.ndarray):
        yield value.shape
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item, places)
    elif isinstance(value, bool | int | float | str | Enum | ManimColor | np.generic | None):
        yield value


def _in_space(camera: Camera, shown: Sequence[Mobject]) -> Iterator[object]:
    if isinstance(camera, ThreeDCamera):
        for mobject in shown:
            center = camera.fixed_orientation_mobjects.get(mobject)
            yield getattr(mobject, "shade_in_3d", False), mobject in camera.fixed_in_frame_mobjects
            yield None if center is None else np.asarray(center()).tobytes()


def points_seen(camera: Camera, mobject: Mobject) -> NDArray[np.float64]:
    """Where the points of a mobject are seen, shape (n, 3).

    In the plane these are its points. A camera in space that has settled projects them: (0, 0) is the middle
    of the picture.
    """
    points: NDArray[np.float64] = mobject.points
    if isinstance(camera, ThreeDCamera) and len(points):
        points = np.array(camera.transform_points_pre_display(mobject, points))
        matrix = camera.get_cairo_context(camera.pixel_array).get_matrix()
        points[:, 0] += (matrix.x0 - camera.pixel_width / 2) / matrix.xx
        points[:, 1] += (matrix.y0 - camera.pixel_height / 2) / matrix.yy
    return points
