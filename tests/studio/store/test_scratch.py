"""Each process has a folder of its own, and none is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from studio.store.reads import author_path, recording
from studio.store.scratch import is_scratch, scratch_folder


def test_a_process_keeps_its_folder() -> None:
    folder = scratch_folder()
    assert folder.is_dir()
    assert scratch_folder() == folder
    assert is_scratch(folder / "texts" / "one.svg")
    assert not is_scratch(folder.parent)
    assert not is_scratch(folder.parent / "studio-mine" / "one.svg")


def test_what_lies_there_is_no_file_of_the_authors(tmp_path: Path) -> None:
    mine, theirs = scratch_folder() / "one.svg", tmp_path / "one.svg"
    for path in (mine, theirs):
        path.write_text("<svg/>", encoding="utf-8")
    with recording() as reads:
        mine.read_text(encoding="utf-8")
        theirs.read_text(encoding="utf-8")
    assert author_path(str(mine)) is None
    assert [path for path in reads if path.endswith(".svg")] == [str(theirs)]


def test_a_worker_has_another_which_is_gone_at_its_end() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        folder = pool.submit(scratch_folder).result()
        assert folder != scratch_folder()
        assert folder.is_dir()
    assert not folder.exists()


def test_the_next_process_takes_away_what_a_killed_one_left(tmp_path: Path) -> None:
    code = "from studio.store.scratch import scratch_folder as f; import os, sys; print(f(), flush=True); {}"

    def folder_after(end: str) -> Path:
        done = subprocess.run(
            [sys.executable, "-c", code.format(end)],
            env=os.environ | {"TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Path(done.stdout.strip())

    assert not folder_after("sys.exit()").exists()
    left = folder_after("os.kill(os.getpid(), 9)")
    assert left.is_dir()
    folder_after("sys.exit()")
    assert not left.exists()
