import pytest

from studio.kit import Products
from studio.numbers import Number

COLORS = ("#67BCEB", "#E9965A", "#4CC0A0")


def products(*pairs, total=None, **kwargs):
    left, right = ([Number(pair[side], 1) for pair in pairs] for side in (0, 1))
    made = [Number(a * b, 2) for a, b in pairs]
    whole = sum(a * b for a, b in pairs) if total is None else total
    return Products(left, right, made, Number(whole, 2), colors=COLORS, **kwargs)


def test_every_column_is_flush_on_the_right_with_the_sum_below_the_products():
    shown = products((1.5, -10.0), (-20.5, 0.5), (3.0, 100.5))
    for column in (shown.left, shown.right, [*shown.product, shown.total]):
        assert [text.end for text in column] == pytest.approx([column[0].end] * len(column))
    assert shown.product[-1].baseline > shown.rule.get_y() > shown.total.get_top()[1]


def test_a_line_has_all_of_one_product_on_one_baseline():
    line = products((1.5, 2.0), (2.5, 4.0), row=1.0).line(1)
    assert [text.text for text in line] == ["2.5", "×", "4.0", "=", "10.00"]
    assert [text.baseline for text in line] == pytest.approx([line[0].baseline] * 5)


def test_a_sum_declares_whether_it_holds():
    assert products((1.5, 2.0), (2.5, 4.0)).stated_sum.holds
    assert not products((1.5, 2.0), (2.5, 4.0), total=13.01).stated_sum.holds
