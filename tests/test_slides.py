"""Slides without the film: the same pictures, none of the work."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from studio.cli.main import main
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.records import RenderResult
from studio.pipeline.render import render_film, render_slides
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import scene_workers
from studio.scene.settings import QUALITIES

IDS = ("turn", "layers", "closer")
STILLS = [f"slides/0{number}-{id}.png" for number, id in enumerate(IDS, start=1)]


class Silent:
    """Watches without a word."""

    def stage(self, name: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


def test_slides_are_those_of_the_film(lessons: Path, tmp_path: Path) -> None:
    request = Request(
        script=lessons / "small" / "small.md",
        picture=QUALITIES["draft"],
        output=tmp_path / "slides",
        cache=tmp_path / "cache",
        jobs=2,
    )
    in_film = replace(request, output=tmp_path / "film")
    with scene_workers(2) as pool:
        lesson = prepare_lesson(request, pool, Silent())

        made = render_slides(request, lesson, pool, Silent())
        assert sorted(made.artifacts) == sorted([*STILLS, "small.pptx", "small.pdf", "manifest.json"])
        assert made.drawn == IDS
        assert not (request.cache / "segments").exists()
        again = render_slides(request, lesson, pool, Silent())
        assert again.drawn == ()
        assert again.artifacts == made.artifacts
        assert_manifest(made)

        film = render_film(in_film, lesson, pool, Silent())
        same = [*STILLS, "small.pdf"]
        assert [film.artifacts[name] for name in same] == [made.artifacts[name] for name in same]
        assert film.artifacts["small.pptx"] != made.artifacts["small.pptx"]
        decks = {"small.pptx", "small.pdf", "small-slides.html", "deck/small.json"}
        assert decks <= film.artifacts.keys()
        assert_manifest(film)

        # Where the film's segments are in the cache, nothing has to be drawn; the film stays where it is.
        shutil.rmtree(request.cache / "stills")
        beside = render_slides(in_film, lesson, pool, Silent())
        assert beside.drawn == ()
        assert beside.artifacts == made.artifacts
        assert_manifest(beside)
        assert (film.folder / "small.mp4").is_file()


def assert_manifest(made: RenderResult) -> None:
    """The manifest lists what was made, and nothing else."""
    content = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    listed = {entry["path"]: entry["sha256"] for entry in content["artifacts"]}
    assert listed == {name: digest for name, digest in made.artifacts.items() if name != "manifest.json"}
    assert [slide["still"] for slide in content["slides"]] == STILLS


def test_the_command(lessons: Path, tmp_path: Path) -> None:
    arguments = ["slides", "--script", str(lessons / "small" / "small.md"), "--jobs", "1"]
    arguments += ["--output", str(tmp_path / "output"), "--cache", str(tmp_path / "cache")]
    result = CliRunner().invoke(main, [*arguments, "--quality", "720p"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "2 chapters, 3 slides (3 drawn)" in result.stdout
    assert "of film" not in result.stdout
    content = json.loads((tmp_path / "output" / "small" / "manifest.json").read_text(encoding="utf-8"))
    assert content["width"] == 1280
