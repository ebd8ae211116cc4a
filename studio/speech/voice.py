"""The interface to a voice: one method. A second engine is one more file beside this one."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from studio.errors import StudioError

RATE = 48_000
"""Samples a second of all speech that is finished, and of all that is published."""

SEPARATOR = re.compile(r"[\s—–…]+")
"""What stands between words: white space, dashes and ellipses."""


class VoiceError(StudioError):
    """A voice that cannot speak: unknown, silent, too slow, or not installed as it should be."""


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
    remarks
        What the author should know about the sound, in sentences.
    """

    samples: NDArray[np.float32]
    rate: int
    words: tuple[Word, ...]
    remarks: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate


class PromisedSpeech(Speech):
    """A speech whose words have their times, and whose sound is still being made.

    Parameters
    ----------
    length
        How many samples it will have.
    rate, words, remarks
        As of any speech.
    sound
        Gives the samples, shape (length,). To ask for them is to wait for them.
    """

    def __init__(
        self,
        length: int,
        rate: int,
        words: tuple[Word, ...],
        remarks: tuple[str, ...],
        sound: Future[NDArray[np.float32]],
    ) -> None:
        known = {"rate": rate, "words": words, "remarks": remarks, "_length": length, "_sound": sound}
        for name, value in known.items():
            object.__setattr__(self, name, value)  # it is frozen, as all speeches are

    @property
    def samples(self) -> NDArray[np.float32]:
        """As of any speech, once they are there."""
        sound: Future[NDArray[np.float32]] = self.__dict__["_sound"]
        return sound.result()

    @property
    def duration(self) -> float:
        """Length in seconds."""
        length: int = self.__dict__["_length"]
        return length / self.rate


class Voice(Protocol):
    """Turns a text into speech.

    Attributes
    ----------
    key
        All that the sound depends on besides the text: engine, its version, voice, rate. It is part of
        every cache key and of the manifest.
    """

    @property
    def key(self) -> str:
        """What names the sound of this voice."""
        ...

    def speak(self, text: str) -> Speech:
        """Speak one text, already in its spoken form; its words are spans of that text.

        Raises
        ------
        VoiceError
            When there is no sound to be had; the message says why.
        """
        ...


def has_word(text: str) -> bool:
    """Whether there is anything in a text that is read as a word: a letter or a digit."""
    return any(character.isalnum() for character in text)


def runs(text: str) -> list[tuple[int, int]]:
    """Spans of a text between separators, punctuation included; see `SEPARATOR`."""
    edges = [0, *(edge for match in SEPARATOR.finditer(text) for edge in match.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def word_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the words of a text, as a caption shows them and a reader counts them.

    A word is a run (see `runs`) that holds a letter or a digit, without the punctuation around it:
    ``high-dimensional`` and ``QK^T`` are one word, ``roles—query`` is two.
    """
    spans = []
    for start, end in runs(text):
        if has_word(text[start:end]):
            while unicodedata.category(text[start])[0] == "P":
                start += 1
            while unicodedata.category(text[end - 1])[0] == "P":
                end -= 1
            spans.append((start, end))
    return spans
