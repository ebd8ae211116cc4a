"""A scene is told of its chapter, and of nothing that it has no use for."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from studio.numbers import Number
from studio.scene.context import chapter_contexts
from studio.script.parser import read_script_file
from studio.speech.voice import Speech, Word
from studio.timeline import Cue, Timeline, plan

NUMBERS = {"q1": Number(0.12), "token": "king"}
SCRIPT = """\
---
course: {module: 1}
title: A lesson
minutes: 1
scenes: parts
pause: 0.5
labels: {query: "Query {q1}"}
---
# The first {#first scene=First}
## One {#one}
Some [words](#words).
## Two
More.
# The second {#second scene=Second}
## Three
Last.
"""


@pytest.fixture
def timeline(tmp_path: Path) -> Timeline:
    path = tmp_path / "lesson.md"
    path.write_text(SCRIPT, encoding="utf-8")
    script = read_script_file(path).fill(NUMBERS)
    speech = Speech(np.zeros(1000, np.float32), 1000, (Word(0, 4, 0.1, 0.3), Word(5, 10, 0.4, 0.8)))
    return plan(script, {slide.id: speech for slide in script.slides}, 30)


def test_each_chapter_has_its_context(timeline: Timeline) -> None:
    first, second = chapter_contexts(timeline, NUMBERS)
    assert (first.id, first.title, first.scene, first.line) == ("first", "The first", "First", 9)
    assert (second.id, second.title, second.scene, second.line) == ("second", "The second", "Second", 14)
    assert [(one.index, one.count, one.fps) for one in (first, second)] == [(0, 2, 30), (1, 2, 30)]
    assert [slide.id for slide in first.slides] == ["one", "two"]
    assert [slide.id for slide in second.slides] == ["three"]
    for one in (first, second):
        assert one.script == timeline.script.path
        assert one.front == timeline.script.front
        assert one.labels == {"query": "Query 0.12"}
        assert one.numbers == NUMBERS


def test_a_slide_has_its_length_and_its_bookmarks(timeline: Timeline) -> None:
    one, two = chapter_contexts(timeline, NUMBERS)[0].slides
    assert (one.title, one.line, one.frames, one.cues) == ("One", 10, 45, (Cue("words", 12, 24),))
    assert (two.title, two.line, two.frames, two.cues) == ("Two", 12, 45, ())


def test_a_context_crosses_to_another_process(timeline: Timeline) -> None:
    for context in chapter_contexts(timeline, NUMBERS):
        assert pickle.loads(pickle.dumps(context)) == context


def test_a_context_knows_neither_the_narration_nor_where_its_chapter_stands(timeline: Timeline) -> None:
    """An edit of one chapter leaves the contexts of the others as they are."""
    longer = timeline.with_frames({"one": 1000})
    assert chapter_contexts(longer, NUMBERS)[0] != chapter_contexts(timeline, NUMBERS)[0]
    assert chapter_contexts(longer, NUMBERS)[1] == chapter_contexts(timeline, NUMBERS)[1]
