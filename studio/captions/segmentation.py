"""Where to cut a narration into captions, and a caption into lines.

Every piece that a caption could hold has a cost; dynamic programming over the gaps between words finds the
cheapest way through a slide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LINE = 42
"""Characters in a line, at most; a longer word has a line of its own."""

SPEED = 17
"""Characters a second, at most, counting the spaces."""

SHOWN = 1000, 7000
"""Milliseconds for which a caption should be shown: at least, to be noticed, and at most, to be read once."""

SENTENCE_END = re.compile(r"[.?!…][\"'”’»)\]]*$")
CLAUSE_END = re.compile(r"[,;:–—][\"'”’»)\]]*$")


@dataclass(frozen=True)
class Token:
    """A word as it is written, with its punctuation.

    Parameters
    ----------
    text
        Without white space.
    begins, ends
        When it is heard, in milliseconds.
    ends_sentence
        Whether a sentence or a paragraph ends with it.
    """

    text: str
    begins: int
    ends: int
    ends_sentence: bool


def reading_time(length: int) -> int:
    """Return how many milliseconds it takes to read so many characters at `SPEED`, rounded up."""
    return -(-1000 * length // SPEED)


def segment_captions(tokens: Sequence[Token], until: Callable[[int, int], int]) -> list[tuple[int, int]]:
    """Cut the words of one slide into captions of at most two lines.

    Parameters
    ----------
    tokens
        The words.
    until
        Gives the millisecond until which a caption of ``tokens[first:end]`` can be shown.

    Returns
    -------
    list[tuple[int, int]]
        The slices of `tokens`, in order: all of them, none empty.
    """
    # best[i]: the cost of the tokens from i on, and where the first of their captions ends. Of two ends that
    # cost the same the later is taken.
    best = [(0.0, 0)] * (len(tokens) + 1)
    for first in reversed(range(len(tokens))):
        best[first] = min(
            (_cost(tokens[first:end], until(first, end), end == len(tokens)) + best[end][0], -end)
            for end in _ends(tokens, first)
        )
    slices = []
    first = 0
    while first < len(tokens):
        end = -best[first][1]
        slices.append((first, end))
        first = end
    return slices


def lines_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Set words on one line if they fit, else on two, balanced and broken where the voice would pause."""
    whole = " ".join(texts)
    if len(whole) <= LINE or len(texts) == 1:
        return (whole,)
    return min(_splits(texts))[1]


def _splits(texts: Sequence[str]) -> Iterator[tuple[float, tuple[str, str]]]:
    """Yield the ways to set words on two lines, each with its cost."""
    for place in range(1, len(texts)):
        upper, lower = " ".join(texts[:place]), " ".join(texts[place:])
        if len(upper) <= LINE and len(lower) <= LINE:
            lonely = 4 * ((place == 1) + (place == len(texts) - 1))
            uneven = 6 * abs(len(upper) - len(lower)) / LINE
            yield _break(texts[place - 1]) / 3 + uneven + lonely, (upper, lower)


def _ends(tokens: Sequence[Token], first: int) -> Iterator[int]:
    """Yield where a caption that begins with ``tokens[first]`` can end."""
    yield first + 1
    texts = [tokens[first].text]
    for end in range(first + 2, len(tokens) + 1):
        texts.append(tokens[end - 1].text)
        if len(" ".join(texts)) > LINE and not any(_splits(texts)):
            return
        yield end


def _cost(piece: Sequence[Token], until: int, last: bool) -> float:
    """Weigh a caption. Not to be read in time is worst, then lone words, then a cut inside a clause."""
    texts = [token.text for token in piece]
    length = len(" ".join(texts))
    shown = until - piece[0].begins
    least, most = SHOWN
    cost = 3.0  # fewer captions are quieter
    if shown < reading_time(length):
        cost += 100 + reading_time(length) - shown
    cost += max(0, least - shown) / 25 + max(0, shown - most) / 500
    if len(piece) == 1:
        cost += 15
    # Silence and the end of a sentence belong between two captions, not inside one.
    cost += sum(max(0, later.begins - earlier.ends - 400) / 150 for earlier, later in pairwise(piece))
    sentences_inside = sum(token.ends_sentence for token in piece[:-1])
    cost += sentences_inside
    if not (last or piece[-1].ends_sentence):
        cost += _break(texts[-1]) + 4 * bool(sentences_inside)
    if length > LINE and len(piece) > 1:
        cost += min(_splits(texts))[0]
    return cost


def _break(text: str) -> float:
    """Weigh a break after a word; a short one, such as "the", mostly belongs to what follows."""
    if SENTENCE_END.search(text):
        return 0.0
    if CLAUSE_END.search(text):
        return 2.0
    return 8.0 if len(text) > 3 else 10.0
