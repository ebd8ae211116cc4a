"""The parts of a slide that are kept by what they show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """A part of a slide that is kept by what it shows: a picture that stands, or a row of movements.

    Parameters
    ----------
    first, frames
        Where it begins, from the start of its slide, and how long it lasts.
    fingerprint
        Digest of all that its pictures show.
    """

    first: int
    frames: int
    fingerprint: str
