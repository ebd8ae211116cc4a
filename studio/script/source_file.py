"""A script while it is read: its text, the numbers that it may use, and the problems found so far."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path

from studio.errors import AuthorError, Problem
from studio.numbers import Numbers

NUMBER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_ESCAPE_OR_BRACES = re.compile(rf"\\([!-/:-@\[-`{{-~])|{BRACES.pattern}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f][^\n]*")  # with the rest of its line: one report a line


class SourceFile:
    """A script while it is read: problems are gathered, not raised, so that an author sees all at once.

    Parameters
    ----------
    path
        The file, as it is named in every problem.
    text
        What it says; every line ends in a line feed. Places in it are character offsets, counted from 0.
    numbers
        What ``{name}`` may stand for; None when that is not known yet, and every name will do.
    """

    def __init__(self, path: Path, text: str, numbers: Numbers | None) -> None:
        self.path = path
        self.text = text
        self.numbers = numbers
        self.problems: list[Problem] = []
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def with_numbers(self, numbers: Numbers) -> SourceFile:
        """Give the same file without its problems, now that the numbers are known."""
        return SourceFile(self.path, self.text, numbers)

    def line_at(self, at: int) -> int:
        """Give the line of a place, counted from 1."""
        return bisect_right(self._starts, at)

    def start_of(self, line: int) -> int:
        """Give the place at which a line starts; here lines count from 0, as markdown-it counts them."""
        return self._starts[min(line, len(self._starts) - 1)]

    def error(self, at: int, message: str, fix: str) -> None:
        """Note a problem at a place."""
        at = min(at, len(self.text) - 1)
        line = self.line_at(at)
        start = self.start_of(line - 1)
        source = self.text[start : self.text.index("\n", at)]
        self.problems.append(Problem(self.path, line, at - start + 1, message, fix, source))

    def number(self, braces: str, at: int) -> str:
        """Give the written form of a number.

        Parameters
        ----------
        braces
            The placeholder as it stands in the script, ``{q1}``; or a brace that makes none.
        at
            Its place.

        Returns
        -------
        str
            What to show and say; `braces` themselves if they had to be refused.
        """
        match = NUMBER.fullmatch(braces)
        if braces.startswith("{pause"):
            self.error(
                at,
                "This is not a pause, or not a place for one.",
                "Write `{pause 0.5}`, above 0 and at most 60 seconds, among the words of a narration.",
            )
        elif match is None:
            self.error(
                at,
                "These braces hold no number's name." if len(braces) > 1 else "This brace has no partner.",
                "Write a number as `{name}`, a pause as `{pause 0.5}`, a brace itself as `\\{` or `\\}`.",
            )
        elif self.numbers is not None:
            name = match[1]
            if name in self.numbers:
                return str(self.numbers[name])
            self.error(
                at,
                f"There is no number called `{name}`.",
                suggestion(name, self.numbers) or "Take it out, or add it to the lesson's table of numbers.",
            )
        return braces

    def fill(self, text: str, place: Callable[[int], int]) -> str:
        """Fill the numbers into a text that is not Markdown; a backslash makes the sign after it plain.

        Parameters
        ----------
        text
            A label, a title of the front matter, the words of an ``alt``.
        place
            Gives the place in the script of an offset into `text`.
        """
        return _ESCAPE_OR_BRACES.sub(
            lambda match: match[1] or self.number(match[0], place(match.start())), text
        )


def suggestion(word: str, known: Iterable[str]) -> str:
    """Offer the known word most like this one, in a sentence; it is empty if none is like it."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return f"Did you mean `{folded[near[0]]}`?" if near else ""


def read_source_file(path: Path, numbers: Numbers | None = None) -> SourceFile:
    """Read a file of UTF-8 text, with or without a byte order mark, with line breaks of any system.

    Raises
    ------
    AuthorError
        If there is no such file, or it is not text.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        message, fix = "There is no such file.", "Check the path; a script is a Markdown file."
        raise AuthorError([Problem(path, 0, 0, message, fix)]) from None
    except IsADirectoryError:
        message, fix = "This is a folder.", "Name the Markdown file in it."
        raise AuthorError([Problem(path, 0, 0, message, fix)]) from None
    except OSError as error:
        message, fix = f"The file cannot be read: {error.strerror}.", "Check its permissions."
        raise AuthorError([Problem(path, 0, 0, message, fix)]) from None
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before, _, rest = data[: error.start].rpartition(b"\n")
        line = before.count(b"\n") + (b"\n" in data[: error.start]) + 1
        source = data[error.start - len(rest) :].split(b"\n", 1)[0].decode("utf-8", "replace")
        message, fix = "This is not UTF-8 text.", "Save the file as UTF-8."
        column = len(rest.decode("utf-8")) + 1
        raise AuthorError([Problem(path, line, column, message, fix, source)]) from None
    file = SourceFile(path, text if text.endswith("\n") else text + "\n", numbers)
    for match in _CONTROL.finditer(file.text):
        file.error(match.start(), f"Here is a control character, U+{ord(match[0][0]):04X}.", "Delete it.")
    return file
