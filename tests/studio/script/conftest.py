from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from studio.errors import AuthorError, Problem
from studio.numbers import Number, Numbers
from studio.script.model import Script
from studio.script.parser import read_script_file

FRONT = """\
---
course: {module: 22}
title: Q, K, V - the projections.
scenes: scenes
minutes: 8
---
"""
NUMBERS: Numbers = {"q1": Number(0.12), "k1": Number(-1.8), "token": "king", "d_model": Number(12288, 0)}


class Writer:
    """Writes scripts into one file and reads them."""

    front = FRONT
    numbers = NUMBERS

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, text: str | bytes, numbers: Numbers | None = NUMBERS) -> Script:
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_script_file(self.path).fill(numbers or {})

    def body(self, text: str) -> Script:
        """Read a script with good front matter."""
        return self.read(FRONT + text)

    def say(self, text: str) -> Script:
        """Read a script of one slide."""
        return self.body(f"# One {{scene=One}}\n\n## First\n\n{text}\n")

    def problems(
        self, text: str | bytes, read: Callable[[str | bytes], object] | None = None
    ) -> Sequence[Problem]:
        with pytest.raises(AuthorError) as caught:
            (read or self.read)(text)
        return caught.value.problems

    def problem(self, text: str | bytes, read: Callable[[str | bytes], object] | None = None) -> Problem:
        (problem,) = self.problems(text, read)
        return problem


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    return Writer(tmp_path_factory.mktemp("script") / "22-lesson.md")
