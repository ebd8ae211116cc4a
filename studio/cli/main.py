"""The command and its subcommands."""

from __future__ import annotations

import time
import webbrowser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import cast

import click
from click_default_group import DefaultGroup  # type: ignore[import-untyped]
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from studio.cli.messages import errors_as_messages, show_finding, show_result
from studio.cli.options import lesson_options, require_folder
from studio.cli.progress import report_progress
from studio.cli.verify import verify
from studio.errors import StudioError
from studio.numbers import clock
from studio.pipeline.project import project_of, scripts_of
from studio.pipeline.request import Request

# What else the commands need takes a third of a second to import. They do so themselves, so that the workers
# can import Manim meanwhile.


class _Group(cast("type[click.Group]", DefaultGroup)):  # type: ignore[misc]
    """Takes what is not a command for the script that `film` is to render, but for a slip of the keyboard."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse what is all but the name of a command."""
        name = args[0]
        near = get_close_matches(name, self.commands, n=1, cutoff=0.75)
        if name not in self.commands and near and not Path(name).exists():
            raise click.UsageError(f"There is no command {name!r}. Did you mean {near[0]!r}?", ctx)
        return super().resolve_command(ctx, args)  # type: ignore[no-any-return]


@click.group(cls=_Group, default="film", default_if_no_args=True, context_settings={"max_content_width": 100})
@click.version_option(package_name="manim-lesson-studio", prog_name="studio", message="%(prog)s %(version)s")
def main() -> None:
    """Turn a script and its scenes into a narrated film with slides.

    Without a command, `film` is meant: `studio` renders the script that is here, `studio --quality draft` has
    a quick look at it, `studio script/NAME.md` renders one of several.

    Exit codes: 0 done, 1 a mistake in the script or its scenes, 2 a mistake in the command line.
    """


@click.command()
@lesson_options()
@click.argument("script_argument", metavar="[SCRIPT]", required=False)
@click.option("--strict", is_flag=True, help="Stop before drawing if a finding is an error.")
def film(request: Request, strict: bool) -> None:
    """Render the film, its captions, sound and stills.  (The default.)"""
    from studio.checks.finding import has_errors
    from studio.pipeline.prepare import prepare_lesson
    from studio.pipeline.render import render_film, unchanged_result
    from studio.pipeline.scene_workers import scene_workers

    require_folder(request.output, "--output")
    console = Console(stderr=True)
    began = time.monotonic()
    made = unchanged_result(request)
    if made is None:
        with scene_workers(request.jobs, request.scheduler) as workers, report_progress(console) as progress:
            lesson = prepare_lesson(request, workers, progress)
            if not (strict and has_errors(lesson.findings)):
                made = render_film(request, lesson, workers, progress)
    findings = lesson.findings if made is None else made.findings
    for finding in findings:
        show_finding(console, finding)
    if made is not None:
        show_result(Console(), made, time.monotonic() - began)
    if strict and has_errors(findings):
        console.print("--strict: nothing is drawn while a finding is an error.")
        raise SystemExit(1)


@click.command()
@lesson_options(quality="draft")
@click.argument("words", metavar="[SCRIPT] [SLIDE]", nargs=-1)
@click.option("--watch", is_flag=True, help="Draw again whenever the script or the scenes are saved.")
def preview(request: Request, slide: str | None, watch: bool) -> None:
    """Draw one SLIDE, by its id, or all of them, quickly and with sound.

    The film is written to the folder preview/ of the lesson.
    """
    from studio.cli.watch import saves
    from studio.scene.importing import forget_all
    from studio.store.reads import state_of

    require_folder(request.output, "--output")
    if not watch:
        _preview(request, slide)
        return
    reads: Mapping[str, str] = {}
    while True:
        with saves(request) as saved:
            reads = {path: state for path in reads if (state := state_of(path))}
            try:
                reads = _preview(request, slide)
            except StudioError as error:
                click.echo(f"{error}", err=True)
            saved.expect(reads)
            if not saved.heard.is_set():
                click.echo("Waiting for a save; Ctrl+C ends.", err=True)
            while not saved.heard.wait(1):  # by the second, so that Ctrl+C is heard on every system
                pass
        forget_all()


def _preview(request: Request, slide: str | None) -> Mapping[str, str]:
    """Draw and say what there is to say; gives what was read for it."""
    from studio.pipeline.prepare import prepare_lesson
    from studio.pipeline.render import render_preview
    from studio.pipeline.scene_workers import scene_workers
    from studio.store.reads import merged

    console = Console(stderr=True)
    began = time.monotonic()
    with scene_workers(request.jobs, request.scheduler) as workers, report_progress(console) as progress:
        lesson = prepare_lesson(request, workers, progress, slide=slide)
        path = render_preview(request, lesson, workers, progress, slide=slide)
    for finding in lesson.findings:
        if slide in (None, finding.slide):
            show_finding(console, finding)
    click.echo(f"{path} ({time.monotonic() - began:.1f} s)")
    return merged(lesson.reads, *(chapter.reads for chapter in lesson.chapters))


@click.command()
@lesson_options()
@click.argument("script_argument", metavar="[SCRIPT]", required=False)
def slides(request: Request) -> None:
    """Make stills, PDF and PowerPoint without the film: fast, at --quality 4k too.

    Only the last picture of each slide is drawn; a film in the same folder stays as it is.
    """
    from studio.pipeline.prepare import prepare_lesson
    from studio.pipeline.render import render_slides
    from studio.pipeline.scene_workers import scene_workers

    require_folder(request.output, "--output")
    console = Console(stderr=True)
    began = time.monotonic()
    with scene_workers(request.jobs, request.scheduler) as workers, report_progress(console) as progress:
        lesson = prepare_lesson(request, workers, progress)
        made = render_slides(request, lesson, workers, progress)
    for finding in made.findings:
        show_finding(console, finding)
    show_result(Console(), made, time.monotonic() - began)


@click.command()
@lesson_options()
@click.argument("script_argument", metavar="[SCRIPT]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for tools.")
def check(request: Request, as_json: bool) -> None:
    """Rehearse the lesson and listen to it, without drawing it, and report what there is to mend.

    A finding ends with the name of its check in brackets, which a scene may suppress: see the README. Exits
    with 1 if any finding is an error.
    """
    from studio.checks.finding import findings_json, has_errors
    from studio.pipeline.prepare import check_lesson
    from studio.pipeline.scene_workers import scene_workers

    console = Console()
    with (
        scene_workers(request.jobs, request.scheduler) as workers,
        report_progress(Console(stderr=True)) as progress,
    ):
        lesson = check_lesson(request, workers, progress)
    timeline = lesson.timeline
    if as_json:
        click.echo(findings_json(timeline, lesson.findings))
    else:
        for finding in lesson.findings:
            show_finding(console, finding)
        console.print(
            f"{len(timeline.script.chapters)} chapters, {len(timeline.slides)} slides, "
            f"{clock(timeline.seconds(timeline.frames))}: {len(lesson.findings) or 'no'} "
            f"finding{'' if len(lesson.findings) == 1 else 's'}.",
            highlight=False,
        )
    raise SystemExit(1 if has_errors(lesson.findings) else 0)


@click.command()
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the lessons' folders are.  [default: output, in the project that is here]",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Of the address; 0 takes one that is free.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def serve(output: Path | None, port: int, no_open: bool) -> None:
    """Show the lesson page in a browser, from this machine alone, until Ctrl+C."""
    from studio.cli.serve import address_of, make_server

    folder = output or _output_here()
    with errors_as_messages(), make_server(folder, port) as server:
        address = address_of(server, folder)
        click.echo(f"The lesson is at {address} until Ctrl+C.")
        if not no_open:
            webbrowser.open(address)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def _output_here() -> Path:
    scripts: Sequence[Path] = scripts_of(Path())
    return (project_of(scripts[0]) if scripts else Path()) / "output"


@click.command()
def voices() -> None:
    """List the voices that can be used here, and how to get the others."""
    from studio.speech.voices import engines

    console = Console(highlight=False)
    with errors_as_messages():
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


for command in (film, preview, slides, check, verify, serve, voices):
    main.add_command(command)
