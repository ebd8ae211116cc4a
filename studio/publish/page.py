"""The lesson page: film, narration and transcript, and below them the lesson's own text and parts.

The page is one file of plain HTML, CSS and ES modules, so that it opens from a disk as well: a browser lets a
local page load neither modules nor captions from files beside it. The modules stand in an import map as
``data:`` addresses, unchanged, under the names by which they import each other; the captions are a ``data:``
address too. The film, sound and stills are files beside the page.

A part of the lesson's own is ``NAME.html`` in the folder ``page`` of its scenes, a Jinja2 template, with
``NAME.js`` beside it if it moves; every ``.css`` file there, a template too, belongs to the page as well.
Templates are given ``words``, ``labels``, ``numbers``, ``front`` and ``lesson``: what ``data`` of ``data.py``
in the same folder returns. Modules import it: ``import { lesson } from "studio/data.js"``.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from studio.captions.captions import Caption
from studio.errors import AuthorError, Problem
from studio.numbers import Number, Numbers
from studio.publish.captions import as_vtt
from studio.publish.stills import numbered, still_name
from studio.scene.loading import SceneSource, authors_mistakes, load_page_data
from studio.script.page import PageText, find_page, read_page, with_formulas
from studio.store.files import atomic
from studio.timeline import TimedSlide, Timeline

_IMPORT = re.compile(r"""^\s*(?:import|export)\s(?:[^"';]*\sfrom\s)?\s*["']([^"']+)["']""", re.MULTILINE)

_DOWNLOADS = (
    ("download_film", "{}.mp4"),
    ("download_audio", "{}.m4a"),
    ("download_captions", "{}.vtt"),
    ("download_srt", "{}.srt"),
    ("download_handout", "{}.pdf"),
    ("download_powerpoint", "{}.pptx"),
    ("download_slideshow", "{}-slides.html"),
)
"""What a page offers to take along, where it is there: the name of the words for it, and of the file."""


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
    """Return the files that a lesson brings to its page: its words and its parts."""
    path = find_page(script)
    return (*([] if path is None else [path]), *part_files(source))


@dataclass(frozen=True)
class Piece:
    """A piece of a narration: a word with its seconds from the start of the film, or what is between."""

    text: str
    begins: float | None = None
    ends: float | None = None


def render_pages(
    timeline: Timeline,
    page: LessonPage,
    size: tuple[int, int],
    shown: Sequence[Caption] = (),
    published: Collection[str] = (),
) -> dict[str, str]:
    """Make the page, and one more page for each part that also stands alone.

    Parameters
    ----------
    timeline
        The film.
    page
        What the lesson brings.
    size
        Width and height of film and stills in pixels.
    shown
        The captions of the film.
    published
        The names of the files beside the page; those that a learner may want are offered to take along.

    Returns
    -------
    dict
        HTML by file name, ``index.html`` first.

    Raises
    ------
    AuthorError
        For what is wrong in the lesson's parts, or with their names.
    """
    script = timeline.script
    _check(timeline, page)
    words = {**studio_words(script.front.language), **page.text.words}
    environment = _environment(page.source)
    number = script.front.course.module
    module = "" if number is None else f"{words['module']} {number}"
    shared = {
        "front": script.front,
        "module": module,
        "labels": script.labels,
        "numbers": page.numbers,
        "words": words,
        "lesson": page.data,
        "data": {"words": words, "lesson": page.data},
    }
    pages: dict[str, str] = {}
    with authors_mistakes(page.source):
        sheets = ["studio/page.css", *_lesson_files(page.source, ".css")]
        shared["styles"] = Markup("\n".join(environment.get_template(name).render(shared) for name in sheets))
        parts = {section.part: section for section in page.text.sections if section.part}
        scripts = _lesson_files(page.source, ".js")
        moving = [f"lesson/{part}.js" for part in parts if f"lesson/{part}.js" in scripts]
        pages["index.html"] = environment.get_template("studio/index.html").render(
            shared | _film_of(timeline, size, shown, page.text.poster),
            **_scripts(page.source, ["studio/theme.js", "studio/page.js", *moving]),
            title=" · ".join(filter(None, (script.front.title, module))),
            sections=page.text.sections,
            pager={name: Markup(html) for name, html in page.text.pager.items()},
            downloads=[
                (name, file.format(script.path.stem))
                for name, file in _DOWNLOADS
                if file.format(script.path.stem) in published
            ],
        )
        for part, section in parts.items():
            if section.alone:
                entries = ["studio/theme.js", *(name for name in moving if name == f"lesson/{part}.js")]
                pages[f"{part}.html"] = environment.get_template("studio/alone.html").render(
                    shared,
                    **_scripts(page.source, entries),
                    title=f"{section.title} · {script.front.title}",
                    section=section,
                )
    return pages


def write_pages(pages: Mapping[str, str], folder: Path) -> list[Path]:
    """Write pages, in UTF-8.

    Parameters
    ----------
    pages
        From `render_pages`.
    folder
        Where film, sound and stills stand.

    Returns
    -------
    list of Path
        The files, in the order of `pages`.
    """
    for name, text in pages.items():
        with atomic(folder / name) as draft:
            draft.write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in pages]


def studio_words(language: str) -> dict[str, str]:
    """Return the words that every page shows, by name: in English where there is no file of the language."""
    folder = files("studio.publish") / "templates" / "page"
    words: dict[str, str] = yaml.safe_load((folder / "en.yaml").read_text(encoding="utf-8"))
    for tag in (language.split("-")[0].lower(), language):
        own = folder / f"{tag}.yaml"
        if own.is_file():
            words |= yaml.safe_load(own.read_text(encoding="utf-8"))
    return words


def part_files(source: SceneSource) -> tuple[Path, ...]:
    """Return the files of a lesson's own parts, sorted: templates, modules, style sheets and their data."""
    folder = _parts(source)
    found = folder.iterdir() if source.is_package and folder.is_dir() else ()
    return tuple(sorted(path for path in found if path.suffix in (".html", ".js", ".css", ".py")))


def pieces(timed: TimedSlide, timeline: Timeline) -> list[list[Piece]]:
    """Part the narration of a slide into its paragraphs, and these into words and what is between them."""
    text = timed.slide.narration.text
    starts = timeline.seconds(timed.first)
    found: list[list[Piece]] = [[]]
    done = 0

    def write_plain(until: int) -> None:
        for number, plain in enumerate(text[done:until].split("\n\n")):
            if number:
                found.append([])
            if plain:
                found[-1].append(Piece(plain))

    for word in timed.speech.words:
        if word.start < done:
            continue  # it shares its letters with the word before
        write_plain(word.start)
        times = (round(starts + seconds, 3) for seconds in (word.begins, word.ends))
        found[-1].append(Piece(text[word.start : word.end], *times))
        done = word.end
    write_plain(len(text))
    return found


def _parts(source: SceneSource) -> Path:
    return source.path.parent / "page"


def _lesson_files(source: SceneSource, suffix: str) -> list[str]:
    return [f"lesson/{path.name}" for path in part_files(source) if path.suffix == suffix]


def _check(timeline: Timeline, page: LessonPage) -> None:
    """Refuse a part or a poster that is not there."""
    text, problems = page.text, []
    templates = _lesson_files(page.source, ".html")
    for section in text.sections:
        if section.part and f"lesson/{section.part}.html" not in templates:
            message = f"There is no part `{section.part}`."
            fix = f"Write it as {section.part}.html in the folder `page` of the scenes, or take `part=` out."
            problems.append(Problem(text.path, section.line, 0, message, fix))
    if text.poster and text.poster not in [timed.slide.id for timed in timeline.slides]:
        message = f"There is no slide `{text.poster}` to be the poster."
        problems.append(Problem(text.path, 0, 0, message, "Name the id of a slide in `poster:`."))
    if problems:
        raise AuthorError(problems)


def _environment(source: SceneSource) -> Environment:
    environment = Environment(
        loader=PrefixLoader(
            {
                "studio": FileSystemLoader(str(files("studio.publish") / "templates" / "page")),
                "lesson": FileSystemLoader(_parts(source)),
            }
        ),
        autoescape=lambda name: name is None or not name.endswith(".css"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["formulas"] = lambda text: Markup(with_formulas(str(text)))
    environment.filters["clock"] = _clock
    return environment


def _clock(seconds: float) -> str:
    whole = int(seconds + 0.0005)
    return f"{whole // 60}:{whole % 60:02}"


def _scripts(source: SceneSource, entries: Sequence[str]) -> dict[str, Any]:
    """Give a template its modules: those it begins with, and all that they import, by name."""
    modules: dict[str, str] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name not in modules:
            text = _module(source, name)
            modules[name] = _address("text/javascript", text)
            waiting += _IMPORT.findall(text)
    return {"entries": entries, "modules": modules}


def _module(source: SceneSource, name: str) -> str:
    folders = {"studio": files("studio.publish") / "templates" / "page", "lesson": _parts(source)}
    kind, _, file = name.partition("/")
    path = folders[kind] / file if kind in folders else None
    if path is None or not path.is_file():
        importing = next(
            path
            for path in part_files(source)
            if path.suffix == ".js" and name in _IMPORT.findall(path.read_text(encoding="utf-8"))
        )
        lines = importing.read_text(encoding="utf-8").splitlines()
        line = next(
            number for number, line in enumerate(lines, 1) if f'"{name}"' in line or f"'{name}'" in line
        )
        fix = "Import `lesson/NAME.js` for a module of the lesson, `studio/NAME.js` for one of the studio."
        raise AuthorError(
            [Problem(importing, line, 0, f"There is no module `{name}`.", fix, lines[line - 1])]
        )
    return path.read_text(encoding="utf-8")


def _address(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"


def _film_of(
    timeline: Timeline, size: tuple[int, int], shown: Sequence[Caption], poster: str
) -> dict[str, Any]:
    """What the page's template shows of the film."""
    stem = timeline.script.path.stem
    ids = (timed.slide.id for timed in timeline.slides)
    stills = dict(zip(ids, numbered(timeline, still_name), strict=True))

    def time(frame: int) -> float:
        # Up, never down: a player that is sent to a moment before the frame shows the one before it.
        return math.ceil(frame * 1000 / timeline.fps) / 1000

    def slide(timed: TimedSlide) -> dict[str, Any]:
        return {
            "title": timed.slide.title,
            "begins": time(timed.first),
            "ends": time(timed.end),
            "still": stills[timed.slide.id],
            "alt": timed.slide.alt or timed.slide.title,
            "paragraphs": pieces(timed, timeline),
        }

    chapters = []
    for chapter in timeline.script.chapters:
        slides = [slide(timed) for timed in timeline.chapter_slides(chapter)]
        chapters.append(
            {
                "title": chapter.title,
                "begins": slides[0]["begins"],
                "ends": slides[-1]["ends"],
                "slides": slides,
            }
        )
    return {
        "size": size,
        "seconds": time(timeline.frames),
        "minutes": Number(timeline.script.front.minutes, 0),
        "files": {"film": f"{stem}.mp4", "sound": f"{stem}.m4a"},
        "captions": _address("text/vtt", as_vtt(shown)),
        "poster": stills.get(poster, next(iter(stills.values()))),
        "chapters": chapters,
        "slides": [entry for chapter in chapters for entry in chapter["slides"]],
    }
