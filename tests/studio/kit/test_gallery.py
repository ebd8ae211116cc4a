"""The gallery of the kit, docs/kit.md: its pictures are what its code draws, and nothing in them is amiss."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from studio.drawing.renderer import Drawing, NoFrames
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from tests.test_golden import SIZE, TOLERANCE, difference

DOCS = Path(__file__).parents[3] / "docs"
GALLERY = DOCS / "kit.md"
DRAWN = Picture(1920, 1080, 10)
KEPT = (960, 540)

HEAD = """
import numpy as np
from manim import *
from studio import Number
from studio.kit import *
from studio import Math, Text
"""
PART = re.compile(
    r"^## (?P<title>.+?)\n.*?```python\n(?P<code>.*?)```\n\n!\[.+?\]\((?P<file>.+?)\)", re.M | re.S
)


@dataclass(frozen=True)
class Example:
    """A part of the gallery: its title, its code, and its picture's path."""

    title: str
    code: str
    path: Path

    @property
    def scene(self) -> tuple[str, str, str]:
        """Its scene's name, the id of its slide, and the source of its module."""
        named = re.search(r"class (\w+)\(Chapter\)", self.code)
        if named:
            slide = re.search(r'self\.slide\("(\w+)"\)', self.code)
            assert slide
            return named[1], slide[1], HEAD + self.code
        body = "class Example(Chapter):\n    def construct(self):\n        with self.slide('example'):\n"
        return "Example", "example", HEAD + body + indent(self.code, " " * 12)


EXAMPLES = [
    Example(found["title"], found["code"], DOCS / found["file"])
    for found in PART.finditer(GALLERY.read_text(encoding="utf-8"))
]


def small(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").resize(SIZE, Image.Resampling.BOX)


@pytest.fixture
def staged(
    scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext]
) -> Callable[[Example], tuple[SceneSource, ChapterContext]]:
    """Puts an example on stage: a chapter of one slide, in a lesson with a chapter for each."""

    def stage(example: Example) -> tuple[SceneSource, ChapterContext]:
        scene, id, code = example.scene
        told = context(SlideContext(id, example.title, 1, 20, ()), scene=scene)
        place = {"index": EXAMPLES.index(example), "count": len(EXAMPLES)}
        return scenes(code), ChapterContext(**{**vars(told), **place})

    return stage


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.path.stem)
def test_a_picture_of_the_gallery_is_what_its_code_draws(
    example: Example,
    staged: Callable[[Example], tuple[SceneSource, ChapterContext]],
    request: pytest.FixtureRequest,
) -> None:
    source, context = staged(example)
    drawn: list[Image.Image] = []

    def on_drawn(_: str, pixels: NDArray[np.uint8]) -> None:
        drawn.append(Image.fromarray(pixels).convert("RGB"))

    run_scene(source, context, DRAWN, lambda: Drawing(lambda _: NoFrames(), on_drawn, context.slides[0].id))
    (picture,) = drawn
    if request.config.getoption("--renew-golden"):
        example.path.parent.mkdir(exist_ok=True)
        picture.resize(KEPT, Image.Resampling.BOX).save(example.path, optimize=True)
    with Image.open(example.path) as kept:
        assert kept.size == KEPT
        assert difference(small(kept), small(picture)) <= TOLERANCE, "Look at it; then --renew-golden."


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.path.stem)
def test_nothing_in_a_picture_of_the_gallery_is_amiss(
    example: Example, staged: Callable[[Example], tuple[SceneSource, ChapterContext]]
) -> None:
    source, context = staged(example)
    (slide,) = rehearse(source, context, DRAWN).slides
    last = slide.pictures[-1]
    left, bottom, right, top = last.bounds
    assert not last.clashes
    assert min(text.size for text in last.texts) >= 26
    assert min(text.contrast for text in last.texts if text.contrast is not None) >= 4.5
    assert all(total.holds for total in last.sums)
    assert (left, bottom) >= (-6.5, -3.61)
    assert (right, top) <= (6.5, 3.61)


def test_every_picture_belongs_to_the_gallery_and_every_part_has_one() -> None:
    text = GALLERY.read_text(encoding="utf-8")
    assert len(EXAMPLES) == len(re.findall(r"^## ", text, re.M)) == text.count("```python")
    assert {path.name for path in (DOCS / "kit").iterdir()} == {example.path.name for example in EXAMPLES}
