"""Worker processes begin with nothing, and what ends them is told in words."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.errors import AuthorError, Problem, StudioError
from studio.pipeline import workers
from studio.pipeline.scene_workers import scene_workers
from studio.pipeline.workers import WORKER_MEMORY, jobs_that_fit, worker_processes
from studio.store.versions import STUDIO


def test_the_work_is_done_elsewhere() -> None:
    with worker_processes(1) as pool:
        other = pool.submit(os.getpid).result()
        assert pool.submit(pow, 2, 10).result() == 1024
    assert other != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)  # it is gone with the block


def test_a_worker_knows_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORKER_MEMORY", 7)
    monkeypatch.setattr(sys, "argv", ["changed"])
    with worker_processes(1) as pool:
        assert (
            pool.submit(eval, "__import__('studio.pipeline.workers').pipeline.workers.WORKER_MEMORY").result()
            == WORKER_MEMORY
        )


def test_what_a_worker_raises_comes_out_whole() -> None:
    with worker_processes(1) as pool, pytest.raises(AuthorError) as caught:
        pool.submit(exec, RAISING).result()
    assert str(caught.value) == "a.md:3: Wrong. Mend it.\nb.md: Wrong, too. Mend it."
    assert len(caught.value.problems) == 2
    assert isinstance(caught.value.problems[0], Problem)


RAISING = """
from pathlib import Path
from studio.errors import AuthorError, Problem
raise AuthorError(
    [Problem(Path("b.md"), 0, 0, "Wrong, too.", "Mend it.")]
    + [Problem(Path("a.md"), 3, 0, "Wrong.", "Mend it.")]
)
"""


def test_a_worker_that_is_killed_is_told_in_words() -> None:
    with pytest.raises(StudioError, match="fewer than 1 jobs"), worker_processes(1) as pool:
        pool.submit(exec, f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})").result()


def test_more_workers_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_free_memory", lambda: 3 * WORKER_MEMORY // 2)
    with pytest.raises(StudioError, match=r"2 jobs may need .* Use --jobs 1\."), scene_workers(2):
        pass
    with worker_processes(1) as pool:
        assert pool.submit(pow, 2, 2).result() == 4
    assert jobs_that_fit() == 1


def test_how_many_workers_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    for free, jobs in ((100 * WORKER_MEMORY, 8), (3 * WORKER_MEMORY, 3), (0, 1)):
        monkeypatch.setattr(workers, "_free_memory", lambda free=free: free)
        assert jobs_that_fit() == jobs
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert jobs_that_fit() == 1


def test_this_machine_has_room_for_one() -> None:
    assert 1 <= jobs_that_fit() <= (os.cpu_count() or 1)
    assert 0 < workers._free_memory() < 1 << 50


def test_the_workers_of_a_checkout_import_its_own_studio(tmp_path: Path) -> None:
    """Whichever is installed, and whatever lies in the current folder."""
    checkout = tmp_path / "checkout"
    shutil.copytree(STUDIO, checkout / "studio", ignore=shutil.ignore_patterns("__pycache__"))
    (checkout / "ask.py").write_text(
        "from studio.pipeline.workers import start_workers, worker_processes\n"
        "if __name__ == '__main__':\n"
        "    start_workers()\n"
        "    with worker_processes(1) as pool:\n"
        "        print(pool.submit(eval, \"__import__('studio').__file__\").result())\n"
    )
    (tmp_path / "random.py").write_text("raise SystemExit('nobody asked for this')\n")
    done = subprocess.run(
        [sys.executable, checkout / "ask.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(checkout)
