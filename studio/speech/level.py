"""How loud a voice is, and how it is made as loud as it should be."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LOUDNESS = -16.0
"""Integrated loudness of speech in LUFS (ITU-R BS.1770-4), as is usual for spoken lessons."""

PEAK = 10 ** (-1 / 20)
"""The highest sample: -1 dBFS, so that a lossy encoder has room to overshoot."""

_REACH = 0.005


def gain_to(samples: NDArray[np.float32], rate: int, loudness: float = LOUDNESS) -> float:
    """Return the factor that brings speech to a loudness.

    Parameters
    ----------
    samples
        float32, mono, shape (n,).
    rate
        Samples a second.
    loudness
        Integrated, in LUFS.

    Returns
    -------
    float
        1.0 for silence, and for less than the 0.4 s that a measurement takes.
    """
    # Here and not above: it brings all of SciPy's signal processing with it.
    from pyloudnorm import Meter  # type: ignore[import-untyped]

    if len(samples) < 0.4 * rate:
        return 1.0
    measured = float(Meter(rate).integrated_loudness(samples.astype(np.float64)))
    return float(10 ** ((loudness - measured) / 20)) if math.isfinite(measured) else 1.0


def levelled(samples: NDArray[np.float32], rate: int, gain: float) -> NDArray[np.float32]:
    """Make speech louder by a factor, and hold its highest peaks at `PEAK`.

    Around a peak that would be too high the gain sinks and rises within 5 ms, so that nothing is clipped.
    Everything else keeps the same gain, and every sample its place.

    Parameters
    ----------
    samples
        float32, mono, shape (n,).
    rate
        Samples a second.
    gain
        Factor, not in decibels.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d  # type: ignore[import-untyped]

    louder = samples.astype(np.float64) * gain
    reach = round(_REACH * rate)
    room = PEAK / np.maximum(np.abs(louder), PEAK)
    # The lowest gain within reach, smoothed twice within the same reach: never above what a peak allows.
    smooth = minimum_filter1d(room, 2 * reach + 1, mode="nearest")
    for _ in range(2):
        smooth = uniform_filter1d(smooth, reach - 1 + reach % 2, mode="nearest")
    held: NDArray[np.float64] = np.clip(louder * smooth, -PEAK, PEAK)
    return held.astype(np.float32)
