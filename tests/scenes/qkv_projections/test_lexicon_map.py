from itertools import combinations

import numpy as np
import pytest
from manim import Dot

from scenes.qkv_projections.lexicon_map import LexiconMap, places
from scenes.qkv_projections.tokens import LEXICON
from studio import Text

TOKENS = ["king", "Queen", "cat", "zebra", "größe", "W" * 16]


@pytest.mark.parametrize("token", TOKENS)
def test_every_token_has_its_place_once(token):
    found = places(token)
    assert next(iter(found)) == token
    assert {word.casefold() for word in found} == {token.casefold()} | set(LEXICON)
    assert len(found) == len(LEXICON) + (token.casefold() not in LEXICON)


def test_the_plane_is_the_one_in_which_the_lexicon_spreads_most():
    vectors = np.array(list(LEXICON.values()))
    variances = np.linalg.eigvalsh(np.cov(vectors.T))
    spread = np.var(np.array(list(places("king").values())), axis=0, ddof=1)
    np.testing.assert_allclose(spread, variances[::-1][:2], rtol=1e-12)


def test_the_plane_does_not_depend_on_the_token():
    king, zebra = places("king"), places("zebra")
    for word in LEXICON:
        np.testing.assert_array_equal(king[word], zebra[word])


def test_related_tokens_lie_closer_than_others():
    found = places("king")

    def apart(a, b):
        return np.linalg.norm(found[a] - found[b])

    assert apart("king", "queen") < min(apart("king", word) for word in ("cat", "the", "village"))


@pytest.mark.parametrize("token", TOKENS)
def test_names_overlap_neither_each_other_nor_points_nor_the_frame(token):
    shown = LexiconMap(token, "caption", 6.3, 5.1)
    frame, caption = shown.ground
    things = [caption, shown.point, shown.name_of_token, *shown.others]
    for one, other in combinations(things, 2):
        if isinstance(one, Dot) and isinstance(other, Dot):
            continue  # points lie where they lie
        apart = abs(one.get_center() - other.get_center())[:2] * 2
        assert np.any(apart > [one.width + other.width, one.height + other.height]), (one, other)
    for name in things:
        low, high = name.get_corner((-1, -1, 0)), name.get_corner((1, 1, 0))
        assert np.all(low[:2] > frame.get_corner((-1, -1, 0))[:2])
        assert np.all(high[:2] < frame.get_corner((1, 1, 0))[:2])


@pytest.mark.parametrize("token", TOKENS)
def test_nearly_every_token_is_named(token):
    shown = LexiconMap(token, "caption", 6.3, 5.1)
    named = [one.text for one in shown.others if isinstance(one, Text)]
    assert len(named) >= len(LEXICON) - 2
