"""What stands on a slide's pictures: outside the frame, over or beside something else, or hard to read."""

from __future__ import annotations

from collections.abc import Iterator

from studio.checks.finding import Finding
from studio.checks.slide import CheckedSlide, shorten
from studio.rehearsal.layout import Clash
from studio.rehearsal.model import HeldFrame, ShownText
from studio.scene.suppressions import Check

SMALLEST_TEXT = 26.0
"""Pixels of the em at 1080p."""

LARGE_TEXT = 48.0
"""Pixels of the em at 1080p from which text is large: the 24 of WCAG 2.2, in a film seen at half its size."""

CONTRAST, LARGE_CONTRAST = 4.5, 3.0
"""The least contrast of text, and of large text: WCAG 2.2, success criterion 1.4.3."""

SAFE_X, SAFE_Y = 6.4, 3.6
"""Half the width and height of the safe area in Manim units: 90% of a picture of 14.2 by 8."""

_EPSILON = 0.01  # units; a pixel of a 1080p picture is 0.0074


def find_in_layout(slide: CheckedSlide) -> Iterator[Finding]:
    """Look at every picture that stands for a while; what several have is told of the first."""
    seen: set[tuple[Check, str]] = set()
    for picture in slide.rehearsed.pictures:
        for check, message in _of_picture(picture):
            if (check, message) not in seen:
                seen.add((check, message))
                yield slide.in_scene(check, picture.frame, message)


def _of_picture(picture: HeldFrame) -> Iterator[tuple[Check, str]]:
    left, bottom, right, top = picture.bounds
    if max(-left, right) > SAFE_X + _EPSILON or max(-bottom, top) > SAFE_Y + _EPSILON:
        yield (
            Check.OUTSIDE,
            f"the picture reaches from ({left:.2f}, {bottom:.2f}) to ({right:.2f}, {top:.2f}), "
            f"outside the safe area of ±{SAFE_X} by ±{SAFE_Y}. Move it inwards.",
        )
    for text in picture.texts:
        yield from _of_text(text)
    for clash in picture.clashes:
        yield clash.check, _of_clash(clash)
    for sum in picture.sums:
        if not sum.holds:
            yield (
                Check.SUM,
                f"{sum} does not add up as it is written. Show more places of what is added.",
            )


def _of_text(text: ShownText) -> Iterator[tuple[Check, str]]:
    words = shorten(text.text)
    if text.size < SMALLEST_TEXT - 0.05:
        yield (
            Check.SMALL,
            f"{words!r} is set in {text.size:.1f} px at 1080p. Make it {SMALLEST_TEXT:.0f} or more.",
        )
    least = CONTRAST if text.size < LARGE_TEXT else LARGE_CONTRAST
    # What is written is what is compared: 4.46 is no 4.5.
    if text.contrast is not None and text.contrast < least:
        yield (
            Check.CONTRAST,
            f"{words!r} has a contrast of {text.contrast:.2f} to 1 with its ground. Give it a colour or an "
            f"opacity with {least} or more.",
        )


def _of_clash(clash: Clash) -> str:
    words, other = shorten(clash.words), shorten(clash.other)
    match clash.check:
        case Check.OVERLAP:
            return f"{words!r} and {other!r} lie over each other. Move one of them."
        case Check.CROSSED:
            return f"the outline of a {other} runs through {words!r}. Put the words inside or outside of it."
        case Check.COVERED:
            return f"a filled {other} lies over {words!r}. Draw it below the words, or take them away."
        case _:
            return (
                f"{words!r} and {other!r} stand on baselines that differ by {clash.pixels:.1f} px at 1080p. "
                "Set them on one with `place` or `at`."
            )
