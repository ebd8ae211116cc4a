"""A lesson of one slide, and what is found in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from studio.checks.finding import Finding
from studio.rehearsal.rehearse import rehearse
from studio.scene.settings import Picture
from tests.studio.checks.lessons import SCENE, Find, found_in

# Fifty characters: five seconds, with the bookmark after 2.2, and half a second of pause.
WORDS = "These are words to be [heard](#word) in this fine narration"
FRONT = """\
---
course: {{module: 1}}
title: A lesson
minutes: {minutes}
scenes: parts.py
pause: 0.5
labels: {labels}
pronounce: {pronounce}
---
"""


@pytest.fixture
def find(write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture) -> Find:
    """Finds what there is in a lesson of one slide, in which a scene plays some code."""

    def run(
        code: str = "self.wait_until_bookmark('word')",
        words: str = WORDS,
        *,
        alt: str = "alt=A",
        minutes: float = 5.5 / 60,
        labels: str = "{}",
        pronounce: str = "{}",
        seconds: str = "",
        fps: int = picture.fps,
        height: int = picture.height,
    ) -> list[Finding]:
        script = write_lesson(
            f"# One {{scene=One{seconds}}}\n\n## First {{#first {alt}}}\n\n{words}\n",
            SCENE + indent(code, " " * 12),
            front=FRONT.format(minutes=minutes, labels=labels, pronounce=pronounce),
        )
        lesson = planned(script, fps)
        size = Picture(height * 16 // 9, height, fps)
        chapters = [rehearse(lesson.source, context, size) for context in lesson.contexts]
        lengths = {slide.id: slide.frames for chapter in chapters for slide in chapter.slides}
        return found_in(lesson.timeline.with_frames(lengths), chapters, lesson.source.root)

    return run
