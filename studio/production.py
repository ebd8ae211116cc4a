"""From a script to a folder of artifacts: the one place that knows the order of the stages."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Protocol

from studio.brief import ChapterBrief, chapter_briefs
from studio.errors import AuthorError, Problem, StudioError
from studio.files import copy_file, sha256_of
from studio.findings import Finding, find_all
from studio.inputs import Reads, are_current, digests, key_of, merged, recording, studio_digest
from studio.listening import find_in_sound
from studio.loading import SceneSource, find_scenes, load_numbers
from studio.numbers import Number, Numbers
from studio.publish.aac import EncodedSound, encode_sound, frames_in_step
from studio.publish.captions import Caption, captions, write_srt, write_vtt
from studio.publish.decks import prepare_decks, still_paths, write_decks, write_picture_decks
from studio.publish.film import write_film
from studio.publish.manifest import read_manifest, write_manifest
from studio.publish.page import LessonPage, page_files, read_lesson_page, render_pages, write_pages
from studio.publish.sound import mix, slide_starts, write_clip
from studio.receipts import Film, Receipt, read_receipt, write_receipt
from studio.rehearsal import RehearsalStore, RehearsedChapter, RehearsedSlide, rehearse
from studio.request import Request
from studio.script.front_matter import FrontMatter
from studio.script.model import Chapter, Script, Slide
from studio.script.parser import read_front_matter, read_script
from studio.segments import DrawTask, Segment, SegmentStore, draw, segment_key
from studio.sharing import drawing_weight, shared_out
from studio.snapshots import StillStore, StillTask, draw_stills, still_key
from studio.speech.cache import SpeechCache
from studio.speech.narrate import speak_all
from studio.speech.recorded import Recordings
from studio.speech.voice import Speech, Voice
from studio.speech.voices import voice_named
from studio.timeline import Timeline, plan


class Watcher(Protocol):
    """Whoever wants to know how far the work is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins that has so much to do."""
        ...

    def advance(self, amount: int) -> None:
        """So much of the stage is done."""
        ...


@dataclass(frozen=True)
class Rehearsed:
    """A lesson that is ready to be drawn.

    Parameters
    ----------
    source
        Its scenes.
    numbers
        Its table of numbers, for the token asked for.
    voice
        The key of the voice that speaks it.
    briefs
        What each chapter's scene is told.
    page
        What it brings to its page.
    timeline
        With the lengths that rehearsal found.
    chapters
        What rehearsal found.
    reads
        The author's files that it depends on, besides those that the chapters read.
    heard
        What there is to say about its sound, if somebody listened.
    """

    source: SceneSource
    numbers: Numbers
    voice: str
    briefs: tuple[ChapterBrief, ...]
    page: LessonPage
    timeline: Timeline
    chapters: tuple[RehearsedChapter, ...]
    reads: Reads
    heard: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to say about it."""
        return find_all(self.timeline, self.chapters, self.source.root) + self.heard

    @property
    def slides(self) -> tuple[RehearsedSlide, ...]:
        """All slides, in the order of the film."""
        return tuple(slide for chapter in self.chapters for slide in chapter.slides)

    def reads_of(self, brief: ChapterBrief) -> dict[Path, str]:
        """The author's files that the scene of a chapter depends on, with their digests."""
        return {
            Path(path): digest
            for chapter in self.chapters
            if chapter.id == brief.id
            for path, digest in chapter.reads.items()
        }


def rehearse_lesson(
    request: Request, pool: Executor, watcher: Watcher, *, slide: str | None = None
) -> Rehearsed:
    """Read a script, speak it and run its scenes, without drawing anything.

    Parameters
    ----------
    request
        What is asked for.
    pool
        Runs the scenes.
    watcher
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
    watcher.stage("script", 1)
    with recording() as reads:
        front = read_front_matter(request.script)
        source = find_scenes(request.script, front.scenes)
        files = digests([*source.files, *page_files(request.script, source)])
        token = front.token if request.token is None else request.token
        numbers = {**front_numbers(front), **load_numbers(source, token)}
        script = read_script(request.script, numbers)
        page = read_lesson_page(request.script, source, numbers, token)
    slides = script.slides if slide is None else chapter_of(script, slide).slides
    watcher.advance(1)

    voice = _voice(request, front)
    speeches = _speak(request, front, slides, voice, watcher)
    planned = plan(script, speeches, request.picture.fps)

    briefs = chapter_briefs(planned, numbers)
    with ThreadPoolExecutor(1) as aside:
        # What is wrong in the parts of the page is found before anything is drawn.
        pages = None if slide else aside.submit(render_pages, planned, page, _size(request))
        chapters = _rehearse_all(request, source, briefs, pool, watcher)
    if pages is not None:
        pages.result()
    # So an edited chapter leaves the sound of the others as it is. With `cfr` no picture can be held longer.
    step = 1 if request.encoder.cfr else frames_in_step(planned.fps)
    lengths = {one.id: one.frames for chapter in chapters for one in chapter.slides}
    timeline = planned.with_frames(lengths, step)
    return Rehearsed(source, numbers, voice.key, briefs, page, timeline, chapters, merged(files, reads))


def check_lesson(request: Request, pool: Executor, watcher: Watcher) -> Rehearsed:
    """Rehearse a lesson as `rehearse_lesson` does, and listen to it as well."""
    lesson = rehearse_lesson(request, pool, watcher)
    return replace(lesson, heard=find_in_sound(lesson.timeline, mix(lesson.timeline)))


def _speak(
    request: Request,
    front: FrontMatter,
    slides: Sequence[Slide],
    voice: Voice | Recordings,
    watcher: Watcher,
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
    watcher.stage("speech", len(missing))
    if missing:
        spoken = speak_all(
            missing,
            voice,
            front.pronounce,
            cache,
            language=front.language,
            # It is made here, whoever draws.
            jobs=min(request.jobs, os.cpu_count() or 1),
            on_spoken=lambda _: watcher.advance(1),
            on_finished=lambda id, speech: cache.put(keys[id], speech),
        )
        speeches |= spoken
    return speeches


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
    briefs: Sequence[ChapterBrief],
    pool: Executor,
    watcher: Watcher,
) -> tuple[RehearsedChapter, ...]:
    """Rehearse the chapters of which anything has changed."""
    store = RehearsalStore(request.cache / "rehearsal")
    chapters = {
        brief.id: chapter
        for brief in briefs
        if (chapter := store.get(source, brief, request.picture)) is not None
    }
    watcher.stage("rehearsal", len(briefs) - len(chapters))
    problems: list[Problem] = []
    futures = {
        pool.submit(rehearse, source, brief, request.picture): brief
        for brief in briefs
        if brief.id not in chapters
    }
    for future in as_completed(futures):
        try:
            chapter = future.result()
        except AuthorError as error:
            problems += error.problems
        else:
            chapters[chapter.id] = chapter
            store.put(source, futures[future], request.picture, chapter)
        watcher.advance(1)
    if problems:
        raise AuthorError(problems)
    return tuple(chapters[brief.id] for brief in briefs)


def unchanged_film(request: Request) -> Film | None:
    """The film of the last render, if a new one would be the same: nothing it was made of has changed.

    Raises
    ------
    AuthorError
        If the script's front matter cannot be read.
    """
    receipt = read_receipt(_receipt(request))
    if receipt is None or not are_current(receipt.reads):
        return None
    front = read_front_matter(request.script)
    source = find_scenes(request.script, front.scenes)
    if receipt.key != _request_key(request, _voice(request, front).key, source):
        return None
    film = receipt.film
    standing = {
        name: sha256_of(film.folder / name) for name in film.artifacts if (film.folder / name).is_file()
    }
    return replace(film, drawn=()) if standing == film.artifacts else None


def _receipt(request: Request) -> Path:
    """Where the receipt of a render into this folder is kept."""
    return request.cache / "renders" / f"{key_of(request.folder.resolve())}.json"


def _request_key(request: Request, voice: str, source: SceneSource) -> str:
    asked = asdict(request)
    del asked["cache"], asked["jobs"], asked["scheduler"]
    # A part that is added to the page, or a file to the scenes, is none that was read before.
    return key_of(asked, voice, source.names, page_files(request.script, source), studio_digest())


def _size(request: Request) -> tuple[int, int]:
    return request.picture.width, request.picture.height


def _voice(request: Request, front: FrontMatter) -> Voice | Recordings:
    return voice_named(request.voice or front.voice, request.rate or front.rate, front.language)


def make_film(request: Request, lesson: Rehearsed, pool: Executor, watcher: Watcher) -> Film:
    """Draw what is not in the cache, and publish everything.

    Raises
    ------
    AuthorError
        For what goes wrong in a scene only when it is drawn.
    """
    # What is known before the pictures are is done while the workers draw them.
    drawing = _Drawing(request, lesson, pool)
    with ThreadPoolExecutor(2) as aside:
        sound = aside.submit(_sound, request, lesson.timeline)
        shown = aside.submit(captions, lesson.timeline)
        aside.submit(lambda: lesson.findings)
        decks = aside.submit(prepare_decks, lesson.timeline, _size(request), request.folder)
        segments = drawing.segments(watcher)
        manifest = _publish(request, lesson, segments, sound.result, shown.result(), decks.result(), watcher)
    film = _film(lesson, manifest, drawing.missing)
    # As they were when they were read: one that was saved since is new to the next render.
    reads = merged(lesson.reads, *(chapter.reads for chapter in lesson.chapters))
    write_receipt(_receipt(request), Receipt(_request_key(request, lesson.voice, lesson.source), reads, film))
    return film


def make_slides(request: Request, lesson: Rehearsed, pool: Executor, watcher: Watcher) -> Film:
    """Make what needs no film: the stills, the PowerPoint deck with pictures alone, and the handout.

    No movement is drawn. The manifest then lists these files alone; a film that stands beside them stays.

    Raises
    ------
    AuthorError
        For what goes wrong in a scene only when it is drawn.
    """
    found, drawn = _stills(request, lesson, pool, watcher)
    watcher.stage("publishing", 3)
    folder = request.folder
    stills = _publish_stills(lesson.timeline, found, folder)
    watcher.advance(1)
    size = _size(request)
    artifacts = [*stills, *write_picture_decks(lesson.timeline, size, stills, folder)]
    watcher.advance(1)
    manifest = _publish_manifest(request, lesson, stills, artifacts)
    watcher.advance(1)
    return _film(lesson, manifest, drawn)


def _stills(
    request: Request, lesson: Rehearsed, pool: Executor, watcher: Watcher
) -> tuple[Mapping[str, Path], tuple[str, ...]]:
    """The still of every slide, from its segment where there is one, and the ids of those that were drawn."""
    segments, store = SegmentStore(request.cache / "segments"), StillStore(request.cache / "stills")
    keys = {slide.id: still_key(slide.fingerprint, request.picture) for slide in lesson.slides}
    stills = {}
    for slide in lesson.slides:
        segment = segments.get(segment_key(slide.fingerprint, request.picture, request.encoder))
        still = segment.still if segment else store.get(keys[slide.id])
        if still is not None:
            stills[slide.id] = still
    missing = tuple(id for id in keys if id not in stills)
    watcher.stage("pictures", len(missing))
    tasks = []
    for brief in lesson.briefs:
        wanted = tuple((slide.id, keys[slide.id]) for slide in brief.slides if slide.id in missing)
        if wanted:
            tasks.append(
                StillTask(lesson.source, brief, wanted, request.picture, store, reads=lesson.reads_of(brief))
            )
    for future in as_completed([pool.submit(draw_stills, task) for task in tasks]):
        for id in future.result():
            stills[id] = store.path(keys[id])
            watcher.advance(1)
    return stills, missing


def make_preview(
    request: Request, lesson: Rehearsed, pool: Executor, watcher: Watcher, *, slide: str | None = None
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
    timeline = lesson.timeline if slide is None else lesson.timeline.only(slide)
    segments = _Drawing(request, replace(lesson, timeline=timeline), pool).segments(watcher)
    folder = request.folder / "preview"
    path = folder / f"{slide or request.script.stem}.mp4"
    if slide is not None:
        copy_file(segments[slide].still, path.with_suffix(".png"))
    return write_film(
        timeline,
        [segments[timed.slide.id].video for timed in timeline.slides],
        _sound(request, timeline),
        captions(timeline),
        path,
    )


class _Drawing:
    """The slides of a timeline as segments; what is not in the cache is being drawn.

    Parameters
    ----------
    request, lesson, pool
        As for `make_film`.

    Attributes
    ----------
    missing
        The ids of the slides that are drawn.
    """

    def __init__(self, request: Request, lesson: Rehearsed, pool: Executor) -> None:
        wanted = {timed.slide.id for timed in lesson.timeline.slides}
        slides = [slide for slide in lesson.slides if slide.id in wanted]
        store = SegmentStore(request.cache / "segments")
        keys = {
            slide.id: segment_key(slide.fingerprint, request.picture, request.encoder) for slide in slides
        }
        self._segments = {id: segment for id, key in keys.items() if (segment := store.get(key)) is not None}
        self._drawn = {id: store.paths(key) for id, key in keys.items()}
        self._weights = {slide.id: drawing_weight(slide) for slide in lesson.slides}
        self.missing = tuple(slide.id for slide in slides if slide.id not in self._segments)
        chapters = [[slide.id for slide in brief.slides] for brief in lesson.briefs]
        briefs = {slide.id: brief for brief in lesson.briefs for slide in brief.slides}
        self._tasks = [
            pool.submit(
                draw,
                DrawTask(
                    lesson.source,
                    briefs[batch[0]],
                    tuple((id, keys[id]) for id in batch),
                    request.picture,
                    request.encoder,
                    store,
                    {slide.id: slide.shots for slide in slides if slide.id in batch},
                    lesson.reads_of(briefs[batch[0]]),
                ),
            )
            for batch in shared_out(chapters, self.missing, self._weights, request.jobs)
        ]

    def segments(self, watcher: Watcher) -> Mapping[str, Segment]:
        """Every slide of the timeline by its id, once all of them are drawn.

        Raises
        ------
        AuthorError
            For what goes wrong in a scene only when it is drawn.
        """
        watcher.stage("pictures", sum(self._weights[id] for id in self.missing))
        for future in as_completed(self._tasks):
            for id in future.result():
                self._segments[id] = self._drawn[id]
                watcher.advance(self._weights[id])
        return self._segments


def _sound(request: Request, timeline: Timeline) -> EncodedSound:
    """The encoded narration of the whole film; a slide that sounds as before is not encoded again."""
    jobs = min(request.jobs, os.cpu_count() or 1)
    return encode_sound(mix(timeline), slide_starts(timeline), request.cache / "sound", jobs)


def _publish(
    request: Request,
    lesson: Rehearsed,
    segments: Mapping[str, Segment],
    encoded: Callable[[], EncodedSound],
    shown: Sequence[Caption],
    prepared: bytes,
    watcher: Watcher,
) -> Path:
    """Write all that a film has, and return the manifest, which lists it."""
    folder = request.folder
    stem = folder.name
    timeline = lesson.timeline
    size = _size(request)
    watcher.stage("publishing", 8)
    videos = [segments[timed.slide.id].video for timed in timeline.slides]
    stills = _publish_stills(timeline, {id: segment.still for id, segment in segments.items()}, folder)
    watcher.advance(1)
    # The decks do without the sound, and are mostly packing, which another processor does.
    with ThreadPoolExecutor(1) as aside:
        decks = aside.submit(write_decks, timeline, size, stills, videos, folder, prepared)
        sound = encoded()
        artifacts = [write_film(timeline, videos, sound, shown, folder / f"{stem}.mp4")]
        watcher.advance(1)
        artifacts.append(write_clip(timeline, sound, folder / f"{stem}.m4a"))
        watcher.advance(1)
        artifacts.append(write_vtt(shown, folder / f"{stem}.vtt"))
        watcher.advance(1)
        artifacts.append(write_srt(shown, folder / f"{stem}.srt"))
        watcher.advance(1)
        artifacts += [*stills, *decks.result()]
        watcher.advance(1)
    published = [path.name for path in artifacts]
    artifacts += write_pages(render_pages(timeline, lesson.page, size, shown, published), folder)
    watcher.advance(1)
    manifest = _publish_manifest(request, lesson, stills, artifacts)
    watcher.advance(1)
    return manifest


def _publish_stills(timeline: Timeline, found: Mapping[str, Path], folder: Path) -> list[Path]:
    """Put a still of each slide into the lesson's folder, and take away those of slides that are gone."""
    stills = [
        copy_file(found[timed.slide.id], path)
        for timed, path in zip(timeline.slides, still_paths(timeline, folder), strict=True)
    ]
    for stale in set((folder / "slides").glob("*.png")) - set(stills):
        stale.unlink()
    return stills


def _publish_manifest(
    request: Request, lesson: Rehearsed, stills: Sequence[Path], artifacts: Sequence[Path]
) -> Path:
    return write_manifest(
        lesson.timeline,
        (request.picture.width, request.picture.height),
        lesson.voice,
        lesson.numbers,
        stills,
        artifacts,
        request.folder / "manifest.json",
    )


def _film(lesson: Rehearsed, manifest: Path, drawn: tuple[str, ...]) -> Film:
    folder = manifest.parent
    listed = read_manifest(manifest).artifacts
    timeline = lesson.timeline
    front = timeline.script.front
    return Film(
        folder=folder,
        title=f"Module {front.module}: {front.title}",
        seconds=timeline.seconds(timeline.frames),
        chapters=len(timeline.script.chapters),
        slides=len(timeline.slides),
        artifacts={entry.path: entry.sha256 for entry in listed} | {manifest.name: sha256_of(manifest)},
        findings=lesson.findings,
        drawn=drawn,
    )
