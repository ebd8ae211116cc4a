"""What a script says, once it is parsed: plain data, in the order of the film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studio.script.front_matter import FrontMatter


@dataclass(frozen=True)
class Bookmark:
    """A named span of a narration: ``text[start:end]`` are its words."""

    name: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Pause:
    """Silence of so many seconds, before the character at `offset` of the narration.

    A character that is seen stands there, or the narration ends.
    """

    offset: int
    seconds: float


@dataclass(frozen=True)
class Narration:
    """What is said during one slide, as it is written: numbers filled in, markup gone.

    Parameters
    ----------
    text
        The sentences; paragraphs are joined by one blank line (two line feeds), other white
        space is single spaces.
    bookmarks, pauses
        In the order of the text; offsets count characters of `text`.
    """

    text: str
    bookmarks: tuple[Bookmark, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Slide:
    """The unit of narration, of the still, of the notes, of caching and of parallel work."""

    id: str
    title: str
    alt: str
    narration: Narration
    line: int


@dataclass(frozen=True)
class Chapter:
    """A top-level heading: one scene class, one chapter mark.

    `seconds` is its share of the film, where the script gives it one.
    """

    id: str
    title: str
    scene: str
    slides: tuple[Slide, ...]
    line: int
    seconds: float | None = None


@dataclass(frozen=True)
class Script:
    """One lesson in one language, numbers filled in.

    `lines` are those of the keys of its front matter, and of the entries in the tables there.
    """

    path: Path
    front: FrontMatter = field(hash=False)
    labels: dict[str, str] = field(hash=False)
    chapters: tuple[Chapter, ...] = ()
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict, hash=False)

    @property
    def slides(self) -> tuple[Slide, ...]:
        """All slides of all chapters, in the order of the film."""
        return tuple(slide for chapter in self.chapters for slide in chapter.slides)

    def line_of(self, *keys: str) -> int:
        """Give the line of a key of the front matter, or of an entry in the table below it.

        Where there is no such entry, it is that of the last key that there is; 1 if there is none.
        """
        return line_of(self.lines, keys)


def line_of(lines: Mapping[tuple[str, ...], int], keys: tuple[str, ...]) -> int:
    """Give the line of a key, or of the nearest above it that there is; see `Script.line_of`."""
    return next((lines[keys[:end]] for end in range(len(keys), 0, -1) if keys[:end] in lines), 1)
