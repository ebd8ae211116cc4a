from itertools import pairwise

import pytest

from studio import Math
from studio.errors import StudioError
from studio.kit import DEFAULT_LOOK, Column, Table
from studio.numbers import Number

COLUMNS = [Column("name"), Column("price"), Column("unit")]
ROWS = [
    ("gyp", Number(1.5), Math("m^2")),
    ("A", Number(-1200.25), Math("x_1")),
    ("long name", Number(0), Math("y")),
]


def test_every_row_stands_on_one_baseline_at_an_even_distance():
    table = Table(COLUMNS, ROWS, pitch=0.9)
    lines = [[cell.baseline for cell in row] for row in (table.headings, *table.cells)]
    for line in lines:
        assert line == pytest.approx([line[0]] * 3)
    assert [a[0] - b[0] for a, b in pairwise(lines)] == pytest.approx([0.9] * 3)


def test_numbers_are_flush_on_the_right_and_words_on_the_left():
    table = Table(COLUMNS, ROWS)
    numbers = [table.headings[1], *table.column(1)]
    words = [table.headings[0], *table.column(0)]
    assert [cell.end for cell in numbers] == pytest.approx([numbers[0].end] * 4)
    assert [cell.start for cell in words] == pytest.approx([words[0].start] * 4)


def test_columns_do_not_touch_and_fill_the_width_that_is_asked_for():
    table = Table(COLUMNS, ROWS, gap=0.5, width=9.0)
    for row in table.cells:
        assert all(b.start - a.end >= 0.5 - 1e-9 for a, b in pairwise(row))
    assert table.rules.width == pytest.approx(9.0)
    assert table.get_center() == pytest.approx([0, 0, 0], abs=1e-9)


def test_a_line_runs_between_any_two_rows_and_crosses_no_word():
    table = Table(COLUMNS, ROWS)
    assert len(table.rules) == 3
    lines = [table.headings, *table.cells]
    for rule, (above, below) in zip(table.rules, pairwise(lines), strict=True):
        assert min(cell.get_bottom()[1] for cell in above) > rule.get_y()
        assert max(cell.get_top()[1] for cell in below) < rule.get_y()
    assert table.rules[0].get_stroke_color().to_hex() == DEFAULT_LOOK.soft
    assert table.rules[1].get_stroke_color().to_hex() == DEFAULT_LOOK.line


def test_a_row_has_its_cells_and_the_line_above_them():
    table = Table(COLUMNS, ROWS)
    assert list(table.row(1)) == [*table.cells[1], table.rules[1]]


def test_without_headings_the_first_row_has_no_line_above_it():
    table = Table([Column(), Column()], [("a", "b"), ("c", "d")])
    assert len(table.rules) == 1
    assert list(table.row(0)) == table.cells[0]
    assert list(table.row(1)) == [*table.cells[1], table.rules[0]]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(StudioError, match="Row 2 of the table has 1 cells for 2 columns"):
        Table([Column(), Column()], [("a", "b"), ("c",)])
