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


def test_the_three_vectors_are_there(chapter):
    names = [f"{letter}{index}" for letter in "qkv" for index in range(1, 5)]
    texts = [text for text in chapter.texts("next-module") if NUMBER.fullmatch(text)]
    assert sorted(texts) == sorted(chapter.written(" ".join(names)))


def test_what_comes_next_goes_from_scores_to_a_mix(chapter):
    texts = shown(chapter, "next-module")
    words = [texts[chapter.labels[label]] for label in ("scores", "softmax", "shares", "mix")]
    assert all(before.right < after.left for before, after in pairwise(words))


def test_the_next_module_has_a_place_of_its_own(chapter):
    texts = shown(chapter, "next-module")
    name = texts[f"{chapter.labels['module']} 23"]
    assert name.right < texts[chapter.labels["scores"]].left
    assert name.top < min(texts[number].bottom for number in chapter.written("q1 k1 v1"))


def test_the_next_module_is_named(chapter):
    assert f"{chapter.labels['module']} 23" in shown(chapter, "next-module")
