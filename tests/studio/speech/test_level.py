import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyloudnorm import Meter

from studio.speech.level import LOUDNESS, PEAK, gain_to, levelled

RATE = 48_000
SECONDS = np.arange(2 * RATE) / RATE
TONE = (0.05 * np.sin(2 * np.pi * 440 * SECONDS)).astype(np.float32)


def test_the_gain_brings_speech_to_the_loudness() -> None:
    louder = levelled(TONE, RATE, gain_to(TONE, RATE))
    assert Meter(RATE).integrated_loudness(louder.astype(np.float64)) == pytest.approx(LOUDNESS, abs=0.05)


@pytest.mark.parametrize("samples", [np.zeros(RATE, np.float32), TONE[: RATE // 10], TONE[:0]])
def test_silence_and_crumbs_are_left_as_they_are(samples: np.ndarray) -> None:
    assert gain_to(samples, RATE) == 1
    assert levelled(samples, RATE, 1) == pytest.approx(samples)


@given(st.lists(st.tuples(st.integers(0, 4000), st.floats(-1, 1)), max_size=20), st.floats(0.1, 8))
def test_no_peak_is_higher_than_allowed(peaks: list[tuple[int, float]], gain: float) -> None:
    samples = TONE[:4001].copy()
    for place, height in peaks:
        samples[place] = height
    held = levelled(samples, RATE, gain)
    assert np.abs(held).max() <= PEAK + 1e-6
    assert held.dtype == np.float32
    assert held.shape == samples.shape


def test_away_from_a_peak_the_gain_is_the_same() -> None:
    samples = TONE.copy()
    samples[RATE] = 0.9
    held = levelled(samples, RATE, 2)
    assert held[RATE] == pytest.approx(PEAK, abs=1e-6)
    far = np.abs(np.arange(len(samples)) - RATE) > 0.01 * RATE
    assert held[far] == pytest.approx(2 * samples[far], abs=1e-6)


def test_what_is_too_loud_sinks_as_a_whole_and_keeps_its_shape() -> None:
    held = levelled(TONE, RATE, 40)
    assert held == pytest.approx(PEAK * TONE / TONE.max(), abs=0.01)
