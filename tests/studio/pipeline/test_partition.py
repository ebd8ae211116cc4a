"""Every slide is drawn once, and no worker waits for long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pipeline.partition import SKIPPED, drawing_weight, partition_slides
from studio.rehearsal.model import RehearsedSlide


def lesson(chapters: list[list[int]]) -> tuple[list[list[str]], dict[str, int]]:
    """Ids and weights of slides."""
    ids = [[f"{at}-{slide}" for slide in range(len(one))] for at, one in enumerate(chapters)]
    weights = {f"{at}-{slide}": weight for at, one in enumerate(chapters) for slide, weight in enumerate(one)}
    return ids, weights


@given(
    st.lists(st.lists(st.integers(1, 500), max_size=6), max_size=8),
    st.integers(1, 16),
    st.sets(st.integers(0, 40)),
)
def test_every_slide_is_drawn_once_by_a_task_of_its_chapter(
    chapters: list[list[int]], jobs: int, cached: set[int]
) -> None:
    ids, weights = lesson(chapters)
    wanted = [id for at, id in enumerate(weights) if at not in cached]
    tasks = partition_slides(ids, wanted, weights, jobs)
    assert sorted(id for task in tasks for id in task) == sorted(wanted)
    for task in tasks:
        (chapter,) = {id.split("-")[0] for id in task}
        assert list(task) == [id for id in ids[int(chapter)] if id in task]


def test_the_longest_task_comes_first() -> None:
    ids, weights = lesson([[10], [400], [90, 20]])
    assert partition_slides(ids, weights, weights, 2) == [("1-0",), ("2-0", "2-1"), ("0-0",)]


def test_one_job_skips_nothing() -> None:
    ids, weights = lesson([[100, 300, 200], [50, 70]])
    assert partition_slides(ids, weights, weights, 1) == [("0-0", "0-1", "0-2"), ("1-0", "1-1")]


def test_two_jobs_share_one_chapter_by_what_it_costs_to_skip() -> None:
    """Three tasks of a slide each would take 621: to draw the last of them means to skip the others."""
    ids, weights = lesson([[288, 341, 176]])
    tasks = partition_slides(ids, weights, weights, 2)
    assert tasks == [("0-0", "0-2"), ("0-1",)]
    assert 288 + SKIPPED * 341 + 176 < 341 + SKIPPED * 288 + 288


def test_with_workers_for_all_of_them_each_slide_is_a_task() -> None:
    ids, weights = lesson([[100, 300, 200], [50, 70]])
    assert {len(task) for task in partition_slides(ids, weights, weights, 100)} == {1}


@pytest.mark.parametrize(("moves", "weight"), [((), 1), (((0, 10),), 12), (((0, 10), (20, 25)), 18)])
def test_how_much_there_is_to_draw(moves: Sequence[tuple[int, int]], weight: int) -> None:
    slide = RehearsedSlide("a", 100, 25, tuple(moves), (), (), (), ())
    assert drawing_weight(slide) == weight
