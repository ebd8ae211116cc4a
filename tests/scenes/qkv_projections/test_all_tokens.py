import re

import numpy as np
import pytest

NUMBER = re.compile(r"−?\d+\.\d+")


@pytest.fixture(params=[("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.2)], ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("AllTokens", token, pace)


def numbers_on(chapter, slide):
    return sorted(text for text in chapter.texts(slide) if NUMBER.fullmatch(text))


def matrix(letter, rows=6):
    return [f"{letter}{row}{column}" for row in range(1, rows + 1) for column in range(1, 5)]


def written(chapter, names):
    return sorted(chapter.written(" ".join(names)))


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_every_token_has_a_row_of_x(chapter):
    assert numbers_on(chapter, "stack") == written(chapter, matrix("X"))
    (stack,) = (slide for slide in chapter.chapter.slides if slide.id == "stack")
    rows = {}
    for text in stack.texts:
        if NUMBER.fullmatch(text.text):
            rows.setdefault(round(text.bottom, 1), []).append(text)
    for row, height in enumerate(sorted(rows, reverse=True), 1):
        found = sorted(rows[height], key=lambda text: text.left)
        assert [text.text for text in found] == chapter.written(" ".join(matrix("X")[4 * row - 4 : 4 * row]))
        (token,) = (text for text in stack.texts if text.text == str(chapter.numbers[f"word{row}"]))
        assert token.bottom < (found[0].bottom + found[0].top) / 2 < token.top
        assert token.right < found[0].left


def test_x_times_the_matrix_gives_all_queries(chapter):
    expected = [*matrix("X"), *matrix("wq", 4), *matrix("Q")]
    assert numbers_on(chapter, "product") == written(chapter, expected)
    ours = chapter.written("Q31 Q32 Q33 Q34")
    assert ours == chapter.written("q1 q2 q3 q4")


def test_a_changed_token_changes_its_own_row_and_no_other(chapter):
    old = [*matrix("X", 6), *matrix("wq", 4), *matrix("Q", 6)]
    last = [f"{letter}6{column}" for letter in "XQ" for column in range(1, 5)]
    new = [f"new_{letter}{column}" for letter in "xq" for column in range(1, 5)]
    expected = [*(name for name in old if name not in last), *new]
    assert numbers_on(chapter, "alone") == written(chapter, expected)
    assert chapter.written(" ".join(last)) != chapter.written(" ".join(new))
    texts = chapter.texts("alone")
    assert {chapter.labels["changed"], chapter.labels["unchanged"]} <= set(texts)
    assert str(chapter.numbers["word6"]) not in texts
    assert texts.count(str(chapter.numbers["new_token"])) == 1


def test_keys_and_values_come_from_matrices_behind_the_first(chapter):
    letters = [text for text in chapter.texts("product") if re.fullmatch(r"(W_)?[QKV]", text)]
    assert sorted(letters) == sorted(["W_Q", "Q", "W_K", "K", "W_V", "V"])


def test_the_shapes_are_told(chapter):
    labels = [chapter.labels[name] for name in ("x_all_shape", "w_shape", "q_all_shape")]
    texts = chapter.texts("product")
    assert all(texts.count(label) >= labels.count(label) for label in labels)


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        boxes = np.array([(text.left, text.bottom, text.right, text.top) for text in slide.texts])
        for index, box in enumerate(boxes):
            others = np.delete(boxes, index, axis=0)
            over = np.all(box[:2] < others[:, 2:], axis=1) & np.all(others[:, :2] < box[2:], axis=1)
            assert not over.any(), f"{slide.id}: {slide.texts[index].text!r}"
