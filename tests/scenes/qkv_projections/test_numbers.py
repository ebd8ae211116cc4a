import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.qkv_projections.numbers import numbers, projection
from scenes.qkv_projections.sentence import PLACE, sentence
from scenes.qkv_projections.tokens import LEXICON
from scenes.qkv_projections.views import view
from studio.errors import StudioError
from studio.numbers import MINUS

UNKNOWN = """
    zebra teapot Zürich naïve 42 don't New-York x ? … über token déjà attention matrix I U.S. 3.14 snow
    lamp tea moon 東京 привет straße œuvre @ # 7th re- ing Q K V 100% ½ ß ñ
"""
MANY = [*LEXICON, *UNKNOWN.split()]


def shown(written):
    """The number as a viewer would copy it from the screen."""
    return Decimal(str(written).replace(MINUS, "-"))


def test_many_means_at_least_fifty():
    assert len(set(MANY)) >= 50


def test_king_gives_the_lesson_s_facts():
    table = numbers("king")
    written = {role: [str(table[f"{role}{i}"]) for i in range(1, 5)] for role in "xqkv"}
    assert written == {
        "x": ["0.412", f"{MINUS}1.104", "0.893", "2.301"],
        "q": ["0.12", "0.45", f"{MINUS}0.90", "1.10"],
        "k": ["1.80", f"{MINUS}0.20", "0.31", "0.77"],
        "v": [f"{MINUS}0.60", "2.34", "0.11", f"{MINUS}1.90"],
    }
    assert table["token"] == "king"


def test_the_first_query_number_of_king_is_added_up_as_it_is_shown():
    table = numbers("king")
    assert [str(table[f"pq{i}1"]) for i in range(1, 5)] == [
        f"{MINUS}0.4532",
        f"{MINUS}0.2208",
        f"{MINUS}0.3572",
        "1.1505",
    ]
    assert str(table["sq1"]) == "0.1193"


@pytest.mark.parametrize("token", MANY)
def test_every_product_and_sum_on_screen_is_exact(token):
    table = numbers(token)
    for role in "qkv":
        for j in range(1, 5):
            products = []
            for i in range(1, 5):
                product = shown(table[f"p{role}{i}{j}"])
                assert product == shown(table[f"x{i}"]) * shown(table[f"w{role}{i}{j}"])
                products.append(product)
            total = shown(table[f"s{role}{j}"])
            assert sum(products) == total
            assert shown(table[f"{role}{j}"]) == round(total, 2)  # to the even digit, as Decimal rounds


@pytest.mark.parametrize("token", MANY)
def test_the_computation_is_the_matrix_product(token):
    p = projection(token)
    for products, w, result in (
        (p.products_q, p.w_q, p.q),
        (p.products_k, p.w_k, p.k),
        (p.products_v, p.w_v, p.v),
    ):
        np.testing.assert_allclose(result, p.x @ w, rtol=0, atol=1e-12)
        np.testing.assert_allclose(products, np.diag(p.x) @ w, rtol=0, atol=1e-12)


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=16))
def test_every_token_fills_the_same_table(token):
    table = numbers(token)
    assert table.keys() == numbers("king").keys()
    assert table["token"] == token


def test_the_arrays_cannot_be_written_to():
    p = projection("king")
    for name in ("x", "w_q", "w_k", "w_v", "products_q", "products_k", "products_v", "q", "k", "v"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(p, name)[0] = 1.0


def test_known_says_where_the_embedding_is_from():
    assert projection("Queen").known
    assert not projection("zebra").known


def test_sizes_are_written_as_whole_numbers():
    table = numbers("king")
    names = ("d_model", "d_k", "matrix_weights", "bert_d_model", "bert_matrix_weights", "gpt3_d_model")
    assert [str(table[name]) for name in names] == ["4", "4", "16", "768", "589,824", "12,288"]


@pytest.mark.parametrize("token", MANY)
def test_the_sentence_is_written_as_it_is_computed(token):
    table, found = numbers(token), sentence(token)
    n, d = found.x.shape
    assert str(table["n_tokens"]) == str(n) == "6"
    assert tuple(table[f"word{i}"] for i in range(1, n + 1)) == found.tokens
    for letter, rows in (("X", found.x), ("Q", found.q), ("K", found.k), ("V", found.v)):
        for i, j in np.ndindex(n, d):
            assert shown(table[f"{letter}{i + 1}{j + 1}"]) == Decimal(str(rows[i, j]))
    for i, j in np.ndindex(n, n):
        assert shown(table[f"S{i + 1}{j + 1}"]) == round(Decimal(str(found.scaled[i, j])), 2)


@pytest.mark.parametrize("token", MANY)
def test_our_row_of_the_sentence_is_the_token_s_own(token):
    table = numbers(token)
    for row, single in (("X", "x"), ("Q", "q"), ("K", "k"), ("V", "v")):
        for j in range(1, 5):
            assert str(table[f"{row}{PLACE + 1}{j}"]) == str(table[f"{single}{j}"])


@pytest.mark.parametrize("token", MANY)
def test_every_score_on_screen_is_exact(token):
    table = numbers(token)
    q, k, other_q, other_k = (
        [shown(table[f"{name}{i}"]) for i in range(1, 5)] for name in ("q", "k", "other_q", "other_k")
    )

    def dot(a, b):
        return sum(one * two for one, two in zip(a, b, strict=True))

    assert [shown(table[f"pab{i}"]) for i in range(1, 5)] == [a * b for a, b in zip(q, other_k, strict=True)]
    assert shown(table["sum_ab"]) == dot(q, other_k)
    assert shown(table["score_ab"]) == round(dot(q, other_k), 2)
    assert shown(table["score_ba"]) == round(dot(other_q, k), 2)
    assert shown(table["shared_ab"]) == shown(table["shared_ba"]) == round(dot(q, other_q), 2)
    assert shown(table["scaled_ab"]) == round(dot(q, other_k) / shown(table["root_d_k"]), 2)
    assert shown(table["score_ab"]) != shown(table["score_ba"])


@pytest.mark.parametrize("token", ["king", "city", " City", "river"])
def test_what_the_last_token_is_changed_to_is_new_to_the_sentence(token):
    table = numbers(token)
    new = str(table["new_token"])
    words = [str(table[f"word{row}"]).casefold() for row in range(1, 7)]
    assert new in LEXICON
    assert new not in words
    for letter in "xq":
        of_its_own = [str(numbers(new)[f"{letter}{i}"]) for i in range(1, 5)]
        assert [str(table[f"new_{letter}{i}"]) for i in range(1, 5)] == of_its_own


def test_the_root_of_d_k_is_a_whole_number():
    table = numbers("king")
    assert shown(table["root_d_k"]) ** 2 == shown(table["d_k"])


@pytest.mark.parametrize("token", MANY)
def test_the_view_is_written_as_it_is_computed(token):
    table, found = numbers(token), view(token)
    assert (table["token"], table["view_b"], table["view_c"]) == found.tokens
    for letter in "xqkv":
        written = [shown(table[f"side_{letter}_{side}"]) for side in ("ab", "ac", "bc")]
        np.testing.assert_allclose([float(side) for side in written], found.distances(letter), atol=0.00501)
    for letter in "qkv":
        assert (table[f"near_{letter}1"], table[f"near_{letter}2"]) == found.closest(letter)


def test_real_models_are_counted():
    table = numbers("king")
    expected = {
        "transformer_matrix_weights": "262,144",
        "bert_matrix_weights": "589,824",
        "bert_biases": "768",
        "bert_head_weights": "49,152",
        "bert_head_pair_weights": "98,304",
        "gpt2_fused_columns": "2,304",
        "gpt2_fused_weights": "1,769,472",
        "gpt2_biases": "2,304",
        "gpt3_head_weights": "1,572,864",
        "llama3_d_model": "4,096",
        "llama3_matrix_weights": "16,777,216",
        "llama3_kv_weights": "4,194,304",
        "llama3_group": "4",
    }
    assert {name: str(table[name]) for name in expected} == expected


def test_a_token_that_cannot_be_shown_is_refused():
    with pytest.raises(StudioError, match="empty"):
        numbers(" ")


def test_the_numbers_come_without_manim():
    program = "import sys, scenes.qkv_projections.numbers; print('manim' in sys.modules)"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == "False"
