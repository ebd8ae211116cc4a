import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.kit import block, first_lit, grid, lit_frame, stripes

COLOR = "#67BCEB"


@given(count=st.integers(1, 96), gap=st.floats(0, 0.5))
@settings(max_examples=20, deadline=None)
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


def test_a_frame_is_as_far_around_as_it_is_told():
    inner = block(3, 1, COLOR).move_to((1, 2, 0))
    frame = lit_frame(inner, COLOR, 0.2)
    assert (frame.width, frame.height) == pytest.approx((3.4, 1.4))
    assert frame.get_center() == pytest.approx(inner.get_center())


def test_a_grid_goes_row_by_row_from_the_top_left():
    squares = grid(2, 3, COLOR, side=0.4, gap=0.1)
    assert [square.get_x() for square in squares] == pytest.approx([-0.5, 0, 0.5] * 2)
    assert [square.get_y() for square in squares] == pytest.approx([0.25] * 3 + [-0.25] * 3)
