"""The sentence of the lesson: its tokens, their projections all at once, and how they score each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.qkv_projections.tokens import embedding, readable
from scenes.qkv_projections.weights import Array, as_written, multiply, read_only, weights

BEFORE, AFTER = ("She", "wrote"), ("in", "the", "snow")
"""The tokens before and after the lesson's own."""
PLACE = len(BEFORE)
"""The row of the lesson's own token."""
SUBJECT, VERB = 0, 1
"""The rows of the two that need each other: the verb looks at its subject, which does not look back."""
REPLACEMENTS = ("city", "river")
"""What the last token is changed to: the first of them that is not the lesson's own."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """The sentence around one token: a row for each of its n tokens.

    All arrays are float64 and read-only.

    Parameters
    ----------
    tokens
        As they are shown, n = 6.
    known
        For each, whether its embedding stands in the lexicon.
    x
        The embeddings, shape (n, 4), three decimals.
    q, k, v
        The queries, keys and values, shape (n, 4), as they are written: two decimals.
    """

    tokens: tuple[str, ...]
    known: tuple[bool, ...]
    x: Array
    q: Array
    k: Array
    v: Array

    @property
    def scores(self) -> Array:
        """Query times key for each pair: ``scores[i, j] = q[i] @ k[j]``, shape (n, n), four decimals."""
        return scores(self.q, self.k)

    @property
    def scaled(self) -> Array:
        """The scores divided by the root of d_k, shape (n, n)."""
        return read_only(self.scores / np.sqrt(self.k.shape[1]))

    @property
    def shared(self) -> Array:
        """The scores if W_Q made the keys as well, shape (n, n), four decimals: symmetric."""
        return scores(self.q, self.q)

    @property
    def other(self) -> int:
        """The row of the token that the lesson's own is compared with.

        It is the one with which the scores of the two directions differ most.
        """
        return int(np.argmax(np.abs(self.scores[PLACE] - self.scores[:, PLACE])))


def sentence(token: str) -> Sentence:
    """Project every token of the sentence.

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    tokens = (*BEFORE, readable(token), *AFTER)
    found = [embedding(one) for one in tokens]
    x, w = read_only([one.values for one in found]), weights()
    q, k, v = (as_written(multiply(x, matrix), 2) for matrix in (w.w_q, w.w_k, w.w_v))
    return Sentence(tokens, tuple(one.known for one in found), x, q, k, v)


def replacement(token: str) -> str:
    """What the last token of the sentence is changed to: never the lesson's own."""
    return next(word for word in REPLACEMENTS if word != readable(token).casefold())


def scores(q: Array, k: Array) -> Array:
    """Dot products of queries and keys of two decimals, which leaves four and no more.

    They are taken of the numbers as they are written, so that whoever adds up what is on screen finds them.

    Parameters
    ----------
    q, k
        Shape (n, d_k) and (m, d_k).

    Returns
    -------
    ndarray
        float64, shape (n, m), each the nearest to its exact decimal, read-only.
    """
    return read_only(np.round(q @ k.T, 4))
