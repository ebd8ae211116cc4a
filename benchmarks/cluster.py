"""What a course costs on a cluster: ``make bench-cluster``.

``measure`` renders a lesson with a Dask scheduler and a worker on this machine, and notes what each task
takes and what the way to the worker adds; ``simulate`` spreads a course of such lessons over many machines.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.scheduling import Load, Schedule, simulate, spread
from benchmarks.speed import HERE, MODULE, machine
from benchmarks.survey import Task, task_of
from studio.cluster.path_pickle import dump
from studio.cluster.pool import cluster_workers
from studio.cluster.sources import files_of, pack
from studio.cluster.worker import Outcome
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.render import render_film
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import LocalWorkers
from studio.pipeline.workers import MAX_TASKS
from studio.rehearsal.rehearse import rehearse
from studio.rehearsal.workers import SceneWorkers
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import find_scenes
from studio.scene.settings import QUALITIES, Picture
from studio.script.front_matter import FrontMatter
from studio.store.files import atomic

_REPEATS = 30

_NOTHING = """\
from studio import LessonScene


class Nothing(LessonScene):
    def construct(self):
        with self.slide("nothing"):
            pass
"""


@dataclass(frozen=True)
class Overhead:
    """What the way to a worker and back adds to a task.

    Parameters
    ----------
    wall
        Seconds, by the median: a task that takes no time, on this machine.
    sources, call
        Bytes that are sent along: of the lesson's files, once a worker, and of a task.
    """

    wall: float
    sources: int
    call: int


@contextmanager
def local_cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and some workers on this machine; gives the address.

    They find the project where this process has it.
    """
    written = folder / "scheduler.json"
    local = {**os.environ, "PYTHONPATH": str(HERE)}
    with ExitStack() as stack:

        def start(*arguments: str) -> None:
            log = stack.enter_context((folder / f"{arguments[0]}.log").open("ab"))
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
                cwd=folder,
                env=local,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(written))
        while not written.exists():
            time.sleep(0.05)
        address: str = json.loads(written.read_text(encoding="utf-8"))["address"]
        for _ in range(workers):
            start("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        yield address


class Clock:
    """Notes when each stage begins."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []

    def stage(self, name: str, _: int) -> None:
        """Look at the clock."""
        self.began.append((name, time.monotonic()))

    def advance(self, _: int) -> None:
        """Go on."""

    def walls(self) -> dict[str, float]:
        """Seconds of each stage; the last one ends now."""
        ends = [*(at for _, at in self.began[1:]), time.monotonic()]
        return {name: end - at for (name, at), end in zip(self.began, ends, strict=True)}


def measure_lesson(script: Path, picture: Picture, jobs: int, folder: Path) -> dict[str, Any]:
    """Render a lesson from nothing with one worker, and note what it took.

    Parameters
    ----------
    script, picture
        What to render.
    jobs
        Into how many tasks it is shared out: see `partition.partition_slides`.
    folder
        An empty one.
    """
    tasks: list[Task] = []

    def note(kind: str, arguments: tuple[Any, ...], outcome: Outcome) -> None:
        tasks.append(task_of(kind, arguments, outcome.wall, outcome.cpu))

    with (
        local_cluster(folder, 1) as address,
        cluster_workers(address, LocalWorkers(Executor()), on_outcome=note) as workers,
    ):
        wait = _overhead(workers, tasks, folder)
        request = Request(script, picture, folder / "output", folder / "cache", jobs, scheduler=address)
        tasks.clear()
        clock, began = Clock(), _cpu()
        lesson = prepare_lesson(request, workers, clock)
        film = render_film(request, lesson, workers, clock)
        stages, cpu = clock.walls(), _cpu() - began
    call = len(dump((rehearse, lesson.source, lesson.contexts[0]), {"lesson": lesson.source.root}))
    sources = pack(lesson.source.root, files_of(lesson.source, [*map(Path, lesson.chapters[0].reads)]))
    return {
        "machine": machine(),
        "script": script.name,
        "picture": asdict(picture),
        "film": {"seconds": film.seconds, "chapters": film.chapters, "slides": film.slides},
        # The clock of these two stages is that of the client's own work.
        "client": {"before": stages["script"] + stages["speech"], "after": stages["publishing"], "cpu": cpu},
        "overhead": asdict(Overhead(wait, sum(map(len, sources.files.values())), call)),
        "tasks": [
            asdict(task) for task in sorted(tasks, key=lambda one: (one.kind, one.chapter, one.slides))
        ],
    }


def _cpu() -> float:
    """CPU seconds of this process and of those that it has started and that have ended."""
    usages = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _overhead(workers: SceneWorkers, tasks: Sequence[Task], folder: Path) -> float:
    """Seconds that a task takes on its way, there and back: the median of some that do next to nothing."""
    script = folder / "nothing.md"
    script.write_text("", encoding="utf-8")
    script.with_suffix(".py").write_text(_NOTHING, encoding="utf-8")
    told = {"title": "Nothing", "minutes": 1, "scenes": "nothing.py"}
    slide = SlideContext("nothing", "Nothing", 1, 1, ())
    context = ChapterContext(
        script,
        FrontMatter.model_validate(told),
        *("nothing", "Nothing", "Nothing", 1),
        *(0, 1, 10, (slide,)),
        labels={},
        numbers={},
    )
    ways = []
    for _ in range(_REPEATS):
        began = time.monotonic()
        workers.rehearse(find_scenes(script, "nothing.py"), context, Picture(160, 90, 10)).result()
        ways.append(time.monotonic() - began - tasks[-1].wall)
    return median(ways)


# -- what is told ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """What is to be rendered, and on what.

    Parameters
    ----------
    modules, languages
        How many lessons: one for each pair.
    variety
        By which share of the measured lesson the shortest and the longest module differ from it.
    cores
        Workers on each machine.
    clients
        How many lessons are in hand at once, each with a core of its own on the machine with the scheduler.
    megabits
        A second, between any two machines.
    price
        Of a core for an hour.
    """

    modules: int
    languages: int
    variety: float
    cores: int
    clients: int
    megabits: float
    price: float

    @property
    def lessons(self) -> int:
        """How many there are."""
        return self.modules * self.languages


def load_of(measured: dict[str, Any], megabits: float) -> Load:
    """The work of the measured lesson, each task with its way to the worker and back.

    A task keeps the one core of its worker at work: it takes its CPU seconds, whatever else was going on
    where it was measured. The lesson's files are counted with each task, though a worker gets them only once.
    """
    client, overhead = measured["client"], measured["overhead"]
    sent = overhead["sources"] + overhead["call"]

    def seconds(task: dict[str, Any]) -> float:
        return float(task["cpu"] + overhead["wall"] + 8 * (sent + task["bytes"]) / (1e6 * megabits))

    kinds = [
        tuple(seconds(task) for task in measured["tasks"] if task["kind"] == kind)
        for kind in ("rehearse", "draw")
    ]
    return Load(client["before"], tuple(kinds), client["after"])


def price_of(measured: dict[str, Any], price: float) -> tuple[float, float]:
    """CPU seconds of a lesson, its client's included, and what they cost at a price for an hour."""
    cpu = sum(task["cpu"] for task in measured["tasks"]) + measured["client"]["cpu"]
    return cpu, cpu * price / 3600


def schedule_table(course: Course, load: Load, machines: int) -> Table:
    """How long it takes with fewer and with more machines, and what they cost while they are rented."""
    table = Table(
        title=f"{course.modules} modules in {course.languages} languages, {course.cores} cores a machine"
    )
    for name in ("machines", "clients", "hours", "workers busy", "rent of all", "of a lesson"):
        table.add_column(name, justify="right")
    loads = spread(load, course.modules, course.languages, course.variety)
    for count in sorted({1, 10, machines, 2 * machines}):
        # With few workers few lessons need to be in hand.
        clients = min(course.clients, max(2, count * course.cores))
        plan: Schedule = simulate(loads, count * course.cores, clients)
        rent = plan.makespan * (count * course.cores + clients) * course.price / 3600
        table.add_row(
            str(count),
            str(clients),
            f"{plan.makespan / 3600:.2f}",
            f"{100 * plan.utilisation:.0f} %",
            f"{rent:.2f}",
            f"{rent / course.lessons:.4f}",
        )
    return table


def summary(course: Course, measured: dict[str, Any], load: Load) -> str:
    """What one lesson is made of."""
    cpu, cost = price_of(measured, course.price)
    film, overhead = measured["film"], measured["overhead"]
    tasks = sum(map(len, load.stages))
    size = sum(task["bytes"] for task in measured["tasks"])
    return (
        f"One lesson of {film['seconds'] / 60:.1f} minutes: {tasks} tasks, {load.work:.0f} s of a worker and "
        f"{load.before + load.after:.0f} s of its client, in {load.shortest:.0f} s at the least. "
        f"{cpu:.0f} CPU seconds: {cost:.4f} at {course.price} for a core and hour. "
        f"The way of a task takes {1000 * overhead['wall']:.0f} ms, with {overhead['sources'] / 1e3:.0f} kB "
        f"of files and {overhead['call'] / 1e3:.0f} kB of its own; {size / 1e6:.1f} MB come back in all."
    )


@click.group()
def main() -> None:
    """Measure what the tasks of a lesson take in a cluster, and simulate a course on many machines."""


_MEASURED = HERE / "output" / "benchmark" / "cluster.json"


@main.command()
@click.option("--script", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=MODULE.script)
@click.option("--quality", type=click.Choice(list(QUALITIES)), default="1080p", show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=MAX_TASKS, help="[default: one a slide]")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=_MEASURED)
def measure(script: Path, quality: str, jobs: int, output: Path) -> None:
    """Render a lesson from nothing with one worker on this machine; write what it took as JSON."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = measure_lesson(script.resolve(), QUALITIES[quality], jobs, Path(folder))
    with atomic(output) as draft:
        draft.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    click.echo(output)


@main.command(name="simulate")
@click.option("--measured", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=_MEASURED)
@click.option("--modules", type=click.IntRange(1), default=42, show_default=True)
@click.option("--languages", type=click.IntRange(1), default=10, show_default=True)
@click.option("--machines", type=click.IntRange(1), default=50, show_default=True)
@click.option("--cores", type=click.IntRange(1), default=4, show_default=True, help="Of each machine.")
@click.option(
    "--clients", type=click.IntRange(1), default=32, show_default=True, help="Lessons in hand at once."
)
@click.option("--megabits", type=float, default=1000.0, show_default=True, help="A second, of the network.")
@click.option("--variety", type=click.FloatRange(0, 0.9), default=0.3, show_default=True)
@click.option("--price", type=float, default=0.05, show_default=True, help="Of a core for an hour.")
def simulate_course(measured: Path, machines: int, **options: Any) -> None:
    """Spread a course of such lessons over machines; print hours, utilisation and cost."""
    course = Course(**options)
    found = json.loads(measured.read_text(encoding="utf-8"))
    load = load_of(found, course.megabits)
    console = Console()
    console.print(summary(course, found, load), highlight=False)
    console.print(schedule_table(course, load, machines))


if __name__ == "__main__":
    main()
