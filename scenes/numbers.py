"""The one computation of the lesson: every number that is shown or spoken comes from here.

An embedding has three decimals and a weight has one, so a product has four and no more: nothing is rounded
until q, k and v are written to two, and every sum on screen is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.tokens import embedding, readable
from studio.numbers import Number, Numbers

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Weights:
    """The three matrices of the lesson, each float64, shape (d_model, d_k) = (4, 4), read-only."""

    w_q: Array
    w_k: Array
    w_v: Array


@dataclass(frozen=True, eq=False)
class Projection:
    """A token's way from its embedding to its query, key and value: q = x W_Q, and so on.

    All arrays are float64 and read-only, and each number is the nearest to its exact decimal.

    Parameters
    ----------
    token
        As it is shown.
    known
        Whether its embedding stands in the lexicon; if not, it was derived from the spelling.
    x
        The embedding, shape (4,), three decimals.
    w_q, w_k, w_v
        The weights, shape (4, 4), one decimal.
    products_q, products_k, products_v
        ``products[i, j] = x[i] * w[i, j]``, shape (4, 4), four decimals.
    q, k, v
        The sums of the products' columns, shape (4,), four decimals.
    """

    token: str
    known: bool
    x: Array
    w_q: Array
    w_k: Array
    w_v: Array
    products_q: Array
    products_k: Array
    products_v: Array
    q: Array
    k: Array
    v: Array


def weights() -> Weights:
    """W_Q, W_K and W_V: chosen so that "king" gives the lesson's q, k and v to two decimals."""
    return Weights(
        w_q=_read_only(
            [
                [-1.1, 1.2, 1.0, -0.2],
                [0.2, 0.1, -0.5, -1.0],
                [-0.4, -0.7, -0.8, -1.2],
                [0.5, 0.3, -0.5, 0.5],
            ]
        ),
        w_k=_read_only(
            [
                [0.1, -0.9, -0.2, 0.2],
                [0.7, 0.7, -0.9, 0.5],
                [0.0, 0.8, 0.1, 0.1],
                [1.1, 0.1, -0.3, 0.5],
            ]
        ),
        w_v=_read_only(
            [
                [0.4, 0.9, -0.2, 0.9],
                [-0.8, -1.1, 0.6, -0.5],
                [-0.3, -0.7, 0.7, -1.1],
                [-0.6, 0.6, 0.1, -0.8],
            ]
        ),
    )


def projection(token: str) -> Projection:
    """Project one token.

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    x, w = embedding(token), weights()
    products_q, products_k, products_v = (_products(x.values, matrix) for matrix in (w.w_q, w.w_k, w.w_v))
    return Projection(
        token=readable(token),
        known=x.known,
        x=x.values,
        w_q=w.w_q,
        w_k=w.w_k,
        w_v=w.w_v,
        products_q=products_q,
        products_k=products_k,
        products_v=products_v,
        q=_sums(products_q),
        k=_sums(products_k),
        v=_sums(products_v),
    )


def numbers(token: str) -> Numbers:
    """Return the names that a script or a scene may use, for one token.

    ====================  =====================================================  ========
    name                  what it is                                             decimals
    ====================  =====================================================  ========
    token                 the token, as text
    x1 … x4               the embedding                                          3
    wq11 … wq44           W_Q by row and column; wk and wv likewise              1
    pq11 … pq44           the products x_i times wq_ij; pk and pv likewise       4, exact
    sq1 … sq4             the sum of each column of products; sk, sv likewise    4, exact
    q1 … q4               the same sums rounded; k and v likewise                2
    d_model, d_k          the sizes of x and of q
    matrix_weights        how many weights one of the lesson's matrices holds
    bert_…, gpt3_…        sizes of real models
    ====================  =====================================================  ========

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    p = projection(token)
    d_model, d_k = p.w_q.shape
    table: dict[str, Number | str] = {"token": p.token}
    table |= {f"x{i}": Number(float(value), 3) for i, value in enumerate(p.x, 1)}
    for role, w, products, sums in (
        ("q", p.w_q, p.products_q, p.q),
        ("k", p.w_k, p.products_k, p.k),
        ("v", p.w_v, p.products_v, p.v),
    ):
        for i, j in np.ndindex(w.shape):
            table[f"w{role}{i + 1}{j + 1}"] = Number(float(w[i, j]), 1)
            table[f"p{role}{i + 1}{j + 1}"] = Number(float(products[i, j]), 4)
        for j, value in enumerate(sums, 1):
            table[f"s{role}{j}"] = Number(float(value), 4)
            table[f"{role}{j}"] = Number(float(value), 2)
    sizes = {
        "d_model": d_model,
        "d_k": d_k,
        "matrix_weights": d_model * d_k,
        "bert_d_model": 768,  # BERT-base: Devlin et al. 2018, arXiv:1810.04805
        "bert_matrix_weights": 768 * 768,  # all 12 heads of 64 together
        "gpt3_d_model": 12_288,  # Brown et al. 2020, arXiv:2005.14165, table 2.1
    }
    return table | {name: Number(size, 0) for name, size in sizes.items()}


def _products(x: Array, w: Array) -> Array:
    # Exact products have four decimals: rounding to four takes away float64's error and nothing else.
    return _read_only(np.round(x[:, np.newaxis] * w, 4))


def _sums(products: Array) -> Array:
    return _read_only(np.round(products.sum(axis=0), 4))


def _read_only(values: object) -> Array:
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array
