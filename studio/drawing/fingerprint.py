"""What a picture depends on, as bytes: two pictures with the same bytes are the same picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from manim import Camera, ManimColor, Mobject, MovingCamera, VMobject

from studio.drawing.camera import StudioCamera
from studio.drawing.other_cameras import state_of
from studio.scene.manim_compat import AbstractImageMobject, PMobject


class Fingerprint:
    """The digest of all that was shown to it, in order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def text(self, *words: object) -> None:
        """Add plain values by their text."""
        self._hash.update(("\x1f".join(map(str, words)) + "\x1e").encode())

    def picture(self, mobjects: Iterable[Mobject], camera: Camera) -> None:
        """Add what the camera would draw: outlines, paints and strokes, in the order of drawing."""
        update = self._hash.update
        if isinstance(camera, MovingCamera):
            update(camera.frame.points.tobytes())
        update(ManimColor(camera.background_color).to_hex(with_alpha=True).encode())
        shown = camera.get_mobjects_to_display(mobjects)
        self.text(len(shown))
        if not isinstance(camera, StudioCamera):
            update(state_of(camera, shown))
        for mobject in shown:
            self._mobject(mobject)

    def _mobject(self, mobject: Mobject) -> None:
        update = self._hash.update
        points = np.ascontiguousarray(mobject.points)
        update(len(points).to_bytes(4, "little"))
        update(points.tobytes())
        if isinstance(mobject, VMobject):
            for paint in (
                mobject.get_fill_rgbas(),
                mobject.get_stroke_rgbas(),
                mobject.get_stroke_rgbas(background=True),
            ):
                update(len(paint).to_bytes(2, "little"))
                update(np.ascontiguousarray(paint, dtype=np.float64).tobytes())
                if len(paint) > 1:
                    update(np.asarray(mobject.get_gradient_start_and_end_points()).tobytes())
            image = mobject.get_background_image()
            self.text(
                mobject.stroke_width,
                mobject.background_stroke_width,
                mobject.joint_type,
                mobject.cap_style,
                "" if image is None else image,
            )
        elif isinstance(mobject, AbstractImageMobject):
            pixels = np.ascontiguousarray(mobject.get_pixel_array())
            self.text(pixels.shape, mobject.resampling_algorithm)
            update(pixels.tobytes())
        elif isinstance(mobject, PMobject):
            self.text(mobject.stroke_width)
            update(np.ascontiguousarray(mobject.rgbas).tobytes())

    def hexdigest(self) -> str:
        """The digest so far."""
        return self._hash.hexdigest()
