"""Whatever befalls the cache, a render makes the same files: what is damaged is made again."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest

from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.records import RenderResult, read_build_record
from studio.pipeline.render import render_film, render_slides, unchanged_result
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import scene_workers
from studio.rehearsal.workers import SceneWorkers
from studio.scene.settings import Picture


class Silence:
    """A progress that says nothing."""

    def stage(self, name: str, total: int) -> None:
        pass

    def advance(self, amount: int) -> None:
        pass


def sealed(content: bytes) -> bytes:
    """As a store keeps bytes."""
    return hashlib.sha256(content).digest() + content


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def folder_instead(path: Path) -> None:
    path.unlink()
    (path / "within").mkdir(parents=True)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "zero bytes": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a byte changed": flip,
    "a folder": folder_instead,
    "whole JSON of another type": lambda path: path.write_bytes(sealed(b"[1]")),
    "whole and no JSON": lambda path: path.write_bytes(sealed(b"\xff{")),
}


@pytest.fixture(scope="module")
def workers() -> Iterator[SceneWorkers]:
    with scene_workers(1) as made:
        yield made


@pytest.fixture(scope="module")
def request_small(lessons: Path, tmp_path_factory: pytest.TempPathFactory) -> Request:
    folder = tmp_path_factory.mktemp("damaged")
    return Request(lessons / "small" / "small.md", Picture(192, 108, 10), folder / "output", folder / "cache")


def film(request: Request, workers: SceneWorkers) -> RenderResult:
    return render_film(request, prepare_lesson(request, workers, Silence()), workers, Silence())


@pytest.fixture(scope="module")
def made(request_small: Request, workers: SceneWorkers) -> RenderResult:
    return film(request_small, workers)


def kept(cache: Path) -> dict[str, bytes]:
    """What is in the cache, but for rehearsals: how a process came to what it has read differs."""
    return {
        path.relative_to(cache).as_posix(): path.read_bytes()
        for path in sorted(cache.rglob("*"))
        if path.is_file() and path.relative_to(cache).parts[0] != "rehearsal"
    }


def damage_all(paths: Iterable[Path], first: int = 0) -> None:
    """Damage some files, each in another way than the one before."""
    for path, damage in zip(sorted(paths), islice(cycle(DAMAGES.values()), first, None), strict=False):
        damage(path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_record_that_is_damaged_is_none(
    request_small: Request, made: RenderResult, tmp_path: Path, damage: str
) -> None:
    request = replace(request_small, cache=tmp_path)
    shutil.copytree(request_small.cache / "renders", tmp_path / "renders")
    assert unchanged_result(request) == replace(made, drawn=())
    (path,) = kept(tmp_path)
    DAMAGES[damage](tmp_path / path)
    assert read_build_record(request.cache, request.folder) is None
    assert unchanged_result(request) is None


@pytest.mark.parametrize("first", [0, 3])
def test_a_film_is_the_same_and_so_is_its_cache(
    request_small: Request, made: RenderResult, workers: SceneWorkers, tmp_path: Path, first: int
) -> None:
    request = replace(request_small, cache=tmp_path / "cache")
    shutil.copytree(request_small.cache, request.cache)
    before = kept(request.cache)
    assert {name.split("/")[0] for name in before} == {"renders", "segments", "sound", "speech"}
    damage_all([path for path in request.cache.rglob("*") if path.is_file()], first)
    again = film(request, workers)
    assert again.artifacts == made.artifacts
    assert again.drawn == made.drawn  # every slide had to be
    assert kept(request.cache) == before
    assert unchanged_result(request) == replace(made, drawn=())


def test_stills_by_themselves_are_the_same(
    request_small: Request, made: RenderResult, workers: SceneWorkers, tmp_path: Path
) -> None:
    request = replace(request_small, output=tmp_path / "output", cache=tmp_path / "cache")
    for name in ("rehearsal", "speech"):
        shutil.copytree(request_small.cache / name, request.cache / name)
    lesson = prepare_lesson(request, workers, Silence())
    first = render_slides(request, lesson, workers, Silence())
    assert first.drawn == made.drawn
    assert render_slides(request, lesson, workers, Silence()).drawn == ()
    damage_all([path for path in (request.cache / "stills").rglob("*") if path.is_file()])
    again = render_slides(request, lesson, workers, Silence())
    assert again.drawn == first.drawn
    assert again.artifacts == first.artifacts
    stills = {name: digest for name, digest in made.artifacts.items() if name.startswith("slides/")}
    assert stills.items() <= again.artifacts.items()


def test_two_renders_at_once_share_a_cache(
    request_small: Request, made: RenderResult, tmp_path: Path
) -> None:
    """Each with workers of its own, both from nothing."""

    def render(name: str) -> RenderResult:
        request = replace(request_small, output=tmp_path / name, cache=tmp_path / "cache")
        with scene_workers(1) as workers:
            return film(request, workers)

    with ThreadPoolExecutor(2) as pool:
        for result in pool.map(render, ("one", "two")):
            assert result.artifacts == made.artifacts
    of_renders = [name for name in kept(tmp_path / "cache") if name.startswith("renders/")]
    assert len(of_renders) == 2
    others = {name: content for name, content in kept(request_small.cache).items() if "renders/" not in name}
    assert others.items() <= kept(tmp_path / "cache").items()
