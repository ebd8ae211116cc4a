"""The names of stills sort as the slides do; a still tells on what ground it is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.drawing.stills import write_still
from studio.publish.stills import ground_of, numbered, still_name
from studio.timeline import Timeline


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


def test_a_name_for_each_slide_of_a_film(timeline: Timeline) -> None:
    assert numbered(timeline, still_name) == [f"slides/0{n}-slide-{n}.png" for n in (1, 2, 3)]


def test_the_ground_is_the_colour_of_the_corner(tmp_path: Path) -> None:
    picture = np.full((36, 64, 3), 200, np.uint8)
    picture[:4, :4] = (15, 20, 27)
    assert ground_of(write_still(picture, tmp_path / "still.png")) == "#0f141b"
