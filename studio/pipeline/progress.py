"""Who is told how far the work is."""

from __future__ import annotations

from typing import Protocol


class ProgressReporter(Protocol):
    """Whoever wants to know how far the work is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins that has so much to do."""
        ...

    def advance(self, amount: int) -> None:
        """So much of the stage is done."""
        ...
