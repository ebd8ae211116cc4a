"""Stills: names that sort, pictures without loss."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.drawing.stills import write_still
from studio.publish.stills import still_name


@pytest.mark.parametrize(
    ("index", "slides", "name"),
    [
        (1, 14, "slides/01-word.png"),
        (14, 14, "slides/14-word.png"),
        (99, 99, "slides/99-word.png"),
        (7, 100, "slides/007-word.png"),
    ],
)
def test_names(index: int, slides: int, name: str) -> None:
    assert still_name(index, "word", slides) == name


@pytest.mark.parametrize("channels", [3, 4])
def test_the_picture_comes_back_and_has_the_same_bytes_again(tmp_path: Path, channels: int) -> None:
    picture = np.random.default_rng(3).integers(0, 255, (36, 64, channels), dtype=np.uint8)
    path = write_still(picture, tmp_path / "slides" / "01-word.png")
    with Image.open(path) as image:
        assert (image.format, image.mode, image.info) == ("PNG", "RGB", {})
        assert np.array_equal(np.asarray(image), picture[:, :, :3])
    assert write_still(picture, tmp_path / "again.png").read_bytes() == path.read_bytes()
