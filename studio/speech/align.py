"""Give words their times: from what is said for them, or by their length."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from studio.speech.spoken_form import SpokenForm
from studio.speech.voice import SEPARATOR, Word, word_spans


def share_by_length(lengths: Sequence[int], begins: float, ends: float) -> list[tuple[float, float]]:
    """Share out a time among pieces by their length.

    Returns
    -------
    list of tuple
        From when to when each piece lasts, one after the other; pieces without any length last no time.
    """
    edges = np.cumsum([0, *lengths]) / max(1, sum(lengths))
    return list(pairwise(float(begins + (ends - begins) * edge) for edge in edges))


def time_words(text: str, spoken: SpokenForm, words: Sequence[Word]) -> tuple[Word, ...]:
    """Give the words of a text the times at which what is said for them is heard.

    Parameters
    ----------
    text
        As it is written.
    spoken
        Its spoken form.
    words
        What the voice says of ``spoken.text``.

    Returns
    -------
    tuple of Word
        Spans of `text`, in order: one for each of `word_spans`, and one for each symbol that stands by itself
        and is said. A word for which nothing is heard lasts no time.
    """
    timed: list[Word] = []
    latest = 0.0
    for span in spoken.spans:
        heard = [word for word in words if word.start < span.spoken_end and span.spoken_start < word.end]
        begins = heard[0].begins if heard else latest
        latest = heard[-1].ends if heard else latest
        timed += _part(text, Word(span.written_start, span.written_end, begins, latest))
    merged: list[Word] = []
    for word in timed:
        # What is said in several steps, such as "W_Q" or "−0.90", is one written word.
        if merged and not SEPARATOR.search(text, merged[-1].end, word.start):
            before = merged.pop()
            word = Word(before.start, word.end, before.begins, word.ends)
        merged.append(word)
    return tuple(merged)


def _part(text: str, word: Word) -> list[Word]:
    """Part a span of a text into its words, and share its time out among them."""
    inner = word_spans(text[word.start : word.end])
    if len(inner) < 2:
        return [word]
    times = share_by_length([end - start for start, end in inner], word.begins, word.ends)
    return [
        Word(word.start + start, word.start + end, *time)
        for (start, end), time in zip(inner, times, strict=True)
    ]
