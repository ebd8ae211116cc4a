"""Simulate the rendering of many lessons on many machines, from what the tasks of one were measured to take.

Clients, each a ``render.py --scheduler`` of its own, take lessons one after another: script and voice, then
the rehearsals, then the drawing, the longest task first, then publishing. The cluster does what was handed in
first, first. There is no chance in it: the same figures give the same answer.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """The work of one lesson, in seconds.

    Parameters
    ----------
    before, after
        What its client does by itself before the first task, and after the last.
    stages
        The tasks of the cluster; those of a stage can all be done at once, once the stage before is done.
    """

    before: float
    stages: tuple[tuple[float, ...], ...]
    after: float

    @property
    def work(self) -> float:
        """Of the workers."""
        return sum(map(sum, self.stages))

    @property
    def shortest(self) -> float:
        """How long the lesson takes with as many workers as it has tasks."""
        return self.before + sum(max(stage, default=0.0) for stage in self.stages) + self.after

    def scaled(self, factor: float) -> Load:
        """A lesson with so many times the work, in as many tasks."""
        stages = tuple(tuple(factor * task for task in stage) for stage in self.stages)
        return Load(factor * self.before, stages, factor * self.after)


@dataclass(frozen=True)
class Schedule:
    """What came of it.

    Parameters
    ----------
    makespan
        Seconds from the first start to the last end.
    busy
        Seconds of work of all workers.
    workers, tasks
        How many there were.
    """

    makespan: float
    busy: float
    workers: int
    tasks: int

    @property
    def utilisation(self) -> float:
        """Which share of the time the workers were at work; from 0 to 1."""
        return self.busy / (self.workers * self.makespan)


def simulate(loads: Sequence[Load], workers: int, clients: int) -> Schedule:
    """Render lessons in their order.

    Parameters
    ----------
    loads
        The lessons; at least one.
    workers
        Processes of the cluster, each with one task at a time.
    clients
        How many lessons are in hand at once.
    """
    waiting = deque(loads)
    ready: deque[tuple[float, int]] = deque()
    # What is going on: when it ends, a number that parts what ends at once, whose it is, and whether a worker
    # does it or the client itself.
    going: list[tuple[float, int, int, bool]] = []
    stages: list[deque[tuple[float, ...]]] = [deque() for _ in range(clients)]
    left = [0] * clients
    afters = [0.0] * clients
    free, count, tasks, busy, now = workers, 0, 0, 0.0, 0.0

    def begin(seconds: float, client: int, on_worker: bool) -> None:
        nonlocal count
        count += 1
        heapq.heappush(going, (now + seconds, count, client, on_worker))

    def go_on(client: int) -> None:
        """Hand in the next stage of a client's lesson, or publish it, or take the next lesson."""
        nonlocal tasks
        while stages[client]:
            stage = stages[client].popleft()
            if stage:
                ready.extend((task, client) for task in sorted(stage, reverse=True))
                left[client] = len(stage)
                tasks += len(stage)
                return
        if afters[client]:
            begin(afters[client], client, False)
            afters[client] = 0.0
        elif waiting:
            load = waiting.popleft()
            stages[client].extend(load.stages)
            afters[client] = load.after
            begin(load.before, client, False)

    for client in range(clients):
        go_on(client)
    while going:
        now, _, client, on_worker = heapq.heappop(going)
        if on_worker:
            free += 1
            left[client] -= 1
        if not left[client]:
            go_on(client)
        while free and ready:
            task, owner = ready.popleft()
            free -= 1
            busy += task
            begin(task, owner, True)
    return Schedule(now, busy, workers, tasks)


def spread(load: Load, modules: int, languages: int, share: float) -> list[Load]:
    """A course of lessons that are longer and shorter than one by up to a share of it, evenly spread.

    Parameters
    ----------
    load
        The lesson in the middle.
    modules, languages
        A module has the same length in each language.
    share
        From 0, all alike, to below 1.

    Returns
    -------
    list[Load]
        All languages of the first module, then those of the second; long and short modules take turns.
    """
    if modules == 1:
        return [load] * languages
    steps = [1 - share + 2 * share * index / (modules - 1) for index in range(modules)]
    # From both ends towards the middle.
    mixed = [steps[index // 2] if index % 2 else steps[-1 - index // 2] for index in range(modules)]
    return [load.scaled(factor) for factor in mixed for _ in range(languages)]
