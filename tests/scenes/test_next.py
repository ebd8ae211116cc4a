import re
from itertools import combinations, pairwise

import pytest

NUMBER = re.compile(r"−?\d+\.\d+")
PAPERS = ("bahdanau", "vaswani", "shazeer", "ainslie", "elhage")


@pytest.fixture(params=[("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.25)], ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("Next", token, pace)


def shown(chapter, slide):
    (found,) = (one for one in chapter.chapter.slides if one.id == slide)
    return {text.text: text for text in found.texts}


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        for a, b in combinations(slide.texts, 2):
            apart = a.right < b.left or b.right < a.left or a.top < b.bottom or b.top < a.bottom
            assert apart, f"{slide.id}: {a.text!r} and {b.text!r}"


def test_the_papers_stand_in_the_order_in_which_they_are_spoken_of(chapter):
    texts = shown(chapter, "papers")
    lines = [chapter.labels[label] for name in PAPERS for label in (name, f"{name}_by")]
    for upper, lower in pairwise(lines):
        assert texts[lower].top < texts[upper].bottom
        assert texts[lower].left == pytest.approx(texts[upper].left, abs=0.05)


def test_the_three_vectors_are_there_and_the_query_and_the_key_that_meet(chapter):
    names = [f"{letter}{index}" for letter in ("q", "q", "k", "v", "other_k") for index in range(1, 5)]
    texts = [text for text in chapter.texts("next-module") if NUMBER.fullmatch(text)]
    assert sorted(texts) == sorted(chapter.written(" ".join(names)))


def test_the_query_that_leaves_stands_below_the_query(chapter):
    (slide,) = (one for one in chapter.chapter.slides if one.id == "next-module")
    for name in ("q1", "q2", "q3", "q4"):
        number = str(chapter.numbers[name])
        found = [text for text in slide.texts if text.text == number and text.left < -2]
        rights = sorted({round(text.right, 2) for text in found})
        assert len(found) % 2 == 0
        assert len(rights) == len(found) // 2


def test_the_next_module_is_named(chapter):
    assert f"{chapter.labels['module']} 23" in shown(chapter, "next-module")
