"""The manifest: one JSON file that describes the film and all the files that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from studio.errors import StudioError
from studio.numbers import Number, Numbers
from studio.store.files import atomic, sha256_of
from studio.timeline import TimedSlide, Timeline


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WrittenNumber(_Entry):
    """A number as the lesson writes it, and its value: None for a word."""

    written: str
    value: float | None


class Moment(_Entry):
    """The start of a frame, and its time from the start of the film, to the millisecond."""

    frame: int
    seconds: float


class BookmarkEntry(_Entry):
    """A bookmark: its name, the words that it marks, its first frame, and the first after it."""

    name: str
    text: str
    start: Moment
    end: Moment


class WordEntry(_Entry):
    """A word as it is written, and when it is heard, in seconds from the start of the film."""

    text: str
    begins: float
    ends: float


class SlideEntry(_Entry):
    """A slide: `start` is its first frame, `end` the first after it, `still` the path of its picture."""

    id: str
    title: str
    chapter: str
    start: Moment
    end: Moment
    still: str
    alt: str
    notes: str
    bookmarks: tuple[BookmarkEntry, ...]
    words: tuple[WordEntry, ...]


class Artifact(_Entry):
    """A published file: its path from the folder of the manifest, its size and its digest."""

    path: str
    bytes: int
    sha256: str


class Manifest(_Entry):
    """All that is known about a published film.

    `script` is the name of the script's file, `scenes` what it names; `course` holds what it says of the
    course that the lesson belongs to.
    """

    title: str
    script: str
    scenes: str
    course: dict[str, int | str]
    fps: int
    frames: int
    width: int
    height: int
    voice: str
    numbers: dict[str, WrittenNumber]
    slides: tuple[SlideEntry, ...]
    artifacts: tuple[Artifact, ...]


def write_manifest(
    timeline: Timeline,
    size: tuple[int, int],
    voice: str,
    numbers: Numbers,
    stills: Sequence[Path],
    artifacts: Iterable[Path],
    path: Path,
) -> Path:
    """Write the manifest. It holds no time stamp and no path from outside its folder.

    Parameters
    ----------
    timeline
        The film.
    size
        Width and height of the picture in pixels.
    voice
        The key of the voice that speaks.
    numbers
        The lesson's table of numbers; written in the order of the names.
    stills
        One file for each slide, in the order of the film.
    artifacts
        The files to list; written in the order of their paths. The manifest does not list itself.
    path
        The ``manifest.json`` to write, in the folder of all the others.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    StudioError
        If a file lies outside the folder of the manifest.
    """
    listed = sorted((_relative(file, path), file) for file in artifacts)
    with ThreadPoolExecutor() as pool:
        digests = list(pool.map(sha256_of, (file for _, file in listed)))
    script = timeline.script
    manifest = Manifest(
        title=script.front.title,
        script=script.path.name,
        scenes=script.front.scenes,
        course=script.front.course.model_dump(exclude_unset=True),
        fps=timeline.fps,
        frames=timeline.frames,
        width=size[0],
        height=size[1],
        voice=voice,
        numbers={name: _number(numbers[name]) for name in sorted(numbers)},
        slides=tuple(
            _slide(timed, timeline, _relative(still, path))
            for timed, still in zip(timeline.slides, stills, strict=True)
        ),
        artifacts=tuple(
            Artifact(path=name, bytes=file.stat().st_size, sha256=digest)
            for (name, file), digest in zip(listed, digests, strict=True)
        ),
    )
    with atomic(path) as draft:
        draft.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8", newline="\n")
    return path


def read_manifest(path: Path) -> Manifest:
    """Read what `write_manifest` wrote."""
    return Manifest.model_validate_json(path.read_bytes())


def _relative(file: Path, manifest: Path) -> str:
    try:
        return file.relative_to(manifest.parent).as_posix()
    except ValueError:
        raise StudioError(f"{file} lies outside {manifest.parent}, the folder of the manifest.") from None


def _number(number: Number | str) -> WrittenNumber:
    return WrittenNumber(written=str(number), value=None if isinstance(number, str) else float(number.value))


def _slide(timed: TimedSlide, timeline: Timeline, still: str) -> SlideEntry:
    slide, text = timed.slide, timed.slide.narration.text
    marked = {mark.name: text[mark.start : mark.end] for mark in slide.narration.bookmarks}
    starts = timeline.seconds(timed.first)

    def moment(frame: int) -> Moment:
        return Moment(frame=frame, seconds=round(timeline.seconds(frame), 3))

    return SlideEntry(
        id=slide.id,
        title=slide.title,
        chapter=timed.chapter.title,
        start=moment(timed.first),
        end=moment(timed.end),
        still=still,
        alt=slide.alt,
        notes=text,
        bookmarks=tuple(
            BookmarkEntry(
                name=cue.name,
                text=marked[cue.name],
                start=moment(timed.first + cue.first),
                end=moment(timed.first + cue.end),
            )
            for cue in timed.cues
        ),
        words=tuple(
            WordEntry(
                text=text[word.start : word.end],
                begins=round(starts + word.begins, 3),
                ends=round(starts + word.ends, 3),
            )
            for word in timed.speech.words
        ),
    )
