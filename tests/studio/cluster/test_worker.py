"""What a worker does with a call, without a cluster around it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.cluster.path_pickle import dump, load
from studio.cluster.pool import keep
from studio.cluster.sources import files_of, pack
from studio.cluster.worker import LESSON, STORE, Outcome, run_in
from studio.drawing.segments import DrawTask, draw
from studio.drawing.settings import EncoderSettings
from studio.errors import AuthorError, StudioError
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.content import ContentStore
from studio.store.files import sha256_of

Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]

SCENE = """
from pathlib import Path
import numpy as np

class One(LessonScene):
    def construct(self):
        side = float(Path(__file__).with_name("side.txt").read_text())
        with self.slide("first"):
            self.play(Create(Square(side)), run_time=0.3)
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[..., tuple[Outcome, Any]]:
    """Runs a call as on another machine; gives what came of it, and its value as it is here."""

    def run(
        source: SceneSource, function: Callable[..., Any], *arguments: Any, command: Path = Path("/")
    ) -> tuple[Outcome, Any]:
        scratch = tmp_path / "worker"
        scratch.mkdir(exist_ok=True)
        here = {STORE: tmp_path / "store", LESSON: source.root}
        files = files_of(source, [*source.root.glob("*.txt")])
        outcome = run_in(
            scratch, "tcp://a:1", pack(source.root, files), dump((function, arguments, command), here)
        )
        return outcome, load(outcome.value, here)

    return run


@pytest.fixture
def source(scenes: Scenes) -> SceneSource:
    made = scenes(SCENE)
    (made.root / "side.txt").write_text("1.5", encoding="utf-8")
    return made


def test_a_rehearsal_there_is_the_same_as_here(
    elsewhere: Callable[..., tuple[Outcome, Any]], source: SceneSource, context: Make, picture: Picture
) -> None:
    outcome, there = elsewhere(source, rehearse, source, context(), picture)
    assert not outcome.raised
    here = rehearse(source, context(), picture)
    assert replace(there, reads={}) == replace(here, reads={})
    for path in (source.path, source.root / "side.txt"):
        assert there.reads[str(path)] == here.reads[str(path)] == sha256_of(path)


def test_what_it_reads_is_the_lessons_own(
    elsewhere: Callable[..., tuple[Outcome, Any]],
    source: SceneSource,
    scenes: Scenes,
    context: Make,
    picture: Picture,
    tmp_path: Path,
) -> None:
    elsewhere(scenes(SCENE.replace("read_text()", "name and 1")), rehearse, source, context(), picture)
    (tmp_path / "worker" / "of-dask").write_text("spilled", encoding="utf-8")
    (tmp_path / "worker" / "of-dask").read_text(encoding="utf-8")
    _, there = elsewhere(source, rehearse, source, context(), picture)
    assert not [path for path in there.reads if Path(path).is_relative_to(tmp_path / "worker")]
    assert str(source.path) in there.reads


def test_what_it_draws_comes_back_the_seal_last(
    elsewhere: Callable[..., tuple[Outcome, Any]],
    source: SceneSource,
    context: Make,
    picture: Picture,
    tmp_path: Path,
) -> None:
    store = ContentStore(tmp_path / "store")
    key = "ab" * 32
    task = DrawTask(source, context(), (("first", key),), picture, EncoderSettings(), store)
    outcome, ids = elsewhere(source, draw, task)
    assert tuple(ids) == ("first",)
    assert not store.folder.exists()
    assert list(outcome.files) == [f"ab/{key}.mp4", f"ab/{key}.png", f"ab/{key}.sealed"]
    draw(task)
    here = {name: (store.folder / name).read_bytes() for name in outcome.files}
    assert outcome.files == here
    assert not list((tmp_path / "worker").glob("store-*"))


@pytest.mark.parametrize("encoder", [EncoderSettings(), None])
@pytest.mark.parametrize("damage", ["cut", "gone", "of another task"])
def test_what_was_damaged_on_its_way_is_refused(
    elsewhere: Callable[..., tuple[Outcome, Any]],
    source: SceneSource,
    context: Make,
    picture: Picture,
    tmp_path: Path,
    encoder: EncoderSettings | None,
    damage: str,
) -> None:
    key = "ab" * 32
    task = DrawTask(source, context(), (("first", key),), picture, encoder, ContentStore(tmp_path / "store"))
    outcome, _ = elsewhere(source, draw, task)
    for name, content in outcome.files.items():
        files = {**outcome.files, name: content[:-1]}
        if damage == "gone":
            del files[name]
        elif damage == "of another task":
            files = {one.replace("ab", "cd"): content for one, content in files.items()}
        with pytest.raises(StudioError, match="tcp://a:1 sent was damaged on its way"):
            keep(replace(outcome, files=files), task)
        shutil.rmtree(task.store.folder)
    keep(outcome, task)
    assert task.store.files(key, *task.suffixes) is not None


def test_what_is_in_the_way_here_makes_room(
    elsewhere: Callable[..., tuple[Outcome, Any]],
    source: SceneSource,
    context: Make,
    picture: Picture,
    tmp_path: Path,
) -> None:
    key = "ab" * 32
    store = ContentStore(tmp_path / "store")
    task = DrawTask(source, context(), (("first", key),), picture, EncoderSettings(), store)
    outcome, _ = elsewhere(source, draw, task)
    for name in outcome.files:
        (store.folder / name / "folder").mkdir(parents=True)
    keep(outcome, task)
    assert {name: (store.folder / name).read_bytes() for name in outcome.files} == outcome.files


def test_a_file_that_did_not_travel_has_to_be_the_same(
    elsewhere: Callable[..., tuple[Outcome, Any]],
    source: SceneSource,
    context: Make,
    picture: Picture,
    tmp_path: Path,
) -> None:
    far = tmp_path / "far.csv"
    far.write_text("1", encoding="utf-8")
    task = DrawTask(
        *(source, context(), (("first", "ab" * 32),), picture, EncoderSettings()),
        ContentStore(tmp_path / "store"),
        reads={far: sha256_of(far), source.path: sha256_of(source.path)},
    )
    outcome, _ = elsewhere(source, draw, task)
    assert not outcome.raised
    far.write_text("2", encoding="utf-8")
    outcome, error = elsewhere(source, draw, task)
    assert outcome.raised
    assert f"depends on {far}" in str(error)
    assert f"Put it below {source.root}:" in str(error)


def test_a_still_by_itself_comes_back(
    elsewhere: Callable[..., tuple[Outcome, Any]],
    source: SceneSource,
    context: Make,
    picture: Picture,
    tmp_path: Path,
) -> None:
    task = DrawTask(
        source, context(), (("first", "cd" * 32),), picture, None, ContentStore(tmp_path / "store")
    )
    outcome, _ = elsewhere(source, draw, task)
    draw(task)
    folder = task.store.folder
    here = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    assert f"cd/{'cd' * 32}.png" in here
    assert outcome.files == here


def test_a_mistake_points_at_the_authors_own_file_and_line(
    elsewhere: Callable[..., tuple[Outcome, Any]], scenes: Scenes, context: Make, picture: Picture
) -> None:
    source = scenes(SCENE.replace('"side.txt"', '"missing.txt"'))
    outcome, error = elsewhere(source, rehearse, source, context(), picture)
    assert outcome.raised
    assert isinstance(error, AuthorError)
    (problem,) = error.problems
    assert (problem.path, problem.line) == (source.path, 9)
    assert str(source.root / "missing.txt") in problem.message
    assert "worker" not in str(error)


def test_relative_paths_are_found_from_where_the_command_was_given(
    elsewhere: Callable[..., tuple[Outcome, Any]], scenes: Scenes, context: Make, picture: Picture
) -> None:
    source = scenes(SCENE.replace('Path(__file__).with_name("side.txt")', 'Path("side.txt")'))
    (source.root / "side.txt").write_text("1.5", encoding="utf-8")
    outcome, _ = elsewhere(source, rehearse, source, context(), picture, command=source.root)
    assert not outcome.raised
    outcome, error = elsewhere(source, rehearse, source, context(), picture)
    assert outcome.raised
    assert "side.txt" in str(error)
