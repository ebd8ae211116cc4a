"""The lesson page: film, narration and transcript, and below them the lesson's own text and parts.

The page is one file of plain HTML, CSS and ES modules, so that it opens from a disk as well: a browser lets a
local page load neither modules nor captions from files beside it. Modules and captions are ``data:``
addresses; the film, sound and stills are files beside the page.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, PrefixLoader

from studio.captions.captions import Caption
from studio.numbers import Number
from studio.publish.captions import as_vtt
from studio.publish.modules import data_address, read_modules
from studio.publish.page_parts import PageParts
from studio.publish.stills import numbered, still_name
from studio.publish.templating import PAGE, html_environment
from studio.store.files import atomic
from studio.timeline import TimedSlide, Timeline

_DOWNLOADS = (
    ("download_film", "{}.mp4"),
    ("download_audio", "{}.m4a"),
    ("download_captions", "{}.vtt"),
    ("download_srt", "{}.srt"),
    ("download_handout", "{}.pdf"),
    ("download_powerpoint", "{}.pptx"),
    ("download_slideshow", "{}-slides.html"),
)
"""What a page offers to take along, where it is there: the name of the string for it, and of the file."""


@dataclass(frozen=True)
class Piece:
    """A piece of a narration: a word with its seconds from the start of the film, or what is between."""

    text: str
    begins: float | None = None
    ends: float | None = None


def render_pages(
    timeline: Timeline,
    parts: PageParts,
    size: tuple[int, int],
    shown: Sequence[Caption] = (),
    published: Collection[str] = (),
) -> dict[str, str]:
    """Make the page, and one more page for each part that also stands alone.

    Parameters
    ----------
    timeline
        The film.
    parts
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
    """
    front, text = timeline.script.front, parts.text
    number = front.course.module
    module = "" if number is None else f"{parts.strings['module']} {number}"
    templates = html_environment(PrefixLoader({"studio": FileSystemLoader(PAGE)}))
    shared = {
        "front": front,
        "module": module,
        "strings": parts.strings,
        "styles": parts.styles,
        "data": {"strings": parts.strings, "lesson": parts.data},
    }
    moving = {name: part.modules for name, part in parts.parts.items() if part.modules}
    studio_entries = ["studio/theme.js", "studio/page.js"]
    modules = read_modules(studio_entries, {})
    pages = {
        "index.html": templates.get_template("studio/index.html").render(
            shared | _film_of(timeline, size, shown, text.poster),
            entries=[*studio_entries, *(f"lesson/{name}.js" for name in moving)],
            modules=modules | {name: at for own in moving.values() for name, at in own.items()},
            title=" · ".join(filter(None, (front.title, module))),
            sections=text.sections,
            parts=parts.parts,
            pager=text.pager,
            downloads=[
                (name, file.format(timeline.script.path.stem))
                for name, file in _DOWNLOADS
                if file.format(timeline.script.path.stem) in published
            ],
        )
    }
    for section in text.sections:
        if section.standalone:
            own = moving.get(section.part, {})
            pages[f"{section.part}.html"] = templates.get_template("studio/standalone.html").render(
                shared,
                entries=["studio/theme.js", *([f"lesson/{section.part}.js"] if own else [])],
                modules=read_modules(["studio/theme.js"], {}) | dict(own),
                title=f"{section.title} · {front.title}",
                section=section,
                part=parts.parts[section.part],
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
        "captions": data_address("text/vtt", as_vtt(shown)),
        "poster": stills.get(poster, next(iter(stills.values()))),
        "chapters": chapters,
        "slides": [entry for chapter in chapters for entry in chapter["slides"]],
    }
