"""Whoever runs and draws the scenes: processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager

from studio.drawing.segments import DrawTask, draw
from studio.errors import StudioError
from studio.pipeline.workers import jobs_that_fit, require_memory, start_workers, worker_processes
from studio.rehearsal.model import RehearsedChapter
from studio.rehearsal.rehearse import rehearse
from studio.rehearsal.workers import SceneWorkers
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture


class LocalWorkers:
    """Runs and draws scenes in processes of this machine.

    Parameters
    ----------
    pool
        The processes.
    """

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def rehearse(
        self, source: SceneSource, context: ChapterContext, picture: Picture
    ) -> Future[RehearsedChapter]:
        """See `SceneWorkers`."""
        return self._pool.submit(rehearse, source, context, picture)

    def draw(self, task: DrawTask) -> Future[Sequence[str]]:
        """See `SceneWorkers`."""
        return self._pool.submit(draw, task)


@contextmanager
def scene_workers(jobs: int, scheduler: str | None = None) -> Iterator[SceneWorkers]:
    """Whoever runs and draws the scenes; let go of when the block ends.

    Parameters
    ----------
    jobs
        How many processes of this machine.
    scheduler
        The address of a Dask scheduler whose workers do the work instead, however many they are.

    Raises
    ------
    StudioError
        If there is too little memory for so many, if one of them is killed, or if there is no such cluster.
    """
    if scheduler is None:
        require_memory(jobs)
        start_workers()
        with worker_processes(jobs) as pool:
            yield LocalWorkers(pool)
    else:
        # What cannot run there runs here.
        with worker_processes(jobs_that_fit()) as pool, _cluster(scheduler, LocalWorkers(pool)) as workers:
            yield workers


def _cluster(scheduler: str, here: SceneWorkers) -> AbstractContextManager[SceneWorkers]:
    try:
        from studio.cluster.pool import cluster_workers
    except ModuleNotFoundError as error:
        raise StudioError(
            f"A cluster takes the extra `cluster` ({error}): "
            '`.venv/bin/pip install --constraint constraints.txt ".[cluster]"`.'
        ) from error
    return cluster_workers(scheduler, here)
