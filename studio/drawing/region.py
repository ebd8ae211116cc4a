"""Rectangles of pixels: which part of a picture has changed."""

from __future__ import annotations

from typing import NamedTuple


class Region(NamedTuple):
    """The pixels from (left, top) up to, and without, (right, bottom)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_empty(self) -> bool:
        """Whether no pixel is in it."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def area(self) -> int:
        """How many pixels are in it."""
        return 0 if self.is_empty else (self.right - self.left) * (self.bottom - self.top)

    def grown(self, margin: int, width: int, height: int) -> Region:
        """The region with a margin on each side, on multiples of it, within a picture of that size."""
        return Region(
            max(self.left // margin - 1, 0) * margin,
            max(self.top // margin - 1, 0) * margin,
            min((-(-self.right // margin) + 1) * margin, width),
            min((-(-self.bottom // margin) + 1) * margin, height),
        )


EMPTY = Region(0, 0, 0, 0)
