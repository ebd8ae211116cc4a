"""The picture of one play, drawn again only where it has changed.

What stands still during a play is drawn once. Of the rest, each mobject is compared with the frame before:
its outline and its paints. Only the rectangle around what changed is drawn again, and only with the mobjects
that touch it. The pixels are those of the whole picture drawn anew; where that cannot be known, it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from manim import LineJointType, Mobject, VMobject
from numpy.typing import NDArray

from studio.drawing.camera import StudioCamera, are_regular, can_paint
from studio.drawing.region import EMPTY, Region
from studio.scene.manim_compat import AbstractImageMobject, PMobject

_MITER = 10.0  # Cairo's limit: a sharp corner reaches so many half widths of the line
_DRAWN = (VMobject, PMobject, AbstractImageMobject)  # the kinds of which Manim draws anything
_WORTHWHILE = 0.6  # of the picture; a larger region is drawn as a whole


@dataclass(frozen=True, eq=False)
class _Frame:
    """What was drawn: mobjects in their order, outlines and paints, and the pixels that they may touch."""

    camera: bytes
    vmobjects: list[VMobject]  # kept, so that their ids stay theirs
    outlines: list[NDArray[np.float64]]
    paints: Sequence[tuple[object, ...]]
    boxes: NDArray[np.int64]  # (n, 4): left, top, right, bottom


class Canvas:
    """The pixels of a camera during one play.

    Parameters
    ----------
    camera
        Draws; its pixel array is the picture.
    still
        What does not move during the play; drawn at once, and never looked at again.
    """

    def __init__(self, camera: StudioCamera, still: Sequence[Mobject]) -> None:
        self._camera = camera
        camera.reset()
        if still:
            camera.capture_mobjects(still)
        self._ground = camera.pixel_array.copy()
        self._sheet = np.empty_like(self._ground)
        height, width = self._ground.shape[:2]
        self._whole = Region(0, 0, width, height)
        self._last: _Frame | None = None

    def draw(self, moving: Iterable[Mobject]) -> Region:
        """Draw what moves, above what stands still.

        Returns
        -------
        Region
            All pixels outside of it are as they were after the last call.
        """
        camera = self._camera
        shown = camera.get_mobjects_to_display(moving)
        frame = self._looked_at(shown)
        last, self._last = self._last, frame
        region = self._whole
        if frame is not None and last is not None and frame.camera == last.camera:
            region = self._changed(last, frame)
        if region.is_empty:
            return region
        if frame is None or region.area > _WORTHWHILE * self._whole.area:
            camera.set_frame_to_background(self._ground)
            camera.capture_mobjects(shown, include_submobjects=False)
            return self._whole
        self._paint(frame, region)
        return region

    def _looked_at(self, shown: Sequence[Mobject]) -> _Frame | None:
        """The frame to be drawn, or None if it has something in it that only Manim knows how to draw."""
        camera = self._camera
        # Any other kind, such as a ValueTracker, is never drawn.
        drawn = [mobject for mobject in shown if isinstance(mobject, _DRAWN)]
        if not can_paint() or not all(
            isinstance(mobject, VMobject) and mobject.get_background_image() is None for mobject in drawn
        ):
            return None
        vmobjects = [
            vmobject for vmobject in cast("Sequence[VMobject]", drawn) if any(camera.marks(vmobject))
        ]
        if not vmobjects or not are_regular(vmobjects):
            return None
        outlines = [vmobject.points.copy() for vmobject in vmobjects]
        paints = [
            (
                vmobject.get_fill_rgbas().tobytes(),
                vmobject.get_stroke_rgbas().tobytes(),
                vmobject.get_stroke_rgbas(background=True).tobytes(),
                vmobject.get_stroke_width(),
                vmobject.get_stroke_width(True),
                vmobject.joint_type,
                vmobject.cap_style,
                vmobject.get_sheen_direction().tobytes(),
            )
            for vmobject in vmobjects
        ]
        return _Frame(
            camera.frame.points.tobytes(), vmobjects, outlines, paints, self._boxes(vmobjects, outlines)
        )

    def _boxes(
        self, vmobjects: Sequence[VMobject], outlines: Sequence[NDArray[np.float64]]
    ) -> NDArray[np.int64]:
        """The pixels that each mobject may touch: the hull of its points, and the width of its lines."""
        camera = self._camera
        lengths = np.array([len(points) for points in outlines])
        first = np.cumsum(lengths) - lengths
        points = np.concatenate(outlines)[:, :2]
        low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
        width, height = self._whole.right, self._whole.bottom
        scale = np.array([width / camera.frame_width, -height / camera.frame_height])
        middle = np.array([width, height]) / 2
        center = np.asarray(camera.frame_center)[:2]
        one, other = (low - center) * scale + middle, (high - center) * scale + middle
        reach = np.array([_reach(vmobject) for vmobject in vmobjects])[:, np.newaxis]
        margin = reach * camera.cairo_line_width_multiple * np.abs(scale) + 2
        boxes = np.hstack(
            [np.floor(np.minimum(one, other) - margin), np.ceil(np.maximum(one, other) + margin)]
        )
        inside: NDArray[np.int64] = np.clip(boxes, 0, [width, height, width, height]).astype(np.int64)
        return inside

    def _changed(self, last: _Frame, frame: _Frame) -> Region:
        """The smallest region that holds all that is not as it was."""
        before = {id(vmobject): index for index, vmobject in enumerate(last.vmobjects)}
        kept = [before.get(id(vmobject), -1) for vmobject in frame.vmobjects]
        order = [index for index in kept if index >= 0]
        if order != sorted(order):
            return self._whole
        boxes = [last.boxes[sorted(set(range(len(last.vmobjects))) - set(order))]]
        for index, old in enumerate(kept):
            if old < 0:
                boxes.append(frame.boxes[index : index + 1])
            elif frame.paints[index] != last.paints[old] or not np.array_equal(
                frame.outlines[index], last.outlines[old]
            ):
                boxes += [frame.boxes[index : index + 1], last.boxes[old : old + 1]]
        all_boxes = np.vstack(boxes)
        if not len(all_boxes):
            return EMPTY
        left, top = all_boxes[:, :2].min(axis=0)
        right, bottom = all_boxes[:, 2:].max(axis=0)
        return Region(int(left), int(top), int(right), int(bottom))

    def _paint(self, frame: _Frame, region: Region) -> None:
        left, top, right, bottom = region
        rows, columns = slice(top, bottom), slice(left, right)
        boxes = frame.boxes
        touched = np.flatnonzero(
            (boxes[:, 0] < right) & (left < boxes[:, 2]) & (boxes[:, 1] < bottom) & (top < boxes[:, 3])
        )
        # On a sheet of its own, where it may fall beside the region: with a clip Cairo would cut outlines off
        # at its edge, rounded, and cover some pixels a little more or less than in the whole picture.
        self._sheet[rows, columns] = self._ground[rows, columns]
        if len(touched):
            context = self._camera.get_cairo_context(self._sheet)
            self._camera.paint([frame.vmobjects[index] for index in touched], context)
        self._camera.pixel_array[rows, columns] = self._sheet[rows, columns]


def _reach(vmobject: VMobject) -> float:
    """How far a mobject's lines reach from its outline, in the unit of stroke widths."""
    width = float(max(np.max(vmobject.get_stroke_width()), np.max(vmobject.get_stroke_width(True))))
    blunt = vmobject.joint_type in (LineJointType.ROUND, LineJointType.BEVEL)
    return width / 2 * (1.5 if blunt else _MITER)
