"""Speeches that were spoken before, in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from studio.speech.voice import Speech, Voice, Word
from studio.store.content import ContentStore
from studio.store.versions import key_of

_FORMAT = 6
_LENGTH = 4  # bytes


def speech_key(voice: Voice, text: str) -> str:
    """The key of a speech in the cache: of the voice and what it says."""
    return key_of("speech", _FORMAT, voice.key, text)


@dataclass(frozen=True)
class _About:
    """All of a speech but its samples."""

    rate: int
    words: tuple[Word, ...]
    remarks: tuple[str, ...]


_ABOUT = TypeAdapter(_About)


@dataclass(frozen=True)
class SpeechCache:
    """Speeches by key, safe to be used by several processes at once.

    Each is kept as the length of what follows in four bytes, a JSON object with all but the samples, and the
    samples as little-endian float32.

    Parameters
    ----------
    folder
        Made when it is first written to.
    """

    folder: Path

    def get(self, key: str) -> Speech | None:
        """The speech of a key, or None if there is none that is whole."""
        content = ContentStore(self.folder).get(key)
        if content is None:
            return None
        start = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
        try:
            about = _ABOUT.validate_json(content[_LENGTH:start])
            samples = np.frombuffer(content, "<f4", offset=start)
        except ValueError:
            return None
        return Speech(samples, about.rate, about.words, about.remarks)

    def put(self, key: str, speech: Speech) -> None:
        """Keep a speech under a key, in the place of any that is there.

        Raises
        ------
        StudioError
            If the folder cannot be written to.
        """
        about = _ABOUT.dump_json(_About(speech.rate, speech.words, speech.remarks))
        samples = speech.samples.astype("<f4", copy=False).tobytes()
        ContentStore(self.folder).put(key, b"".join([len(about).to_bytes(_LENGTH, "big"), about, samples]))
