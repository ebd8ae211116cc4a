"""Budget and shares of time, labels, spoken forms and alt texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.checks.finding import Severity
from studio.rehearsal.rehearse import rehearse
from studio.scene.settings import Picture
from studio.scene.suppressions import Check
from tests.studio.checks.lessons import SCENE, Find, checks, found_in, only


def test_a_slide_without_alt_text(find: Find) -> None:
    missing = only(find(alt=""))
    assert (missing.severity, missing.slide, missing.line) == (Severity.ERROR, "first", 12)
    assert missing.seconds is None
    assert '{alt="…"}' in missing.message


@pytest.mark.parametrize("share", [0.96, 1.04])
def test_a_film_within_its_budget(find: Find, share: float) -> None:
    assert find(minutes=5.5 / 60 / share) == []


@pytest.mark.parametrize("share", [0.94, 1.06, 3])
def test_a_film_out_of_its_budget(find: Find, share: float) -> None:
    out = only(find(minutes=5.5 / 60 / share))
    assert (out.severity, out.slide, out.line, out.seconds) == (Severity.ERROR, "", 4, None)
    assert "it lasts 0:05" in out.message
    assert "within 5%" in out.message


def test_a_chapter_over_its_share(find: Find) -> None:
    words = "[These](#word) words take long. " * 8
    code = (
        "self.wait_until_bookmark('word')\n" + "self.play(Create(Square()), run_time=0.5)\nself.wait(5)\n" * 4
    )
    words = "[These](#word) words take long. " + "These words take long. " * 9
    assert "share" not in checks(find(code, words, seconds=" seconds=10", minutes=0.4))
    over = next(
        one for one in find(code, words, seconds=" seconds=5", minutes=0.4) if one.check is Check.SHARE
    )
    assert (over.severity, over.slide, over.line) == (Severity.ERROR, "first", 10)
    assert "more than 15 s over its share of 0:05" in over.message


def test_a_label_that_is_never_shown(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.add(Text(self.label('key')))"
    assert find(code, labels="{key: Key}") == []
    unused = find(code, labels="\n  value: Value\n  key: Key\n  'query': Query")
    told = [(one.check, one.severity, one.slide) for one in unused]
    assert told == [(Check.LABEL, Severity.ERROR, "")] * 2
    for one, name in zip(unused, ("value", "query"), strict=True):
        assert f"no scene asks for self.label({name!r})" in one.message
        assert name in one.path.read_text().splitlines()[one.line - 1]


def test_an_entry_of_pronounce_that_is_never_said(find: Find) -> None:
    assert find(pronounce="{heard: herd, fine narration: good one}") == []
    unsaid = only(find(pronounce="{heard: herd, W_Q: W Q}"))
    assert (unsaid.check, unsaid.severity, unsaid.slide) == (Check.PRONOUNCE, Severity.ERROR, "")
    assert "no narration has 'W_Q' of `pronounce:`" in unsaid.message


def test_what_is_remarked_on_the_speech_is_passed_on(
    write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture
) -> None:
    lesson = planned(write_lesson(scenes=SCENE + " " * 12 + "self.wait_until_bookmark('words')\n"))
    chapters = [rehearse(lesson.source, context, picture) for context in lesson.contexts]
    (timed,) = lesson.timeline.slides
    speech = replace(timed.speech, remarks=("its third word is not heard. Say it again.",))
    told = replace(lesson.timeline, slides=(replace(timed, speech=speech),))
    found = found_in(told, chapters, lesson.source.root)
    (remark,) = (one for one in found if "third word" in one.message)
    assert (remark.severity, remark.slide, remark.line) == (Severity.WARNING, "first", timed.slide.line)
    assert not any(
        "third word" in one.message for one in found_in(lesson.timeline, chapters, lesson.source.root)
    )
