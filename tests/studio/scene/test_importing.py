"""An author's modules are imported from what is saved now, and get in nobody's way."""

from __future__ import annotations

import importlib
import importlib.util
import py_compile
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.scene.importing import forget, forget_all, forget_saved, importing, is_foreign
from studio.store.reads import ABSENT, are_current, recording


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """The folder of the scenes ``parts``."""
    folder = (tmp_path / "lesson").resolve()
    folder.mkdir()
    yield folder
    forget(folder, "parts")


def test_a_module_is_what_its_source_says_now(root: Path) -> None:
    """Saved twice within a second, with the same size: Python's own cache would not notice."""
    path = root / "parts.py"
    for value in (1, 2):
        write(path, f"VALUE = {value}\n")
        with importing(root, "parts"):
            assert value == importlib.import_module("parts").VALUE


def test_what_is_compiled_already_is_neither_read_nor_removed_nor_written(root: Path) -> None:
    lie = write(root / "lie.py", "VALUE = 'compiled'\n")
    compiled = []
    for folder in (root / "parts", root / "env" / "lib"):
        path = write(folder / "__init__.py")
        target = importlib.util.cache_from_source(str(path))
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(str(lie), target, invalidation_mode=mode)
        compiled.append(Path(target))
    write(root / "parts" / "__init__.py", "VALUE = 'source'\n")
    write(root / "parts" / "inner.py")
    before = [path.read_bytes() for path in compiled]
    with importing(root, "parts"):
        assert importlib.import_module("parts").VALUE == "source"
        importlib.import_module("parts.inner")
    assert [path.read_bytes() for path in compiled] == before
    assert sorted(root.rglob("*.pyc")) == sorted(compiled)


def test_a_module_beside_the_scenes_shadows_neither_python_nor_a_package(root: Path) -> None:
    for name in ("random", "code", "decimal", "numpy", "antigravity"):
        write(root / f"{name}.py", "raise RuntimeError('this is never run')\n")
    write(
        root / "parts.py",
        "import random, code, decimal, numpy\nfrom manim import Square\nVALUE = random.random()\n",
    )
    with importing(root, "parts"):
        assert 0 <= importlib.import_module("parts").VALUE < 1
        assert importlib.util.find_spec("antigravity").origin != str(root / "antigravity.py")  # type: ignore[union-attr]


def test_what_stands_beside_the_scenes_can_be_imported(root: Path) -> None:
    write(root / "helper.py", "VALUE = 1\n")
    write(root / "helpers" / "deep.py", "VALUE = 2\n")  # a folder without an __init__.py
    write(root / "parts.py", "import helper, helpers.deep\nVALUES = helper.VALUE, helpers.deep.VALUE\n")
    path = list(sys.path)
    with importing(root, "parts"):
        assert importlib.import_module("parts").VALUES == (1, 2)
    assert sys.path == path
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("helper.deeper")


def test_a_lesson_imports_its_siblings(root: Path) -> None:
    write(root / "scenes" / "common" / "look.py", "VALUE = 1\n")
    code = "from ..common import look\nfrom scenes.common.look import VALUE\nSAME = look.VALUE == VALUE\n"
    write(root / "scenes" / "one" / "__init__.py", code)
    with importing(root, "scenes"):
        assert importlib.import_module("scenes.one").SAME


def test_each_time_all_is_imported_anew(root: Path) -> None:
    """No chapter finds what another one has left in a module."""
    write(root / "helper.py", "found = []\n")
    write(root / "parts.py", "from helper import found\nfound.append(1)\n")
    for _ in range(2):
        with importing(root, "parts"):
            assert importlib.import_module("parts").found == [1]


def test_one_block_within_another_is_the_same(root: Path) -> None:
    write(root / "parts.py")
    with importing(root, "parts"):
        outer = importlib.import_module("parts")
        with importing(root, "parts"):
            assert importlib.import_module("parts") is outer


def test_a_module_of_another_lesson_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    for name in ("a", "b", "a"):
        folder = (tmp_path / name).resolve()
        write(folder / "helper.py", f"HERE = {name!r}\n")
        write(folder / "parts.py", "from helper import HERE\n")
        with importing(folder, "parts"):
            assert name == importlib.import_module("parts").HERE
    forget(tmp_path, "parts")


def test_what_python_has_imported_itself_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of a lesson import its modules; what they hold is what its scenes are made of."""
    write(root / "parts" / "__init__.py")
    for name in ("one", "two"):
        write(root / "parts" / f"{name}.py")
    monkeypatch.syspath_prepend(root)
    parts, one = importlib.import_module("parts"), importlib.import_module("parts.one")
    try:
        with importing(root, "parts"):
            importlib.import_module("parts.two")
        forget(root, "parts")
        assert (sys.modules["parts"], sys.modules["parts.one"]) == (parts, one)
        assert not hasattr(parts, "two")
    finally:
        for name in ("parts", "parts.one"):
            sys.modules.pop(name, None)


def test_a_module_that_was_saved_since_is_let_go_of_whoever_imported_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a helper in another folder: no finder of the studio's imports it anew."""
    path = write(root / "elsewhere" / "lasting_helper.py", "VALUE = 1\n")
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with recording():
        kept = importlib.import_module("lasting_helper")
    try:
        forget_saved()
        assert sys.modules["lasting_helper"] is kept
        write(path, "VALUE = 22\n")
        forget_saved()
        importlib.invalidate_caches()
        assert importlib.import_module("lasting_helper").VALUE == 22
    finally:
        sys.modules.pop("lasting_helper", None)


def test_all_of_an_authors_modules_can_be_let_go_of(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    write(root / "parts.py", "import helper\n")
    write(root / "helper.py")
    with importing(root, "parts"):
        importlib.import_module("parts")
        forget_all()
        assert not {"parts", "helper"} & sys.modules.keys()
        assert {"numpy", "studio", "random", "__main__"} <= sys.modules.keys()


@pytest.mark.parametrize(
    ("added", "current"),
    [
        ("parts/fast.py", False),
        ("parts/fast/__init__.py", False),
        ("parts/slow/__init__.py", False),
        ("extra.py", False),
        ("parts/other.py", True),
        ("parts/fast.txt", True),
        ("random.py", True),
    ],
)
def test_a_module_that_would_be_imported_instead_is_noticed(root: Path, added: str, current: bool) -> None:
    code = "try:\n    from parts.{} import VALUE\nexcept ImportError:\n    pass\n".format
    optional = "import random\ntry:\n    import extra\nexcept ImportError:\n    pass\n"
    write(root / "parts" / "__init__.py", optional + code("fast") + code("slow"))
    write(root / "parts" / "slow.py", "VALUE = 1\n")
    with recording() as reads, importing(root, "parts"):
        importlib.import_module("parts")
    assert reads[str(root / "parts" / "fast.py")] == ABSENT
    assert are_current(reads)
    write(root / added)
    assert are_current(reads) is current


@pytest.mark.parametrize("name", ["random", "antigravity", "numpy", "manim", "studio"])
def test_names_that_are_taken(name: str) -> None:
    assert is_foreign(name)
    assert not is_foreign(f"{name}_of_a_lesson")
