"""What a result was made of is noted whole, and nothing that changed meanwhile is taken for current."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from studio.store.reads import (
    ABSENT,
    CHANGED,
    are_current,
    digests,
    recorded_reads,
    recording,
    start_recording,
)


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
