from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.speech.align import share_by_length, time_words
from studio.speech.spoken_form import spoken_form
from studio.speech.voice import Word, word_spans

PIECES = "W_Q −0.90 5% q1 QK^T = × roles—query “key”, a/b 3–5 (x) … 12,288"
pieces = st.sampled_from([*PIECES.split(), "et al."])
texts = st.lists(pieces | st.text(st.sampled_from("ab .,—é\n²_"), max_size=4), max_size=12).map(" ".join)


@given(texts, st.sampled_from(["en", "de"]))
def test_every_written_word_has_one_time(text: str, language: str) -> None:
    spoken = spoken_form(text, {"et al.": "and others", "a/b": "", "= ×": "equals"}, language)
    said = [Word(start, end, start / 10, end / 10) for start, end in word_spans(spoken.text)]
    words = time_words(text, spoken, said)
    for start, end in word_spans(text):
        assert sum(word.start < end and start < word.end for word in words) == 1
    assert all(before.end <= after.start for before, after in pairwise(words))
    times = [time for word in words for time in (word.begins, word.ends)]
    assert times == sorted(times)
    if said and words:
        assert times[-1] == said[-1].ends


def test_the_words_of_one_entry_share_its_time_by_their_length() -> None:
    spoken = spoken_form("et al.", {"et al.": "others"})
    (et, al) = time_words("et al.", spoken, [Word(0, 6, 1.0, 2.0)])
    assert (et.begins, et.ends, al.begins, al.ends) == (1.0, 1.5, 1.5, 2.0)


@given(st.lists(st.integers(0, 99)), st.floats(0, 1e4), st.floats(0, 1e4))
def test_shares_are_as_long_as_their_pieces(lengths: list[int], begins: float, seconds: float) -> None:
    shares = share_by_length(lengths, begins, begins + seconds)
    assert len(shares) == len(lengths)
    assert all(before[1] == after[0] for before, after in pairwise(shares))
    for length, (start, end) in zip(lengths, shares, strict=True):
        assert end - start == pytest.approx(seconds * length / max(1, sum(lengths)), abs=1e-9)
