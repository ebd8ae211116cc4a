"""The workers of a Dask cluster: they run and draw scenes as processes of this machine do."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

from distributed import Client, KilledWorker, Security
from distributed.client import Future as DaskFuture
from distributed.comm.core import connect

from studio.cluster.environment import environment, objection
from studio.cluster.path_pickle import Places, dump, load
from studio.cluster.sources import Sources, files_of, pack
from studio.cluster.worker import LESSON, STORE, Outcome, describe, run
from studio.drawing.segments import DrawTask, draw
from studio.errors import AuthorError, StudioError
from studio.rehearsal.model import RehearsedChapter
from studio.rehearsal.rehearse import rehearse
from studio.rehearsal.workers import SceneWorkers
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.files import atomic

CONNECTING = 5.0
"""Seconds in which a scheduler has to answer, and the first worker to be there."""

PATIENCE = 60.0
"""Seconds for which a render waits for workers when all of them are gone."""

_TOLD = 5
"""How many workers a message names before it only counts them."""


@contextmanager
def cluster_workers(
    scheduler: str,
    here: SceneWorkers,
    *,
    patience: float = PATIENCE,
    on_outcome: Callable[[str, tuple[Any, ...], Outcome], None] | None = None,
) -> Iterator[SceneWorkers]:
    """The workers of a Dask scheduler, which are let go of when the block ends.

    The lesson's files travel with each call, the segments come back. Dask gives a call to another worker when
    the one that ran it is lost.

    Parameters
    ----------
    scheduler
        Its address, such as ``tcp://10.0.0.1:8786``.
    here
        Runs what cannot run there: see `ClusterWorkers`.
    patience
        Seconds for which to wait for workers when all of them are gone.
    on_outcome
        Is told the name, the arguments and the outcome of each call that went well, once what it drew is
        here, in some other thread.

    Raises
    ------
    StudioError
        If the scheduler does not answer, has no workers, or has one that would not draw the same pictures.
    """
    with _quiet(), _connected(scheduler) as client:
        _require_fit_workers(client, scheduler)
        workers = ClusterWorkers(client, scheduler, here, patience, on_outcome)
        try:
            yield workers
        finally:
            workers.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to ourselves what Dask logs and warns of: whatever matters of it is said in the studio's words."""
    loggers = [
        logging.getLogger(name)
        for name in ("distributed", *logging.root.manager.loggerDict)
        if name.split(".")[0] in ("distributed", "tornado")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"distributed\.")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    if not re.fullmatch(r"\w+://[^/]+:\d+", scheduler):
        raise StudioError(f"{scheduler!r} is no address of a Dask scheduler. Write tcp://HOST:8786.")
    try:
        _greet(scheduler)
        client = Client(scheduler, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise StudioError(
            f"No Dask scheduler answers at {scheduler}. Start one there with `dask scheduler`, or mend the "
            "address."
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=CONNECTING)


def _greet(scheduler: str) -> None:
    """Connect and leave again; a client would wait for ever for an answer from what says nothing."""

    async def greet() -> None:
        comm = await connect(scheduler, timeout=CONNECTING, **Security().get_connection_args("client"))
        await comm.close()

    # In a thread of its own, for in a notebook this one has an event loop that runs already.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(asyncio.wait_for(greet(), CONNECTING))).result()


def _require_fit_workers(client: Client, scheduler: str) -> None:
    """Look at the scheduler and at every worker before anything is sent to them."""
    # Dask's scheduler, too, unpickles what is sent.
    try:
        told: Any = client.run_on_scheduler(environment), 1
    except Exception as error:
        told = error
    if words := _objection(f"The scheduler {scheduler}", told):
        raise StudioError(words)
    try:
        client.wait_for_workers(1, timeout=CONNECTING)
    except TimeoutError:
        raise StudioError(
            f"The scheduler {scheduler} has no workers. Start some on each machine: "
            f"`dask worker {scheduler} --nthreads 1 --nworkers CORES`."
        ) from None
    objections = [
        words
        for worker, told in client.run(describe, on_error="return").items()
        if (words := _objection(f"The worker {worker}", told))
    ]
    more = len(objections) - _TOLD
    if more > 0:
        objections = [*objections[:_TOLD], f"So it is with {more} more."]
    if objections:
        raise StudioError("\n".join(objections))


def _objection(whom: str, told: Any) -> str:
    """What there is against a part of a cluster that told its environment and threads, or an exception."""
    match told:
        case (dict() as there, int() as threads):
            return objection(whom, environment(), there, threads)
        case OSError():
            return ""  # lost while it was asked
        case _:
            return (
                f"{whom} has no such studio ({told}). Install this commit there, with the extra `cluster`, "
                "and start it again."
            )


def keep(outcome: Outcome, task: DrawTask) -> None:
    """Put what a worker has drawn into the store of this machine.

    Raises
    ------
    StudioError
        If it is not whole.
    """
    for name, content in outcome.files.items():
        place = Path(name)
        with atomic(task.store.room_for(place.stem, place.suffix)) as draft:
            draft.write_bytes(content)
    if any(task.store.files(key, *task.suffixes) is None for _, key in task.slides):
        raise StudioError(f"What the worker {outcome.worker} sent was damaged on its way. Render again.")


@dataclass(frozen=True)
class _Call:
    """A call, and what of it concerns its way to a worker and back.

    Parameters
    ----------
    function, arguments
        What is called.
    source, chapter
        The scenes that it runs, and the chapter's title.
    task
        What it draws; None where it rehearses, and which files its scene reads is yet to be found out.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    source: SceneSource
    chapter: str
    task: DrawTask | None = None

    @property
    def places(self) -> Places:
        """The folders that are elsewhere on a worker; the store first, for it may lie below the root."""
        stores = {} if self.task is None else {STORE: self.task.store.folder}
        return {**stores, LESSON: self.source.root}


class ClusterWorkers:
    """Hands the studio's calls to a Dask client.

    Parameters
    ----------
    client
        Connected to the scheduler.
    scheduler
        Its address, for messages.
    here
        Which files a scene reads besides its own package, nobody knows before it has run. So a rehearsal that
        fails on a worker is repeated here: an author's mistake is one only if it happens here as well, and if
        it does not, the files are known from then on.
    patience, on_outcome
        As for `cluster_workers`.
    """

    def __init__(
        self,
        client: Client,
        scheduler: str,
        here: SceneWorkers,
        patience: float,
        on_outcome: Callable[[str, tuple[Any, ...], Outcome], None] | None = None,
    ) -> None:
        self._client = client
        self._scheduler = scheduler
        self._here = here
        self._on_outcome = on_outcome
        # A worker that is lost costs no try: only Dask's `allowed-failures` counts those.
        self._dask = client.get_executor(pure=False)
        self._environment = environment()
        self._sent: dict[tuple[Path, frozenset[Path]], DaskFuture[Sources]] = {}
        self._closed = Event()
        self._lost = f"The scheduler {scheduler} is gone. What is drawn is kept: start it, and render again."
        self._aside = ThreadPoolExecutor()
        self._aside.submit(self._watch, patience)

    def rehearse(
        self, source: SceneSource, context: ChapterContext, picture: Picture
    ) -> Future[RehearsedChapter]:
        """See `SceneWorkers`."""
        return self._submit(_Call(rehearse, (source, context, picture), source, context.title))

    def draw(self, task: DrawTask) -> Future[Sequence[str]]:
        """See `SceneWorkers`."""
        return self._submit(_Call(draw, (task,), task.source, task.context.title, task))

    def close(self) -> None:
        """Take no more calls, and let go of those that have not been run."""
        self._closed.set()
        self._dask.shutdown(wait=False)
        self._aside.shutdown(wait=True, cancel_futures=True)

    def _submit(self, call: _Call) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        remote: Future[Outcome] = self._dask.submit(
            run,
            self._sources(call),
            dump((call.function, call.arguments, Path.cwd()), call.places),
            self._environment,
            # What a dashboard shows; of the same key, Dask would run one.
            key=f"{call.function.__name__}-{uuid4().hex}",
        )
        remote.add_done_callback(lambda done: self._when_done(done, call, future))
        return future

    def _sources(self, call: _Call) -> DaskFuture[Sources]:
        """The files of a call as a task of their own: workers have them from it, or from one another."""
        paths = files_of(call.source, call.task.reads if call.task else ())
        known = call.source.root, paths
        if known not in self._sent:
            sources = pack(call.source.root, paths)
            self._sent[known] = self._client.submit(Sources, **vars(sources), key=f"sources-{sources.digest}")
        return self._sent[known]

    def _when_done(self, done: Future[Outcome], call: _Call, future: Future[Any]) -> None:
        """Leave the client's own thread, in which this is called, to the client."""
        if not self._closed.is_set():
            self._aside.submit(self._settle, done, call, future)

    def _settle(self, done: Future[Outcome], call: _Call, future: Future[Any]) -> None:
        try:
            result = self._result(done, call)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    def _result(self, done: Future[Outcome], call: _Call) -> Any:
        try:
            outcome = done.result()
        except CancelledError:
            raise StudioError(self._lost) from None
        except KilledWorker as error:
            raise StudioError(
                f"{error.allowed_failures + 1} workers were lost, one after another, at work on the chapter "
                f"{call.chapter!r}; the last was {error.last_worker.address}. Most likely it takes more "
                "memory than they have: start them with a higher `--memory-limit`."
            ) from None
        value = load(outcome.value, call.places)
        if outcome.raised:
            if isinstance(value, AuthorError) and call.task is None:
                return self._here.rehearse(*call.arguments).result()
            raise value
        if call.task is not None:
            keep(outcome, call.task)
        if self._on_outcome is not None:
            self._on_outcome(call.function.__name__, call.arguments, outcome)
        return value

    def _watch(self, patience: float) -> None:
        """Give up when there has been no worker for too long: Dask would wait for ever."""
        seen = time.monotonic()
        while not self._closed.wait(patience / 10):
            try:
                workers = self._client.nthreads()
            except OSError:
                return  # the scheduler is gone, and with it whatever it was asked for
            if workers:
                seen = time.monotonic()
            elif time.monotonic() - seen > patience:
                self._lost = (
                    f"The scheduler {self._scheduler} has had no worker for {patience:.0f} seconds. What is "
                    "drawn is kept: start some, and render again."
                )
                self._dask.shutdown(wait=False)
                return
