"""Size and rate of the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Picture:
    """Size and rate of the pictures: pixels, and frames a second."""

    width: int
    height: int
    fps: int


QUALITIES: Mapping[str, Picture] = MappingProxyType(
    {
        "draft": Picture(854, 480, 15),
        "720p": Picture(1280, 720, 30),
        "1080p": Picture(1920, 1080, 30),
        "4k": Picture(3840, 2160, 30),
    }
)
"""The qualities that can be asked for by name."""
