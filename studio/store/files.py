"""Files that are there whole or not at all, and their digests."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `path` once all went well.

    The file is written in the same folder (made when it is missing), so that the renaming never crosses
    a file system; it keeps the suffix, from which libraries guess a format. After an exception it is
    removed and `path` is as it was.

    Parameters
    ----------
    path
        The file to write or replace.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_file(source: Path, path: Path) -> Path:
    """Copy a file's content; like all that is published, the copy is there whole or not at all.

    Returns
    -------
    Path
        `path`.
    """
    with atomic(path) as draft:
        shutil.copyfile(source, draft)
    return path
