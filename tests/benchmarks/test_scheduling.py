"""Many lessons on many machines, by arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scheduling import Load, simulate, spread

seconds = st.integers(0, 50).map(lambda tenths: tenths / 8)
loads = st.lists(
    st.builds(
        Load,
        seconds,
        st.lists(st.lists(seconds, max_size=6).map(tuple), max_size=3).map(tuple),
        seconds,
    ),
    min_size=1,
    max_size=6,
)


def test_one_lesson_by_hand() -> None:
    """Voice until 2, rehearsals until 3; one worker draws for 4, the other for 3 and 2; then publishing."""
    load = Load(2, ((1, 1), (2, 4, 3)), 5)
    plan = simulate([load], 2, 1)
    assert plan.makespan == 2 + 1 + 5 + 5
    assert (plan.busy, plan.workers, plan.tasks) == (11, 2, 5)
    assert plan.utilisation == 11 / (2 * 13)


def test_two_clients_keep_a_worker_busy() -> None:
    """While one speaks and publishes, the other's pictures are drawn."""
    load = Load(1, ((2,),), 1)
    assert simulate([load] * 4, 1, 1).makespan == 4 * 4
    assert simulate([load] * 4, 1, 2).makespan == 1 + 4 * 2 + 1


@given(loads, st.integers(1, 5), st.integers(1, 4))
def test_no_schedule_is_better_than_what_is_possible(lessons: list[Load], workers: int, clients: int) -> None:
    plan = simulate(lessons, workers, clients)
    assert plan.busy == sum(load.work for load in lessons)
    assert plan.tasks == sum(len(stage) for load in lessons for stage in load.stages)
    assert plan.makespan >= plan.busy / workers
    assert plan.makespan >= max(load.shortest for load in lessons)
    assert plan.makespan >= sum(load.before + load.after for load in lessons) / clients
    assert plan.makespan <= sum(load.before + load.work + load.after for load in lessons)


@given(loads, st.integers(1, 5), st.integers(1, 4))
def test_there_is_no_chance_in_it(lessons: list[Load], workers: int, clients: int) -> None:
    assert simulate(lessons, workers, clients) == simulate(lessons, workers, clients)


@given(loads)
def test_with_workers_enough_it_takes_the_longest_lesson(lessons: list[Load]) -> None:
    workers = sum(len(stage) for load in lessons for stage in load.stages) + 1
    assert simulate(lessons, workers, len(lessons)).makespan == max(load.shortest for load in lessons)


@given(st.integers(1, 50), st.integers(1, 5), st.floats(0, 0.9))
def test_a_course_has_the_work_of_as_many_lessons(modules: int, languages: int, share: float) -> None:
    load = Load(2, ((1, 3), (4,)), 1)
    course = spread(load, modules, languages, share)
    assert len(course) == modules * languages
    assert sum(one.work for one in course) == pytest.approx(8 * modules * languages)
    assert all((1 - share) * 8 <= one.work + 1e-9 and one.work <= (1 + share) * 8 + 1e-9 for one in course)
