"""What the tests of the chapters share: a chapter rehearsed with a voice that makes no sound."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from studio.captions.captions import captions
from studio.checks.all import find_all
from studio.checks.finding import Finding
from studio.numbers import Numbers
from studio.rehearsal.model import RehearsedChapter
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import chapter_contexts
from studio.scene.loading import find_scenes, load_numbers
from studio.scene.settings import Picture
from studio.scene.suppressions import Check
from studio.script.model import Narration
from studio.script.parser import read_script_file
from studio.speech.voice import Speech, Word
from studio.timeline import plan

SCRIPT = Path(__file__).parents[3] / "script" / "22-qkv-projections.md"
PICTURE = Picture(854, 480, 30)
MEASURED = Picture(1920, 1080, 30)
"""Of which the contrast is measured, too: colours are those of every token, so one is measured."""


@dataclass(frozen=True)
class Rehearsed:
    """A chapter of the lesson, rehearsed for one token.

    Parameters
    ----------
    chapter
        What rehearsal found out.
    findings
        What a check would report of its slides.
    numbers
        The table for the token.
    labels
        Of the script.
    """

    chapter: RehearsedChapter
    findings: tuple[Finding, ...]
    numbers: Numbers
    labels: dict[str, str]

    def texts(self, slide: str) -> list[str]:
        """The words, numbers and formulas on the last picture of a slide."""
        (found,) = (rehearsed for rehearsed in self.chapter.slides if rehearsed.id == slide)
        return [shown.text for shown in found.texts]

    def written(self, names: str) -> list[str]:
        """Numbers of the table as they are written, by their names."""
        return [str(self.numbers[name]) for name in names.split()]


def silent_speech(narration: Narration, pace: float = 1.0) -> Speech:
    """Silence with words in it, about as long as the embedded voice speaks them; pace 2 is twice as fast."""
    now, words = 0.0, []
    pauses = list(narration.pauses)
    for match in re.finditer(r"\S+", narration.text):
        while pauses and pauses[0].offset <= match.start():
            now += pauses.pop(0).seconds * pace
        word = match[0]
        end = now + 0.1 + 0.055 * len(word) + 0.2 * sum(map(str.isdigit, word))
        words.append(Word(match.start(), match.end(), now / pace, end / pace))
        now = end + (0.35 if word[-1] in ".:?" else 0.12 if word[-1] == "," else 0.0)
    return Speech(np.zeros(int((now / pace + 0.1) * 8000), np.float32), 8000, tuple(words))


@lru_cache(maxsize=6)
def _rehearsed(scene: str, token: str, pace: float) -> Rehearsed:
    source = find_scenes(SCRIPT, "qkv_projections")
    numbers = load_numbers(source, {"token": token})
    script = read_script_file(SCRIPT).fill(numbers)
    speeches = {slide.id: silent_speech(slide.narration, pace) for slide in script.slides}
    timeline = plan(script, speeches, PICTURE.fps)
    (context,) = (context for context in chapter_contexts(timeline, numbers) if context.scene == scene)
    chapter = rehearse(source, context, MEASURED if (token, pace) == ("king", 1.0) else PICTURE)
    alone = replace(script, chapters=tuple(one for one in script.chapters if one.scene == scene))
    planned = plan(alone, speeches, PICTURE.fps)
    found = find_all(planned, [chapter], captions(planned), source.root)
    # How fast this voice is read along is no matter of the scene.
    of_scene = tuple(one for one in found if one.slide and one.check is not Check.CAPTION)
    return Rehearsed(chapter, of_scene, numbers, script.labels)


@pytest.fixture(scope="session")
def rehearsed() -> Callable[..., Rehearsed]:
    """Rehearse the chapter of a scene: ``rehearsed("Hook", "queen", pace=1.2)``."""

    def chapter(scene: str, token: str = "king", pace: float = 1.0) -> Rehearsed:
        return _rehearsed(scene, token, pace)

    return chapter
