"""Cutting, where the right answer is plain to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.captions.segmentation import Token, lines_of, reading_time, segment_captions


def tokens(text: str, pace: float = 14.0) -> list[Token]:
    """Words heard at so many characters a second, without a rest."""
    made = []
    time = 0.0
    for word in text.split():
        begins, time = time, time + (len(word) + 1) * 1000 / pace
        made.append(Token(word, round(begins), round(time), word.endswith(".")))
    return made


def pieces(text: str, pace: float = 14.0) -> list[str]:
    words = tokens(text, pace)

    def until(_: int, end: int) -> int:
        return words[end].begins if end < len(words) else words[-1].ends + 500

    return [" ".join(word.text for word in words[first:end]) for first, end in segment_captions(words, until)]


def test_short_sentences_share_a_caption() -> None:
    assert pieces("The query asks. The key advertises.") == ["The query asks. The key advertises."]


def test_cuts_fall_on_the_ends_of_sentences() -> None:
    text = "A token has an embedding, a list of numbers. Three matrices turn it into query, key and value."
    assert pieces(text) == [
        "A token has an embedding, a list of numbers.",
        "Three matrices turn it into query, key and value.",
    ]


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = (
        "Before a token can pay attention to any of the other words around it, "
        "it must split its single dense embedding into three distinct roles."
    )
    assert pieces(text) == [text[:70].strip(), text[70:].strip()]


def test_no_word_is_left_alone() -> None:
    # A word that ends a sentence would stand alone if it were only for the sentences.
    text = "The query asks, and the key answers it. Always."
    assert pieces(text) == [text]


@pytest.mark.parametrize(("pace", "cuts"), [(14, [(0, 16), (16, 24)]), (30, [(0, 8), (8, 24)])])
def test_a_hasty_sentence_shares_the_time_of_a_slow_one(pace: int, cuts: list[tuple[int, int]]) -> None:
    sentence = "This is one of three sentences, all alike."
    words = []
    time = 0
    for characters_a_second in (14, pace, 10):
        for word in tokens(sentence, characters_a_second):
            words.append(replace(word, begins=time + word.begins, ends=time + word.ends))
        time = words[-1].ends

    def until(_: int, end: int) -> int:
        return words[end].begins if end < len(words) else time

    assert segment_captions(words, until) == cuts


def test_a_silence_is_a_place_to_cut() -> None:
    words = [
        Token("Look", 0, 400, False),
        Token("here", 400, 1000, False),
        Token("and", 4000, 4300, False),
        Token("there", 4300, 5000, False),
    ]
    assert segment_captions(words, lambda _, end: 4000 if end <= 2 else 6000) == [(0, 2), (2, 4)]


def test_nothing_is_cut_from_nothing() -> None:
    assert segment_captions([], lambda _, end: end) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Vectors are rows here.", ("Vectors are rows here.",)),
        ("x" * 42, ("x" * 42,)),
        ("x" * 60, ("x" * 60,)),
        ("x " * 21 + "xx", ("x " * 10 + "x", "x " * 10 + "xx")),
        (
            "Vectors are rows here, so x stands on the left of W.",
            ("Vectors are rows here,", "so x stands on the left of W."),
        ),
        (
            "It becomes a query, a key and finally a value.",
            ("It becomes a query,", "a key and finally a value."),
        ),
    ],
)
def test_lines_are_balanced_and_broken_at_the_comma(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text.split()) == lines


def test_reading_time_is_never_too_short() -> None:
    assert [reading_time(length) for length in (0, 1, 17, 18)] == [0, 59, 1000, 1059]
