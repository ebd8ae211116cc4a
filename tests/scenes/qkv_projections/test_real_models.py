from itertools import combinations

import pytest

TOKENS_AND_PACES = [("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.25)]
MODELS = {"count": 2, "grow": 4, "grouped": 5}
"""How many rows the table has on each slide."""
NAMES = ("transformer", "bert", "gpt2", "gpt3", "llama3")
WEIGHTS = {
    "transformer_matrix_weights": "each",
    "bert_matrix_weights": "each_biases",
    "gpt2_matrix_weights": "in_one",
    "gpt3_matrix_weights": "per_head",
    "llama3_matrix_weights": "llama3_queries",
    "llama3_kv_weights": "llama3_keys",
}
"""Numbers of weights from the first row to the last, and what is said below each."""


@pytest.fixture(params=TOKENS_AND_PACES, ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("RealModels", token, pace)


def shown(chapter, slide):
    """The texts on the last picture of a slide that stand in the table, by what they say."""
    (found,) = (one for one in chapter.chapter.slides if one.id == slide)
    return {text.text: text for text in found.texts if text.right < 2}


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


@pytest.mark.parametrize(("slide", "rows"), MODELS.items())
def test_each_model_is_shown_with_its_source_its_sizes_and_its_weights(chapter, slide, rows):
    table = shown(chapter, slide)
    for name in NAMES[:rows]:
        assert {chapter.labels[name], chapter.labels[f"{name}_source"]} <= table.keys()
        assert {str(chapter.numbers[f"{name}_d_model"]), chapter.labels[f"{name}_heads"]} <= table.keys()
    for name in NAMES[rows:]:
        assert chapter.labels[f"{name}_source"] not in table


@pytest.mark.parametrize(("slide", "count"), [("count", 2), ("grow", 4), ("grouped", 6)])
def test_weights_stand_flush_one_below_the_other_and_say_what_they_are(chapter, slide, count):
    (found,) = (one for one in chapter.chapter.slides if one.id == slide)
    edge = shown(chapter, slide)[chapter.labels["each"]].right
    column = sorted(
        (text for text in found.texts if abs(text.right - edge) < 0.05), key=lambda text: -text.top
    )
    numbers, notes = column[1::2], column[2::2]  # below the heading
    assert [text.text for text in numbers] == [str(chapter.numbers[name]) for name in list(WEIGHTS)[:count]]
    assert [text.text for text in notes] == [chapter.labels[name] for name in list(WEIGHTS.values())[:count]]
    for number, note in zip(numbers, notes, strict=True):
        assert 0 < number.bottom - note.top < 0.3


def test_the_table_stands_still_while_it_grows(chapter):
    for label in ("model", "transformer", "bert", "gpt2"):
        name = chapter.labels[label]
        places = [shown(chapter, slide)[name] for slide in MODELS if name in shown(chapter, slide)]
        assert len(places) > 1
        assert {(text.left, text.bottom) for text in places} == {(places[0].left, places[0].bottom)}


def test_counts_of_other_things_than_one_matrix_are_told_below(chapter):
    assert str(chapter.numbers["gpt3_matrix_weights"]) == "150,994,944"  # 96 heads of 1,572,864 weights
    assert str(chapter.numbers["gpt3_head_weights"]) in chapter.labels["per_head"]
    assert str(chapter.numbers["gpt2_fused_weights"]) in chapter.labels["in_one"]


def test_what_is_drawn_is_named(chapter):
    assert chapter.labels["biases_of_each"] in chapter.texts("count")
    assert {chapter.labels["one_head"], chapter.labels["one_scale"]} <= set(chapter.texts("grow"))
    (grouped,) = (one for one in chapter.chapter.slides if one.id == "grouped")
    assert {"W_Q", "W_K", "W_V"} <= {text.text for text in grouped.texts}


def test_the_groups_are_told(chapter):
    texts = chapter.texts("grouped")
    for label in ("grouped", "query_heads", "key_heads", "value_heads", "kept", "llama3_kv_heads"):
        assert texts.count(chapter.labels[label]) == 1
