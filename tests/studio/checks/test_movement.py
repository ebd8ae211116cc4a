"""A picture that is late, that nothing waits for, that runs over or stands still."""

from __future__ import annotations

import math

import pytest

from studio.checks.finding import Severity
from tests.studio.checks.lessons import IN_SCENE, Find, only


def test_a_picture_that_comes_late_to_a_word(find: Find) -> None:
    code = "self.play(Create(Square()), run_time={})\nself.wait_until_bookmark('word')"
    assert find(code.format(2.2)) == []
    late = only(find(code.format(2.7)))
    assert (late.severity, late.slide, late.line) == (Severity.ERROR, "first", 14)
    assert late.seconds == 2.2
    assert "'word' 0.50 s after its word" in late.message


def test_a_bookmark_that_no_scene_waits_for(find: Find) -> None:
    for used in ("wait_until_bookmark", "duration_of", "time_until"):
        assert find(f"self.{used}('word')") == []
    unused = only(find("pass"))
    assert (unused.severity, unused.slide, unused.line) == (Severity.ERROR, "first", 14)
    assert unused.seconds == 2.2
    assert "no scene waits for the bookmark 'word'" in unused.message


def test_unused_bookmarks_are_told_in_their_order(find: Find) -> None:
    names = [f"b{number}" for number in (3, 1, 9, 4, 8, 0, 7)]
    words = " ".join(f"[word](#{name})" for name in names)
    found = find("pass", words, minutes=(len(names) * 0.5 + 0.4) / 60)
    assert [finding.message.split("'")[1] for finding in found] == names


@pytest.mark.parametrize("end", [2.5, 5.0, 5.5])
def test_a_movement_within_the_narration_and_its_pause(find: Find, end: float) -> None:
    code = f"self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time={end - 2.2:.1f})"
    assert [finding for finding in find(code) if "moves on" in finding.message] == []


@pytest.mark.parametrize("fps", [7, 13, 24, 25, 30, 60])
def test_a_movement_may_fill_the_slide_to_its_last_frame(find: Find, fps: int) -> None:
    frames = math.ceil(5.5 * fps)
    code = "self.play(Create(Square()), run_time={})"
    assert not any("moves on" in one.message for one in find(code.format(frames / fps), fps=fps))
    (over,) = (one for one in find(code.format((frames + 1) / fps), fps=fps) if "moves on" in one.message)
    assert f"moves on for {1 / fps:.2f} s" in over.message


def test_a_movement_that_runs_over(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time=4.3)"
    (over,) = (finding for finding in find(code) if "moves on" in finding.message)
    assert (over.severity, over.slide, over.path.name, over.line) == IN_SCENE
    assert over.seconds == 6.5
    assert "moves on for 1.00 s" in over.message


# 96 characters.
LONG = (
    "[These](#word) words take very long to be said, "
    "and meanwhile one looks and looks at the same old picture"
)


def test_a_picture_that_stands_still_for_long(find: Find) -> None:
    minutes = 101 / 600
    begin = "self.wait_until_bookmark('word')\n"
    moves = "self.wait({})\nself.play(Create(Square()), run_time=0.5)"
    assert find(begin + moves.format(5), LONG, minutes=minutes) == []
    still = only(find(begin, LONG, minutes=minutes))
    assert (still.severity, still.slide, still.path.name, still.line) == IN_SCENE
    assert still.seconds == 0
    assert "stands still for 9.6 s" in still.message
    after = only(find(begin + moves.format(0.1), LONG, minutes=minutes))
    assert after.seconds == 0.6
    assert "stands still for 9.0 s" in after.message


def test_a_slow_movement_is_no_standing_still(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time=9)"
    assert find(code, LONG, minutes=10 / 60) == []
