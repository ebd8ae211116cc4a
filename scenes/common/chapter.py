"""What every chapter of the course has."""

from __future__ import annotations

from scenes.common.look import LOOK, CourseLook
from studio import kit


class Chapter(kit.Chapter):
    """A chapter in the look of the course."""

    look: CourseLook = LOOK

    def facts(self) -> list[tuple[str, str]]:
        """Where the lesson stands in the course, for its title card: what the front matter tells of it."""
        front = self.front
        before = front.prerequisite
        if isinstance(before, int):
            before = f"{self.label('module')} {before}"
        return [
            (self.label("module"), f"{front.module} / {front.modules}"),
            (self.label("section"), front.section),
            (self.label("track"), front.track),
            (self.label("prerequisite"), before or ""),
        ]
