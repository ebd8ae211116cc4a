import re
from itertools import combinations, pairwise

import pytest

NUMBER = re.compile(r"−?\d+\.\d+")
COUNT = 6
"""Tokens of the sentence."""


@pytest.fixture(params=[("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.25)], ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("WhatFor", token, pace)


def shown(chapter, slide):
    (found,) = (one for one in chapter.chapter.slides if one.id == slide)
    return found.texts


def numbers_on(chapter, slide):
    return [text for text in shown(chapter, slide) if NUMBER.fullmatch(text.text)]


def vector(letter):
    return " ".join(f"{letter}{index}" for index in range(1, 5))


def row(number):
    return " ".join(f"S{number}{column}" for column in range(1, COUNT + 1))


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_a_query_and_a_key_are_multiplied_added_and_divided(chapter):
    factors = chapter.written(f"{vector('q')} {vector('other_k')}")
    results = chapter.written(f"{vector('pab')} sum_ab sum_ab score_ab scaled_ab")
    assert sorted(text.text for text in numbers_on(chapter, "meet")) == sorted(2 * factors + results)
    texts = chapter.texts("meet")
    for name in ("root_d_k", "token", "other"):
        assert str(chapter.numbers[name]) in texts


def test_the_products_stand_flush_above_their_sum(chapter):
    numbers = numbers_on(chapter, "meet")
    column = []
    for name in ("pab1", "pab2", "pab3", "pab4", "sum_ab"):
        left_most = min(
            (text for text in numbers if text.text == str(chapter.numbers[name])), key=lambda text: text.left
        )
        column.append(left_most)
    for upper, lower in pairwise(column):
        assert lower.top < upper.bottom
        assert lower.right == pytest.approx(upper.right, abs=0.05)


def test_every_cell_of_the_table_holds_the_score_of_its_query_and_its_key(chapter):
    found = sorted(numbers_on(chapter, "heat"), key=lambda text: -(text.bottom + text.top))
    for index in range(COUNT):
        cells = sorted(found[COUNT * index : COUNT * (index + 1)], key=lambda text: text.right)
        assert [cell.text for cell in cells] == chapter.written(row(index + 1))
    assert len(found) == COUNT**2


def test_every_token_heads_a_row_and_a_column(chapter):
    tokens = chapter.written("word1 word2 word3 word4 word5 word6")
    grid = numbers_on(chapter, "heat")
    left, top = min(cell.left for cell in grid), max(cell.top for cell in grid)
    heads = [text for text in shown(chapter, "heat") if text.text in tokens]
    assert sorted(text.text for text in heads if text.right < left) == sorted(tokens)
    assert sorted(text.text for text in heads if text.bottom > top) == sorted(tokens)


def test_what_is_not_taught_here_is_named_and_left_to_the_next_module(chapter):
    texts = chapter.texts("heat")
    assert chapter.labels["softmax"] in texts
    for label in ("shares", "values", "mix", "later"):
        assert texts.count(chapter.labels[label]) == 1


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        for a, b in combinations(slide.texts, 2):
            apart = a.right < b.left or b.right < a.left or a.top < b.bottom or b.top < a.bottom
            assert apart, f"{slide.id}: {a.text!r} and {b.text!r}"
