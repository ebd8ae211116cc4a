"""Toy embeddings: a small lexicon, and a fallback that any other token gets from its spelling."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from studio.errors import StudioError

MAX_LENGTH = 16
"""The longest token, in characters, that the picture has room for."""

LEXICON: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        # royalty
        "king": (0.412, -1.104, 0.893, 2.301),
        "queen": (-0.137, -0.781, 0.214, 2.378),
        "prince": (0.871, -0.552, 0.586, 1.842),
        "princess": (0.298, -0.229, -0.067, 1.913),
        "crown": (-0.326, -1.617, 0.548, 1.654),
        # people
        "man": (1.363, -0.218, 1.242, 0.294),
        "woman": (0.827, 0.136, 0.531, 0.342),
        "boy": (1.774, 0.383, 0.967, -0.139),
        "girl": (1.248, 0.716, 0.226, -0.093),
        "child": (1.446, 0.562, 0.518, -0.273),
        # animals
        "cat": (0.782, 0.914, -1.627, -1.068),
        "dog": (1.017, 0.743, -1.458, -0.824),
        "horse": (1.246, 0.372, -1.613, -0.687),
        "lion": (0.931, 0.248, -1.969, -0.458),
        "fish": (0.393, 1.136, -1.884, -1.426),
        # places
        "city": (-1.724, -0.816, 1.236, -0.943),
        "village": (-1.358, -0.437, 1.518, -1.207),
        "castle": (-1.472, -1.163, 0.847, -0.318),
        "river": (-0.917, 0.264, 0.932, -1.743),
        # function words
        "the": (-0.643, 1.382, 0.514, 0.236),
        "a": (-0.487, 1.226, 0.683, 0.148),
        "of": (-0.918, 1.547, 0.337, -0.214),
        "and": (-0.762, 1.713, 0.158, 0.093),
        "is": (-0.254, 1.469, 0.279, -0.361),
    }
)
"""Made by hand so that related words lie close and king - man + woman lands beside queen."""


@dataclass(frozen=True, eq=False)
class Embedding:
    """Four numbers for one token.

    Parameters
    ----------
    values
        float64, shape (4,), read-only; each has three decimals and none is zero.
    known
        Whether they stand in the lexicon; if not, they were derived from the spelling.
    """

    values: NDArray[np.float64]
    known: bool


def embedding(token: str) -> Embedding:
    """Look up or derive the toy embedding of a token; upper and lower case share one.

    Parameters
    ----------
    token
        Text that `readable` accepts.

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    spelling = unicodedata.normalize("NFC", readable(token).casefold())
    known = spelling in LEXICON
    values = np.array(LEXICON[spelling] if known else _from_spelling(spelling))
    values.setflags(write=False)
    return Embedding(values, known)


def readable(token: str) -> str:
    """Return the token as it is shown: composed characters (NFC), no space around it.

    Raises
    ------
    StudioError
        When it is empty, longer than `MAX_LENGTH` or holds a character that cannot be seen.
    """
    shown = unicodedata.normalize("NFC", token).strip()
    if not shown:
        raise StudioError("The token is empty: give a word, such as king.")
    for character in shown:
        if not character.isprintable():
            code = f"U+{ord(character):04X}"
            raise StudioError(f"The token {shown!a} holds {code}, which cannot be shown: leave it out.")
    if len(shown) > MAX_LENGTH:
        raise StudioError(
            f'The token "{shown}" has {len(shown)} characters and the picture has room for {MAX_LENGTH}: '
            "give a shorter one."
        )
    return shown


def _from_spelling(spelling: str) -> tuple[float, ...]:
    """Four numbers in [-2.400, 2.400], three decimals, none zero; the same on every machine."""
    digest = hashlib.sha256(spelling.encode("utf-8")).digest()
    steps = (int.from_bytes(digest[start : start + 8], "big") % 4800 - 2400 for start in range(0, 32, 8))
    # The 4,800 steps run from -2400 to 2399: those from 0 up move by one, which leaves zero out.
    return tuple((step if step < 0 else step + 1) / 1000 for step in steps)
