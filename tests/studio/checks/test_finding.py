"""How a finding reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.checks.finding import Finding, Severity
from studio.scene.suppressions import Check


def test_how_a_finding_reads() -> None:
    place = Path("script/lesson.md")
    late = Finding(Check.LATE, Severity.ERROR, place, 12, "word", 65.25, "the picture is late. Shorten it.")
    assert (
        str(late)
        == "script/lesson.md:12: error: slide word at 1:05.2: the picture is late. Shorten it. [late]"
    )
    assert " at 2:00.0: " in str(replace(late, seconds=119.96))
    whole = Finding(Check.BUDGET, Severity.WARNING, place, 1, "", None, "it is long. Cut it.")
    assert str(whole) == "script/lesson.md:1: warning: the film: it is long. Cut it. [budget]"
    missing = Finding(Check.ALT, Severity.ERROR, place, 3, "word", None, "no alt text.")
    assert str(missing) == "script/lesson.md:3: error: slide word: no alt text. [alt]"
