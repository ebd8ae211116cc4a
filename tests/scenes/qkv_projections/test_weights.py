from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.qkv_projections.weights import as_written, multiply, weights
from studio.numbers import Number

thousandths = st.lists(st.integers(-2400, 2400), min_size=4, max_size=4)


def test_weights_are_the_lesson_s():
    w = weights()
    for matrix in (w.w_q, w.w_k, w.w_v):
        assert matrix.shape == (4, 4)
        assert np.array_equal(np.round(matrix, 1), matrix)
        with pytest.raises(ValueError, match="read-only"):
            matrix[0, 0] = 1.0
    assert w.w_q[0].tolist() == [-1.1, 1.2, 1.0, -0.2]  # a row: what x1 is multiplied with
    assert w.w_q[:, 0].tolist() == [-1.1, 0.2, -0.4, 0.5]  # a column: what makes q1


@given(thousandths)
def test_a_product_is_its_exact_decimal(values):
    x = np.array(values) / 1000
    w = weights().w_k
    for j, found in enumerate(multiply(x, w)):
        exact = sum(
            (Decimal(value) / 1000 * Decimal(str(w[i, j])) for i, value in enumerate(values)), Decimal(0)
        )
        assert found == float(exact)


@given(st.lists(thousandths, min_size=1, max_size=6))
def test_many_rows_are_multiplied_as_each_alone(rows):
    x, w = np.array(rows) / 1000, weights().w_v
    together = multiply(x, w)
    for row, found in zip(x, together, strict=True):
        np.testing.assert_array_equal(found, multiply(row, w))


@given(st.lists(st.integers(-99999, 99999), min_size=1, max_size=8))
def test_as_written_is_what_stands_on_the_screen(values):
    written = as_written(np.array(values) / 10_000, 2)
    assert [f"{value:.2f}" for value in written] == [
        f"{Number(value / 10_000, 2).rounded:.2f}" for value in values
    ]
