"""Each finding has a lesson that gives rise to it, and one like it that does not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from studio.captions.captions import captions
from studio.checks.findings import Finding, Severity, find_all
from studio.rehearsal.model import RehearsedChapter
from studio.rehearsal.rehearse import rehearse
from studio.scene.settings import Picture
from studio.scene.suppressions import Check
from studio.timeline import Timeline

Find = Callable[..., list[Finding]]

IN_SCENE = Severity.ERROR, "first", "parts.py", 8
"""Of a finding that is to be mended in the scene: the line in which it begins the slide."""

# Fifty characters: five seconds, with the bookmark after 2.2, and half a second of pause.
WORDS = "These are words to be [heard](#word) in this fine narration"
FRONT = """\
---
course: {{module: 1}}
title: A lesson
minutes: {minutes}
scenes: parts.py
pause: 0.5
labels: {labels}
pronounce: {pronounce}
---
"""
SCENE = """\
from manim import *
from studio import LessonScene
from studio.scene.typesetting import Math, Text


class One(LessonScene):
    def construct(self):
        with self.slide("first"):
"""


def found_in(timeline: Timeline, chapters: list[RehearsedChapter], root: Path) -> list[Finding]:
    return list(find_all(timeline, chapters, captions(timeline), root))


@pytest.fixture
def find(write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture) -> Find:
    """Finds what there is in a lesson of one slide, in which a scene plays some code."""

    def run(
        code: str = "self.wait_until_bookmark('word')",
        words: str = WORDS,
        *,
        alt: str = "alt=A",
        minutes: float = 5.5 / 60,
        labels: str = "{}",
        pronounce: str = "{}",
        seconds: str = "",
        fps: int = picture.fps,
        height: int = picture.height,
    ) -> list[Finding]:
        script = write_lesson(
            f"# One {{scene=One{seconds}}}\n\n## First {{#first {alt}}}\n\n{words}\n",
            SCENE + indent(code, " " * 12),
            front=FRONT.format(minutes=minutes, labels=labels, pronounce=pronounce),
        )
        lesson = planned(script, fps)
        size = Picture(height * 16 // 9, height, fps)
        chapters = [rehearse(lesson.source, context, size) for context in lesson.contexts]
        lengths = {slide.id: slide.frames for chapter in chapters for slide in chapter.slides}
        return found_in(lesson.timeline.with_frames(lengths), chapters, lesson.source.root)

    return run


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


def test_a_lesson_without_fault(find: Find) -> None:
    assert find() == []


def test_a_picture_that_comes_late_to_a_word(find: Find) -> None:
    code = "self.play(Create(Square()), run_time={})\nself.wait_until_bookmark('word')"
    assert find(code.format(2.2)) == []
    late = only(find(code.format(2.7)))
    assert (late.severity, late.slide, late.line) == (Severity.ERROR, "first", 14)
    assert late.seconds == 2.2
    assert "'word' 0.50 s after its word" in late.message


def test_a_bookmark_that_no_scene_waits_for(find: Find) -> None:
    for used in ("wait_until_bookmark", "duration_of", "time_until"):
        assert find(f"self.{used}('word')") == []
    unused = only(find("pass"))
    assert (unused.severity, unused.slide, unused.line) == (Severity.ERROR, "first", 14)
    assert unused.seconds == 2.2
    assert "no scene waits for the bookmark 'word'" in unused.message


def test_unused_bookmarks_are_told_in_their_order(find: Find) -> None:
    names = [f"b{number}" for number in (3, 1, 9, 4, 8, 0, 7)]
    words = " ".join(f"[word](#{name})" for name in names)
    found = find("pass", words, minutes=(len(names) * 0.5 + 0.4) / 60)
    assert [finding.message.split("'")[1] for finding in found] == names


@pytest.mark.parametrize("end", [2.5, 5.0, 5.5])
def test_a_movement_within_the_narration_and_its_pause(find: Find, end: float) -> None:
    code = f"self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time={end - 2.2:.1f})"
    assert [finding for finding in find(code) if "moves on" in finding.message] == []


@pytest.mark.parametrize("fps", [7, 13, 24, 25, 30, 60])
def test_a_movement_may_fill_the_slide_to_its_last_frame(find: Find, fps: int) -> None:
    frames = math.ceil(5.5 * fps)
    code = "self.play(Create(Square()), run_time={})"
    assert not any("moves on" in one.message for one in find(code.format(frames / fps), fps=fps))
    (over,) = (one for one in find(code.format((frames + 1) / fps), fps=fps) if "moves on" in one.message)
    assert f"moves on for {1 / fps:.2f} s" in over.message


def test_a_movement_that_runs_over(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time=4.3)"
    (over,) = (finding for finding in find(code) if "moves on" in finding.message)
    assert (over.severity, over.slide, over.path.name, over.line) == IN_SCENE
    assert over.seconds == 6.5
    assert "moves on for 1.00 s" in over.message


# 96 characters.
LONG = (
    "[These](#word) words take very long to be said, "
    "and meanwhile one looks and looks at the same old picture"
)


def test_a_picture_that_stands_still_for_long(find: Find) -> None:
    minutes = 101 / 600
    begin = "self.wait_until_bookmark('word')\n"
    moves = "self.wait({})\nself.play(Create(Square()), run_time=0.5)"
    assert find(begin + moves.format(5), LONG, minutes=minutes) == []
    still = only(find(begin, LONG, minutes=minutes))
    assert (still.severity, still.slide, still.path.name, still.line) == IN_SCENE
    assert still.seconds == 0
    assert "stands still for 9.6 s" in still.message
    after = only(find(begin + moves.format(0.1), LONG, minutes=minutes))
    assert after.seconds == 0.6
    assert "stands still for 9.0 s" in after.message


def test_a_slow_movement_is_no_standing_still(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time=9)"
    assert find(code, LONG, minutes=10 / 60) == []


@pytest.mark.parametrize(
    "add",
    [
        "Square(0.2, stroke_width=0, fill_opacity=1).shift({} * {})",
        "Text('edge', size=30).move_to({} * {})",
        "Line(ORIGIN, {} * {})",
    ],
)
@pytest.mark.parametrize(
    ("way", "inside", "outside"),
    [("RIGHT", 5.9, 6.6), ("LEFT", 5.9, 6.6), ("UP", 3.4, 3.8), ("DOWN", 3.4, 3.8)],
)
def test_what_reaches_out_of_the_safe_area(
    find: Find, add: str, way: str, inside: float, outside: float
) -> None:
    code = "self.wait_until_bookmark('word')\nself.add(" + add + ")"
    assert find(code.format(way, inside)) == []
    out = only(find(code.format(way, outside)))
    assert (out.severity, out.slide, out.path.name, out.line) == IN_SCENE
    assert out.seconds == 2.2
    assert "outside the safe area" in out.message


def test_what_reaches_exactly_to_the_safe_area_is_in_it(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.add(Rectangle(width=12.8, height=7.2))"
    assert find(code) == []


def test_text_that_is_too_small(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.add({})"
    for good in ("Text('word', size=26)", "Math('x', size=26)", "Text('word', size=52).scale(0.5)"):
        assert find(code.format(good)) == []
    for bad in ("Text('word', size=25)", "Math('x', size=25)", "Text('word', size=50).scale(0.5)"):
        small = only(find(code.format(bad)))
        assert (small.severity, small.slide, small.path.name, small.line) == IN_SCENE
        assert "is set in 25.0 px" in small.message
    assert find(code.format("Text('unseen', size=10).set_opacity(0)")) == []


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


def test_a_label_that_is_never_shown(find: Find) -> None:
    code = "self.wait_until_bookmark('word')\nself.add(Text(self.label('key')))"
    assert find(code, labels="{key: Key}") == []
    unused = find(code, labels="\n  value: Value\n  key: Key\n  'query': Query")
    told = [(one.check, one.severity, one.slide) for one in unused]
    assert told == [(Check.LABEL, Severity.ERROR, "")] * 2
    for one, name in zip(unused, ("value", "query"), strict=True):
        assert f"no scene shows the label {name!r}" in one.message
        assert name in one.path.read_text().splitlines()[one.line - 1]


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


def test_of_a_part_of_the_film_only_its_slides_are_looked_at(
    write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture
) -> None:
    script = write_lesson(
        "# One {scene=One}\n\n## First\n\nWords.\n\n## Second\n\nWords.\n",
        SCENE + " " * 12 + "pass\n        with self.slide('second'): pass\n",
        minutes=3,
    )
    lesson = planned(script)
    chapters = [rehearse(lesson.source, context, picture) for context in lesson.contexts]
    root = lesson.source.root
    assert [one.slide for one in found_in(lesson.timeline, chapters, root)] == ["", "first", "second"]
    assert [one.slide for one in found_in(lesson.timeline.only("second"), chapters, root)] == ["second"]


def test_findings_come_in_the_order_of_the_film(
    write_lesson: Callable[..., Path], planned: Callable[..., Any], picture: Picture
) -> None:
    script = write_lesson(
        "# One {scene=One}\n\n## First\n\nWords.\n\n## Second\n\nWords.\n\n"
        "# Two {scene=Two}\n\n## Third\n\nWords.\n",
        "from studio import LessonScene\n\n\n"
        "class One(LessonScene):\n    def construct(self):\n"
        "        with self.slide('first'): pass\n        with self.slide('second'): pass\n\n\n"
        "class Two(LessonScene):\n    def construct(self):\n        with self.slide('third'): pass\n",
        minutes=3,
    )
    lesson = planned(script)
    chapters = [rehearse(lesson.source, context, picture) for context in lesson.contexts]
    found = found_in(lesson.timeline, chapters, lesson.source.root)
    assert [finding.slide for finding in found] == ["", "first", "second", "third"]
    assert all(finding.path == script for finding in found)


def test_how_a_finding_reads() -> None:
    place = Path("script/lesson.md")
    late = Finding(Check.LATE, Severity.ERROR, place, 12, "word", 65.25, "the picture is late. Shorten it.")
    assert (
        str(late)
        == "script/lesson.md:12: error: slide word at 1:05.2: the picture is late. Shorten it. [late]"
    )
    whole = Finding(Check.BUDGET, Severity.WARNING, place, 1, "", None, "it is long. Cut it.")
    assert str(whole) == "script/lesson.md:1: warning: the film: it is long. Cut it. [budget]"
    missing = Finding(Check.ALT, Severity.ERROR, place, 3, "word", None, "no alt text.")
    assert str(missing) == "script/lesson.md:3: error: slide word: no alt text. [alt]"


def checks(findings: list[Finding]) -> list[str]:
    return [finding.check.value for finding in findings]


@pytest.mark.parametrize(
    ("good", "bad", "check", "message"),
    [
        (
            "Text('one').place(-2, 0), Text('two').place(1, 0)",
            "Text('one').place(0, 0), Text('two').place(0.2, 0)",
            "overlap",
            "'one' and 'two' lie over each other",
        ),
        (
            "Rectangle(width=4, height=1), Text('a role').place(0, -0.1, 'center')",
            "Rectangle(width=1.2, height=1), Text('a long role').place(0, -0.1, 'center')",
            "crossed",
            "the outline of a Rectangle runs through 'a long role'",
        ),
        (
            "Square(1, fill_opacity=1, fill_color=GRAY_E), Text('word').place(0, 0, 'center').set_z_index(1)",
            "Text('word').place(0, 0, 'center'), Square(2, fill_opacity=0.5)",
            "covered",
            "a filled Square lies over 'word'",
        ),
        (
            "Text('Query').place(-2, 0), Text('Value').place(0, 0)",
            "Text('Query').place(-2, 0), Text('Value').place(0, -0.05)",
            "baseline",
            "'Query' and 'Value' stand on baselines that differ by 6.8 px",
        ),
    ],
)
def test_what_lies_over_what_and_what_does_not_stand_on_one_line(
    find: Find, good: str, bad: str, check: str, message: str
) -> None:
    code = "self.wait_until_bookmark('word')\nself.add({})"
    assert find(code.format(good)) == []
    found = only(find(code.format(bad)))
    assert (found.severity, found.slide, found.path.name, found.line) == IN_SCENE
    assert (found.check, found.seconds) == (check, 2.2)
    assert message in found.message


def test_what_stands_in_the_middle_of_a_slide_is_looked_at_too(find: Find) -> None:
    passing = "over = Text('two').place(0.2, 0)\nself.add(Text('one').place(0, 0), over)\n"
    code = "self.wait_until_bookmark('word')\n" + passing + "self.wait({})\nself.remove(over)"
    assert checks(find(code.format(0.3))) == []
    assert checks(find(code.format(0.6))) == ["overlap"]


def test_a_sum_that_does_not_add_up_as_it_is_written(find: Find) -> None:
    code = (
        "from studio import Number, Sum\nself.wait_until_bookmark('word')\n"
        "shown = Square()\n"
        "shown.stated_sum = Sum((Number(0.44, {places}), Number(-0.33, {places})), {total})\n"
        "self.add(shown)"
    )
    assert find(code.format(places=2, total="Number(0.11, 2)")) == []
    wrong = only(find(code.format(places=1, total="Number(0.11, 2)")))
    assert wrong.check is Check.SUM
    assert "0.4 − 0.3 = 0.11 does not add up" in wrong.message


@pytest.mark.parametrize(
    ("good", "bad", "ratio"),
    [
        ("Text('word', color='#7f7f7f')", "Text('word', color='#707070')", "4.2"),
        ("Text('word', size=48, color='#606060')", "Text('word', size=48, color='#505050')", "2.6"),
        ("Text('word').set_opacity(0.6)", "Text('word').set_opacity(0.3)", "2.4"),
    ],
)
def test_words_that_can_hardly_be_told_from_their_ground(find: Find, good: str, bad: str, ratio: str) -> None:
    code = "self.wait_until_bookmark('word')\nself.add({})"
    assert find(code.format(good), height=1080) == []
    faint = only(find(code.format(bad), height=1080))
    assert (faint.check, faint.seconds) == (Check.CONTRAST, 2.2)
    assert f"'word' has a contrast of {ratio}" in faint.message


def test_a_caption_that_is_gone_too_soon(find: Find) -> None:
    hasty = "[Now](#word) " + " ".join(["extraordinarily"] * 8)
    code = "self.wait_until_bookmark('word')\nself.play(Create(Square()), run_time=0.5)\nself.wait(4)\n"
    code += "self.play(Create(Square()), run_time=0.5)"
    # The voice of these tests says ten characters a second, whatever the pace of a real one.
    assert "caption" not in checks(find(code, hasty, minutes=13.5 / 60))
    assert "caption" in checks(find(code, "[Now](#word) " + "x" * 60, minutes=7 / 60))


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


def test_an_entry_of_pronounce_that_is_never_said(find: Find) -> None:
    assert find(pronounce="{heard: herd, fine narration: good one}") == []
    unsaid = only(find(pronounce="{heard: herd, W_Q: W Q}"))
    assert (unsaid.check, unsaid.severity, unsaid.slide) == (Check.PRONOUNCE, Severity.ERROR, "")
    assert "no narration has 'W_Q' of `pronounce:`" in unsaid.message


OVER = "self.wait_until_bookmark('word')\nself.add(Text('one').place(0, 0), Text('two').place(0.2, 0))\n"


def test_what_a_scene_claims_to_be_meant_is_no_finding(find: Find) -> None:
    assert checks(find(OVER)) == ["overlap"]
    assert find(OVER + "self.suppress('overlap', 'one is struck out by two')") == []
    assert find(OVER + "self.suppress('overlap', 'one is struck out by two', match='one')") == []


def test_what_a_scene_claims_in_vain_is_told(find: Find) -> None:
    assert checks(find(OVER + "self.suppress('overlap', 'a reason', match='three')")) == [
        "overlap",
        "suppression",
    ]
    assert find("self.wait_until_bookmark('word')\nself.suppress('crossed', 'a reason', optional=True)") == []
    vain = only(find("self.wait_until_bookmark('word')\nself.suppress('crossed', 'a reason')"))
    assert (vain.check, vain.severity, vain.line) == (Check.SUPPRESSION, Severity.WARNING, 12)
    assert "suppresses 'crossed', but nothing is found" in vain.message
