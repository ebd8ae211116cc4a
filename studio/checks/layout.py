"""What stands on a slide's pictures: outside the frame, over or beside something else, or hard to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.checks.finding import Finding, Severity
from studio.checks.slide import CheckedSlide, shorten
from studio.rehearsal.layout import Clash
from studio.rehearsal.model import HeldFrame, Place, ShownText
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
    """Look at every picture that stands for a while, and at what passes over what between them.

    What several pictures have is told of the first.
    """
    seen: set[tuple[Check, str]] = set()
    over: set[frozenset[str]] = set()
    for picture in slide.rehearsed.pictures:
        over |= {frozenset((one.words, one.other)) for one in picture.clashes if one.check is Check.OVERLAP}
        for told in _of_picture(picture):
            if (told.check, told.message) not in seen:
                seen.add((told.check, told.message))
                yield slide.in_scene(
                    told.check, picture.frame, told.message, about=told.about, places=told.places
                )
    for one in slide.rehearsed.passings:
        if frozenset((one.words, one.other)) not in over:
            words, other = shorten(one.words), shorten(one.other)
            yield slide.in_scene(
                Check.PASSING,
                one.frame,
                f"{words!r} passes over {other!r} for {one.frames / slide.timeline.fps:.1f} s. "
                "Lead it around, or take one away before.",
                about=(words, other),
                places=one.places,
                severity=Severity.WARNING,
            )


@dataclass(frozen=True)
class _Told:
    """What is wrong with a picture, the words that it is about, and the lines that moved these last."""

    check: Check
    message: str
    about: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


def _of_picture(picture: HeldFrame) -> Iterator[_Told]:
    left, bottom, right, top = picture.bounds
    if max(-left, right) > SAFE_X + _EPSILON or max(-bottom, top) > SAFE_Y + _EPSILON:
        yield _Told(
            Check.OUTSIDE,
            f"the picture reaches from ({left:.2f}, {bottom:.2f}) to ({right:.2f}, {top:.2f}), "
            f"outside the safe area of ±{SAFE_X} by ±{SAFE_Y}. Move it inwards.",
        )
    for text in picture.texts:
        yield from _of_text(text)
    for clash in picture.clashes:
        yield _Told(
            clash.check,
            _of_clash(clash),
            (shorten(clash.words), shorten(clash.other)),
            picture.texts[clash.which].places if clash.which < len(picture.texts) else (),
        )
    for sum in picture.sums:
        if not sum.holds:
            yield _Told(
                Check.SUM,
                f"{sum} does not add up as it is written. Show more places of what is added.",
            )


def _of_text(text: ShownText) -> Iterator[_Told]:
    words = shorten(text.text)
    if text.size < SMALLEST_TEXT - 0.05:
        yield _Told(
            Check.SMALL,
            f"{words!r} is set in {text.size:.1f} px at 1080p. Make it {SMALLEST_TEXT:.0f} or more.",
            (words,),
            text.places,
        )
    least = CONTRAST if text.size < LARGE_TEXT else LARGE_CONTRAST
    # What is written is what is compared: 4.46 is no 4.5.
    if text.contrast is not None and text.contrast < least:
        yield _Told(
            Check.CONTRAST,
            f"{words!r} has a contrast of {text.contrast:.2f} to 1 with its ground. Give it a colour or an "
            f"opacity with {least} or more.",
            (words,),
            text.places,
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
