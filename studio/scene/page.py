"""What a lesson brings to its page: its words, its parts, and what these know.

A part is ``NAME.html`` in the folder ``page`` of the lesson's scenes, with ``NAME.js`` beside it if it moves;
every ``.css`` file there belongs to the page as well. What lessons of a course share stands in
``common/page`` of the package that holds them all: a lesson's own file takes the place of a shared one of its
name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.numbers import Numbers
from studio.scene.loading import SceneSource, load_page_data
from studio.script.page import PageText, find_page, read_page

_SUFFIXES = (".html", ".js", ".css", ".py")


@dataclass(frozen=True)
class LessonPage:
    """What a lesson brings to its page.

    Parameters
    ----------
    text
        Its words.
    source
        Its scenes, beside which its parts are found.
    numbers
        Its table of numbers.
    data
        What its parts know, as plain values for JSON.
    """

    text: PageText
    source: SceneSource
    numbers: Numbers = field(default_factory=dict, hash=False)
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)


def read_lesson_page(
    script: Path, source: SceneSource, numbers: Numbers, parameters: Mapping[str, str]
) -> LessonPage:
    """Read what a lesson brings to its page; one that brings nothing has film and transcript alone.

    Parameters
    ----------
    script
        The script, beside which the words of the page are found.
    source, numbers
        Its scenes, and its table of numbers.
    parameters
        What it is rendered for.

    Raises
    ------
    AuthorError
        With all that is wrong in the words, or in the parts' data.
    """
    path = find_page(script)
    text = PageText(script) if path is None else read_page(path, numbers)
    return LessonPage(text, source, numbers, load_page_data(source, parameters))


def page_files(script: Path, source: SceneSource) -> tuple[Path, ...]:
    """The files that a lesson brings to its page: its words and its parts."""
    path = find_page(script)
    return (*([] if path is None else [path]), *part_files(source).values())


def part_files(source: SceneSource) -> dict[str, Path]:
    """The files of the parts that a lesson can show, by name, the shared ones first.

    They are templates, modules, style sheets, and the Python that gives them data.
    """
    folders = [] if source.top_folder is None else [source.top_folder / "common" / "page"]
    if source.is_package:
        folders.append(source.path.parent / "page")
    found: dict[str, Path] = {}
    for folder in folders:
        own = {path.name: path for path in sorted(folder.glob("*")) if path.suffix in _SUFFIXES}
        # An own file stands among the own ones, whatever it takes the place of.
        found = {name: path for name, path in found.items() if name not in own} | own
    return found
