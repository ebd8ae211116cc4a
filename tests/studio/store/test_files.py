"""Files appear whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from studio.store.files import atomic, sha256_of


def test_the_file_appears_at_the_end_of_the_block(tmp_path: Path) -> None:
    path = tmp_path / "new" / "film.mp4"
    with atomic(path) as draft:
        draft.write_text("whole")
        assert draft.parent == path.parent
        assert draft.suffix == ".mp4"
        assert not path.exists()
    assert path.read_text() == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_after_an_exception_the_old_file_is_still_there(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("old")

    def break_off() -> None:
        with atomic(path) as draft:
            draft.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with atomic(path) as first, atomic(path) as second:
        assert first != second
        first.write_text("first")
        second.write_text("second")
    assert path.read_text() == "first"


def test_digest(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"king" * 100_000)
    assert sha256_of(path) == hashlib.sha256(b"king" * 100_000).hexdigest()
