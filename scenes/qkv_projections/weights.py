"""The three matrices of the lesson, and the product that they are made for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.numbers import Number

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Weights:
    """The three matrices of the lesson, each float64, shape (d_model, d_k) = (4, 4), read-only."""

    w_q: Array
    w_k: Array
    w_v: Array


def weights() -> Weights:
    """W_Q, W_K and W_V: chosen so that "king" gives the lesson's q, k and v to two decimals."""
    return Weights(
        w_q=read_only(
            [
                [-1.1, 1.2, 1.0, -0.2],
                [0.2, 0.1, -0.5, -1.0],
                [-0.4, -0.7, -0.8, -1.2],
                [0.5, 0.3, -0.5, 0.5],
            ]
        ),
        w_k=read_only(
            [
                [0.1, -0.9, -0.2, 0.2],
                [0.7, 0.7, -0.9, 0.5],
                [0.0, 0.8, 0.1, 0.1],
                [1.1, 0.1, -0.3, 0.5],
            ]
        ),
        w_v=read_only(
            [
                [0.4, 0.9, -0.2, 0.9],
                [-0.8, -1.1, 0.6, -0.5],
                [-0.3, -0.7, 0.7, -1.1],
                [-0.6, 0.6, 0.1, -0.8],
            ]
        ),
    )


def multiply(x: Array, w: Array) -> Array:
    """Multiply embeddings of three decimals by weights of one, and keep all four decimals that this gives.

    Parameters
    ----------
    x
        Shape (4,) or (n, 4).
    w
        Shape (4, m).

    Returns
    -------
    ndarray
        float64, shape (m,) or (n, m), read-only; each number is the nearest to its exact decimal.
    """
    # Exact products have four decimals: rounding to four takes away float64's error and nothing else.
    return read_only(np.round(x @ w, 4))


def as_written(values: Array, places: int) -> Array:
    """Round as `Number` does: what a viewer would copy from the screen. Same shape, read-only."""
    flat = [float(Number(float(value), places).rounded) for value in values.flat]
    return read_only(np.reshape(flat, values.shape))


def read_only(values: object) -> Array:
    """Make a float64 array of its own that cannot be written to."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array
