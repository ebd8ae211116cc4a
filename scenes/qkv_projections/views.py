"""A matrix as a view: the flat slice of the space through three tokens, and what each matrix makes of it.

Three tokens span a plane in the four dimensions of the embeddings, and a matrix takes it to a plane in the
four dimensions of the queries, keys or values. Both are drawn at their true lengths and angles; how a plane
lies on the paper is free, so each is turned to where its points moved least. Nothing is projected away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np

from scenes.qkv_projections.tokens import embedding, readable
from scenes.qkv_projections.weights import Array, read_only, weights

COMPANIONS = ("king", "queen", "man", "woman", "child", "castle", "city", "river", "horse", "fish")
"""Tokens of the lexicon that may be shown with the lesson's own."""
PAIRS = ((0, 1), (0, 2), (1, 2))
"""The sides of the triangle of the three tokens."""
MARGIN = 0.15
"""How much shorter than the next one the shortest side has to be, to be seen as the shortest."""


@dataclass(frozen=True, eq=False)
class Slice:
    """The plane through three tokens before and after each matrix. All arrays are float64 and read-only.

    Parameters
    ----------
    tokens
        The lesson's own first.
    places
        Where the tokens lie in the plane, shape (3, 2), in the units of the embeddings; their middle is at
        the origin, the second and the third lie level, the third on the right, and the first above them.
    maps
        By letter of the projection, "q", "k" and "v": the map of the plane for row vectors, shape (2, 2):
        ``places @ maps["q"]`` is where the tokens lie among the queries. Symmetric, so it only stretches.
    """

    tokens: tuple[str, str, str]
    places: Array
    maps: Mapping[str, Array]

    def seen(self, letter: str) -> Array:
        """Where the tokens lie after a matrix, shape (3, 2); before any, for the letter "x"."""
        return self.places if letter == "x" else read_only(self.places @ self.maps[letter])

    def distances(self, letter: str) -> Array:
        """Lengths of the sides in `PAIRS`, shape (3,): the true distances in the four dimensions."""
        seen = self.seen(letter)
        return read_only([_apart(seen[first], seen[second]) for first, second in PAIRS])

    def closest(self, letter: str) -> tuple[str, str]:
        """The two tokens that lie closest together."""
        first, second = PAIRS[int(np.argmin(self.distances(letter)))]
        return self.tokens[first], self.tokens[second]


def view(token: str) -> Slice:
    """Lay the plane through a token and two others of the lexicon.

    The two are those in whose company the matrices differ most clearly: as many different closest pairs as
    can be, and no triangle too thin to look at.

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    x, w = embedding(token).values, weights()
    others = {word: vector for word in COMPANIONS if not np.array_equal(vector := embedding(word).values, x)}
    tokens, vectors = [readable(token), *others], np.array([x, *others.values()])
    matrices = {"q": w.w_q, "k": w.w_k, "v": w.w_v}
    second, third = _companions([vectors, *(vectors @ matrix for matrix in matrices.values())])
    a, b, c = vectors[[0, second, third]]
    axes = _axes(c - b, a - b)
    return Slice(
        tokens=(tokens[0], tokens[second], tokens[third]),
        places=read_only((np.array([a, b, c]) - (a + b + c) / 3) @ axes.T),
        maps=MappingProxyType({letter: _stretch(axes @ matrix) for letter, matrix in matrices.items()}),
    )


def _companions(spaces: Sequence[Array]) -> tuple[int, int]:
    """Choose two tokens to be shown with the first.

    Parameters
    ----------
    spaces
        All tokens as embeddings, queries, keys and values, each of shape (n, 4).

    Returns
    -------
    int, int
        Their rows.
    """
    pairs = list(combinations(range(1, len(spaces[0])), 2))
    b, c = np.array(pairs).T
    a = np.zeros_like(b)
    # By space, side and pair: the sides of the triangle that a pair makes with the first token.
    sides = np.array([[_apart(x[one], x[two]) for one, two in ((a, b), (a, c), (b, c))] for x in spaces])
    shortest, middle, longest = np.moveaxis(np.sort(sides, axis=1), 1, 0)
    told = (middle - shortest)[1:].min(axis=0) >= MARGIN
    kinds = [len(set(closest)) for closest in sides[1:].argmin(axis=1).T]
    half = sides.sum(axis=1) / 2
    area = np.sqrt(np.maximum(half * (half - shortest) * (half - middle) * (half - longest), 0))
    thickness = (2 * area / longest**2).min(axis=0)  # smallest height over longest side
    return max(zip(told * kinds, thickness, pairs, strict=True))[2]


def _axes(along: Array, towards: Array) -> Array:
    """Two perpendicular directions of length 1, shape (2, 4): one vector's, and from it to another's side."""
    first = along / np.linalg.norm(along)
    rest = towards - (towards @ first) * first
    return np.array([first, rest / np.linalg.norm(rest)])


def _stretch(axes: Array) -> Array:
    """The symmetric map with the lengths and angles of two moved axes, shape (2, 4): their polar factor."""
    turn, lengths, _ = np.linalg.svd(axes, full_matrices=False)
    return read_only((turn * lengths) @ turn.T)


def _apart(one: Array, two: Array) -> Array:
    return np.asarray(np.linalg.norm(one - two, axis=-1))
