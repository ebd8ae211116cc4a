import re
from itertools import combinations

import pytest

SLOW_VOICE = pytest.param(("queen", 0.7), marks=pytest.mark.slow)
TOKENS_AND_PACES = [("king", 1.0), SLOW_VOICE, ("the", 1.25), ("WWWWWWWWWWWWWWWW", 1.0)]
NUMBER = re.compile(r"−?\d+\.\d+")


@pytest.fixture(params=TOKENS_AND_PACES, ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("KeyAndValue", token, pace)


def numbers_on(chapter, slide):
    return [text for text in chapter.texts(slide) if NUMBER.fullmatch(text)]


def rows(texts):
    """Texts by the height on which they stand, from the highest row to the lowest."""
    found = {}
    for text in texts:
        found.setdefault(round(text.bottom, 1), []).append(text)
    return [found[height] for height in sorted(found, reverse=True)]


def vector(letter):
    return " ".join(f"{letter}{index}" for index in range(1, 5))


def matrix(letter):
    return " ".join(f"{letter}{row}{column}" for row in range(1, 5) for column in range(1, 5))


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


@pytest.mark.parametrize("letter", ["k", "v"])
def test_x_a_matrix_and_their_product_are_shown(chapter, letter):
    slide = {"k": "key", "v": "value"}[letter]
    expected = chapter.written(f"{vector('x')} {matrix('w' + letter)} {vector(letter)}")
    assert sorted(numbers_on(chapter, slide)) == sorted(expected)


@pytest.mark.parametrize("slide", ["key", "value"])
def test_each_number_of_the_product_stands_flush_below_its_column(chapter, slide):
    (found,) = (one for one in chapter.chapter.slides if one.id == slide)
    shown = [text for text in found.texts if NUMBER.fullmatch(text.text) and text.left > 0]
    *weights, product = [sorted(row, key=lambda text: text.left) for row in rows(shown)]
    assert [text.text for text in product] == chapter.written(vector(slide[0]))
    assert len(weights) == 4
    for row in weights:
        for weight, number in zip(row, product, strict=True):
            assert weight.right == pytest.approx(number.right, abs=0.05)  # a 1 has less ink than other digits


def test_the_roles_show_x_once_and_all_three_results(chapter):
    expected = chapter.written(" ".join(map(vector, "xqkv")))
    assert sorted(numbers_on(chapter, "roles")) == sorted(expected)


def test_every_role_is_told_where_it_is_shown(chapter):
    for slide, roles in (("key", ["key"]), ("value", ["value"]), ("roles", ["query", "key", "value"])):
        texts = [text.replace("\n", " ") for text in chapter.texts(slide)]
        for role in roles:
            assert texts.count(chapter.labels[role]) == 1
            assert texts.count(chapter.labels[f"{role}_role"]) == 1
        assert texts.count(chapter.numbers["token"]) == 1


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        for a, b in combinations(slide.texts, 2):
            apart = a.right < b.left or b.right < a.left or a.top < b.bottom or b.top < a.bottom
            assert apart, f"{slide.id}: {a.text!r} and {b.text!r}"


def test_the_last_picture_rests_for_a_second(chapter):
    for slide in chapter.chapter.slides:
        assert slide.frames - slide.movement_end >= 30
