import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.speech.voice import Speech, VoiceError, has_word, runs, word_spans


def test_duration_is_samples_over_rate() -> None:
    assert Speech(np.zeros(12_000, np.float32), 48_000, ()).duration == 0.25


def test_a_voice_error_is_one_of_the_studio() -> None:
    assert issubclass(VoiceError, StudioError)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Query,” he said (twice)…", ["Query", "he", "said", "twice"]),
        ("roles—query – key…value", ["roles", "query", "key", "value"]),
        ("high-dimensional QK^T of −0.90 don’t", ["high-dimensional", "QK^T", "of", "−0.90", "don’t"]),
        ("x = y", ["x", "y"]),
        ("— … ", []),
        ("", []),
    ],
)
def test_words_are_what_a_caption_shows(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in word_spans(text)] == words


@given(st.text(st.sampled_from("ab1é—–… \n.,“”-'_=+")))
def test_no_letter_is_outside_of_words_and_runs(text: str) -> None:
    for spans in (word_spans(text), runs(text)):
        inside = {index for start, end in spans for index in range(start, end)}
        assert {index for index, character in enumerate(text) if character.isalnum()} <= inside
        assert sum(end - start for start, end in spans) == len(inside)
        assert all(not text[start:end].isspace() for start, end in spans)
    assert all(has_word(text[start:end]) for start, end in word_spans(text))
