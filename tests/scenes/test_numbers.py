import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.numbers import numbers, projection, weights
from scenes.tokens import LEXICON
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


def test_weights_are_the_lesson_s():
    w = weights()
    for matrix in (w.w_q, w.w_k, w.w_v):
        assert matrix.shape == (4, 4)
        assert np.array_equal(np.round(matrix, 1), matrix)
    assert w.w_q[0].tolist() == [-1.1, 1.2, 1.0, -0.2]  # a row: what x1 is multiplied with
    assert w.w_q[:, 0].tolist() == [-1.1, 0.2, -0.4, 0.5]  # a column: what makes q1


def test_known_says_where_the_embedding_is_from():
    assert projection("Queen").known
    assert not projection("zebra").known


def test_sizes_are_written_as_whole_numbers():
    table = numbers("king")
    names = ("d_model", "d_k", "matrix_weights", "bert_d_model", "bert_matrix_weights", "gpt3_d_model")
    assert [str(table[name]) for name in names] == ["4", "4", "16", "768", "589,824", "12,288"]


def test_a_token_that_cannot_be_shown_is_refused():
    with pytest.raises(StudioError, match="empty"):
        numbers(" ")


def test_the_numbers_come_without_manim():
    program = "import sys, scenes, scenes.numbers; print('manim' in sys.modules)"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == "False"
