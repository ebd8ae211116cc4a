import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.script.model import Bookmark, Pause


def narration(write, text):
    (slide,) = write.say(text).slides
    return slide.narration


FIRST = 11  # the line of the first paragraph that `say` writes


def place_of(problem):
    return problem.line - FIRST + 1, problem.column


def test_words_bookmarks_numbers_and_pauses(write):
    read = narration(
        write, "See [the {token} token](#token): {q1},\n{pause 0.5} then\n  {k1}.\n\nEnd. {pause 2}"
    )
    assert read.text == "See the king token: 0.12, then −1.80.\n\nEnd."
    assert read.bookmarks == (Bookmark("token", 4, 18, FIRST),)
    assert read.pauses == (Pause(26, 0.5), Pause(len(read.text), 2.0))


@pytest.mark.parametrize(
    "text",
    [
        "W_Q, QK^T and W_K cost $5 or 5%.",
        "_private a_b_c d_model 2 * 3 = 6, a ~ b",
        'He said "it\'s... -- (c) x" - a < b > c & d; e!',
        "https://a.example/x_y#z",
        "a 1) no\\ escape; a\\b",
        "é ñ 漢字 🙂 − – … “quoted”",
    ],
)
def test_signs_survive(write, text):
    assert narration(write, text).text == text


def test_escapes_are_those_of_markdown(write):
    assert (
        narration(write, r"\{q1\} \[a\](#b) \*x\* \_y\_ \# \\ &amp; \`c\`").text
        == "{q1} [a](#b) *x* _y_ # \\ & `c`"
    )


def test_white_space_of_any_kind_is_one_space(write):
    read = narration(write, "a \t b\u00a0\u2003c  \n   d\\\ne [ f ](#f)  g")
    assert read.text == "a b c d e f g"
    assert read.bookmarks == (Bookmark("f", 10, 11, FIRST + 2),)


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("{pause 1} one two", [0]),
        ("one {pause 1} two", [4]),
        ("one{pause 1} two", [4]),
        ("one {pause 1}two", [4]),
        ("one\n{pause\n1}\ntwo", [4]),
        ("one {pause 1}{pause 2} two", [4, 4]),
        ("one {pause 1}\n\ntwo", [5]),
        ("one\n\n{pause 1}\n\ntwo", [5]),
        ("one [{pause 1} two](#b)", [4]),
        ("one {pause 1}", [3]),
    ],
)
def test_a_pause_stands_before_a_word_or_at_the_end(write, text, offsets):
    assert [pause.offset for pause in narration(write, text).pauses] == offsets


def test_comments_are_not_spoken(write):
    assert narration(write, "One.\n<!-- not\n\n# this -->\nTwo.").text == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a *b* c", (1, 3), "Emphasis"),
        ("a\nb __c__", (2, 3), "Emphasis"),
        ("a ~~b~~", (1, 3), "Emphasis"),
        ("a `b`", (1, 3), "Code"),
        ("a ![b](c)", (1, 3), "image"),
        ("a <b> c", (1, 3), "HTML"),
        ("a <!-- b --> c", (1, 3), "HTML"),
        ("a <https://b.example>", (1, 3), "link"),
        ("a [b](https://c.example)", (1, 3), "link"),
        ("a [b](c)", (1, 3), "link"),
        ("a [b]()", (1, 3), "link"),
        ("a [b](#B)", (1, 3), "not a name"),
        ("a [b](#1b)", (1, 3), "not a name"),
        ("a [b](#)", (1, 3), "not a name"),
        ("a [b](#naïve)", (1, 3), "`naïve` is not a name"),
        ('a [b](#c "d")', (1, 3), "no title"),
        ("a [](#b)", (1, 3), "no words"),
        ("a [ ... ](#b)", (1, 3), "no words"),
        ("a [{pause 1}](#b) c", (1, 3), "no words"),
        ("[a](#b)\n\nc [d](#b)", (3, 3), "already"),
        ("a [b [c](#c) d](#d)", (1, 3), "bracket"),
        ("a [b](#c d)", (1, 3), "bracket"),
        ("a [b](javascript:c)", (1, 3), "bracket"),
        ("a [b]", (1, 3), "bracket"),
        ("a [b] (#c)", (1, 3), "bracket"),
        ("a b](#c)", (1, 4), "bracket"),
        ("a [b\n\nc](#d)", (1, 3), "bracket"),
        ("a {q9}", (1, 3), "`q9`"),
        ("a [b {q9}](#c)", (1, 6), "`q9`"),
        ("a {q1.real}", (1, 3), "number's name"),
        ("a {q1", (1, 3), "partner"),
        ("a q1}", (1, 5), "partner"),
        ("a {pause} b", (1, 3), "not a pause"),
        ("a {pause 0} b", (1, 3), "not a pause"),
        ("a {pause 61} b", (1, 3), "not a pause"),
        ("a {pause 1s} b", (1, 3), "not a pause"),
        ("a {pause -1} b", (1, 3), "not a pause"),
        ("a {pause .5} b", (1, 3), "not a pause"),
        ("ab{pause 1}cd", (1, 3), "inside a word"),
        ("[ref]: https://a.example", (1, 1), "bracket"),
    ],
)
def test_everything_else_is_refused_where_it_stands(write, text, place, message):
    problems = write.problems(text, write.say)
    assert place_of(problems[0]) == place
    assert message in problems[0].message
    assert problems[0].fix.endswith((".", "?"))
    assert problems[0].source == text.split("\n")[place[0] - 1]


def test_all_mistakes_are_told_at_once(write):
    problems = write.problems("*a {q9}* [b](c)\n\n`d` {pause x} [e", write.say)
    assert [place_of(problem) for problem in problems] == [(1, 1), (1, 4), (1, 10), (3, 1), (3, 5), (3, 15)]


def test_an_escape_ends_the_refusal(write):
    for text in ("*a*", "__a__", "`a`", "[a](b)", "<b>", "{q1}", "![a](b)"):
        assert narration(write, re.sub(r"([*_`\[\]<{}!])", r"\\\1", text)).text == text


WORDS = st.sampled_from(
    ["plain", "W_Q,", "QK^T", r"\[0.1\]", "$", "é🙂", "{q1}", "[two words](#b)", "{pause 1}", "2 * 3", "<"]
)
WRONG = st.sampled_from(
    ["{q9}", "`x`", "[x](y)", "<b>", "![x](y)", "{pause 0}", "{", "}", "[x", "**x**", "_x_", "[x](#Y)"]
)


@given(
    st.lists(WORDS, max_size=8),
    WRONG,
    st.lists(WORDS, max_size=8),
    st.lists(st.sampled_from([" ", "\n", "  \n ", "\\\n", "   ", "\n\n"]), min_size=16, max_size=16),
)
def test_a_mistake_among_good_words_is_pointed_at(write, before, wrong, after, gaps):
    bookmarks = 0
    words = []
    for word in [*before, wrong, *after]:  # each bookmark gets a name of its own
        bookmarks += "#b" in word
        words.append(word.replace("#b", f"#b{bookmarks}"))
    text = "Start "
    for word, gap in zip(words, gaps, strict=False):
        if word == wrong:
            start = text
        text += word + gap
    text += "end"
    problem = write.problems(text, write.say)[0]
    line = start.count("\n") + 1
    assert place_of(problem) == (line, len(start) - start.rfind("\n"))
