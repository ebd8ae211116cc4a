"""The studio itself, with the packages below it, as one digest; and digests of plain data."""

from __future__ import annotations

import ctypes
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path
from typing import Any

import cairo

STUDIO = Path(__file__).parents[1].resolve()
"""The folder of the studio's own files."""

PROJECT = "manim-lesson-studio"
"""The name under which the studio is installed."""

_REQUIREMENT = re.compile(r"Requires-Dist: *([\w.-]+)(?!.*\bextra *==)")


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """Python, libcairo, Pango and all packages that the studio requires, and those require in turn, by name.

    Extras are left out, the studio's own too: what an optional voice depends on stands in its key. Of a
    studio that is not installed nobody knows what it requires: then these are all packages that are.
    """
    found = _required([PROJECT])
    found = found or {_normal(one.name): one.version for one in distributions()}
    libraries = {"the cairo library": cairo.cairo_version_string()}
    if pango := _pango_version():
        libraries["the pango library"] = pango
    return {"Python": sys.version, **libraries, **found}


def versions_of(modules: Iterable[str]) -> dict[str, str]:
    """The packages that modules come from, and all that those require, but for those of `versions`."""
    own = versions()
    names: set[str] = set()
    for module in modules:
        names.update([module] if _metadata(_normal(module)) else _packages_of().get(module, ()))
    others = _required(name for name in names if _normal(name) not in own)
    return {name: version for name, version in sorted(others.items()) if name not in own}


def version_of(package: str) -> str | None:
    """The version of a package that is installed, or None."""
    return _required([package], deep=False).get(_normal(package))


@lru_cache(maxsize=1)
def _packages_of() -> Mapping[str, Sequence[str]]:
    """The packages that a module of a name comes from."""
    return packages_distributions()


def _required(packages: Iterable[str], *, deep: bool = True) -> dict[str, str]:
    """Packages by version, with all that they require if `deep`; those that are not installed left out."""
    found: dict[str, str] = {}
    waiting = [*packages]
    while waiting:
        name = _normal(waiting.pop())
        if name in found:
            continue
        for line in _metadata(name).splitlines():
            if line.startswith("Version:"):
                found[name] = line.removeprefix("Version:").strip()
            elif deep and (required := _REQUIREMENT.match(line)):
                waiting.append(required[1])
    return found


_PANGO = {"linux": "libpango-1.0.so.0", "darwin": "libpango-1.0.0.dylib", "win32": "libpango-1.0-0.dll"}


def _pango_version() -> str | None:
    """The version of the system's Pango; None where there is none, and manimpango brings its own."""
    # manimpango knows as well, but takes twenty times as long to import.
    try:
        version = ctypes.CDLL(_PANGO[sys.platform]).pango_version_string
    except (KeyError, OSError, AttributeError):
        return None
    version.restype = ctypes.c_char_p
    return bytes(version()).decode()


def _metadata(name: str) -> str:
    """What a package says of itself, without its description; empty for one that only other systems need."""
    # importlib.metadata would parse it all, once for the version and once for the requirements: five times as
    # slow, at the start of every render.
    texts = [one.read_text("METADATA") for one in Distribution.discover(name=name)]
    # What an editable installation leaves in a checkout is in the way of what it has installed.
    return next((text.partition("\n\n")[0] for text in texts if text), "")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@lru_cache(maxsize=1)
def sources_digest() -> str:
    """One digest of the studio's own files."""
    digest = hashlib.sha256()
    folder = STUDIO
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def studio_digest() -> str:
    """One digest of the studio's sources, of Python, and of the packages below it."""
    return key_of(versions(), sources_digest())


def key_of(*parts: Any) -> str:
    """A digest of plain data: dicts, sequences, text, numbers, and whatever has a text of its own."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
