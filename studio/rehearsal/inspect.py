"""Take the words and shapes of a scene's present picture, for `studio.rehearsal.layout` to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DL, UR, Camera, Mobject, NumberPlane, ThreeDCamera, VMobject
from numpy.typing import NDArray

from studio.drawing.other_cameras import points_seen
from studio.numbers import Sum
from studio.rehearsal.layout import SLIGHT, Array, Shape, Words, contrast, rows_of
from studio.rehearsal.texts import baseline_of, em_of, glyphs_of, texts_of, written
from studio.scene.lesson_scene import LessonScene
from studio.scene.manim_compat import AbstractImageMobject, mobjects_shown

FAINT = SLIGHT
"""Opacity below which a shape is in nobody's way."""

HEIGHT = 8.0
"""Of the picture, in units as they are measured here."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class FrameContents:
    """What is seen on a picture, in the frame of its camera: as if that had not moved or zoomed.

    Parameters
    ----------
    words
        Each text and formula with its mobject, in the order of the scene.
    shapes
        Everything else, but for a coordinate plane that fills the picture.
    bounds
        Left, bottom, right and top of all ink, in Manim units; all 0 where there is none. Of shapes those do
        not count that reach from edge to edge of the picture, nor any where the camera has moved.
    sums
        Those that mobjects declare.
    """

    words: tuple[tuple[VMobject, Words], ...]
    shapes: tuple[Shape, ...]
    bounds: Box
    sums: tuple[Sum, ...]


@dataclass(frozen=True, eq=False)
class View:
    """The frame of a camera: its middle, and how much larger than by itself things look in it.

    `half` is half of its width and height, as they are measured here.
    """

    camera: Camera
    middle: Array
    scale: float
    half: Array

    @property
    def is_moved(self) -> bool:
        """Whether it shows another part of the plane than by itself."""
        return bool(np.abs(self.middle).max() > 1e-6 or abs(self.scale - 1) > 1e-6)

    def points(self, points: Array) -> Array:
        """Where points are seen, shape (n, 2)."""
        seen: Array = (points[:, :2] - self.middle) * self.scale
        return seen

    def seen(self, mobject: Mobject) -> Array:
        """Where a mobject's own points are seen, shape (n, 2)."""
        return self.points(points_seen(self.camera, mobject))

    def box(self, mobject: Mobject) -> Array:
        """The box around a mobject's own points."""
        seen = self.seen(mobject)
        return np.concatenate([seen.min(axis=0), seen.max(axis=0)])

    def fills(self, box: Array) -> bool:
        """Whether a box reaches from one edge of the picture to the other."""
        reach = np.abs(box).reshape(2, 2).min(axis=0) > self.half - 0.05
        sides = (box[:2] < 0) & (box[2:] > 0)
        return bool((reach & sides).any())

    def shows(self, box: Array) -> bool:
        """Whether any of a box is in the picture."""
        return bool((box[:2] < self.half).all() and (box[2:] > -self.half).all())


def view_of(scene: LessonScene) -> View:
    """The frame of a scene's camera; of a camera without one, all that it can show."""
    camera: Any = scene.camera
    frame = getattr(camera, "frame", None)
    if frame is None:
        return View(camera, np.zeros(2), 1.0, np.array([camera.frame_width, camera.frame_height]) / 2)
    scale = HEIGHT / float(frame.height)
    return View(camera, frame.get_center()[:2], scale, np.array([frame.width, frame.height]) * scale / 2)


def inspect_frame(scene: LessonScene) -> FrameContents:
    """Find out what is seen on the present picture of a scene."""
    mobjects = mobjects_shown(scene)
    camera: Any = scene.camera
    view = view_of(scene)
    shown = [one for one in camera.get_mobjects_to_display(mobjects) if has_ink(one)]
    order = {id(one): index for index, one in enumerate(shown)}
    family = {id(one): one for top in mobjects for one in top.get_family()}.values()
    boxes = {id(one): view.box(one) for one in shown}
    texts: list[tuple[VMobject, Words]] = []
    turned: list[Array] = []
    glyphs: set[int] = set()
    for text, table in texts_of(mobjects):
        parts = glyphs_of(text)
        glyphs.update(map(id, parts))
        inked = [id(one) for one in parts if id(one) in order]
        if inked:
            rows, rise = rows_of(np.array([boxes[one] for one in inked])), _rise(camera, text)
            if rise is None:
                turned += list(rows)
            elif any(view.shows(row) for row in rows):
                above = max(order[one] for one in inked)
                texts.append((text, words_of(text, rows, above, view, table, rise)))
    ground = {
        id(one)
        for plane in family
        if isinstance(plane, NumberPlane)
        and view.fills(view.points(np.array([plane.get_corner(DL), plane.get_corner(UR)])).ravel())
        for one in plane.get_family()
    }
    shapes = [one for one in shown if id(one) not in glyphs and id(one) not in ground]
    reaching = [*turned, *(row for _, words in texts for row in words.rows)]
    if not view.is_moved:
        reaching += [boxes[id(one)] for one in shapes if not view.fills(boxes[id(one)])]
    bounds = (0.0, 0.0, 0.0, 0.0)
    if reaching:
        ends = np.array(reaching)
        left, bottom = ends[:, :2].min(axis=0).tolist()
        right, top = ends[:, 2:].max(axis=0).tolist()
        bounds = left, bottom, right, top
    return FrameContents(
        tuple(texts),
        tuple(shape for one in shapes if (shape := _shape(one, order[id(one)], view)) is not None),
        bounds,
        tuple(found for one in family if isinstance(found := getattr(one, "stated_sum", None), Sum)),
    )


def words_of(text: VMobject, rows: Array, order: int, view: View, table: int = 0, rise: float = 0.0) -> Words:
    """A text as it is compared; `rows` are its lines as they are seen, `rise` above where they are."""
    baseline = (baseline_of(text) + rise - float(view.middle[1])) * view.scale
    return Words(written(text), rows, order, em_of(text) * view.scale, baseline, table)


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
    view = view_of(scene)
    scale = np.array([width, height]) / (2 * view.half)
    measured = {}
    for index, (text, _) in enumerate(contents.words):
        inked = [glyph for glyph in glyphs_of(text) if has_ink(glyph)]
        places = np.array([view.box(glyph) for glyph in inked]).reshape(-1, 2, 2)
        corners = places * scale * (1, -1) + (width / 2, height / 2)
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


def _rise(camera: Camera, text: VMobject) -> float | None:
    """How far above its place a text is seen; None if it is turned in space: it has no size there."""
    glyphs = [glyph for glyph in glyphs_of(text) if len(glyph.points)]
    if not glyphs or not isinstance(camera, ThreeDCamera):
        return 0.0
    apart = np.concatenate([points_seen(camera, glyph) - glyph.points for glyph in glyphs])[:, :2]
    return float(apart[0, 1]) if np.allclose(apart, apart[0], atol=1e-6) else None


def _shape(mobject: Mobject, order: int, view: View) -> Shape | None:
    name = type(mobject).__name__
    if isinstance(mobject, VMobject):
        fill = float(mobject.get_fill_opacity())
        stroke = float(mobject.get_stroke_opacity()) if mobject.stroke_width else 0.0
        if max(fill, stroke) < FAINT:
            return None
        return Shape(name, view.seen(mobject), order, fill, stroke)
    left, bottom, right, top = view.box(mobject)
    corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    edges = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    return Shape(name, edges.repeat(2, axis=1).reshape(-1, 2), order, 1.0)
