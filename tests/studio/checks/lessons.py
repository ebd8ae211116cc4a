"""What is found in small lessons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.captions.captions import captions
from studio.checks.all import find_all
from studio.checks.finding import Finding, Severity
from studio.rehearsal.model import RehearsedChapter
from studio.timeline import Timeline

Find = Callable[..., list[Finding]]

IN_SCENE = Severity.ERROR, "first", "parts.py", 8
"""Of a finding that is to be mended in the scene: the line in which it begins the slide."""

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


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


def checks(findings: list[Finding]) -> list[str]:
    return [finding.check.value for finding in findings]
