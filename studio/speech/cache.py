"""Speeches that were spoken before, in a folder."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from studio.errors import StudioError
from studio.files import atomic
from studio.speech.voice import Speech, Voice, Word

_FORMAT = 3
_DIGEST = 32


def speech_key(voice: Voice, text: str) -> str:
    """Return the name of a speech in the cache: SHA-256 over the voice's key and the text, in hexadecimal."""
    return hashlib.sha256(json.dumps([_FORMAT, voice.key, text]).encode()).hexdigest()


@dataclass(frozen=True)
class SpeechCache:
    """A store of speeches by key, safe to be used by several processes at once.

    Each speech is one file: the SHA-256 digest of the rest, then a NumPy archive. A file that is not whole
    counts as not there, and the next `put` takes its place.

    Parameters
    ----------
    folder
        Made when it is first written to.
    """

    folder: Path

    def get(self, key: str) -> Speech | None:
        """Return the speech of a key, or None when there is none that is whole."""
        try:
            data = self._file(key).read_bytes()
        except OSError:
            return None
        digest, archive = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(archive).digest() != digest:
            return None
        with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
            words = tuple(
                Word(int(start), int(end), float(begins), float(ends))
                for start, end, begins, ends in arrays["words"]
            )
            remarks = tuple(json.loads(str(arrays["remarks"])))
            return Speech(arrays["samples"], int(arrays["rate"]), words, remarks)

    def put(self, key: str, speech: Speech) -> None:
        """Keep a speech under a key, in the place of any that is there.

        Raises
        ------
        StudioError
            When the folder cannot be written to.
        """
        archive = io.BytesIO()
        # Offsets are whole numbers far below 2**53: float64 holds them exactly, as it does the times.
        words = np.array([astuple(word) for word in speech.words], dtype=np.float64).reshape(-1, 4)
        remarks = np.array(json.dumps(speech.remarks))
        np.savez(archive, samples=speech.samples, rate=np.int64(speech.rate), words=words, remarks=remarks)
        data = archive.getvalue()
        try:
            with atomic(self._file(key)) as draft:
                draft.write_bytes(hashlib.sha256(data).digest() + data)
        except OSError as error:
            raise StudioError(
                f"The cache {self.folder} cannot be written to ({error.strerror}); choose another folder."
            ) from error

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.speech"
