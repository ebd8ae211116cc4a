"""The names of the checks, and how a scene suppresses one: what scenes and findings share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What a lesson is checked for."""

    LATE = "late"
    """The picture comes to a bookmark after its word."""
    BOOKMARK = "bookmark"
    """No scene waits for a bookmark."""
    OVERRUN = "overrun"
    """The picture moves on after the narration and its pause."""
    STILL = "still"
    """The picture stands still for long under narration."""
    OUTSIDE = "outside"
    """Something reaches out of the safe area."""
    SMALL = "small"
    """Words are set too small."""
    CONTRAST = "contrast"
    """Words can hardly be told from their ground."""
    OVERLAP = "overlap"
    """Words lie over words."""
    PASSING = "passing"
    """Words pass over words while they move."""
    CROSSED = "crossed"
    """An outline or a line runs through words."""
    COVERED = "covered"
    """A filled shape lies over words."""
    BASELINE = "baseline"
    """Words side by side stand on baselines that differ by a little."""
    SUM = "sum"
    """What is shown as a sum does not add up as it is written."""
    ALT = "alt"
    """A slide has no alt text."""
    CAPTION = "caption"
    """A caption is gone before it can be read, or too long for its two lines."""
    SPEECH = "speech"
    """There is something to say about how a slide is spoken."""
    SHARE = "share"
    """A chapter takes much longer than its share of the film."""
    BUDGET = "budget"
    """The film is longer or shorter than its `minutes:`."""
    LABEL = "label"
    """No scene shows a label."""
    PRONOUNCE = "pronounce"
    """A word of `pronounce:` is never said."""
    LOUDNESS = "loudness"
    """The sound is softer or louder than it should be."""
    PEAK = "peak"
    """The sound reaches too high, or is cut off."""
    CLICK = "click"
    """A slide begins or ends loud."""
    SUPPRESSION = "suppression"
    """A scene suppresses a check that finds nothing."""


@dataclass(frozen=True)
class Suppression:
    """A check whose findings are left out on one slide.

    Parameters
    ----------
    check
        The name of the check, as its findings show it in brackets.
    reason
        Why what it finds is meant to be so.
    match
        What the finding's message has in it; empty for all findings of the check.
    optional
        Whether it may as well find nothing.
    """

    check: Check
    reason: str
    match: str = ""
    optional: bool = False
