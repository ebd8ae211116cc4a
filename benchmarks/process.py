"""Run a command and measure it with all the processes that it starts. For Linux.

CPU time is what the kernel reports when a process ends. A process that outlives its parent, as Python's fork
server does, comes to this process as an orphan and is counted as well: so it is asked of the kernel (prctl),
for psutil can look at processes but not adopt them.
"""

from __future__ import annotations

import ctypes
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h
_TICK = 0.1  # seconds between two looks at the memory of the workers
_STAGE = re.compile(r"([a-z]+) \.\.\.")
_FORK_SERVER = "multiprocessing.forkserver"


class MeasuringError(RuntimeError):
    """A command that was to be measured has failed."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and seconds of work of all processors."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Parameters
    ----------
    cost
        From its start to its end; the CPU time with all the processes that it started.
    stages
        The same for each stage that it told of, in order; "start" is what came before the first.
    peak
        Resident bytes of its largest process at its largest.
    worker_peaks
        Resident bytes of each of its workers, largest first, as seen ten times a second: the processes that a
        fork server has made.
    lines
        What it wrote.
    """

    cost: Cost
    stages: dict[str, Cost] = field(hash=False)
    peak: int
    worker_peaks: tuple[int, ...]
    lines: tuple[str, ...]


def python(*arguments: str | Path) -> list[str]:
    """The command that runs this Python."""
    return [sys.executable, *map(str, arguments)]


def plain_environment() -> dict[str, str]:
    """The environment of this process, without what bends Python; output comes at once and plain."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}


def measure(
    command: Sequence[str],
    folder: Path,
    *,
    may_end: Container[int] = (),
    on_line: Callable[[str], bool] = lambda _: False,
) -> Measured:
    """Run a command to its end, in the `plain_environment`.

    Parameters
    ----------
    command, folder
        What to run, and where.
    may_end
        Exit codes that are as good as 0.
    on_line
        Is told each line that the command writes, as soon as it does; returns whether to interrupt it, as
        Ctrl+C does. What it raises is raised once the command has been interrupted.

    Raises
    ------
    MeasuringError
        If the command ends with another exit code without having been interrupted; its last lines are in
        the message.
    """
    _adopt_orphans()
    strangers = set(_children(psutil.Process()))
    marks: list[tuple[str, float, float]] = []
    lines: list[str] = []
    interrupted = threading.Event()
    failures: list[BaseException] = []
    began = time.monotonic()
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=plain_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Where this process ignores Ctrl+C, as a shell's background jobs do, its children would as well.
        preexec_fn=_heed_interrupts,
    )

    def listen(output: IO[bytes]) -> None:
        for raw in output:
            line = raw.decode(errors="replace").rstrip("\n")
            lines.append(line)
            if stage := _STAGE.fullmatch(line):
                marks.append((stage[1], time.monotonic() - began, _cpu_so_far(_family(strangers))))
            try:
                enough = not interrupted.is_set() and on_line(line)
            except BaseException as error:
                failures.append(error)
                enough = True
            if enough:
                interrupted.set()
                child.send_signal(signal.SIGINT)

    assert child.stdout is not None
    worker_peaks: dict[psutil.Process, int] = {}
    with child.stdout:
        listener = threading.Thread(target=listen, args=(child.stdout,))
        listener.start()
        ending = os.pidfd_open(child.pid)
        try:
            while not select.select([ending], [], [], _TICK)[0]:
                for worker, memory in _worker_memory(_family(strangers)):
                    worker_peaks[worker] = max(memory, worker_peaks.get(worker, 0))
        finally:
            os.close(ending)
        wall = time.monotonic() - began
        cpu, peak, child.returncode = _reap(child.pid)
        for orphan in set(_children(psutil.Process())) - strangers:
            more_cpu, more_peak, _ = _reap(orphan.pid)
            cpu, peak = cpu + more_cpu, max(peak, more_peak)
        listener.join()
    if failures:
        raise failures[0]
    if child.returncode and child.returncode not in may_end and not interrupted.is_set():
        raise MeasuringError(
            "\n".join([f"This ended with {child.returncode}: {' '.join(command)}", *lines[-20:]])
        )
    return Measured(
        Cost(wall, cpu),
        _stages(marks, wall, cpu),
        peak,
        tuple(sorted(worker_peaks.values(), reverse=True)),
        tuple(lines),
    )


def _stages(marks: Sequence[tuple[str, float, float]], wall: float, cpu: float) -> dict[str, Cost]:
    begins = [("start", 0.0, 0.0), *marks]
    ends = [*marks, ("", wall, cpu)]
    return {
        name: Cost(last[1] - first_wall, last[2] - first_cpu)
        for (name, first_wall, first_cpu), last in zip(begins, ends, strict=True)
    }


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own, so that the kernel tells what it took."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise MeasuringError(f"Orphans cannot be adopted: {os.strerror(ctypes.get_errno())}.")


def _reap(process: int) -> tuple[float, int, int]:
    """Wait for a child: its CPU seconds, its peak of resident bytes, and its exit code."""
    _, status, usage = os.wait4(process, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)


def _children(process: psutil.Process) -> list[psutil.Process]:
    """What a process has started; nothing if it has gone."""
    try:
        return process.children()
    except psutil.NoSuchProcess:
        return []


def _family(strangers: set[psutil.Process]) -> list[psutil.Process]:
    """All descendants of this process but for some of its children and theirs."""
    found = [child for child in _children(psutil.Process()) if child not in strangers]
    for process in found:
        found += _children(process)  # the list grows while it is walked
    return found


def _cpu_so_far(processes: Iterable[psutil.Process]) -> float:
    """CPU seconds of processes that have not ended, with those of their children that have."""
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _worker_memory(processes: Iterable[psutil.Process]) -> Iterator[tuple[psutil.Process, int]]:
    """Resident bytes of each process that a fork server has made; they go by its command line."""
    for server in processes:
        with suppress(psutil.NoSuchProcess):
            if any(_FORK_SERVER in argument for argument in server.cmdline()):
                for worker in server.children():
                    yield worker, worker.memory_info().rss
