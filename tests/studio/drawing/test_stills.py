"""Stills are pictures without loss, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.drawing.stills import write_still


@pytest.mark.parametrize("channels", [3, 4])
def test_the_picture_comes_back_and_has_the_same_bytes_again(tmp_path: Path, channels: int) -> None:
    picture = np.random.default_rng(3).integers(0, 255, (36, 64, channels), dtype=np.uint8)
    path = write_still(picture, tmp_path / "slides" / "01-word.png")
    with Image.open(path) as image:
        assert (image.format, image.mode, image.info) == ("PNG", "RGB", {})
        assert np.array_equal(np.asarray(image), picture[:, :, :3])
    assert write_still(picture, tmp_path / "again.png").read_bytes() == path.read_bytes()
