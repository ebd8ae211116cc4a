"""What is measured on a finished film, and what is off about one that was tampered with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from studio.checks.verify import Moved, Verified, _bookmarks, _movement, film_in, verified_json, verify
from studio.cli.main import main
from studio.errors import StudioError


@pytest.fixture(scope="module")
def rendered(render: Callable[..., Any], lessons: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("verify")
    render(lessons / "small" / "small.md", work, "--quality", "draft", "--fps", "10", "--jobs", "1")
    return work / "output" / "small"


@pytest.fixture
def folder(rendered: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(rendered, tmp_path / "small"))


def off(verified: Verified) -> list[str]:
    return [proof.name for proof in verified.proofs if not proof.holds]


def test_a_film_as_it_was_rendered(rendered: Path) -> None:
    measured = verify(film_in(rendered))
    assert off(measured) == []
    assert {"files", "picture", "sound", "bookmarks", "loudness", "true peak", "captions", "stills"} <= {
        proof.name for proof in measured.proofs
    }
    assert json.loads(verified_json(measured))["holds"]


def test_a_file_that_was_changed(folder: Path) -> None:
    with (folder / "small.srt").open("a") as file:
        file.write("\n")
    assert off(verify(folder / "small.mp4")) == ["files"]


def test_captions_and_stills_of_another_film(folder: Path) -> None:
    vtt = folder / "small.vtt"
    vtt.write_text(vtt.read_text().replace("00:0", "00:1", 1))
    first, second, *_ = sorted((folder / "slides").iterdir())
    shutil.copy(first, second)
    assert off(verify(folder / "small.mp4")) == ["files", "captions", "stills"]


def test_a_manifest_that_expects_another_length(folder: Path) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["frames"] += 10
    path.write_text(json.dumps(manifest))
    assert {"picture", "sound", "caption track"} <= set(off(verify(folder / "small.mp4")))


def test_the_command_exits_with_1_where_something_is_off(folder: Path) -> None:
    assert CliRunner().invoke(main, ["verify", str(folder)]).exit_code == 0
    (folder / "small.srt").unlink()
    told = CliRunner().invoke(main, ["verify", str(folder / "small.mp4"), "--json"])
    assert told.exit_code == 1
    assert not json.loads(told.stdout)["holds"]


def test_what_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="is not a film or a folder with one"):
        film_in(tmp_path)
    (tmp_path / "a.mp4").touch()
    with pytest.raises(StudioError, match=r"has no manifest\.json"):
        film_in(tmp_path)


def manifest(*words: int) -> dict[str, Any]:
    """One slide of 300 frames at 30 a second; each word lasts five frames."""
    marks = [
        {
            "name": f"w{word}",
            "start": {"frame": word, "seconds": word / 30},
            "end": {"frame": word + 5, "seconds": 0},
        }
        for word in words
    ]
    return {"fps": 30, "slides": [{"id": "one", "start": {"frame": 0}, "bookmarks": marks}]}


@pytest.mark.parametrize(
    ("changes", "offset"),
    [
        ((100, 101, 102), 0),
        ((103, 104), 0.1),
        ((109, 110), None),
        ((120,), None),
        ((), None),
        ((95, 96, 97, 98, 99, 100, 101), -0.167),
        (tuple(range(50, 120)), None),
        (tuple(range(40, 90)), None),
    ],
    ids=[
        "on the word",
        "eases in",
        "when the words end",
        "much later",
        "never",
        "before it",
        "all the while",
        "long before",
    ],
)
def test_the_first_change_after_a_word(changes: tuple[int, ...], offset: float | None) -> None:
    assert [one.offset for one in _bookmarks(manifest(100), changes)] == [offset]


def test_what_another_bookmark_begins_is_not_early() -> None:
    assert [one.offset for one in _bookmarks(manifest(92, 100), tuple(range(92, 120)))] == [0, None]


def test_a_film_whose_pictures_are_late() -> None:
    told = [Moved("one", f"w{index}", index, 0.033) for index in range(20)]
    assert _movement(manifest(), told).holds
    assert _movement(manifest(), [replace(told[0], offset=0.4), *told[1:]]).holds  # one of twenty
    late = _movement(manifest(), [replace(one, offset=0.4) for one in told[:2]] + told[2:])
    assert not late.holds
    assert "exceptions: one/w0 +0.400, one/w1 +0.400" in late.measured
    assert not _movement(manifest(), [replace(one, offset=None) for one in told]).holds
    assert _movement(manifest(), []).holds
