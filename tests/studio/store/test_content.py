"""What is kept comes back as it was, or counts as not there; whatever befalls the folder, it never jams."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.store.content import ContentStore
from studio.store.versions import key_of

KEY = key_of("a result")
CONTENT = b"what took long " * 40


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "kept")


def files(store: ContentStore) -> list[Path]:
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def folder_instead(path: Path) -> None:
    path.unlink()
    (path / "within").mkdir(parents=True)
    (path / "within" / "file").touch()


def shard_a_file(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.touch()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "of zero bytes": lambda path: path.write_bytes(b""),
    "shorter than a digest": lambda path: path.write_bytes(path.read_bytes()[:7]),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "with a byte changed": lambda path: path.write_bytes(
        path.read_bytes()[:40] + bytes([path.read_bytes()[40] ^ 1]) + path.read_bytes()[41:]
    ),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "text": lambda path: path.write_text("{}"),
    "a folder": folder_instead,
    "in a folder that is a file": shard_a_file,
    "a link to nowhere": lambda path: (path.unlink(), path.symlink_to("nowhere")),
    "a link to a folder": lambda path: (path.unlink(), path.symlink_to(path.parent)),
}
damaged = pytest.mark.parametrize("damage", DAMAGES)


@given(content=st.binary(max_size=300))
def test_what_is_put_is_got(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = ContentStore(tmp_path_factory.getbasetemp() / "round-content")
    store.put(KEY, content)
    assert store.get(KEY) == content


def test_nothing_is_there_at_first_and_reading_makes_no_folder(store: ContentStore) -> None:
    assert store.get(KEY) is None
    assert store.files(KEY, ".mp4") is None
    assert not store.folder.exists()


def test_the_same_content_is_the_same_file_and_the_only_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        ContentStore(tmp_path / name).put(KEY, CONTENT)
    one, two = (path for path in tmp_path.rglob("*") if path.is_file())
    assert one.read_bytes() == two.read_bytes()
    assert one.relative_to(tmp_path / "one").as_posix() == f"{KEY[:2]}/{KEY}.sealed"


@damaged
def test_damaged_bytes_are_not_there_and_are_replaced(store: ContentStore, damage: str) -> None:
    store.put(KEY, CONTENT)
    (path,) = files(store)
    before = path.read_bytes()
    DAMAGES[damage](path)
    assert store.get(KEY) is None
    store.put(KEY, CONTENT)
    assert path.read_bytes() == before
    assert store.get(KEY) == CONTENT


@given(place=st.integers(0, 1_000), change=st.integers(1, 255), cut=st.booleans())
def test_no_byte_is_changed_or_missing(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int, cut: bool
) -> None:
    store = ContentStore(tmp_path_factory.getbasetemp() / "damaged-content")
    store.put(KEY, CONTENT)
    (path,) = files(store)
    data = bytearray(path.read_bytes())
    at = place % len(data)
    if cut:
        del data[at:]
    else:
        data[at] ^= change
    path.write_bytes(data)
    assert store.get(KEY) is None


def put_files(store: ContentStore) -> None:
    for suffix in (".mp4", ".png"):
        path = store.room_for(KEY, suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT + suffix.encode())
    store.seal(KEY, ".mp4", ".png")


def test_files_are_there_once_they_are_sealed(store: ContentStore) -> None:
    put_files(store)
    found = store.files(KEY, ".mp4", ".png")
    assert found == {suffix: store.path(KEY, suffix) for suffix in (".mp4", ".png")}
    assert found[".png"].read_bytes() == CONTENT + b".png"
    assert store.files(KEY, ".mp4") is None
    assert store.files(KEY, ".mp4", ".png", ".m4a") is None
    store.path(KEY, ".sealed").unlink()
    assert store.files(KEY, ".mp4", ".png") is None


@damaged
@pytest.mark.parametrize("which", [".mp4", ".png", ".sealed"])
def test_damaged_files_are_not_there_and_are_replaced(store: ContentStore, which: str, damage: str) -> None:
    put_files(store)
    before = {path: path.read_bytes() for path in files(store)}
    DAMAGES[damage](store.path(KEY, which))
    assert store.files(KEY, ".mp4", ".png") is None
    if store.path(KEY, which).is_symlink():  # whoever writes a file renames it, as `atomic` does
        store.path(KEY, which).unlink()
    put_files(store)
    assert {path: path.read_bytes() for path in files(store)} == before
    assert store.files(KEY, ".mp4", ".png") is not None


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{".mp4": 1, ".png": 2}', b'[["a"]]', b"\xff\xfe"])
def test_a_whole_seal_of_another_kind_is_none(store: ContentStore, content: bytes) -> None:
    put_files(store)
    store.put(KEY, content)
    assert store.files(KEY, ".mp4", ".png") is None


def put_often(store: ContentStore) -> None:
    for _ in range(30):
        store.put(KEY, CONTENT)


def test_processes_may_write_and_read_at_once(store: ContentStore) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=put_often, args=(store,)) for _ in range(2)]
    store.put(KEY, CONTENT)
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert store.get(KEY) == CONTENT
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(files(store)) == 1


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StudioError, match=r"cache .*file cannot be written to \(.+\); choose another folder"):
        ContentStore(tmp_path / "file").put(KEY, CONTENT)
