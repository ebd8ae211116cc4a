"""Run a chapter's scene without drawing it.

Rehearsal fixes how long every slide lasts, finds each mistake that a render would hit, and gives every slide
its fingerprint: what decides whether it has to be drawn again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from studio.brief import ChapterBrief
from studio.checks import Allowance
from studio.files import atomic
from studio.inputs import are_current, key_of, recorded_reads, start_recording, studio_digest
from studio.layout import Clash, clashes
from studio.loading import SceneSource
from studio.numbers import Sum
from studio.settings import Picture

if TYPE_CHECKING:
    from studio.scene import LessonScene

MEASURED_FROM = 1080
"""Lines of a picture from which contrast is measured: on smaller ones thin strokes blur into their ground."""

STANDING = 0.5
"""Seconds from which a picture stands long enough for its layout to be seen."""


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
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    contrast: float | None = None


@dataclass(frozen=True)
class StandingPicture:
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
class Shot:
    """A part of a slide that is kept by what it shows: a picture that stands, or a row of movements.

    Parameters
    ----------
    first, frames
        Where it begins, from the start of its slide, and how long it lasts.
    fingerprint
        Digest of all that its pictures show.
    """

    first: int
    frames: int
    fingerprint: str


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
    allowed
        Exceptions from checks that the scene claims for it.
    """

    id: str
    frames: int
    movement_end: int
    moves: tuple[tuple[int, int], ...]
    waited: tuple[str, ...]
    late: tuple[tuple[str, int], ...]
    pictures: tuple[StandingPicture, ...]
    shots: tuple[Shot, ...]
    place: tuple[str, int] = "", 0
    allowed: tuple[Allowance, ...] = ()

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
    """

    id: str
    slides: tuple[RehearsedSlide, ...]
    used_labels: tuple[str, ...]
    reads: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class RehearsalStore:
    """Chapters that were rehearsed before, in one folder; to look one up takes no Manim."""

    folder: Path

    def _path(self, source: SceneSource, brief: ChapterBrief, picture: Picture) -> Path:
        told = asdict(brief)
        told["front"] = brief.front.model_dump()
        for part in (told, *told["slides"]):
            del part["line"]  # for messages only, as is the script's path
        del told["script"]
        # What was read are the files of one folder, and not those that were added since.
        return (
            self.folder / f"{key_of(told, source.root, source.names, asdict(picture), studio_digest())}.json"
        )

    def get(self, source: SceneSource, brief: ChapterBrief, picture: Picture) -> RehearsedChapter | None:
        """The chapter as it was rehearsed, or None if anything has changed that it depends on."""
        try:
            chapter = _STORED.validate_json(self._path(source, brief, picture).read_bytes())
        except (OSError, ValueError):
            return None
        return chapter if are_current(chapter.reads) else None

    def put(
        self, source: SceneSource, brief: ChapterBrief, picture: Picture, chapter: RehearsedChapter
    ) -> None:
        """Keep a rehearsed chapter."""
        with atomic(self._path(source, brief, picture)) as draft:
            draft.write_bytes(_STORED.dump_json(chapter))


_STORED = TypeAdapter(RehearsedChapter)


def rehearse(source: SceneSource, brief: ChapterBrief, picture: Picture) -> RehearsedChapter:
    """Run the scene of one chapter without drawing.

    Raises
    ------
    AuthorError
        For whatever goes wrong in the scene, and for slides that it does not show.
    """
    # Manim takes a second to import: only where a scene is run.
    from studio.drawing.renderer import Rehearsal
    from studio.performing import perform, require_all_slides

    start_recording()
    slides: list[RehearsedSlide] = []
    pictures: list[StandingPicture] = []

    def on_hold(scene: LessonScene, frames: int) -> None:
        if frames >= STANDING * picture.fps:
            pictures.append(_standing(scene, scene.slide_clock - frames))

    def on_slide(renderer: Rehearsal, scene: LessonScene, frames: int) -> None:
        drawn = None
        if picture.height >= MEASURED_FROM:
            renderer.update_frame(scene)
            drawn = renderer.pixels
        last = _standing(scene, scene.slide_clock - frames, drawn)
        earlier = tuple(one for one in pictures if one.frame != last.frame)
        pictures.clear()
        file, line = scene.slide_place
        within = Path(file).is_relative_to(source.root)
        slides.append(
            RehearsedSlide(
                id=scene.present.id,
                frames=scene.slide_clock,
                movement_end=scene.movement_end,
                moves=renderer.moves,
                waited=tuple(sorted(scene.waited)),
                late=tuple(scene.late.items()),
                pictures=(*earlier, last),
                shots=tuple(Shot(*shot) for shot in renderer.shots),
                place=(Path(file).relative_to(source.root).as_posix(), line) if within else ("", 0),
                allowed=tuple(scene.allowed),
            )
        )

    scene = perform(source, brief, picture, lambda: Rehearsal(on_hold, on_slide))
    require_all_slides(source, brief, len(slides))
    return RehearsedChapter(brief.id, tuple(slides), tuple(sorted(scene.used_labels)), recorded_reads())


def _standing(scene: LessonScene, frame: int, drawn: NDArray[np.uint8] | None = None) -> StandingPicture:
    """What is to be said of the present picture, which stands from a frame on."""
    from studio.looking import contrasts, look

    sight = look(scene)
    measured = {} if drawn is None else contrasts(sight, drawn, scene)
    texts = []
    for index, (text, words) in enumerate(sight.words):
        left, bottom = words.rows[:, :2].min(axis=0).tolist()
        right, top = words.rows[:, 2:].max(axis=0).tolist()
        texts.append(ShownText(text.text, left, bottom, right, top, words.size, measured.get(index)))
    found = clashes([words for _, words in sight.words], sight.shapes)
    return StandingPicture(frame, tuple(texts), sight.bounds, tuple(found), sight.sums)
