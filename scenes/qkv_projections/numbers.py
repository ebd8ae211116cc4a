"""The one computation of the lesson: every number that is shown or spoken comes from here.

An embedding has three decimals and a weight has one, so a product has four and no more: nothing is rounded
until q, k and v are written to two, and every sum on screen is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.qkv_projections.models import BERT, GPT2, GPT3, LLAMA3, TRANSFORMER
from scenes.qkv_projections.sentence import PLACE, SUBJECT, VERB, replacement, sentence
from scenes.qkv_projections.tokens import embedding, readable
from scenes.qkv_projections.views import PAIRS, view
from scenes.qkv_projections.weights import Array, multiply, read_only, weights
from studio.numbers import Number, Numbers


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
        q=multiply(x.values, w.w_q),
        k=multiply(x.values, w.w_k),
        v=multiply(x.values, w.w_v),
    )


def numbers(token: str) -> Numbers:
    """Return the names that a script or a scene may use, for one token.

    ========================  ==============================================================  ========
    name                      what it is                                                      decimals
    ========================  ==============================================================  ========
    token                     the token, as text
    x1 … x4                   the embedding                                                   3
    wq11 … wq44               W_Q by row and column; wk and wv likewise                       1
    pq11 … pq44               the products x_i times wq_ij; pk and pv likewise                4, exact
    sq1 … sq4                 the sum of each column of products; sk, sv likewise             4, exact
    q1 … q4                   the same sums rounded; k and v likewise                         2
    d_model, d_k, root_d_k    the sizes of x and of q, and the root of the latter
    matrix_weights            how many weights one of the lesson's matrices holds
    view_b, view_c            the two tokens that share a slice with the first, as text
    side_x_ab, …_ac, …_bc     how far the three lie apart; side_q, side_k, side_v likewise    2
    near_q1, near_q2          the closest two among the queries, as text; near_k, near_v too
    n_tokens                  how many tokens the sentence has
    word1 … word6             the tokens of the sentence, as text
    X11 … X64                 their embeddings by row and column                              3
    Q11 … Q64                 their queries; K and V likewise                                 2
    S11 … S66                 scores by query and key, divided by the root of d_k             2
    new_token                 what the last of them is changed to, as text
    new_x1, new_pq11, …       what it is multiplied to: as of token, without the weights
    other                     the token of the sentence that the first is compared with
    other_q1 … other_q4       its query; other_k likewise                                     2
    score_ab, score_ba        the score of token and other, and the other way round           2
    shared_ab, shared_ba      the same if W_Q made the keys as well                           2
    pab1 … pab4               the products q_i times other_k_i                                4, exact
    score_verb, …_subject     the score of verb and subject, and the other way round          2
    sum_ab                    their sum: score_ab before it is rounded                        4, exact
    scaled_ab                 sum_ab divided by the root of d_k                               2
    transformer_…, bert_…,    sizes and counts of real models
    gpt2_…, gpt3_…, llama3_…
    ========================  ==============================================================  ========

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    p, new = projection(token), projection(replacement(token))
    table = _token_numbers(p) | {f"new_{name}": value for name, value in _token_numbers(new).items()}
    table |= _weights(p) | _view_numbers(token) | _sentence_numbers(token)
    return table | {name: Number(count, 0) for name, count in _model_counts().items()}


def _token_numbers(p: Projection) -> dict[str, Number | str]:
    table: dict[str, Number | str] = {"token": p.token}
    table |= _vector("x", p.x, 3)
    for role, products, sums in (
        ("q", p.products_q, p.q),
        ("k", p.products_k, p.k),
        ("v", p.products_v, p.v),
    ):
        table |= _matrix(f"p{role}", products, 4) | _vector(f"s{role}", sums, 4) | _vector(role, sums, 2)
    return table


def _weights(p: Projection) -> dict[str, Number | str]:
    d_model, d_k = p.w_q.shape
    sizes = {"d_model": d_model, "d_k": d_k, "root_d_k": d_k**0.5, "matrix_weights": d_model * d_k}
    table: dict[str, Number | str] = {name: Number(size, 0) for name, size in sizes.items()}
    for role, w in (("q", p.w_q), ("k", p.w_k), ("v", p.w_v)):
        table |= _matrix(f"w{role}", w, 1)
    return table


def _view_numbers(token: str) -> dict[str, Number | str]:
    found = view(token)
    table: dict[str, Number | str] = dict(zip(("view_b", "view_c"), found.tokens[1:], strict=True))
    for letter in "xqkv":
        for (first, second), length in zip(PAIRS, found.distances(letter), strict=True):
            table[f"side_{letter}_{'abc'[first]}{'abc'[second]}"] = Number(float(length), 2)
    for letter in "qkv":
        table |= {f"near_{letter}{i}": name for i, name in enumerate(found.closest(letter), 1)}
    return table


def _sentence_numbers(token: str) -> dict[str, Number | str]:
    found = sentence(token)
    here, other = PLACE, found.other
    table: dict[str, Number | str] = {"n_tokens": Number(len(found.tokens), 0), "other": found.tokens[other]}
    table |= {f"word{i}": word for i, word in enumerate(found.tokens, 1)}
    table |= _matrix("X", found.x, 3) | _matrix("S", found.scaled, 2)
    for letter, rows in (("Q", found.q), ("K", found.k), ("V", found.v)):
        table |= _matrix(letter, rows, 2)
    table |= _vector("other_q", found.q[other], 2) | _vector("other_k", found.k[other], 2)
    table |= _vector("pab", np.round(found.q[here] * found.k[other], 4), 4)
    for name, scores in (("score", found.scores), ("shared", found.shared)):
        table[f"{name}_ab"] = Number(float(scores[here, other]), 2)
        table[f"{name}_ba"] = Number(float(scores[other, here]), 2)
    table["score_verb"] = Number(float(found.scores[VERB, SUBJECT]), 2)
    table["score_subject"] = Number(float(found.scores[SUBJECT, VERB]), 2)
    table["sum_ab"] = Number(float(found.scores[here, other]), 4)
    table["scaled_ab"] = Number(float(found.scaled[here, other]), 2)
    return table


def _model_counts() -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, model in (
        ("transformer", TRANSFORMER),
        ("bert", BERT),
        ("gpt2", GPT2),
        ("gpt3", GPT3),
        ("llama3", LLAMA3),
    ):
        counts |= {
            f"{name}_d_model": model.d_model,
            f"{name}_heads": model.heads,
            f"{name}_d_head": model.d_head,
            f"{name}_matrix_weights": model.query_weights,
            f"{name}_head_weights": model.head_weights,
        }
    return counts | {
        "bert_head_pair_weights": 2 * BERT.head_weights,
        "bert_biases": BERT.heads * BERT.d_head,
        "gpt2_fused_columns": GPT2.columns,
        "gpt2_fused_weights": GPT2.d_model * GPT2.columns,
        "gpt2_biases": GPT2.columns,
        "llama3_kv_heads": LLAMA3.kv_heads,
        "llama3_kv_weights": LLAMA3.key_weights,
        "llama3_group": LLAMA3.heads // LLAMA3.kv_heads,
    }


def _vector(name: str, values: Array, places: int) -> dict[str, Number | str]:
    return {f"{name}{i}": Number(float(value), places) for i, value in enumerate(values, 1)}


def _matrix(name: str, values: Array, places: int) -> dict[str, Number | str]:
    return {
        f"{name}{i}{j}": Number(float(value), places)
        for i, row in enumerate(values, 1)
        for j, value in enumerate(row, 1)
    }


def _products(x: Array, w: Array) -> Array:
    # Exact products have four decimals: rounding to four takes away float64's error and nothing else.
    return read_only(np.round(x[:, np.newaxis] * w, 4))
