"""Which script is meant, and where its output and cache lie."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from studio.cli.options import choose_script, lesson_options
from studio.errors import StudioError
from studio.pipeline.request import Request

SCRIPT = "---\ntitle: A talk\nscenes: parts.py\nminutes: 1\n---\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is the current folder."""
    (tmp_path / "course" / "script").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path / "course"


def write(course: Path, *names: str) -> None:
    for name in names:
        (course / "script" / f"{name}.md").write_text(SCRIPT, encoding="utf-8")


def test_the_only_script_is_meant(course: Path) -> None:
    write(course, "22-heads")
    assert choose_script() == Path("script/22-heads.md")


def test_of_several_one_has_to_be_named(course: Path) -> None:
    write(course, "22-heads", "23-shares")
    with pytest.raises(StudioError) as error:
        choose_script(None)
    assert str(error.value).splitlines()[1:] == ["script/22-heads.md", "script/23-shares.md"]
    for name in ("23-shares", "23-shares.md", "script/23-shares.md"):
        assert choose_script(name) == Path("script/23-shares.md")
        assert choose_script(None, name) == Path("script/23-shares.md")


def test_a_slip_in_the_name(course: Path) -> None:
    write(course, "22-heads", "23-shares")
    with pytest.raises(StudioError, match=r"There is no script '23-shars'\. Did you mean '23-shares'\?"):
        choose_script("23-shars")


@pytest.mark.usefixtures("course")
def test_no_script_and_two_scripts() -> None:
    with pytest.raises(StudioError, match="There is no script here"):
        choose_script()
    with pytest.raises(StudioError, match="Two scripts are named, a and b"):
        choose_script("a", "b")


@pytest.fixture
def asked() -> click.Command:
    """A command that tells what it is asked for."""

    @click.command()
    @lesson_options()
    @click.argument("words", nargs=-1)
    def command(request: Request, slide: str | None) -> None:
        click.echo(f"{request.script} {request.output} {request.cache} {dict(request.parameters)} {slide}")

    return command


def test_output_and_cache_lie_in_the_project_of_the_script(
    asked: click.Command, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(course, "22-heads")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    script = course / "script" / "22-heads.md"
    result = CliRunner().invoke(asked, ["--script", str(script), "-p", "word=a=b", "-p", "n=2"])
    assert result.output.split(" ", 3) == [
        *map(str, (script, course / "output", course / ".cache")),
        "{'word': 'a=b', 'n': '2'} None\n",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["first"], "script/22-heads.md output"),
        (["first", "23-shares"], "There is no script"),
        (["22-heads", "first"], "script/22-heads.md output"),
        (["one", "two"], "Two slides are named, one and two."),
    ],
)
def test_a_script_and_a_slide_in_any_order(
    asked: click.Command, course: Path, words: list[str], said: str
) -> None:
    write(course, "22-heads")
    if words[-1] == "23-shares":
        said = "Two slides are named, first and 23-shares."
    result = CliRunner().invoke(asked, words)
    assert said in result.output
    assert result.exit_code == (1 if "named" in said else 0)


def test_a_parameter_given_twice(asked: click.Command, course: Path) -> None:
    write(course, "22-heads")
    result = CliRunner().invoke(asked, ["-p", "word=a", "-p", "word=b"])
    assert "The parameter 'word' is given twice." in result.output
