import re
from itertools import combinations, pairwise

import pytest

NUMBER = re.compile(r"−?\d+\.\d+")


@pytest.fixture(params=[("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.25)], ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("Recap", token, pace)


def names(letter):
    return " ".join(f"{letter}{index}" for index in range(1, 5))


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        for a, b in combinations(slide.texts, 2):
            apart = a.right < b.left or b.right < a.left or a.top < b.bottom or b.top < a.bottom
            assert apart, f"{slide.id}: {a.text!r} and {b.text!r}"


def test_the_pictures_name_what_they_show(chapter):
    texts = chapter.texts("sentences")
    for name in ("W_Q", "W_K", "W_V", "q", "k", "v"):
        assert texts.count(name) == 1


def test_the_sentences_are_those_of_the_script(chapter):
    texts = chapter.texts("sentences")
    assert chapter.labels["recap_matrix"] in texts
    assert chapter.labels["recap_alone"] in texts
    assert {"recap_matrix", "recap_roles", "recap_alone"} <= set(chapter.chapter.used_labels)


def test_a_sentence_about_the_roles_has_a_clause_for_each(chapter):
    assert chapter.labels["recap_roles"].count(", ") == 2


def test_the_quiz_shows_x_the_matrix_its_products_and_the_whole_key(chapter):
    matrix = " ".join(f"wk{row}{column}" for row in range(1, 5) for column in range(1, 5))
    products = "new_pk12 new_pk22 new_pk32 new_pk42 new_sk2 new_k2"
    factors = f"{names('new_x')} wk12 wk22 wk32 wk42"
    expected = chapter.written(f"{names('new_x')} {matrix} {factors} {products} {names('new_k')}")
    assert str(chapter.numbers["new_token"]) in chapter.texts("quiz")
    shown = [text for text in chapter.texts("quiz") if NUMBER.fullmatch(text)]
    assert sorted(shown) == sorted(expected)


def test_nothing_moves_while_the_viewer_thinks(chapter):
    (quiz,) = (one for one in chapter.chapter.slides if one.id == "quiz")
    still = max(after[0] - before[1] for before, after in pairwise(quiz.moves))
    assert 3.5 * 30 / 1.25 <= still <= 8 * 30


def test_no_question_is_left_open(chapter):
    assert "?" not in chapter.texts("quiz")
