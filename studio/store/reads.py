"""The author's files that a result was made of, and whether all of them are still so.

They are found out while a scene runs: every file that it reads or imports, from wherever, is noted with its
digest, every folder that it lists with its names, every package with its version. So a result is never taken
for current because somebody forgot to list a file.

What Python opens is heard; what C or Rust opens by itself is not, nor what another process reads, nor a
question such as `Path.exists`, the environment, the clock or the network.
"""

from __future__ import annotations

import ast
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import source_from_cache
from pathlib import Path
from threading import local
from types import FrameType, ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from studio.errors import StudioError
from studio.store.files import sha256_of
from studio.store.scratch import is_scratch
from studio.store.versions import STUDIO, key_of, version_of, versions_of

Reads = Mapping[str, str] | Mapping[Path, str]
"""What a result depends on of its author's: the path of a file and its SHA-256, the path of a folder that was
listed and the digest of the names in it, or `PACKAGE` and the name of a package and its version. In the place
of any of these stands `ABSENT` or `CHANGED`."""

ABSENT = "not there"
"""In the place of a digest: the result would be another if there were such a file."""

CHANGED = "saved while it was read"
"""In the place of a digest: such a result is not current, whatever the file is now."""


PACKAGE = "package:"
"""What the name of a package begins with where a path might stand."""


class _Recorder:
    """The files that this process has opened to read. An audit hook cannot be taken back: there is one."""

    def __init__(self) -> None:
        self.opened: dict[str, _Stamp | None] = {}
        self.listed: dict[str, str] = {}
        self._is_busy = local()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            name = _name(arguments[0])
            if name and not _writes(*arguments[1:]):
                self.note(name)
        elif event in _LISTINGS:
            # To look at it is to list it again.
            if getattr(self._is_busy, "now", False) or not _is_for_an_author(sys._getframe(1)):
                return
            self._is_busy.now = True
            try:
                name = str(Path(_name(arguments[0]) or ".").absolute())
                self.listed.setdefault(name, state_of_folder(name))
            finally:
                self._is_busy.now = False
        elif event in _OPENINGS and (name := _name(arguments[0])):
            self.note(unquote(urlsplit(name).path) if name.startswith("file:") else name)

    def note(self, path: str) -> None:
        if path.endswith(".pyc"):  # it is read in the place of its source
            path = _source_of(path)
        if path not in self.opened:
            self.opened[path] = _stamp(path)


_LISTINGS = frozenset({"os.listdir", "os.scandir"})  # which glob and pathlib call as well
_OPENINGS = frozenset({"sqlite3.connect", "ctypes.dlopen"})


def _name(path: Any) -> str | None:
    """The name of a file as text; None of what is no name."""
    if isinstance(path, os.PathLike):
        path = os.fspath(path)
    if isinstance(path, bytes):
        return os.fsdecode(path)
    return path if isinstance(path, str) else None


def _source_of(path: str) -> str:
    try:
        return source_from_cache(path)
    except ValueError:
        return path


def _is_for_an_author(frame: FrameType | None) -> bool:
    """Whether an author's code asks, by whatever function of Python or of a package; not the studio's own."""
    if frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        return False
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(f"{STUDIO}{os.sep}"):
            return False
        if not file.startswith("<") and author_path(os.path.abspath(file)):  # noqa: PTH100
            return True
        frame = frame.f_back
    return False


_UNLISTED = frozenset({"__pycache__", "output"})
"""Names that come and go without an author: what Python compiles, and where the studio publishes."""


def state_of_folder(path: str | Path) -> str:
    """The digest of the names in a folder, but for hidden and `_UNLISTED` ones; or `ABSENT`."""
    try:
        names = os.listdir(path)  # noqa: PTH208 (of thousands)
    except OSError:
        return ABSENT
    return key_of(
        "folder", sorted(name for name in names if not name.startswith(".") and name not in _UNLISTED)
    )


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
    opened, listed = recorder.opened, recorder.listed
    recorder.opened, recorder.listed = {}, {}
    try:
        yield reads
        if before_too:
            recorder.opened, recorder.listed = opened | recorder.opened, listed | recorder.listed
        reads |= recorded_reads()
    finally:
        recorder.opened, recorder.listed = opened | recorder.opened, listed | recorder.listed


def was_saved(path: str) -> bool:
    """Whether a file is another now than when this process read it."""
    opened = _recorder().opened if _is_recording() else {}
    return path in opened and opened[path] != _stamp(path)


def note_absent(*paths: Path) -> None:
    """Note that files are not there, of which the result would be another; nothing if one of them is."""
    if _is_recording():
        for path in paths:
            _recorder().note(str(path))


@contextmanager
def unrecorded() -> Iterator[None]:
    """Read within the block what is no author's file, wherever it lies."""
    recorder = _recorder() if _is_recording() else None
    before = (dict(recorder.opened), dict(recorder.listed)) if recorder else ({}, {})
    try:
        yield
    finally:
        if recorder:
            recorder.opened, recorder.listed = before


def recorded_reads() -> dict[str, str]:
    """What this process has read, listed or imported of an author's since `start_recording`: see `Reads`.

    One that it looked for in vain has `ABSENT` for a digest. One that was saved since it was opened has
    `CHANGED`: nobody knows which of its states was read. Python's own files and those of the studio are left
    out: `studio_digest` stands for them. So are those of packages: those that the author's modules import
    stand there by their versions.
    """
    stamps: dict[Path, _Stamp | None] = {}
    for name, stamp in list(_recorder().opened.items()):
        if path := author_path(os.path.abspath(name)):  # noqa: PTH100 (thousands of files, each a few µs)
            stamps.setdefault(path, stamp)
    modules = set()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and (path := author_path(os.path.abspath(file))):  # noqa: PTH100
            modules.add(path)
            stamps.setdefault(path, _stamp(file))
    for name in ("__main__", "__mp_main__"):
        if file := getattr(sys.modules.get(name), "__file__", None):
            stamps.pop(Path(file).resolve(), None)
            modules.discard(Path(file).resolve())
    found = {str(path): _found(path, stamp) for path, stamp in sorted(stamps.items())}
    for name, digest in sorted(_recorder().listed.items()):
        if folder := author_path(name):
            found[str(folder)] = digest if digest == state_of_folder(folder) else CHANGED
    for name, version in _packages(modules).items():
        found[f"{PACKAGE}{name}"] = version
    return {path: digest for path, digest in found.items() if digest}


def _packages(modules: Iterable[Path]) -> dict[str, str]:
    """The packages that modules import, and those require in turn, but for the studio's own; by version."""
    names: set[str] = set()
    for path in sorted(modules):
        with suppress(OSError, SyntaxError, ValueError):
            names |= _imports(path.read_bytes())
    return versions_of(name for name in names if _is_of_a_package(sys.modules.get(name)))


def _is_of_a_package(module: ModuleType | None) -> bool:
    file = getattr(module, "__file__", None)
    return bool(file and {"site-packages", "dist-packages"} & {*Path(file).parts})


@lru_cache(maxsize=1024)
def _imports(source: bytes) -> frozenset[str]:
    """The top names of all that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return frozenset(name.partition(".")[0] for name in names)


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
    """What now stands for a file, a folder or a package in `Reads`; None if it cannot be read."""
    if str(path).startswith(PACKAGE):
        return version_of(str(path).removeprefix(PACKAGE)) or ABSENT
    try:
        return sha256_of(Path(path))
    except IsADirectoryError:
        return state_of_folder(path)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return state_of_folder(path) if Path(path).is_dir() else None


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
    """Folders that hold no author's files: Python's own, the studio's, and what the system makes up."""
    folders = {
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        "/proc",
        "/dev",
        "/sys",
        "/etc",
    }
    return (*(Path(folder).resolve() for folder in folders), STUDIO)


_PACKAGES = frozenset({"site-packages", "dist-packages", "__pycache__"})
"""Names of folders that hold no author's files, wherever."""


@lru_cache(maxsize=1)
def _foreign_places() -> tuple[str, ...]:
    packages = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return tuple(f"{folder}{os.sep}" for folder in {*_foreign(), *packages})


@lru_cache(maxsize=1 << 16)
def author_path(name: str) -> Path | None:
    """Where an absolute path leads, or None if that is a file of Python, of a package or of the studio.

    So are the files that a process makes for itself: see `scratch_folder`.
    """
    if name.startswith(_foreign_places()):  # nearly all: it spares them a walk through the file system
        return None
    path = Path(name).resolve()
    foreign = _PACKAGES & {*path.parts} or any(path.is_relative_to(folder) for folder in _foreign())
    return None if foreign or is_scratch(path) else path
