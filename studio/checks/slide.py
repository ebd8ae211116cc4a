"""One slide as it was planned and as it was rehearsed: what the checks of a slide look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from studio.checks.finding import Finding, Severity
from studio.rehearsal.model import Place, RehearsedSlide
from studio.scene.suppressions import Check
from studio.timeline import TimedSlide, Timeline


@dataclass(frozen=True)
class CheckedSlide:
    """A slide, and where what is found on it has its place.

    Parameters
    ----------
    timeline
        The lesson.
    timed
        The slide as it was planned.
    rehearsed
        What rehearsal found out about it.
    scenes
        The folder that the place of the slide is relative to.
    """

    timeline: Timeline
    timed: TimedSlide
    rehearsed: RehearsedSlide
    scenes: Path

    def in_script(
        self,
        check: Check,
        frame: int | None,
        message: str,
        *,
        line: int | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding in the script: at the slide's heading, unless another line is given.

        `frame` counts from the start of the slide.
        """
        seconds = None if frame is None else self.timeline.seconds(self.timed.first + frame)
        slide = self.timed.slide
        line = slide.line if line is None else line
        return Finding(check, severity, self.timeline.script.path, line, slide.id, seconds, message)

    def in_scene(
        self,
        check: Check,
        frame: int,
        message: str,
        *,
        about: tuple[str, ...] = (),
        places: tuple[Place, ...] = (),
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding in the scene: at the innermost of `places`, or where the slide begins.

        Where neither is known, it is in the script.
        """
        found = replace(self.in_script(check, frame, message, severity=severity), about=about)
        (file, line), *callers = places or (self.rehearsed.place,)
        if not line:
            return found
        return replace(
            found,
            path=self.scenes / file,
            line=line,
            callers=tuple(f"{Path(name).name}:{number}" for name, number in callers),
        )


def shorten(text: str, width: int = 40) -> str:
    """A text on one line of at most `width` characters, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
