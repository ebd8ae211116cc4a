"""The numbers that a lesson may show and say: one value, one written form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Number:
    """A value as a lesson writes it.

    Parameters
    ----------
    value
        The exact value, not yet rounded.
    places
        Digits after the decimal point in the written form; 0 writes a whole number, its
        thousands separated by commas.
    """

    value: float
    places: int = 2

    @property
    def rounded(self) -> Decimal:
        """The value to `places` digits. Ties go to the even digit, of the shortest decimal form."""
        rounded = Decimal(repr(float(self.value))).quantize(
            Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_EVEN
        )
        return abs(rounded) if rounded == 0 else rounded

    def __str__(self) -> str:
        """The written form, with a real minus sign: ``−0.90``."""
        return f"{self.rounded:,}".replace("-", MINUS)


@dataclass(frozen=True)
class Sum:
    """Numbers that are shown to add up. A mobject declares what it shows as its attribute ``stated_sum``.

    Parameters
    ----------
    terms
        What is added.
    total
        What is shown as their sum.
    """

    terms: tuple[Number, ...]
    total: Number

    @property
    def holds(self) -> bool:
        """Whether a viewer who adds up what is written gets what is written."""
        return sum(term.rounded for term in self.terms) == self.total.rounded

    def __str__(self) -> str:
        """As it would be written on one line."""
        first, *others = map(str, self.terms)
        signed = [f" {term[0]} {term[1:]}" if term.startswith(MINUS) else f" + {term}" for term in others]
        return f"{first}{''.join(signed)} = {self.total}"


Numbers = Mapping[str, Number | str]
"""A lesson's table of numbers: what ``{name}`` stands for in a script. A str is written as it is."""


def clock(seconds: float) -> str:
    """Minutes and whole seconds, as a player shows them: ``1:05`` for 65.9."""
    whole = int(seconds + 0.0005)  # 64.9999 is what 65 is in a sum of frames
    return f"{whole // 60}:{whole % 60:02}"
