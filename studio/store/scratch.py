"""A folder that a process has for itself: what is written there is nobody's source and nobody's result."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path

import psutil


def scratch_folder() -> Path:
    """The folder of this process, below the system's for temporary files; it is gone when the process ends.

    Those of processes that were killed are taken away when the next one makes its own.
    """
    return _folder_of(os.getpid())


def is_scratch(path: Path) -> bool:
    """Whether a resolved path lies in the folder of a process on this machine."""
    return any(
        parent.parent == _root() and _name().fullmatch(parent.name) for parent in (path, *path.parents)
    )


@lru_cache(maxsize=1)
def _folder_of(process: int) -> Path:
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_prefix()}{process}-", dir=_root()))
    # Unlike `atexit`, it is called at the end of worker processes as well.
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=0)
    return folder


def _sweep() -> None:
    for folder in _root().glob(f"{_prefix()}*"):
        found = _name().fullmatch(folder.name)
        if found and not psutil.pid_exists(int(found[1])):
            shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=1)
def _root() -> Path:
    return Path(tempfile.gettempdir()).resolve()


@lru_cache(maxsize=1)
def _prefix() -> str:
    # Processes are known by number on their own machine alone, and a folder may be shared by several.
    return f"studio-{socket.gethostname()}-"


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    return re.compile(rf"{re.escape(_prefix())}(\d+)-\w+")
