"""From a script to a lesson that is ready to be drawn: read, spoken, timed and rehearsed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, replace
from difflib import get_close_matches

from studio.checks.audio import find_in_sound
from studio.errors import AuthorError, Problem, StudioError
from studio.numbers import Number, Numbers
from studio.pipeline.lesson import PreparedLesson
from studio.pipeline.progress import ProgressReporter
from studio.pipeline.request import Request
from studio.publish.aac import frames_in_step
from studio.publish.page_parts import render_parts
from studio.rehearsal.model import RehearsedChapter
from studio.rehearsal.store import RehearsalStore
from studio.rehearsal.workers import SceneWorkers
from studio.scene.context import ChapterContext, chapter_contexts
from studio.scene.loading import SceneSource, find_scenes, load_numbers
from studio.scene.page import page_files, read_lesson_page
from studio.script.front_matter import FrontMatter
from studio.script.model import Chapter, Script, Slide
from studio.script.parameters import resolve_parameters
from studio.script.parser import ScriptFile, read_script_file
from studio.speech.cache import SpeechCache
from studio.speech.engines.recorded import Recordings
from studio.speech.mix import mix
from studio.speech.narrate import speak_all
from studio.speech.voice import Speech, Voice, VoiceError
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
        If the voice, a parameter or the slide is not to be had.
    """
    progress.stage("script", 1)
    with recording() as reads:
        read = read_script_file(request.script)
        front = read.front
        source = find_scenes(request.script, front.scenes, read.line_of("scenes"))
        files = digests([*source.files, *page_files(request.script, source)])
        parameters = resolve_parameters(front, request.parameters)
        numbers = lesson_numbers(source, front, parameters)
        script = read.fill(numbers)
        page = read_lesson_page(request.script, source, numbers, parameters)
    slides = script.slides if slide is None else chapter_of(script, slide).slides
    progress.advance(1)

    with _at_its_line(request, read):
        voice = voice_of(request, front)
        speeches = _speak(request, front, slides, voice, progress)
    planned = plan(script, speeches, request.picture.fps)

    contexts = chapter_contexts(planned, numbers)
    with ThreadPoolExecutor(1) as aside:
        # What is wrong in the parts of the page is found before anything is drawn.
        parts = None if slide else aside.submit(render_parts, page, script)
        chapters = _rehearse_all(request, source, contexts, workers, progress)
    # So an edited chapter leaves the sound of the others as it is. With `cfr` no picture can be held longer.
    step = 1 if request.encoder.cfr else frames_in_step(planned.fps)
    lengths = {one.id: one.frames for chapter in chapters for one in chapter.slides}
    sounds = {one.id: one.sounds for chapter in chapters for one in chapter.slides}
    timeline = planned.with_frames(lengths, step).with_sounds(sounds)
    return PreparedLesson(
        source=source,
        numbers=numbers,
        voice=voice.key,
        contexts=contexts,
        page=None if parts is None else parts.result(),
        timeline=timeline,
        chapters=chapters,
        reads=merged(files, reads),
    )


def check_lesson(request: Request, workers: SceneWorkers, progress: ProgressReporter) -> PreparedLesson:
    """Rehearse a lesson as `prepare_lesson` does, and listen to its narration, without added sounds."""
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


@contextmanager
def _at_its_line(request: Request, read: ScriptFile) -> Iterator[None]:
    """Tell what is wrong with a voice at the line of the script that asks for it, if the script does."""
    try:
        yield
    except VoiceError as error:
        if request.voice is not None or ("voice",) not in read.lines:
            raise
        raise AuthorError([Problem(request.script, read.line_of("voice"), 1, str(error), "")]) from error


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


def lesson_numbers(source: SceneSource, front: FrontMatter, parameters: Mapping[str, str]) -> Numbers:
    """What a script may write in braces.

    That is its own table of numbers, its parameters, and of the front matter ``{minutes}`` and, where they
    are given, ``{module}`` and ``{modules}``; the first of these that has a name is asked.

    Raises
    ------
    AuthorError, StudioError
        See `load_numbers`.
    """
    counts = {"module": front.course.module, "modules": front.course.modules, "minutes": front.minutes}
    own = {name: Number(count, 0) for name, count in counts.items() if count is not None}
    return {**own, **parameters, **load_numbers(source, parameters)}


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
