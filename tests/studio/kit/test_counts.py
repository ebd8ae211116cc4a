import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import RIGHT, UP, ValueTracker, linear

from studio import Text
from studio.errors import StudioError
from studio.kit import LiveNumber, counting
from studio.numbers import Number

COUNTS = st.integers(0, 20_000_000)
SHARES = st.floats(0, 1)


def written(number):
    return Text(str(number), size=40).place(3.0, -1.0, "right")


def ink(text):
    """Outlines of all glyphs that leave a mark."""
    return [glyph.points for glyph in text if len(glyph.points)]


def same(one, other):
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@settings(max_examples=30, deadline=None)
@given(start=COUNTS, end=COUNTS, done=SHARES)
def test_a_count_shows_on_its_way_the_number_that_belongs_there(start, end, done):
    count = counting(written, Number(end, 0), start, rate_func=lambda share: share)
    count.begin()
    count.interpolate(done)
    assert same(ink(count.mobject), ink(written(Number(round(start + (end - start) * done), 0))))


@settings(max_examples=20, deadline=None)
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


def live(value, align="right", **kwargs):
    return LiveNumber(Number(value, 2), size=40, align=align, **kwargs).place(1.0, 0.5, align)


@settings(max_examples=30, deadline=None)
@given(
    values=st.lists(st.floats(-999, 999), min_size=1, max_size=5),
    align=st.sampled_from(["left", "center", "right"]),
)
def test_a_live_number_is_set_as_a_text_of_its_value_would_be(values, align):
    number = live(0, align)
    for value in values:
        number.set_value(value)
    expected = Text(str(Number(values[-1], 2)), size=40).place(1.0, 0.5, align)
    assert number.text == expected.text
    assert np.allclose(np.vstack(ink(number)), np.vstack(ink(expected)), atol=1e-9)
    assert (number.baseline, number.size) == pytest.approx((0.5, 40))
    assert (number.start, number.end) == pytest.approx((expected.start, expected.end))


@settings(max_examples=20, deadline=None)
@given(way=st.lists(st.floats(-99, 99), max_size=30))
def test_what_a_live_number_shows_does_not_depend_on_what_it_showed_before(way):
    number, direct = live(1), live(1)
    for value in way:
        number.set_value(value)
    assert same(ink(number.set_value(-7.25)), ink(direct.set_value(-7.25)))


def test_a_live_number_has_a_real_minus_and_never_a_minus_zero():
    assert live(0).set_value(-1.5).text == "−1.50"
    assert live(0).set_value(-0.001).text == "0.00"


def test_a_live_number_goes_where_it_is_moved_and_keeps_its_size():
    number = live(1.5).scale(2).shift(RIGHT + UP)
    end, line, size = number.end, number.baseline, number.size
    number.set_value(-123.25)
    assert (number.end, number.baseline, number.size) == pytest.approx((end, line, size))


def test_a_live_number_runs_as_its_time_does_and_ends_with_its_end():
    number = live(1)
    running = number.running(0.1, rate_func=linear)
    running.begin()
    running.interpolate(0.5)
    assert number.text == "0.55"
    running.interpolate(0.25)
    assert number.text == "0.78"
    running.finish()
    assert number.number == Number(0.1, 2)


def test_a_live_number_begins_to_run_from_where_it_is_by_then():
    number = live(1)
    running = number.running(3, rate_func=linear)
    number.set_value(2)
    running.begin()
    running.interpolate(0.5)
    assert number.text == "2.50"


def test_a_live_number_follows_a_tracker():
    tracker = ValueTracker(2)
    number = live(0).follow(tracker)
    assert number.text == "2.00"
    tracker.set_value(-3)
    number.update()
    assert number.text == "−3.00"


def test_a_live_number_keeps_the_glyphs_that_a_renderer_has_seen():
    number = live(0, room=6)
    seen = [id(glyph) for glyph in number]
    number.set_value(-12.5)
    assert [id(glyph) for glyph in number] == seen
    with pytest.raises(StudioError, match="room=7"):
        number.set_value(-123.5)
