"""What the tests of the engine share: briefs made by hand, and scenes in files of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from studio.brief import ChapterBrief, SlideBrief
from studio.loading import SceneSource
from studio.numbers import Number
from studio.script.front_matter import FrontMatter
from studio.settings import Picture
from studio.timeline import Cue

FRONT = FrontMatter.model_validate({"module": 1, "title": "A lesson", "minutes": 1, "scenes": "parts.py"})


@pytest.fixture(scope="session")
def picture() -> Picture:
    """A small one, at 10 frames a second."""
    return Picture(160, 90, 10)


@pytest.fixture(scope="session")
def slide() -> Callable[..., SlideBrief]:
    """Makes a slide as its scene sees it: ``slide("first", 20, word=5)`` has a bookmark at frame 5."""

    def make(id: str = "first", frames: int = 20, **cues: int) -> SlideBrief:
        marks = tuple(Cue(name, first, first + 2) for name, first in cues.items())
        return SlideBrief(id, id.capitalize(), 10, frames, marks)

    return make


@pytest.fixture(scope="session")
def brief(slide: Callable[..., SlideBrief], picture: Picture) -> Callable[..., ChapterBrief]:
    """Makes a chapter as its scene sees it; without slides, with one of twenty frames."""

    def make(
        *slides: SlideBrief,
        scene: str = "One",
        fps: int = picture.fps,
        labels: Mapping[str, str] | None = None,
        numbers: Mapping[str, Number | str] | None = None,
    ) -> ChapterBrief:
        return ChapterBrief(
            script=Path("lesson.md"),
            front=FRONT,
            id="one",
            title="Chapter one",
            scene=scene,
            line=8,
            index=0,
            count=1,
            fps=fps,
            slides=slides or (slide(),),
            labels=labels or {},
            numbers=numbers or {},
        )

    return make


@pytest.fixture
def scenes(tmp_path: Path) -> Callable[[str], SceneSource]:
    """Writes scenes into a file in a new folder, as a script's ``scenes: parts.py`` would name it."""
    written = 0

    def write(code: str) -> SceneSource:
        nonlocal written
        written += 1
        folder = tmp_path / f"scenes-{written}"
        folder.mkdir()
        path = folder / "parts.py"
        path.write_text(
            "from manim import *\nfrom studio import LessonScene, Number\n" + dedent(code), encoding="utf-8"
        )
        return SceneSource(folder / "lesson.md", "parts", path.resolve(), folder.resolve())

    return write
