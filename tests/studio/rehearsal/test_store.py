"""What was rehearsed is taken again whenever all that it depends on is as it was then, and only then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from studio.rehearsal.rehearse import rehearse
from studio.rehearsal.store import STATES, RehearsalStore
from studio.scene.settings import Picture

SCRIPT = """\
---
title: A lesson
minutes: 1
scenes: first
labels:
  ring: ring
  dot: dot
---
# One {#one scene=One}

## Ring {#ring}

A ring.

# Two {#two scene=Two}

## Dots {#dots}

{count} dots.
"""
_FILES = {
    "script/lesson.md": SCRIPT,
    "scenes/__init__.py": "",
    "scenes/common/__init__.py": "",
    "scenes/common/shapes.py": """
        from . import look

        def ring():
            from manim import Circle
            return Circle(look.RADIUS)
    """,
    "scenes/common/look.py": "RADIUS = 1.5\n",
    "scenes/common/unused.py": "",
    "scenes/first/__init__.py": "",
    "scenes/first/numbers.py": """
        from studio import Number

        def numbers():
            return {"count": Number(2, 0), "spare": Number(1)}
    """,
    "scenes/first/one.py": """
        from pathlib import Path
        from studio import LessonScene
        from studio.scene.typesetting import Text
        from scenes.common.shapes import ring

        class One(LessonScene):
            def construct(self):
                with self.slide("ring"):
                    note = Path(__file__).with_name("note.txt")
                    text = note.read_text() if note.is_file() else self.label("ring")
                    self.add(ring(), Text(text))
    """,
    "scenes/first/note.txt": "a note",
    "scenes/first/two.py": """
        import importlib
        from manim import Dot
        from studio import LessonScene
        from ..common import look

        class Two(LessonScene):
            def construct(self):
                with self.slide("dots"):
                    late = importlib.import_module("scenes.first.late")
                    language = self.front.language
                    self.add(*(Dot(radius=late.RADIUS) for _ in range(int(self.number("count").value))))
    """,
    "scenes/first/late.py": "RADIUS = 0.3\n",
    "scenes/second/__init__.py": "",
    "scenes/second/other.py": "from scenes.common import look\n",
}
FILES = {name: dedent(text).lstrip() for name, text in _FILES.items()}


@dataclass
class Desk:
    """A course whose first lesson is rehearsed after each edit, in one process that goes on."""

    folder: Path
    planned: Callable[..., Any]
    worker: Executor
    picture: Picture
    files: Mapping[str, str] = field(default_factory=lambda: FILES)

    def save(self, changes: Mapping[str, str | None]) -> None:
        for name, text in changes.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")

    def replaced(self, name: str, old: str, new: str) -> dict[str, str | None]:
        assert old in self.files[name]
        return {name: self.files[name].replace(old, new)}

    def rehearsed(self) -> tuple[str, ...]:
        """Rehearse what has to be; the ids of those chapters."""
        lesson = self.planned(self.folder / "script" / "lesson.md")
        store = RehearsalStore(self.folder / "cache")
        missing = [one for one in lesson.contexts if store.get(lesson.source, one, self.picture) is None]
        for context in missing:
            chapter = self.worker.submit(rehearse, lesson.source, context, self.picture).result()
            store.put(lesson.source, context, self.picture, chapter)
        return tuple(context.id for context in missing)


@pytest.fixture(scope="module")
def worker() -> Iterator[Executor]:
    """A process that knows nothing of the tests."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.fixture
def desk(tmp_path: Path, planned: Callable[..., Any], worker: Executor, picture: Picture) -> Desk:
    """With everything rehearsed."""
    made = Desk(tmp_path, planned, worker, picture)
    made.save(made.files)
    assert made.rehearsed() == ("one", "two")
    return made


@pytest.mark.parametrize(
    ("changes", "rehearsed"),
    [
        ({}, ()),
        # Another chapter, another lesson, what nobody imports, and what is added.
        ({"scenes/first/one.py": FILES["scenes/first/one.py"] + "# seen\n"}, ("one",)),
        ({"scenes/first/two.py": FILES["scenes/first/two.py"] + "# seen\n"}, ("two",)),
        ({"scenes/second/other.py": "# another lesson\n"}, ()),
        ({"scenes/common/unused.py": "# nobody imports it\n"}, ()),
        ({"scenes/first/added.py": "class Three:\n    pass\n"}, ()),
        ({"scenes/first/added.py": '"""The class One is elsewhere."""\n'}, ()),
        ({"scenes/first/numbers.py": FILES["scenes/first/numbers.py"] + "# seen\n"}, ()),
        # What is imported by what is imported, what is imported late, and what is read.
        ({"scenes/common/look.py": "RADIUS = 1.6\n"}, ("one", "two")),
        ({"scenes/common/shapes.py": FILES["scenes/common/shapes.py"] + "# seen\n"}, ("one",)),
        ({"scenes/first/late.py": "RADIUS = 0.4\n"}, ("two",)),
        ({"scenes/first/note.txt": "another"}, ("one",)),
        # What would be taken in the place of what was.
        ({"scenes/first/added.py": "class One:\n    pass\n"}, ("one",)),
        ({"scenes/common/look/__init__.py": "RADIUS = 1.7\n"}, ("one", "two")),
        # The script: what nobody asks for, and what somebody does.
        ({"script/lesson.md": SCRIPT.replace("minutes: 1", "minutes: 2")}, ()),
        ({"script/lesson.md": SCRIPT.replace("minutes: 1", "minutes: 1\npronounce: {a: b}")}, ()),
        ({"script/lesson.md": SCRIPT.replace("ring: ring", "ring: circle")}, ()),  # the note is shown
        ({"script/lesson.md": SCRIPT.replace("minutes: 1", "minutes: 1\nlanguage: de")}, ("two",)),
        ({"scenes/first/numbers.py": FILES["scenes/first/numbers.py"].replace("Number(1)", "Number(9)")}, ()),
        ({"scenes/first/numbers.py": FILES["scenes/first/numbers.py"].replace("2, 0", "3, 0")}, ("two",)),
    ],
)
def test_what_is_rehearsed_after_an_edit(
    desk: Desk, changes: dict[str, str | None], rehearsed: tuple[str, ...]
) -> None:
    desk.save(changes)
    assert desk.rehearsed() == rehearsed


def test_an_undo_rehearses_nothing(desk: Desk) -> None:
    edits = [
        desk.replaced("scenes/common/look.py", "1.5", "1.6"),
        desk.replaced("script/lesson.md", "minutes: 1", "minutes: 1\nlanguage: de"),
        desk.replaced("scenes/first/numbers.py", "2, 0", "3, 0"),
        desk.replaced("scenes/first/note.txt", "a note", "another"),
    ]
    for edit in edits:
        desk.save(edit)
        assert desk.rehearsed()
        desk.save(desk.files)
        assert desk.rehearsed() == ()
        desk.save(edit)
        assert desk.rehearsed() == ()
        desk.save(desk.files)


def test_so_many_states_are_kept(desk: Desk) -> None:
    for turn in range(STATES):
        desk.save({"scenes/first/note.txt": f"note {turn}"})
        assert desk.rehearsed() == ("one",)
    desk.save({"scenes/first/note.txt": "note 0"})
    assert desk.rehearsed() == ()
    desk.save(desk.files)
    assert desk.rehearsed() == ("one",)


def test_a_label_counts_where_it_is_asked_for(desk: Desk) -> None:
    code = desk.files["scenes/first/one.py"].replace("if note.is_file()", "if False")
    desk.save({"scenes/first/one.py": code})
    assert desk.rehearsed() == ("one",)
    for old, new, chapters in (("dot: dot", "dot: spot", ()), ("ring: ring", "ring: circle", ("one",))):
        desk.save(desk.replaced("script/lesson.md", old, new))
        assert desk.rehearsed() == chapters


@pytest.mark.parametrize("damage", [b"", b"[]", b"\0" * 99])
def test_what_is_damaged_is_not_there(desk: Desk, damage: bytes) -> None:
    for path in (desk.folder / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(damage)
    assert desk.rehearsed() == ("one", "two")
    assert desk.rehearsed() == ()


def test_a_file_of_the_scenes_that_cannot_be_read_is_left_to_the_rehearsal(desk: Desk) -> None:
    (desk.folder / "scenes" / "first" / "added.py").write_bytes(b"\xff")
    lesson = desk.planned(desk.folder / "script" / "lesson.md")
    store = RehearsalStore(desk.folder / "cache")
    assert store.get(lesson.source, lesson.contexts[0], desk.picture) is None
