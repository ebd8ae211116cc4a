"""How a finding reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.checks.finding import Finding, Severity, joined
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


def test_findings_of_one_cause_are_one() -> None:
    first = Finding(Check.SMALL, Severity.ERROR, Path("a.py"), 3, "word", 1.0, "'a' is small.", ("a",))
    second = replace(first, message="'b' is small.", about=("b",))
    elsewhere, silent = replace(first, line=4), replace(first, about=())
    told = joined([first, second, elsewhere, silent, silent])
    assert [one.line for one in told] == [3, 4, 3, 3]
    assert told[0].message == "'a' is small. So it is with 'b'."
    assert told[0].about == ("a", "b")
