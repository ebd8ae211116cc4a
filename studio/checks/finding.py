"""What a check reports: one thing to change, where it is, and how bad it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from studio.numbers import clock
from studio.scene.suppressions import Check
from studio.timeline import Timeline

MOST = 6
"""How many others are named that have the cause of a finding."""


class Severity(StrEnum):
    """An error is what no lesson should be shown with; a warning is what its author should look at.

    Neither stops a render: a film with a late picture is still a film.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to change.

    Parameters
    ----------
    check
        What was checked.
    severity
        Error or warning.
    path, line
        The place in the script, or in the scenes for what is to be changed there.
    slide
        Id of the slide; empty for the whole film.
    seconds
        When in the film; None where that says nothing.
    message
        One sentence: what is wrong, and what to do.
    about
        The words or labels that it is about.
    callers
        The author's lines that led to `line`, the nearest first: each as ``FILE:LINE``.
    """

    check: Check
    severity: Severity
    path: Path
    line: int
    slide: str
    seconds: float | None
    message: str
    about: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"slide {self.slide}" if self.slide else "the film"
        if self.slide and self.seconds is not None:
            tenths = round(self.seconds, 1)
            where += f" at {clock(tenths)}.{round(tenths * 10) % 10}"
        called = f" (called from {', '.join(self.callers)})" if self.callers else ""
        return f"{self.path}:{self.line}: {self.severity}: {where}: {self.message}{called} [{self.check}]"


def joined(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of those that one line of a scene causes at one moment: several words, one check."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        alone = () if finding.about else (len(groups),)
        key = (finding.check, finding.path, finding.line, finding.seconds, finding.callers, *alone)
        groups.setdefault(key, []).append(finding)
    return tuple(_one_of(group) for group in groups.values())


def _one_of(group: list[Finding]) -> Finding:
    first, *others = group
    about = tuple(dict.fromkeys(word for one in group for word in one.about))
    if not others:
        return first
    told = [" and ".join(map(repr, one.about)) for one in others[:MOST]]
    more = f" and {len(others) - MOST} more" if len(others) > MOST else ""
    return replace(first, message=f"{first.message} So it is with {', '.join(told)}{more}.", about=about)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def findings_json(timeline: Timeline, findings: Iterable[Finding]) -> str:
    """A lesson and what was found in it, as JSON: an object with ``seconds``, ``slides`` and ``findings``.

    Each finding is an object with ``check``, ``severity``, ``path``, ``line``, ``slide``, ``seconds``,
    ``message``, ``about`` and ``callers``, as in `Finding`.
    """
    report = {
        "seconds": round(timeline.seconds(timeline.frames), 3),
        "slides": len(timeline.slides),
        "findings": [asdict(finding) | {"path": str(finding.path)} for finding in findings],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)
