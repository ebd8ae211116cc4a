"""Speeches that were spoken before, in a folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from studio.errors import StudioError
from studio.speech.voice import Speech, Voice, Word
from studio.store.files import atomic

_FORMAT = 4
_DIGEST, _LENGTH = 32, 4  # bytes


def speech_key(voice: Voice, text: str) -> str:
    """Return the name of a speech in the cache: SHA-256 over the voice's key and the text, in hexadecimal."""
    return hashlib.sha256(json.dumps([_FORMAT, voice.key, text]).encode()).hexdigest()


@dataclass(frozen=True)
class SpeechCache:
    """A store of speeches by key, safe to be used by several processes at once.

    Each speech is one file: the SHA-256 digest of the rest; then the length of what follows in four bytes, a
    JSON object with all but the samples, and the samples as little-endian float32. A file that is not whole
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
        content = memoryview(data)[_DIGEST:]
        if hashlib.sha256(content).digest() != data[:_DIGEST]:
            return None
        start = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
        about = json.loads(bytes(content[_LENGTH:start]))
        words = tuple(Word(*word) for word in about["words"])
        return Speech(np.frombuffer(content[start:], "<f4"), about["rate"], words, tuple(about["remarks"]))

    def put(self, key: str, speech: Speech) -> None:
        """Keep a speech under a key, in the place of any that is there.

        Raises
        ------
        StudioError
            When the folder cannot be written to.
        """
        words = [astuple(word) for word in speech.words]
        about = json.dumps({"rate": speech.rate, "words": words, "remarks": speech.remarks}).encode()
        samples = speech.samples.astype("<f4", copy=False).tobytes()
        content = b"".join([len(about).to_bytes(_LENGTH, "big"), about, samples])
        try:
            with atomic(self._file(key)) as draft:
                draft.write_bytes(hashlib.sha256(content).digest() + content)
        except OSError as error:
            raise StudioError(
                f"The cache {self.folder} cannot be written to ({error.strerror}); choose another folder."
            ) from error

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.speech"
