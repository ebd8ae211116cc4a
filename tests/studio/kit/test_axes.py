import numpy as np
import pytest

from studio import Math
from studio.errors import StudioError
from studio.kit import Axes, Axis


def test_numbers_stand_at_their_ticks_on_one_baseline():
    axis = Axis(-1, 1, 0.5, length=8, places=1)
    assert [number.text for number in axis.numbers] == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    for value, tick, number in zip(axis.values, axis.ticks, axis.numbers, strict=True):
        assert (
            tick.get_x() == pytest.approx((number.start + number.end) / 2) == pytest.approx(axis.at(value)[0])
        )
        assert number.get_top()[1] < tick.get_bottom()[1]
    assert len({round(number.baseline, 9) for number in axis.numbers}) == 1


def test_the_numbers_of_an_upright_axis_are_flush_beside_it():
    axis = Axis(0, 100, 50, upright=True)
    assert [number.end for number in axis.numbers] == pytest.approx([axis.numbers[0].end] * 3)
    assert axis.numbers[0].end < axis.ticks.get_left()[0]
    assert axis.at(100)[1] > axis.at(0)[1]


def test_a_last_step_that_is_only_just_there_is_there():
    assert Axis(0, 0.3, 0.1).values[-1] == pytest.approx(0.3)
    assert Axis(0, 10, 4).values == [0, 4, 8]


def test_a_label_may_be_a_formula_and_stands_beyond_the_end():
    axis = Axis(0, 1, 1, label=Math("x_1"))
    assert axis.label.start > axis.line.get_right()[0]


def test_points_are_found_wherever_the_axes_have_been_moved():
    axes = Axes(Axis(0, 10, 5, length=5), Axis(-2, 2, 1, length=4, upright=True))
    corner = axes.point(0, -2)
    assert corner == pytest.approx(axes.x.line.get_start())
    assert corner == pytest.approx(axes.y.line.get_start())
    assert axes.point(4, 1) - corner == pytest.approx([2, 3, 0])
    axes.scale(2).shift((1, 1, 0))
    assert axes.point(4, 1) - axes.point(0, -2) == pytest.approx([4, 6, 0])


def test_a_quiet_line_crosses_at_each_upright_number_but_the_lowest():
    axes = Axes(Axis(0, 10, 5), Axis(0, 3, 1, upright=True))
    assert [line.get_y() for line in axes.lines] == pytest.approx(
        [axes.y.at(value)[1] for value in (1, 2, 3)]
    )


def test_a_curve_goes_through_what_the_function_gives():
    axes = Axes(Axis(0, 10, 5), Axis(0, 100, 50, upright=True))
    curve = axes.curve(lambda x: x * x, start=2, samples=50)
    assert curve.get_start() == pytest.approx(axes.point(2, 4))
    assert curve.get_end() == pytest.approx(axes.point(10, 100))
    ends = curve.points[3::4]
    wanted = [axes.point(x, x * x) for x in np.linspace(2, 10, 51)[1:]]
    assert np.allclose(ends, wanted)


@pytest.mark.parametrize(("low", "high", "step"), [(1, 1, 1), (2, 1, 1), (0, 1, 0), (0, 1, -1)])
def test_an_axis_without_length_or_steps_is_refused(low, high, step):
    with pytest.raises(StudioError, match="no length or no steps"):
        Axis(low, high, step)
