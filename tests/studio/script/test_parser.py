import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import AuthorError
from studio.script.model import Bookmark, Chapter, Narration, Pause, Slide
from studio.script.parser import read_script_file

BODY = 7  # the first line below the front matter that `body` writes


def place_of(problem):
    return problem.line - BODY + 1, problem.column


SCRIPT = """\
# The embedding {scene=Embedding}

<!-- For the author. -->
## A word becomes numbers {#word alt="The \\"{token}\\" is {q1}."}
First [words](#first).

Second.

## The number {q1}
More.

# One output {scene=OneNumber #one}
## All of it {alt='It\\'s \\{here\\}' #all} ##
Last.
"""


def test_a_script_is_read(write):
    script = write.body(SCRIPT)
    assert script.path == write.path
    assert script.front.course.module == 22
    assert script.chapters == (
        Chapter(
            "the-embedding",
            "The embedding",
            "Embedding",
            (
                Slide(
                    "word",
                    "A word becomes numbers",
                    'The "king" is 0.12.',
                    Narration("First words.\n\nSecond.", (Bookmark("first", 6, 11, 11),)),
                    10,
                ),
                Slide("the-number-q1", "The number 0.12", "", Narration("More."), 15),
            ),
            7,
        ),
        Chapter(
            "one",
            "One output",
            "OneNumber",
            (Slide("all", "All of it", "It's {here}", Narration("Last."), 19),),
            18,
        ),
    )
    assert [slide.id for slide in script.slides] == ["word", "the-number-q1", "all"]


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t.rstrip("\n")]
)
def test_marks_and_line_breaks_make_no_difference(write, change):
    text = write.front + SCRIPT
    assert write.read(change(text)) == write.read(text)
    wrong = text.replace("Second.", "Second {q9}.")
    assert write.problems(change(wrong)) == write.problems(wrong)


@pytest.mark.parametrize(("written", "seconds"), [("", None), (" seconds=35", 35), (' seconds="7.5"', 7.5)])
def test_a_chapter_may_have_its_share_of_the_film(write, written, seconds):
    (chapter,) = write.body(f"# C {{scene=C{written}}}\n\n## S\n\nWords.\n").chapters
    assert chapter.seconds == seconds


SLIDE = "# C {scene=C}\n\n## S\n\nWords.\n\n"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Words.\n\n" + SLIDE, (1, 1), "belong to no slide"),
        ("# C {scene=C}\n\n  Words.\n\nMore.\n\n## S\n\nWords.\n", (3, 3), "belong to no slide"),
        ("## S\n\nWords.\n\n## T\n\nWords.\n", (1, 1), "belongs to no chapter"),
        ("# C {scene=C}\n\n" + SLIDE.replace("# C", "# D"), (1, 1), "no slide"),
        (SLIDE + "# D {scene=D}\n", (7, 1), "no slide"),
        ("# C {scene=C}\n\n## S\n", (3, 1), "Nothing is said"),
        ("# C {scene=C}\n\n## S\n\n<!-- x -->\n\n## T\n\nWords.\n", (3, 1), "Nothing is said"),
        ("# C {scene=C}\n\n## S\n\n... !\n", (3, 1), "Nothing is said"),
        ("", (0, 4), "no chapter"),
        ("# C\n\n## S\n\nWords.\n", (1, 1), "names no scene"),
        ("# C {scene=1C}\n\n## S\n\nWords.\n", (1, 12), "`1C` cannot be a scene"),
        ("# C {scene=class}\n\n## S\n\nWords.\n", (1, 12), "cannot be a scene"),
        ('# C {scene="A B"}\n\n## S\n\nWords.\n', (1, 13), "cannot be a scene"),
        (SLIDE + "## {#t}\n\nWords.\n", (7, 1), "no title"),
        (SLIDE + "##\n\nWords.\n", (7, 1), "no title"),
        (SLIDE + "## 漢字\n\nWords.\n", (7, 1), "no id"),
        (SLIDE + "## T {#T}\n\nWords.\n", (7, 8), "`T` cannot be an id"),
        (SLIDE + "## T {#-t}\n\nWords.\n", (7, 8), "cannot be an id"),
        (SLIDE + "## T {#" + "t" * 81 + "}\n\nWords.\n", (7, 8), "cannot be an id"),
        (SLIDE + "## T {#s}\n\nWords.\n", (7, 8), "taken by line 9"),
        (SLIDE + "## s\n\nWords.\n", (7, 1), "taken by line 9"),
        (SLIDE + SLIDE.replace("## S", "## T"), (7, 1), "taken by line 7"),
        (SLIDE + "## T {atl=x}\n\nWords.\n", (7, 7), "`atl` is not an attribute"),
        ("# C {scene=C seconds=soon}\n\n## S\n\nWords.\n", (1, 22), "`soon` is not a number of seconds"),
        ("# C {scene=C seconds=-3}\n\n## S\n\nWords.\n", (1, 22), "`-3` is not a number of seconds"),
        ("# C {scene=C}\n\n## S {seconds=3}\n\nWords.\n", (3, 7), "`seconds` is not an attribute"),
        (SLIDE + "## T {scene=x}\n\nWords.\n", (7, 7), "`scene` is not an attribute"),
        (SLIDE + "## T {id=t}\n\nWords.\n", (7, 7), "`id` is not an attribute"),
        (SLIDE + "## T {#t #u}\n\nWords.\n", (7, 10), "second time"),
        (SLIDE + "## T {alt=a alt=b}\n\nWords.\n", (7, 13), "second time"),
        (SLIDE + '## T {#t alt="a {q9}"}\n\nWords.\n', (7, 17), "`q9`"),
        (SLIDE + '## T {#t alt="a}\n\nWords.\n', (7, 10), "from here on"),
        (SLIDE + "## T {#t alt=a b}\n\nWords.\n", (7, 16), "from here on"),
        (SLIDE + "## T {#t alt=“a b”}\n\nWords.\n", (7, 10), "from here on"),
        (SLIDE + "## T {#t} more\n\nWords.\n", (7, 9), "from here on"),
        (SLIDE + "## T {#t\n\nWords.\n", (7, 9), "from here on"),
        (SLIDE + "## T {q9} {#t}\n\nWords.\n", (7, 6), "`q9`"),
        (SLIDE + "## T {.t}\n\nWords.\n", (7, 6), "number's name"),
        (SLIDE + "## T *a*\n\nWords.\n", (7, 6), "Emphasis"),
        (SLIDE + "## T [a](#b)\n\nWords.\n", (7, 6), "no bookmarks"),
        (SLIDE + "## T {pause 1} a\n\nWords.\n", (7, 6), "not a place for one"),
        (SLIDE + "### T\n", (7, 1), "neither a chapter nor a slide"),
        (SLIDE + " T\n---\n", (7, 2), "neither a chapter nor a slide"),
        (SLIDE + "T\n===\n", (7, 1), "neither a chapter nor a slide"),
        (SLIDE + "* a\n* b\n", (7, 1), "list"),
        (SLIDE + "a\n  - b\n", (8, 3), "list"),
        (SLIDE + "1. a\n", (7, 1), "list"),
        (SLIDE + "```\na\n```\n", (7, 1), "code"),
        (SLIDE + "    a\n", (7, 5), "indented"),
        (SLIDE + "> a\n", (7, 1), "quotation"),
        (SLIDE + "***\n", (7, 1), "rule"),
        (SLIDE + "|a|b|\n|-|-|\n|1|2|\n", (7, 1), "table"),
        (SLIDE + " <div>\n", (7, 2), "HTML"),
        (SLIDE + "<!-- a --> b\n", (7, 1), "comment"),
        (SLIDE + "<!-- a\n\nb\n", (7, 1), "comment"),
    ],
)
def test_what_cannot_be_a_film_is_refused_where_it_stands(write, text, place, message):
    problem = write.problem(text, write.body)
    assert place_of(problem) == place
    assert message in problem.message
    assert problem.fix
    assert problem.path == write.path


def test_all_mistakes_are_told_at_once(write):
    text = "---\nrate: x\ntitle: T {q9}\nscenes: s\n---\n\nWords.\n\n# C\n\n## S {q8}\n\n*a* {q7}\n\n- b\n"
    places = [(problem.line, problem.column) for problem in write.problems(text)]
    assert places == [(1, 1), (2, 7), (7, 1), (9, 1), (13, 1), (15, 1)]
    # Without the front matter, the lesson's numbers cannot be found.
    places = [
        (problem.line, problem.column) for problem in write.problems(text.replace("rate: x", "minutes: 1"))
    ]
    assert places == [(3, 10), (7, 1), (9, 1), (11, 6), (13, 1), (13, 5), (15, 1)]


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("Q, K, V - the projections.", "q-k-v-the-projections"),
        ("Über naïve W_Q", "uber-naive-w-q"),
        ("{token} is {q1}", "token-is-q1"),
        ("long " * 30, ("long-" * 16)[:-1]),
    ],
)
def test_a_title_gives_an_id_that_no_number_changes(write, title, id_):
    assert write.body(SLIDE + f"## {title}\n\nWords.\n").slides[1].id == id_


def test_a_quotation_without_end_takes_no_time(write):
    text = SLIDE + '## T {alt="' + "\\" * 5001
    assert place_of(write.problems(text, write.body)[-1]) == (7, 7)


def test_numbers_may_be_left_out(write):
    assert write.read(write.front + SLIDE, None).slides
    with pytest.raises(AuthorError, match="`q1`"):
        write.read(write.front + SLIDE + "{q1}", None)


def test_the_front_matter_alone_is_read_before_the_numbers_are_known(write):
    write.path.write_text(write.front.replace("projections", "{any}") + "*wrong*", encoding="utf-8")
    assert read_script_file(write.path).front.title == "Q, K, V - the {any}."


def test_a_script_that_is_parsed_is_filled_as_often_as_is_wanted(write):
    write.path.write_text(write.front.replace("projections", "{q1}") + SLIDE, encoding="utf-8")
    file = read_script_file(write.path)
    write.path.unlink()  # it is not read again
    assert file.fill({"q1": "one"}).front.title == "Q, K, V - the one."
    with pytest.raises(AuthorError, match="`q1`"):
        file.fill({})
    assert file.fill({"q1": "two"}).front.title == "Q, K, V - the two."
    assert file.front.title == "Q, K, V - the {q1}."


def test_broken_front_matter_is_told_with_the_rest(write):
    problems = write.problems(write.front.replace("minutes", "minuets") + SLIDE + "{any} *wrong*")
    assert [problem.message.split()[0] for problem in problems] == [
        "The",
        "`minuets`",
        "Emphasis",
    ]


def test_a_missing_script_is_an_authors_mistake(tmp_path):
    with pytest.raises(AuthorError, match="no such file"):
        read_script_file(tmp_path / "none.md")


# Any script that the model can hold is written as Markdown and read back.

VALUES = {"q1": "0.12", "k1": "−1.80", "token": "king", "d_model": "12,288"}
LETTERS = st.characters(categories=["L", "N", "S", "P", "M"])
WORD = st.builds(
    str.__add__, st.characters(categories=["L"], exclude_characters="\u180e"), st.text(LETTERS, max_size=6)
)
NUMBER = st.sampled_from(sorted(VALUES)).map(lambda name: (VALUES[name], f"{{{name}}}"))
GAP = st.sampled_from([" ", "\n", "  ", "\t", " \n  ", "  \n"])
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)


def escaped(text):
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


SPOKEN = st.one_of(WORD.map(lambda word: (word, escaped(word))), NUMBER)


@st.composite
def narrations(draw):
    """A narration without lines, and Markdown that says it."""
    text, markdown, bookmarks, pauses = "", "", [], []
    for _ in range(draw(st.integers(1, 3))):
        first = True
        for _ in range(draw(st.integers(1, 4))):
            if text:
                text += "\n\n" if first else " "
                markdown += "\n\n" if first else draw(GAP)
            first = False
            if draw(st.booleans()):
                seconds = draw(st.integers(1, 60_000)) / 1000
                pauses.append(Pause(len(text), seconds))
                markdown += f"{{pause {seconds}}}" + draw(GAP)
            words = draw(st.lists(SPOKEN, min_size=1, max_size=3))
            said = " ".join(word for word, _ in words)
            written = draw(GAP).join(source for _, source in words)
            if draw(st.booleans()):
                name = f"b{len(bookmarks)}"
                bookmarks.append(Bookmark(name, len(text), len(text) + len(said), 0))
                written = f"[{written}](#{name})"
            text += said
            markdown += written
    if draw(st.booleans()):
        pauses.append(Pause(len(text), 1.5))
        markdown += " {pause 1.5}"
    return Narration(text, tuple(bookmarks), tuple(pauses)), markdown


@st.composite
def headings(draw, mark, id_, more):
    """A title, and a line of Markdown that says it, with its attributes in any order."""
    words = draw(st.lists(SPOKEN, min_size=1, max_size=3))
    attributes = draw(st.permutations([f"#{id_}", *more]))
    line = f"{mark} {' '.join(source for _, source in words)} {{{' '.join(attributes)}}}\n"
    return " ".join(word for word, _ in words), line


@st.composite
def scripts(draw):
    """Chapters without lines, and the body of a script that says them."""
    chapters, markdown = [], ""
    slide_ids = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    cuts = draw(st.sets(st.integers(1, len(slide_ids)), max_size=2)) | {0}
    for start, end in zip(sorted(cuts), [*sorted(cuts)[1:], len(slide_ids)], strict=True):
        if start == end:
            continue
        id_, scene = f"chapter-{start}", f"Scene{start}"
        title, line = draw(headings("#", id_, [f"scene={scene}"]))
        markdown += line + draw(st.sampled_from(["", "\n", "<!-- *a* {b} -->\n"]))
        slides = []
        for slide_id in slide_ids[start:end]:
            alt = draw(st.lists(SPOKEN, min_size=1, max_size=3))
            quoted = 'alt="' + " ".join(source for _, source in alt) + '"'
            slide_title, line = draw(headings("##", slide_id, [quoted]))
            narration, words = draw(narrations())
            markdown += f"{line}\n{words}\n\n"
            slides.append(Slide(slide_id, slide_title, " ".join(word for word, _ in alt), narration, 0))
        chapters.append(Chapter(id_, title, scene, tuple(slides), 0))
    return tuple(chapters), markdown


def without_lines(text):
    return re.sub(r"line=\d+", "line=0", repr(text))


@given(scripts())
def test_what_is_written_is_read_back(write, script):
    chapters, markdown = script
    read = write.read(write.front + markdown, VALUES)
    assert without_lines(read.chapters) == without_lines(chapters)
    for slide in read.slides:
        assert markdown.split("\n")[slide.line - BODY].startswith("## ")


MARKDOWN = st.text(
    st.sampled_from(list("ab1 \t\n\n#*_`~[](){}<>!-=|&;:\\\"'$^.\r\ufeff\u00a0\u2028é🙂\0"))
    | st.characters(codec="utf-8")
)


@given(
    st.lists(
        st.sampled_from(["# C {scene=C}\n", "\n## S {#s}\n", "[a](#b)", "{pause 1}", "{q1}", "<!--", "-->"])
        | MARKDOWN
    )
)
def test_arbitrary_text_gives_a_script_or_problems_in_it(write, parts):
    text = "".join(parts)
    lines = re.split("\r\n|\r|\n", write.front + text)
    try:
        write.body(text)
    except AuthorError as error:
        for problem in error.problems:
            assert problem.source == lines[problem.line - 1]
            assert 1 <= problem.column <= len(problem.source) + 1


@given(st.binary() | MARKDOWN.map(str.encode))
def test_arbitrary_bytes_give_problems(write, data):
    assert write.problems(data)
    assert isinstance(write.path, Path)
