from itertools import pairwise

import pytest

from studio.kit import DEFAULT_LOOK, TitleCard

FACTS = [("Lesson", "3 / 12"), ("Nothing", ""), ("Before", "Sorted lists")]


def test_title_subtitle_and_facts_are_in_the_middle_one_below_the_other():
    card = TitleCard("A title", "and more", FACTS)
    assert card.title.baseline - card.subtitle.baseline == pytest.approx(0.69)
    for words in (card.title, card.subtitle):
        assert (words.start + words.end) / 2 == pytest.approx(0)
    assert card.facts.get_x() == pytest.approx(0)
    assert card.subtitle.get_bottom()[1] > card.facts.get_top()[1] + 0.5
    assert card.facts.get_bottom()[1] > DEFAULT_LOOK.ticks_height + 0.2


def test_a_fact_without_a_value_is_left_out_and_the_others_keep_apart():
    facts = TitleCard("A title", facts=FACTS).facts
    assert [[words.text for words in column] for column in facts] == [list(FACTS[0]), list(FACTS[2])]
    for before, after in pairwise(facts):
        assert after.get_left()[0] - before.get_right()[0] == pytest.approx(1.1)
        assert [a.baseline for a in before] == pytest.approx([a.baseline for a in after])


def test_a_long_title_stays_within_the_safe_area():
    card = TitleCard("A title that says very much of what will be said, " * 2, "short")
    assert card.title.end - card.title.start == pytest.approx(DEFAULT_LOOK.width)
    assert card.subtitle.size == pytest.approx(DEFAULT_LOOK.body)


def test_a_card_may_have_a_title_alone():
    card = TitleCard("A title")
    assert len(card.facts) == 0
    assert card.subtitle.text == ""
