"""What every chapter of the course has."""

from __future__ import annotations

from scenes.common.look import LOOK, CourseLook
from studio import kit


class Chapter(kit.Chapter):
    """A chapter in the look of the course."""

    look: CourseLook = LOOK

    def facts(self) -> list[tuple[str, str]]:
        """Where the lesson stands in the course, for its title card: what the front matter tells of it."""
        course = self.front.course
        before = course.prerequisite
        if isinstance(before, int):
            before = f"{self.label('module')} {before}"
        return [
            (self.label("module"), f"{course.module} / {course.modules}"),
            (self.label("section"), course.section),
            (self.label("track"), course.track),
            (self.label("prerequisite"), before or ""),
        ]
