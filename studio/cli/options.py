"""The options that say which lesson is meant and how it is made; commands get them as a `Request`."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from studio.cli.messages import errors_as_messages
from studio.drawing.settings import EncoderSettings
from studio.errors import StudioError
from studio.pipeline.project import project_of, scripts_of
from studio.pipeline.request import Request
from studio.pipeline.workers import MAX_TASKS, jobs_that_fit, start_workers
from studio.scene.settings import QUALITIES, Picture

Command = Callable[..., None]

_FOLDER = click.Path(file_okay=False, path_type=Path)
_PARAMETER = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)


class _Parameter(click.ParamType[tuple[str, str]]):
    """``NAME=VALUE``, as a pair."""

    name = "NAME=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Part the name from the value."""
        match = _PARAMETER.fullmatch(value)
        if match is None:
            self.fail(f"{value!r} is not NAME=VALUE, such as word=tree.", param, ctx)
        return match[1], match[2]


_OPTIONS = (
    click.option(
        "--script",
        metavar="PATH",
        help="The script, or its name. Its `scenes:` names a package below scenes/, or a .py file beside it."
        "  [default: the only one there is]",
    ),
    click.option("--fps", type=click.IntRange(1, 120), help="Frames per second.  [default: 30; draft 15]"),
    click.option(
        "-p",
        "--parameter",
        "parameters",
        type=_Parameter(),
        multiple=True,
        help="A value for one of the lesson's `parameters:`, instead of the script's. May be repeated.",
    ),
    click.option(
        "--voice",
        metavar="ENGINE[:NAME]",
        help="The voice, instead of the script's: see the command `voices`.",
    ),
    click.option("--rate", type=click.IntRange(80, 400), help="Words per minute, instead of the script's."),
    click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        help="Processes at work at once.  [default: as cores and memory allow; in a cluster one per slide]",
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
        type=_FOLDER,
        help="Where the lesson's folder is made.  [default: output, in the script's project]",
    ),
    click.option(
        "--cache",
        type=_FOLDER,
        help="Where speech and drawn slides are kept for the next time.  [default: .cache, likewise]",
    ),
)


def lesson_options(quality: str = "1080p") -> Callable[[Command], Command]:
    """Give a command the options that say which lesson is meant, and hand them over as a `Request`."""
    size = click.option(
        "--quality",
        type=click.Choice(list(QUALITIES)),
        default=quality,
        show_default=True,
        help="Size of the pictures; draft is 854x480 at 15 frames per second.",
    )

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_request(**arguments: Any) -> None:
            with errors_as_messages():
                if "words" in arguments:
                    arguments["script_argument"], arguments["slide"] = _script_and_slide(
                        arguments.pop("words")
                    )
                request = _request(arguments)
                require_folder(request.cache, "--cache")
                if request.scheduler is None and not _seems_made(request):
                    start_workers()
                command(request, **arguments)

        for option in reversed((_OPTIONS[0], size, *_OPTIONS[1:])):
            with_request = option(with_request)
        return with_request

    return decorate


def _request(arguments: dict[str, Any]) -> Request:
    """Take the options of `lesson_options` out of what a command was given."""
    script = choose_script(arguments.pop("script"), arguments.pop("script_argument", None))
    picture, fps = QUALITIES[arguments.pop("quality")], arguments.pop("fps")
    jobs, scheduler = arguments.pop("jobs"), arguments.pop("scheduler")
    project = project_of(script)
    return Request(
        script=script,
        picture=Picture(picture.width, picture.height, fps or picture.fps),
        output=arguments.pop("output") or _shown(project / "output"),
        cache=arguments.pop("cache") or project / ".cache",
        parameters=_parameters(arguments.pop("parameters")),
        voice=arguments.pop("voice"),
        rate=arguments.pop("rate"),
        jobs=jobs or (jobs_that_fit() if scheduler is None else MAX_TASKS),
        encoder=EncoderSettings(cfr=arguments.pop("cfr")),
        scheduler=scheduler,
    )


def _parameters(given: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    names = [name for name, _ in given]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise StudioError(f"The parameter {twice!r} is given twice. Give it once.")
    return dict(given)


def _shown(folder: Path) -> Path:
    """A folder as it is told to people: from the current one, where it lies below."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def choose_script(*given: str | None) -> Path:
    """The script that is meant.

    Parameters
    ----------
    given
        Its path, or its name with or without ``.md``, as an option or an argument; None where it is not.

    Raises
    ------
    StudioError
        If it is given twice; or if it is not given, and there is none or there are several and nobody to ask.
    """
    named = [name for name in given if name is not None]
    if len(named) > 1:
        raise StudioError(f"Two scripts are named, {named[0]} and {named[1]}. Name one.")
    scripts = scripts_of(Path())
    if named:
        return _script_named(named[0], scripts)
    if not scripts:
        raise StudioError(
            "There is no script here: no Markdown file, in this folder or in script/, that names its scenes. "
            "Go to the folder of a lesson, or name its script."
        )
    if len(scripts) == 1:
        return scripts[0]
    names = [script.stem for script in scripts]
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise StudioError("There are several scripts here. Name one of:\n" + "\n".join(map(str, scripts)))
    for number, script in enumerate(scripts, start=1):
        click.echo(f"{number:3} {script}", err=True)
    answer = click.prompt("Which script", type=click.IntRange(1, len(names)), err=True)
    return scripts[answer - 1]


def _script_named(name: str, scripts: Sequence[Path]) -> Path:
    path = Path(name)
    if path.exists():
        return path
    for script in scripts:
        if name in (script.stem, script.name):
            return script
    near = get_close_matches(name, [script.stem for script in scripts], n=1)
    if near and path.parent == Path():
        raise StudioError(f"There is no script {name!r}. Did you mean {near[0]!r}?")
    return path  # to be told what is wrong with it when it is read


def _script_and_slide(words: Sequence[str]) -> tuple[str | None, str | None]:
    """Tell the script's name from the id of a slide, both of which may be missing."""
    scripts = [word for word in words if word.endswith(".md") or word in _stems()]
    slides = [word for word in words if word not in scripts]
    if len(slides) > 1:
        raise StudioError(f"Two slides are named, {slides[0]} and {slides[1]}. Name one, or none for all.")
    if len(scripts) > 1:
        raise StudioError(f"Two scripts are named, {scripts[0]} and {scripts[1]}. Name one.")
    return next(iter(scripts), None), next(iter(slides), None)


def _stems() -> list[str]:
    return [script.stem for script in scripts_of(Path())]


def require_folder(folder: Path, option: str) -> None:
    """Refuse a folder that cannot be written to before there is anything to lose.

    Raises
    ------
    StudioError
        If it is not a folder, or may not be written to; `option` chooses another.
    """
    nearest = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        why = "may not be written to" if nearest.is_dir() else "is not a folder"
        raise StudioError(f"{folder} cannot be written to: {nearest} {why}. Choose another with {option}.")


def _seems_made(request: Request) -> bool:
    """Whether a film is there that was made after the script was saved: there may be nothing to do."""
    try:
        made = (request.folder / "manifest.json").stat().st_mtime
        return made > request.script.stat().st_mtime
    except OSError:
        return False
