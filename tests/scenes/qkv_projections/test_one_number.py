from collections import Counter

import pytest

BETWEEN = [pytest.param(token, marks=pytest.mark.slow) for token in ("the", "Schmetterling")]
TOKENS = ["king", *BETWEEN, "W" * 16]
SLIDES = ["column", "products", "rule"]
ROWS = range(1, 5)


def names(letter, *columns):
    return " ".join(f"{letter}{row}{column}" for row in ROWS for column in columns)


@pytest.mark.parametrize("token", TOKENS)
def test_the_picture_keeps_to_the_words_and_to_the_safe_area(rehearsed, token):
    one_number = rehearsed("OneNumber", token)
    assert one_number.findings == ()
    assert [slide.id for slide in one_number.chapter.slides] == SLIDES


@pytest.mark.slow
def test_a_faster_voice_is_followed(rehearsed):
    assert rehearsed("OneNumber", pace=1.4).findings == ()


@pytest.mark.parametrize("token", TOKENS)
def test_x_the_matrix_and_an_empty_query_stand_on_the_first_slide(rehearsed, token):
    one_number = rehearsed("OneNumber", token)
    shown = one_number.texts("column")
    numbers = one_number.written("x1 x2 x3 x4") + one_number.written(names("wq", *ROWS))
    letters = ["x", "W_Q", "q", token]
    assert Counter(shown) - Counter(["One column of the query matrix"]) == Counter(numbers + letters)


@pytest.mark.parametrize("token", TOKENS)
def test_the_whole_arithmetic_of_the_first_number_is_shown_and_nothing_else(rehearsed, token):
    one_number = rehearsed("OneNumber", token)
    cells = one_number.written("x1 x2 x3 x4 q1") + one_number.written(names("wq", *ROWS))
    factors = one_number.written("x1 x2 x3 x4") + one_number.written(names("wq", 1))
    results = one_number.written(names("pq", 1) + " sq1 q1")
    signs = ["×"] * 4 + ["="] * 5 + ["≈"]
    words = ["Four products, one sum", one_number.labels["dot_product"], "x", "W_Q", "q", "q_1"]
    assert Counter(one_number.texts("products")) == Counter(cells + factors + results + signs + words)


def test_x_lies_first_and_stands_then(rehearsed):
    column, products, _ = rehearsed("OneNumber").chapter.slides
    x = rehearsed("OneNumber").written("x1 x2 x3 x4")

    def places(slide):  # of the cells, which come before the factors of the products
        return [next(text for text in slide.texts if text.text == number) for number in x]

    lying, standing = places(column), places(products)
    assert len({round(text.bottom, 1) for text in lying}) == 1
    assert len({round(text.right, 1) for text in standing}) == 1
    assert [text.top for text in standing] == sorted((text.top for text in standing), reverse=True)


def test_each_pair_is_flush_with_its_row_of_the_matrix(rehearsed):
    one_number = rehearsed("OneNumber")
    texts = one_number.chapter.slides[1].texts
    for row in ROWS:
        (product,) = one_number.written(f"pq{row}1")
        height = next(text.bottom for text in texts if text.text == product)
        on_line = [text.text for text in texts if abs(text.bottom - height) < 0.02]
        assert {*one_number.written(f"x{row} wq{row}1 wq{row}4"), product} <= set(on_line)


def test_the_rule_has_the_shape_of_each_part_and_a_place_for_a_bias(rehearsed):
    one_number = rehearsed("OneNumber")
    labels = [
        one_number.labels[name] for name in ("x_shape", "w_shape", "q_shape", "bias", "rows", "lengths")
    ]
    sizes = ['1 times d_"model"', 'd_"model" times d_k', "1 times d_k"]
    formula = ["q", "=", "x", "W_Q", "+", "b"]
    assert Counter(one_number.texts("rule")) == Counter(["The rule in one line", *labels, *formula, *sizes])
