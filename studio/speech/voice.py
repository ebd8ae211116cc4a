"""The interface to a voice: one method. A second engine is one more file beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Word:
    """One word as it is heard: ``text[start:end]`` of the text spoken, from `begins` to `ends` seconds."""

    start: int
    end: int
    begins: float
    ends: float


@dataclass(frozen=True, eq=False)
class Speech:
    """Sound and the words in it.

    Parameters
    ----------
    samples
        float32, mono, shape (n,), within [-1, 1].
    rate
        Samples a second.
    words
        In the order of the text; times in seconds from the first sample, never decreasing.
    """

    samples: NDArray[np.float32]
    rate: int
    words: tuple[Word, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate


class Voice(Protocol):
    """Turns a text into speech.

    Attributes
    ----------
    key
        All that the sound depends on besides the text: engine, its version, voice, rate. It is part of
        every cache key and of the manifest.
    """

    key: str

    def speak(self, text: str) -> Speech:
        """Speak one text, already in its spoken form; its words are spans of that text."""
        ...
