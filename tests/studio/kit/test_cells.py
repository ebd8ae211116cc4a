from dataclasses import replace

import pytest

from studio.kit import DEFAULT_LOOK, Cell, Matrix, column_vector, row_vector
from studio.numbers import Number

COLOR = "#67BCEB"
NUMBERS = [[Number(1.5), Number(-12.25)], [Number(0), Number(3)]]


def test_numbers_are_flush_on_the_right_of_their_cells_and_on_one_baseline_in_a_row():
    matrix = Matrix(NUMBERS, COLOR)
    for row in matrix.cells:
        assert row[0].text.baseline == pytest.approx(row[1].text.baseline)
        for cell in row:
            assert cell.box.get_right()[0] - cell.text.end == pytest.approx(DEFAULT_LOOK.padding)


def test_cells_stand_in_rows_and_columns_around_the_middle():
    matrix = Matrix(NUMBERS, COLOR, cell=(1.0, 0.5), gap=0.2)
    assert matrix.cell(0, 0).get_center() == pytest.approx([-0.6, 0.35, 0])
    assert matrix.cell(1, 1).get_center() == pytest.approx([0.6, -0.35, 0])
    assert list(matrix.column(1)) == [matrix.cell(0, 1), matrix.cell(1, 1)]
    assert list(matrix.row(1)) == [matrix.cell(1, 0), matrix.cell(1, 1)]


def test_a_vector_runs_down_or_to_the_right():
    numbers = NUMBERS[0]
    assert len(row_vector(numbers, COLOR).cells) == len(column_vector(numbers, COLOR).column(0)) - 1 == 1


def test_a_cell_is_lit_quiet_or_empty():
    cell = Cell(Number(1), COLOR)
    assert cell.text[0].get_fill_color().to_hex() == DEFAULT_LOOK.ink
    cell.light()
    assert cell.text[0].get_fill_color().to_hex() == cell.box.get_stroke_color().to_hex() == COLOR
    cell.empty(awaited=True)
    assert cell.text[0].get_fill_opacity() == cell.box.get_fill_opacity() == 0
    assert cell.box.get_stroke_color().to_hex() == COLOR
    assert cell.quieten().text[0].get_fill_opacity() == 1


def test_a_cell_has_the_look_that_it_is_given():
    look = replace(DEFAULT_LOOK, ink="#112233", cell=(2.0, 1.0), padding=0.3)
    cell = Cell(Number(1), COLOR, look=look)
    assert (cell.box.width, cell.box.height) == pytest.approx((2, 1))
    assert cell.text[0].get_fill_color().to_hex() == "#112233"
    assert cell.text.end == pytest.approx(0.7)
