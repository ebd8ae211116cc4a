import pytest
from manim import linear

from studio.errors import StudioError
from studio.kit import Bars
from studio.numbers import Number

NAMES = ["one", "two", "three"]
VALUES = [Number(2.0, 1), Number(8.0, 1), Number(0, 1)]


def lengths(bars):
    return [bar.width for bar in bars.bars]


def test_lengths_are_to_scale_and_begin_at_one_edge():
    bars = Bars(NAMES, VALUES, length=4.0)
    assert lengths(bars) == pytest.approx([1, 4, 0])
    assert [bar.get_left()[0] for bar in bars.bars] == pytest.approx([bars.edge.get_x()] * 3)
    assert lengths(Bars(NAMES, VALUES, length=4.0, full=16)) == pytest.approx([0.5, 2, 0])


def test_names_are_flush_before_the_edge_and_values_stand_at_the_ends():
    bars = Bars(NAMES, VALUES)
    for name, bar, value in zip(bars.names, bars.bars, bars.values, strict=True):
        assert bars.edge.get_x() - name.end == pytest.approx(0.22)
        assert value.start - bar.get_right()[0] == pytest.approx(0.22)
        assert value.baseline == pytest.approx(name.baseline)


def test_bars_grow_as_their_time_does_with_the_values_that_they_have():
    bars = Bars(NAMES, VALUES, length=4.0)
    growing = bars.growing(rate_func=linear)
    growing.begin()
    growing.interpolate(0.75)
    growing.interpolate(0.25)
    assert lengths(bars) == pytest.approx([0.25, 1, 0])
    assert [value.text for value in bars.values] == ["0.5", "2.0", "0.0"]
    growing.finish()
    assert [value.text for value in bars.values] == ["2.0", "8.0", "0.0"]


def test_bars_grow_where_they_have_been_moved():
    bars = Bars(NAMES, VALUES, length=4.0).scale(0.5).shift((1, -1, 0))
    before = bars.copy()
    bars.set_share(0.5).set_share(1)
    assert lengths(bars) == pytest.approx(lengths(before))
    assert bars.get_center() == pytest.approx(before.get_center())


def test_colours_come_round_again():
    bars = Bars(NAMES, VALUES, colors=["#67BCEB", "#E9965A"])
    assert [bar.get_fill_color().to_hex() for bar in bars.bars] == ["#67BCEB", "#E9965A", "#67BCEB"]


@pytest.mark.parametrize(
    ("names", "values", "said"),
    [
        (NAMES[:2], VALUES, "2 names for 3 bars"),
        (["a"], [Number(-1)], "0 or more"),
        (["a"], [Number(0)], "not all"),
    ],
)
def test_what_cannot_be_shown_is_refused(names, values, said):
    with pytest.raises(StudioError, match=said):
        Bars(names, values)
