import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.qkv_projections.tokens import LEXICON, embedding
from scenes.qkv_projections.views import COMPANIONS, PAIRS, view
from scenes.qkv_projections.weights import weights
from studio.errors import StudioError

UNKNOWN = """
    zebra Zürich 42 don't New-York ? … 東京 wrote She snow 3.14 100%
"""
TOKENS = [*LEXICON, *UNKNOWN.split()]
MATRICES = {"x": np.eye(4), "q": weights().w_q, "k": weights().w_k, "v": weights().w_v}
words = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)


def distances_in_four_dimensions(tokens, letter):
    x = np.array([embedding(token).values for token in tokens]) @ MATRICES[letter]
    return [np.linalg.norm(x[first] - x[second]) for first, second in PAIRS]


@pytest.mark.parametrize("token", TOKENS)
def test_the_slice_goes_through_the_token_and_two_others(token):
    first, *others = view(token).tokens
    assert first == token
    assert len({first.casefold(), *others}) == 3
    assert set(others) <= set(COMPANIONS) <= set(LEXICON)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("letter", MATRICES)
def test_every_distance_on_the_plane_is_the_one_in_four_dimensions(token, letter):
    found = view(token)
    np.testing.assert_allclose(
        found.distances(letter), distances_in_four_dimensions(found.tokens, letter), rtol=1e-12
    )


@pytest.mark.parametrize("token", TOKENS)
def test_the_map_of_the_plane_is_the_matrix_itself(token):
    """Any point of the plane, not only the three tokens, moves as the matrix moves it in four dimensions."""
    found = view(token)
    a, b, c = (embedding(one).values for one in found.tokens)
    for letter in "qkv":
        for r, s in ((1.0, 0.0), (0.0, 1.0), (0.7, -1.3), (-2.0, 0.4)):
            plane = r * (found.places[1] - found.places[0]) + s * (found.places[2] - found.places[0])
            space = (r * (b - a) + s * (c - a)) @ MATRICES[letter]
            assert np.linalg.norm(plane @ found.maps[letter]) == pytest.approx(np.linalg.norm(space))


@pytest.mark.parametrize("token", TOKENS)
def test_the_plane_lies_as_it_is_said_to(token):
    found = view(token)
    a, b, c = found.places
    assert b[1] == pytest.approx(c[1])
    assert b[0] < c[0]
    assert a[1] > b[1]
    for letter in MATRICES:
        np.testing.assert_allclose(found.seen(letter).sum(axis=0), 0, atol=1e-12)
    for matrix in found.maps.values():
        np.testing.assert_allclose(matrix, matrix.T, atol=1e-12)
        assert np.linalg.eigvalsh(matrix).min() > 0  # it stretches, and neither turns nor mirrors
    longest, shortest = np.linalg.eigvalsh(found.maps["q"])[::-1]
    assert longest > 1.05 * shortest  # "stretched more one way than the other"


@pytest.mark.parametrize("token", TOKENS)
def test_no_triangle_is_too_thin_to_look_at(token):
    found = view(token)
    for letter in MATRICES:
        (a, b), (c, d) = found.seen(letter)[1:] - found.seen(letter)[0]
        assert abs(a * d - b * c) / found.distances(letter).max() ** 2 > 0.2


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("letter", MATRICES)
def test_the_closest_are_the_closest(token, letter):
    found = view(token)
    x = {one: embedding(one).values @ MATRICES[letter] for one in found.tokens}
    first, second = found.closest(letter)
    assert first != second
    apart = np.linalg.norm(x[first] - x[second])
    assert apart == pytest.approx(min(distances_in_four_dimensions(found.tokens, letter)))


def test_each_matrix_brings_another_pair_together_for_king():
    found = view("king")
    assert len({found.closest(letter) for letter in "qkv"}) == 3


@given(words)
def test_any_token_has_a_view(token):
    found = view(token)
    assert all(np.all(np.isfinite(found.seen(letter))) for letter in MATRICES)


def test_a_view_is_the_same_in_another_process():
    program = "from scenes.qkv_projections.views import view\n"
    program += "print(view('größe').seen('q').round(9).tolist())"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == str(view("größe").seen("q").round(9).tolist())


def test_a_token_that_cannot_be_shown_is_refused():
    with pytest.raises(StudioError, match="empty"):
        view(" ")
