import numpy as np
import pytest

from scenes.qkv_projections.views import PAIRS, view


@pytest.fixture(params=[("king", 1.0), ("WWWWWWWWWWWWWWWW", 1.2)], ids=lambda param: param[0])
def chapter(request, rehearsed):
    token, pace = request.param
    return rehearsed("View", token, pace)


def test_a_check_has_nothing_to_say(chapter):
    assert chapter.findings == ()


def test_the_slice_names_its_three_tokens(chapter):
    texts = chapter.texts("slice")
    for name in chapter.written("token view_b view_c"):
        assert texts.count(name) == 1
    assert chapter.labels["slice"] in texts


def test_each_view_names_the_tokens_and_tells_how_far_its_closest_pair_lies_apart(chapter):
    texts = chapter.texts("views")
    for name in chapter.written("token view_b view_c"):
        assert texts.count(name) == 3
    assert texts.count(chapter.labels["closest"]) == 3
    found = view(str(chapter.numbers["token"]))
    for letter in "qkv":
        sides = [chapter.numbers[f"side_{letter}_{side}"] for side in ("ab", "ac", "bc")]
        shortest = min(sides, key=lambda side: side.value)
        assert str(shortest) in texts
        first, second = PAIRS[sides.index(shortest)]
        assert (found.tokens[first], found.tokens[second]) == found.closest(letter)


def test_the_names_stand_within_the_frame_of_their_view(chapter):
    (views,) = (slide for slide in chapter.chapter.slides if slide.id == "views")
    names = chapter.written("token view_b view_c")
    columns = [[], [], []]
    for text in views.texts:
        if text.text in names:
            columns[round((text.left + text.right) / 2 / 4.35) + 1].append(text)
    for middle, column in zip((-4.35, 0.0, 4.35), columns, strict=True):
        assert sorted(text.text for text in column) == sorted(names)
        for text in column:
            assert middle - 2.05 < text.left < text.right < middle + 2.05


def test_no_two_texts_overlap(chapter):
    for slide in chapter.chapter.slides:
        boxes = np.array([(text.left, text.bottom, text.right, text.top) for text in slide.texts])
        for index, box in enumerate(boxes):
            others = np.delete(boxes, index, axis=0)
            over = np.all(box[:2] < others[:, 2:], axis=1) & np.all(others[:, :2] < box[2:], axis=1)
            assert not over.any(), f"{slide.id}: {slide.texts[index].text!r}"
