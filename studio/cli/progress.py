"""How far the work is: a bar for a terminal, lines for a pipe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from studio.numbers import clock

if TYPE_CHECKING:
    from studio.pipeline.progress import ProgressReporter


class LiveProgress:
    """One bar that tells the stage, how much of it is done, and how long it will take."""

    def __init__(self, console: Console) -> None:
        self.progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self.progress.add_task("", total=None)

    def stage(self, name: str, total: int) -> None:
        """Begin anew."""
        self.progress.reset(self._task, description=name, total=total, completed=0)

    def advance(self, amount: int) -> None:
        """Move the bar."""
        self.progress.advance(self._task, amount)


class PlainProgress:
    """A line for each stage, and for each tenth of a long one: for pipes and log files."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.stage("", 0)

    def stage(self, name: str, total: int) -> None:
        """Say what begins."""
        self._name, self._total, self._done, self._told = name, total, 0, 0
        self._began = self._spoke = time.monotonic()
        if name:
            self._console.print(f"{name} ...", highlight=False)

    def advance(self, amount: int) -> None:
        """Say how far it is, at most every tenth and every two seconds."""
        self._done += amount
        tenth, now = 10 * self._done // self._total, time.monotonic()
        if tenth > self._told and now - self._spoke > 2:
            left = (now - self._began) * (self._total - self._done) / self._done
            self._console.print(f"{self._name} {10 * tenth}%, about {clock(left)} left", highlight=False)
            self._told, self._spoke = tenth, now


@contextmanager
def report_progress(console: Console) -> Iterator[ProgressReporter]:
    """Give what tells a console how far the work is, as fits the console."""
    if console.is_terminal:
        live = LiveProgress(console)
        with live.progress:
            yield live
    else:
        yield PlainProgress(console)
