"""What a picture depends on, as bytes: two pictures with the same bytes are the same picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from manim import Camera, ManimColor, Mobject, MovingCamera, VMobject
from manim.utils.images import get_full_raster_image_path
from numpy.typing import NDArray
from PIL import Image

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
            self.mobject(mobject)

    def bytes(self, data: bytes) -> None:
        """Add bytes as they are; how many they are is for `text` to say."""
        self._hash.update(data)

    def mobject(self, mobject: Mobject) -> None:
        """Add the outline, paints and strokes of one mobject, without its parts."""
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
            )
            if image is not None:
                self._pixels(image)
        elif isinstance(mobject, AbstractImageMobject):
            pixels = np.ascontiguousarray(mobject.get_pixel_array())
            self.text(pixels.shape, mobject.resampling_algorithm)
            update(pixels.tobytes())
        elif isinstance(mobject, PMobject):
            self.text(mobject.stroke_width)
            update(np.ascontiguousarray(mobject.rgbas).tobytes())

    def _pixels(self, image: Image.Image | Path | str) -> None:
        """Add the pixels of a background image, which Manim finds by name if it is a text."""
        if isinstance(image, str):
            path = Path(get_full_raster_image_path(image))
            self.text("image", _pixels_in(path, path.stat().st_mtime_ns))
        else:
            self.text("image", _digest(np.asarray(image)))

    def hexdigest(self) -> str:
        """The digest so far."""
        return self._hash.hexdigest()


@lru_cache(maxsize=64)
def _pixels_in(path: Path, _saved: int) -> str:
    """The digest of the pixels in a file that was saved at a time."""
    with Image.open(path) as image:
        return _digest(np.asarray(image))


def _digest(pixels: NDArray[np.uint8]) -> str:
    return hashlib.sha256(f"{pixels.shape}".encode() + pixels.tobytes()).hexdigest()
