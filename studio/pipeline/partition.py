"""Share the drawing of slides out to workers.

A task runs the scene of its chapter from the beginning and skips over the slides that it does not draw: few
tasks are less work, many leave no worker idle at the end.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping, Sequence

from studio.rehearsal.model import RehearsedSlide

SKIPPED = 0.25
"""What it costs to skip a slide, as a share of what it costs to draw it. Measured."""

_TASKS_A_JOB = (1, 2, 4)
"""How finely it is tried to share out."""


def drawing_weight(slide: RehearsedSlide) -> int:
    """Roughly how many pictures of a slide have to be drawn: each frame of a movement, one of each hold."""
    return sum(end - first for first, end in slide.moves) + len(slide.moves) + 1


def partition_slides(
    chapters: Sequence[Sequence[str]], wanted: Collection[str], weights: Mapping[str, int], jobs: int
) -> list[tuple[str, ...]]:
    """Share slides out to tasks such that all of them are done early.

    Parameters
    ----------
    chapters
        Ids of all slides of each chapter, in order.
    wanted
        The slides to draw.
    weights
        Of every slide: see `drawing_weight`.
    jobs
        How many workers there are.

    Returns
    -------
    list of tuple
        The slides of each task, all of one chapter and in its order; the longest task first.
    """
    drawn = [[id for id in slides if id in wanted] for slides in chapters]
    order = {id: slides for slides in chapters for id in slides}

    def cost(task: Sequence[str]) -> float:
        slides = order[task[0]]
        passed = slides[: slides.index(task[-1]) + 1]
        return sum(weights[id] * (1 if id in task else SKIPPED) for id in passed)

    total = sum(weights[id] for slides in drawn for id in slides)
    ways = []
    for tasks_a_job in _TASKS_A_JOB:
        share = max(total / (tasks_a_job * jobs), 1)
        tasks = [task for slides in drawn for task in _parted(slides, weights, share)]
        ways.append(sorted(tasks, key=lambda task: -cost(task)))
    return min(ways, key=lambda tasks: _makespan([cost(task) for task in tasks], jobs))


def _parted(slides: Sequence[str], weights: Mapping[str, int], share: float) -> list[tuple[str, ...]]:
    """Part the slides of a chapter into tasks that weigh about as much as each other, and as a share."""
    count = min(math.ceil(sum(weights[id] for id in slides) / share), len(slides))
    parts: list[list[str]] = [[] for _ in range(count)]
    for id in sorted(slides, key=lambda id: -weights[id]):
        min(parts, key=lambda part: sum(weights[one] for one in part)).append(id)
    return [tuple(id for id in slides if id in part) for part in parts]


def _makespan(costs: Sequence[float], jobs: int) -> float:
    """When the last of some tasks is done, of which each is begun as soon as a worker is free."""
    ends = [0.0] * jobs
    for cost in costs:
        heapq.heappush(ends, heapq.heappop(ends) + cost)
    return max(ends)
