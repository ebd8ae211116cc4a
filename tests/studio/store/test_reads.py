"""What a result was made of is noted whole, and nothing that changed meanwhile is taken for current."""

from __future__ import annotations

import glob
import importlib
import json
import os
import sqlite3
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from studio.store import reads as module
from studio.store.reads import (
    ABSENT,
    CHANGED,
    PACKAGE,
    are_current,
    author_path,
    digests,
    recorded_reads,
    recording,
    start_recording,
)
from studio.store.versions import sources_digest


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("one", encoding="utf-8")
    return path.resolve()


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a module that can be imported as ``noted_module``."""
    path = tmp_path / "noted_module.py"
    path.write_text("VALUE = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield path.resolve()
    sys.modules.pop("noted_module", None)


def test_a_file_that_is_read_is_noted(note: Path) -> None:
    with recording() as reads:
        note.read_text(encoding="utf-8")
    assert reads[str(note)] == digests([note])[str(note)]
    assert are_current(reads)


def test_what_was_read_before_is_not_noted(note: Path) -> None:
    note.read_text(encoding="utf-8")
    with recording() as reads:
        pass
    assert str(note) not in reads


def test_a_block_within_a_recording_takes_nothing_from_it(note: Path, tmp_path: Path) -> None:
    start_recording()
    other = (tmp_path / "other.txt").resolve()
    other.write_text("two", encoding="utf-8")
    note.read_text(encoding="utf-8")
    with recording():
        other.read_text(encoding="utf-8")
    assert {str(note), str(other)} <= recorded_reads().keys()


def test_a_file_that_is_only_written_is_not_noted(tmp_path: Path) -> None:
    with recording() as reads:
        (tmp_path / "new.txt").write_text("new", encoding="utf-8")
    assert str((tmp_path / "new.txt").resolve()) not in reads


def test_an_imported_module_is_noted(importable: Path) -> None:
    importlib.import_module("noted_module")
    with recording() as reads:
        pass
    assert str(importable) in reads


def test_pythons_own_files_and_the_studios_are_not_noted() -> None:
    with recording() as reads:
        Path(json.__file__).read_bytes()
        Path(sys.modules["studio.store.reads"].__file__ or "").read_bytes()
    assert not [path for path in reads if path.endswith(("json/__init__.py", "studio/inputs.py"))]


@pytest.mark.parametrize("after", ["two", "three"])
def test_a_file_that_is_saved_after_it_was_read_is_never_current(note: Path, after: str) -> None:
    with recording() as reads:
        note.read_text(encoding="utf-8")
        draft = note.with_suffix(".new")
        draft.write_text(after, encoding="utf-8")
        draft.replace(note)
    assert reads[str(note)] == CHANGED
    assert not are_current(reads)


def test_a_module_that_is_saved_after_it_was_imported_is_never_current(importable: Path) -> None:
    with recording() as reads:
        importlib.import_module("noted_module")
        importable.write_text("VALUE = 22\n", encoding="utf-8")
    assert reads[str(importable)] == CHANGED


def test_a_file_that_is_read_and_gone_is_left_out(note: Path) -> None:
    with recording() as reads:
        note.read_text(encoding="utf-8")
        note.unlink()
    assert str(note) not in reads


def test_a_file_that_is_looked_for_in_vain_must_not_come(tmp_path: Path) -> None:
    path = (tmp_path / "none.txt").resolve()
    with recording() as reads, suppress(FileNotFoundError):
        path.read_text(encoding="utf-8")
    assert reads[str(path)] == ABSENT
    assert are_current(reads)
    path.write_text("one", encoding="utf-8")
    assert not are_current(reads)


def test_a_file_of_ones_own_is_not_noted(tmp_path: Path) -> None:
    with recording() as reads, NamedTemporaryFile("w+", dir=tmp_path, encoding="utf-8") as file:
        file.write("one")
        os.close(os.open(tmp_path / "other", os.O_WRONLY | os.O_CREAT))
    assert not [path for path in reads if path.startswith(str(tmp_path.resolve()))]


def test_what_was_read_before_may_count_too(note: Path) -> None:
    start_recording()
    note.read_text(encoding="utf-8")
    with recording(before_too=True) as reads:
        pass
    assert str(note) in reads


def test_reads_are_current_until_one_changes_or_goes(note: Path) -> None:
    reads = digests([note])
    assert are_current(reads)
    note.write_text("two", encoding="utf-8")
    assert not are_current(reads)
    note.unlink()
    assert not are_current(reads)
    assert digests([note]) == {}


@pytest.mark.parametrize(
    "read",
    [
        lambda path: open(os.fsencode(path), "rb").close(),  # noqa: PTH123
        lambda path: os.close(os.open(path, os.O_RDONLY)),
        lambda path: os.close(os.open(os.fsencode(path), os.O_RDONLY)),
        lambda path: sqlite3.connect(path).close(),
        lambda path: sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True).close(),
    ],
)
def test_it_is_heard_however_a_file_is_opened(note: Path, read: Callable[[Path], object]) -> None:
    with recording() as reads:
        read(note)
    assert reads[str(note)] == digests([note])[str(note)]


LISTINGS: list[Callable[[Path], object]] = [
    lambda folder: list(folder.glob("*.csv")),
    lambda folder: list(folder.iterdir()),
    lambda folder: list(os.scandir(folder)),
    lambda folder: os.listdir(os.fsencode(folder)),  # noqa: PTH208
    lambda folder: glob.glob(f"{folder}/*.csv"),  # noqa: PTH207
    lambda folder: list(os.walk(folder)),
]


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_folder_that_is_listed_is_noted_with_its_names(
    tmp_path: Path, listing: Callable[[Path], object]
) -> None:
    folder = tmp_path.resolve() / "data"
    folder.mkdir()
    (folder / "one.csv").touch()
    with recording() as reads:
        listing(folder)
    assert are_current(reads)
    (folder / "one.csv").write_text("its content is another matter", encoding="utf-8")
    for name in (".hidden", "__pycache__", "output"):
        (folder / name).mkdir()
    assert are_current(reads)
    (folder / "two.csv").touch()
    assert not are_current({str(folder): reads[str(folder)]})
    (folder / "two.csv").unlink()
    assert are_current(reads)


def test_a_folder_that_is_listed_in_vain_must_not_come(tmp_path: Path) -> None:
    folder = (tmp_path / "data").resolve()
    with recording() as reads, suppress(FileNotFoundError):
        list(os.scandir(folder))
    assert reads[str(folder)] == ABSENT
    folder.mkdir()
    assert not are_current(reads)


def test_a_folder_that_changes_after_it_was_listed_is_never_current(tmp_path: Path) -> None:
    with recording() as reads:
        list(tmp_path.iterdir())
        (tmp_path / "new").touch()
    assert reads[str(tmp_path.resolve())] == CHANGED


def test_what_the_studio_and_an_import_list_is_not_noted(importable: Path, tmp_path: Path) -> None:
    with recording() as reads:
        sources_digest.__wrapped__()
        importlib.invalidate_caches()
        importlib.import_module("noted_module")
    assert str(importable) in reads
    assert str(tmp_path.resolve()) not in reads


def test_what_was_read_before_and_is_read_again_is_as_it_is_now(note: Path) -> None:
    """A process that lives long does not hold on to what it once saw."""
    for text in ("one", "three"):
        note.write_text(text, encoding="utf-8")
        with recording(before_too=True) as reads:
            note.read_text(encoding="utf-8")
        assert reads[str(note)] == digests([note])[str(note)]


@pytest.mark.parametrize(
    ("path", "is_authors"),
    [
        ("/usr/src/app/scenes/parts.py", True),
        ("/usr/local/share/course/data.csv", True),
        ("/usr/lib/python3/dist-packages/numpy/__init__.py", False),
        ("/usr/src/app/.venv/lib/python3.11/site-packages/manim/__init__.py", False),
        ("/usr/src/app/__pycache__/parts.cpython-311.pyc", False),
        (sysconfig.get_path("stdlib") + "/json/decoder.py", False),
    ],
)
def test_whose_a_file_is(monkeypatch: pytest.MonkeyPatch, path: str, is_authors: bool) -> None:
    """A project may lie below the folder that Python is installed in."""
    for name in ("prefix", "base_prefix"):
        monkeypatch.setattr(sys, name, "/usr")
    for known in (module._foreign, module._foreign_places, author_path):
        known.cache_clear()
    try:
        assert (author_path(path) is not None) is is_authors
    finally:
        for known in (module._foreign, module._foreign_places, author_path):
            known.cache_clear()


def test_a_package_that_a_module_imports_counts_by_its_version(
    importable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importable.write_text("def late():\n    import numpy, hypothesis.strategies\n", encoding="utf-8")
    importlib.import_module("noted_module")
    with recording() as reads:
        pass
    noted = {name: version for name, version in reads.items() if name.startswith(PACKAGE)}
    assert noted[f"{PACKAGE}hypothesis"] == metadata.version("hypothesis")
    assert f"{PACKAGE}sortedcontainers" in noted  # which that requires
    assert f"{PACKAGE}numpy" not in noted  # the studio's own key has it
    assert are_current(noted)
    monkeypatch.setattr(module, "version_of", lambda _: "0.1")
    assert not are_current(noted)
    monkeypatch.setattr(module, "version_of", lambda _: None)
    assert not are_current(noted)
