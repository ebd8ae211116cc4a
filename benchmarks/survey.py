"""What a lesson consists of, what each of its tasks takes, and what its scenes are told.

Run as a process of its own, ``python -m benchmarks.survey SCRIPT FOLDER``, so that the scenes of several
copies of a lesson do not meet in one.
"""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from studio.drawing.segments import DrawTask, segment_at
from studio.pipeline.lesson import PreparedLesson
from studio.pipeline.partition import drawing_weight
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.render import render_film
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import LocalWorkers
from studio.pipeline.workers import start_workers, worker_processes
from studio.scene.settings import QUALITIES

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Task:
    """One task of a worker.

    Parameters
    ----------
    kind
        The function that does it: ``rehearse`` or ``draw``.
    chapter, slides
        What it does; a task without slides has the whole chapter.
    wall, cpu
        Seconds on the clock, and of work.
    bytes
        Size of the segments and stills that it made; 0 for tasks that make none.
    """

    kind: str
    chapter: str
    slides: tuple[str, ...]
    wall: float
    cpu: float
    bytes: int


class TimedPool(Executor):
    """Hands tasks on to a pool, and notes what each of them took."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self.tasks: list[Task] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Let the pool do it."""
        outer: Future[T] = Future()

        def on_done(inner: Future[tuple[T, float, float]]) -> None:
            error = inner.exception()
            if error is not None:
                outer.set_exception(error)
                return
            result, wall, cpu = inner.result()
            self.tasks.append(task_of(fn.__name__, args, wall, cpu))
            outer.set_result(result)

        outer.set_running_or_notify_cancel()
        pool: Any = self._pool
        pool.submit(_timed, fn, *args, **kwargs).add_done_callback(on_done)
        return outer


def _timed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float, float]:
    wall, cpu = time.monotonic(), time.process_time()
    result = function(*args, **kwargs)
    return result, time.monotonic() - wall, time.process_time() - cpu


def task_of(kind: str, args: tuple[Any, ...], wall: float, cpu: float) -> Task:
    """What a call was that took so many seconds."""
    one = args[0]
    if hasattr(one, "slides"):  # a DrawTask, or what is made like it
        slides = tuple(id for id, _ in one.slides)
        return Task(kind, one.context.id, slides, wall, cpu, _made(one))
    return Task(kind, args[1].id, (), wall, cpu, 0)


def _made(task: Any) -> int:
    if not isinstance(task, DrawTask) or task.encoder is None:
        return 0
    files = [segment_at(task.store, key) for _, key in task.slides]
    return sum(segment.video.stat().st_size + segment.still.stat().st_size for segment in files)


class _Silence:
    """A progress that says nothing."""

    def stage(self, name: str, total: int) -> None:
        """Say nothing."""

    def advance(self, amount: int) -> None:
        """Say nothing."""


def contents(lesson: PreparedLesson) -> list[dict[str, Any]]:
    """The chapters and slides of a lesson: where they stand, and how much there is to draw."""
    rehearsed = {slide.id: slide for slide in lesson.slides}
    return [
        {
            "id": context.id,
            "line": context.line,
            "slides": [
                {
                    "id": slide.id,
                    "line": slide.line,
                    "frames": rehearsed[slide.id].frames,
                    "moving": sum(end - first for first, end in rehearsed[slide.id].moves),
                    "pictures": drawing_weight(rehearsed[slide.id]),
                }
                for slide in context.slides
            ],
        }
        for context in lesson.contexts
    ]


@click.command()
@click.argument("script", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--quality", type=click.Choice(list(QUALITIES)), default="1080p")
@click.option("--jobs", type=int, default=1)
@click.option("--draw/--no-draw", help="Draw it as well, and note what each task takes.")
def main(script: Path, folder: Path, quality: str, jobs: int, draw: bool) -> None:
    """Rehearse a lesson; write ``survey.json`` and ``contexts.pickle`` into FOLDER, with its own cache."""
    request = Request(script, QUALITIES[quality], folder / "output", folder / "cache", jobs)
    start_workers()
    with worker_processes(jobs) as pool:
        timed = TimedPool(pool)
        workers = LocalWorkers(timed)
        lesson = prepare_lesson(request, workers, _Silence())
        if draw:
            render_film(request, lesson, workers, _Silence())
    tasks = sorted(timed.tasks, key=lambda task: (task.chapter, task.kind, task.slides))
    survey = {"chapters": contents(lesson), "tasks": [asdict(task) for task in tasks]}
    (folder / "survey.json").write_text(json.dumps(survey, indent=2), encoding="utf-8")
    (folder / "contexts.pickle").write_bytes(pickle.dumps(lesson.contexts))


if __name__ == "__main__":
    main()
