"""A command is measured with all that it starts, and a failed one is no measurement."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.process import MeasuringError, measure, python

BUSY = """
import time
while time.process_time() < 0.4:
    pass
"""
ORPHANED = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {BUSY!r}])
"""
STAGES = f"""
import time
print("script ...", flush=True)
time.sleep(0.3)
print("pictures ...", flush=True)
print("pictures 10%, about 0:01 left", flush=True)
{BUSY}
"""
FORKING = """
import sys
from multiprocessing import get_context

def work(_):
    held = bytearray(60_000_000)
    return len(held) + sum(range(20_000_000))

if __name__ == "__main__":
    with get_context("forkserver").Pool(2) as pool:
        pool.map(work, range(2))
"""


def test_an_orphan_is_counted(tmp_path: Path) -> None:
    measured = measure(python("-c", ORPHANED), tmp_path)
    assert measured.cost.cpu >= 0.4
    assert measured.stages.keys() == {"start"}


def test_stages_are_told_apart(tmp_path: Path) -> None:
    measured = measure(python("-c", STAGES), tmp_path)
    assert list(measured.stages) == ["start", "script", "pictures"]
    assert measured.stages["script"].wall > 0.25
    assert measured.stages["script"].cpu < 0.2
    assert measured.stages["pictures"].cpu > 0.3
    assert sum(stage.wall for stage in measured.stages.values()) == pytest.approx(measured.cost.wall)
    assert sum(stage.cpu for stage in measured.stages.values()) == pytest.approx(measured.cost.cpu)


def test_workers_are_measured_one_by_one(tmp_path: Path) -> None:
    script = tmp_path / "forking.py"
    script.write_text(FORKING, encoding="utf-8")
    measured = measure(python(script), tmp_path)
    assert len(measured.worker_peaks) == 2
    assert all(peak > 60_000_000 for peak in measured.worker_peaks)
    assert measured.peak > 60_000_000
    assert measured.cost.cpu > measured.cost.wall / 10


def test_a_failure_is_told_with_its_last_lines(tmp_path: Path) -> None:
    command = python("-c", "print('before'); raise SystemExit('for a reason')")
    with pytest.raises(MeasuringError, match=r"(?s)ended with 1.*before\nfor a reason"):
        measure(command, tmp_path)
    assert measure(command, tmp_path, may_end=(1,)).lines == ("before", "for a reason")


def test_a_command_can_be_interrupted(tmp_path: Path) -> None:
    command = python("-c", "import time; print('now', flush=True); time.sleep(3600)")
    assert measure(command, tmp_path, on_line=lambda line: line == "now").lines[0] == "now"


def test_nothing_of_this_process_bends_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    command = python("-c", "import sys; print(sys.dont_write_bytecode)")
    assert measure(command, tmp_path).lines == ("False",)
