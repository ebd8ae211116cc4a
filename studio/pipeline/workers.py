"""The processes of this machine that run and draw scenes."""

from __future__ import annotations

import gc
import os
import sysconfig
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path

import psutil

from studio.errors import StudioError
from studio.store.versions import STUDIO

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
        allocator = {name: value for name, value in _ALLOCATOR.items() if name not in os.environ}
        added = allocator | _own_studio()
        before = {name: os.environ[name] for name in added if name in os.environ}
        os.environ.update(added)
        try:
            forkserver.ensure_running()
        finally:
            for name in added:
                del os.environ[name]
            os.environ.update(before)


def _own_studio() -> dict[str, str]:
    """Has the workers of a checkout import its own studio, whichever is installed; nothing from the folder
    in which the command is given.
    """
    place = STUDIO.parent
    if place in {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")}:
        return {"PYTHONSAFEPATH": "1"}
    others = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(place), *([others] if others else [])])
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": path}


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
    """Bytes that can be had without taking them from others."""
    return psutil.virtual_memory().available
