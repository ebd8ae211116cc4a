"""The studio itself, with the packages below it, as one digest; and digests of plain data."""

from __future__ import annotations

import hashlib
import json
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

STUDIO = Path(__file__).parents[1].resolve()
"""The folder of the studio's own files."""

_PACKAGES = (
    "av",
    "espeakng-loader",
    "font-source-sans-pro",
    "jinja2",
    "lxml",
    "manim",
    "manim-slides",
    "markdown-it-py",
    "num2words",
    "numpy",
    "pillow",
    "pycairo",
    "pyloudnorm",
    "pysubs2",
    "python-pptx",
    "pyttsx3",
    "scipy",
    "svgelements",
    "typst",
)
"""The packages whose version a result may depend on."""


def versions() -> dict[str, str]:
    """Python and the packages that a result may depend on, by name."""
    return {"Python": sys.version, **{name: version(name) for name in _PACKAGES}}


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
    """One digest of the studio's sources, of Python, and of the packages that a result may depend on."""
    return key_of(versions(), sources_digest())


def key_of(*parts: Any) -> str:
    """A digest of plain data: dicts, sequences, text, numbers, and whatever has a text of its own."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
