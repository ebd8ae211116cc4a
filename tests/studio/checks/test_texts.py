"""The checks see every kind of text, and what the camera shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studio.checks.lessons import Find, checks, only

WAIT = "self.wait_until_bookmark('word')\n"
KINDS = [
    "Text('word', size={})",
    "manim.Text('word', font_size={} / 1.875)",
    "MarkupText('<b>word</b>', font_size={} / 1.875)",
    "Paragraph('word', 'two', font_size={} / 1.875)",
    "Typst('word', font_size={} / 1.40625)",
    "MathTypst('x + y', font_size={} / 1.40625)",
    "Integer(42, mob_class=manim.Text, font_size={} / 1.875)",
    "VGroup(manim.Text('word', font_size=48)).scale({} / 90)",
    "Table([['word', 'two']], element_to_mobject=manim.Text).scale({} / 90)",
    "NumberLine([0, 3, 1]).add_labels({{1: manim.Text('word', font_size=48)}}, font_size={} / 1.875)",
]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Manim writes what it sets below the current folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("text", KINDS)
def test_whatever_kind_of_text_is_small(find: Find, text: str) -> None:
    code = WAIT + "import manim\nself.add({})"
    assert "small" not in checks(find(code.format(text.format(27))))
    assert "small" in checks(find(code.format(text.format(24))))


@pytest.mark.parametrize("text", KINDS[1:6])
def test_whatever_kind_of_text_lies_over_another(find: Find, text: str) -> None:
    code = f"{WAIT}import manim\nself.add({text}, Text('other').place(0, 0, 'center'))".format(40)
    assert "overlap" in checks(find(code))


def test_baselines_of_manim_s_own_texts(find: Find) -> None:
    code = WAIT + (
        "import manim\none, two = manim.Text('Hil', font_size=20), manim.Text('Egypt', font_size=20)\n"
        "two.next_to(one, RIGHT, buff=0.2)\n{}\nself.add(one, two)"
    )
    assert checks(find(code.format(""))) == ["baseline"]
    level = "two.shift(UP * (one[0].get_bottom()[1] - two[0].get_bottom()[1]))"
    assert find(code.format(level)) == []


@pytest.mark.parametrize(
    ("zoom", "check", "message"),
    [
        ("self.camera.frame.scale(2)", "small", "is set in 20.0 px"),
        ("self.camera.frame.scale(0.1).shift(RIGHT * 0.4)", "outside", "outside the safe area"),
    ],
)
def test_what_the_camera_makes_of_words(find: Find, zoom: str, check: str, message: str) -> None:
    code = WAIT + "self.add(Text('some words', size=40).place(0, 0, 'center'), Square(9))\n"
    told = only([one for one in find(code + zoom) if one.check == check])
    assert message in told.message


def test_what_the_camera_has_left_behind_is_not_seen(find: Find) -> None:
    assert find(WAIT + "self.add(Text('tiny', size=9))\nself.camera.frame.shift(RIGHT * 20)") == []


@pytest.mark.parametrize(
    "code",
    [
        "self.add(Text('word').add_background_rectangle())",
        "word = Text('word')\nself.add(word, SurroundingRectangle(word))",
        "self.add(Line(LEFT, RIGHT), Text('word').at(ORIGIN).add_background_rectangle())",
        "self.add(NumberPlane(), Text('word').at(ORIGIN))",
        "self.add(Line(LEFT, RIGHT, stroke_opacity=0.1), Text('word').at(ORIGIN))",
        "self.add(Text('word').at(ORIGIN), Rectangle(width=0.5, fill_opacity=0.35, stroke_width=0))",
        "import manim\nself.add(Table([['axe', 'go'], ['Key', 'hill']], element_to_mobject=manim.Text)"
        ".scale(0.6))",
        "self.add(Rectangle(width=15, height=9, fill_opacity=1, fill_color=GRAY_E), Text('word').at(ORIGIN))",
    ],
    ids=["background", "surrounded", "a plate", "a plane", "faint", "highlighter", "table", "a ground"],
)
def test_no_false_alarm(find: Find, code: str) -> None:
    assert [str(one) for one in find(WAIT + code)] == []


def test_one_finding_a_cause_with_all_the_author_s_lines(find: Find) -> None:
    code = (
        "row = VGroup(*(Text(w, size=20).place(3 * i - 4, 0) for i, w in enumerate(['a', 'b', 'c'])))\n"
        "def show():\n    self.play(FadeIn(row), run_time=0.2)\n" + WAIT + "show()"
    )
    small = only(find(code))
    assert small.check == "small"
    assert small.about == ("a", "b", "c")
    assert "'a' is set in 20.0 px" in small.message
    assert "So it is with 'b', 'c'." in small.message
    assert small.line == 11
    assert small.callers == ("parts.py:13",)
    assert "(called from parts.py:13) [small]" in str(small)


MOVE = "one = Text('one').place(-3, 0)\nself.add(one, Text('other').place({}, 0))\n" + WAIT


@pytest.mark.parametrize(("x", "seconds", "passes"), [(-1, 2.5, True), (-1, 0.3, False), (3, 2.5, False)])
def test_words_that_pass_over_others(find: Find, x: float, seconds: float, passes: bool) -> None:
    found = find(MOVE.format(x) + f"self.play(one.animate.shift(RIGHT * 3), run_time={seconds})")
    assert checks(found) == ["passing"] * passes
    if passes:
        assert "'one' passes over 'other' for " in found[0].message
        assert (found[0].severity, found[0].line) == ("warning", 12)


@pytest.mark.parametrize(
    "movement",
    [
        "self.play(FadeOut(one), FadeIn(Text('two').place(-3, 0)), run_time=1)",
        "self.play(TransformFromCopy(one, Text('two').place(-3, 2)), run_time=2)",
        "self.play(ReplacementTransform(one, Text('two').place(-3, 0)), run_time=2)",
    ],
    ids=["blended", "a copy leaves", "one becomes another"],
)
def test_words_that_change_pass_over_nothing(find: Find, movement: str) -> None:
    assert checks(find(MOVE.format(3) + movement)) == []
