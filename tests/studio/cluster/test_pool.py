"""The same film from a cluster, whatever befalls its workers."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from studio.cluster.pool import cluster_workers
from studio.errors import AuthorError, StudioError
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.records import RenderResult
from studio.pipeline.render import render_film, render_preview
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import LocalWorkers, scene_workers
from studio.pipeline.workers import MAX_TASKS
from studio.rehearsal.workers import SceneWorkers
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture

Cluster = Any
"""That of conftest.py."""
Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]

ROOT = Path(__file__).parents[3]
PATIENCE = 900
"""Seconds that a test waits for what has to come, on the slowest of machines."""


class Stages:
    """Notes how much there is to do in each stage."""

    def __init__(self) -> None:
        self.totals: dict[str, int] = {}

    def stage(self, name: str, total: int) -> None:
        self.totals[name] = total

    def advance(self, amount: int) -> None:
        pass


@dataclass(frozen=True)
class Studio:
    """Renders a script, here or in a cluster."""

    script: Path
    folder: Path
    scheduler: str | None = None

    @property
    def request(self) -> Request:
        return Request(
            script=self.script,
            picture=Picture(192, 108, 10),
            output=self.folder / "output",
            cache=self.folder / "cache",
            jobs=MAX_TASKS if self.scheduler else 1,
            scheduler=self.scheduler,
        )

    def film(self) -> RenderResult:
        """Render all there is to a lesson."""
        with scene_workers(self.request.jobs, self.scheduler) as pool:
            lesson = prepare_lesson(self.request, pool, Stages())
            return render_film(self.request, lesson, pool, Stages())

    def preview(self) -> tuple[bytes, int]:
        """Render the film alone; its bytes, and how many pictures had to be drawn for it."""
        with scene_workers(self.request.jobs, self.scheduler) as pool:
            lesson = prepare_lesson(self.request, pool, Stages())
            stages = Stages()
            return render_preview(self.request, lesson, pool, stages).read_bytes(), stages.totals["pictures"]


def test_the_same_bytes_as_here(cluster: Cluster, lessons: Path, tmp_path: Path) -> None:
    script = lessons / "small" / "small.md"
    here = Studio(script, tmp_path / "here").film()
    there = Studio(script, tmp_path / "there", cluster.address).film()
    assert len(there.drawn) == there.slides == 3
    assert there.artifacts == here.artifacts


def test_it_is_reached_from_a_notebook_too(cluster: Cluster, aside: Executor) -> None:
    """An event loop runs there already. In a thread of its own, for in this one Playwright keeps another."""

    async def cell() -> bool:
        with cluster_workers(cluster.address, LocalWorkers(aside)):
            return True

    with ThreadPoolExecutor(1) as notebook:
        assert notebook.submit(asyncio.run, cell()).result()


# Three slides. On a worker of the test, each is drawn only once the test says so.
BODY = """
# One {#one scene=One}

## First {#first alt="A square."}

[One](#word) word.

## Second {#second alt="A square."}

[Another](#word) word.

## Third {#third alt="A square."}

[A third](#word) word.
"""
SCENES = """
import os
import time
from pathlib import Path
from uuid import uuid4

from manim import Circle, Create

from helper import RADIUS
from studio import LessonScene


class One(LessonScene):
    def construct(self):
        at = os.environ.get("AT_WORK")
        if at and type(self.renderer).__name__ == os.environ["AT_WORK_ON"]:
            Path(at, f"{os.getpid()}-{uuid4()}").touch()
            while not Path(at, "go-on").exists():
                time.sleep(0.05)
        for id in ("first", "second", "third"):
            with self.slide(id):
                self.play(Create(Circle(RADIUS)), run_time=0.3)
"""


@pytest.fixture
def three_slides(write_lesson: Callable[..., Path]) -> Path:
    script = write_lesson(BODY, SCENES)
    script.with_name("helper.py").write_text("RADIUS = 2\n", encoding="utf-8")
    return script


@pytest.fixture
def at_work(tmp_path: Path) -> Path:
    """The folder in which the scenes leave a file when they begin to be drawn."""
    folder = tmp_path / "at-work"
    folder.mkdir()
    return folder


@pytest.fixture
def aside() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def begun(at_work: Path) -> list[Path]:
    return [path for path in at_work.iterdir() if path.name != "go-on"]


def kill_one(at_work: Path) -> None:
    os.kill(int(begun(at_work)[0].name.split("-")[0]), signal.SIGKILL)


def test_a_worker_that_is_killed_at_work_costs_its_task_alone(
    mortal: Cluster, three_slides: Path, at_work: Path, aside: Executor, tmp_path: Path
) -> None:
    for _ in range(2):
        mortal.add(AT_WORK=str(at_work), AT_WORK_ON="Drawing")
    mortal.ready()
    made = aside.submit(Studio(three_slides, tmp_path / "there", mortal.address).preview)
    mortal.wait_for(lambda: made.done() or begun(at_work))
    kill_one(at_work)
    (at_work / "go-on").touch()
    assert made.result() == Studio(three_slides, tmp_path / "here").preview()
    assert len(begun(at_work)) == 3 + 1


def test_a_task_that_no_worker_survives_is_given_up(
    frail: Cluster, three_slides: Path, at_work: Path, aside: Executor, tmp_path: Path
) -> None:
    frail.begin(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    for _ in range(2):
        frail.add(AT_WORK=str(at_work), AT_WORK_ON="RehearsalRenderer")
    frail.ready()
    made = aside.submit(Studio(three_slides, tmp_path, frail.address).preview)
    frail.wait_for(lambda: made.done() or begun(at_work))
    kill_one(at_work)
    with pytest.raises(StudioError, match=r"chapter 'One'.*127\.0\.0\.1.*--memory-limit"):
        made.result()


@pytest.fixture
def waiting(scenes: Scenes, context: Make, picture: Picture) -> Callable[[SceneWorkers], Future[Any]]:
    """Hands in a rehearsal of a scene that takes longer than anybody waits."""

    def submit(workers: SceneWorkers) -> Future[Any]:
        source = scenes(
            "import time\nclass One(LessonScene):\n    def construct(self):\n        time.sleep(3600)\n"
        )
        return workers.rehearse(source, context(), picture)

    return submit


def test_without_any_worker_a_render_does_not_wait_for_ever(
    mortal: Cluster, waiting: Callable[[SceneWorkers], Future[Any]], aside: Executor
) -> None:
    mortal.add()
    mortal.ready()
    with cluster_workers(mortal.address, LocalWorkers(aside), patience=1) as workers:
        future = waiting(workers)
        mortal.workers[0].kill()
        with pytest.raises(StudioError, match="has had no worker for 1 seconds"):
            future.result(timeout=PATIENCE)


def test_a_scheduler_that_goes_away_is_told(
    frail: Cluster, waiting: Callable[[SceneWorkers], Future[Any]], aside: Executor
) -> None:
    frail.begin()
    frail.add()
    frail.ready()
    with cluster_workers(frail.address, LocalWorkers(aside)) as workers:
        future = waiting(workers)
        frail.processes[0].kill()
        with pytest.raises(StudioError, match=r"The scheduler tcp://127.* is gone"):
            future.result(timeout=PATIENCE)


def write_older_studio(folder: Path) -> None:
    """A studio without a cluster; an editable installation of this one would lend it the missing part."""
    (folder / "studio").mkdir(parents=True)
    (folder / "studio" / "__init__.py").write_text(
        "import sys\nsys.modules['studio.cluster'] = None  # as if it were not there\n"
    )


def test_workers_that_would_not_draw_the_same_are_refused_before_anything_is_drawn(
    mortal: Cluster, lessons: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    (newer / "numpy-99.1.dist-info").mkdir(parents=True)
    (newer / "numpy-99.1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: numpy\nVersion: 99.1\n"
    )
    other = tmp_path / "other"
    shutil.copytree(ROOT / "studio", other / "studio", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "studio" / "timeline.py").open("a") as timeline:
        timeline.write("\n# Another commit.\n")
    older = tmp_path / "older"
    write_older_studio(older)
    mortal.add()
    mortal.add(newer)
    mortal.add(other)
    mortal.add(older)
    mortal.add(threads=2)
    mortal.ready()
    with pytest.raises(StudioError) as refused:
        Studio(lessons / "small" / "small.md", tmp_path, mortal.address).preview()
    lines = str(refused.value).splitlines()
    assert len(lines) == 4
    assert all("The worker tcp://127.0.0.1:" in line for line in lines)
    for words in ("numpy is 99.1 there", "studio's own files", "has no such studio", "runs 2 tasks at once"):
        assert sum(words in line for line in lines) == 1
    assert not (tmp_path / "cache").exists()


def test_a_worker_that_joins_later_is_looked_at_too(
    mortal: Cluster, scenes: Scenes, context: Make, picture: Picture, tmp_path: Path, aside: Executor
) -> None:
    (tmp_path / "numpy-99.1.dist-info").mkdir()
    (tmp_path / "numpy-99.1.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 99.1\n")
    mortal.add()
    mortal.ready()
    with cluster_workers(mortal.address, LocalWorkers(aside)) as workers:
        mortal.add(tmp_path)
        mortal.ready()
        mortal.workers[0].kill()
        future = workers.rehearse(scenes(""), context(), picture)
        with pytest.raises(StudioError, match=r"worker tcp://.* numpy is 99\.1 there"):
            future.result(timeout=PATIENCE)


def test_the_scheduler_is_looked_at_too(frail: Cluster, aside: Executor) -> None:
    frail.begin(PYTHONPATH=str(frail.folder))
    write_older_studio(frail.folder)
    with (
        pytest.raises(StudioError, match=r"^The scheduler tcp://.* has no such studio"),
        cluster_workers(frail.address, LocalWorkers(aside)),
    ):
        pass


def test_a_cluster_without_workers_is_told(mortal: Cluster, lessons: Path, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"has no workers.*dask worker tcp://127"):
        Studio(lessons / "small" / "small.md", tmp_path, mortal.address).preview()


def test_a_scheduler_that_does_not_answer_is_one_line_within_seconds(lessons: Path, tmp_path: Path) -> None:
    with socket.socket() as listener:  # a port that nobody listens at
        listener.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        done = subprocess.run(
            [
                *(sys.executable, str(ROOT / "render.py")),
                *("--script", str(lessons / "small" / "small.md"), "--scheduler", address),
                *("--output", str(tmp_path / "output"), "--cache", str(tmp_path / "cache")),
            ],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"No Dask scheduler answers at {address}.")


def test_what_answers_has_to_be_a_scheduler(aside: Executor) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with (
            pytest.raises(StudioError, match="No Dask scheduler answers"),
            cluster_workers(address, LocalWorkers(aside)),
        ):
            pass


@pytest.mark.parametrize("address", ["", "nonsense", "127.0.0.1:8786", "tcp://127.0.0.1", "tcp://host:port"])
def test_an_address_is_written_in_full(aside: Executor, address: str) -> None:
    with (
        pytest.raises(StudioError, match=r"is no address.*tcp://HOST:8786"),
        cluster_workers(address, LocalWorkers(aside)),
    ):
        pass


def test_a_mistake_points_at_the_authors_own_file_and_line(
    cluster: Cluster, write_lesson: Callable[..., Path], tmp_path: Path
) -> None:
    script = write_lesson(
        scenes="""\
        from studio import LessonScene

        class One(LessonScene):
            def construct(self):
                1 / 0
        """
    )
    with pytest.raises(AuthorError) as mistake:
        Studio(script, tmp_path, cluster.address).preview()
    (problem,) = mistake.value.problems
    assert (problem.path, problem.line) == (script.with_name("parts.py"), 5)
    assert problem.source.strip() == "1 / 0"


def test_a_file_that_only_the_scene_knows_of_travels_with_it(
    cluster: Cluster, write_lesson: Callable[..., Path], tmp_path: Path
) -> None:
    script = write_lesson(
        scenes="""\
        from pathlib import Path
        from manim import Square
        from studio import LessonScene

        class One(LessonScene):
            def construct(self):
                with self.slide("first"):
                    self.add(Square(float(Path(__file__).with_name("side.txt").read_text())))
        """
    )
    script.with_name("side.txt").write_text("1.5", encoding="utf-8")
    there = Studio(script, tmp_path / "there", cluster.address).preview()
    assert there == Studio(script, tmp_path / "here").preview()


def test_helpers_of_one_name_in_two_lessons_are_not_mixed_up(
    cluster: Cluster, three_slides: Path, tmp_path: Path
) -> None:
    films = []
    for radius in (1, 2):
        three_slides.with_name("helper.py").write_text(f"RADIUS = {radius}\n", encoding="utf-8")
        films.append(Studio(three_slides, tmp_path / str(radius), cluster.address).preview())
    assert films[0] != films[1]
    assert films[1] == Studio(three_slides, tmp_path / "here").preview()


def test_what_was_drawn_in_the_cluster_is_known_here(
    cluster: Cluster, three_slides: Path, tmp_path: Path
) -> None:
    there, drawn = Studio(three_slides, tmp_path, cluster.address).preview()
    assert drawn > 0
    assert Studio(three_slides, tmp_path).preview() == (there, 0)
