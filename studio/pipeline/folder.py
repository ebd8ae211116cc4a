"""The folder of a published lesson: whose it is, and what an earlier render has left in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.errors import StudioError
from studio.script.front_matter import FrontMatter


def require_own_folder(folder: Path, front: FrontMatter) -> None:
    """Refuse a folder that holds the lesson of another script of the same name.

    A lesson is told by its title and its scenes: one of the two may have been changed since.

    Raises
    ------
    StudioError
        If it is another one's.
    """
    manifest = _manifest(folder)
    title, scenes = manifest.get("title", front.title), manifest.get("scenes", front.scenes)
    if title != front.title and scenes != front.scenes:
        raise StudioError(
            f"{folder} holds another lesson, {title!r}. Choose another folder with --output, or remove it."
        )


def published_in(folder: Path) -> frozenset[str]:
    """The files that the manifest of a folder lists, by their paths from there; none without a manifest."""
    artifacts = _manifest(folder).get("artifacts", ())
    return frozenset(entry["path"] for entry in artifacts if isinstance(entry, dict) and "path" in entry)


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove files of a folder, and folders below it that are empty then."""
    for name in names:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            continue  # somebody else wrote that manifest
        path.unlink(missing_ok=True)
        with suppress(OSError):  # not empty
            path.parent.rmdir()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        read = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
