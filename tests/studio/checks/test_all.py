"""Which findings a lesson has, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.rehearsal.rehearse import rehearse
from studio.scene.settings import Picture
from tests.studio.checks.lessons import SCENE, Find, found_in


def test_a_lesson_without_fault(find: Find) -> None:
    assert find() == []


def test_of_a_part_of_the_film_only_its_slides_are_looked_at(
    write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture
) -> None:
    script = write_lesson(
        "# One {scene=One}\n\n## First\n\nWords.\n\n## Second\n\nWords.\n",
        SCENE + " " * 12 + "pass\n        with self.slide('second'): pass\n",
        minutes=3,
    )
    lesson = planned(script)
    chapters = [rehearse(lesson.source, context, picture) for context in lesson.contexts]
    root = lesson.source.root
    assert [one.slide for one in found_in(lesson.timeline, chapters, root)] == ["", "first", "second"]
    assert [one.slide for one in found_in(lesson.timeline.only("second"), chapters, root)] == ["second"]


def test_findings_come_in_the_order_of_the_film(
    write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture
) -> None:
    script = write_lesson(
        "# One {scene=One}\n\n## First\n\nWords.\n\n## Second\n\nWords.\n\n"
        "# Two {scene=Two}\n\n## Third\n\nWords.\n",
        "from studio import LessonScene\n\n\n"
        "class One(LessonScene):\n    def construct(self):\n"
        "        with self.slide('first'): pass\n        with self.slide('second'): pass\n\n\n"
        "class Two(LessonScene):\n    def construct(self):\n        with self.slide('third'): pass\n",
        minutes=3,
    )
    lesson = planned(script)
    chapters = [rehearse(lesson.source, context, picture) for context in lesson.contexts]
    found = found_in(lesson.timeline, chapters, lesson.source.root)
    assert [finding.slide for finding in found] == ["", "first", "second", "third"]
    assert all(finding.path == script for finding in found)
