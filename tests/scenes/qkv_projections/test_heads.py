from itertools import combinations

import pytest

TOKENS_AND_PACES = [("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.25)]


@pytest.fixture(params=TOKENS_AND_PACES, ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("Heads", token, pace)


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        for a, b in combinations(slide.texts, 2):
            apart = a.right < b.left or b.right < a.left or a.top < b.bottom or b.top < a.bottom
            assert apart, f"{slide.id}: {a.text!r} and {b.text!r}"


def test_the_last_picture_rests_for_a_second(chapter):
    for slide in chapter.chapter.slides:
        assert slide.frames - slide.movement_end >= 30


def test_every_head_has_its_place_and_its_question(chapter):
    heads = int(chapter.numbers["bert_heads"].value)
    texts = chapter.texts("split")
    assert texts.count("?") == heads
    for place in range(1, heads + 1):
        assert texts.count(str(place)) == 1


def test_every_place_stands_below_its_question(chapter):
    (slide,) = (one for one in chapter.chapter.slides if one.id == "split")
    questions = [text for text in slide.texts if text.text == "?"]
    places = sorted(
        (text for text in slide.texts if text.text.isdigit() and len(text.text) < 3),
        key=lambda text: int(text.text),
    )
    for question, place in zip(questions, places, strict=True):
        assert place.top < question.bottom
        assert (place.left + place.right) / 2 == pytest.approx((question.left + question.right) / 2, abs=0.03)


@pytest.mark.parametrize(
    ("slide", "labels"),
    [
        ("split", "bert bert_square head head_shape head_columns"),
        ("fused", "gpt2 fused_shape"),
        (
            "rank",
            "bert_square square_entries head_columns head_rows head_pair_weights rank no_bias_here "
            "head_of seen",
        ),
    ],
)
def test_what_is_counted_is_written(chapter, slide, labels):
    texts = [text.replace("\n", " ") for text in chapter.texts(slide)]
    for label in labels.split():
        assert texts.count(chapter.labels[label]) == 1


def test_the_length_of_a_head_is_its_d_k(chapter):
    assert f"d_k = {chapter.numbers['bert_d_head']}" in chapter.texts("split")


def test_three_matrices_and_three_results_stand_in_columns(chapter):
    (slide,) = (one for one in chapter.chapter.slides if one.id == "fused")
    middles = {text.text: (text.left + text.right) / 2 for text in slide.texts}
    for role in "qkv":
        assert middles[role] == pytest.approx(middles[f"W_{role.upper()}"], abs=0.05)
    assert middles["W_Q"] < middles["W_K"] < middles["W_V"]
