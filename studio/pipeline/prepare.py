"""From a script to a lesson that is ready to be drawn: read, spoken, timed and rehearsed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, replace
from difflib import get_close_matches

from studio.checks.audio import find_in_sound
from studio.errors import AuthorError, Problem, StudioError
from studio.numbers import Number
from studio.pipeline.lesson import PreparedLesson
from studio.pipeline.progress import ProgressReporter
from studio.pipeline.request import Request
from studio.publish.aac import frames_in_step
from studio.publish.page import page_files, read_lesson_page, render_pages
from studio.rehearsal.model import RehearsedChapter
from studio.rehearsal.store import RehearsalStore
from studio.rehearsal.workers import SceneWorkers
from studio.scene.context import ChapterContext, chapter_contexts
from studio.scene.loading import SceneSource, find_scenes, load_numbers
from studio.script.front_matter import FrontMatter
from studio.script.model import Chapter, Script, Slide
from studio.script.parser import read_front_matter, read_script
from studio.speech.cache import SpeechCache
from studio.speech.engines.recorded import Recordings
from studio.speech.mix import mix
from studio.speech.narrate import speak_all
from studio.speech.voice import Speech, Voice
from studio.speech.voices import voice_named
from studio.store.reads import digests, merged, recording
from studio.store.versions import key_of, studio_digest
from studio.timeline import plan


def prepare_lesson(
    request: Request, workers: SceneWorkers, progress: ProgressReporter, *, slide: str | None = None
) -> PreparedLesson:
    """Read a script, speak it and run its scenes, without drawing anything.

    Parameters
    ----------
    request
        What is asked for.
    workers
        Runs the scenes.
    progress
        Is told how far it is.
    slide
        Where it is given, only the chapter of that slide is spoken and rehearsed.

    Raises
    ------
    AuthorError
        With everything that is wrong in the script, or else with what is wrong in the scenes of each chapter.
    StudioError
        If the voice, the token or the slide is not to be had.
    """
    progress.stage("script", 1)
    with recording() as reads:
        front = read_front_matter(request.script)
        source = find_scenes(request.script, front.scenes)
        files = digests([*source.files, *page_files(request.script, source)])
        token = request.parameters.get("token", front.token)
        numbers = {**front_numbers(front), **load_numbers(source, token)}
        script = read_script(request.script, numbers)
        page = read_lesson_page(request.script, source, numbers, token)
    slides = script.slides if slide is None else chapter_of(script, slide).slides
    progress.advance(1)

    voice = voice_of(request, front)
    speeches = _speak(request, front, slides, voice, progress)
    planned = plan(script, speeches, request.picture.fps)

    contexts = chapter_contexts(planned, numbers)
    with ThreadPoolExecutor(1) as aside:
        # What is wrong in the parts of the page is found before anything is drawn.
        pages = None if slide else aside.submit(render_pages, planned, page, request.size)
        chapters = _rehearse_all(request, source, contexts, workers, progress)
    if pages is not None:
        pages.result()
    # So an edited chapter leaves the sound of the others as it is. With `cfr` no picture can be held longer.
    step = 1 if request.encoder.cfr else frames_in_step(planned.fps)
    lengths = {one.id: one.frames for chapter in chapters for one in chapter.slides}
    timeline = planned.with_frames(lengths, step)
    return PreparedLesson(
        source, numbers, voice.key, contexts, page, timeline, chapters, merged(files, reads)
    )


def check_lesson(request: Request, workers: SceneWorkers, progress: ProgressReporter) -> PreparedLesson:
    """Rehearse a lesson as `prepare_lesson` does, and listen to it as well."""
    lesson = prepare_lesson(request, workers, progress)
    return replace(
        lesson, heard=find_in_sound(lesson.timeline, mix(lesson.timeline.samples, lesson.timeline.slots))
    )


def _speak(
    request: Request,
    front: FrontMatter,
    slides: Sequence[Slide],
    voice: Voice | Recordings,
    progress: ProgressReporter,
) -> dict[str, Speech]:
    """The finished sound of each slide; what was finished before comes out of the cache."""
    cache = SpeechCache(request.cache / "speech")
    keys = {
        slide.id: key_of(
            "narration",
            slide.narration.text,
            [asdict(pause) for pause in slide.narration.pauses],
            front.pronounce,
            front.language,
            voice.key,
            studio_digest(),
        )
        for slide in slides
    }
    speeches = {id: speech for id, key in keys.items() if (speech := cache.get(key)) is not None}
    missing = {slide.id: slide.narration for slide in slides if slide.id not in speeches}
    progress.stage("speech", len(missing))
    if missing:
        spoken = speak_all(
            missing,
            voice,
            front.pronounce,
            cache,
            language=front.language,
            # It is made here, whoever draws.
            jobs=min(request.jobs, os.cpu_count() or 1),
            on_spoken=lambda _: progress.advance(1),
            on_finished=lambda id, speech: cache.put(keys[id], speech),
        )
        speeches |= spoken
    return speeches


def voice_of(request: Request, front: FrontMatter) -> Voice | Recordings:
    """The voice that is asked for, or else the script's."""
    return voice_named(request.voice or front.voice, request.rate or front.rate, front.language)


def chapter_of(script: Script, slide: str) -> Chapter:
    """The chapter with a slide of that id.

    Raises
    ------
    StudioError
        If there is none; it names the nearest.
    """
    for chapter in script.chapters:
        if any(one.id == slide for one in chapter.slides):
            return chapter
    ids = [one.id for one in script.slides]
    near = get_close_matches(slide, ids, n=1)
    raise StudioError(
        f"{script.path} has no slide {slide!r}. "
        + (f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(ids)}.")
    )


def front_numbers(front: FrontMatter) -> dict[str, Number | str]:
    """What every script may write of its front matter: ``{module}``, ``{modules}`` and ``{minutes}``."""
    return {
        "module": Number(front.module, 0),
        "modules": Number(front.modules, 0),
        "minutes": Number(front.minutes, 0),
    }


def _rehearse_all(
    request: Request,
    source: SceneSource,
    contexts: Sequence[ChapterContext],
    workers: SceneWorkers,
    progress: ProgressReporter,
) -> tuple[RehearsedChapter, ...]:
    """Rehearse the chapters of which anything has changed."""
    store = RehearsalStore(request.cache / "rehearsal")
    chapters = {
        context.id: chapter
        for context in contexts
        if (chapter := store.get(source, context, request.picture)) is not None
    }
    progress.stage("rehearsal", len(contexts) - len(chapters))
    problems: list[Problem] = []
    futures = {
        workers.rehearse(source, context, request.picture): context
        for context in contexts
        if context.id not in chapters
    }
    for future in as_completed(futures):
        try:
            chapter = future.result()
        except AuthorError as error:
            problems += error.problems
        else:
            chapters[chapter.id] = chapter
            store.put(source, futures[future], request.picture, chapter)
        progress.advance(1)
    if problems:
        raise AuthorError(problems)
    return tuple(chapters[context.id] for context in contexts)
