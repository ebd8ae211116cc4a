"""Have the slides of a lesson drawn that are not in the cache."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import as_completed
from pathlib import Path

from studio.drawing.segments import (
    STILL,
    DrawTask,
    Segment,
    find_segment,
    find_still,
    segment_at,
    segment_key,
    still_key,
)
from studio.pipeline.lesson import PreparedLesson
from studio.pipeline.partition import drawing_weight, partition_slides
from studio.pipeline.progress import ProgressReporter
from studio.pipeline.request import Request
from studio.rehearsal.workers import SceneWorkers
from studio.store.content import ContentStore


class SlideDrawing:
    """The slides of a timeline as segments; what is not in the cache is being drawn.

    Parameters
    ----------
    request, lesson, workers
        As for `render_film`.

    Attributes
    ----------
    missing
        The ids of the slides that are drawn.
    """

    def __init__(self, request: Request, lesson: PreparedLesson, workers: SceneWorkers) -> None:
        wanted = {timed.slide.id for timed in lesson.timeline.slides}
        slides = [slide for slide in lesson.slides if slide.id in wanted]
        store = ContentStore(request.cache / "segments")
        keys = {
            slide.id: segment_key(slide.fingerprint, request.picture, request.encoder) for slide in slides
        }
        found = {id: find_segment(store, key) for id, key in keys.items()}
        self._segments = {id: segment for id, segment in found.items() if segment is not None}
        self._drawn = {id: segment_at(store, key) for id, key in keys.items()}
        self._weights = {slide.id: drawing_weight(slide) for slide in lesson.slides}
        self.missing = tuple(slide.id for slide in slides if slide.id not in self._segments)
        chapters = [[slide.id for slide in context.slides] for context in lesson.contexts]
        contexts = {slide.id: context for context in lesson.contexts for slide in context.slides}
        self._tasks = [
            workers.draw(
                DrawTask(
                    lesson.source,
                    contexts[batch[0]],
                    tuple((id, keys[id]) for id in batch),
                    request.picture,
                    request.encoder,
                    store,
                    {slide.id: slide.shots for slide in slides if slide.id in batch},
                    lesson.reads_of(contexts[batch[0]]),
                )
            )
            for batch in partition_slides(chapters, self.missing, self._weights, request.jobs)
        ]

    def segments(self, progress: ProgressReporter) -> Mapping[str, Segment]:
        """Every slide of the timeline by its id, once all of them are drawn.

        Raises
        ------
        AuthorError
            For what goes wrong in a scene only when it is drawn.
        """
        progress.stage("pictures", sum(self._weights[id] for id in self.missing))
        for future in as_completed(self._tasks):
            for id in future.result():
                self._segments[id] = self._drawn[id]
                progress.advance(self._weights[id])
        return self._segments


def draw_missing_stills(
    request: Request, lesson: PreparedLesson, workers: SceneWorkers, progress: ProgressReporter
) -> tuple[Mapping[str, Path], tuple[str, ...]]:
    """The still of every slide, from its segment where there is one, and the ids of those that were drawn."""
    segments, store = (ContentStore(request.cache / name) for name in ("segments", "stills"))
    keys = {slide.id: still_key(slide.fingerprint, request.picture) for slide in lesson.slides}
    stills = {}
    for slide in lesson.slides:
        segment = find_segment(segments, segment_key(slide.fingerprint, request.picture, request.encoder))
        still = segment.still if segment else find_still(store, keys[slide.id])
        if still is not None:
            stills[slide.id] = still
    missing = tuple(id for id in keys if id not in stills)
    progress.stage("pictures", len(missing))
    tasks = []
    for context in lesson.contexts:
        wanted = tuple((slide.id, keys[slide.id]) for slide in context.slides if slide.id in missing)
        if wanted:
            tasks.append(
                DrawTask(
                    lesson.source,
                    context,
                    wanted,
                    request.picture,
                    None,
                    store,
                    reads=lesson.reads_of(context),
                )
            )
    for future in as_completed([workers.draw(task) for task in tasks]):
        for id in future.result():
            stills[id] = store.path(keys[id], STILL)
            progress.advance(1)
    return stills, missing
