"""The handout: a PDF with a page for each slide, its still above its narration.

Typst sets it. It is here already for the pictures, brings its fonts and takes a third of a second. Unlike
manim-slides' converter, which makes a row of images, it makes a tagged PDF (PDF/UA-1: headings, alternative
texts, reading order) with text and bookmarks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import typst

from studio.errors import StudioError
from studio.scene.fonts import TEXT_FACE
from studio.store.files import atomic
from studio.timeline import Timeline


def write_handout(timeline: Timeline, size: tuple[int, int], stills: Sequence[Path], path: Path) -> Path:
    """Write the stills and the narration as pages of A4, landscape.

    A still is made smaller where its narration is long; it takes at least 45% of the width, after which the
    narration goes on on a page of its own. Each chapter has a bookmark, with its slides below.

    Parameters
    ----------
    timeline
        The film.
    size
        Width and height of the stills in pixels.
    stills
        One file for each slide, in the order of the film, in or below the folder of `path`.
    path
        The ``.pdf`` file to write.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    StudioError
        If Typst refuses to set it.
    """
    script = timeline.script
    media = dict(zip((timed.slide.id for timed in timeline.slides), stills, strict=True))
    data = {
        "title": script.front.title,
        "subtitle": script.front.subtitle,
        "module": None if script.front.course.module is None else str(script.front.course.module),
        "language": script.front.language.split("-")[0].lower(),
        "ratio": size[1] / size[0],
        "face": TEXT_FACE,
        "chapters": [
            {
                "title": chapter.title,
                "slides": [
                    {
                        "title": timed.slide.title,
                        "still": "/" + media[timed.slide.id].relative_to(path.parent).as_posix(),
                        "alt": timed.slide.alt or timed.slide.title,
                        "notes": timed.slide.narration.text.split("\n\n"),
                    }
                    for timed in timeline.chapter_slides(chapter)
                ],
            }
            for chapter in script.chapters
        ],
    }
    compiler = typst.Compiler(
        root=path.parent,
        font_paths=[str(files("font_source_sans_pro") / "files")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    page = files("studio.publish").joinpath("templates/handout.typ").read_bytes()
    try:
        pdf = compiler.compile(page, format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        raise StudioError(f"The handout cannot be set: {error.message}") from error
    assert isinstance(pdf, bytes)
    with atomic(path) as draft:
        draft.write_bytes(pdf)
    return path
