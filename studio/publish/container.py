"""What the film and the audio clip have in common: how a file is opened, its marks, and its sound."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import Flags as CodecFlags
from av.container.input import InputContainer
from av.container.output import OutputContainer
from av.packet import Packet
from langcodes import Language
from numpy.typing import NDArray

from studio.files import atomic
from studio.timeline import Timeline

if TYPE_CHECKING:
    from av.container.core import Chapter as Mark  # PyAV has it in its type hints alone

RATE = 48_000
"""Samples a second of all that is published."""

AAC_BITS = 96_000
"""Bits a second: a single voice loses nothing that can be heard."""

AAC_FRAME = 1024
"""Samples in one packet of AAC."""


@contextmanager
def opened(path: Path, kind: str, timeline: Timeline | None) -> Iterator[OutputContainer]:
    """Open a file to write, with the title and the chapter marks of the film.

    It holds neither the time nor a library's version, can be played while it is loading, and appears
    when the block ends without an exception.

    Parameters
    ----------
    path
        The file to write.
    kind
        ``"mp4"`` for a film, ``"ipod"`` for an audio clip.
    timeline
        Gives title and chapters; None leaves both out.
    """
    options = {
        "fflags": "+bitexact",
        "movflags": "+faststart",
        # A frame and a sample are whole ticks, so that the length of the film is exact.
        "movie_timescale": str(lcm(RATE, timeline.fps) if timeline else RATE),
    }
    with atomic(path) as draft, av.open(draft, "w", format=kind, container_options=options) as container:
        if timeline is not None:
            container.metadata.update(_metadata(timeline))
            container.set_chapters(chapter_marks(timeline))
        yield container


def chapter_marks(timeline: Timeline) -> list[Mark]:
    """Return one mark for each chapter of the film, from its first frame to one past its last."""
    marks: list[Mark] = []
    for number, chapter in enumerate(timeline.chapters):
        slides = timeline.chapter_slides(chapter)
        marks.append(
            {
                "id": number,
                "start": slides[0].first,
                "end": slides[-1].end,
                "time_base": Fraction(1, timeline.fps),
                "metadata": {"title": chapter.title},
            }
        )
    return marks


def language_of(timeline: Timeline) -> str:
    """Return the script's language as MP4 writes it: three letters, ``eng`` for ``en-GB``, or ``und``."""
    try:
        return Language.get(timeline.script.front.language).to_alpha3()
    except (LookupError, ValueError):
        return "und"


def add_sound(container: OutputContainer, timeline: Timeline, encoded: InputContainer) -> AudioStream:
    """Add a track for the narration, to be copied from a file that `encode_sound` wrote."""
    stream = container.add_stream_from_template(encoded.streams.audio[0])
    stream.time_base = Fraction(1, RATE)
    stream.metadata["language"] = language_of(timeline)
    return stream


def copied_sound(stream: AudioStream, encoded: InputContainer) -> Iterator[Packet[Any]]:
    """Copy the packets of an encoded sound, one at a time.

    Parameters
    ----------
    stream
        From `add_sound`.
    encoded
        The same file.
    """
    for packet in encoded.demux(encoded.streams.audio[0]):
        if packet.dts is not None:  # the end of the file has none
            packet.stream = stream
            yield packet


def add_encoder(container: OutputContainer) -> AudioStream:
    """Add a track for a sound to encode: AAC at 48 kHz, mono, which every player sends to both ears."""
    # At this bit rate the fast coder takes half the time and comes closer to the original.
    options = {"aac_coder": "fast"}
    stream = container.add_stream("aac", rate=RATE, options=options, layout="mono", bit_rate=AAC_BITS)
    stream.time_base = Fraction(1, RATE)
    stream.codec_context.flags |= CodecFlags.bitexact.value
    return stream


def sound_packets(stream: AudioStream, sound: NDArray[np.float32]) -> Iterator[Packet[Any]]:
    """Encode a sound, one packet at a time.

    The encoder starts with 1024 samples of its own, which have negative times: the file gets an edit list
    that tells players to leave them out, so that sample 0 is heard with frame 0.

    Parameters
    ----------
    stream
        From `add_encoder`.
    sound
        float32, shape (n,), at 48 kHz.
    """
    for first in range(0, len(sound), AAC_FRAME):
        samples = sound[np.newaxis, first : first + AAC_FRAME]
        frame = AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = first
        yield from stream.encode(frame)
    yield from stream.encode(None)


def mux(container: OutputContainer, *tracks: Iterator[Packet[Any]]) -> None:
    """Write the packets of all tracks in the order of their time, reading each only when it is due."""
    for packet in heapq.merge(*tracks, key=_decoded_at):
        container.mux(packet)


def _decoded_at(packet: Packet[Any]) -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _metadata(timeline: Timeline) -> dict[str, str]:
    front = timeline.script.front
    fields = {
        "title": front.title,
        "description": front.subtitle,
        "comment": " · ".join(part for part in (front.section, front.track) if part),
    }
    return {name: text for name, text in fields.items() if text}
