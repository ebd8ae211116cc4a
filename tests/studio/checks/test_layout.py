"""What lies outside, over or beside something else, and what cannot be read."""

from __future__ import annotations

import pytest

from studio.scene.suppressions import Check
from tests.studio.checks.lessons import IN_SCENE, Find, checks, only


@pytest.mark.parametrize(
    "add",
    [
        "Square(0.2, stroke_width=0, fill_opacity=1).shift({} * {})",
        "Text('edge', size=30).move_to({} * {})",
        "Line(ORIGIN, {} * {})",
    ],
)
@pytest.mark.parametrize(
    ("way", "inside", "outside"),
    [("RIGHT", 5.9, 6.6), ("LEFT", 5.9, 6.6), ("UP", 3.4, 3.8), ("DOWN", 3.4, 3.8)],
)
def test_what_reaches_out_of_the_safe_area(
    find: Find, add: str, way: str, inside: float, outside: float
) -> None:
    code = "self.wait_until_bookmark('word')\nself.add(" + add + ")"
    assert find(code.format(way, inside)) == []
    out = only(find(code.format(way, outside)))
    assert (out.severity, out.slide, out.path.name, out.line) == IN_SCENE
    assert out.seconds == 2.2
    assert "outside the safe area" in out.message


def test_what_reaches_exactly_to_the_safe_area_is_in_it(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.add(Rectangle(width=12.8, height=7.2))"
    assert find(code) == []


def test_text_that_is_too_small(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.add({})"
    for good in ("Text('word', size=26)", "Math('x', size=26)", "Text('word', size=52).scale(0.5)"):
        assert find(code.format(good)) == []
    for bad in ("Text('word', size=25)", "Math('x', size=25)", "Text('word', size=50).scale(0.5)"):
        small = only(find(code.format(bad)))
        assert (small.severity, small.slide, small.path.name, small.line) == IN_SCENE
        assert "is set in 25.0 px" in small.message
    assert find(code.format("Text('unseen', size=10).set_opacity(0)")) == []


@pytest.mark.parametrize(
    ("good", "bad", "check", "message"),
    [
        (
            "Text('one').place(-2, 0), Text('two').place(1, 0)",
            "Text('one').place(0, 0), Text('two').place(0.2, 0)",
            "overlap",
            "'one' and 'two' lie over each other",
        ),
        (
            "Rectangle(width=4, height=1), Text('a role').place(0, -0.1, 'center')",
            "Rectangle(width=1.2, height=1), Text('a long role').place(0, -0.1, 'center')",
            "crossed",
            "the outline of a Rectangle runs through 'a long role'",
        ),
        (
            "Square(1, fill_opacity=1, fill_color=GRAY_E), Text('word').place(0, 0, 'center').set_z_index(1)",
            "Text('word').place(0, 0, 'center'), Square(2, fill_opacity=0.5)",
            "covered",
            "a filled Square lies over 'word'",
        ),
        (
            "Text('Query').place(-2, 0), Text('Value').place(0, 0)",
            "Text('Query').place(-2, 0), Text('Value').place(0, -0.05)",
            "baseline",
            "'Query' and 'Value' stand on baselines that differ by 6.8 px",
        ),
    ],
)
def test_what_lies_over_what_and_what_does_not_stand_on_one_line(
    find: Find, good: str, bad: str, check: str, message: str
) -> None:
    code = "self.wait_until_bookmark('word')\nself.add({})"
    assert find(code.format(good)) == []
    found = only(find(code.format(bad)))
    assert (found.severity, found.slide, found.path.name, found.line) == IN_SCENE
    assert (found.check, found.seconds) == (check, 2.2)
    assert message in found.message


def test_what_stands_in_the_middle_of_a_slide_is_looked_at_too(find: Find) -> None:
    passing = "over = Text('two').place(0.2, 0)\nself.add(Text('one').place(0, 0), over)\n"
    code = "self.wait_until_bookmark('word')\n" + passing + "self.wait({})\nself.remove(over)"
    assert checks(find(code.format(0.3))) == []
    assert checks(find(code.format(0.6))) == ["overlap"]


def test_a_sum_that_does_not_add_up_as_it_is_written(find: Find) -> None:
    code = (
        "from studio import Number, Sum\nself.wait_until_bookmark('word')\n"
        "shown = Square()\n"
        "shown.stated_sum = Sum((Number(0.44, {places}), Number(-0.33, {places})), {total})\n"
        "self.add(shown)"
    )
    assert find(code.format(places=2, total="Number(0.11, 2)")) == []
    wrong = only(find(code.format(places=1, total="Number(0.11, 2)")))
    assert wrong.check is Check.SUM
    assert "0.4 − 0.3 = 0.11 does not add up" in wrong.message


@pytest.mark.parametrize(
    ("good", "bad", "ratio"),
    [
        ("Text('word', color='#7f7f7f')", "Text('word', color='#707070')", "4.2"),
        ("Text('word', size=48, color='#606060')", "Text('word', size=48, color='#505050')", "2.6"),
        ("Text('word').set_opacity(0.6)", "Text('word').set_opacity(0.3)", "2.4"),
    ],
)
def test_words_that_can_hardly_be_told_from_their_ground(find: Find, good: str, bad: str, ratio: str) -> None:
    code = "self.wait_until_bookmark('word')\nself.add({})"
    assert find(code.format(good), height=1080) == []
    faint = only(find(code.format(bad), height=1080))
    assert (faint.check, faint.seconds) == (Check.CONTRAST, 2.2)
    assert f"'word' has a contrast of {ratio}" in faint.message
