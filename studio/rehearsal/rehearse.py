"""Run a chapter's scene without drawing it.

Rehearsal fixes how long every slide lasts, finds each mistake that a render would hit, and gives every slide
its fingerprint: what decides whether it has to be drawn again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.drawing.shots import Shot
from studio.rehearsal.layout import clashes
from studio.rehearsal.model import HeldFrame, RehearsedChapter, RehearsedSlide, ShownText
from studio.scene.context import ChapterContext
from studio.scene.importing import forget_saved, is_imported_elsewhere
from studio.scene.loading import SceneSource, authors_mistakes, scene_files
from studio.scene.settings import Picture
from studio.scene.uses import values_of
from studio.store.reads import recording

if TYPE_CHECKING:
    from studio.rehearsal.passing import Movements
    from studio.scene.lesson_scene import LessonScene

MEASURED_FROM = 1080
"""Lines of a picture from which contrast is measured: on smaller ones thin strokes blur into their ground."""

STANDING = 0.5
"""Seconds from which a picture stands long enough for its layout to be seen."""


def rehearse(source: SceneSource, context: ChapterContext, picture: Picture) -> RehearsedChapter:
    """Run the scene of one chapter without drawing.

    Raises
    ------
    AuthorError
        For whatever goes wrong in the scene, and for slides that it does not show.
    """
    # Manim takes a second to import: only where a scene is run.
    from studio.rehearsal.passing import Movements
    from studio.rehearsal.renderer import RehearsalRenderer
    from studio.scene.running import require_all_slides, run_scene

    slides: list[RehearsedSlide] = []
    pictures: list[HeldFrame] = []
    movements = Movements(source)

    def on_hold(scene: LessonScene, frames: int) -> None:
        if frames >= STANDING * picture.fps:
            pictures.append(_standing(scene, movements, scene.slide_clock - frames))

    def on_moment(scene: LessonScene, frame: int, begins: bool) -> bool:
        return movements.look(scene, frame, begins=begins)

    def on_slide(renderer: RehearsalRenderer, scene: LessonScene, frames: int) -> None:
        drawn = None
        if picture.height >= MEASURED_FROM:
            renderer.draw(scene)
            drawn = renderer.pixels
        last = _standing(scene, movements, scene.slide_clock - frames, drawn)
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
                suppressions=tuple(scene.suppressions),
                sounds=tuple(scene.sounds),
                passings=movements.passings(),
            )
        )

    with authors_mistakes(source):
        files = source.names_of(scene_files(source, context.scene))
    # A worker that lives long has seen other states of the author's files. And a module that is not imported
    # anew may have kept what it read for an earlier chapter.
    forget_saved()
    with recording(before_too=is_imported_elsewhere()) as reads:
        scene = run_scene(source, context, picture, lambda: RehearsalRenderer(on_hold, on_slide, on_moment))
    require_all_slides(source, context, len(slides))
    return RehearsedChapter(
        context.id,
        tuple(slides),
        tuple(sorted(scene.used_labels)),
        reads,
        files,
        values_of(context, scene.uses.names),
    )


def _standing(
    scene: LessonScene, movements: Movements, frame: int, drawn: NDArray[np.uint8] | None = None
) -> HeldFrame:
    """What is to be said of the present picture, which stands from a frame on."""
    from studio.rehearsal.inspect import contrasts, inspect_frame

    contents = inspect_frame(scene)
    measured = {} if drawn is None else contrasts(contents, drawn, scene)
    texts = []
    for index, (text, words) in enumerate(contents.words):
        left, bottom = words.rows[:, :2].min(axis=0).tolist()
        right, top = words.rows[:, 2:].max(axis=0).tolist()
        texts.append(
            ShownText(
                words.text,
                left,
                bottom,
                right,
                top,
                words.size,
                measured.get(index),
                movements.places_of(text),
            )
        )
    found = clashes([words for _, words in contents.words], contents.shapes)
    return HeldFrame(frame, tuple(texts), contents.bounds, tuple(found), contents.sums)
