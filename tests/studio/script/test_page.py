"""The words of a page: what is read, and what is said about mistakes in them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import AuthorError
from studio.numbers import Number
from studio.script.page import PageText, find_page, read_page, with_formulas

NUMBERS = {"q1": Number(0.12), "token": "<king>", "w_1": "one", "modules": Number(42, 0)}

Read = Callable[[str], PageText]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(text: str) -> PageText:
        path = tmp_path / "lesson.md"
        path.write_text(dedent(text), encoding="utf-8")
        return read_page(path, NUMBERS)

    return read_text


@pytest.fixture
def refused(read: Read) -> Callable[[str], list[str]]:
    """What is said about a page, without the path."""

    def refuse(text: str) -> list[str]:
        with pytest.raises(AuthorError) as caught:
            read(text)
        return [f"{one.line}:{one.column}: {one.message} {one.fix}".strip() for one in caught.value.problems]

    return refuse


def test_a_page(read: Read) -> None:
    page = read(
        """\
        ---
        poster: card
        next: "[Module 23](../23/index.html)"
        index: All {modules} modules
        strings:
          hint: Point at {token}.
        ---
        # What it covers of W_Q. {#covers}

        Numbers such as {q1}, and *letters* such as W_Q.

        # Try it. {#demo kicker=DEMO part=demo standalone=yes}
        # Papers. {#papers}

        ## The first

        - [One](https://example.org/one), 2017
        """
    )
    assert (page.poster, page.poster_line) == ("card", 2)
    assert page.pager == {"index": "All 42 modules", "next": '<a href="../23/index.html">Module 23</a>'}
    assert page.strings == {"hint": "Point at <king>."}
    covers, demo, papers = page.sections
    assert (covers.id, covers.title, covers.kicker) == ("covers", "What it covers of W_Q.", "1")
    assert covers.html == (
        "<p>Numbers such as 0.12, and <em>letters</em> such as <var>W<sub>Q</sub></var>.</p>\n"
    )
    assert (demo.kicker, demo.part, demo.standalone, demo.html) == ("DEMO", "demo", True, "")
    assert (papers.kicker, papers.part, papers.standalone) == ("2", "", False)
    assert "<h3>The first</h3>" in papers.html
    assert '<a href="https://example.org/one" target="_blank" rel="noopener">One</a>' in papers.html


def test_what_an_author_writes_is_no_html(read: Read) -> None:
    page = read("# A & B {#a}\n\n{token} & 1 \\< 2\n")
    assert page.sections[0].title == "A & B"
    assert page.sections[0].html == "<p>&lt;king&gt; &amp; 1 &lt; 2</p>\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Words.\n", "1:1: A section begins with a heading."),
        ("", "1:1: A section begins with a heading."),
        ("# A\n", "1:3: This section has no id."),
        ("# {#a}\n", "1:1: This heading has no title."),
        ("# A {#A}\n", "1:7: `A` cannot be an id."),
        ("# A {#a}\n# B {#a}\n", "2:7: The id `a` is taken."),
        ("# A {#film}\n", "1:7: The id `film` is taken."),
        ("# A {#a parts=b}\n", "1:9: `parts` is not an attribute of this heading. Did you mean `part`?"),
        ("# A {#a part=../b}\n", "1:14: `../b` cannot be a part."),
        ("# A {#a standalone=yes}\n", "1:20: `standalone=yes` cannot stand here."),
        ("# A {#a part=b standalone=maybe}\n", "1:27: `standalone=maybe` cannot stand here."),
        ("# A {#a part=index standalone=yes}\n", "1:14: The page itself is `index.html`."),
        ("# A {#a mark=B}\n", "1:9: `mark` is called `kicker` now. Write `kicker=`."),
        (
            "# A {#a part=b alone=yes}\n",
            "1:16: `alone` is called `standalone` now. Write `standalone=`.",
        ),
        (
            "---\nwords:\n  a: b\n---\n# A {#a}\n",
            "2:1: `words` is called `strings` now. Write `strings:`.",
        ),
        ("# A {#a oops\n", "1:9: The attributes of this heading cannot be read from here on."),
        ("# A {#a}\n\nOne {q2}\n", "3:5: There is no number called `q2`. Did you mean `q1`?"),
        ("# A {#a}\n\nOne\ntwo {\n", "4:5: This brace has no partner."),
        ("# A {q9} {#a}\n", "1:5: There is no number called `q9`."),
        ("# A {#a}\n\n<b>bold</b>\n", "3:1: HTML cannot stand here."),
        ("# A {#a}\n\n<script>\n</script>\n", "3:1: HTML cannot stand here."),
        ("# A {#a}\n\n![x](y.png)\n", "3:1: An image cannot stand here."),
        ("# A {#a}\n\n### Deep\n", "3:1: This heading is too deep."),
        ("# A {#a}\n\n[x](ftp://y)\n", "3:5: The link `ftp://y` leads nowhere."),
        ("# A {#a}\n\n[x]()\n", "3:1: The link `` leads nowhere."),
        ("---\nposter: a\nposters: b\n---\n# A {#a}\n", "3:1: `posters` is not a key of the front matter."),
        ("---\nnext: to {q7}\n---\n# A {#a}\n", "2:10: There is no number called `q7`."),
        ("---\nstrings:\n  a b: c\n---\n# A {#a}\n", "3:3: `a b` cannot be a name in `strings`."),
        (
            '---\nposter: x\n# {q1} [y](ftp://z)\nnext: "{q1} [y](ftp://z)"\n---\n# A {#a}\n',
            "4:17: The link `ftp://z` leads nowhere.",
        ),
        ("---\nprevious: <b>\nnext: <b>\n---\n# A {#a}\n", "2:11: HTML cannot stand here."),
    ],
)
def test_mistakes(refused: Callable[[str], list[str]], text: str, said: str) -> None:
    found = refused(text)
    assert found
    assert found[0].startswith(said)
    assert found[0].endswith((".", "?"))


def test_all_mistakes_at_once(refused: Callable[[str], list[str]]) -> None:
    assert len(refused("# A {#A}\n\n{q2} <b>\n\n# B {#b}\n\n### C\n")) == 4


def test_script_addresses_lead_nowhere(read: Read) -> None:
    page = read("# A {#a}\n\n[x](javascript:alert(1))\n")
    assert "<a" not in page.sections[0].html


def test_where_a_page_is_found(tmp_path: Path) -> None:
    script = tmp_path / "script" / "lesson.md"
    script.parent.mkdir()
    script.touch()
    assert find_page(script) is None
    page = script.parent / "page" / "lesson.md"
    page.parent.mkdir()
    page.touch()
    assert find_page(script) == page.resolve()


def test_the_pager_is_markdown_as_all_prose_is(read: Read) -> None:
    page = read("---\nnext: The *{token}* and W_Q \\{q1\\}\n---\n# A {#a}\n")
    assert page.pager == {"next": "The <em>&lt;king&gt;</em> and <var>W<sub>Q</sub></var> {q1}"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("W_Q", "<var>W<sub>Q</sub></var>"),
        ("q = x W_Q.", "q = x <var>W<sub>Q</sub></var>."),
        ("d_model", "<var>d<sub>model</sub></var>"),
        ("snake_case, a__b, W_", "snake_case, a__b, W_"),
        ("<W_Q>", "&lt;<var>W<sub>Q</sub></var>&gt;"),
    ],
)
def test_formulas(text: str, html: str) -> None:
    assert with_formulas(text) == html


@given(st.text() | st.text(alphabet="#{}[]()=\"'`\\\n- ab_1<!>*&:").map("# A {{#a}}\n{}".format))
def test_any_words_or_an_author_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_text(text, encoding="utf-8", errors="replace")
    with suppress(AuthorError):
        assert all(section.id for section in read_page(path, NUMBERS).sections)
