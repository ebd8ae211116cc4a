"""The first scene that anybody writes, with Manim's own mobjects, in a folder of theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import REPOSITORY, WriteLesson

FRONT = "---\ntitle: Mine\nminutes: 0.1\nscenes: parts.py\n---\n"

BODY = """\
    # One {#one scene=Plain}

    ## First {#a alt='Words.'}

    Some [words](#w) of mine.

    # Two {#two scene=Other}

    ## Second {#b alt='Words.'}

    And [some](#v) more of them.
"""

SCENES = """\
    from manim import *
    from studio import LessonScene


    class Plain(LessonScene):
        def construct(self):
            with self.slide("a"):
                self.wait_until_bookmark("w")
                self.play(Write(Text("Some words of mine")))


    class Other(LessonScene):
        def construct(self):
            with self.slide("b"):
                self.add(Text("Some words of mine"), MarkupText("<b>bold</b>").shift(UP))
                self.add(Paragraph("one", "two"), Code(code_string="a = 1", language="python"))
                self.add(Table([["1", "2"]]), BarChart([1, 2]))
                self.wait_until_bookmark("v")
                self.play(Write(MathTypst("x^2 / 2")), run_time=0.2)
"""


COMMANDS = {
    "1 job": ["--jobs", "1"],
    "2 jobs": ["--jobs", "2"],
    "preview": ["preview", "b"],
    "slides": ["slides", "--jobs", "2"],
}


@pytest.fixture
def scratch() -> Iterator[Path]:
    """An empty folder for temporary files, with a path short enough for sockets."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_first_scene_leaves_what_was_asked_for_and_nothing_else(
    write_lesson: WriteLesson, scratch: Path, command: list[str]
) -> None:
    folder = write_lesson(BODY, SCENES, front=FRONT).parent
    done = subprocess.run(
        [sys.executable, REPOSITORY / "render.py", *command, "--quality", "draft"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == {"lesson.md", "parts.py", "output", ".cache"}
    assert not [path for path in scratch.iterdir() if path.name.startswith("studio-")]
    if "slides" not in command:
        assert list((folder / "output" / "lesson").rglob("*.mp4"))
