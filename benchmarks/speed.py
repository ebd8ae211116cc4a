"""Measure the studio side by side with plain Manim: ``make bench``.

Everything is done by the commands that people use, each in processes of its own, round after round and in
turn, so that a machine that grows slower does so for all of them. Ratios are made within a round; what is
shown is the median of the rounds.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.lessons import Lesson, copy_lesson, film_frames, write_plain
from benchmarks.plot import Panel, Row, write_plot
from benchmarks.process import Cost, Measured, MeasuringError, measure, python
from studio.publish.aac import frames_in_step
from studio.scene.context import ChapterContext
from studio.scene.settings import QUALITIES, Picture
from studio.store.files import atomic

HERE = Path(__file__).resolve().parent.parent

FLOOR = 34.0
"""CPU milliseconds of a moving picture of 1920x1080 at the least, as estimated before the studio was built:
7.4 for Cairo's fills of ready paths, 7.2 for the conversion, 19 for x264 at veryfast."""


@dataclass(frozen=True)
class Subject:
    """What is measured on.

    Parameters
    ----------
    script
        The lesson.
    chapter
        Id of the chapter that plain Manim makes, too.
    slide
        Id of the slide that is edited and previewed.
    colour
        The colour that is changed: its file, relative to the folder in which the package of scenes stands,
        a colon, and its value in that file.
    """

    script: Path
    chapter: str
    slide: str
    colour: str


MODULE = Subject(
    HERE / "script" / "22-qkv-projections.md",
    "one-number",
    "products",
    "scenes/common/look.py:#4CC0A0",
)
SMALL = Subject(
    HERE / "tests" / "lessons" / "small" / "small.md", "shapes", "turn", "small/shapes.py:#E9965A"
)


@dataclass(frozen=True)
class Plan:
    """How it is measured.

    Parameters
    ----------
    subject
        On what.
    quality
        Name of the size and rate of the pictures.
    jobs
        Workers, where there is not one.
    rounds
        How often all of it is done.
    """

    subject: Subject
    quality: str
    jobs: int
    rounds: int

    @property
    def picture(self) -> Picture:
        """Size and rate of the pictures."""
        return QUALITIES[self.quality]


@dataclass
class Results:
    """What was measured, a figure for each round.

    Parameters
    ----------
    chapter, lesson
        By the name of what was done. Plain Manim makes the chapters of the lesson one after the other, in
        the last round alone.
    saves
        Seconds from the save of a script to the new preview of one slide.
    drawn
        By the name of what was done to the lesson: how many slides had to be drawn.
    contents
        The survey of the chapter: its slides and their frames.
    tasks
        What each task of a render of the whole lesson took.
    units
        What single steps cost.
    frames
        Of the chapter.
    """

    chapter: dict[str, list[Measured]] = field(default_factory=dict)
    lesson: dict[str, list[Measured]] = field(default_factory=dict)
    saves: list[float] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)
    contents: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    units: list[dict[str, Any]] = field(default_factory=list)
    frames: int = 0


PLAIN = "plain Manim"
UNCHANGED, SENTENCE, COLOUR = "nothing changed", "one sentence changed", "one colour changed"
PREVIEW, CHECK = "preview of one slide", "check, from nothing"


def cold(jobs: int) -> str:
    """The name of a render from nothing."""
    return f"from nothing, {jobs} job{'' if jobs == 1 else 's'}"


def spoken(jobs: int) -> str:
    """The name of a render from nothing but the voice, of which plain Manim is told the times."""
    return f"with the voice there, {jobs} jobs"


def bench(plan: Plan, folder: Path, tell: Callable[[str], None]) -> Results:
    """Measure everything.

    Parameters
    ----------
    plan
        What and how often.
    folder
        An empty one to work in.
    tell
        Is told what is being done.

    Raises
    ------
    MeasuringError
        If a command fails, or if the two films of a chapter are not of one length.
    """
    results = Results()
    for number in range(plan.rounds):
        at = folder / f"round-{number + 1}"
        named = f"round {number + 1} of {plan.rounds}"
        measure_chapter(plan, results, at / "chapter", backwards=number % 2 == 1, tell=_within(tell, named))
        measure_lesson(
            plan,
            results,
            at / "lesson",
            backwards=number % 2 == 1,
            with_plain=number == plan.rounds - 1,
            tell=_within(tell, named),
        )
        shutil.rmtree(at)
    tell("tasks")
    lesson = copy_lesson(plan.subject.script, folder / "tasks" / "copy")
    results.tasks = survey(plan, lesson, folder / "tasks", draw=True)["tasks"]
    tell("unit costs")
    options = ["--quality", plan.quality, *(("--repeats", "3", "--seconds", "1") if plan.rounds == 1 else ())]
    results.units = json.loads(measure(python("-m", "benchmarks.units", *options), HERE).lines[-1])
    return results


def _within(tell: Callable[[str], None], named: str) -> Callable[[str], None]:
    return lambda what: tell(f"{named}: {what}")


def measure_chapter(
    plan: Plan, results: Results, at: Path, *, backwards: bool, tell: Callable[[str], None]
) -> None:
    """One round of a chapter, by Manim's own command and by the studio's."""
    lesson = copy_lesson(plan.subject.script, at / "copy", plan.subject.chapter)
    tell("what the chapter consists of")
    results.contents = survey(plan, lesson, at, draw=False)["chapters"]
    (context,) = pickle.loads((at / "contexts.pickle").read_bytes())
    films: dict[str, Path] = {}

    def plain() -> Measured:
        measured, films[PLAIN] = render_plainly(plan, lesson, context, at / "plain")
        return measured

    def ours(name: str, jobs: int) -> Callable[[], Measured]:
        def take() -> Measured:
            here = at / name
            films[name] = here / "output" / lesson.script.stem / f"{lesson.script.stem}.mp4"
            if name == spoken(jobs):
                shutil.copytree(at / "cache" / "speech", here / "cache" / "speech")
            return render(plan, lesson, here, jobs)

        return take

    ways = {cold(1): 1, cold(plan.jobs): plan.jobs, spoken(plan.jobs): plan.jobs}
    steps = {PLAIN: plain, **{name: ours(name, jobs) for name, jobs in ways.items()}}
    for name in reversed(steps) if backwards else steps:
        tell(f"the chapter, {name}")
        results.chapter.setdefault(name, []).append(steps[name]())
    lengths = {name: film_frames(path, plan.picture.fps) for name, path in films.items()}
    results.frames = lengths.pop(PLAIN)
    # The studio's film holds its last picture until the chapter has lasted whole packets of sound.
    held = {frames - results.frames for frames in lengths.values()}
    if len(held) != 1 or not held <= set(range(frames_in_step(plan.picture.fps))):
        raise MeasuringError(f"The films have other lengths than plain Manim's {results.frames}: {lengths}.")


def render_plainly(plan: Plan, lesson: Lesson, context: ChapterContext, at: Path) -> tuple[Measured, Path]:
    """Render a chapter by Manim's own command, in a new folder; what it took, and the film."""
    module = write_plain(lesson, context, at, HERE)
    picture = plan.picture
    options: list[str | Path] = ["--disable_caching", "-r", f"{picture.width},{picture.height}"]
    options += ["--fps", str(picture.fps), "--media_dir", at / "media", "-o", "film"]
    measured = measure(python("-m", "manim", "render", *options, module, context.scene), at)
    (film,) = (at / "media").rglob("film.mp4")
    return measured, film


def render_all_plainly(plan: Plan, lesson: Lesson, at: Path) -> Measured:
    """Render all chapters of a lesson by Manim's own command, one after the other."""
    survey(plan, lesson, at, draw=False)
    runs = [
        render_plainly(plan, lesson, context, at / context.id)[0]
        for context in pickle.loads((at / "contexts.pickle").read_bytes())
    ]
    cost = Cost(sum(run.cost.wall for run in runs), sum(run.cost.cpu for run in runs))
    return Measured(cost, {}, max(run.peak for run in runs), (), ())


def measure_lesson(
    plan: Plan,
    results: Results,
    at: Path,
    *,
    backwards: bool,
    with_plain: bool,
    tell: Callable[[str], None],
) -> None:
    """One round of the whole lesson: from nothing, and again after edits."""
    subject = plan.subject
    lesson = copy_lesson(subject.script, at / "copy")
    colour_file, _, colour = subject.colour.rpartition(":")
    ready = at / "ready"

    def take(name: str, measured: Callable[[], Measured]) -> None:
        tell(f"the lesson, {name}")
        one = measured()
        results.lesson.setdefault(name, []).append(one)
        drawn = re.search(r"\((?:(\d+)|none)\b.* drawn\)", "\n".join(one.lines))
        if drawn:
            results.drawn[name] = int(drawn[1] or 0)

    both = {cold(1): (1, at / "one"), cold(plan.jobs): (plan.jobs, ready)}
    for name in reversed(both) if backwards else both:
        jobs, folder = both[name]
        take(name, lambda jobs=jobs, folder=folder: render(plan, lesson, folder, jobs))  # type: ignore[misc]
    if with_plain:
        take(PLAIN, lambda: render_all_plainly(plan, lesson, at / "plain"))
    take(UNCHANGED, lambda: render(plan, lesson, ready, plan.jobs))
    lesson.edit_sentence(subject.slide)
    take(SENTENCE, lambda: render(plan, lesson, ready, plan.jobs))
    lesson.edit_colour(colour_file, colour)
    take(COLOUR, lambda: render(plan, lesson, ready, plan.jobs))
    take(CHECK, lambda: measure(_command(plan, lesson, at / "check", plan.jobs, "check"), HERE, may_end=(1,)))
    preview = ["preview", subject.slide]
    take(PREVIEW, lambda: measure(_command(plan, lesson, ready, plan.jobs, *preview, quality="draft"), HERE))
    tell("the lesson, preview after a save")
    watched = _command(plan, lesson, ready, plan.jobs, *preview, "--watch", quality="draft")
    results.saves.append(save_to_picture(watched, lesson, subject.slide))


def save_to_picture(command: Sequence[str], lesson: Lesson, slide: str) -> float:
    """Seconds from the save of an edited script until the watching preview has made its film anew."""
    saved: list[float] = []
    made: list[float] = []

    def on_line(line: str) -> bool:
        if line.startswith("Waiting for a save") and not saved:
            time.sleep(1)  # until it really waits
            lesson.edit_sentence(slide)
            saved.append(time.monotonic())
        elif saved and re.search(r"\.mp4 \([\d.]+ s\)$", line):
            made.append(time.monotonic())
        return bool(made)

    measure(command, HERE, on_line=on_line)
    return made[0] - saved[0]


def render(plan: Plan, lesson: Lesson, at: Path, jobs: int) -> Measured:
    """Render a lesson, with its cache and its output in a folder."""
    return measure(_command(plan, lesson, at, jobs), HERE)


def _command(
    plan: Plan, lesson: Lesson, at: Path, jobs: int, *words: str, quality: str | None = None
) -> list[str]:
    options: list[str | Path] = ["--script", lesson.script, "--quality", quality or plan.quality]
    options += ["--jobs", str(jobs)]
    return python(HERE / "render.py", *words, *options, "--output", at / "output", "--cache", at / "cache")


def survey(plan: Plan, lesson: Lesson, at: Path, *, draw: bool) -> dict[str, Any]:
    """See `benchmarks.survey`."""
    options = ["--quality", plan.quality, "--jobs", str(plan.jobs), "--draw" if draw else "--no-draw"]
    measure(python("-m", "benchmarks.survey", lesson.script, at, *options), HERE)
    found: dict[str, Any] = json.loads((at / "survey.json").read_text(encoding="utf-8"))
    return found


# -- what is told ----------------------------------------------------------------------------------------


def typical(runs: Sequence[Measured]) -> Cost:
    """The median of the rounds."""
    return Cost(median(run.cost.wall for run in runs), median(run.cost.cpu for run in runs))


def times_faster(runs: Sequence[Measured], than: Sequence[Measured]) -> Cost:
    """How many times as long the other takes, round by round: the median."""
    pairs = list(zip(runs, than, strict=True))
    return Cost(
        median(other.cost.wall / run.cost.wall for run, other in pairs),
        median(other.cost.cpu / run.cost.cpu for run, other in pairs),
    )


def chapter_table(plan: Plan, results: Results) -> Table:
    """The chapter, beside plain Manim: times, how many times less, and the memory of the largest process."""
    seconds = results.frames / plan.picture.fps
    table = Table(title=f"The chapter {plan.subject.chapter!r}, {seconds:.0f} s of film, {plan.quality}")
    for name in ("", "wall s", "CPU s", "wall x", "CPU x", "MB"):
        table.add_column(name, justify="left" if not name else "right")
    plain = results.chapter[PLAIN]
    for name in _in_order(results.chapter):
        runs = results.chapter[name]
        cost, gain = typical(runs), times_faster(runs, plain)
        peak = max(run.worker_peaks[0] if run.worker_peaks else run.peak for run in runs)
        gains = ("", "") if name == PLAIN else (f"{gain.wall:.1f}", f"{gain.cpu:.1f}")
        table.add_row(name, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", *gains, f"{peak / 1e6:.0f}")
    return table


def lesson_table(plan: Plan, results: Results) -> Table:
    """The whole lesson: times, their share of the time from nothing, and how many slides were drawn."""
    table = Table(title=f"The whole lesson, {plan.quality}; previews are drafts")
    for name in ("", "wall s", "CPU s", "of all", "drawn"):
        table.add_column(name, justify="left" if not name else "right")
    whole = results.lesson[cold(plan.jobs)]
    for name in _in_order(results.lesson):
        runs = results.lesson[name]
        cost = typical(runs)
        # What was done in the last round alone is compared with that.
        beside = zip(runs, whole[-len(runs) :], strict=True)
        share = median(run.cost.wall / other.cost.wall for run, other in beside)
        table.add_row(
            name,
            f"{cost.wall:.1f}",
            f"{cost.cpu:.1f}",
            f"{100 * share:.0f} %",
            str(results.drawn.get(name, "")),
        )
    table.add_row("preview of one slide, after a save", f"{median(results.saves):.1f}", "", "", "1")
    return table


def _in_order(names: Iterable[str]) -> list[str]:
    """Plain Manim first, then one job, then the rest as it was done."""
    return sorted(names, key=lambda name: (name != PLAIN, name != cold(1)))


def stage_table(plan: Plan, results: Results) -> Table:
    """Where the time goes."""
    one, many = results.chapter[cold(1)], results.lesson[cold(plan.jobs)]
    table = Table(title=f"By stage: wall and CPU seconds of the chapter, 1 job, and the lesson, {plan.jobs}")
    for name in ("", "chapter", "CPU", "lesson", "CPU"):
        table.add_column(name, justify="left" if not name else "right")
    for stage in one[0].stages:
        figures = [
            f"{median(getattr(run.stages[stage], what) for run in runs):.1f}"
            for runs in (one, many)
            for what in ("wall", "cpu")
        ]
        table.add_row(stage, *figures)
    return table


def unit_table(results: Results) -> Table:
    """What single steps cost."""
    table = Table(title="Single steps, CPU milliseconds")
    for name in ("", "Manim", "studio", "the libraries alone"):
        table.add_column(name, justify="left" if not name else "right")
    for unit in results.units:
        least = "" if unit["least"] is None else f"{unit['least']:.1f}"
        table.add_row(unit["name"], f"{unit['manim']:.1f}", f"{unit['studio']:.1f}", least)
    return table


def floor_line(results: Results) -> str:
    """How near the drawing of the chapter comes to the floor."""
    slides = [slide for chapter in results.contents for slide in chapter["slides"]]
    moving, pictures = (sum(slide[what] for slide in slides) for what in ("moving", "pictures"))
    spent = median(run.stages["pictures"].cpu for run in results.chapter[cold(1)])
    return (
        f"{moving} of the chapter's {results.frames} frames move. Drawing takes "
        f"{1000 * spent / pictures:.1f} CPU ms a picture; "
        f"the floor was estimated at {FLOOR:.0f} for one of 1920x1080."
    )


def panels(plan: Plan, results: Results) -> list[Panel]:
    """What the plot shows."""

    def row(name: str, runs: Sequence[Measured]) -> Row:
        cost = typical(runs)
        return Row(name, cost.wall, cost.cpu)

    return [
        Panel(
            f"The chapter {plan.subject.chapter!r} ({plan.quality})",
            [row(name, results.chapter[name]) for name in _in_order(results.chapter)],
        ),
        Panel(
            f"The whole lesson ({plan.quality}; previews are drafts)",
            [
                *(row(name, results.lesson[name]) for name in _in_order(results.lesson)),
                Row("preview after a save", median(results.saves), None),
            ],
        ),
    ]


def machine() -> dict[str, Any]:
    """What it was measured on."""
    try:
        cpu = re.search(r"^model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        cpu = None
    return {
        "processor": cpu[1] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("manim", "numpy", "pycairo", "av")},
    }


def as_json(plan: Plan, results: Results, on: dict[str, Any]) -> dict[str, Any]:
    """All figures, for programs."""
    return {
        "machine": on,
        "script": plan.subject.script.name,
        "chapter": plan.subject.chapter,
        "slide": plan.subject.slide,
        "colour": plan.subject.colour,
        "quality": plan.quality,
        "jobs": plan.jobs,
        "rounds": plan.rounds,
        "frames": results.frames,
        **{
            which: {
                name: [{key: value for key, value in asdict(run).items() if key != "lines"} for run in runs]
                for name, runs in measures.items()
            }
            for which, measures in (("of_chapter", results.chapter), ("of_lesson", results.lesson))
        },
        "preview_after_save": results.saves,
        "drawn": results.drawn,
        "contents": results.contents,
        "tasks": results.tasks,
        "units": results.units,
    }


@click.command()
@click.option("--quick", is_flag=True, help="The small lesson of the tests as a draft, one round.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option(
    "--jobs", type=click.IntRange(2), default=max(2, os.cpu_count() or 2), help="[default: the cores]"
)
@click.option("--quality", type=click.Choice(list(QUALITIES)), default="1080p", show_default=True)
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    default=MODULE.script,
)
@click.option("--chapter", default=MODULE.chapter, show_default=True, help="Which plain Manim makes, too.")
@click.option("--slide", default=MODULE.slide, show_default=True, help="Which is edited and previewed.")
@click.option("--colour", default=MODULE.colour, show_default=True, help="Which is changed, as FILE:#HEX.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=HERE / "output" / "benchmark"
)
def main(quick: bool, rounds: int, jobs: int, quality: str, output: Path, **subject: Any) -> None:
    """Measure the studio beside plain Manim; print tables, and write speed.json and speed.svg."""
    plan = Plan(SMALL, "draft", jobs, 1) if quick else Plan(Subject(**subject), quality, jobs, rounds)
    on = machine()
    progress = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        results = bench(plan, Path(folder), lambda what: progress.print(what, highlight=False))
    with atomic(output / "speed.json") as draft:
        draft.write_text(json.dumps(as_json(plan, results, on), indent=2) + "\n", encoding="utf-8")
    write_plot(panels(plan, results), output / "speed.svg")
    console = Console()
    console.print(f"{on['processor']}, {on['cores']} cores; {plan.rounds} rounds", highlight=False)
    for table in (
        chapter_table(plan, results),
        lesson_table(plan, results),
        stage_table(plan, results),
        unit_table(results),
    ):
        console.print(table)
    console.print(floor_line(results), highlight=False)
    console.print(f"{output / 'speed.json'}, {output / 'speed.svg'}", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    main()
