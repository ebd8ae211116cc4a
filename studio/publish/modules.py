"""The ES modules of a page: they come with it, as a browser lets no page from a disk load others.

A module stands in the page's import map as a ``data:`` address, unchanged, under the name by which others
import it: ``studio/NAME.js`` is one of the studio's, ``lesson/NAME.js`` one of the lesson's.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from studio.errors import AuthorError, Problem
from studio.publish.templating import PAGE

_IMPORT = re.compile(
    r"""^\s*(?:import|export)\s(?:(?P<names>[^"';]*)\sfrom\s)?\s*["'](?P<module>[^"']+)["']""", re.MULTILINE
)
_EXPORT = re.compile(
    r"^export\s+(?:async\s+)?(?:const|let|function\*?|class)\s+(\w+|\{[^}]*\})", re.MULTILINE
)
_NAME = re.compile(r"\s*([\w$]+)(?:\s+as\s+[\w$]+)?\s*")
_RENAMED = {("studio/data.js", "words"): "strings"}


def read_modules(entries: Iterable[str], files: Mapping[str, Path]) -> dict[str, str]:
    """Read modules and all that they import.

    Parameters
    ----------
    entries
        The names of modules.
    files
        The lesson's own, by the names of the files.

    Returns
    -------
    dict
        The address of each module by its name, in no order that means anything.

    Raises
    ------
    AuthorError
        With every import of something that is not there.
    """
    places = {f"studio/{path.name}": path for path in PAGE.glob("*.js")}
    places |= {f"lesson/{name}": path for name, path in files.items() if name.endswith(".js")}
    found: dict[str, str] = {}
    waiting = list(entries)
    problems: list[Problem] = []
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        text = read_text(places[name])
        found[name] = data_address("text/javascript", text)
        for match in _IMPORT.finditer(text):
            wrong = [*_wrong(match, places)]
            problems += [_problem(places[name], text, match, *one) for one in wrong]
            if not wrong:
                waiting.append(match["module"])
    if problems:
        raise AuthorError(problems)
    return found


def data_address(kind: str, text: str) -> str:
    """A ``data:`` address that stands for a file of that media type."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"


def read_text(path: Path) -> str:
    """Read an author's file, which has to be UTF-8.

    Raises
    ------
    AuthorError
        If it is not.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(path, line, 0, "This is not UTF-8 text.", "Save the file as UTF-8.")
        raise AuthorError([problem]) from None


def _wrong(match: re.Match[str], places: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """What is wrong with an import, and the way out; what a lesson's own modules export is not known."""
    module = match["module"]
    if module not in places:
        fix = "Import `lesson/NAME.js` for a module of the lesson, `studio/NAME.js` for one of the studio."
        yield f"There is no module `{module}`.", fix
    elif module.startswith("studio/"):
        exported = _exported(read_text(places[module]))
        for name in _names(match["names"] or ""):
            if name not in exported:
                new = _RENAMED.get((module, name))
                fix = f"Import `{new}`." if new else f"It has {', '.join(f'`{one}`' for one in exported)}."
                yield f"The module `{module}` has no `{name}`.", fix


def _names(imported: str) -> Iterator[str]:
    """The names in the braces of an import, as the module that exports them has them."""
    braces = re.search(r"\{([^}]*)\}", imported)
    for one in braces[1].split(",") if braces else ():
        if name := _NAME.fullmatch(one):
            yield name[1]


def _exported(text: str) -> list[str]:
    return sorted(name for match in _EXPORT.finditer(text) for name in re.findall(r"\w+", match[1]))


def _problem(path: Path, text: str, match: re.Match[str], message: str, fix: str) -> Problem:
    line = text.count("\n", 0, match.start("module")) + 1
    return Problem(path, line, 0, message, fix, text.splitlines()[line - 1])
