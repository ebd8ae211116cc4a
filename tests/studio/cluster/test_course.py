"""A lesson that shares code with another one is rehearsed and drawn on a cluster, and not only at home."""

from __future__ import annotations

import shutil
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from studio.cluster.pool import cluster_workers
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.render import render_film
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import LocalWorkers, scene_workers
from studio.scene.settings import Picture


class Nobody(Executor):
    """Stands for this machine, and is asked for nothing."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        raise AssertionError("a call came home")


class Silence:
    def stage(self, name: str, total: int) -> None:
        pass

    def advance(self, amount: int) -> None:
        pass


def request(folder: Path, script: Path) -> Request:
    return Request(script, Picture(192, 108, 10), folder / "output", folder / "cache", jobs=1)


def test_a_lesson_with_siblings_is_made_there_as_it_is_here(
    cluster: Any, lessons: Path, tmp_path: Path
) -> None:
    course = shutil.copytree(
        lessons / "course", tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__")
    )
    script = course / "script" / "squares.md"
    for edit in ("", "INK = '#40A0C0'\n"):  # the same workers, with the same names of modules
        with (course / "scenes" / "common" / "look.py").open("a", encoding="utf-8") as file:
            file.write(edit)
        made = []
        for name, whose in (
            ("here", scene_workers(1)),
            ("there", cluster_workers(cluster.address, LocalWorkers(Nobody()))),
        ):
            asked = request(tmp_path / name, script)
            with whose as workers:
                lesson = prepare_lesson(asked, workers, Silence())
                made.append((render_film(asked, lesson, workers, Silence()), lesson.chapters))
        (here, rehearsed_here), (far, rehearsed_there) = made
        assert far.drawn == ("square",)
        assert far.artifacts == here.artifacts
        assert rehearsed_there == rehearsed_here
        assert rehearsed_there[0].reads == rehearsed_here[0].reads
