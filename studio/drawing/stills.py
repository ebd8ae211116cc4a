"""The picture of a still as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.store.files import atomic


def write_still(picture: NDArray[np.uint8], path: Path) -> Path:
    """Write a picture as PNG.

    Parameters
    ----------
    picture
        uint8, shape (height, width, 3) for RGB or (height, width, 4) for RGBA, whose alpha is left out.
    path
        The file to write.

    Returns
    -------
    Path
        `path`.
    """
    image = Image.fromarray(np.ascontiguousarray(picture[:, :, :3]), "RGB")
    with atomic(path) as draft:
        image.save(draft, format="PNG")
    return path
