"""What all tests share: patience with a busy machine, and small lessons in folders of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("studio", deadline=None)
settings.load_profile("studio")

FRONT = """\
---
module: 1
modules: 1
title: A lesson
minutes: {minutes}
scenes: {scenes}
pause: 0.5
---
"""

WriteLesson = Callable[..., Path]


@pytest.fixture(scope="session")
def lessons() -> Path:
    """The folder of the lessons that are there for the tests."""
    return Path(__file__).parent / "lessons"


@pytest.fixture
def write_lesson(tmp_path: Path) -> WriteLesson:
    """Writes a lesson into a new folder: the body of its script, its scenes; gives the script's path."""
    written = 0

    def write(
        body: str = "# One {#one scene=One}\n\n## First {#first alt='Nothing.'}\n\n[Words](#words).\n",
        scenes: str = "",
        *,
        front: str | None = None,
        minutes: float = 0.05,
        folder: Path | None = None,
    ) -> Path:
        nonlocal written
        written += 1
        at = folder or tmp_path / f"lesson-{written}"
        at.mkdir(parents=True, exist_ok=True)
        header = FRONT.format(minutes=minutes, scenes="parts.py") if front is None else front
        script = at / "lesson.md"
        script.write_text(header + dedent(body), encoding="utf-8")
        (at / "parts.py").write_text(dedent(scenes), encoding="utf-8")
        return script

    return write
