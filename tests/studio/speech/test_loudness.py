from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import resample

from studio.speech.loudness import (
    LOUDNESS,
    PEAK,
    decibels,
    find_clipping,
    loudness,
    normalize_loudness,
    true_peak,
)

RATE = 48_000
SECONDS = np.arange(2 * RATE) / RATE
TONE = (0.05 * np.sin(2 * np.pi * 440 * SECONDS)).astype(np.float32)
# Thin pulses, as a peaky voice has them: 22 dB from loudness to peak.
PULSES = (0.3 * np.sin(2 * np.pi * 100 * SECONDS) ** 31 * np.sin(2 * np.pi * 3 * SECONDS)).astype(np.float32)


def by_ffmpeg(samples: np.ndarray) -> tuple[float, float]:
    """Loudness in LUFS and true peak in dBTP by another hand: FFmpeg's meter."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="mono", time_base=Fraction(1, RATE))
    meter, sink = graph.add("ebur128", "peak=true:metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    graph.push(frame)
    graph.push(None)
    found: dict[str, str] = {}
    while True:
        try:
            found |= graph.pull().metadata
        except av.EOFError:
            break
    return float(found["lavfi.r128.I"]), decibels(float(found["lavfi.r128.true_peaks_ch0"]))


def test_a_tone_of_full_scale_is_as_loud_as_the_standard_says() -> None:
    tone = np.sin(2 * np.pi * 997 * SECONDS).astype(np.float32)
    assert loudness(tone, RATE) == pytest.approx(-3.01, abs=0.1)
    assert loudness(0.1 * tone, RATE) == pytest.approx(-23.01, abs=0.1)


def test_silence_is_not_loud_and_short_sounds_can_be_measured() -> None:
    assert loudness(np.zeros(RATE, np.float32), RATE) == -np.inf
    assert loudness(TONE[:0], RATE) == -np.inf
    # A quarter of a block: 6 dB softer than the whole.
    assert loudness(TONE[: RATE // 10], RATE) == pytest.approx(loudness(TONE, RATE) - 6, abs=0.3)


def test_the_true_peak_lies_between_the_samples() -> None:
    # A quarter of the rate, sampled at 45 degrees: every sample is 3 dB below the crest of the wave.
    wave = np.sin(2 * np.pi * (np.arange(RATE) / 4 + 1 / 8)).astype(np.float32)
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=1e-3)
    assert decibels(true_peak(wave[RATE // 4 : -RATE // 4])) == pytest.approx(0, abs=0.6)
    assert true_peak(np.zeros(10, np.float32)) == true_peak(np.zeros(0, np.float32)) == 0
    assert decibels(0) == -np.inf


@given(st.lists(st.tuples(st.integers(0, 190), st.integers(1, 9)), max_size=4))
def test_flat_tops_of_three_samples_and_more_are_found(tops: list[tuple[int, int]]) -> None:
    samples = np.full(200, 0.5, np.float32)
    for start, length in tops:
        samples[start : start + length] = -1.0
    full = [0, *(samples < -0.9), 0]
    edges = [index for index, (one, other) in enumerate(pairwise(full)) if one != other]
    tops = zip(edges[::2], edges[1::2], strict=True)
    assert list(find_clipping(samples)) == [start for start, end in tops if end - start >= 3]


@pytest.mark.parametrize("samples", [TONE, 0.1 * TONE, 20 * TONE, PULSES, 3 * PULSES])
def test_speech_is_brought_to_one_loudness_below_the_peak(samples: np.ndarray) -> None:
    held = normalize_loudness(samples, RATE)
    assert held.dtype == np.float32
    assert held.shape == samples.shape
    measured, peak = by_ffmpeg(held)
    assert measured == pytest.approx(LOUDNESS, abs=0.15)
    assert peak < PEAK - 1


def test_silence_stays_silent_and_what_is_all_but_silent_is_not_torn_up() -> None:
    assert not normalize_loudness(np.zeros(RATE, np.float32), RATE).any()
    assert normalize_loudness(TONE[:0], RATE).size == 0
    assert normalize_loudness(0.01 * TONE, RATE) == pytest.approx(TONE, abs=1e-6)
    assert normalize_loudness(1e-4 * TONE, RATE) == pytest.approx(1e-4 * TONE, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 23_999), st.floats(-1, 1)), min_size=1, max_size=20))
def test_no_peak_is_higher_than_allowed(peaks: list[tuple[int, float]]) -> None:
    samples = 3 * TONE[:24_000]
    for place, height in peaks:
        samples[place] = height
    held = normalize_loudness(samples, RATE)
    # By another way than the code's own: the whole spectrum, eight times the rate.
    between = resample(np.pad(held.astype(np.float64), 500), 8 * (len(held) + 1000))
    assert decibels(np.abs(between).max()) < PEAK - 1


def test_away_from_a_peak_the_gain_is_the_same() -> None:
    samples = 3 * TONE
    samples[RATE] = 0.99
    held = normalize_loudness(samples, RATE)
    assert decibels(abs(held[RATE])) == pytest.approx(-2.5, abs=0.1)
    far = np.abs(np.arange(len(samples)) - RATE) > 0.015 * RATE
    gain = held[RATE // 2 + 27] / samples[RATE // 2 + 27]
    assert held[far] == pytest.approx(gain * samples[far], abs=1e-6)
    assert np.argmax(np.abs(held)) == RATE


def test_no_wave_is_bent() -> None:
    held = normalize_loudness(PULSES, RATE)
    ratio = held[np.abs(PULSES) > 0.01] / PULSES[np.abs(PULSES) > 0.01]
    # The gain moves, but from one sample to the next by a hair.
    assert np.abs(np.diff(ratio)).max() < 0.05 * ratio.max()


def test_the_same_sound_gives_the_same_bytes() -> None:
    assert normalize_loudness(PULSES, RATE).tobytes() == normalize_loudness(PULSES.copy(), RATE).tobytes()
