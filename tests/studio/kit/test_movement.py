import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, UP

from studio import Text
from studio.kit import along_and_down, block, during, travel, unfold

COLOR = "#67BCEB"


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


def test_what_moves_during_a_part_of_the_time_stands_before_and_after():
    rate = during(0.4, 0.6)
    assert [rate(share) for share in (0, 0.4, 0.5, 0.6, 1)] == pytest.approx([0, 0, 0.5, 1, 1])


def test_a_number_sets_out_where_it_stands_and_lands_where_it_is_wanted():
    source, target = Text("0.412", size=30, color=COLOR).place(-3, 1), Text("0.412", size=60).place(2, -1)
    going = travel(source, target)
    going.begin()
    moving = going.mobject
    assert np.allclose(moving.get_corner(LEFT), source.get_corner(LEFT), atol=0.01)
    assert moving[0].get_fill_color().to_hex() == COLOR
    going.interpolate(1)
    assert np.allclose(moving.get_all_points(), target.get_all_points())


def test_along_comes_before_down():
    start, end = np.zeros((1, 3)), np.array([[2.0, -1.0, 0.0]])
    ((x, y, _),) = along_and_down(end, start, 0.5)
    assert x > 1
    assert y == 0
    assert along_and_down(end, start, 0) == pytest.approx(end)
