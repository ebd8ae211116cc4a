"""A lesson is copied, cut and edited so that it stays a lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.lessons import Lesson, copy_lesson
from benchmarks.speed import MODULE, SMALL, Subject
from studio.pipeline.prepare import lesson_numbers
from studio.script.model import Script
from studio.script.parser import read_script_file

SUBJECTS = pytest.mark.parametrize("subject", [SMALL, MODULE], ids=["small", "module"])


def read(lesson: Lesson) -> Script:
    read = read_script_file(lesson.script)
    return read.fill(lesson_numbers(lesson.source, read.front, read.front.parameters))


@SUBJECTS
def test_a_copy_says_the_same(tmp_path: Path, subject: Subject) -> None:
    whole, copy = read(Lesson(subject.script)), read(copy_lesson(subject.script, tmp_path / "copy"))
    assert copy.chapters == whole.chapters
    assert copy.front == whole.front


@SUBJECTS
def test_a_chapter_is_cut_out(tmp_path: Path, subject: Subject) -> None:
    whole = read(Lesson(subject.script))
    (chapter,) = (one for one in whole.chapters if one.id == subject.chapter)
    (cut,) = read(copy_lesson(subject.script, tmp_path / "copy", subject.chapter)).chapters
    assert [slide.narration.text for slide in cut.slides] == [
        slide.narration.text for slide in chapter.slides
    ]
    assert cut.scene == chapter.scene
    assert subject.slide in {slide.id for slide in cut.slides}


@SUBJECTS
def test_one_sentence_is_edited(tmp_path: Path, subject: Subject) -> None:
    lesson = copy_lesson(subject.script, tmp_path / "copy")
    before = read(lesson)
    lesson.edit_sentence(subject.slide)
    for old, new in zip(before.slides, read(lesson).slides, strict=True):
        added = "Now look. " if old.id == subject.slide else ""
        assert new.narration.text == added + old.narration.text


@SUBJECTS
def test_one_colour_is_edited(tmp_path: Path, subject: Subject) -> None:
    lesson = copy_lesson(subject.script, tmp_path / "copy")
    file, _, colour = subject.colour.rpartition(":")
    path = lesson.script.parent / file
    before = path.read_text(encoding="utf-8")
    lesson.edit_colour(file, colour)
    after = path.read_text(encoding="utf-8")
    assert len(after) == len(before)
    assert 1 <= sum(one != other for one, other in zip(before, after, strict=True)) <= before.count(colour)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        copy_lesson(SMALL.script, tmp_path / "one", "nowhere")
    lesson = copy_lesson(SMALL.script, tmp_path / "two")
    with pytest.raises(ValueError, match="nowhere"):
        lesson.edit_sentence("nowhere")
    with pytest.raises(ValueError, match="#123456"):
        lesson.edit_colour("small/shapes.py", "#123456")
