"""Run a chapter's scene without drawing it.

Rehearsal fixes how long every slide lasts, finds each mistake that a render would hit, and gives every slide
its fingerprint: what decides whether it has to be drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from studio.brief import ChapterBrief
from studio.files import atomic
from studio.inputs import are_current, key_of, recorded_reads, start_recording, studio_digest
from studio.loading import SceneSource
from studio.settings import Picture

if TYPE_CHECKING:
    from manim import Mobject

    from studio.scene import LessonScene


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
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


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
    texts
        Words on its last picture.
    bounds
        Left, bottom, right and top of all ink on its last picture, in Manim units.
    fingerprint
        Digest of all that its pictures show.
    """

    id: str
    frames: int
    movement_end: int
    moves: tuple[tuple[int, int], ...]
    waited: tuple[str, ...]
    late: tuple[tuple[str, int], ...]
    texts: tuple[ShownText, ...]
    bounds: tuple[float, float, float, float]
    fingerprint: str


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

    def on_slide(scene: LessonScene, fingerprint: str, moves: tuple[tuple[int, int], ...]) -> None:
        shown = [mobject for top in scene.mobjects for mobject in top.get_family() if _has_ink(mobject)]
        boxes = [_bounds(mobject) for mobject in shown]
        slides.append(
            RehearsedSlide(
                id=scene.present.id,
                frames=scene.slide_clock,
                movement_end=scene.movement_end,
                moves=moves,
                waited=tuple(sorted(scene.waited)),
                late=tuple(scene.late.items()),
                texts=tuple(_texts(scene)),
                bounds=(
                    min((box[0] for box in boxes), default=0.0),
                    min((box[1] for box in boxes), default=0.0),
                    max((box[2] for box in boxes), default=0.0),
                    max((box[3] for box in boxes), default=0.0),
                ),
                fingerprint=fingerprint,
            )
        )

    scene = perform(source, brief, picture, lambda: Rehearsal(on_slide))
    require_all_slides(source, brief, len(slides))
    return RehearsedChapter(brief.id, tuple(slides), tuple(sorted(scene.used_labels)), recorded_reads())


def _has_ink(mobject: Mobject) -> bool:
    from manim import VMobject
    from manim.mobject.types.image_mobject import AbstractImageMobject

    if not len(mobject.points):
        return False
    if not isinstance(mobject, VMobject):  # a ValueTracker has a point, too
        return isinstance(mobject, AbstractImageMobject)
    stroke = mobject.get_stroke_opacity() if mobject.stroke_width else 0.0
    return bool(mobject.get_fill_opacity() > 0 or stroke > 0)


def _bounds(mobject: Mobject) -> tuple[float, float, float, float]:
    low, high = mobject.points.min(axis=0), mobject.points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _texts(scene: LessonScene) -> Iterator[ShownText]:
    from studio.typesetting import Math, Text

    for top in scene.mobjects:
        for mobject in top.get_family():
            if isinstance(mobject, Text | Math) and any(_has_ink(glyph) for glyph in mobject.submobjects):
                low, high = mobject.get_corner((-1, -1, 0)), mobject.get_corner((1, 1, 0))
                yield ShownText(
                    mobject.text,
                    float(low[0]),
                    float(low[1]),
                    float(high[0]),
                    float(high[1]),
                    mobject.size,
                )
