"""All decks at once, as a render makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pptx
import pytest

from studio.publish.decks import prepare_decks, write_decks, write_picture_decks
from studio.timeline import Timeline

PublishMedia = Callable[[Timeline, Path], tuple[list[Path], list[Path]]]
Draw = Callable[[Timeline], list[Path]]


SIZE = 320, 180


@pytest.fixture
def stills(timeline: Timeline, folder: Path, publish_media: PublishMedia) -> list[Path]:
    """The stills, in the folder; the clips beside them are of an older film."""
    return publish_media(timeline, folder)[0]


def decks(timeline: Timeline, stills: list[Path], drawn: list[Path], folder: Path) -> tuple[Path, ...]:
    return write_decks(timeline, SIZE, stills, drawn, folder, prepare_decks(timeline, SIZE, folder))


def names(paths: tuple[Path, ...], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_all_decks_are_made_of_the_same_clips(
    timeline: Timeline, folder: Path, stills: list[Path], segments: Draw
) -> None:
    drawn = segments(timeline)
    written = decks(timeline, stills, drawn, folder)
    clips = ["deck/01-slide-1.mp4", "deck/02-slide-2.mp4", "deck/03-slide-3.mp4"]
    assert names(written, folder) == [
        *clips,
        "deck/22-lesson.json",
        "22-lesson-slides.html",
        "22-lesson.pptx",
        "22-lesson.pdf",
    ]
    assert [(folder / clip).read_bytes() for clip in clips] == [path.read_bytes() for path in drawn]
    page = (folder / "22-lesson-slides.html").read_text(encoding="utf-8")
    assert all(f'src="{clip}"' in page for clip in clips)
    assert "--ground: #0f141b;" in page
    assert "http" not in page
    assert len(pptx.Presentation(str(folder / "22-lesson.pptx")).slides) == 3


def test_clips_of_slides_that_are_gone_go(
    timeline: Timeline, folder: Path, stills: list[Path], segments: Draw
) -> None:
    drawn = segments(timeline)
    one = replace(
        timeline,
        slides=timeline.slides[:2],
        script=replace(timeline.script, chapters=timeline.script.chapters[:1]),
    )
    decks(one, stills[:2], drawn[:2], folder)
    assert sorted(path.name for path in (folder / "deck").iterdir()) == [
        "01-slide-1.mp4",
        "02-slide-2.mp4",
        "22-lesson.json",
    ]


def test_decks_of_pictures_need_no_clip(timeline: Timeline, folder: Path, stills: list[Path]) -> None:
    written = write_picture_decks(timeline, SIZE, stills, folder)
    assert names(written, folder) == ["22-lesson.pptx", "22-lesson.pdf"]


def test_the_same_bytes_in_another_folder(
    timeline: Timeline, folder: Path, publish_media: PublishMedia, segments: Draw, tmp_path: Path
) -> None:
    other = tmp_path / "b" / folder.name
    drawn = segments(timeline)
    one, two = (decks(timeline, publish_media(timeline, place)[0], drawn, place) for place in (folder, other))
    assert names(one, folder) == names(two, other)
    for first, second in zip(one, two, strict=True):
        content = first.read_bytes()
        assert content == second.read_bytes()
        assert bytes(tmp_path) not in content
