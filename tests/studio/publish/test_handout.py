"""The handout: what a reader sees on its pages, and what one who cannot see is told."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from studio.publish.handout import write_handout
from studio.script.front_matter import Course
from studio.script.model import Narration
from studio.timeline import Timeline

PublishMedia = Callable[[Timeline, Path], tuple[list[Path], list[Path]]]
Psnr = Callable[[np.ndarray, np.ndarray], float]


@pytest.fixture
def stills(timeline: Timeline, folder: Path, publish_media: PublishMedia) -> list[Path]:
    return publish_media(timeline, folder)[0]


@pytest.fixture
def handout(timeline: Timeline, folder: Path, stills: list[Path]) -> Path:
    return write_handout(timeline, (320, 180), stills, folder / "22-lesson.pdf")


def tagged(path: Path, index: int) -> list[tuple[str, str]]:
    """The tags of a page in reading order, each with its alternative text."""

    def text(get: Callable[..., int], element: object) -> str:
        buffer = ctypes.create_string_buffer(4096)
        length = get(element, buffer, 4096)
        return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")

    def walk(element: object) -> Iterator[tuple[str, str]]:
        yield text(raw.FPDF_StructElement_GetType, element), text(raw.FPDF_StructElement_GetAltText, element)
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                yield from walk(child)

    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[index]  # has to live as long as its tree
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        found = [
            tag
            for child in range(raw.FPDF_StructTree_CountChildren(tree))
            for tag in walk(raw.FPDF_StructTree_GetChildAtIndex(tree, child))
        ]
        raw.FPDF_StructTree_Close(tree)
    return found


def words(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def test_a_page_for_each_slide_with_its_narration(handout: Path, timeline: Timeline) -> None:
    pages = words(handout)
    assert len(pages) == len(timeline.slides)
    for number, (page, timed) in enumerate(zip(pages, timeline.slides, strict=True), start=1):
        assert f"{number} / 3" in page
        assert timed.chapter.title in page
        assert timed.slide.title in page
        assert " ".join(timed.slide.narration.text.split()) in page
    assert "The matrices." in pages[0]


def test_the_head_of_a_page_has_the_number_of_the_module_where_there_is_one(
    handout: Path, timeline: Timeline, folder: Path, stills: list[Path]
) -> None:
    assert all("22 · Q, K, V - the projections. " in page for page in words(handout))
    front = timeline.script.front.model_copy(update={"course": Course.model_validate({})})
    plain = replace(timeline, script=replace(timeline.script, front=front))
    pages = words(write_handout(plain, (320, 180), stills, folder / "talk.pdf"))
    assert all("Q, K, V - the projections. " in page and "·" not in page for page in pages)


def test_the_still_fills_its_page(handout: Path, stills: list[Path], psnr: Psnr) -> None:
    with pypdfium2.PdfDocument(handout) as pdf:
        for page, still in zip(pdf, stills, strict=True):
            (found,) = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
            left, bottom, right, top = found.get_bounds()
            assert right - left > 0.65 * page.get_width()
            assert (right - left) / (top - bottom) == pytest.approx(320 / 180, rel=0.01)
            assert 0 < bottom < top < page.get_height() - 60
            seen = page.render(scale=2).to_pil().convert("RGB")
            seen = seen.crop(
                (
                    round(2 * left),
                    seen.height - round(2 * top),
                    round(2 * right),
                    seen.height - round(2 * bottom),
                )
            )
            with Image.open(still) as image:
                assert psnr(np.asarray(seen.resize(image.size)), np.asarray(image)) > 20


def test_bookmarks_lead_to_chapters_and_slides(handout: Path) -> None:
    with pypdfium2.PdfDocument(handout) as pdf:
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in pdf.get_toc()]
    assert marks == [
        (0, "Chapter 1: q → k", 0),
        (1, "Slide slide-1", 0),
        (1, "Slide slide-2", 1),
        (0, "Chapter 2: q → k", 2),
        (1, "Slide slide-3", 2),
    ]


def test_it_can_be_read_out(handout: Path) -> None:
    assert tagged(handout, 1) == [("Document", ""), ("H2", ""), ("Figure", "What slide-2 shows."), ("P", "")]
    tags = [tag for tag, _ in tagged(handout, 2)]
    assert tags == ["Document", "H1", "H2", "Figure", "P", "P"]
    content = handout.read_bytes()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/DisplayDocTitle true" in content
    assert b"/Lang" in content
    with pypdfium2.PdfDocument(handout) as pdf:
        assert pdf.get_metadata_value("Title") == "Q, K, V - the projections."


def test_a_slide_without_alternative_text_has_its_title(
    timeline: Timeline, folder: Path, stills: list[Path]
) -> None:
    slides = tuple(replace(timed, slide=replace(timed.slide, alt="")) for timed in timeline.slides)
    path = write_handout(replace(timeline, slides=slides), (320, 180), stills, folder / "b.pdf")
    assert ("Figure", "Slide slide-2") in tagged(path, 1)


@pytest.mark.parametrize(("repeats", "pages"), [(8, 3), (20, 3), (50, 4)])
def test_a_long_narration_makes_the_still_smaller_but_loses_neither(
    timeline: Timeline, folder: Path, stills: list[Path], repeats: int, pages: int
) -> None:
    text = "It must split its embedding into three roles, once for every token there is. " * repeats
    first, *others = timeline.slides
    long = replace(first, slide=replace(first.slide, narration=Narration(text.strip())))
    path = write_handout(replace(timeline, slides=(long, *others)), (320, 180), stills, folder / "long.pdf")
    assert " ".join(words(path)).count("embedding") == repeats
    with pypdfium2.PdfDocument(path) as pdf:
        assert len(pdf) == pages
        left, bottom, right, _ = next(pdf[0].get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])).get_bounds()
        assert 0.45 * 590 < right - left < 593
        assert bottom > 0


def test_signs_that_mean_something_to_typst_are_words_here(
    timeline: Timeline, folder: Path, stills: list[Path]
) -> None:
    text = r'#panic("no") $x$ *bold* `code` <label> @key \ {q1} = a // b'
    first, *others = timeline.slides
    odd = replace(first, slide=replace(first.slide, title=text, narration=Narration(text)))
    path = write_handout(replace(timeline, slides=(odd, *others)), (320, 180), stills, folder / "odd.pdf")
    assert words(path)[0].count(text) == 2


def test_the_same_bytes_in_another_folder(
    handout: Path, timeline: Timeline, publish_media: PublishMedia, tmp_path: Path
) -> None:
    stills, _ = publish_media(timeline, tmp_path / "b")
    again = write_handout(timeline, (320, 180), stills, tmp_path / "b" / "other.pdf")
    content = again.read_bytes()
    assert content == handout.read_bytes()
    assert not any(word in content for word in (b"CreationDate", b"CreateDate", b"ModDate", bytes(tmp_path)))
