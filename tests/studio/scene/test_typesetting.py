"""Words and formulas stand where they are placed, as they are written."""

from __future__ import annotations

import string

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from manim import RIGHT, ManimColor, VMobject
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.scene.typesetting import PIXELS_PER_UNIT, Align, Math, Text

# What is printed in the scripts of this language and its neighbours; combining marks join with their letter.
PRINTABLE = (
    string.ascii_letters + string.digits + string.punctuation + " " + "−–—…“”‘’·×±°äöüßéèçñøåÆŁαβγλπΣ→←"
)
WORDS = st.text(PRINTABLE, min_size=1, max_size=12).filter(str.strip)
SIZES = st.floats(10, 200)
PLACES = st.floats(-7, 7)
ALIGNS = st.sampled_from(["left", "center", "right"])


def shape(glyph: VMobject) -> NDArray[np.float64]:
    """The outline of a glyph, wherever it stands: shape (4n, 3)."""
    return glyph.points - glyph.points.min(axis=0) * (1, 0, 0)


@given(WORDS)
@example('#let x = "1"; $x$ *b* _i_ `c` @r <l> \\n {{a: b}} // [ ]')
@example("'a' -- \"b\" --- ... ~ fi ffl")
def test_what_is_given_is_what_is_drawn(text: str) -> None:
    """Glyph by glyph the text is what its characters are by themselves, all on one baseline."""
    drawn = Text(text, size=PIXELS_PER_UNIT).submobjects
    seen = [Text(character, size=PIXELS_PER_UNIT).submobjects for character in text]
    expected = [glyph for glyphs in seen for glyph in glyphs]
    assert len(drawn) == len(expected)
    for glyph, alone in zip(drawn, expected, strict=True):
        np.testing.assert_allclose(shape(glyph), shape(alone), atol=2e-4)


def test_every_printable_character_leaves_a_mark_of_its_own() -> None:
    marks = {}
    for character in sorted(set(PRINTABLE) - {" "}):
        glyphs = Text(character).submobjects
        assert glyphs, character
        marks[character] = np.vstack([glyph.points for glyph in glyphs]).tobytes()
    assert len(set(marks.values())) == len(marks)


def test_spaces_are_kept() -> None:
    widths = [(text := Text(f"a{' ' * count}b")).end - text.start for count in range(4)]
    assert np.diff(widths) == pytest.approx([widths[1] - widths[0]] * 3, rel=0.02)
    assert widths[1] > widths[0]


@given(WORDS, SIZES, st.floats(0.05, 20), PLACES, PLACES)
@example("g", 40.0, 1.0, 0.0, 0.0)
@example("−", 26.0, 3.0, 1.0, -1.0)
@example("..", 26.0, 0.5, 0.0, 0.0)
def test_the_line_is_found_after_moving_and_scaling(
    words: str, size: float, factor: float, x: float, y: float
) -> None:
    text = Text(words, size=size)
    assert (text.start, text.baseline) == pytest.approx((0, 0), abs=1e-9)
    end = text.end
    center = text.get_center()
    text.scale(factor).shift(np.array([x, y, 0]))
    assert text.baseline == pytest.approx(center[1] * (1 - factor) + y, abs=1e-7)
    assert text.start == pytest.approx(center[0] * (1 - factor) + x, abs=1e-7)
    assert text.end - text.start == pytest.approx(end * factor, rel=1e-6, abs=1e-7)
    assert text.size == pytest.approx(size * factor, rel=1e-6)


@given(WORDS, SIZES, PLACES, PLACES, ALIGNS)
def test_a_place_is_exact(words: str, size: float, x: float, y: float, align: Align) -> None:
    text = Text(words, size=size).place(x, y, align)
    assert text.baseline == pytest.approx(y, abs=1e-9)
    at = {"left": text.start, "center": (text.start + text.end) / 2, "right": text.end}[align]
    assert at == pytest.approx(x, abs=1e-9)
    before = np.vstack([glyph.points for glyph in text])
    text.place(x, y, align)
    np.testing.assert_allclose(np.vstack([glyph.points for glyph in text]), before, atol=1e-9)


@given(st.lists(st.floats(-99, 99), min_size=2, max_size=5), SIZES)
def test_numbers_are_flush_on_the_right(values: list[float], size: float) -> None:
    texts = [Text(f"{value:.2f}", size=size).place(1, 2, "right") for value in values]
    # The last two digits and the point stand above each other, whatever they are.
    advance = Text("0", size=size).end
    for text in texts:
        point = text.submobjects[-3]
        assert text.end == pytest.approx(1)
        assert 1 - 3 * advance < point.get_center()[0] < 1 - 2 * advance


def test_digits_have_one_width() -> None:
    assert len({round(Text(digit * 4).end, 9) for digit in string.digits}) == 1


@given(WORDS, WORDS, SIZES)
def test_words_at_one_height_stand_on_one_baseline(one: str, other: str, size: float) -> None:
    first, second = (
        Text(one, size=size).at(np.array([-2.0, 1.0, 0.0])),
        Text(other, size=size).at(np.array([2.0, 1.0, 0.0])),
    )
    assert first.baseline == pytest.approx(second.baseline, abs=1e-9)
    assert (first.start + first.end) / 2 == pytest.approx(-2, abs=1e-9)


def test_capitals_are_centred_on_a_point() -> None:
    text = Text("H", size=100).at(np.array([0.0, 0.0, 0.0]))
    assert text.get_center()[1] == pytest.approx(0, abs=0.005)
    assert Text("H", size=100).at(RIGHT, "left").start == pytest.approx(1)


def test_size_is_the_em_in_pixels() -> None:
    """The capitals of the text face are 0.66 em high, its digits half an em wide."""
    assert Text("H", size=135).height == pytest.approx(0.66, abs=0.005)
    assert Text("0", size=135).end == pytest.approx(0.497, abs=0.001)


def test_lines_stand_a_leading_apart() -> None:
    text = Text("aaa\na", size=PIXELS_PER_UNIT, leading=1.5)
    first, last = text.submobjects[0], text.submobjects[3]
    np.testing.assert_allclose(
        first.points - last.points, np.broadcast_to([0, 1.5, 0], first.points.shape), atol=1e-3
    )
    assert text.baseline == pytest.approx(0, abs=1e-9)
    centred = Text("aaa\na", size=PIXELS_PER_UNIT, align="center")
    assert centred.submobjects[3].get_center()[0] == pytest.approx(
        centred.submobjects[1].get_center()[0], abs=1e-3
    )
    right = Text("aaa\na", size=PIXELS_PER_UNIT, align="right")
    assert right.submobjects[3].get_right()[0] == pytest.approx(right.submobjects[2].get_right()[0], abs=1e-3)


def test_a_text_is_broken_at_its_width() -> None:
    words = "one two three four five six"
    broken = Text(words, size=40, width=200)
    assert broken.get_right()[0] - broken.get_left()[0] <= 200 / PIXELS_PER_UNIT
    assert broken.height > 2 * Text(words, size=40).height
    assert len(broken.submobjects) == len(Text(words, size=40).submobjects)


def test_weights_differ() -> None:
    widths = [Text("weight", weight=weight).end for weight in ("light", "regular", "semibold", "bold")]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


def test_colours() -> None:
    text = Text("ab", color="#E9965A")
    assert [glyph.fill_color for glyph in text] == [ManimColor("#E9965A")] * 2
    assert {glyph.get_fill_opacity() for glyph in text} == {1.0}
    assert {glyph.get_stroke_width() for glyph in text} == {0.0}


@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_a_text_without_ink_can_be_placed(empty: str) -> None:
    text = Text(empty).place(1, 2)
    assert len(text.submobjects) == 0
    assert text.size == 40


def test_two_mobjects_of_one_text_share_nothing() -> None:
    one, other = Text("word"), Text("word")
    before = other.submobjects[0].points.copy()
    one.shift(RIGHT).set_color("#FF0000")
    one.submobjects[0].points[0] += 1
    np.testing.assert_array_equal(other.submobjects[0].points, before)
    np.testing.assert_array_equal(Text("word").submobjects[0].points, before)
    assert other.submobjects[0].fill_color == ManimColor("#FFFFFF")


def test_a_copy_knows_its_line() -> None:
    text = Text("word").place(1, 2).copy().scale(2)
    assert text.size == pytest.approx(80)
    assert text.end - text.start == pytest.approx(2 * Text("word").end)


@given(SIZES, st.floats(0.1, 10), PLACES, PLACES, ALIGNS)
def test_a_formula_stands_on_its_line(size: float, factor: float, x: float, y: float, align: Align) -> None:
    formula = Math("q = x W_Q", size=size)
    assert (formula.start, formula.baseline) == pytest.approx((0, 0), abs=1e-9)
    formula.scale(factor).place(x, y, align)
    assert formula.baseline == pytest.approx(y, abs=1e-7)
    assert formula.size == pytest.approx(size * factor, rel=1e-6)


def test_the_parts_of_a_formula() -> None:
    plain = Math("q = x W_Q")
    parts = Math("{{query: q}} = x {{matrix: W_Q}}", colors={"query": "#FF0000"}, color="#0000FE")
    assert plain.text == parts.text == "q = x W_Q"
    for one, other in zip(plain, parts, strict=True):
        np.testing.assert_array_equal(one.points, other.points)
    assert [len(parts.part(name)) for name in ("query", "matrix")] == [1, 2]
    assert parts.part("query")[0] is parts[0]
    assert parts[0].fill_color == ManimColor("#FF0000")
    assert {glyph.fill_color for glyph in parts[1:]} == {ManimColor("#0000FE")}


def test_a_rule_of_a_formula_is_drawn() -> None:
    """The bar of a fraction is a line: it has a width and no fill."""
    (bar,) = (glyph for glyph in Math("1 / 2", size=100) if glyph.get_fill_opacity() == 0)
    assert bar.get_stroke_width() > 0
    assert bar.get_stroke_opacity() == 1


def test_what_typst_cannot_set_is_told() -> None:
    with pytest.raises(StudioError, match=r"Typst cannot set .*unknownfunction") as caught:
        Math("unknownfunction(x)")
    assert "#set page" not in str(caught.value)
    with pytest.raises(StudioError, match="Typst cannot set"):
        Math("(x")


def test_parts_that_are_not_there() -> None:
    with pytest.raises(StudioError, match="no part named key"):
        Math("{{query: q}}", colors={"key": "#FF0000"})
    with pytest.raises(StudioError, match="no part named 'key'"):
        Math("{{query: q}}").part("key")
