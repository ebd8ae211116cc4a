"""The sound of a lesson: its loudness, its peaks, and how its slides begin and end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from studio.checks.finding import Finding, Severity
from studio.scene.suppressions import Check
from studio.speech.loudness import LOUDNESS, PEAK, TOLERANCE, decibels, find_clipping, loudness, true_peak
from studio.speech.voice import RATE
from studio.timeline import TimedSlide, Timeline, sample_at

CLICK = -60.0
"""How loud, in dBFS, a sound may be within a millisecond of the border between two slides."""

_NEAR = RATE // 1000


def find_in_sound(timeline: Timeline, sound: NDArray[np.float32]) -> tuple[Finding, ...]:
    """Measure the sound of a lesson.

    Parameters
    ----------
    timeline
        The lesson.
    sound
        All of it, as `studio.speech.mix` lays it: float32, mono at 48 kHz, shape (n,).

    Returns
    -------
    tuple of Finding
        In the order of the film. It takes some seconds for a lesson of ten minutes.
    """
    return tuple(_findings(timeline, sound))


def _findings(timeline: Timeline, sound: NDArray[np.float32]) -> Iterator[Finding]:
    path = timeline.script.path
    measured = loudness(sound, RATE)
    if not abs(measured - LOUDNESS) <= TOLERANCE:
        yield Finding(
            Check.LOUDNESS,
            Severity.ERROR,
            path,
            1,
            "",
            None,
            f"its loudness is {measured:.1f} LUFS, not {LOUDNESS:.0f} within {TOLERANCE}. "
            "Narrate its silent slides, or record its soft ones again.",
        )
    for timed in timeline.slides:
        start, end = sample_at(timed.first, timeline.fps), sample_at(timed.end, timeline.fps)
        yield from _slide(timeline, timed, sound[start:end], start)


def _slide(
    timeline: Timeline, timed: TimedSlide, sound: NDArray[np.float32], start: int
) -> Iterator[Finding]:
    def finding(check: Check, sample: int, message: str) -> Finding:
        path, line = timeline.script.path, timed.slide.line
        return Finding(check, Severity.ERROR, path, line, timed.slide.id, (start + sample) / RATE, message)

    peak = decibels(true_peak(sound))
    if peak > PEAK:
        yield finding(
            Check.PEAK,
            int(np.argmax(np.abs(sound))),
            f"its true peak is {peak:.1f} dBTP, above {PEAK:.0f}. Make the voice softer.",
        )
    tops = find_clipping(sound)
    if len(tops):
        yield finding(Check.PEAK, int(tops[0]), "the sound is cut off at full scale. Make the voice softer.")
    for edge, words in ((sound[:_NEAR], "begins"), (sound[-_NEAR:], "ends")):
        if decibels(float(np.abs(edge).max(initial=0.0))) > CLICK:
            yield finding(
                Check.CLICK,
                0 if words == "begins" else len(sound) - 1,
                f"the sound {words} loud, which may be heard as a click. Let it {words[:-1]} in silence.",
            )
