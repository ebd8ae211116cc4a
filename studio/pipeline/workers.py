"""The processes of this machine that run and draw scenes."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path

from studio.errors import StudioError

WORKER_MEMORY = 1_000_000_000
"""Bytes that a worker may take. Measured: 550 MB at 1080p."""

_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "1000000000"}
"""Has glibc keep the memory of pictures and encoders for the next ones, rather than give it back to the
system and have it cleared anew: of the CPU time of a slide of short shots it saves a sixth. The first is the
most that glibc takes; other systems do not look at it."""

MAX_TASKS = 100
"""So many jobs that every slide of a lesson is a task of its own."""


@contextmanager
def worker_processes(jobs: int) -> Iterator[Executor]:
    """Processes that know nothing of this one; they are gone when the block ends.

    Raises
    ------
    StudioError
        If one of them is killed.
    """
    start_workers()
    # What is imported stays: the collector need not look at it again.
    pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=gc.freeze)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise StudioError(
            "A worker process was ended from outside, most likely for want of memory. "
            f"Try again with fewer than {jobs} jobs."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def start_workers() -> None:
    """Let what workers need be imported from now on, while this process does something else."""
    if _context().get_start_method() == "forkserver":
        added = {name: value for name, value in _ALLOCATOR.items() if name not in os.environ}
        os.environ.update(added)
        try:
            forkserver.ensure_running()
        finally:
            for name in added:
                del os.environ[name]


def _context() -> BaseContext:
    """How workers start: where it can be had, as copies of one that has imported Manim and the studio."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    # The second is what a worker imports along with the command, which it takes for its main module.
    context.set_forkserver_preload(["studio.scene.running", "studio.pipeline.render"])
    return context


def jobs_that_fit() -> int:
    """How many workers this machine has cores and memory for; at least one."""
    return max(1, min(os.cpu_count() or 1, _free_memory() // WORKER_MEMORY))


def require_memory(jobs: int) -> None:
    """Refuse more workers than there is memory for.

    Raises
    ------
    StudioError
        It names how many would do.
    """
    free = _free_memory()
    if jobs > 1 and jobs * WORKER_MEMORY > free:
        raise StudioError(
            f"{jobs} jobs may need {jobs * WORKER_MEMORY / 1e9:.0f} GB of memory, "
            f"and {free / 1e9:.1f} GB are free. Use --jobs {jobs_that_fit()}."
        )


def _free_memory() -> int:
    """Bytes that can be had without taking them from others; 8 GB where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 8_000_000_000
