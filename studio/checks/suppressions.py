"""What a scene suppresses of the findings on its slide, and what it suppresses in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.checks.finding import Finding, Severity
from studio.checks.slide import CheckedSlide
from studio.scene.suppressions import Check


def apply_suppressions(slide: CheckedSlide, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what the scene suppresses; where it suppresses what nothing finds, that is a finding."""
    used = set()
    for finding in findings:
        matching = {
            one
            for one in slide.rehearsed.suppressions
            if one.check == finding.check and one.match in finding.message
        }
        used |= matching
        if not matching:
            yield finding
    for one in dict.fromkeys(slide.rehearsed.suppressions):
        if one not in used and not one.optional:
            about = f" with {one.match!r} in the message" if one.match else ""
            yield slide.in_script(
                Check.SUPPRESSION,
                None,
                f"its scene suppresses {one.check.value!r}{about}, but there is no such finding. "
                "Remove the line with `self.suppress`.",
                severity=Severity.WARNING,
            )
