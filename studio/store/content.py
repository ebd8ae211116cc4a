"""Results that are kept under a key, and verified each time that they are asked for.

What is in the folder and does not fit (empty, cut, changed, a folder in the place of a file) counts as not
there, and the next result of its key takes its place. Several processes may write and read at once.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import StudioError
from studio.store.files import atomic, sha256_of

_DIGEST = hashlib.sha256().digest_size
SEALED = ".sealed"
"""Suffix of the files that hold bytes, and of the seals of other files."""


@dataclass(frozen=True)
class ContentStore:
    """Results by key, in a folder: bytes, or files with a seal.

    Bytes are one file: the SHA-256 digest of the rest, then the rest. Where a result has to be a file by
    itself, such as a video, it is written to `room_for` its suffix; `seal` then keeps its digest, as bytes of
    the same key. So a key has either bytes or files.

    Parameters
    ----------
    folder
        Made when it is first written to.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> store = ContentStore(Path(mkdtemp()))
    >>> store.put("5f1e", b"what took long")
    >>> store.get("5f1e"), store.get("77aa")
    (b'what took long', None)
    """

    folder: Path

    def get(self, key: str) -> bytes | None:
        """The bytes of a key, or None if there are none that are whole."""
        try:
            data = self.path(key, SEALED).read_bytes()
        except OSError:
            return None
        content = data[_DIGEST:]
        return content if hashlib.sha256(content).digest() == data[:_DIGEST] else None

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes under a key, in the place of whatever is there.

        Raises
        ------
        StudioError
            If the folder cannot be written to.
        """
        try:
            with atomic(self.room_for(key, SEALED)) as draft:
                draft.write_bytes(hashlib.sha256(content).digest() + content)
        except OSError as error:
            raise StudioError(
                f"The cache {self.folder} cannot be written to ({error.strerror}); choose another folder."
            ) from error

    def path(self, key: str, suffix: str) -> Path:
        """Where the file of a key with a suffix such as ``.mp4`` stands, if it is there."""
        return self.folder / key[:2] / f"{key}{suffix}"

    def room_for(self, key: str, suffix: str) -> Path:
        """The same as `path`, to be written by atomic rename; what would be in its way is taken away."""
        path = self.path(key, suffix)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.parent.is_file():
            path.parent.unlink(missing_ok=True)
        return path

    def seal(self, key: str, *suffixes: str) -> None:
        """Declare that the files of a key are complete; they have these suffixes."""
        self.put(key, self._digests(key, suffixes))

    def files(self, key: str, *suffixes: str) -> Mapping[str, Path] | None:
        """The files of a key by suffix, or None unless exactly these were sealed, and all are whole."""
        sealed = self.get(key)
        try:
            if sealed is None or sealed != self._digests(key, suffixes):
                return None
        except OSError:
            return None
        return {suffix: self.path(key, suffix) for suffix in suffixes}

    def _digests(self, key: str, suffixes: tuple[str, ...]) -> bytes:
        return json.dumps({suffix: sha256_of(self.path(key, suffix)) for suffix in suffixes}).encode()
