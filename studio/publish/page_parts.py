"""The parts of a lesson's own, rendered once: a mistake in them is found before anything is drawn.

Templates are given ``strings``, ``labels``, ``numbers``, ``front`` and ``lesson``: what ``data`` of the file
``data.py`` in the lesson's folder ``page`` returns. Modules import it: ``import { lesson } from
"studio/data.js"``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, FunctionLoader, PrefixLoader, StrictUndefined

from studio.errors import AuthorError, Problem
from studio.publish.modules import read_modules, read_text
from studio.publish.strings import studio_strings
from studio.publish.templating import PAGE, html_environment
from studio.scene.loading import SceneSource, authors_mistakes
from studio.scene.page import LessonPage, part_files
from studio.script.model import Script
from studio.script.page import PageText


@dataclass(frozen=True)
class Part:
    """A part of a lesson's own.

    Parameters
    ----------
    html
        What stands on the page.
    modules
        The addresses of its module and of all that this imports, by name; none if it does not move.
    """

    html: str
    modules: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class PageParts:
    """All of a page but the film: nothing in it is left to go wrong.

    Parameters
    ----------
    text
        The page's words.
    strings
        What the page shows besides, by name: the studio's, or the lesson's in their place.
    data
        What the parts know, as plain values for JSON.
    styles
        The style sheets of the studio, the course and the lesson, one after the other.
    parts
        By name, those that a section shows.
    """

    text: PageText
    strings: Mapping[str, str] = field(hash=False)
    data: Mapping[str, Any] = field(hash=False)
    styles: str
    parts: Mapping[str, Part] = field(hash=False)


def render_parts(page: LessonPage, script: Script) -> PageParts:
    """Render all that a lesson brings to its page.

    Parameters
    ----------
    page
        What the lesson brings.
    script
        The lesson's, with its labels and its slides.

    Raises
    ------
    AuthorError
        With what is wrong in the lesson's parts, or with their names.
    """
    strings = {**studio_strings(script.front.language), **page.text.strings}
    files = part_files(page.source)
    templates = html_environment(_loader(files))
    given = {
        "front": script.front,
        "labels": script.labels,
        "numbers": page.numbers,
        "strings": strings,
        "lesson": page.data,
        "words": StrictUndefined("`words` is called `strings` now"),  # told where somebody still writes it
    }
    problems = _missing(page.text, script, files)
    styles = []
    for name in ("studio/page.css", *(f"lesson/{name}" for name in files if name.endswith(".css"))):
        with _gathered(problems, page.source):
            styles.append(templates.get_template(name).render(given))
    parts: dict[str, Part] = {}
    for name in (section.part for section in page.text.sections):
        if f"{name}.html" not in files or name in parts:
            continue
        html, modules = "", {}
        with _gathered(problems, page.source):
            html = templates.get_template(f"lesson/{name}.html").render(given)
        if f"{name}.js" in files:
            with _gathered(problems, page.source):
                modules = read_modules([f"lesson/{name}.js"], files)
        parts[name] = Part(html, modules)
    if problems:
        raise AuthorError(problems)
    return PageParts(page.text, strings, page.data, "\n".join(styles), parts)


def _loader(files: Mapping[str, Path]) -> PrefixLoader:
    def load(name: str) -> tuple[str, str, None] | None:
        return (read_text(files[name]), str(files[name]), None) if name in files else None

    return PrefixLoader({"studio": FileSystemLoader(PAGE), "lesson": FunctionLoader(load)})


@contextmanager
def _gathered(problems: list[Problem], source: SceneSource) -> Iterator[None]:
    try:
        with authors_mistakes(source):
            yield
    except AuthorError as error:
        problems += error.problems


def _missing(text: PageText, script: Script, files: Mapping[str, Path]) -> list[Problem]:
    """Parts and a poster that are named but are not there."""
    problems = []
    for section in text.sections:
        if section.part and f"{section.part}.html" not in files:
            message = f"There is no part `{section.part}`."
            fix = f"Write it as {section.part}.html in the folder `page` of the scenes, or remove `part=`."
            problems.append(Problem(text.path, section.line, 0, message, fix))
    if text.poster and text.poster not in [slide.id for slide in script.slides]:
        message = f"There is no slide `{text.poster}` to be the poster."
        problems.append(
            Problem(text.path, text.poster_line, 0, message, "Name the id of a slide in `poster:`.")
        )
    return problems
