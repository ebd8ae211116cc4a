"""What rehearsal finds out: plain data, small enough to be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from studio.drawing.shots import Shot
from studio.numbers import Sum
from studio.rehearsal.layout import Clash
from studio.scene.suppressions import Suppression
from studio.speech.sound import Sound
from studio.store.versions import key_of

Place = tuple[str, int]
"""An author's file, relative to the folder of the scenes, and a line in it."""


@dataclass(frozen=True)
class ShownText:
    """Words on the last picture of a slide.

    Parameters
    ----------
    text
        The words, or the source of the formula.
    left, bottom, right, top
        Bounds of the ink in Manim units, (0, 0) being the middle of the picture.
    size
        Pixels of the em at 1080p.
    contrast
        Against what lies around it, from 1 to 21, measured on the drawn picture; None where it was not drawn.
    places
        The author's lines at work when it moved last, the innermost first; empty if it never did.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    contrast: float | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Passing:
    """Words that lie over others while they move.

    Parameters
    ----------
    words, other
        What is written.
    frame
        From which they do, counted from the start of the slide.
    frames
        How long.
    places
        The author's lines that are at work then, the innermost first.
    """

    words: str
    other: str
    frame: int
    frames: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class HeldFrame:
    """A picture that stands for a while.

    Parameters
    ----------
    frame
        From which it stands, counted from the start of its slide.
    texts
        Words on it.
    bounds
        Left, bottom, right and top of all ink, in Manim units.
    clashes
        What lies over what, and what does not stand on one line.
    sums
        What it shows to add up.
    """

    frame: int
    texts: tuple[ShownText, ...]
    bounds: tuple[float, float, float, float]
    clashes: tuple[Clash, ...]
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class RehearsedSlide:
    """What rehearsal found out about a slide; times in frames from its start.

    Parameters
    ----------
    id
        Of the slide.
    frames
        How long it lasts.
    movement_end
        Where its last movement ends.
    moves
        The spans in which its picture moves.
    waited
        Bookmarks that the scene asks for, sorted.
    late
        Bookmarks that were over before the scene came to wait for them, and by how many frames.
    pictures
        Those that stand for a while, the last one of the slide at the end.
    shots
        Its parts, end to end.
    place
        The author's file, relative to the folder of the scenes, and the line in which the scene begins the
        slide; line 0 where that is in no file of the author's.
    suppressions
        Checks that the scene suppresses on it.
    sounds
        What the scene adds to its narration.
    passings
        Words that pass over others.
    """

    id: str
    frames: int
    movement_end: int
    moves: tuple[tuple[int, int], ...]
    waited: tuple[str, ...]
    late: tuple[tuple[str, int], ...]
    pictures: tuple[HeldFrame, ...]
    shots: tuple[Shot, ...]
    place: tuple[str, int] = "", 0
    suppressions: tuple[Suppression, ...] = ()
    sounds: tuple[Sound, ...] = ()
    passings: tuple[Passing, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Digest of all that its pictures show."""
        return key_of([(shot.frames, shot.fingerprint) for shot in self.shots])

    @property
    def texts(self) -> tuple[ShownText, ...]:
        """Words on its last picture."""
        return self.pictures[-1].texts


@dataclass(frozen=True)
class RehearsedChapter:
    """What rehearsal found out about a chapter.

    Parameters
    ----------
    id
        Of the chapter.
    slides
        In the order of the film.
    used_labels
        Names of the labels that it shows, sorted.
    reads
        The author's files that it depends on.
    files
        Those in which a class of its scene's name is defined, relative to the folder of the scenes.
    uses
        What it asks of its script's front matter, labels and numbers, with digests of the answers.
    """

    id: str
    slides: tuple[RehearsedSlide, ...]
    used_labels: tuple[str, ...]
    reads: dict[str, str] = field(default_factory=dict, hash=False)
    files: tuple[str, ...] = ()
    uses: dict[str, str] = field(default_factory=dict, hash=False)
