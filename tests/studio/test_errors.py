"""Mistakes are told in their place, all at once, and cross from process to process."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from studio.errors import AuthorError, Problem, StudioError

WRONG = Problem(Path("a.md"), 3, 5, "This is wrong.", "Mend it.", "Now, wrong.")


def test_a_problem_points_at_its_place() -> None:
    assert str(WRONG) == "a.md:3:5: This is wrong. Mend it.\n    Now, wrong.\n        ^"


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(Path("a.py"), 0, 0, "It is not there.", "Write it."), "a.py: It is not there. Write it."),
        (Problem(Path("a.py"), 7, 0, "No.", "Yes.", "x = 1"), "a.py:7: No. Yes.\n    x = 1"),
        (Problem(Path("a.py"), 7, 2, "No.", ""), "a.py:7:2: No."),
    ],
)
def test_what_is_not_known_is_left_out(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_all_problems_are_told_once_and_in_the_order_of_their_place() -> None:
    later = Problem(Path("a.md"), 20, 1, "Wrong again.", "Mend it.")
    other = Problem(Path("b.md"), 1, 1, "Wrong.", "Mend it.")
    error = AuthorError([other, later, WRONG, later])
    assert error.problems == (WRONG, later, other)
    assert str(error) == f"{WRONG}\n{later}\n{other}"
    assert isinstance(error, StudioError)


def test_an_error_comes_whole_out_of_another_process() -> None:
    error = AuthorError([WRONG, Problem(Path("b.md"), 1, 1, "Wrong.", "Mend it.")])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is AuthorError
    assert again.problems == error.problems
    assert str(again) == str(error)


def test_what_stands_in_a_file_does_not_steer_the_terminal() -> None:
    text = str(Problem(Path("a.md"), 1, 3, "`\x1b[2J` is wrong.", "Mend it.", "a\tb\x1b]0;é\x07\u00a0x"))
    assert text == "a.md:1:3: `�[2J` is wrong. Mend it.\n    a b�]0;é�\u00a0x\n      ^"
