"""The command: options and messages. What it does is done in `studio`."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import click
import watchfiles
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text
from watchfiles import Change, DefaultFilter

from studio.drawing.settings import EncoderSettings
from studio.errors import StudioError
from studio.pipeline.request import Request
from studio.pipeline.workers import MAX_TASKS, jobs_that_fit, start_workers, studio_pool
from studio.scene.settings import QUALITIES, Picture

if TYPE_CHECKING:
    from studio.checks.findings import Finding
    from studio.pipeline.progress import ProgressReporter
    from studio.pipeline.records import RenderResult
    from studio.scene.loading import SceneSource

# What else the commands need takes a third of a second to import. They do so themselves, so that the workers
# can import Manim meanwhile.

HERE = Path(__file__).parent
DEFAULT_SCRIPT = HERE / "script" / "22-qkv-projections.md"

Command = Callable[..., None]


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
            self._console.print(f"{self._name} {10 * tenth}%, about {_clock(left)} left", highlight=False)
            self._told, self._spoke = tenth, now


@contextmanager
def _reporting(console: Console) -> Iterator[ProgressReporter]:
    if console.is_terminal:
        live = LiveProgress(console)
        with live.progress:
            yield live
    else:
        yield PlainProgress(console)


@contextmanager
def _messages() -> Iterator[None]:
    """Show what the studio refuses as it is, without a traceback, and exit with 1."""
    try:
        yield
    except StudioError as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", err=True)
        sys.exit(1)


def _require_folder(folder: Path, option: str) -> None:
    """Refuse a folder that cannot be written to before there is anything to lose."""
    nearest = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        why = "may not be written to" if nearest.is_dir() else "is no folder"
        raise StudioError(f"{folder} cannot be written to: {nearest} {why}. Choose another with {option}.")


def _lesson_options(quality: str = "1080p") -> Callable[[Command], Command]:
    """Give a command the options that say which lesson is meant, and hand them over as a `Request`."""
    return functools.partial(_with_lesson_options, default_quality=quality)


def _with_lesson_options(command: Command, default_quality: str) -> Command:
    options = [
        click.option(
            "--script",
            type=click.Path(path_type=Path),
            default=DEFAULT_SCRIPT,
            show_default="script/22-qkv-projections.md",
            help="The script; its `scenes:` names a package or .py file beside it.",
        ),
        click.option(
            "--quality",
            type=click.Choice(list(QUALITIES)),
            default=default_quality,
            show_default=True,
            help="Size of the pictures; draft is 854x480 at 15 frames a second.",
        ),
        click.option("--fps", type=click.IntRange(1, 120), help="Frames a second.  [default: 30; draft 15]"),
        click.option("--token", help="The token to compute with, instead of the script's."),
        click.option(
            "--voice",
            metavar="ENGINE[:NAME]",
            help="The voice, instead of the script's: see `render.py voices`.",
        ),
        click.option("--rate", type=click.IntRange(80, 400), help="Words a minute, instead of the script's."),
        click.option(
            "--jobs",
            type=click.IntRange(1, 256),
            help="Processes at work at once.  [default: as cores and memory allow; in a cluster one a slide]",
        ),
        click.option(
            "--scheduler",
            metavar="tcp://HOST:8786",
            help="A Dask scheduler, whose workers run and draw the scenes instead of this machine.",
        ),
        click.option(
            "--cfr",
            is_flag=True,
            help="A constant frame rate, for editing the film further: larger, and slower to make.",
        ),
        click.option(
            "--output",
            type=click.Path(file_okay=False, path_type=Path),
            default=HERE / "output",
            show_default="output",
            help="Where the lesson's folder is made.",
        ),
        click.option(
            "--cache",
            type=click.Path(file_okay=False, path_type=Path),
            default=HERE / ".cache",
            show_default=".cache",
            help="Where speech and drawn slides are kept for the next time.",
        ),
    ]

    @functools.wraps(command)
    def with_request(
        script: Path,
        quality: str,
        fps: int | None,
        token: str | None,
        voice: str | None,
        rate: int | None,
        jobs: int | None,
        scheduler: str | None,
        cfr: bool,
        output: Path,
        cache: Path,
        **others: Any,
    ) -> None:
        size = QUALITIES[quality]
        request = Request(
            script=script,
            picture=Picture(size.width, size.height, fps or size.fps),
            output=output,
            cache=cache,
            token=token,
            voice=voice,
            rate=rate,
            jobs=jobs or (jobs_that_fit() if scheduler is None else MAX_TASKS),
            encoder=EncoderSettings(cfr=cfr),
            scheduler=scheduler,
        )
        with _messages():
            _require_folder(cache, "--cache")
            if scheduler is None and not _seems_made(request):
                start_workers()
            command(request, **others)

    for option in reversed(options):
        with_request = option(with_request)
    return with_request


def _seems_made(request: Request) -> bool:
    """Whether a film is there that was made after the script was saved: there may be nothing to do."""
    try:
        made = (request.folder / "manifest.json").stat().st_mtime
        return made > request.script.stat().st_mtime
    except OSError:
        return False


class _RenderByDefault(click.Group):
    """A group whose command `film` is meant where none is named: ``render.py --token queen`` renders."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``film`` before arguments that name no command."""
        named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else ["film", *args])


@click.group(cls=_RenderByDefault, context_settings={"max_content_width": 100})
def main() -> None:
    """Turn a script and its scenes into a narrated film with slides.

    Without a command, `film` is meant: `python render.py` renders the module of this repository,
    `python render.py --token queen --quality draft` a quick look at another token.

    Exit codes: 0 done, 1 a mistake in the script or its scenes, 2 a mistake in the command line.
    """


@main.command()
@_lesson_options()
@click.option("--strict", is_flag=True, help="Stop before drawing if a finding is an error.")
def film(request: Request, strict: bool) -> None:
    """Render the film, its captions, sound and stills.  (The default.)"""
    from studio.checks.findings import has_errors
    from studio.pipeline.prepare import prepare_lesson
    from studio.pipeline.render import render_film, unchanged_result

    _require_folder(request.output, "--output")
    console = Console(stderr=True)
    began = time.monotonic()
    made = unchanged_result(request)
    if made is None:
        with studio_pool(request.jobs, request.scheduler) as pool, _reporting(console) as progress:
            lesson = prepare_lesson(request, pool, progress)
            if not (strict and has_errors(lesson.findings)):
                made = render_film(request, lesson, pool, progress)
    findings = lesson.findings if made is None else made.findings
    for finding in findings:
        _show(console, finding)
    if made is not None:
        _summary(Console(), made, time.monotonic() - began)
    if strict and has_errors(findings):
        console.print("--strict: nothing is drawn while a finding is an error.")
        sys.exit(1)


@main.command()
@_lesson_options(quality="draft")
@click.argument("slide", required=False)
@click.option("--watch", is_flag=True, help="Draw again whenever the script or the scenes are saved.")
def preview(request: Request, slide: str | None, watch: bool) -> None:
    """Draw one SLIDE, by its id, or all of them, quickly and with sound.

    The film is written to the folder preview/ of the lesson.
    """
    from studio.scene.loading import forget

    _require_folder(request.output, "--output")
    if not watch:
        _preview(request, slide)
        return
    while True:
        with _saves(request) as saved:
            try:
                _preview(request, slide)
            except StudioError as error:
                click.echo(f"{error}", err=True)
            if not saved.is_set():
                click.echo("Waiting for a save; Ctrl+C ends.", err=True)
            while not saved.wait(1):  # by the second, so that Ctrl+C is heard on every system
                pass
        with suppress(StudioError):
            forget(_scenes(request))


def _preview(request: Request, slide: str | None) -> None:
    from studio.pipeline.prepare import prepare_lesson
    from studio.pipeline.render import render_preview

    console = Console(stderr=True)
    began = time.monotonic()
    with studio_pool(request.jobs, request.scheduler) as pool, _reporting(console) as progress:
        lesson = prepare_lesson(request, pool, progress, slide=slide)
        path = render_preview(request, lesson, pool, progress, slide=slide)
    for finding in lesson.findings:
        if slide in (None, finding.slide):
            _show(console, finding)
    click.echo(f"{path} ({time.monotonic() - began:.1f} s)")


def _scenes(request: Request) -> SceneSource:
    from studio.scene.loading import find_scenes
    from studio.script.parser import read_front_matter

    return find_scenes(request.script, read_front_matter(request.script).scenes)


@contextmanager
def _saves(request: Request) -> Iterator[Event]:
    """What is set as soon as a file of the lesson is saved, from the beginning of the block."""
    folders = {request.script.parent.resolve()}
    with suppress(StudioError):
        folders |= {*_scenes(request).watch_folders}
    ours = [folder.resolve() for folder in (request.output, request.cache)]

    class Authors(DefaultFilter):
        def __call__(self, change: Change, path: str) -> bool:
            return super().__call__(change, path) and not any(
                Path(path).resolve().is_relative_to(folder) for folder in ours
            )

    saved, ended = Event(), Event()

    def listen() -> None:
        for _ in watchfiles.watch(*folders, watch_filter=Authors(), debounce=200, step=20, stop_event=ended):
            saved.set()

    listener = Thread(target=listen)
    listener.start()
    try:
        yield saved
    finally:
        ended.set()
        listener.join()


@main.command()
@_lesson_options()
def slides(request: Request) -> None:
    """Make stills, PDF and PowerPoint without the film: fast, at --quality 4k too.

    Only the last picture of each slide is drawn; a film in the same folder stays as it is.
    """
    from studio.pipeline.prepare import prepare_lesson
    from studio.pipeline.render import render_slides

    _require_folder(request.output, "--output")
    console = Console(stderr=True)
    began = time.monotonic()
    with studio_pool(request.jobs, request.scheduler) as pool, _reporting(console) as progress:
        lesson = prepare_lesson(request, pool, progress)
        made = render_slides(request, lesson, pool, progress)
    for finding in made.findings:
        _show(console, finding)
    _summary(Console(), made, time.monotonic() - began)


@main.command()
@_lesson_options()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for tools.")
def check(request: Request, as_json: bool) -> None:
    """Rehearse the lesson and listen to it, without drawing it, and report what there is to mend.

    A finding ends with the name of its check in brackets, which a scene may allow: see the README. Exits
    with 1 if any finding is an error.
    """
    from studio.checks.findings import findings_json, has_errors
    from studio.pipeline.prepare import check_lesson

    console = Console()
    with studio_pool(request.jobs, request.scheduler) as pool, _reporting(Console(stderr=True)) as progress:
        lesson = check_lesson(request, pool, progress)
    timeline = lesson.timeline
    if as_json:
        click.echo(findings_json(timeline, lesson.findings))
    else:
        for finding in lesson.findings:
            _show(console, finding)
        console.print(
            f"{len(timeline.script.chapters)} chapters, {len(timeline.slides)} slides, "
            f"{_clock(timeline.seconds(timeline.frames))}: {len(lesson.findings) or 'no'} "
            f"finding{'' if len(lesson.findings) == 1 else 's'}.",
            highlight=False,
        )
    sys.exit(1 if has_errors(lesson.findings) else 0)


@main.command()
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=HERE / "output",
    show_default="output",
    help="Where the lessons' folders are.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Of the address; 0 takes one that is free.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def serve(output: Path, port: int, no_open: bool) -> None:
    """Show the lesson page in a browser, from this machine alone, until Ctrl+C."""
    from studio.cli.serve import address_of, make_server

    with _messages(), make_server(output, port) as server:
        address = address_of(server, output)
        click.echo(f"The lesson is at {address} until Ctrl+C.")
        if not no_open:
            webbrowser.open(address)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


@main.command()
def voices() -> None:
    """List the voices that can be used here, and how to get the others."""
    from studio.speech.voices import engines

    console = Console(highlight=False)
    with _messages():
        found = engines()
    for engine in found:
        console.print(engine.name, style="bold")
        console.print(Padding(Text(engine.title), (0, 0, 0, 2)))
        if engine.missing:
            missing = Text(f"Not installed. To get it: {engine.missing}", "yellow")
            console.print(Padding(missing, (0, 0, 0, 2)))
        table = Table.grid(padding=(0, 2))
        for voice in engine.voices:
            how = f" (not here; to get it: {voice.missing})" if voice.missing else ""
            table.add_row("", voice.name, Text(voice.title + how, "yellow" if how else ""))
        console.print(table)
    console.print("The first voice of an engine is the one that speaks where only the engine is named.")


def _show(console: Console, finding: Finding) -> None:
    from studio.checks.findings import Severity

    style = "red" if finding.severity is Severity.ERROR else "yellow"
    console.print(str(finding), style=style, highlight=False, markup=False, soft_wrap=True)


def _summary(console: Console, made: RenderResult, seconds: float) -> None:
    table = Table(title=made.title, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    sizes = {name: (made.folder / name).stat().st_size for name in made.artifacts}
    for name, size in sizes.items():
        if "/" not in name:
            table.add_row(name, _size(size))
    for folder in dict.fromkeys(name.split("/")[0] for name in sizes if "/" in name):
        within = [size for name, size in sizes.items() if name.startswith(f"{folder}/")]
        table.add_row(f"{folder}/ ({len(within)} files)", _size(sum(within)))
    console.print(table)
    drawn = f"{len(made.drawn)} drawn" if made.drawn else "none had to be drawn"
    has_film = f"{made.folder.name}.mp4" in made.artifacts
    film = f"{_clock(made.seconds)} of film, " if has_film else ""
    console.print(
        f"{film}{made.chapters} chapters, {made.slides} slides ({drawn}) in {_clock(seconds)}: {made.folder}",
        highlight=False,
        soft_wrap=True,
    )


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


if __name__ == "__main__":
    # At its end Python would look through all that it holds for what it may set free: a seventh of a second.
    atexit.register(gc.freeze)
    main()
