"""From a lesson that is ready to be drawn to a folder of artifacts."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

from studio.pipeline.draw import SlideDrawing, draw_missing_stills
from studio.pipeline.folder import published_in, remove_files, require_own_folder
from studio.pipeline.lesson import PreparedLesson
from studio.pipeline.prepare import voice_of
from studio.pipeline.progress import ProgressReporter
from studio.pipeline.records import BuildRecord, RenderResult, read_build_record, write_build_record
from studio.pipeline.request import Request
from studio.publish.aac import EncodedSound, encode_sound
from studio.publish.bundle import FILM_STEPS, SLIDES_STEPS, Bundle, publish_film, publish_slides
from studio.publish.decks import prepare_decks
from studio.publish.film import write_film
from studio.publish.manifest import read_manifest
from studio.publish.strings import lesson_title
from studio.rehearsal.workers import SceneWorkers
from studio.scene.loading import SceneSource, find_scenes
from studio.scene.page import page_files
from studio.script.parser import read_script_file
from studio.speech.mix import mix
from studio.store.files import copy_file, sha256_of
from studio.store.reads import are_current, merged
from studio.store.versions import key_of, studio_digest
from studio.timeline import Timeline


def unchanged_result(request: Request) -> RenderResult | None:
    """The film of the last render, if a new one would be the same: nothing it was made of has changed.

    Raises
    ------
    AuthorError
        If the script's front matter cannot be read.
    """
    record = read_build_record(request.cache, request.folder)
    if record is None or not are_current(record.reads):
        return None
    read = read_script_file(request.script)
    source = find_scenes(request.script, read.front.scenes, read.line_of("scenes"))
    if record.key != _request_key(request, voice_of(request, read.front).key, source):
        return None
    result = record.result
    standing = {
        name: sha256_of(result.folder / name) for name in result.artifacts if (result.folder / name).is_file()
    }
    return replace(result, drawn=()) if standing == result.artifacts else None


def _request_key(request: Request, voice: str, source: SceneSource) -> str:
    asked = asdict(request)
    del asked["cache"], asked["jobs"], asked["scheduler"]
    # A part that is added to the page, or a file to the scenes, is none that was read before.
    return key_of(asked, voice, source.names, page_files(request.script, source), studio_digest())


def render_film(
    request: Request, lesson: PreparedLesson, workers: SceneWorkers, progress: ProgressReporter
) -> RenderResult:
    """Draw what is not in the cache, and publish everything.

    Raises
    ------
    AuthorError
        For what goes wrong in a scene only when it is drawn.
    """
    require_own_folder(request.folder, lesson.timeline.script.front)
    before = published_in(request.folder)
    # What is known before the pictures are is done while the workers draw them.
    drawing = SlideDrawing(request, lesson, workers)
    with ThreadPoolExecutor(2) as aside:
        sound = aside.submit(_sound, request, lesson.timeline)
        aside.submit(lambda: lesson.findings)
        decks = aside.submit(prepare_decks, lesson.timeline, request.size, request.folder)
        segments = drawing.segments(progress)
        progress.stage("publishing", FILM_STEPS)
        manifest = publish_film(
            _bundle(request, lesson),
            [segments[timed.slide.id].video for timed in lesson.timeline.slides],
            {id: segment.still for id, segment in segments.items()},
            sound.result,
            decks.result(),
            lambda: progress.advance(1),
        )
    result = _result(lesson, manifest, drawing.missing)
    remove_files(request.folder, before - result.artifacts.keys())
    # As they were when they were read: one that was saved since is new to the next render.
    reads = merged(lesson.reads, *(chapter.reads for chapter in lesson.chapters))
    record = BuildRecord(_request_key(request, lesson.voice, lesson.source), reads, result)
    write_build_record(request.cache, request.folder, record)
    return result


def render_slides(
    request: Request, lesson: PreparedLesson, workers: SceneWorkers, progress: ProgressReporter
) -> RenderResult:
    """Make what needs no film: the stills, the PowerPoint deck with pictures alone, and the handout.

    No movement is drawn. The manifest then lists these files alone; a film that stands beside them stays.

    Raises
    ------
    AuthorError
        For what goes wrong in a scene only when it is drawn.
    """
    require_own_folder(request.folder, lesson.timeline.script.front)
    stills, drawn = draw_missing_stills(request, lesson, workers, progress)
    progress.stage("publishing", SLIDES_STEPS)
    manifest = publish_slides(_bundle(request, lesson), stills, lambda: progress.advance(1))
    return _result(lesson, manifest, drawn)


def render_preview(
    request: Request,
    lesson: PreparedLesson,
    workers: SceneWorkers,
    progress: ProgressReporter,
    *,
    slide: str | None = None,
) -> Path:
    """Make a quick film, with sound and captions, of one slide or of the whole lesson.

    Returns
    -------
    Path
        The film, in the folder ``preview`` of the lesson; the still of a single slide stands beside it.

    Raises
    ------
    AuthorError
        For what goes wrong in a scene only when it is drawn.
    """
    if slide is not None:
        lesson = replace(lesson, timeline=lesson.timeline.only(slide))
    timeline = lesson.timeline
    segments = SlideDrawing(request, lesson, workers).segments(progress)
    folder = request.folder / "preview"
    path = folder / f"{slide or request.script.stem}.mp4"
    if slide is not None:
        copy_file(segments[slide].still, path.with_suffix(".png"))
    return write_film(
        timeline,
        [segments[timed.slide.id].video for timed in timeline.slides],
        _sound(request, timeline),
        lesson.captions,
        path,
    )


def _sound(request: Request, timeline: Timeline) -> EncodedSound:
    """The encoded sound of the whole film; a slide that sounds as before is not encoded again."""
    jobs = min(request.jobs, os.cpu_count() or 1)
    return encode_sound(
        mix(timeline.samples, timeline.slots, timeline.sounds),
        timeline.sample_starts,
        request.cache / "sound",
        jobs,
    )


def _result(lesson: PreparedLesson, manifest: Path, drawn: tuple[str, ...]) -> RenderResult:
    folder = manifest.parent
    listed = read_manifest(manifest).artifacts
    timeline = lesson.timeline
    return RenderResult(
        folder=folder,
        title=lesson_title(timeline.script.front),
        seconds=timeline.seconds(timeline.frames),
        chapters=len(timeline.script.chapters),
        slides=len(timeline.slides),
        artifacts={entry.path: entry.sha256 for entry in listed} | {manifest.name: sha256_of(manifest)},
        findings=lesson.findings,
        drawn=drawn,
    )


def _bundle(request: Request, lesson: PreparedLesson) -> Bundle:
    return Bundle(
        timeline=lesson.timeline,
        captions=lesson.captions,
        page=lesson.page,
        numbers=lesson.numbers,
        voice=lesson.voice,
        size=request.size,
        folder=request.folder,
    )
