"""Take the words and shapes of a scene's present picture, for `studio.rehearsal.layout` to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Camera, Mobject, ThreeDCamera, VMobject
from numpy.typing import NDArray

from studio.drawing.other_cameras import points_seen
from studio.numbers import Sum
from studio.rehearsal.layout import Array, Shape, Words, contrast, rows_of
from studio.scene.lesson_scene import LessonScene
from studio.scene.manim_compat import AbstractImageMobject, mobjects_shown
from studio.scene.typesetting import Math, Text

FAINT = 0.05
"""Opacity below which something is not seen."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class FrameContents:
    """What is seen on a picture.

    Parameters
    ----------
    words
        Each text and formula with its mobject, in the order of the scene.
    shapes
        Everything else.
    bounds
        Left, bottom, right and top of all ink, in Manim units; all 0 where there is none.
    sums
        Those that mobjects declare.
    """

    words: tuple[tuple[Text | Math, Words], ...]
    shapes: tuple[Shape, ...]
    bounds: Box
    sums: tuple[Sum, ...]


def inspect_frame(scene: LessonScene) -> FrameContents:
    """Find out what is seen on the present picture of a scene."""
    mobjects = mobjects_shown(scene)
    camera: Any = scene.camera
    shown = [one for one in camera.get_mobjects_to_display(mobjects) if has_ink(one)]
    order = {id(one): index for index, one in enumerate(shown)}
    family = {id(one): one for top in mobjects for one in top.get_family()}.values()
    texts = [one for one in family if isinstance(one, Text | Math)]
    rises = {id(text): _rise(camera, text) for text in texts}
    glyphs = {id(glyph) for text in texts for glyph in text.submobjects}
    boxes = {id(one): _bounds(points_seen(camera, one)) for one in shown}
    ends = np.array([*boxes.values()]).reshape(-1, 4)
    bounds = (0.0, 0.0, 0.0, 0.0)
    if len(ends):
        left, bottom = ends[:, :2].min(axis=0).tolist()
        right, top = ends[:, 2:].max(axis=0).tolist()
        bounds = left, bottom, right, top
    return FrameContents(
        tuple(
            (text, words)
            for text in texts
            if (rise := rises[id(text)]) is not None
            and (words := _words(text, order, boxes, rise)) is not None
        ),
        tuple(
            shape
            for one in shown
            if id(one) not in glyphs
            and (shape := _shape(one, points_seen(camera, one), order[id(one)])) is not None
        ),
        bounds,
        tuple(found for one in family if isinstance(found := getattr(one, "stated_sum", None), Sum)),
    )


def contrasts(contents: FrameContents, picture: NDArray[np.uint8], scene: LessonScene) -> dict[int, float]:
    """Measure how well each text of a picture that was drawn can be told from its ground.

    Parameters
    ----------
    contents
        What is seen on it.
    picture
        RGBA, shape (height, width, 4).
    scene
        Whose picture it is; its camera's frame says where a point falls.

    Returns
    -------
    dict[int, float]
        The contrast, from 1 to 21, by the index of the text; not of one that reaches out of the picture.
    """
    height, width = picture.shape[:2]
    camera: Any = scene.camera
    in_space = isinstance(camera, ThreeDCamera)
    middle = np.zeros(2) if in_space else camera.frame_center[:2]
    scale = np.array([width / camera.frame_width, height / camera.frame_height])
    measured = {}
    for index, (text, _) in enumerate(contents.words):
        inked = [glyph for glyph in text.submobjects if has_ink(glyph)]
        places = np.array([_bounds(points_seen(camera, glyph)) for glyph in inked]).reshape(-1, 2, 2)
        corners = (places - middle) * scale * (1, -1) + (width / 2, height / 2)
        (left, low), (right, high) = np.moveaxis(corners, 0, 2)
        boxes = np.column_stack([np.floor(left), np.floor(high), np.ceil(right), np.ceil(low)])
        seen = (boxes[:, 2:] > 0).all() and (boxes[:, :2] < (width, height)).all()
        if seen:
            measured[index] = contrast(picture, boxes.astype(np.intp), [_paint(glyph) for glyph in inked])
    return measured


def has_ink(mobject: Mobject) -> bool:
    """Whether a mobject by itself, without its parts, leaves a mark on the picture."""
    if not len(mobject.points):
        return False
    if not isinstance(mobject, VMobject):  # a ValueTracker has a point, too
        return isinstance(mobject, AbstractImageMobject)
    stroke = mobject.get_stroke_opacity() if mobject.stroke_width else 0.0
    return bool(mobject.get_fill_opacity() > 0 or stroke > 0)


def _paint(glyph: VMobject) -> str:
    """What a glyph is painted with: a formula has lines among its glyphs."""
    if glyph.get_fill_opacity() > 0:
        return f"{glyph.get_fill_color()} {glyph.get_fill_opacity():.2f}"
    return f"{glyph.get_stroke_color()} {glyph.get_stroke_opacity():.2f}"


def _rise(camera: Camera, text: Text | Math) -> float | None:
    """How far above its place a text is seen; None if it is turned in space: it has no size there."""
    glyphs = [glyph for glyph in text.submobjects if len(glyph.points)]
    if not glyphs or not isinstance(camera, ThreeDCamera):
        return 0.0
    apart = np.concatenate([points_seen(camera, glyph) - glyph.points for glyph in glyphs])[:, :2]
    return float(apart[0, 1]) if np.allclose(apart, apart[0], atol=1e-6) else None


def _bounds(points: Array) -> Array:
    found: Array = np.concatenate([points.min(axis=0)[:2], points.max(axis=0)[:2]])
    return found


def _words(
    text: Text | Math, order: Mapping[int, int], boxes: Mapping[int, Array], rise: float
) -> Words | None:
    inked = [id(glyph) for glyph in text.submobjects if id(glyph) in order]
    if not inked:
        return None
    rows = rows_of(np.array([boxes[glyph] for glyph in inked]))
    return Words(text.text, rows, max(order[glyph] for glyph in inked), text.size, text.baseline + rise)


def _shape(mobject: Mobject, points: Array, order: int) -> Shape | None:
    if isinstance(mobject, VMobject):
        fill = float(mobject.get_fill_opacity())
        stroke = float(mobject.get_stroke_opacity()) if mobject.stroke_width else 0.0
        if max(fill, stroke) < FAINT:
            return None
        return Shape(type(mobject).__name__, points, order, fill)
    left, bottom, right, top = _bounds(points)
    corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    edges = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    return Shape(type(mobject).__name__, edges.repeat(2, axis=1).reshape(-1, 2), order, 1.0)
