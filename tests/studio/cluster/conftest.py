"""A real scheduler and real workers on this machine, stopped by their pid."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from distributed import Client

ROOT = Path(__file__).parents[3]


PATIENCE = 900
"""Seconds after which a thing is taken never to come to pass, on the slowest of machines."""


def wait_for(condition: Callable[[], object]) -> None:
    """Return when a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it has not come to pass"
        time.sleep(0.05)


@dataclass
class Cluster:
    """A scheduler with as many workers as are started; one of its own, or that of an address."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def begin(self, **settings: str) -> None:
        """Start the scheduler, with Dask's settings as variables of the environment."""
        written = self.folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(written)]
        self._start(["scheduler", *options], settings)
        wait_for(written.exists)
        with Client(scheduler_file=str(written), set_as_default=False) as client:
            self.address = client.scheduler.address

    def add(self, *paths: Path, threads: int = 1, **settings: str) -> None:
        """Start a worker and wait for it; it finds modules in `paths` before it finds the studio's."""
        name = f"{self.folder.parent.name}-{len(self.workers)}"
        search = os.pathsep.join(map(str, [*paths, ROOT]))
        options = ["--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--name", name]
        options += ["--local-directory", str(self.folder / name)]
        self.workers.append(
            self._start(["worker", self.address, *options], {"PYTHONPATH": search, **settings})
        )

    def ready(self) -> None:
        """Return when all workers are there."""
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Return when a condition holds."""
        wait_for(condition)

    def _start(self, arguments: list[str], settings: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "DASK_CONFIG": str(self.folder), **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        """Stop all of them, and see the scheduler of another know it."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGKILL)
            process.wait()
        if self.workers == self.processes:
            with Client(self.address, set_as_default=False) as client:
                wait_for(lambda: not client.scheduler_info(n_workers=-1)["workers"])


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers that all tests share; none may harm it."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.begin()
        made.add()
        made.add()
        made.ready()
        yield made
    finally:
        made.end()


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler that outlives the workers of one test after the other."""
    made = Cluster(tmp_path_factory.mktemp("scheduler"))
    try:
        made.begin()
        yield made.address
    finally:
        made.end()


@pytest.fixture
def mortal(tmp_path: Path, scheduler: str) -> Iterator[Cluster]:
    """A cluster whose scheduler has no workers but those that the test adds, and may harm."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder, scheduler)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def frail(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of one test alone, whose scheduler it may harm, too; not started yet."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    try:
        yield made
    finally:
        made.end()
