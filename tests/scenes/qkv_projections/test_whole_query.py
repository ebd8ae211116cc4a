from collections import Counter

import pytest

BETWEEN = [pytest.param(token, marks=pytest.mark.slow) for token in ("the", "Schmetterling")]
TOKENS = ["king", *BETWEEN, "W" * 16]
SLIDES = ["sweep", "recipe", "query-role"]
ROWS = range(1, 5)
X, Q = "x1 x2 x3 x4", "q1 q2 q3 q4"
MATRIX = " ".join(f"wq{row}{column}" for row in ROWS for column in ROWS)


@pytest.mark.parametrize("token", TOKENS)
def test_the_picture_keeps_to_the_words_and_to_the_safe_area(rehearsed, token):
    whole_query = rehearsed("WholeQuery", token)
    assert whole_query.findings == ()
    assert [slide.id for slide in whole_query.chapter.slides] == SLIDES


@pytest.mark.slow
def test_a_faster_voice_is_followed(rehearsed):
    assert rehearsed("WholeQuery", pace=1.4).findings == ()


@pytest.mark.parametrize("token", TOKENS)
def test_the_query_is_complete_after_the_sweep_and_no_arithmetic_is_left(rehearsed, token):
    whole_query = rehearsed("WholeQuery", token)
    numbers = whole_query.written(f"{X} {MATRIX} {Q}")
    words = ["Column by column", whole_query.labels["projection"], token, "x", "W_Q", "q"]
    assert Counter(whole_query.texts("sweep")) == Counter(numbers + words)


@pytest.mark.parametrize("token", TOKENS)
def test_a_recipe_holds_all_of_x_and_one_column(rehearsed, token):
    whole_query = rehearsed("WholeQuery", token)
    numbers = whole_query.written(f"{X} wq14 wq24 wq34 wq44 {Q}")
    legend = [whole_query.labels[name] for name in ("wide_line", "dashed_line")]
    assert Counter(whole_query.texts("recipe")) == Counter(
        [*numbers, "A column is a recipe", "x", "W_Q", "q", *legend]
    )


@pytest.mark.parametrize("token", TOKENS)
def test_the_card_holds_the_query_and_the_matrices_their_counts(rehearsed, token):
    whole_query = rehearsed("WholeQuery", token)
    shown = whole_query.texts("query-role")
    labels = [whole_query.labels[name] for name in ("query", "story", "weights", "bert_weights")]
    assert set(shown) >= {*whole_query.written(Q), *labels}
    assert not set(shown) & set(whole_query.written(X))  # the small matrix has become a speck
    assert "16" in whole_query.labels["weights"]
    assert "589,824" in whole_query.labels["bert_weights"]


def test_each_number_of_the_query_stands_below_its_column(rehearsed):
    whole_query = rehearsed("WholeQuery")
    texts = whole_query.chapter.slides[0].texts
    query = sorted(
        (text for text in texts if text.bottom < -1.5 and text.left > 0.8), key=lambda text: text.left
    )
    assert [text.text for text in query] == whole_query.written(Q)
    for column, number in enumerate(query, 1):
        weights = whole_query.written(" ".join(f"wq{row}{column}" for row in ROWS))
        above = [text.text for text in texts if abs(text.right - number.right) < 0.02 and text is not number]
        assert sorted(above) == sorted(weights)
