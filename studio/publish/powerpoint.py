"""The deck for PowerPoint, Impress and Keynote.

Written with python-pptx, on which manim-slides' own converter stands as well. That one cannot be used: its
slides have no title and its clips no alternative text, it knows one poster for all clips or else the first
frame of each, it sets pictures wider than the slide, and it shows progress bars of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pptx
from PIL import Image
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches

from studio.store.files import atomic
from studio.timeline import TimedSlide, Timeline

_WIDTH = Inches(40 / 3)  # of PowerPoint's own wide slides
_TITLE_ONLY = 5  # the layout's place in python-pptx's template
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"  # PowerPoint's name for the list of sections
_SPACE = UUID("6f0a4a0c-5d4b-5b0e-9f43-0a7c9d2a6b51")  # of the sections' ids
_MARK = b"\0the file of this is \0"
_PACKED = {".png", ".jpg", ".jpeg", ".mp4"}  # gains nothing from being compressed again


def write_powerpoint(
    timeline: Timeline,
    size: tuple[int, int],
    stills: Sequence[Path],
    clips: Sequence[Path] | None,
    path: Path,
) -> Path:
    """Write a slide for each slide: its clip with the still as its poster, or the still alone.

    The title stands above the edge of the slide, where outline and screen readers find it: what viewers see
    has its own. The narration is the speaker's notes; each chapter is a section. A clip starts by itself.

    Parameters
    ----------
    timeline
        The film.
    size
        Width and height of the stills in pixels.
    stills
        One file for each slide, in the order of the film.
    clips
        Likewise; None for a deck of pictures alone.
    path
        The ``.pptx`` file to write.

    Returns
    -------
    Path
        `path`.
    """
    return write_laid_out(lay_out(timeline, size, stills, clips), path)


def lay_out(
    timeline: Timeline, size: tuple[int, int], stills: Sequence[Path], clips: Sequence[Path] | None
) -> bytes:
    """Make the deck as `write_powerpoint` does, but for its stills and clips, which need not be there yet."""
    deck = pptx.Presentation()
    _set_size(deck, size)
    _set_properties(deck, timeline)
    shown: Sequence[Path | None] = [None] * len(stills) if clips is None else clips
    for timed, still, clip in zip(timeline.slides, stills, shown, strict=True):
        _add_slide(deck, timed, still, clip, timeline.script.front.language)
    _add_sections(deck, timeline)
    saved = BytesIO()
    deck.save(saved)
    return saved.getvalue()


def write_laid_out(deck: bytes, path: Path) -> Path:
    """Write a deck that was laid out, now that its stills and clips are where it was told that they would be.

    Its zip archive says nothing of the time at which it was written.
    """
    with atomic(path) as draft, ZipFile(BytesIO(deck)) as old, ZipFile(draft, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name)  # of 1980, the first year that a zip archive knows
            entry.create_system = 0
            entry.compress_type = ZIP_STORED if Path(name).suffix in _PACKED else ZIP_DEFLATED
            content = old.read(name)
            if _MARK in content:
                content = Path(content.rpartition(_MARK)[2].decode()).read_bytes()
            new.writestr(entry, content)
    return path


def _stand_in(file: Path) -> BytesIO:
    """What stands in the deck for a still or a clip until it is written.

    It passes for a picture, which python-pptx looks at; a clip it would compress for a second, for nothing.
    """
    picture = BytesIO()
    Image.new("RGB", (1, 1)).save(picture, "PNG")
    picture.write(_MARK + str(file).encode())
    picture.seek(0)
    return picture


def _set_size(deck: Presentation, size: tuple[int, int]) -> None:
    """Give slides the shape of the stills, and stretch the template, which is made for 4:3, to it."""
    old_width, old_height = deck.slide_width, deck.slide_height
    assert old_width
    assert old_height
    width, height = _WIDTH, Emu(round(_WIDTH * size[1] / size[0]))
    deck.slide_width, deck.slide_height = width, height
    deck.element.find(qn("p:sldSz")).attrib.pop("type", None)  # it says 4:3
    master = deck.slide_master
    for shape in [*master.shapes, *(shape for layout in master.slide_layouts for shape in layout.shapes)]:
        if shape.element.spPr.xfrm is None:
            continue  # where the master has it
        shape.left, shape.width = (length * width // old_width for length in (shape.left, shape.width))
        shape.top, shape.height = (length * height // old_height for length in (shape.top, shape.height))


def _set_properties(deck: Presentation, timeline: Timeline) -> None:
    """Say what the deck is; leave out who made the template, with what, and when."""
    front = timeline.script.front
    properties = deck.core_properties
    properties.title, properties.subject, properties.language = front.title, front.subtitle, front.language
    properties.author = properties.last_modified_by = properties.comments = ""
    for name in ("dcterms:created", "dcterms:modified"):
        properties._element.remove(properties._element.find(qn(name)))
    _drop(deck.part.package, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.THUMBNAIL)
    _drop(deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS)


def _drop(owner: Any, *kinds: str) -> None:
    for name in [name for name, relation in owner._rels.items() if relation.reltype in kinds]:
        owner._rels.pop(name)


def _add_slide(deck: Presentation, timed: TimedSlide, still: Path, clip: Path | None, language: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    width, height = deck.slide_width, deck.slide_height
    assert width
    assert height
    title = slide.shapes.title
    assert title is not None
    title.left, title.top, title.width, title.height = 0, -height // 8, width, height // 8
    _write(title.text_frame, [timed.slide.title], language)
    shown: BaseShape
    if clip is None:
        shown = slide.shapes.add_picture(_stand_in(still), 0, 0, width, height)
    else:
        shown = slide.shapes.add_movie(
            _stand_in(clip),
            0,
            0,
            width,
            height,
            poster_frame_image=_stand_in(still),
            mime_type="video/mp4",
        )
        _start_by_itself(slide)
    shown.name = timed.slide.id
    shown.element.find(f".//{qn('p:cNvPr')}").set("descr", timed.slide.alt or timed.slide.title)
    notes = slide.notes_slide.notes_text_frame
    assert notes is not None
    _write(notes, timed.slide.narration.text.split("\n\n"), language)


def _write(frame: TextFrame, paragraphs: Iterable[str], language: str) -> None:
    """Write plain text and say in which language it is, for those who read it out and check its spelling."""
    frame.text = "\n".join(paragraphs)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font._element.set("lang", language)


def _start_by_itself(slide: Slide) -> None:
    """Let the clip start with its slide; python-pptx has it wait for a click."""
    for condition in slide.element.iterfind(f".//{qn('p:video')}//{qn('p:cond')}"):
        condition.set("delay", "0")


def _add_sections(deck: Presentation, timeline: Timeline) -> None:
    """Make a section of each chapter; python-pptx does not know sections."""
    numbers = {
        timed.slide.id: number.get("id")
        for timed, number in zip(timeline.slides, deck.element.find(qn("p:sldIdLst")), strict=True)
    }
    sections = []
    for chapter in timeline.script.chapters:
        own = "".join(
            f'<p14:sldId id="{numbers[timed.slide.id]}"/>' for timed in timeline.chapter_slides(chapter)
        )
        key = f"{{{str(uuid5(_SPACE, chapter.id)).upper()}}}"
        sections.append(
            f"<p14:section name={quoteattr(chapter.title)} id={quoteattr(key)}>"
            f"<p14:sldIdLst>{own}</p14:sldIdLst></p14:section>"
        )
    # The template's presentation has no other extensions; they come last.
    deck.element.append(
        parse_xml(
            f'<p:extLst {nsdecls("p")}><p:ext uri="{_SECTIONS}">'
            '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
            f"{''.join(sections)}</p14:sectionLst></p:ext></p:extLst>"
        )
    )
