"""The author's files that a result was made of, and whether all of them are still so.

They are found out while a scene runs: every file that it reads or imports, from wherever, is noted with its
digest. So a result is never taken for current because somebody forgot to list a file.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from studio.errors import StudioError
from studio.store.files import sha256_of
from studio.store.scratch import is_scratch
from studio.store.versions import STUDIO

Reads = Mapping[str, str] | Mapping[Path, str]
"""The author's files that a result depends on: path and SHA-256, `ABSENT` or `CHANGED`."""

ABSENT = "not there"
"""In the place of a digest: the result would be another if there were such a file."""

CHANGED = "saved while it was read"
"""In the place of a digest: such a result is not current, whatever the file is now."""


class _Recorder:
    """The files that this process has opened to read. An audit hook cannot be taken back: there is one."""

    def __init__(self) -> None:
        self.opened: dict[str, _Stamp | None] = {}
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and not _writes(*arguments[1:]):
            self.note(arguments[0])

    def note(self, path: str) -> None:
        if path not in self.opened:
            self.opened[path] = _stamp(path)


_Stamp = tuple[int, int, int]
"""What tells that a file was saved again: its inode, size and time of change."""


def _stamp(path: str | Path) -> _Stamp | None:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _writes(mode: Any, flags: int) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax")
    return bool(flags & (os.O_WRONLY | os.O_CREAT))


@lru_cache(maxsize=1)
def _recorder() -> _Recorder:
    return _Recorder()


def _is_recording() -> bool:
    return _recorder.cache_info().currsize > 0


def start_recording() -> None:
    """Note from now on which files this process opens."""
    _recorder()


@contextmanager
def recording(*, before_too: bool = False) -> Iterator[dict[str, str]]:
    """Note which of the author's files this process reads within the block, or has imported.

    Parameters
    ----------
    before_too
        Whether what was read before counts as well, because something may have been kept of it.

    Yields
    ------
    dict[str, str]
        What `recorded_reads` gives, once the block has ended.
    """
    recorder, reads = _recorder(), dict[str, str]()
    before = recorder.opened
    recorder.opened = dict(before) if before_too else {}
    try:
        yield reads
        reads |= recorded_reads()
    finally:
        recorder.opened = before | recorder.opened


def note_absent(*paths: Path) -> None:
    """Note that files are not there, of which the result would be another; nothing if one of them is."""
    if _is_recording():
        for path in paths:
            _recorder().note(str(path))


@contextmanager
def unrecorded() -> Iterator[None]:
    """Read within the block what is no author's file, wherever it lies."""
    recorder = _recorder() if _is_recording() else None
    before = dict(recorder.opened) if recorder else {}
    try:
        yield
    finally:
        if recorder:
            recorder.opened = before


def recorded_reads() -> dict[str, str]:
    """The author's files that this process has read or imported since `start_recording`, with their digests.

    One that it looked for in vain has `ABSENT` for a digest. One that was saved since it was opened has
    `CHANGED`: nobody knows which of its states was read. Python's own files and those of packages and of the
    studio are left out: `studio_digest` stands for them.
    """
    stamps: dict[Path, _Stamp | None] = {}
    for name, stamp in list(_recorder().opened.items()):
        if path := author_path(os.path.abspath(name)):  # noqa: PTH100 (thousands of files, each a few µs)
            stamps.setdefault(path, stamp)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and (path := author_path(os.path.abspath(file))):  # noqa: PTH100
            stamps.setdefault(path, _stamp(file))
    for name in ("__main__", "__mp_main__"):
        if file := getattr(sys.modules.get(name), "__file__", None):
            stamps.pop(Path(file).resolve(), None)
    found = ((str(path), _found(path, stamp)) for path, stamp in sorted(stamps.items()))
    return {path: digest for path, digest in found if digest}


def _found(path: Path, stamp: _Stamp | None) -> str | None:
    """What to note of a file that had a stamp when it was read; None if it is gone, and so was made here."""
    now = _stamp(path)
    if now is None:
        return ABSENT if stamp is None else None
    if not path.is_file():
        return None
    return sha256_of(path) if now == stamp else CHANGED


def digests(paths: Iterable[Path]) -> dict[str, str]:
    """The digest of each path that is a file, by its absolute path, sorted."""
    return {
        str(path): sha256_of(path) for path in sorted({path.resolve() for path in paths}) if path.is_file()
    }


def merged(*several: Reads) -> dict[str, str]:
    """All of several reads; a file of which they know different digests has been saved meanwhile."""
    together: dict[str, str] = {}
    for reads in several:
        for path, digest in reads.items():
            if together.setdefault(str(path), digest) != digest:
                together[str(path)] = CHANGED
    return together


def are_current(reads: Reads) -> bool:
    """Whether every file is as it was: there with the same content, or not there."""
    return all(digest == state_of(path) for path, digest in reads.items())


def state_of(path: str | Path) -> str | None:
    """The digest of a file, `ABSENT`, or None for what cannot be read."""
    try:
        return sha256_of(Path(path))
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return None


def require_current(reads: Reads) -> None:
    """Go on only if all files are as they were.

    Raises
    ------
    StudioError
        With the names of those that are not.
    """
    changed = [Path(path).name for path, digest in reads.items() if not are_current({str(path): digest})]
    if changed:
        raise StudioError(
            f"{', '.join(sorted(changed))}: saved while the pictures were being made. What is drawn is kept; "
            "render again."
        )


@lru_cache(maxsize=1)
def _foreign() -> tuple[Path, ...]:
    """Folders that hold no author's files."""
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {sys.prefix, sys.base_prefix, "/proc", "/dev", "/sys", "/etc"}
    return (*(Path(folder).resolve() for folder in folders), STUDIO)


@lru_cache(maxsize=1)
def _foreign_places() -> tuple[str, ...]:
    return tuple(f"{folder}{os.sep}" for folder in _foreign())


@lru_cache(maxsize=1 << 16)
def author_path(name: str) -> Path | None:
    """Where an absolute path leads, or None if that is a file of Python, of a package or of the studio.

    So are the files that a process makes for itself: see `scratch_folder`.
    """
    if name.startswith(_foreign_places()):  # nearly all: it spares them a walk through the file system
        return None
    path = Path(name).resolve()
    foreign = "__pycache__" in path.parts or any(path.is_relative_to(folder) for folder in _foreign())
    return None if foreign or is_scratch(path) else path
