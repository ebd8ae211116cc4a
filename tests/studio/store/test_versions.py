"""What a result depends on besides its author's files: found out, not kept by hand."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions, version
from pathlib import Path

import cairo
import manimpango
import pytest

from studio.store import versions as module
from studio.store.versions import PROJECT, key_of, studio_digest, versions

ROOT = Path(__file__).parents[3]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def anew() -> Iterator[None]:
    """Nothing is known yet, and what is found out is forgotten."""
    versions.cache_clear()
    yield
    versions.cache_clear()


def test_the_project_is_installed_under_its_own_name() -> None:
    assert PYPROJECT["project"]["name"] == PROJECT
    assert version(PROJECT)


def test_all_that_the_studio_requires_is_known_and_what_that_requires() -> None:
    known = versions()
    direct = {"av", "manim", "manim-slides", "numpy", "pillow", "pycairo", "pyttsx3", "pyyaml", "typst"}
    indirect = {"manimpango", "skia-pathops", "lxml", "markupsafe", "pydantic-core"}
    assert {"Python", "the cairo library", "the pango library"} | direct | indirect <= known.keys()
    assert known["Python"] == sys.version
    assert all(known[name] == version(name) for name in direct | indirect)


def test_pango_is_the_one_that_manim_draws_with() -> None:
    assert versions()["the pango library"] == manimpango.pango_version()


@pytest.mark.parametrize("library", ["the cairo library", "the pango library"])
@pytest.mark.usefixtures("anew")
def test_another_version_of_a_library_is_another_studio(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = key_of(versions())
    versions.cache_clear()
    name, owner = ("cairo_version_string", cairo) if "cairo" in library else ("_pango_version", module)
    monkeypatch.setattr(owner, name, lambda: "1.0")
    assert versions()[library] == "1.0"
    assert key_of(versions()) != before


def test_what_only_tests_and_options_require_is_none_of_it() -> None:
    assert not {"pytest", "ruff", "mypy", "playwright", "distributed", "hibari-tts"} & versions().keys()


def test_another_version_of_a_package_is_another_studio(tmp_path: Path) -> None:
    """Even of one that is required by a required one alone."""
    for name in ("plain", "newer"):
        (tmp_path / name).mkdir()
    folder = tmp_path / "newer" / "markupsafe-99.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: markupsafe\nVersion: 99.1\n")
    code = "from studio.store.versions import studio_digest; print(studio_digest())"
    told = [
        subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
            env={"PYTHONPATH": str(tmp_path / name)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for name in ("plain", "newer")
    ]
    assert told[0] == studio_digest() != told[1]


@pytest.mark.usefixtures("anew")
def test_of_a_studio_that_is_not_installed_everything_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = versions()
    versions.cache_clear()
    monkeypatch.setattr(module, "PROJECT", "not-installed")
    assert installed.items() - {PROJECT: 0}.items() <= versions().items()
    assert {one.name.lower() for one in distributions()} >= {"pytest"}
    assert versions()["pytest"] == version("pytest")


@pytest.mark.usefixtures("anew")
def test_it_takes_next_to_nothing() -> None:
    began = time.process_time()
    versions()
    assert time.process_time() - began < 0.15  # 0.015 on an idle machine


def test_the_same_data_has_the_same_key_and_other_data_another() -> None:
    assert key_of({"a": 1, "b": 2}, [Path("x")]) == key_of({"b": 2, "a": 1}, ["x"])
    assert len({key_of(1), key_of("1"), key_of(1, 1), key_of([1]), key_of([1, 1])}) == 5
