"""Captions that cannot be read in their time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.captions.captions import captions
from studio.checks.captions import find_in_captions
from studio.checks.slide import CheckedSlide
from studio.rehearsal.model import RehearsedSlide
from studio.scene.suppressions import Check
from studio.timeline import Timeline
from tests.studio.checks.lessons import Find, checks
from tests.studio.films import Spoken


def test_a_caption_that_is_gone_too_soon(find: Find) -> None:
    hasty = "[Now](#word) " + " ".join(["extraordinarily"] * 8)
    code = "self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time=0.5)\nself.wait(4)\n"
    code += "self.play(Create(Square()), run_time=0.5)"
    # The voice of these tests says ten characters a second, whatever the pace of a real one.
    assert "caption" not in checks(find(code, hasty, minutes=13.5 / 60))
    (long,) = (
        one for one in find(code, "[Now](#word) " + "x" * 60, minutes=7 / 60) if one.check == "caption"
    )
    assert (long.slide, long.line) == ("first", 12)
    assert "has 60 characters, above 42. Shorten its long word." in long.message


def test_only_the_captions_of_a_slide_are_told_on_it(
    build: Callable[..., Timeline], spoken: Callable[..., Spoken]
) -> None:
    timeline = build([[spoken("One two three four five.", 200), spoken("Six.")]])
    first, second = (
        CheckedSlide(
            timeline, timed, RehearsedSlide(timed.slide.id, timed.frames, 0, (), (), (), (), ()), Path()
        )
        for timed in timeline.slides
    )
    (fast,) = find_in_captions(first, captions(timeline))
    assert (fast.check, fast.slide, fast.seconds) == (Check.CAPTION, "slide-1", 0.0)
    assert "characters a second, above 17. Add a pause after it" in fast.message
    assert list(find_in_captions(second, captions(timeline))) == []
