"""What a finished film is, measured on its files alone: the proof that an author can hand on.

Nothing is taken from the lesson that it was made of. What is expected stands in the film's manifest.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray
from PIL import Image
from pysubs2 import SSAFile

from studio.errors import StudioError
from studio.speech.loudness import LOUDNESS, PEAK, decibels, loudness, true_peak
from studio.store.files import sha256_of

CHANGE = 10
"""Grey levels of 256 by which a point of the picture has to change: more than encoding does by itself."""

NEAR = 0.5
"""Seconds after a word within which a first change of the picture is taken for that of its bookmark."""

LATE = 0.2
"""Seconds by which it may be late: a movement that eases in is not seen to begin for a few frames."""

EARLY = 0.3
"""Seconds before a word within which a movement that nothing else begins is taken for its bookmark's."""

EXCEPTIONS = 0.05
"""Share of the bookmarks for which the picture may be early or late: what a scene does near one that it asks
for its length alone cannot be told from what it does late."""

STILL = 40.0
"""Decibels of signal to noise from which a still is the film's own frame."""

TOLERANCE = 1.0
"""How far, in LU, the encoded sound may be from `LOUDNESS`; its peaks may be so many decibels higher."""


@dataclass(frozen=True)
class Proof:
    """One thing that was measured.

    Parameters
    ----------
    name
        What it is.
    measured, expected
        For people.
    holds
        Whether the two agree.
    """

    name: str
    measured: str
    expected: str
    holds: bool


@dataclass(frozen=True)
class Moved:
    """How the picture answers a bookmark.

    Parameters
    ----------
    slide, name
        The ids of the slide and of the bookmark.
    seconds
        When its word is heard.
    offset
        Seconds from there to the first change of the picture; None where nothing changes near the word or all
        is in motion: a scene may ask for a bookmark only to know how long its words are.
    """

    slide: str
    name: str
    seconds: float
    offset: float | None


@dataclass(frozen=True)
class Verified:
    """All that was measured on a film."""

    film: Path
    proofs: tuple[Proof, ...]
    bookmarks: tuple[Moved, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is off."""
        return all(proof.holds for proof in self.proofs)


def film_in(path: Path) -> Path:
    """The film that is meant: an ``.mp4``, or the one in the folder of a lesson.

    Raises
    ------
    StudioError
        If there is none, or several, or no manifest beside it.
    """
    films = sorted(path.glob("*.mp4")) if path.is_dir() else [path] if path.is_file() else []
    if len(films) != 1:
        raise StudioError(f"{path} is not a film or a folder with one. Render the lesson, or name its film.")
    if not (films[0].parent / "manifest.json").is_file():
        raise StudioError(f"{films[0].parent} has no manifest.json, which says what to expect. Render again.")
    return films[0]


def verify(film: Path) -> Verified:
    """Decode a film, and compare it with its manifest and with the files beside it.

    Raises
    ------
    StudioError
        If film or manifest cannot be read.
    """
    try:
        manifest = json.loads((film.parent / "manifest.json").read_bytes())
        seen = _look(film, manifest)
        bookmarks = tuple(_bookmarks(manifest, seen.changes))
        proofs = (
            *_artifacts(film.parent, manifest),
            *_durations(film, manifest, seen),
            _movement(manifest, bookmarks),
            *_sound(film),
            _captions(film),
            _stills(seen, manifest),
        )
    except (ValueError, KeyError, IndexError, av.FFmpegError) as error:
        raise StudioError(f"{film} and its manifest.json cannot be read ({error}). Render again.") from error
    return Verified(film, proofs, bookmarks)


def verified_json(verified: Verified) -> str:
    """All of it as JSON: an object with ``film``, ``holds``, ``proofs`` and ``bookmarks``."""
    report = {
        "film": verified.film.name,
        "holds": verified.holds,
        "proofs": [vars(proof) for proof in verified.proofs],
        "bookmarks": [vars(one) for one in verified.bookmarks],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Seen:
    """What was decoded.

    `end` is where the last picture ends, in frames; `gaps` says how many pictures do not begin where the one
    before ends; `changes` are the frames in which the picture changes; `stills` tells by the id of a slide
    how well its still agrees with its last picture, in decibels.
    """

    end: Fraction
    gaps: int
    changes: tuple[int, ...]
    stills: Mapping[str, float]


def _look(film: Path, manifest: Mapping[str, Any]) -> _Seen:
    fps = manifest["fps"]
    lasts = {slide["end"]["frame"]: slide for slide in manifest["slides"]}
    stills: dict[str, float] = {}
    changes: list[int] = []
    gaps, end = 0, Fraction(0)
    before: NDArray[np.uint8] | None = None
    with av.open(film) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        unit = stream.time_base * fps if stream.time_base else Fraction(1)
        for frame in container.decode(stream):
            if frame.pts is None:
                raise StudioError(f"{film} has pictures without a time. Render again.")
            begins, gaps = frame.pts * unit, gaps + (frame.pts * unit != end)
            end = begins + frame.duration * unit
            plane = frame.planes[0]
            lines = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
            grey = lines[::2, : plane.width : 2].copy()
            if before is not None and np.abs(grey.astype(np.int16) - before).max() >= CHANGE:
                changes.append(int(begins))
            before = grey
            if (slide := lasts.get(int(end))) is not None and end.denominator == 1:
                stills[slide["id"]] = _agreement(film.parent / slide["still"], frame)
    return _Seen(end, gaps, tuple(changes), stills)


def _agreement(still: Path, frame: VideoFrame) -> float:
    """Decibels of signal to noise between a still and a frame, in the film's own colours."""
    if not still.is_file():
        return 0.0
    picture = np.asarray(Image.open(still).convert("RGB"))
    if picture.shape[:2] != (frame.height, frame.width):
        return 0.0
    own = VideoFrame.from_ndarray(picture, "rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT,
    )
    error = float(np.mean((own.to_ndarray().astype(float) - frame.to_ndarray()) ** 2))
    return 99.0 if error == 0 else min(99.0, float(10 * np.log10(255**2 / error)))


def _artifacts(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Proof]:
    listed = manifest["artifacts"]
    wrong = [
        entry["path"]
        for entry in listed
        if not (folder / entry["path"]).is_file() or sha256_of(folder / entry["path"]) != entry["sha256"]
    ]
    what = f"{len(listed)} as they were made" if not wrong else f"missing or changed: {', '.join(wrong)}"
    yield Proof("files", what, f"{len(listed)} digests", not wrong)


def _durations(film: Path, manifest: Mapping[str, Any], seen: _Seen) -> Iterator[Proof]:
    fps, frames = manifest["fps"], manifest["frames"]
    length = Fraction(frames, fps)
    measured = f"{seen.end} frames, {seen.gaps} gaps"
    yield Proof("picture", measured, f"{frames} frames, 0 gaps", seen.end == frames and not seen.gaps)
    with av.open(film) as container:
        for stream in container.streams:
            if stream.type in ("audio", "subtitle") and stream.duration and stream.time_base:
                lasts = stream.duration * stream.time_base
                name = "sound" if stream.type == "audio" else "caption track"
                yield Proof(
                    name,
                    f"{float(lasts):.3f} s",
                    f"{float(length):.3f} s",
                    abs(lasts - length) <= Fraction(1, fps),
                )


def _bookmarks(manifest: Mapping[str, Any], changes: Sequence[int]) -> Iterator[Moved]:
    fps = manifest["fps"]
    starts = {slide["start"]["frame"] for slide in manifest["slides"]}
    for slide in manifest["slides"]:
        marks = slide["bookmarks"]
        causes = starts | {mark[side]["frame"] for mark in marks for side in ("start", "end")}
        for mark in marks:
            word = mark["start"]["frame"]
            offset = _offset(changes, word, causes - {word}, fps)
            seconds = None if offset is None else round(offset / fps, 3)
            yield Moved(slide["id"], mark["name"], mark["start"]["seconds"], seconds)


def _offset(changes: Sequence[int], word: int, causes: set[int], fps: int) -> int | None:
    """Frames from a word to the first change of the picture; None where that says nothing."""
    at = bisect_left(changes, word)
    first = at
    while first > 0 and changes[first - 1] >= (changes[first] if first < at else word) - 2:
        first -= 1
    if first < at:  # it moves already
        begins = changes[first]
        explained = any(begins - LATE * fps - 1 <= cause <= begins for cause in causes)
        return None if explained or word - begins > EARLY * fps else begins - word
    if at < len(changes) and changes[at] - word <= NEAR * fps:
        explained = any(word < cause <= changes[at] for cause in causes)
        return None if explained else changes[at] - word
    return None


def _movement(manifest: Mapping[str, Any], bookmarks: Sequence[Moved]) -> Proof:
    frame = 1 / manifest["fps"]
    told = [one for one in bookmarks if one.offset is not None]
    offsets = [one.offset for one in told if one.offset is not None]
    wrong = [one for one in told if not -frame - 0.001 <= (one.offset or 0) <= LATE + frame]
    measured = f"{len(told)} of {len(bookmarks)} change the picture"
    if offsets:
        measured += f", by {median(offsets):+.3f} s in the middle, {min(offsets):+.3f} to {max(offsets):+.3f}"
    if wrong:
        measured += "; exceptions: " + ", ".join(f"{one.slide}/{one.name} {one.offset:+.3f}" for one in wrong)
    expected = f"{1 - EXCEPTIONS:.0%} from {-frame:+.3f} to {LATE + frame:+.3f} s after their words"
    holds = len(wrong) <= EXCEPTIONS * len(told) and bool(told or not bookmarks)
    return Proof("bookmarks", measured, expected, holds)


def _sound(film: Path) -> Iterator[Proof]:
    with av.open(film) as container:
        stream = container.streams.audio[0]
        rate = stream.codec_context.sample_rate
        parts = [frame.to_ndarray()[0] for frame in container.decode(stream)]
    sound = np.concatenate(parts).astype(np.float32)
    measured = loudness(sound, rate)
    yield Proof(
        "loudness",
        f"{measured:.1f} LUFS",
        f"{LOUDNESS:.0f} LUFS within {TOLERANCE:.0f}",
        abs(measured - LOUDNESS) <= TOLERANCE,
    )
    peak = decibels(true_peak(sound))
    yield Proof(
        "true peak", f"{peak:.1f} dBTP", f"{PEAK + TOLERANCE:.0f} dBTP or less", peak <= PEAK + TOLERANCE
    )


def _captions(film: Path) -> Proof:
    """Compare the caption file with the caption track, to two milliseconds."""
    file = film.with_suffix(".vtt")
    written = [
        (event.start, event.end, unescape(event.plaintext))
        for event in (SSAFile.load(str(file)) if file.is_file() else ())
    ]
    track = []
    with av.open(film) as container:
        for packet in container.demux(container.streams.subtitles[0]) if container.streams.subtitles else ():
            if packet.size > 2 and packet.pts is not None and packet.time_base:
                begins = float(packet.pts * packet.time_base) * 1000
                ends = begins + float((packet.duration or 0) * packet.time_base) * 1000
                track.append((begins, ends, bytes(packet)[2:].decode()))
    same = len(written) == len(track) and all(
        one[2] == other[2] and abs(one[0] - other[0]) <= 2 and abs(one[1] - other[1]) <= 2
        for one, other in zip(written, track, strict=True)
    )
    return Proof("captions", f"{len(track)} in the film", f"the {len(written)} of {file.name}", same)


def _stills(seen: _Seen, manifest: Mapping[str, Any]) -> Proof:
    agreed = {slide["id"]: seen.stills.get(slide["id"], 0.0) for slide in manifest["slides"]}
    wrong = [id for id, decibel in agreed.items() if decibel < STILL]
    measured = f"{min(agreed.values(), default=0.0):.1f} dB or more on {len(agreed)} slides"
    if wrong:
        measured += f"; off: {', '.join(wrong)}"
    return Proof("stills", measured, f"{STILL:.0f} dB or more", not wrong)
