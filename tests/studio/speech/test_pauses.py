import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.speech.pauses import loud_blocks, snap_to_silence
from studio.speech.voice import Word

RATE = 24_000


def sound(*spans: tuple[float, float], length: float = 3.0, noise: float = 1e-4) -> np.ndarray:
    """Noise, and a louder one in each span of seconds."""
    random = np.random.default_rng(1)
    samples = random.normal(0, noise, round(length * RATE))
    for begins, ends in spans:
        part = slice(round(begins * RATE), round(ends * RATE))
        samples[part] += random.normal(0, 0.1, part.stop - part.start)
    return samples.astype(np.float32)


def words(*times: tuple[float, float]) -> list[Word]:
    return [Word(2 * index, 2 * index + 1, *time) for index, time in enumerate(times)]


def test_words_at_a_rest_begin_and_end_with_the_sound() -> None:
    samples = sound((0.3, 0.9), (1.4, 1.8), (1.85, 2.4))
    rough = words((0.4, 0.6), (0.6, 1.0), (1.5, 1.8), (1.82, 2.7))
    one, two, three, four = snap_to_silence(rough, [2], samples, RATE, 0.15)
    assert [one.begins, two.ends, three.begins, four.ends] == pytest.approx([0.3, 0.9, 1.4, 2.4], abs=0.006)
    # Where no rest is written, the times stay: the gap at 1.8 may be that of a "t".
    assert (one.ends, two.begins, three.ends, four.begins) == pytest.approx((0.6, 0.6, 1.8, 1.82))


def test_a_silence_is_followed_beyond_where_it_is_looked_for() -> None:
    samples = sound((0.2, 0.5), (2.0, 2.5))
    one, two = snap_to_silence(words((0.2, 1.0), (1.2, 2.5)), [1], samples, RATE, 0.1)
    assert (one.ends, two.begins) == pytest.approx((0.5, 2.0), abs=0.006)


def test_a_rest_without_a_silence_stays_where_it_was() -> None:
    samples = sound((0.2, 2.5))
    one, two = snap_to_silence(words((0.2, 1.0), (1.2, 2.5)), [1], samples, RATE, 0.3)
    assert (one.ends, two.begins) == pytest.approx((1.0, 1.2))


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(RATE, np.float32)])
def test_where_nothing_is_heard_nothing_is_moved(samples: np.ndarray) -> None:
    rough = words((0.1, 0.2), (0.3, 0.4))
    assert snap_to_silence(rough, [1], samples, RATE, 0.3) == tuple(rough)
    assert not loud_blocks(samples, RATE)[0].any()
    assert snap_to_silence([], [], sound((0.2, 0.5)), RATE, 0.3) == ()


@given(
    st.lists(st.floats(0, 3), min_size=2, max_size=12).map(sorted),
    st.sets(st.integers(0, 6)),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)).map(sorted), max_size=4),
    st.floats(0, 1),
)
def test_times_never_go_back_and_stay_within(
    times: list[float], rests: set[int], spans: list[list[float]], reach: float
) -> None:
    pairs = list(zip(times[::2], times[1::2], strict=False))
    moved = snap_to_silence(words(*pairs), rests, sound(*map(tuple, spans)), RATE, reach)
    after = [time for word in moved for time in (word.begins, word.ends)]
    assert after == sorted(after)
    assert all(0 <= time <= 3 for time in after)
    assert [word.start for word in moved] == [2 * index for index in range(len(pairs))]
