from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio import Math, Text
from studio.kit import fitted, in_lines, on_one_line

WORDS = st.lists(st.text("abcdefgé“”,.", min_size=1, max_size=9), min_size=1, max_size=5)


def width(line):
    text = Text(line, size=40)
    return text.end - text.start


@given(WORDS)
@settings(max_examples=15, deadline=None)
def test_lines_keep_the_words_and_are_as_even_as_can_be(words):
    lines = in_lines(" ".join(words), 40).split("\n")
    assert " ".join(lines).split() == words
    assert len(lines) == min(2, len(words))
    others = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    best = min((max(map(width, pair)) for pair in others), default=width(words[0]))
    assert max(map(width, lines)) == pytest.approx(best)


def test_more_lines_may_be_asked_for():
    assert in_lines("one two three", 40, 3) == "one\ntwo\nthree"


def test_words_on_one_line_stand_on_one_baseline_and_apart():
    words = on_one_line(Text("gap"), Math("x_1"), Text("A"), gap=0.5, at=(-2.0, 1.0, 0.0))
    assert [one.baseline for one in words] == pytest.approx([1.0] * 3)
    assert words[0].start == pytest.approx(-2.0)
    assert [b.start - a.end for a, b in pairwise(words)] == pytest.approx([0.5] * 2)


def test_words_that_are_too_wide_get_smaller_and_others_stay_as_they_are():
    wide = fitted(Text("a long line of words", size=60), 2.0)
    assert wide.end - wide.start == pytest.approx(2.0)
    points = Text("short").get_all_points()
    assert (fitted(Text("short"), 20.0).get_all_points() == points).all()
