"""The deck for manim-slides, read by manim-slides itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pptx
import pytest
from click.testing import CliRunner
from manim_slides.__main__ import cli
from manim_slides.config import PresentationConfig

from studio.publish.manim_slides import clip_name, write_presentation
from studio.timeline import Timeline

PublishMedia = Callable[[Timeline, Path], tuple[list[Path], list[Path]]]


@pytest.fixture
def deck(timeline: Timeline, folder: Path, publish_media: PublishMedia) -> Path:
    _, clips = publish_media(timeline, folder)
    return write_presentation(timeline, (320, 180), "#0f141b", clips, folder / "deck" / "22-lesson.json")


def test_names() -> None:
    assert clip_name(1, "word", 14) == "deck/01-word.mp4"
    assert clip_name(7, "word", 100) == "deck/007-word.mp4"


def test_manim_slides_reads_it_back(deck: Path, timeline: Timeline) -> None:
    config = PresentationConfig.from_file(deck)
    assert config.resolution == (320, 180)
    assert config.background_color.as_hex() == "#0f141b"
    assert [slide.file.name for slide in config.slides] == [
        "01-slide-1.mp4",
        "02-slide-2.mp4",
        "03-slide-3.mp4",
    ]
    assert [slide.notes for slide in config.slides] == [
        timed.slide.narration.text for timed in timeline.slides
    ]
    assert all(slide.rev_file == slide.file and slide.type.value == "video" for slide in config.slides)


def test_the_folder_can_be_moved(deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = tmp_path / "elsewhere"
    deck.parents[1].rename(moved)
    for place, path in ((moved, "deck"), (tmp_path, "elsewhere/deck")):
        monkeypatch.chdir(place)
        config = PresentationConfig.from_file(Path(path) / deck.name)
        assert all(slide.file.resolve().is_relative_to(moved) for slide in config.slides)


@pytest.mark.parametrize("format", ["pptx", "pdf", "html", "zip"])
def test_manim_slides_converts_it(deck: Path, tmp_path: Path, format: str) -> None:
    made = tmp_path / f"made.{format}"
    arguments = ["--silent", "convert", "--folder", str(deck.parent), deck.stem, str(made)]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    if format == "pptx":
        assert [slide.notes_slide.notes_text_frame.text for slide in pptx.Presentation(str(made)).slides] == [
            slide.notes for slide in PresentationConfig.from_file(deck).slides
        ]
    elif format == "html":
        assert made.read_text(encoding="utf-8").count("data-background-video=") == 3
    else:
        assert made.stat().st_size > 1000


def test_it_is_plain_ascii_with_relative_paths(deck: Path) -> None:
    text = deck.read_text(encoding="ascii")
    assert [slide["file"] for slide in json.loads(text)["slides"]] == [
        f"deck/0{number}-slide-{number}.mp4" for number in (1, 2, 3)
    ]
    assert str(deck.parents[1]) not in text


def test_the_same_bytes_in_another_folder(
    deck: Path, timeline: Timeline, publish_media: PublishMedia, tmp_path: Path
) -> None:
    _, clips = publish_media(timeline, tmp_path / "b")
    other = write_presentation(timeline, (320, 180), "#0f141b", clips, tmp_path / "b" / "deck" / "other.json")
    assert other.read_bytes() == deck.read_bytes()
