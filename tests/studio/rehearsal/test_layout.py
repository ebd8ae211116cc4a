"""How words and shapes lie to each other, on pictures made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.rehearsal.layout import PIXEL, Array, Clash, Shape, Words, clashes, contrast, pieces, rows_of
from studio.scene.suppressions import Check


def words(
    text: str, left: float, bottom: float, right: float, top: float, *, order: int = 5, size: float = 40
) -> Words:
    return Words(text, np.array([[left, bottom, right, top]]), order, size, bottom)


def polygon(*corners: tuple[float, float]) -> Array:
    """Straight cubic curves around some corners."""
    ends = np.array(corners, dtype=float)
    edges = np.stack([ends, np.roll(ends, -1, axis=0)], axis=1)
    return edges.repeat(2, axis=1).reshape(-1, 2)


def box(left: float, bottom: float, right: float, top: float, *, order: int = 1, fill: float = 0.0) -> Shape:
    around = polygon((left, bottom), (right, bottom), (right, top), (left, top))
    return Shape("Box", around, order, fill)


WORD = words("word", -1, -0.2, 1, 0.2)


def found(*things: Words | Shape) -> list[Clash]:
    texts = [thing for thing in things if isinstance(thing, Words)]
    return list(clashes(texts, [thing for thing in things if isinstance(thing, Shape)]))


def test_a_box_around_words_and_one_beside_them() -> None:
    assert found(WORD, box(-2, -1, 2, 1), box(1.1, -0.2, 3, 0.2)) == []


@pytest.mark.parametrize(
    "shape",
    [
        box(-2, -1, 0.5, 1),
        box(-0.5, -0.05, 0.5, 0.05),
        box(-2, 0.1, 2, 1),
        Shape("Box", polygon((-2, -1), (2, 1)), 1, 0.0),
        Shape("Box", np.array([(-2.0, 1.0), (-0.7, -0.4), (0.7, -0.4), (2.0, 1.0)]), 9, 0.0),
    ],
    ids=["over its side", "within", "along it", "slanting", "a curve above it"],
)
def test_an_outline_through_words(shape: Shape) -> None:
    assert found(WORD, shape) == [Clash(Check.CROSSED, "word", "Box")]


def test_a_plate_below_words_hides_what_would_run_through_them() -> None:
    line = box(-3, -0.05, 3, 0.0, order=1)
    assert found(WORD, line, box(-1.5, -0.5, 1.5, 0.5, order=2, fill=1.0)) == []
    below = box(-1.5, -0.5, 1.5, 0.5, order=0, fill=1.0)
    thin = box(-1.5, -0.5, 1.5, 0.5, order=2, fill=0.5)
    narrow = box(-0.9, -0.5, 0.9, 0.5, order=2, fill=1.0)
    for plate in (below, thin):
        assert found(WORD, line, plate) == [Clash(Check.CROSSED, "word", "Box")]
    assert len(found(WORD, line, narrow)) == 2


def test_what_is_filled_and_lies_above_words() -> None:
    assert found(WORD, box(-2, -1, 2, 1, order=9, fill=0.8)) == [Clash(Check.COVERED, "word", "Box")]
    assert found(WORD, box(0.9, -1, 2, 1, order=9, fill=0.8)) == [Clash(Check.COVERED, "word", "Box")]
    assert found(WORD, box(-2, -1, 2, 1, order=9, fill=0.2)) == []
    assert found(WORD, box(-2, -1, 2, 1, order=1, fill=0.8)) == []


def test_a_hole_does_not_cover() -> None:
    ring = np.concatenate(
        [polygon((-3, -2), (3, -2), (3, 2), (-3, 2)), polygon((-2, -1), (-2, 1), (2, 1), (2, -1))]
    )
    assert found(WORD, Shape("Ring", ring, 9, 1.0)) == []


def test_words_over_words() -> None:
    over = words("other", 0.9, -0.1, 2, 0.3)
    assert found(WORD, over) == [Clash(Check.OVERLAP, "word", "other")]
    touching = words("other", 1 - PIXEL / 2, -0.2, 2, 0.2)
    assert found(WORD, touching) == []


def test_words_between_the_lines_of_others() -> None:
    lines = Words("two\nlines", np.array([[-1.0, 0.5, 1.0, 0.8], [-1.0, -0.8, 1.0, -0.5]]), 5, 40, 0.5)
    assert found(WORD, lines) == []


@pytest.mark.parametrize(
    ("beside", "pixels"),
    [
        (words("beside", 1.5, -0.2, 2, 0.2), 0),
        (words("beside", 1.5, -0.2 + 0.5 * PIXEL, 2, 0.2), 0),
        (words("beside", 1.5, -0.2 + 3 * PIXEL, 2, 0.2), 3),
        (words("beside", 1.5, -0.2 + 18 * PIXEL, 2, 0.2), 0),
        (words("beside", 1.5, -0.2 + 3 * PIXEL, 2, 0.2, size=30), 0),
        (words("beside", 3.5, -0.2 + 3 * PIXEL, 4, 0.2), 0),
        (words("beside", -0.5, 0.3, 2, 0.6), 0),
    ],
    ids=["level", "level to the eye", "low", "a superscript", "of another size", "far away", "above"],
)
def test_words_that_were_meant_to_stand_on_one_line(beside: Words, pixels: float) -> None:
    told = [Clash(Check.BASELINE, "word", "beside", pytest.approx(pixels))] if pixels else []
    assert found(WORD, beside) == told


def test_only_neighbours_are_compared() -> None:
    row = [words(f"w{index}", index, index * 3 * PIXEL, index + 0.5, 0.5) for index in range(4)]
    assert [(clash.words, clash.other) for clash in found(*row)] == [("w0", "w1"), ("w1", "w2"), ("w2", "w3")]


def test_an_empty_picture() -> None:
    assert found() == []
    assert found(box(0, 0, 1, 1)) == []
    assert found(WORD) == []


@given(st.lists(st.tuples(*[st.floats(-5, 5)] * 8), min_size=1, max_size=4))
def test_pieces_begin_and_end_where_their_curves_do(curves: list[tuple[float, ...]]) -> None:
    points = np.array(curves).reshape(-1, 2)
    cut = pieces(points).reshape(len(curves), -1, 2, 2)
    np.testing.assert_allclose(cut[:, 0, 0], points[::4])
    np.testing.assert_allclose(cut[:, -1, 1], points[3::4])
    np.testing.assert_array_equal(cut[:, 1:, 0], cut[:, :-1, 1])


def test_glyphs_are_joined_to_lines() -> None:
    glyphs = np.array([(0, 0, 1, 1), (0, -2, 1, -1.2), (1.2, -0.2, 2, 0.7), (1.2, -2, 2, -1)])
    np.testing.assert_array_equal(rows_of(glyphs), [(0, -0.2, 2, 1), (0, -2, 2, -1)])


def painted(ground: int, *glyphs: int) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """A grey picture with a square of each grey on it, and their places."""
    picture = np.full((60, 40 * len(glyphs) + 20, 3), ground, np.uint8)
    places = []
    for index, grey in enumerate(glyphs):
        left = 20 + 40 * index
        picture[20:40, left : left + 20] = grey
        places.append((left - 2, 18, left + 22, 42))
    return picture, np.array(places)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(*painted(0, 255), ["a"]) == pytest.approx(21)
    assert contrast(*painted(255, 0), ["a"]) == pytest.approx(21)
    # #767676 is the darkest grey that reaches 4.5 on white.
    assert contrast(*painted(255, 0x76), ["a"]) == pytest.approx(4.54, abs=0.01)
    assert contrast(*painted(50, 50), ["a"]) == 1


def test_the_weakest_paint_counts_and_of_it_the_median() -> None:
    picture, places = painted(0, 255, 100, 255)
    strong, weak = contrast(*painted(0, 255), ["a"]), contrast(*painted(0, 100), ["a"])
    assert contrast(picture, places, ["a", "b", "a"]) == pytest.approx(weak)
    assert contrast(picture, places, ["a", "a", "a"]) == pytest.approx(strong)
