"""The command that measures a finished film."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from studio.cli.messages import errors_as_messages


@click.command()
@click.argument("film", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was measured as JSON, for tools.")
def verify(film: Path, as_json: bool) -> None:
    """Decode a finished FILM, or the one in a lesson's folder, and measure whether it is as it should be.

    What is measured: digests, durations, how soon the picture changes after each bookmark's word, loudness,
    captions and stills. Exits with 1 if anything is off.
    """
    from studio.checks.verify import film_in, verified_json
    from studio.checks.verify import verify as measure

    with errors_as_messages():
        measured = measure(film_in(film))
    if as_json:
        click.echo(verified_json(measured))
    else:
        table = Table("", "measured", "expected", "", title=measured.film.name, title_justify="left")
        for proof in measured.proofs:
            style = None if proof.holds else "red"
            table.add_row(
                proof.name, proof.measured, proof.expected, "" if proof.holds else "off", style=style
            )
        Console().print(table)
    raise SystemExit(0 if measured.holds else 1)
