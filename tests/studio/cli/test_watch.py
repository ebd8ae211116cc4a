"""A preview that stands hears of all that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.cli.watch import Saves, saves
from studio.pipeline.request import Request
from studio.scene.settings import Picture
from studio.store.reads import state_of

FRONT = "---\ntitle: A lesson\nminutes: 1\nscenes: parts.py\n---\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that is none of the lesson's."""
    folder = tmp_path.resolve() / "elsewhere"
    folder.mkdir()
    (folder / "data.csv").write_text("1", encoding="utf-8")
    (folder / "shelf").mkdir()
    return folder


@pytest.fixture
def saved(tmp_path: Path) -> Iterator[Saves]:
    lesson = tmp_path / "lesson"
    lesson.mkdir()
    script = lesson / "lesson.md"
    script.write_text(FRONT, encoding="utf-8")
    (lesson / "parts.py").touch()
    with saves(Request(script, Picture(160, 90, 10), lesson / "output", lesson / ".cache")) as heard:
        yield heard


def states(*paths: Path) -> dict[str, str]:
    return {str(path): state_of(path) or "" for path in paths}


@pytest.mark.parametrize(
    "save",
    [
        lambda folder: (folder / "data.csv").write_text("2", encoding="utf-8"),
        lambda folder: (folder / "data.csv").unlink(),
        lambda folder: (folder / "shelf" / "new.csv").touch(),
        lambda folder: (folder / "wanted.csv").touch(),
        lambda folder: (folder / "no" / "folder").mkdir(parents=True),
    ],
)
def test_what_was_read_is_heard_of_wherever_it_lies(
    saved: Saves, elsewhere: Path, save: Callable[[Path], object]
) -> None:
    absent = elsewhere / "wanted.csv", elsewhere / "no" / "folder" / "yet.csv"
    saved.expect(states(elsewhere / "data.csv", elsewhere / "shelf", *absent))
    assert not saved.heard.wait(0.5)
    save(elsewhere)
    assert saved.heard.wait(20)


def test_what_nobody_read_is_not(saved: Saves, elsewhere: Path) -> None:
    saved.expect(states(elsewhere / "data.csv"))
    (elsewhere / "other.csv").touch()
    assert not saved.heard.wait(1.5)


def test_what_was_saved_since_it_was_read_is_heard_of_at_once(saved: Saves, elsewhere: Path) -> None:
    reads = states(elsewhere / "data.csv")
    (elsewhere / "data.csv").write_text("2", encoding="utf-8")
    saved.expect(reads)
    assert saved.heard.is_set()


def test_packages_are_nothing_to_wait_for(saved: Saves) -> None:
    saved.expect({"package:numpy": state_of("package:numpy") or ""})
    assert not saved.heard.is_set()
