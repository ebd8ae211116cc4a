"""Where speech rests, and words whose edges are moved to where sound begins and ends.

Whoever gives times to words, a model or a recogniser, is right to some 50 ms within a phrase, and less so
where the voice rests: there the sound itself tells.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from studio.speech.voice import Word

_BLOCK = 0.005
_QUIET = 10 ** (-35 / 20)
_SHORTEST = 0.03


def loud_blocks(samples: NDArray[np.float32], rate: int) -> tuple[NDArray[np.bool_], int]:
    """Tell where there is speech, and not just breath or noise.

    Parameters
    ----------
    samples
        float32, mono, shape (n,).
    rate
        Samples a second.

    Returns
    -------
    tuple
        For each block of 5 ms, whether its power is within 35 dB of the loudest; and the samples of a block.
        What is shorter than a block at the end counts to none.
    """
    block = max(1, round(_BLOCK * rate))
    blocks = samples[: len(samples) // block * block].reshape(-1, block).astype(np.float64)
    power = np.sqrt((blocks**2).mean(axis=1))
    loudest = np.percentile(power, 95) if len(power) else 0.0
    loud: NDArray[np.bool_] = (power >= _QUIET * loudest) & (power > 0)
    return loud, block


def snap_to_silence(
    words: Sequence[Word], pauses: Collection[int], samples: NDArray[np.float32], rate: int, reach: float
) -> tuple[Word, ...]:
    """Move the edges of words to where they are heard to begin and to end.

    Parameters
    ----------
    words
        In the order of the text, with rough times.
    pauses
        The numbers of the words before which the voice rests. Before the first and after the last it does.
    samples, rate
        The sound of the words: float32, mono, shape (n,); samples a second.
    reach
        Seconds from a rest within which its silence is looked for.

    Returns
    -------
    tuple of Word
        The same words; their times never decrease.
    """
    loud, block = loud_blocks(samples, rate)
    if not words or not loud.any():
        return tuple(words)
    times = np.array([time for word in words for time in (word.begins, word.ends)]) * (rate / block)
    times[0], times[-1] = np.argmax(loud), len(loud) - np.argmax(loud[::-1])
    for word in sorted(pauses):
        if 0 < word < len(words):
            begins, end, begin, ends = times[2 * word - 2 : 2 * word + 2]
            reached = reach * rate / block
            first, last = max(end - reached, (begins + end) / 2), min(begin + reached, (begin + ends) / 2)
            times[2 * word - 1 : 2 * word + 1] = _longest_silence(
                loud, int(first), int(last), block / rate
            ) or (
                end,
                begin,
            )
    times = np.maximum.accumulate(np.clip(times, times[0], times[-1])) * (block / rate)
    return tuple(
        replace(word, begins=float(begins), ends=float(ends))
        for word, begins, ends in zip(words, times[::2], times[1::2], strict=True)
    )


def _longest_silence(
    loud: NDArray[np.bool_], first: int, last: int, seconds: float
) -> tuple[int, int] | None:
    """Return the blocks in which the longest silence at or between two blocks begins and ends, if any."""
    edges = np.flatnonzero(np.diff(np.r_[True, loud[first:last], True].astype(np.int8)))
    if not len(edges):
        return None
    lengths = edges[1::2] - edges[::2]
    longest = int(np.argmax(lengths))
    if lengths[longest] * seconds < _SHORTEST:
        return None
    begin, end = first + int(edges[2 * longest]), first + int(edges[2 * longest + 1])
    # It may have begun before where it was looked for, and go on behind.
    begin -= int(np.argmax(loud[:begin][::-1])) if loud[:begin].any() else 0
    end += int(np.argmax(loud[end:])) if loud[end:].any() else 0
    return begin, end
