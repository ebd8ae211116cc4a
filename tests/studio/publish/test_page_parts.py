"""The lesson's own parts: what they are given, and whose fault it is when they cannot be rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from studio.errors import AuthorError, Problem
from studio.publish.page_parts import PageParts, render_parts
from studio.scene.loading import SceneSource
from studio.scene.page import LessonPage
from studio.timeline import Timeline

Refuse = Callable[..., list[Problem]]


@pytest.fixture
def refuse(timeline: Timeline, page: LessonPage) -> Refuse:
    """Gives what is said about a lesson's parts, or about others in their place."""

    def problems(other: LessonPage = page) -> list[Problem]:
        with pytest.raises(AuthorError) as caught:
            render_parts(other, timeline.script)
        return list(caught.value.problems)

    return problems


def write(source: SceneSource, file: str, text: str, folder: str = "parts/page") -> Path:
    path = source.root / folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_parts_know_the_lesson_and_may_move(parts: PageParts) -> None:
    assert list(parts.parts) == ["try", "still"]
    assert parts.parts["try"].html == '<p id="try">Try &lt;it&gt; &amp; see 0.12 a&lt;/script&gt;</p>\n'
    assert set(parts.parts["try"].modules) == {"lesson/try.js", "lesson/half.js", "studio/data.js"}
    assert parts.parts["still"].modules == {}
    assert parts.styles.endswith("#try { width: 1.0rem }\n")


def test_the_lessons_strings_take_the_place_of_the_studios(parts: PageParts) -> None:
    assert parts.strings["chapters"] == "Parts"
    assert parts.strings["transcript"] == "Transcript"


@pytest.mark.parametrize(
    ("file", "text", "line", "message"),
    [
        ("try.html", "<p>\n{{ nothing }}</p>\n", 2, "'nothing' is undefined"),
        ("try.html", "<p>\n\n{% if %}</p>\n", 3, "Expected an expression"),
        ("try.html", "{{ lesson.y }}\n", 1, "has no attribute 'y'"),
        ("try.html", "<p>\n{{ words.hint }}</p>\n", 2, "`words` is called `strings` now"),
        ("parts.css", "p {}\n{{ 1 / 0 }}\n", 2, "ZeroDivisionError"),
        (
            "half.js",
            'import "studio/data.js";\nimport "./other.js";\n',
            2,
            "There is no module `./other.js`.",
        ),
        ("half.js", "\n\nimport a from 'lesson/b.js';\n", 3, "There is no module `lesson/b.js`."),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    refuse: Refuse, source: SceneSource, file: str, text: str, line: int, message: str
) -> None:
    write(source, file, text)
    (problem,) = refuse()
    assert (problem.path.name, problem.line) == (file, line)
    assert message in problem.message
    assert problem.source == text.splitlines()[line - 1].strip() or problem.source in text
    assert problem.fix


@pytest.mark.parametrize("file", ["try.html", "half.js", "parts.css"])
def test_a_file_that_is_not_text(refuse: Refuse, source: SceneSource, file: str) -> None:
    (source.root / "parts" / "page" / file).write_bytes(b"p\n\xff\n")
    (problem,) = refuse()
    assert (problem.path.name, problem.line, problem.message) == (file, 2, "This is not UTF-8 text.")


def test_all_mistakes_are_told_at_once(refuse: Refuse, source: SceneSource) -> None:
    write(source, "try.html", "{{ one }}\n")
    write(source, "still.html", "{{ two }}\n")
    write(source, "parts.css", "{{ three }}\n")
    write(source, "half.js", 'import "four";\nimport "five";\n')
    told = [(problem.path.name, problem.line) for problem in refuse()]
    assert told == [("half.js", 1), ("half.js", 2), ("parts.css", 1), ("still.html", 1), ("try.html", 1)]


def test_parts_and_posters_that_are_not_there(refuse: Refuse, page: LessonPage) -> None:
    sections = (replace(page.text.sections[1], part="gone"), replace(page.text.sections[2], part="data"))
    text = replace(page.text, poster="slide-9", poster_line=2, sections=sections)
    assert [(one.line, one.message) for one in refuse(replace(page, text=text))] == [
        (2, "There is no slide `slide-9` to be the poster."),
        (7, "There is no part `gone`."),
        (9, "There is no part `data`."),
    ]


@pytest.fixture
def lesson_of_a_course(page: LessonPage) -> LessonPage:
    """The same lesson beside others: its package is one of several in `course`, which share parts."""
    source = page.source
    (source.root / "course").mkdir()
    moved = (source.root / "parts").rename(source.root / "course" / "parts")
    (source.root / "course" / "__init__.py").touch()
    (moved / "page" / "still.html").unlink()
    (moved / "page" / "half.js").unlink()
    return replace(
        page, source=replace(source, module="course.parts", path=moved / "__init__.py", root=source.root)
    )


SHARED = "course/common/page"


def test_lessons_of_a_course_share_parts(timeline: Timeline, lesson_of_a_course: LessonPage) -> None:
    source = lesson_of_a_course.source
    write(source, "still.html", "<p>shared {{ lesson.token }}</p>\n", SHARED)
    write(source, "try.html", "<p>shared as well</p>\n", SHARED)
    write(source, "half.js", "export const half = () => 1;\n", SHARED)
    write(source, "course.css", "p { color: red }\n", SHARED)
    parts = render_parts(lesson_of_a_course, timeline.script)
    assert parts.parts["still"].html == "<p>shared a&lt;/script&gt;</p>\n"
    assert 'id="try"' in parts.parts["try"].html
    assert set(parts.parts["try"].modules) == {"lesson/try.js", "lesson/half.js"}
    assert parts.styles.endswith("p { color: red }\n\n#try { width: 1.0rem }\n")


def test_a_mistake_in_a_shared_part_is_told_where_it_stands(
    refuse: Refuse, lesson_of_a_course: LessonPage
) -> None:
    source = lesson_of_a_course.source
    write(source, "half.js", "\nimport 'gone';\n", SHARED)
    shared = write(source, "still.html", "<p>\n{{ gone }}</p>\n", SHARED)
    module, template = refuse(lesson_of_a_course)
    assert (module.path, module.line) == (shared.with_name("half.js"), 2)
    assert (template.path, template.line) == (shared, 2)
