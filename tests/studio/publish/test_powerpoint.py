"""The deck for PowerPoint: taken apart with python-pptx, and opened in LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pptx
import pytest
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from studio.publish.powerpoint import write_powerpoint
from studio.timeline import Timeline

PublishMedia = Callable[[Timeline, Path], tuple[list[Path], list[Path]]]
Psnr = Callable[[np.ndarray, np.ndarray], float]
Media = tuple[list[Path], list[Path]]


@pytest.fixture
def media(timeline: Timeline, folder: Path, publish_media: PublishMedia) -> Media:
    return publish_media(timeline, folder)


@pytest.fixture
def moving(timeline: Timeline, folder: Path, media: Media) -> Path:
    return write_powerpoint(timeline, (320, 180), *media, folder / "moving.pptx")


@pytest.fixture
def pictures(timeline: Timeline, folder: Path, media: Media) -> Path:
    return write_powerpoint(timeline, (320, 180), media[0], None, folder / "pictures.pptx")


@pytest.fixture(params=["moving", "pictures"])
def deck(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def test_what_a_slide_says(deck: Path, timeline: Timeline) -> None:
    slides = pptx.Presentation(str(deck)).slides
    assert len(slides) == len(timeline.slides)
    for slide, timed in zip(slides, timeline.slides, strict=True):
        title, shown = slide.shapes  # in the order in which they are read out
        assert title.is_placeholder
        assert title.placeholder_format.type == PP_PLACEHOLDER.TITLE
        assert title.text_frame.text == timed.slide.title
        assert title.top + title.height <= 0
        assert shown._element.xpath(".//p:cNvPr/@descr") == [timed.slide.alt]
        assert slide.notes_slide.notes_text_frame.text.split("\n") == timed.slide.narration.text.split("\n\n")
        for frame in (title.text_frame, slide.notes_slide.notes_text_frame):
            assert set(frame._txBody.xpath(".//a:rPr/@lang")) == {"en"}


def test_the_picture_covers_the_slide(deck: Path) -> None:
    presentation = pptx.Presentation(str(deck))
    size = presentation.slide_width, presentation.slide_height
    assert size == (12192000, 6858000)
    for slide in presentation.slides:
        shown = slide.shapes[1]
        assert (shown.left, shown.top, shown.width, shown.height) == (0, 0, *size)
    master = presentation.slide_master
    for layout in [master, *master.slide_layouts]:
        for shape in layout.shapes:
            middle = shape.left + shape.width / 2
            assert 0 <= shape.left < middle < shape.left + shape.width <= size[0]
    assert master.placeholders[0].left + master.placeholders[0].width / 2 == pytest.approx(size[0] / 2, abs=2)


def test_the_clip_starts_by_itself_with_the_still_as_its_poster(moving: Path, media: Media) -> None:
    for slide, still, clip in zip(pptx.Presentation(str(moving)).slides, *media, strict=True):
        movie = slide.shapes[1]
        assert movie.shape_type == MSO_SHAPE_TYPE.MEDIA
        assert movie.poster_frame.blob == still.read_bytes()
        (relation,) = movie._element.xpath(".//a:videoFile/@r:link")
        assert slide.part.related_part(relation).blob == clip.read_bytes()
        assert slide._element.xpath(".//p:video//p:spTgt/@spid") == [str(movie.shape_id)]
        assert slide._element.xpath(".//p:video//p:cond/@delay") == ["0"]


def test_pictures_alone(pictures: Path, media: Media) -> None:
    with ZipFile(pictures) as archive:
        assert not [name for name in archive.namelist() if name.endswith(".mp4")]
    for slide, still in zip(pptx.Presentation(str(pictures)).slides, media[0], strict=True):
        assert slide.shapes[1].image.blob == still.read_bytes()


def test_chapters_are_sections(deck: Path) -> None:
    element = pptx.Presentation(str(deck)).element
    space = {"p14": "http://schemas.microsoft.com/office/powerpoint/2010/main"}
    numbers = element.xpath("p:sldIdLst/p:sldId/@id")
    sections = [
        (
            section.get("name"),
            [slide.get("id") for slide in section.iterfind("p14:sldIdLst/p14:sldId", space)],
        )
        for section in element.iterfind(".//p14:section", space)
    ]
    assert sections == [("Chapter 1: q → k", numbers[:2]), ("Chapter 2: q → k", numbers[2:])]
    assert len(set(re.findall(r'id="(\{[0-9A-F-]{36}\})"', element.xml))) == 2


def test_title_and_language_and_nothing_about_when_and_by_whom(deck: Path, tmp_path: Path) -> None:
    properties = pptx.Presentation(str(deck)).core_properties
    assert (properties.title, properties.subject) == ("Q, K, V - the projections.", "The matrices.")
    assert properties.language == "en"
    with ZipFile(deck) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        assert "docProps/app.xml" not in names
        content = b"".join(archive.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert not any(word in content for word in (b"dcterms:", b"Canny", b"screen4x3", bytes(tmp_path)))


def test_the_same_bytes_in_another_folder(
    moving: Path, timeline: Timeline, publish_media: PublishMedia, tmp_path: Path
) -> None:
    media = publish_media(timeline, tmp_path / "b")
    again = write_powerpoint(timeline, (320, 180), *media, tmp_path / "b" / "other.pptx")
    assert again.read_bytes() == moving.read_bytes()


def test_stills_that_are_not_16_to_9(timeline: Timeline, folder: Path, media: Media) -> None:
    path = write_powerpoint(timeline, (854, 480), media[0], None, folder / "draft.pptx")
    presentation = pptx.Presentation(str(path))
    assert presentation.slide_width / presentation.slide_height == pytest.approx(854 / 480, rel=1e-6)


def test_libreoffice_shows_the_stills(
    moving: Path,
    pictures: Path,
    media: Media,
    rendered: Callable[[Path], list[np.ndarray]],
    psnr: Psnr,
    tmp_path: Path,
) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice Impress is missing: the set-up of the tests installs it"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(moving), str(pictures)], check=True, timeout=120, capture_output=True)
    stills = [np.asarray(Image.open(still)) for still in media[0]]
    for name in ("moving.pdf", "pictures.pdf"):
        pages = rendered(tmp_path / name)
        assert len(pages) == len(stills)
        for page, still in zip(pages, stills, strict=True):
            assert page.shape == still.shape
            assert psnr(page, still) > 22
            assert psnr(page, still) > 2 * max(psnr(page, other) for other in stills if other is not still)
