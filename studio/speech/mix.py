"""The speeches of a whole film on one track, placed by sample."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.speech.sound import Sound, read_sound
from studio.speech.voice import RATE, Speech


def mix(
    length: int, placed: Iterable[tuple[int, int, Speech]], sounds: Iterable[tuple[int, Sound]] = ()
) -> NDArray[np.float32]:
    """Lay speeches on one track, and sounds over them.

    Parameters
    ----------
    length
        Samples of the track, at `RATE`.
    placed
        For each speech, which may have a rate of its own, the sample at which it begins and the one before
        which it has to end: what goes on for longer is cut off.
    sounds
        For each sound the sample at which it begins, which may be before the track does. It is added to
        what is heard there, and cut off at the end of the track; where both are too loud, the sum is cut
        off at full scale.

    Returns
    -------
    NDArray[np.float32]
        Mono, shape (length,); silence where nobody speaks.
    """
    track = np.zeros(length, dtype=np.float32)
    for first, end, speech in placed:
        slot = track[first:end]
        samples = _resample(speech)[: len(slot)]
        slot[: len(samples)] = samples
    for first, sound in sounds:
        samples = read_sound(sound.path)[max(0, -first) :] * np.float32(10 ** (sound.gain / 20))
        slot = track[max(0, first) :]
        heard = min(len(slot), len(samples))
        slot[:heard] = np.clip(slot[:heard] + samples[:heard], -1, 1)
    return track


def _resample(speech: Speech) -> NDArray[np.float32]:
    if speech.rate == RATE or not len(speech.samples):
        return speech.samples
    frame = AudioFrame.from_ndarray(speech.samples[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = speech.rate
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts).astype(np.float32, copy=False)
