"""What a lesson brings to its page is found, its own before what a course shares."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.errors import AuthorError
from studio.numbers import Number
from studio.scene.loading import SceneSource, find_scenes
from studio.scene.page import page_files, part_files, read_lesson_page


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


@pytest.fixture
def source(tmp_path: Path) -> SceneSource:
    """A lesson in a package of its own."""
    touch(tmp_path, "lesson.md", "own/__init__.py", "own/page/__init__.py", "own/page/try.html")
    (tmp_path / "own" / "page" / "data.py").write_text("def data(token):\n    return {'token': token}\n")
    return find_scenes(tmp_path / "lesson.md", "own")


def test_a_lesson_that_brings_nothing(tmp_path: Path) -> None:
    touch(tmp_path, "lesson.md", "parts.py", "page/other.md", "page/part.html")
    source = find_scenes(tmp_path / "lesson.md", "parts.py")
    page = read_lesson_page(source.script, source, {}, {})
    assert (page.text.sections, page.data) == ((), {})
    assert page_files(source.script, source) == ()


def test_what_a_lesson_brings_is_found(source: SceneSource) -> None:
    words = source.root / "page" / "lesson.md"
    words.parent.mkdir()
    words.write_text("# Try it {#demo part=try}\n\n{q1}\n", encoding="utf-8")
    page = read_lesson_page(source.script, source, {"q1": Number(0.12)}, {"token": "kite"})
    assert page.data == {"token": "kite"}
    assert [(section.part, section.html) for section in page.text.sections] == [("try", "<p>0.12</p>\n")]
    names = [path.name for path in page_files(source.script, source)]
    assert names == ["lesson.md", "__init__.py", "data.py", "try.html"]


def test_an_own_part_takes_the_place_of_a_shared_one(tmp_path: Path) -> None:
    touch(tmp_path, "lesson.md", "course/__init__.py", "course/one/__init__.py", "course/two/__init__.py")
    touch(tmp_path, "course/common/page/bar.js", "course/common/page/bar.html", "course/common/page/note.txt")
    touch(tmp_path, "course/one/page/bar.js", "course/one/page/zoo.html", "course/two/page/own.html")
    found = part_files(find_scenes(tmp_path / "lesson.md", "course.one"))
    places = {name: path.relative_to(tmp_path).as_posix() for name, path in found.items()}
    assert places == {
        "bar.html": "course/common/page/bar.html",
        "bar.js": "course/one/page/bar.js",
        "zoo.html": "course/one/page/zoo.html",
    }
    touch(tmp_path, "course/talk.py")
    assert list(part_files(find_scenes(tmp_path / "lesson.md", "course.talk"))) == ["bar.html", "bar.js"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def data(token):\n    return {'x': {1, 2}}\n", "TypeError"),
        ("def data(token):\n    return {'x': float('nan')}\n", "ValueError"),
        ("def data(token):\n    return 1 / 0\n", "ZeroDivisionError"),
        ("", "This module has no function `data`."),
    ],
)
def test_data_that_cannot_be_used(source: SceneSource, code: str, message: str) -> None:
    (source.path.parent / "page" / "data.py").write_text(code, encoding="utf-8")
    with pytest.raises(AuthorError, match=re.escape(message)):
        read_lesson_page(source.script, source, {}, {"token": "king"})
