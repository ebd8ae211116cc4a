import re

import numpy as np
import pytest

NUMBER = re.compile(r"−?\d+\.\d+")


@pytest.fixture(params=[("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.2)], ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("WhyThree", token, pace)


def numbers_on(chapter, slide):
    return sorted(text for text in chapter.texts(slide) if NUMBER.fullmatch(text))


def vector(letter):
    return " ".join(f"{letter}{index}" for index in range(1, 5))


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_with_one_matrix_the_queries_are_the_keys_and_the_score_is_the_same_both_ways(chapter):
    q, other_q = chapter.written(vector("q")), chapter.written(vector("other_q"))
    scores = chapter.written("shared_ab shared_ba")
    assert scores[0] == scores[1]
    assert numbers_on(chapter, "mutual") == sorted(2 * q + 2 * other_q + scores)
    assert "=" in chapter.texts("mutual")


def test_with_two_matrices_the_keys_are_others_and_the_score_depends_on_who_asks(chapter):
    shown = " ".join(vector(letter) for letter in ("q", "k", "other_q", "other_k"))
    scores = chapter.written("score_ab score_ba")
    assert scores[0] != scores[1]
    assert numbers_on(chapter, "one-sided") == sorted(chapter.written(shown) + scores)
    assert "≠" in chapter.texts("one-sided")


@pytest.mark.parametrize(("slide", "names"), [("mutual", "shared"), ("one-sided", "score")])
def test_each_score_stands_on_the_way_of_its_query(chapter, slide, names):
    (found,) = (one for one in chapter.chapter.slides if one.id == slide)
    for name, formula in ((f"{names}_ab", "s(a, b) ="), (f"{names}_ba", "s(b, a) =")):
        (called,) = (text for text in found.texts if text.text == formula)
        middle = (called.bottom + called.top) / 2
        beside = [text for text in found.texts if text.bottom < middle < text.top and text is not called]
        assert [text.text for text in beside if abs(text.left) < 2] == chapter.written(name)


def test_the_sentence_stands_below_with_every_token(chapter):
    tokens = chapter.written("word1 word2 word3 word4 word5 word6")
    for slide in ("mutual", "one-sided"):
        texts = chapter.texts(slide)
        assert all(token in texts for token in tokens)


def test_the_verb_and_its_subject_are_scored_both_ways(chapter):
    texts = chapter.texts("one-sided")
    assert {chapter.labels["verb_looks"], chapter.labels["subject_looks"]} <= set(texts)
    assert str(chapter.numbers["score_verb"]) in chapter.labels["verb_looks"]
    # As the heat map has them, but not divided by the root of d_k.
    for name, cell in (("score_verb", "S21"), ("score_subject", "S12")):
        assert chapter.numbers[name].value == pytest.approx(2 * chapter.numbers[cell].value, abs=1e-9)
    assert chapter.numbers["score_verb"].value > 0 > chapter.numbers["score_subject"].value


def test_a_drawer_is_found_by_its_key_and_hands_over_its_value(chapter):
    texts = chapter.texts("hand-over")
    assert chapter.labels["found_by"] in texts
    assert chapter.labels["hands_over"] in texts
    assert (texts.count("q"), texts.count("k"), texts.count("v")) == (1, 4, 2)


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        boxes = np.array([(text.left, text.bottom, text.right, text.top) for text in slide.texts])
        for index, box in enumerate(boxes):
            others = np.delete(boxes, index, axis=0)
            over = np.all(box[:2] < others[:, 2:], axis=1) & np.all(others[:, :2] < box[2:], axis=1)
            assert not over.any(), f"{slide.id}: {slide.texts[index].text!r}"
