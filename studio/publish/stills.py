"""The stills: the last picture of each slide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from studio.timeline import Timeline


def still_name(index: int, slide_id: str, slides: int = 1) -> str:
    """Return where a still stands, from the output folder: ``slides/01-word.png``.

    Parameters
    ----------
    index
        Which slide of the film, from 1.
    slide_id
        Its id.
    slides
        How many the film has: above 99 all numbers get three digits, so that names sort as slides do.
    """
    digits = max(2, len(str(slides)))
    return f"slides/{index:0{digits}d}-{slide_id}.png"


def numbered(timeline: Timeline, name: Callable[[int, str, int], str]) -> list[str]:
    """Return a name for each slide of a film, by `still_name` or another function of that kind."""
    count = len(timeline.slides)
    return [name(index, timed.slide.id, count) for index, timed in enumerate(timeline.slides, start=1)]


def ground_of(still: Path) -> str:
    """Return the colour of the ground that a still is drawn on, such as ``#0f141b``: its upper left pixel.

    Parameters
    ----------
    still
        A file that `write_still` wrote.
    """
    with Image.open(still) as image:
        corner = image.convert("RGB").crop((0, 0, 1, 1)).tobytes()
    return f"#{corner.hex()}"
