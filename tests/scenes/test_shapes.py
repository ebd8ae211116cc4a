import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import DOWN, LEFT, RIGHT, UP

from scenes.shapes import block, counting, first_lit, stripes, unfold
from studio.numbers import Number
from studio.scene.typesetting import Text

COLOR = "#67BCEB"
COUNTS = st.integers(0, 20_000_000)
SHARES = st.floats(0, 1)


def written(number):
    return Text(str(number), size=40).place(3.0, -1.0, "right")


def ink(text):
    """Outlines of all glyphs that leave a mark."""
    return [glyph.points for glyph in text if len(glyph.points)]


def same(one, other):
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@given(start=COUNTS, end=COUNTS, done=SHARES)
def test_a_count_shows_on_its_way_the_number_that_belongs_there(start, end, done):
    count = counting(written, Number(end, 0), start, rate_func=lambda share: share)
    count.begin()
    count.interpolate(done)
    assert same(ink(count.mobject), ink(written(Number(round(start + (end - start) * done), 0))))


@given(start=COUNTS, end=COUNTS)
def test_a_count_ends_as_the_text_of_its_number(start, end):
    count = counting(written, Number(end, 0), start)
    count.begin()
    count.interpolate(0.3)
    count.finish()
    expected = written(Number(end, 0))
    assert count.mobject.text == expected.text
    assert len(count.mobject) == len(expected)
    assert same(ink(count.mobject), ink(expected))
    assert count.mobject.end == pytest.approx(3.0)


def test_a_count_keeps_the_glyphs_that_a_renderer_has_seen_at_its_beginning():
    count = counting(written, Number(7, 0), 16_777_216)
    count.begin()
    seen = {id(glyph) for glyph in count.mobject}
    for done in (0.1, 0.5, 0.9, 1.0):
        count.interpolate(done)
        assert {id(glyph) for glyph in count.mobject} <= seen


@given(count=st.integers(1, 96), gap=st.floats(0, 0.5))
def test_stripes_are_equal_parts_of_the_whole_from_left_to_right(count, gap):
    whole = block(3.6, 2.0, COLOR).move_to((1.0, -0.5, 0))
    parts = stripes(whole, count, COLOR, gap)
    pitch = 3.6 / count
    assert len(parts) == count
    for index, part in enumerate(parts):
        assert part.width == pytest.approx(pitch * (1 - gap))
        assert part.height == pytest.approx(2.0)
        assert part.get_x() == pytest.approx(1.0 - 1.8 + pitch * (index + 0.5))
        assert part.get_y() == pytest.approx(-0.5)


def test_of_parts_the_first_alone_is_lit():
    first, *others = first_lit(stripes(block(3, 1, COLOR), 4, COLOR), COLOR)
    assert len(others) == 3
    for other in others:
        assert other.get_fill_opacity() < first.get_fill_opacity()
        assert other.get_stroke_width() < first.get_stroke_width()


@pytest.mark.parametrize("edge", [LEFT, RIGHT, UP, DOWN], ids=["left", "right", "up", "down"])
def test_what_unfolds_begins_as_a_line_on_its_edge_and_ends_as_the_shape(edge):
    shape = block(3.0, 2.0, COLOR).move_to((1.0, 0.5, 0))
    growing = unfold(shape, edge)
    growing.begin()
    along = int(np.flatnonzero(edge)[0])
    flat = growing.mobject
    assert (flat.width, flat.height)[along] < 0.01
    assert (flat.width, flat.height)[1 - along] == pytest.approx((3.0, 2.0)[1 - along])
    assert flat.get_edge_center(edge) == pytest.approx(shape.get_edge_center(edge))
    growing.interpolate(1)
    assert np.allclose(flat.points, shape.points)
