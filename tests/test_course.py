"""Two lessons of one course share their scenes' base, and stand in nobody's way."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from benchmarks.process import measure, python
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.records import RenderResult
from studio.pipeline.render import render_film, unchanged_result
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import scene_workers
from studio.scene.settings import Picture

REPOSITORY = Path(__file__).resolve().parent.parent


class Stages:
    """Notes how much there is to do in each stage."""

    def __init__(self) -> None:
        self.totals: dict[str, int] = {}

    def stage(self, name: str, total: int) -> None:
        self.totals[name] = total

    def advance(self, amount: int) -> None:
        pass


@pytest.fixture
def course(lessons: Path, tmp_path: Path) -> Path:
    """A copy that may be edited, below the folder that has output and cache."""
    return shutil.copytree(
        lessons / "course", tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__")
    )


def render(course: Path, name: str) -> tuple[RenderResult, int]:
    """Render a lesson; also how many chapters had to be rehearsed, -1 if nothing was looked at."""
    folders = course.parent / "output", course.parent / "cache"
    request = Request(course / "script" / f"{name}.md", Picture(192, 108, 10), *folders, jobs=1)
    if made := unchanged_result(request):
        return made, -1
    stages = Stages()
    with scene_workers(1) as workers:
        lesson = prepare_lesson(request, workers, stages)
        return render_film(request, lesson, workers, Stages()), stages.totals["rehearsal"]


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_an_edit_of_one_lesson_costs_the_other_nothing_and_an_edit_of_what_they_share_both(
    course: Path,
) -> None:
    for name, slide in (("rings", "ring"), ("squares", "square")):
        made, rehearsed = render(course, name)
        assert (made.drawn, rehearsed) == ((slide,), 1)
    append(course / "scenes" / "squares" / "squares.py", "# a comment\n")
    assert render(course, "rings")[1] == -1
    assert render(course, "squares") == (render(course, "squares")[0], 1)
    append(course / "scenes" / "common" / "look.py", "# a comment\n")
    for name in ("rings", "squares"):
        made, rehearsed = render(course, name)
        assert (made.drawn, rehearsed) == ((), 1)
    append(course / "scenes" / "common" / "look.py", "GROUND = '#000000'\n")
    assert render(course, "rings")[0].drawn == ("ring",)


def test_a_save_of_what_lessons_share_is_noticed_by_a_preview_that_watches(course: Path) -> None:
    still = course.parent / "output" / "squares" / "preview" / "square.png"
    stills: list[bytes] = []

    def on_line(line: str) -> bool:
        if line.startswith("Waiting for a save"):
            stills.append(still.read_bytes())
            if len(stills) == 1:
                time.sleep(0.5)
                append(course / "scenes" / "common" / "look.py", "GROUND = '#804020'\n")
        return len(stills) == 2

    folders = ["--output", course.parent / "output", "--cache", course.parent / "cache", "--jobs", "1"]
    script = course / "script" / "squares.md"
    command = python(REPOSITORY / "render.py", "preview", "square", "--watch", "--script", script, *folders)
    measure(command, course, on_line=on_line)
    assert stills[0] != stills[1]
