"""How the command speaks: errors, findings and what a render made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from studio.errors import StudioError
from studio.numbers import clock

if TYPE_CHECKING:
    from studio.checks.finding import Finding
    from studio.pipeline.records import RenderResult


@contextmanager
def errors_as_messages() -> Iterator[None]:
    """Show what the studio refuses as it is, without a traceback, and exit with 1."""
    try:
        yield
    except StudioError as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", err=True)
        sys.exit(1)


def show_finding(console: Console, finding: Finding) -> None:
    """Print a finding on one line, errors in red."""
    from studio.checks.finding import Severity

    style = "red" if finding.severity is Severity.ERROR else "yellow"
    console.print(str(finding), style=style, highlight=False, markup=False, soft_wrap=True)


def show_result(console: Console, made: RenderResult, seconds: float) -> None:
    """Print the files that a render made, how large they are, and how many seconds it took."""
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
    film = f"{clock(made.seconds)} of film, " if has_film else ""
    console.print(
        f"{film}{made.chapters} chapters, {made.slides} slides ({drawn}) in {clock(seconds)}: {made.folder}",
        highlight=False,
        soft_wrap=True,
    )


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"
