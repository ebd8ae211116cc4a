"""Draw slides, each into a silent segment and a still, kept in a store by what they show.

A segment's key is made of the slide's fingerprint, the size and rate of the pictures, the encoder's settings,
and the versions of all that draws. It is published by atomic rename and verified by digest when it is read.

Of its shots it is noted in which segment they are: another one that has the same shot copies it from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.drawing.encoder import SegmentEncoder, open_segment
from studio.drawing.settings import EncoderSettings
from studio.drawing.shots import Shot
from studio.drawing.stills import write_still
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.files import atomic, sha256_of
from studio.store.reads import are_current, require_current, unrecorded

_DRAWERS = ("manim", "pycairo", "numpy", "av", "pillow")
"""The packages that a segment's bytes depend on."""


@dataclass(frozen=True)
class Segment:
    """A drawn slide: its video and its last picture."""

    video: Path
    still: Path


@dataclass(frozen=True)
class SegmentStore:
    """The segments that were drawn, in one folder, by key."""

    folder: Path

    def _paths(self, key: str) -> tuple[Segment, Path]:
        stem = self.folder / key[:2] / key
        return Segment(stem.with_suffix(".mp4"), stem.with_suffix(".png")), stem.with_suffix(".json")

    def get(self, key: str) -> Segment | None:
        """The segment of a key, or None if there is none or it was damaged."""
        segment, seal = self._paths(key)
        try:
            digests = json.loads(seal.read_text(encoding="utf-8"))
            whole = digests == [sha256_of(segment.video), sha256_of(segment.still)]
        except (OSError, ValueError):
            return None
        return segment if whole else None

    def paths(self, key: str) -> Segment:
        """Where the segment of a key is to be written."""
        return self._paths(key)[0]

    def shot(self, key: str) -> tuple[str, int] | None:
        """The key of a segment that has a shot, and the frame at which it begins there, if any is known."""
        try:
            segment, first = json.loads(self._note(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return segment, first

    def packets(self, key: str) -> Sequence[Packet[VideoStream]]:
        """All that a segment is made of, by the time at which it is shown; nothing if it is not there."""
        segment = self.get(key)
        if segment is None:
            return ()
        with open_segment(segment.video) as file:
            return [packet for packet in file.demux(video=0) if packet.pts is not None]

    def note(self, shot: str, segment: str, first: int) -> None:
        """Declare that a segment has a shot, from a frame on."""
        with atomic(self._note(shot)) as draft:
            draft.write_text(json.dumps([segment, first]), encoding="utf-8")

    def _note(self, shot: str) -> Path:
        return self.folder / shot[:2] / f"{shot}.shot"

    def seal(self, key: str) -> None:
        """Declare that both files of a segment are complete."""
        segment, seal = self._paths(key)
        with atomic(seal) as draft:
            draft.write_text(
                json.dumps([sha256_of(segment.video), sha256_of(segment.still)]), encoding="utf-8"
            )


@lru_cache(maxsize=1)
def drawing_versions() -> str:
    """What a segment depends on besides its slide: packages, and the studio's own drawing."""
    digest = hashlib.sha256()
    for name in _DRAWERS:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def segment_key(fingerprint: str, picture: Picture, encoder: EncoderSettings) -> str:
    """The key of a slide's segment, or of a shot in one."""
    parts = [fingerprint, asdict(picture), asdict(encoder), drawing_versions()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


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
        self, encoder: SegmentEncoder, store: SegmentStore, shots: Mapping[int, tuple[str, int]]
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
        place = self._store.shot(key)
        if place is None:
            return ()
        segment, first = place
        if segment not in self._read:
            self._read[segment] = self._store.packets(segment)
        return [packet for packet in self._read[segment] if first <= (packet.pts or 0) < first + frames]


@dataclass(frozen=True)
class DrawTask:
    """Some slides of one chapter to draw in one run of its scene.

    Parameters
    ----------
    source, context
        The scenes, and what the chapter's scene is told.
    slides
        Id and key of each slide to draw, in the order of the chapter.
    picture, encoder
        How to draw.
    store
        Where the segments go.
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
    encoder: EncoderSettings
    store: SegmentStore
    shots: Mapping[str, Sequence[Shot]] = field(default_factory=dict, hash=False)
    reads: Mapping[Path, str] = field(default_factory=dict, hash=False)


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
    from studio.drawing.renderer import Drawing, FrameSink
    from studio.scene.running import run_scene

    keys = dict(task.slides)

    def shots_of(slide: str) -> dict[int, tuple[str, int]]:
        return {
            shot.first: (segment_key(shot.fingerprint, task.picture, task.encoder), shot.frames)
            for shot in task.shots.get(slide, ())
        }

    with ExitStack() as open_segment:

        def sink_for(slide: str) -> FrameSink | None:
            if slide not in keys:
                return None
            encoder = open_segment.enter_context(
                SegmentEncoder(
                    task.store.paths(keys[slide]).video,
                    task.picture.width,
                    task.picture.height,
                    task.picture.fps,
                    task.encoder,
                )
            )
            return _ShotSink(encoder, task.store, shots_of(slide))

        def on_drawn(slide: str, last: NDArray[np.uint8]) -> None:
            open_segment.close()
            write_still(last[:, :, :3], task.store.paths(keys[slide]).still)
            if are_current(task.reads):
                task.store.seal(keys[slide])
                for first, (key, _) in shots_of(slide).items():
                    task.store.note(key, keys[slide], first)

        run_scene(
            task.source, task.context, task.picture, lambda: Drawing(sink_for, on_drawn, task.slides[-1][0])
        )
    require_current(task.reads)
    return tuple(keys)
