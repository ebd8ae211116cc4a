"""What goes wrong, in words for people and in classes for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake of an author, and the way out of it.

    Parameters
    ----------
    path
        The file that has to be changed.
    line, column
        Where in it, counted from 1; 0 when the whole file or the whole line is meant.
    message
        One sentence: what is wrong.
    fix
        One sentence: what to write instead.
    source
        The line itself, without its line break; empty when there is none to show.
    """

    path: Path
    line: int
    column: int
    message: str
    fix: str
    source: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        text = f"{place}: {self.message} {self.fix}".rstrip()
        if self.source:
            text += f"\n    {self.source}".replace("\t", " ")
            if self.column:
                text += f"\n    {' ' * (self.column - 1)}^"
        # What stands in a file that is no script must not steer the terminal.
        return "".join(
            sign if sign == "\n" or category(sign) not in ("Cc", "Cs") else "\ufffd" for sign in text
        )


class StudioError(Exception):
    """Everything that the studio refuses to do; the message is fit to be shown as it is."""


class AuthorError(StudioError):
    """Mistakes in a script or its scenes, all of them at once.

    Parameters
    ----------
    problems
        At least one; kept in the order of their place.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[AuthorError], tuple[tuple[Problem, ...]]]:
        """Come out of a worker process with all its problems: by itself it would be made of its message."""
        return type(self), (self.problems,)
