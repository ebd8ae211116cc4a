"""The files of a lesson that a call needs, to be unpacked where it runs."""

from __future__ import annotations

import hashlib
import secrets
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from studio.scene.loading import SceneSource


@dataclass(frozen=True)
class Sources:
    """Some of a lesson's files.

    Parameters
    ----------
    files
        Their contents, by path from the lesson's root, sorted.
    digest
        SHA-256 of them all.
    """

    files: dict[str, bytes] = field(hash=False)
    digest: str


def files_of(source: SceneSource, reads: Iterable[Path]) -> frozenset[Path]:
    """The files that are sent along with a call.

    They are the script; a ``manim.cfg``; all of the package that the scenes and their siblings are in, data
    included, or the Python files beside a single one; and whatever else below the lesson's root the scene is
    known to read.
    """
    return frozenset(
        path
        for path in (source.script, *source.configurations, *source.lesson_files, *reads)
        if path.is_file() and path.is_relative_to(source.root) and "__pycache__" not in path.parts
    )


def pack(root: Path, paths: Iterable[Path]) -> Sources:
    """Read files, all of them below `root`."""
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths)}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return Sources(files, digest.hexdigest())


def unpack(sources: Sources, lessons: Path) -> Path:
    """Write sources into a folder named after their digest, unless it is there already.

    Returns
    -------
    Path
        The folder, in `lessons`; it stands for the lesson's root.
    """
    folder = lessons / sources.digest
    if not folder.is_dir():
        draft = lessons / f".{secrets.token_hex(8)}"
        for name, content in sources.files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        draft.replace(folder)
    return folder


def forget_others(lessons: Path, folder: Path) -> None:
    """Let no module of another lesson be taken for one of the same name in this one.

    Parameters
    ----------
    lessons
        The folder of all lessons that were unpacked.
    folder
        The one of them whose modules may stay.
    """
    for name, module in list(sys.modules.items()):
        if any(
            place.is_relative_to(lessons) and not place.is_relative_to(folder) for place in _places(module)
        ):
            del sys.modules[name]


def _places(module: ModuleType) -> Iterator[Path]:
    """The file of a module, and the folders of a package: one without an ``__init__.py`` has no file."""
    if file := getattr(module, "__file__", None):
        yield Path(file)
    yield from map(Path, getattr(module, "__path__", ()))
