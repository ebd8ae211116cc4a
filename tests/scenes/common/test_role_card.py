from itertools import combinations, pairwise

import numpy as np
import pytest
from manim import VGroup

from scenes.common.look import LOOK
from scenes.common.role_card import RoleCard
from studio import Number

NUMBERS = [Number(value) for value in (0.12, 0.45, -0.9, 1.1)]


@pytest.fixture
def card():
    return RoleCard("Value", "v", NUMBERS, "“My actual semantic payload”")


def test_nothing_runs_across_the_edge_of_a_card_or_over_something_else(card):
    inner = [card.heading, card.formula, card.vector, card.role]
    room = RoleCard.WIDTH / 2 - RoleCard.INNER + 0.01, RoleCard.HEIGHT / 2 - RoleCard.INNER
    for part in inner:
        low, high = part.get_corner((-1, -1, 0)), part.get_corner((1, 1, 0))
        assert max(abs(low[0]), abs(high[0])) <= room[0]
        assert max(abs(low[1]), abs(high[1])) <= room[1]
    for a, b in combinations(inner, 2):
        apart = np.abs(a.get_center() - b.get_center()) - (
            a.width + b.width,
            a.height + b.height,
            0,
        ) * np.array(0.5)
        assert apart.max() > 0


def test_cards_side_by_side_have_their_words_on_common_lines():
    roles = ["“What I am looking for”", "“What properties I contain”", "“My actual semantic payload”"]
    names = [("Query", "q"), ("Key", "k"), ("Value", "v")]
    cards = [RoleCard(*name, NUMBERS, role) for name, role in zip(names, roles, strict=True)]
    for a, b in pairwise(cards):
        assert a.heading.baseline == pytest.approx(b.heading.baseline)
        assert a.heading.baseline == pytest.approx(a.formula.baseline)
        assert a.role.baseline == pytest.approx(b.role.baseline)


def test_the_quiet_card_has_no_colour_and_the_lit_one_its_own(card):
    def colours(*parts):
        return {glyph.get_fill_color().to_hex() for part in parts for glyph in part}

    card.quieten()
    assert colours(card.heading, card.formula, card.role) == {LOOK.soft}
    card.light()
    assert colours(card.heading) == {LOOK.value}
    assert colours(card.formula) == {LOOK.value, LOOK.embedding}
    assert card.box.get_stroke_color().to_hex() == LOOK.value


def test_a_card_without_numbers_may_be_low():
    card = RoleCard("Key", "k", (), "“What properties I contain”", width=4.4, height=2.5)
    assert (card.width, card.height) == pytest.approx((4.4, 2.5))
    assert card.formula.baseline - card.role.get_top()[1] > 0.2
    assert isinstance(card.vector, VGroup)
    assert len(card.vector) == 0
