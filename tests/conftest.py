"""What all tests share: patience with a busy machine, small lessons, and the module rendered once.

`make test` runs them in as many processes as there are cores. What is slow to make is made in one of them:
tests that share something costly are a group, and so are the other tests of a file. The module is rendered by
whichever process needs it first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", patient, max_examples=25)
settings.register_profile("thorough", patient, max_examples=250)
settings.load_profile("fast")

GROUPS = {
    "tests/test_end_to_end.py": "film",
    "tests/test_golden.py": "film",
    "tests/browser/": "browser",
    "tests/studio/cluster/": "cluster",
}
"""Tests that share what is slow to make: a rendered film, two browsers, a Dask cluster."""

FRONT = """\
---
course:
  module: 1
title: A lesson
minutes: {minutes}
scenes: {scenes}
pause: 0.5
---
"""

REPOSITORY = Path(__file__).resolve().parents[1]

WriteLesson = Callable[..., Path]
Render = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make golden` says."""
    parser.addoption("--renew-golden", action="store_true", help="take the slides as they are for right")


def group_of(test: str) -> str:
    """The group of a test by its id; where it has no other, its file is one."""
    file = test.partition("::")[0]
    return next((group for start, group in GROUPS.items() if file.startswith(start)), file)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that at the end nobody waits for it."""
    order = list(dict.fromkeys(GROUPS.values()))

    def rank(item: pytest.Item) -> int:
        group = group_of(item.nodeid)
        return order.index(group) if group in order else len(order) + group.count("/")

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole groups. xdist's own groups are marks, of which it sees nothing since pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return GroupScheduling(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def lessons() -> Path:
    """The folder of the lessons that are there for the tests."""
    return Path(__file__).parent / "lessons"


@pytest.fixture
def write_lesson(tmp_path: Path) -> WriteLesson:
    """Writes a lesson into a new folder: the body of its script, its scenes; gives the script's path."""
    written = 0

    def write(
        body: str = "# One {#one scene=One}\n\n## First {#first alt='Nothing.'}\n\n[Words](#words).\n",
        scenes: str = "",
        *,
        front: str | None = None,
        minutes: float = 0.05,
        folder: Path | None = None,
    ) -> Path:
        nonlocal written
        written += 1
        at = folder or tmp_path / f"lesson-{written}"
        at.mkdir(parents=True, exist_ok=True)
        header = FRONT.format(minutes=minutes, scenes="parts.py") if front is None else front
        script = at / "lesson.md"
        script.write_text(header + dedent(body), encoding="utf-8")
        (at / "parts.py").write_text(dedent(scenes), encoding="utf-8")
        return script

    return write


@pytest.fixture(scope="session")
def render() -> Render:
    """Renders a script by the command, in a process of its own, with output and cache in a folder."""

    def render(
        script: Path, work: Path, *arguments: str, seed: str = "0"
    ) -> subprocess.CompletedProcess[str]:
        folders = ["--output", work / "output", "--cache", work / "cache"]
        work.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, REPOSITORY / "render.py", "--script", script, *folders, *arguments],
            cwd=work,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done

    return render


@pytest.fixture(scope="session")
def rendered_module(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Module 22 at draft quality, in another place than where it was written: a folder with its output/."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    work, made = shared / "module", shared / "module-is-made"
    with FileLock(shared / "module.lock"):
        if not made.exists():
            for part in ("script", "scenes"):
                shutil.copytree(REPOSITORY / part, work / part, ignore=shutil.ignore_patterns("__pycache__"))
            render(work / "script" / "22-qkv-projections.md", work, "--quality", "draft", "--jobs", "2")
            made.touch()
    return work
