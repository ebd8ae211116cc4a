"""The slides as they were when somebody last found them good: `make golden` takes the present ones."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageChops

GOLDEN = Path(__file__).parent / "golden"
SIZE = (480, 270)
BLOCK = 6
"""Side of the squares, in pixels of a golden picture, over which a difference is averaged."""
TOLERANCE = 10.0
"""Levels of 255 by which the mean of a square may differ: less than half a pixel of a draft makes."""

Picture = NDArray[np.float64]


def small(still: Path) -> Image.Image:
    """A still as a golden picture shows it."""
    with Image.open(still) as picture:
        return picture.convert("RGB").resize(SIZE, Image.Resampling.BOX)


def squares(picture: Image.Image) -> Picture:
    """The mean colour of every square of a golden picture, shape (2, high, wide, 3).

    They are taken at two offsets, so that a change on the border between squares is not halved away.
    """
    wide, high = SIZE[0] // BLOCK, SIZE[1] // BLOCK
    means = []
    for offset in (0, BLOCK // 2):
        pixels: Picture = np.asarray(ImageChops.offset(picture, offset, offset), dtype=float)
        means.append(pixels.reshape(high, BLOCK, wide, BLOCK, 3).mean(axis=(1, 3)))
    return np.array(means)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Levels by which two golden pictures differ in that square where they differ most."""
    return float(np.abs(squares(one) - squares(other)).max())


@pytest.fixture(scope="module")
def stills(rendered_module: Path) -> dict[str, Image.Image]:
    """The slides of the module by the names of their files, as golden pictures show them."""
    (folder,) = (rendered_module / "output").glob("*/slides")
    return {still.name: small(still) for still in sorted(folder.glob("*.png"))}


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest, stills: dict[str, Image.Image]) -> dict[str, Image.Image]:
    """The golden pictures by the names of their files, renewed first if that is asked for."""
    if request.config.getoption("--renew-golden"):
        GOLDEN.mkdir(exist_ok=True)
        kept = {path.name: small(path) for path in GOLDEN.glob("*.png")}
        for name in kept.keys() - stills.keys():
            (GOLDEN / name).unlink()
        for name, still in stills.items():
            # What looks the same stays the same file.
            if name not in kept or difference(kept[name], still) > TOLERANCE / 2:
                still.save(GOLDEN / name, optimize=True)
    return {path.name: small(path) for path in sorted(GOLDEN.glob("*.png"))}


def test_every_slide_has_its_golden_picture(
    golden: dict[str, Image.Image], stills: dict[str, Image.Image]
) -> None:
    assert list(golden) == list(stills)


def test_every_slide_looks_as_it_did(golden: dict[str, Image.Image], stills: dict[str, Image.Image]) -> None:
    differing = {
        name: round(difference(golden[name], still))
        for name, still in stills.items()
        if name in golden and difference(golden[name], still) > TOLERANCE
    }
    assert not differing, "Look at these slides; if they are good, `make golden` renews the pictures."


def test_a_sign_that_is_gone_would_be_seen(rendered_module: Path) -> None:
    (still,) = (rendered_module / "output").glob("*/slides/08-products.png")
    with Image.open(still) as picture:
        changed = picture.convert("RGB")
    ground = np.array(changed.getpixel((2, 2)))
    inked = np.abs(np.asarray(changed, dtype=float) - ground).max(axis=2) > 100
    inked[: changed.height // 5] = False  # the title
    # What begins furthest on the left is the minus of one factor.
    x = int(inked.any(axis=0).argmax())
    y = int(inked[:, x].argmax())
    changed.paste(tuple(ground.tolist()), (x - 1, y - 2, x + 8, y + 3))
    assert difference(small(still), changed.resize(SIZE, Image.Resampling.BOX)) > TOLERANCE


def test_no_two_slides_pass_for_each_other(golden: dict[str, Image.Image]) -> None:
    for one, other in combinations([squares(picture) for picture in golden.values()], 2):
        assert np.abs(one - other).max() > 3 * TOLERANCE
