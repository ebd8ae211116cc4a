"""The files that travel with a call."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.cluster.sources import files_of, forget_others, pack, unpack
from studio.scene.loading import SceneSource


def lay(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return root


def names(root: Path, paths: frozenset[Path]) -> set[str]:
    return {path.relative_to(root).as_posix() for path in paths}


def test_of_a_package_all_files_travel_and_what_else_is_read(tmp_path: Path) -> None:
    root = lay(
        tmp_path / "lesson",
        "script/a.md",
        "script/b.md",
        "scenes/__init__.py",
        "scenes/deep/tiles.png",
        "scenes/__pycache__/x.pyc",
        "data/weights.csv",
        "data/unread.csv",
        "manim.cfg",
        "README.md",
    )
    source = SceneSource(root / "script/a.md", "scenes", root / "scenes/__init__.py", root)
    reads = (root / "data/weights.csv", root / "gone.csv", lay(tmp_path, "elsewhere.csv") / "elsewhere.csv")
    assert names(root, files_of(source, reads)) == {
        "script/a.md",
        "scenes/__init__.py",
        "scenes/deep/tiles.png",
        "data/weights.csv",
        "manim.cfg",
    }


def test_with_a_single_file_go_the_python_files_beside_it(tmp_path: Path) -> None:
    root = lay(tmp_path, "a.md", "a.py", "helper.py", "data.csv", "deep/other.py")
    source = SceneSource(root / "a.md", "a", root / "a.py", root)
    assert names(root, files_of(source, ())) == {"a.md", "a.py", "helper.py"}


def test_unpacked_they_are_the_same(tmp_path: Path) -> None:
    root = lay(tmp_path / "lesson", "a.md", "scenes/__init__.py", "scenes/é.py")
    sources = pack(root, root.rglob("*.*"))
    folder = unpack(sources, tmp_path / "lessons")
    assert folder == tmp_path / "lessons" / sources.digest
    assert {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")} == {
        name: name.encode() for name in ("a.md", "scenes/__init__.py", "scenes/é.py")
    }


def test_they_are_unpacked_once(tmp_path: Path) -> None:
    sources = pack(lay(tmp_path / "lesson", "a.md"), [tmp_path / "lesson/a.md"])
    first = unpack(sources, tmp_path / "lessons")
    written = (first / "a.md").stat().st_mtime_ns
    assert (unpack(sources, tmp_path / "lessons") / "a.md").stat().st_mtime_ns == written
    assert [path.name for path in (tmp_path / "lessons").iterdir()] == [sources.digest]


files = st.dictionaries(
    st.sampled_from(["a", "b", "a/b", "ab"]).map(lambda name: f"{name}.x"), st.binary(max_size=3)
)


@given(files, files)
def test_other_files_have_another_digest(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, bytes], other: dict[str, bytes]
) -> None:
    digests = []
    for contents in (one, other):
        root = tmp_path_factory.mktemp("lesson")
        for name, content in contents.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(content)
        digests.append(pack(root, [root / name for name in contents]).digest)
    assert (digests[0] == digests[1]) == (one == other)


@pytest.fixture
def modules() -> Iterator[None]:
    """Leaves the imported modules and the search path as they were."""
    known, path = dict(sys.modules), list(sys.path)
    yield
    sys.modules.clear()
    sys.modules.update(known)
    sys.path[:] = path


@pytest.mark.usefixtures("modules")
def test_a_module_of_another_lesson_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    for lesson in ("one", "two"):
        for name in ("cousin_of_tests.py", "cousins_of_tests/inner.py"):
            path = tmp_path / lesson / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"lesson = {lesson!r}\n", encoding="utf-8")

    def lessons() -> list[str]:
        return [import_module(name).lesson for name in ("cousin_of_tests", "cousins_of_tests.inner")]

    sys.path.insert(0, str(tmp_path / "one"))
    forget_others(tmp_path, tmp_path / "one")
    assert lessons() == ["one", "one"]
    sys.path[0] = str(tmp_path / "two")
    forget_others(tmp_path, tmp_path / "two")
    assert lessons() == ["two", "two"]
    standing = sys.modules["cousin_of_tests"]
    forget_others(tmp_path, tmp_path / "two")
    assert import_module("cousin_of_tests") is standing
