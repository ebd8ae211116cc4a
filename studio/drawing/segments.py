"""Draw slides, each into a silent segment and a still or into a still alone, kept by what they show.

A segment's key is made of the slide's fingerprint, the size and rate of the pictures, the encoder's settings,
and the versions of all that draws. It is published by atomic rename and verified by digest when it is read.

Of its shots it is noted in which segment they are: another one that has the same shot copies it from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray
from pydantic import TypeAdapter

from studio.drawing.encoder import SegmentEncoder, open_segment
from studio.drawing.settings import EncoderSettings
from studio.drawing.shots import Shot
from studio.drawing.stills import write_still
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.content import ContentStore
from studio.store.files import sha256_of
from studio.store.reads import are_current, require_current, unrecorded
from studio.store.versions import key_of, versions

if TYPE_CHECKING:
    from studio.drawing.renderer import FrameSink


@dataclass(frozen=True)
class Segment:
    """A drawn slide: its video and its last picture."""

    video: Path
    still: Path


STILL = ".png"
SEGMENT = ".mp4", STILL
"""Suffixes of the files that a `ContentStore` has of a segment, and of a still by itself."""


def segment_at(store: ContentStore, key: str) -> Segment:
    """Where the segment of a key is to be written."""
    video, still = (store.room_for(key, suffix) for suffix in SEGMENT)
    return Segment(video, still)


def find_segment(store: ContentStore, key: str) -> Segment | None:
    """The segment of a key, or None if there is none that is whole."""
    found = store.files(key, *SEGMENT)
    return None if found is None else Segment(*(found[suffix] for suffix in SEGMENT))


def find_still(store: ContentStore, key: str) -> Path | None:
    """The still of a key that was drawn by itself, or None if there is none that is whole."""
    found = store.files(key, STILL)
    return None if found is None else found[STILL]


@lru_cache(maxsize=1)
def drawing_versions() -> str:
    """What a segment depends on besides its slide: packages, and the studio's own drawing."""
    return key_of(versions(), [sha256_of(path) for path in sorted(Path(__file__).parent.glob("*.py"))])


def segment_key(fingerprint: str, picture: Picture, encoder: EncoderSettings) -> str:
    """The key of a slide's segment, or of a shot in one."""
    return key_of("segment", fingerprint, asdict(picture), asdict(encoder), drawing_versions())


def still_key(fingerprint: str, picture: Picture) -> str:
    """The key of a slide's still, where that is drawn by itself; the rate of the pictures is none of it."""
    return key_of("still", fingerprint, picture.width, picture.height, drawing_versions())


class _ShotSink:
    """Takes the pictures of one slide; shots that are in the store are copied from there instead.

    Parameters
    ----------
    encoder
        Of the slide's segment.
    store
        Where to look for shots.
    shots
        Keys of the slide's shots, and how long they last, by the frame at which they begin.
    """

    def __init__(
        self, encoder: SegmentEncoder, store: ContentStore, shots: Mapping[int, tuple[str, int]]
    ) -> None:
        self.add = encoder.add
        self._encoder, self._store, self._shots = encoder, store, shots
        self._wanted = True
        self._read: dict[str, Sequence[Packet[VideoStream]]] = {}

    def needs(self, first: int) -> bool:
        """Whether the play that begins at a frame is to be drawn."""
        if first in self._shots:
            self._encoder.begin_shot()
            with unrecorded():
                packets = self._kept(*self._shots[first])
            self._wanted = not packets
            self._encoder.copy(packets)
        return self._wanted

    def _kept(self, key: str, frames: int) -> Sequence[Packet[VideoStream]]:
        """The packets of a shot, if it is in a segment that is whole."""
        place = _shot_place(self._store, key)
        if place is None:
            return ()
        segment, first = place
        if segment not in self._read:
            self._read[segment] = _packets(self._store, segment)
        return [packet for packet in self._read[segment] if first <= (packet.pts or 0) < first + frames]


def _shot_place(store: ContentStore, key: str) -> tuple[str, int] | None:
    """The key of a segment that has a shot, and the frame at which it begins there, if any is known."""
    content = store.get(key)
    try:
        return None if content is None else _SHOT_PLACE.validate_json(content)
    except ValueError:
        return None


def _note_shot(store: ContentStore, shot: str, segment: str, first: int) -> None:
    """Declare that a segment has a shot, from a frame on."""
    store.put(shot, _SHOT_PLACE.dump_json((segment, first)))


def _packets(store: ContentStore, key: str) -> Sequence[Packet[VideoStream]]:
    """All that a segment is made of, by the time at which it is shown; nothing if it is not there."""
    segment = find_segment(store, key)
    if segment is None:
        return ()
    with open_segment(segment.video) as file:
        return [packet for packet in file.demux(video=0) if packet.pts is not None]


_SHOT_PLACE = TypeAdapter(tuple[str, int])


@dataclass(frozen=True)
class DrawTask:
    """Some slides of one chapter to draw in one run of its scene.

    Parameters
    ----------
    source, context
        The scenes, and what the chapter's scene is told.
    slides
        Id and key of each slide to draw, in the order of the chapter.
    picture
        How large, and at how many frames a second.
    encoder
        How segments are encoded; None draws the last picture of each slide alone.
    store
        Where the segments or stills go.
    shots
        The shots of each slide, by its id, as far as they are known.
    reads
        The author's files that the chapter depends on, with their digests. What is drawn is what was
        rehearsed only if they are still so.
    """

    source: SceneSource
    context: ChapterContext
    slides: tuple[tuple[str, str], ...]
    picture: Picture
    encoder: EncoderSettings | None
    store: ContentStore
    shots: Mapping[str, Sequence[Shot]] = field(default_factory=dict, hash=False)
    reads: Mapping[Path, str] = field(default_factory=dict, hash=False)

    @property
    def suffixes(self) -> Sequence[str]:
        """Of the files that are drawn of each slide."""
        return (STILL,) if self.encoder is None else SEGMENT


def draw(task: DrawTask) -> Sequence[str]:
    """Draw the slides of a task and put them into the store.

    Returns
    -------
    Sequence[str]
        The ids of the slides, once they are in the store.

    Raises
    ------
    AuthorError
        For whatever goes wrong in the scene.
    StudioError
        If a file of the chapter was saved after it was rehearsed: the slide does not get into the store.
    """
    # Manim takes a second to import: only where there is something to draw.
    from studio.drawing.renderer import Drawing, NoFrames
    from studio.scene.running import run_scene

    keys = dict(task.slides)
    with ExitStack() as files:

        def sink_for(slide: str) -> FrameSink | None:
            if slide not in keys:
                return None
            if task.encoder is None:
                return NoFrames()
            return _open_segment(task, slide, keys[slide], task.encoder, files)

        def on_drawn(slide: str, last: NDArray[np.uint8]) -> None:
            files.close()
            key = keys[slide]
            write_still(last[:, :, :3], task.store.room_for(key, STILL))
            if are_current(task.reads):
                task.store.seal(key, *task.suffixes)
                for first, (shot, _) in _shots_of(task, slide).items():
                    _note_shot(task.store, shot, key, first)

        run_scene(
            task.source, task.context, task.picture, lambda: Drawing(sink_for, on_drawn, task.slides[-1][0])
        )
    require_current(task.reads)
    return tuple(keys)


def _open_segment(
    task: DrawTask, slide: str, key: str, settings: EncoderSettings, files: ExitStack
) -> _ShotSink:
    picture = task.picture
    encoder = SegmentEncoder(
        segment_at(task.store, key).video, picture.width, picture.height, picture.fps, settings
    )
    return _ShotSink(files.enter_context(encoder), task.store, _shots_of(task, slide))


def _shots_of(task: DrawTask, slide: str) -> dict[int, tuple[str, int]]:
    """Keys of a slide's shots, and how long they last, by the frame at which they begin."""
    if task.encoder is None:
        return {}
    return {
        shot.first: (segment_key(shot.fingerprint, task.picture, task.encoder), shot.frames)
        for shot in task.shots.get(slide, ())
    }
