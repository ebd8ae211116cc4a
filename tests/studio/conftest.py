"""What the tests of the engine share: contexts made by hand, and scenes in files of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from studio.numbers import Number
from studio.scene.context import ChapterContext, SlideContext, chapter_contexts
from studio.scene.loading import SceneSource, find_scenes, load_numbers
from studio.scene.settings import Picture
from studio.script.front_matter import FrontMatter
from studio.script.parser import read_script_file
from studio.speech.voice import Speech, Word
from studio.timeline import Cue, Timeline, plan
from tests.studio.films import Spoken, build_film, speak

FRONT = FrontMatter.model_validate({"title": "A lesson", "minutes": 1, "scenes": "parts.py"})


@pytest.fixture(scope="session")
def picture() -> Picture:
    """A small one, at 10 frames a second."""
    return Picture(160, 90, 10)


@pytest.fixture(scope="session")
def slide() -> Callable[..., SlideContext]:
    """Makes a slide as its scene sees it: ``slide("first", 20, word=5)`` has a bookmark at frame 5."""

    def make(id: str = "first", frames: int = 20, **cues: int) -> SlideContext:
        marks = tuple(Cue(name, first, first + 2) for name, first in cues.items())
        return SlideContext(id, id.capitalize(), 10, frames, marks)

    return make


@pytest.fixture(scope="session")
def context(slide: Callable[..., SlideContext], picture: Picture) -> Callable[..., ChapterContext]:
    """Makes a chapter as its scene sees it; without slides, with one of twenty frames."""

    def make(
        *slides: SlideContext,
        scene: str = "One",
        fps: int = picture.fps,
        labels: Mapping[str, str] | None = None,
        numbers: Mapping[str, Number | str] | None = None,
    ) -> ChapterContext:
        return ChapterContext(
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


@dataclass(frozen=True)
class Planned:
    """A lesson that is ready to be rehearsed."""

    source: SceneSource
    contexts: tuple[ChapterContext, ...]
    timeline: Timeline


def steady_speech(text: str) -> Speech:
    """Silence in which each character of a text takes a tenth of a second."""
    words = tuple(
        Word(match.start(), match.end(), match.start() / 10, match.end() / 10)
        for match in re.finditer(r"\S+", text)
    )
    return Speech(np.zeros(len(text) * 100, np.float32), 1000, words)


@pytest.fixture(scope="session")
def planned(picture: Picture) -> Callable[..., Planned]:
    """Reads a script and times it without a voice: at 10 frames a second a character is a frame."""

    def read(script: Path, fps: int = picture.fps) -> Planned:
        read = read_script_file(script)
        source = find_scenes(script, read.front.scenes, read.line_of("scenes"))
        numbers = load_numbers(source, read.front.parameters)
        parsed = read.fill(numbers)
        speeches = {slide.id: steady_speech(slide.narration.text) for slide in parsed.slides}
        timeline = plan(parsed, speeches, fps)
        return Planned(source, chapter_contexts(timeline, numbers), timeline)

    return read


@pytest.fixture(scope="session")
def spoken() -> Callable[..., Spoken]:
    """Makes a speech of a text."""
    return speak


@pytest.fixture(scope="session")
def build() -> Callable[..., Timeline]:
    """Makes a film of chapters of slides."""
    return build_film


@pytest.fixture
def timeline() -> Timeline:
    """Three slides in two chapters, some ten seconds."""
    return build_film(
        [
            [speak("One token asks, offers & gives. It has < 4 numbers."), speak("Two words.")],
            [speak("W_Q turns x into a query: q = x W_Q, and the other two do the same.\n\nThat is all.")],
        ],
        subtitle="The matrices.",
        course={"module": 22, "section": "Architecture", "track": "A · Gemini"},
    )
