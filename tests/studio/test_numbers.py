"""The written form of a number is its value, rounded exactly."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.numbers import MINUS, Number, Sum, clock

VALUES = st.floats(-1e12, 1e12) | st.decimals(-1000, 1000, places=3).map(float)


@given(VALUES, st.integers(0, 6))
def test_the_written_form_is_the_nearest_decimal(value: float, places: int) -> None:
    written = str(Number(value, places))
    read = Decimal(written.replace(",", "").replace(MINUS, "-"))
    exact = Decimal(repr(value))
    assert abs(read - exact) <= Decimal(5).scaleb(-places - 1)
    assert read == exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    assert Number(value, places).rounded == read


@given(VALUES, st.integers(0, 6))
def test_how_it_is_written(value: float, places: int) -> None:
    written = str(Number(value, places))
    assert re.fullmatch(MINUS + r"?\d{1,3}(,\d{3})*" + (rf"\.\d{{{places}}}" if places else ""), written)
    assert not re.fullmatch(MINUS + r"[0.,]*", written)  # there is no minus nought


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (-0.9, 2, "−0.90"),
        (-0.004, 2, "0.00"),
        (-0.0, 1, "0.0"),
        (0.125, 2, "0.12"),
        (0.375, 2, "0.38"),
        (2.675, 2, "2.68"),  # a tie as it is written, though the float itself lies below it
        (2.5, 0, "2"),
        (12288, 0, "12,288"),
        (1_572_864.0, 0, "1,572,864"),
        (1e-9, 3, "0.000"),
        (np.float64(-1.104), 3, "−1.104"),
        (np.float32(0.5), 1, "0.5"),
        (1e15, 2, "1,000,000,000,000,000.00"),
    ],
)
def test_written_numbers(value: float, places: int, written: str) -> None:
    assert str(Number(value, places)) == written
    assert f"{Number(value, places)}" == written


def test_two_places_are_meant_where_none_are_named() -> None:
    assert str(Number(1.1)) == "1.10"


@pytest.mark.parametrize(
    ("terms", "total", "holds", "written"),
    [
        ((Number(0.25), Number(-0.75)), Number(-0.5), True, "0.25 − 0.75 = −0.50"),
        ((Number(-1.004), Number(1.004)), Number(0.0), True, "−1.00 + 1.00 = 0.00"),
        ((Number(0.125, 2), Number(0.125, 2)), Number(0.25), False, "0.12 + 0.12 = 0.25"),
        ((Number(1200, 0), Number(0.5, 1)), Number(1200.5, 1), True, "1,200 + 0.5 = 1,200.5"),
        ((Number(2.0),), Number(2.001, 3), False, "2.00 = 2.001"),
    ],
)
def test_a_sum_holds_as_it_is_written(
    terms: tuple[Number, ...], total: Number, holds: bool, written: str
) -> None:
    assert Sum(terms, total).holds is holds
    assert str(Sum(terms, total)) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00"), (59.999, "0:59"), (60.0, "1:00"), (605, "10:05"), (3600, "60:00")]
)
def test_times(seconds: float, written: str) -> None:
    assert clock(seconds) == written
