"""For fifty tokens, what is drawn, what is said and what numpy computes are the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenes.qkv_projections.numbers import numbers
from scenes.qkv_projections.tokens import LEXICON, embedding
from scenes.qkv_projections.weights import weights
from studio.numbers import MINUS, Number
from studio.script.parser import read_script_file
from tests.scenes.qkv_projections.conftest import SCRIPT

TOKENS = [
    *LEXICON,
    *("robot", "tower", "Paris", "42", "42.0", "Zürich", "naïve", "ÉCOLE", "東京", "Ω", "α-β", "x_1", "C++"),
    *("e=mc²", "don’t", "--token", "ice cream", "W", "i", "WWWWWWWWWWWWWWWW", "iiiiiiiiiiiiiiii", "King"),
    *("transformers", "Москва", "ß", "½"),
]
SCENES = (
    *("Hook", "Embedding", "OneNumber", "WholeQuery", "KeyAndValue", "View", "WhyThree", "AllTokens"),
    *("Heads", "RealModels", "WhatFor", "Recap", "Next"),
)
DECIMAL = re.compile(rf"{MINUS}?\d[\d,]*\.\d+")


def decimals(text: str) -> list[str]:
    """The numbers with a decimal point in a text."""
    return DECIMAL.findall(text)


def test_there_are_fifty() -> None:
    assert len(TOKENS) == len(set(TOKENS)) == 50


@pytest.mark.parametrize("token", TOKENS)
def test_the_table_is_what_numpy_computes(token: str) -> None:
    table, x, w = numbers(token), embedding(token).values, weights()

    def rounded(name: str, exact: float) -> None:
        number = table[name]
        assert isinstance(number, Number)
        assert float(number.rounded) == pytest.approx(exact, abs=0.5000001 * 10**-number.places)
        assert number.value == pytest.approx(exact, abs=1e-9)

    for i, value in enumerate(x, 1):
        rounded(f"x{i}", value)
    for letter, matrix in (("q", w.w_q), ("k", w.w_k), ("v", w.w_v)):
        for (i, j), product in np.ndenumerate(x[:, None] * matrix):
            rounded(f"p{letter}{i + 1}{j + 1}", product)
        for j, total in enumerate(x @ matrix, 1):
            rounded(f"s{letter}{j}", total)
            rounded(f"{letter}{j}", total)
    words = [str(table[f"word{i}"]) for i in range(1, 7)]
    rows = np.array([embedding(word).values for word in words])
    queries, keys = (np.vectorize(lambda v: round(v, 2))(np.round(rows @ m, 4)) for m in (w.w_q, w.w_k))
    for (i, j), score in np.ndenumerate(queries @ keys.T / 2):
        number = table[f"S{i + 1}{j + 1}"]
        assert isinstance(number, Number)
        # A query of exactly half a hundredth may be rounded either way.
        assert number.value == pytest.approx(score, abs=0.05)
    here, other = words.index(str(table["token"])), words.index(str(table["other"]))
    assert float(str(table["score_ab"]).replace(MINUS, "-")) == pytest.approx(
        float(queries[here] @ keys[other]), abs=0.05
    )


def same_numbers(rehearsed: Callable[..., Any], scene: str, token: str) -> None:
    chapter = rehearsed(scene, token)
    known = {str(number) for number in chapter.numbers.values() if isinstance(number, Number)}
    script = read_script_file(SCRIPT).fill(chapter.numbers)
    said = {slide.id: slide.narration.text for slide in script.slides}
    for slide in chapter.chapter.slides:
        drawn = {
            number for picture in slide.pictures for text in picture.texts for number in decimals(text.text)
        }
        spoken = set(decimals(said[slide.id]))
        # The token itself may look like a number.
        of_token = set(decimals(token))
        # A label may hold one, such as the number of a paper.
        of_labels = {number for label in chapter.labels.values() for number in decimals(label)}
        assert drawn - of_token - of_labels <= known, f"{slide.id} shows what numpy did not compute"
        assert spoken - of_token <= drawn, f"{slide.id} says what it does not show"
    assert [one for one in chapter.findings if one.check != "late"] == []


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(SCENES)))
def test_what_is_drawn_and_said_is_in_the_table(rehearsed: Callable[..., Any], index: int) -> None:
    """Each chapter for one of the tokens: those from the lexicon and from elsewhere in turn."""
    same_numbers(rehearsed, SCENES[index], TOKENS[(index * 29 + 24) % len(TOKENS)])


@pytest.mark.slow
@pytest.mark.parametrize("token", TOKENS)
def test_what_is_drawn_and_said_is_in_the_table_for_every_token(
    rehearsed: Callable[..., Any], token: str
) -> None:
    for scene in SCENES:
        same_numbers(rehearsed, scene, token)
