"""The look of the course: that of the studio's kit, and a colour for each thing that all lessons speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from studio.kit.look import Look


@dataclass(frozen=True)
class CourseLook(Look):
    """A look with the colours of attention.

    Parameters
    ----------
    embedding, query, key, value
        Of what they name, through all lessons.
    score
        Of what a query and a key make together.
    """

    embedding: str = "#F3E968"  # yellow
    query: str = "#E9965A"  # vermillion
    key: str = "#67BCEB"  # sky blue
    value: str = "#4CC0A0"  # bluish green
    score: str = "#D99BC0"  # reddish purple

    @property
    def roles(self) -> Mapping[str, str]:
        """The colour of each projection by its letter."""
        return MappingProxyType({"q": self.query, "k": self.key, "v": self.value})


LOOK = CourseLook()
