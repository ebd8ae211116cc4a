"""A wheel of the project, in an empty environment, renders a stranger's lesson in a stranger's folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from textwrap import dedent
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[1]
SCRIPT = """\
---
title: A stranger's talk
scenes: talk.py
minutes: 0.1
---
# One {scene=One}

## A ring {alt="A ring."}

Here is a [ring](#ring).
"""
SCENES = """\
from manim import Circle, FadeIn

from studio import LessonScene


class One(LessonScene):
    def construct(self):
        with self.slide("a-ring") as narration:
            self.wait_until_bookmark("ring")
            self.play(FadeIn(Circle()), run_time=narration.duration_of("ring"))
"""


def run(*command: str | Path, cwd: Path) -> str:
    """What a command says, in an environment in which nothing points to this repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves files beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    unneeded = shutil.ignore_patterns(".*", "__pycache__", "output", "tests", "*.egg-info", "build")
    shutil.copytree(REPOSITORY, folder / "project", ignore=unneeded)
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder]
    run(sys.executable, "-m", "pip", "wheel", "--quiet", *options, folder / "project", cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with that wheel; what it depends on is lent from this one."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    options = ["--quiet", "--no-deps", "--no-index", "--ignore-installed"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    lent = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    # The paths alone: an editable installation of this repository comes by a .pth file, not read there.
    (packages / "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    return folder / "bin"


def test_the_wheel_has_every_file_of_the_studio_and_its_lessons_alone(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    studio = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "studio").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert studio - packed == set()
    assert any(name.startswith("studio/publish/templates/page/") for name in packed)
    assert {name.partition("/")[0] for name in packed} <= {"studio", "scenes"}


def test_nothing_of_this_repository_is_in_the_environment(environment: Path, tmp_path: Path) -> None:
    found = run(
        environment / "python",
        "-c",
        "from importlib.util import find_spec; print(find_spec('studio').origin, find_spec('render'))",
        cwd=tmp_path,
    )
    assert found.split() == [
        str(next(environment.parent.glob("lib/python*/site-packages/studio")) / "__init__.py"),
        "None",
    ]


def test_a_strangers_lesson_in_a_strangers_folder(environment: Path, tmp_path: Path) -> None:
    home = tmp_path / "a stranger's talks"
    home.mkdir()
    (home / "talk.md").write_text(dedent(SCRIPT), encoding="utf-8")
    (home / "talk.py").write_text(dedent(SCENES), encoding="utf-8")
    options = ["--quality", "draft", "--jobs", "1"]
    run(environment / "studio", "--script", home / "talk.md", *options, cwd=tmp_path)
    made = home / "output" / "talk"
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    listed = {entry["path"] for entry in manifest["artifacts"]}
    assert listed >= {"talk.mp4", "talk.vtt", "talk.pptx", "talk.pdf", "talk-slides.html", "index.html"}
    assert all((made / name).stat().st_size for name in listed)
    for page in ("index.html", "talk-slides.html"):
        assert "A stranger" in (made / page).read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [home.name]
