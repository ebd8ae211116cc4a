from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.qkv_projections.sentence import AFTER, BEFORE, PLACE, SUBJECT, VERB, sentence
from scenes.qkv_projections.tokens import LEXICON, embedding
from scenes.qkv_projections.weights import weights

UNKNOWN = """
    zebra teapot Zürich naïve 42 don't New-York x ? … über token déjà attention matrix I U.S. 3.14 snow
    lamp tea moon 東京 привет She wrote in œuvre
"""
MANY = [*LEXICON, *UNKNOWN.split()]
words = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)


def exact_dot(a, b):
    return sum((Decimal(str(x)) * Decimal(str(y)) for x, y in zip(a, b, strict=True)), Decimal(0))


def test_many_means_at_least_fifty():
    assert len(set(MANY)) >= 50


@pytest.mark.parametrize("token", MANY)
def test_the_token_stands_in_its_place(token):
    found = sentence(token)
    assert found.tokens == (*BEFORE, token, *AFTER)
    assert found.tokens[PLACE] == token
    for one, known, x in zip(found.tokens, found.known, found.x, strict=True):
        assert np.array_equal(x, embedding(one).values)
        assert known == embedding(one).known


@pytest.mark.parametrize("token", MANY)
def test_the_verb_looks_at_its_subject_which_does_not_look_back(token):
    scores = sentence(token).scores
    assert scores[VERB, SUBJECT] > 0 > scores[SUBJECT, VERB]


@pytest.mark.parametrize("token", MANY)
def test_all_at_once_is_the_same_as_one_by_one(token):
    found = sentence(token)
    w = weights()
    for rows, matrix in ((found.q, w.w_q), (found.k, w.w_k), (found.v, w.w_v)):
        assert rows.shape == (6, 4)
        np.testing.assert_allclose(rows, found.x @ matrix, rtol=0, atol=0.005 + 1e-9)
        np.testing.assert_array_equal(rows, np.round(rows, 2))


def test_no_row_depends_on_another_token():
    king, zebra = sentence("king"), sentence("zebra")
    others = [row for row in range(len(king.tokens)) if row != PLACE]
    for rows, same in ((king.q, zebra.q), (king.k, zebra.k), (king.v, zebra.v)):
        np.testing.assert_array_equal(rows[others], same[others])
        assert not np.array_equal(rows[PLACE], same[PLACE])


@pytest.mark.parametrize("token", MANY)
def test_with_one_shared_matrix_the_scores_are_symmetric(token):
    shared = sentence(token).shared
    assert np.array_equal(shared, shared.T)


@pytest.mark.parametrize("token", MANY)
def test_with_two_matrices_they_are_not(token):
    found = sentence(token)
    there, back = found.scores[PLACE, found.other], found.scores[found.other, PLACE]
    assert abs(there - back) > 0.5  # plain to see, not only in the last digit
    assert found.other != PLACE
    assert not np.array_equal(embedding(found.tokens[found.other]).values, embedding(token).values)


@pytest.mark.parametrize("token", MANY)
def test_a_score_is_what_a_viewer_adds_up(token):
    found = sentence(token)
    for i in range(6):
        for j in range(6):
            assert Decimal(str(found.scores[i, j])) == exact_dot(found.q[i], found.k[j])
            assert Decimal(str(found.shared[i, j])) == exact_dot(found.q[i], found.q[j])
    np.testing.assert_array_equal(found.scaled, found.scores / 2)  # the root of d_k = 4


@pytest.mark.parametrize("token", MANY)
def test_scores_are_near_those_of_unrounded_vectors(token):
    found, w = sentence(token), weights()
    np.testing.assert_allclose(found.scores, (found.x @ w.w_q) @ (found.x @ w.w_k).T, rtol=0, atol=0.15)


@given(words)
def test_any_token_has_another_to_be_compared_with(token):
    found = sentence(token)
    assert found.other in {0, 1, 3, 4, 5}


def test_the_arrays_cannot_be_written_to():
    found = sentence("king")
    for array in (found.x, found.q, found.k, found.v, found.scores, found.scaled, found.shared):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
