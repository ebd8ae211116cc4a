"""What runs on a worker: one call, with its lesson unpacked and a store of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import chdir, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from distributed import Worker, get_worker

from studio.cluster.environment import environment, objection
from studio.cluster.path_pickle import dump, load
from studio.cluster.sources import Sources, forget_others, unpack
from studio.drawing.segments import DrawTask
from studio.errors import StudioError
from studio.rehearsal.model import RehearsedChapter
from studio.store.content import SEALED
from studio.store.reads import are_current

LESSON, STORE = "lesson", "store"
"""The two places that a call may name: the lesson's root, and the folder of the segments."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call.

    Parameters
    ----------
    worker
        The address of the worker that ran it.
    value
        What it returned or raised, pickled by `path_pickle.dump`.
    raised
        Whether `value` is an exception: one of the studio's own, fit to be shown.
    files
        What it left in its store, by path from there: seals last.
    wall, cpu
        Seconds that it took there, on the clock and of work.
    """

    worker: str
    value: bytes
    raised: bool
    files: dict[str, bytes] = field(hash=False)
    wall: float
    cpu: float


def describe(dask_worker: Worker) -> tuple[dict[str, str], int]:
    """The environment of a worker, which Dask hands in by this name, and how many tasks it runs at once."""
    return environment(), dask_worker.state.nthreads


def run(sources: Sources, call: bytes, expected: Mapping[str, str]) -> Outcome:
    """Run a call on the worker to which Dask has given it.

    Parameters
    ----------
    sources
        The files of its lesson.
    call
        Pickled by `path_pickle.dump`: a function, its arguments, and the folder in which the command was
        given.
    expected
        The environment of the machine that asks. A worker may have joined since it looked at them all.

    Raises
    ------
    StudioError
        If the worker is not fit to run it.
    """
    worker = get_worker()
    if refusal := objection(f"The worker {worker.address}", expected, environment(), worker.state.nthreads):
        raise StudioError(refusal)
    return run_in(Path(worker.local_directory).resolve(), worker.address, sources, call)


def run_in(scratch: Path, worker: str, sources: Sources, call: bytes) -> Outcome:
    """Run a call.

    Parameters
    ----------
    scratch
        A folder of this worker alone.
    worker
        Its address.
    sources, call
        As for `run`.
    """
    lessons = scratch / "lessons"
    folder = unpack(sources, lessons)
    forget_others(lessons, folder)
    with TemporaryDirectory(dir=scratch, prefix="store-") as store:
        places = {LESSON: folder, STORE: Path(store)}
        function, arguments, command = load(call, places)
        raised, began, used = False, time.monotonic(), time.process_time()
        with _standing_in(command, folder):
            try:
                _require_the_same_elsewhere(arguments, folder, worker)
                value = function(*arguments)
            except StudioError as error:
                value, raised = error, True
        if isinstance(value, RehearsedChapter):
            value = replace(value, reads=_reads_of(value, folder, scratch))
        wall, cpu = time.monotonic() - began, time.process_time() - used
        return Outcome(worker, dump(value, places, texts=True), raised, _files(Path(store)), wall, cpu)


def _require_the_same_elsewhere(arguments: Iterable[Any], folder: Path, worker: str) -> None:
    """Refuse to draw with a file that did not travel, and is not here what it was where it was rehearsed."""
    for task in arguments:
        if isinstance(task, DrawTask):
            for path, digest in task.reads.items():
                if not path.is_relative_to(folder) and not are_current({path: digest}):
                    raise StudioError(
                        f"The chapter {task.context.title!r} depends on {path}, which is missing or another "
                        f"file on the worker {worker}. Put it below {folder}: what lies there is sent along."
                    )


def _standing_in(command: Path, folder: Path) -> Any:
    """Find relative paths from where the command was given, if that is within the lesson."""
    if not command.is_relative_to(folder):
        return nullcontext()
    command.mkdir(parents=True, exist_ok=True)
    return chdir(command)


def _reads_of(chapter: RehearsedChapter, folder: Path, scratch: Path) -> dict[str, str]:
    """The reads of a chapter without those of other lessons, and of Dask, that this process has seen."""
    return {
        path: digest
        for path, digest in chapter.reads.items()
        if Path(path).is_relative_to(folder) or not Path(path).is_relative_to(scratch)
    }


def _files(store: Path) -> dict[str, bytes]:
    paths = [path for path in store.rglob("*") if path.is_file()]
    paths.sort(key=lambda path: (path.suffix == SEALED, path))
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in paths}
