from __future__ import annotations

import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    return [Requirement(line) for lines in [project["dependencies"], *extras.values()] for line in lines]


def test_every_pin_is_one_exact_version_without_extras() -> None:
    for pin in PINS:
        assert [specifier.operator for specifier in pin.specifier] == ["=="]
        assert not pin.extras
        assert pin.url is None


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_what_the_project_takes_is_pinned_at_a_version_that_it_can_use(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == name]
    assert pins, f"{name} is not pinned: run `make constraints`"
    for pin in pins:
        (specifier,) = pin.specifier
        assert requirement.specifier.contains(specifier.version), f"{pin}: run `make constraints`"


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="the pins are those of .venv")
def test_what_is_installed_has_the_version_that_is_pinned() -> None:
    pins = {
        canonicalize_name(pin.name): pin.specifier for pin in PINS if not pin.marker or pin.marker.evaluate()
    }
    found = {canonicalize_name(found.name): found.version for found in distributions()}
    wrong = {
        name: version for name, version in found.items() if version not in pins.get(name, SpecifierSet())
    }
    assert not wrong
