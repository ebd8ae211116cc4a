"""How loud speech is, how high its peaks are, and how it is made as loud as it should be.

Loudness is that of ITU-R BS.1770-4, integrated over gated blocks; a true peak is the highest point of the
wave, between the samples as well, found at four times the rate, as annex 2 of that recommendation describes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LOUDNESS = -16.0
"""Integrated loudness in LUFS that all speech is brought to: what is usual for spoken lessons in mono."""

TOLERANCE = 0.5
"""How far, in LU, a film may be from `LOUDNESS`."""

PEAK = -1.0
"""The highest true peak that a film may have, in dBTP."""

_CEILING = 10 ** (-2.5 / 20)  # lower than `PEAK`, because a lossy encoder overshoots
_REACH = 0.005
_MOST_GAIN = 40.0
_NEAR, _ROUNDS = 0.05, 6
_SHORTEST = 0.4  # seconds: one block of the measurement
_CLIP, _CLIPPED_RUN = 0.99, 3
_OVERSAMPLING = 4


def loudness(samples: NDArray[np.float32], rate: int) -> float:
    """Measure how loud a sound is.

    Parameters
    ----------
    samples
        Mono, shape (n,).
    rate
        Samples a second.

    Returns
    -------
    float
        Integrated loudness in LUFS; minus infinity for what is silent throughout. What is shorter than a
        block of 0.4 s is measured with silence after it.
    """
    # Here and not above: it brings all of SciPy's signal processing with it.
    from pyloudnorm import Meter  # type: ignore[import-untyped]

    shortest = math.ceil(_SHORTEST * rate)
    padded = np.pad(samples.astype(np.float64), (0, max(0, shortest - len(samples))))
    return float(Meter(rate).integrated_loudness(padded)) if padded.any() else -math.inf


def true_peak(samples: NDArray[np.float32]) -> float:
    """Return the height of the highest point of a wave, 1.0 being full scale; mono, shape (n,)."""
    return float(_peaks(samples).max(initial=0.0))


def find_clipping(samples: NDArray[np.float32]) -> NDArray[np.intp]:
    """Find where a sound was cut off at full scale: the first sample of each flat top; mono, shape (n,)."""
    edges = np.flatnonzero(np.diff(np.r_[False, np.abs(samples) >= _CLIP, False].astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    return starts[ends - starts >= _CLIPPED_RUN]


def decibels(height: float) -> float:
    """Return a height in decibels below full scale; minus infinity for none."""
    return 20 * math.log10(height) if height > 0 else -math.inf


def normalize_loudness(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Bring speech to `LOUDNESS`, and hold its peaks well below `PEAK`.

    The gain is the same throughout, but around a peak that would be too high it sinks and rises within some
    5 ms, so that nothing is clipped and no wave is bent. Every sample keeps its place.

    Parameters
    ----------
    samples
        float32, mono, shape (n,).
    rate
        Samples a second.

    Returns
    -------
    NDArray[np.float32]
        Of the same shape. Silence stays silence, and what is all but silent is made 40 dB louder at most.
    """
    measured = loudness(samples, rate)
    if not math.isfinite(measured):
        return samples
    gain = min(LOUDNESS - measured, _MOST_GAIN)
    peaks = _peaks(samples)
    held = _limit_peaks(samples, peaks, rate, gain)
    if peaks.max() * _factor(gain) > _CEILING:
        # Holding the peaks takes some loudness away; how much of a further gain arrives is found on the way.
        arriving, missing = 0.7, LOUDNESS - loudness(held, rate)
        for _ in range(_ROUNDS):
            step = min(missing / arriving, _MOST_GAIN - gain)
            if abs(missing) < _NEAR or not step:
                break
            gain += step
            held = _limit_peaks(samples, peaks, rate, gain)
            before, missing = missing, LOUDNESS - loudness(held, rate)
            arriving = min(max((before - missing) / step, 0.2), 1.0)
    # Between the samples the slope of the gain may lift the wave by a hair.
    lowered = held * np.float32(min(1.0, _CEILING / max(true_peak(held), _CEILING)))
    return lowered.astype(np.float32)


def _factor(gain: float) -> float:
    return float(10 ** (gain / 20))


def _limit_peaks(
    samples: NDArray[np.float32], peaks: NDArray[np.float32], rate: int, gain: float
) -> NDArray[np.float32]:
    """Make a sound louder by a gain in decibels, but less where its `_peaks` would come out too high."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d  # type: ignore[import-untyped]

    factor = _factor(gain)
    step = max(1, rate // 1000)
    count = -(-len(samples) // step)
    highest = np.pad(peaks, (0, count * step - len(peaks))).reshape(count, step).max(axis=1) * factor
    # The lowest gain within reach, smoothed twice within the same reach: never above what a peak allows. The
    # step more is for the way from the middle of one step to that of the next.
    reach = max(1, round(_REACH * rate / step))
    smooth = minimum_filter1d(_CEILING / np.maximum(highest, _CEILING), 2 * (reach + 1) + 1, mode="nearest")
    for _ in range(2):
        smooth = uniform_filter1d(smooth, reach - 1 + reach % 2, mode="nearest")
    along = np.interp(np.arange(len(samples)), (np.arange(count) + 0.5) * step, smooth * factor)
    louder: NDArray[np.float32] = samples * along.astype(np.float32)
    return louder


def _peaks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each sample, the highest point of the wave from it to the next."""
    from scipy.signal import resample_poly  # type: ignore[import-untyped]

    if not len(samples):
        return np.zeros(0, np.float32)
    between = np.abs(resample_poly(samples.astype(np.float32, copy=False), _OVERSAMPLING, 1))
    highest: NDArray[np.float32] = between.reshape(-1, _OVERSAMPLING).max(axis=1)
    return np.maximum(highest, np.abs(samples), dtype=np.float32)
