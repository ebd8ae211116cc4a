"""Products that add up, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, VGroup

from studio.kit.look import DEFAULT_LOOK, Look
from studio.numbers import Number, Sum
from studio.scene.typesetting import Align, Text

_DRAWN_FOR = 38.0  # pixels of the em for which the widths below are given


class Products(VGroup):
    """Products one under the other, and their sum under a line: every column flush on the right.

    The row ``0.412 × −1.1 = −0.4532`` has the parts `left`, `times`, `right`, `equals` and `product`; all are
    lists from top to bottom. All is there from the beginning: a scene fades the parts in, one by one. The sum
    is declared, so that a check finds it if what is written does not add up.

    Parameters
    ----------
    left, right
        The factors.
    products
        Written with all their places, so that the sum is exact.
    total
        Their sum.
    colors
        Of the left factors, the right factors and the sum.
    size, row
        Pixels of the em; distance from baseline to baseline in units. None takes the look's: of a number, and
        of a row of cells, beside which the products may stand.
    look
        Colours and lines.
    """

    def __init__(
        self,
        left: Sequence[Number],
        right: Sequence[Number],
        products: Sequence[Number],
        total: Number,
        *,
        colors: tuple[str, str, str],
        size: float | None = None,
        row: float | None = None,
        look: Look = DEFAULT_LOOK,
    ) -> None:
        self.stated_sum = Sum(tuple(products), total)
        em = look.number if size is None else size
        pitch = look.cell[1] + look.gap if row is None else row
        scale = em / _DRAWN_FOR
        edges = [0.0, 0.34, 1.25, 1.72, 3.05]  # of the five columns, on the right of all but the signs
        heights = [-pitch * index for index in range(len(products))]

        def column(texts: Sequence[str], x: float, color: str, align: Align) -> list[Text]:
            return [
                Text(text, size=em, color=color).at(np.array([x * scale, y, 0]), align)
                for text, y in zip(texts, heights, strict=True)
            ]

        count = len(products)
        self.left = column([str(number) for number in left], edges[0], colors[0], "right")
        self.times = column(["×"] * count, edges[1], look.soft, "center")
        self.right = column([str(number) for number in right], edges[2], colors[1], "right")
        self.equals = column(["="] * count, edges[3], look.soft, "center")
        self.product = column([str(number) for number in products], edges[4], look.ink, "right")
        end = edges[4] * scale
        low = heights[-1] - pitch * 0.56
        self.rule = Line(
            (end - 1.42 * scale, low, 0), (end + 0.04, low, 0), stroke_width=look.edge, color=look.soft
        )
        self.total = Text(str(total), size=em * 1.1, color=colors[2], weight="semibold").at(
            np.array([end, heights[-1] - pitch * 1.12, 0]), "right"
        )
        super().__init__(
            *self.left, *self.times, *self.right, *self.equals, *self.product, self.rule, self.total
        )

    def line(self, index: int) -> VGroup:
        """All of one product, from factor to result."""
        return VGroup(
            self.left[index], self.times[index], self.right[index], self.equals[index], self.product[index]
        )
