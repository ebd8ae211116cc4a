import json
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.pipeline.folder import published_in, remove_files, require_own_folder
from studio.script.front_matter import FrontMatter

FRONT = FrontMatter.model_construct(title="Shares", scenes="shares", minutes=1.0)


def manifest(folder: Path, **entries: object) -> None:
    (folder / "manifest.json").write_text(json.dumps(entries), encoding="utf-8")


@pytest.mark.parametrize(
    "entries",
    [
        {"title": "Shares", "scenes": "shares"},
        {"title": "Shares and more", "scenes": "shares"},
        {"title": "Shares", "scenes": "more"},
        {},
    ],
)
def test_its_own_folder(tmp_path: Path, entries: dict[str, object]) -> None:
    require_own_folder(tmp_path, FRONT)
    manifest(tmp_path, **entries)
    require_own_folder(tmp_path, FRONT)


def test_a_folder_of_another_lesson(tmp_path: Path) -> None:
    manifest(tmp_path, title="Heads", scenes="heads")
    with pytest.raises(StudioError, match="holds another lesson, 'Heads'"):
        require_own_folder(tmp_path, FRONT)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"artifacts": [1, {}]}', b"\xff"])
def test_a_manifest_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    require_own_folder(tmp_path, FRONT)
    assert published_in(tmp_path) == frozenset()


def test_what_is_published_no_longer_goes(tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    (folder / "deck").mkdir(parents=True)
    for name in ("a.mp4", "deck/01.mp4", "mine.txt", "../outside"):
        (folder / name).touch()
    manifest(folder, artifacts=[{"path": name} for name in ("a.mp4", "deck/01.mp4", "../outside", "gone")])
    remove_files(folder, published_in(folder) - {"a.mp4"})
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        *("a.mp4", "lesson", "manifest.json", "mine.txt", "outside"),
    ]
