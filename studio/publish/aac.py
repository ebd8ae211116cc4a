"""The narration as AAC, encoded in parts: after a change only the parts that sound different are encoded.

AAC comes in packets of 1024 samples, and a decoder adds up what two neighbours say of the same samples. So a
part is encoded along with a little of what is heard before and after it, and what that adds is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from itertools import pairwise
from math import gcd
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import Flags as CodecFlags
from av.container.output import OutputContainer
from av.packet import Packet
from numpy.typing import NDArray

from studio.publish import container
from studio.speech.voice import RATE
from studio.store.content import ContentStore
from studio.store.versions import key_of
from studio.timeline import Timeline

BITS = 96_000
"""Bits a second: a single voice loses nothing that can be heard."""

PACKET = 1024
"""Samples in one packet."""

_BEFORE, _AFTER = 16, 2
"""Packets before and after a part that the encoder is given with it. It looks one ahead, and takes some dozen
to find its way: with four, the first packets of a part in the midst of speech are heard to differ."""


_LONGEST_STEP = 0.6
_SUFFIX = ".m4a"


def frames_in_step(fps: int) -> int:
    """Frames after which packets begin along with a frame again: 16 at 30 frames a second.

    A chapter that lasts a multiple of this leaves the packets of those after it as they are, however long it
    gets. At some rates that would be a long time; then it is the largest part of it within 0.6 s, so that
    they are what they were before at least now and then.
    """
    step = PACKET * fps // gcd(PACKET * fps, RATE)
    return max(
        part for part in range(1, step + 1) if step % part == 0 and part <= max(_LONGEST_STEP * fps, 1)
    )


@dataclass(frozen=True)
class EncodedSound:
    """A sound in AAC at 48 kHz, mono.

    Parameters
    ----------
    parts
        Number of the first packet of each part and its file, in order.
    samples
        Length of the whole.
    """

    parts: tuple[tuple[int, Path], ...]
    samples: int


def encode_sound(sound: NDArray[np.float32], cuts: Sequence[int], store: Path, jobs: int = 1) -> EncodedSound:
    """Encode the narration, once for the film and the audio clip.

    Parameters
    ----------
    sound
        float32, shape (n,), at 48 kHz.
    cuts
        Samples at which a new part begins; where it is silent, two encodings meet without a seam.
    store
        The folder of the parts, by what they sound like: one that is there is not encoded again.
    jobs
        Parts that are encoded at once.
    """
    count = max(1, -(-len(sound) // PACKET))
    starts = sorted({0, *(cut // PACKET for cut in cuts if cut < len(sound))})
    with ThreadPoolExecutor(jobs) as pool:
        kept = ContentStore(store)
        files = pool.map(lambda span: _part(sound, span[0], span[1], kept), pairwise([*starts, count]))
        return EncodedSound(tuple(zip(starts, files, strict=True)), len(sound))


def _part(sound: NDArray[np.float32], first: int, end: int, store: ContentStore) -> Path:
    """Encode the packets from one up to another, the last ones of the sound with what the encoder adds."""
    before = max(first - _BEFORE, 0)
    samples = sound[before * PACKET : (end + _AFTER) * PACKET]
    is_last = end * PACKET >= len(sound)
    heard = hashlib.sha256(samples.tobytes()).hexdigest()
    key = key_of("sound", version("av"), BITS, first - before, None if is_last else end - first, heard)
    path = store.room_for(key, _SUFFIX)
    if store.files(key, _SUFFIX) is not None:
        return path
    with container.opened(path, "ipod", None) as file:
        stream = _add_encoder(file)
        for index, packet in enumerate(_encoded(stream, samples), start=before - first):
            if index >= 0 and (is_last or index < end - first):
                packet.pts = packet.dts = index * PACKET
                file.mux(packet)
    store.seal(key, _SUFFIX)
    return path


def _add_encoder(file: OutputContainer) -> AudioStream:
    # At this bit rate the fast coder takes half the time and comes closer to the original.
    options = {"aac_coder": "fast"}
    stream = file.add_stream("aac", rate=RATE, options=options, layout="mono", bit_rate=BITS)
    stream.time_base = Fraction(1, RATE)
    stream.codec_context.flags |= CodecFlags.bitexact.value
    return stream


def _encoded(stream: AudioStream, samples: NDArray[np.float32]) -> Iterator[Packet[Any]]:
    for first in range(0, len(samples), PACKET):
        frame = AudioFrame.from_ndarray(samples[np.newaxis, first : first + PACKET], "fltp", "mono")
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = first
        yield from stream.encode(frame)
    yield from stream.encode(None)


def add_sound(file: OutputContainer, timeline: Timeline, sound: EncodedSound) -> AudioStream:
    """Add a track for an encoded narration: mono, which every player sends to both ears."""
    with av.open(sound.parts[0][1]) as first:
        stream = file.add_stream_from_template(first.streams.audio[0])
    stream.time_base = Fraction(1, RATE)
    stream.metadata["language"] = container.language_of(timeline)
    return stream


def sound_packets(stream: AudioStream, sound: EncodedSound) -> Iterator[Packet[Any]]:
    """Copy the packets of an encoded narration, one at a time.

    The encoder starts with 1024 samples of its own, which get negative times: the file has an edit list that
    tells players to leave them out, so that sample 0 is heard with frame 0.

    Parameters
    ----------
    stream
        From `add_sound`.
    sound
        The same narration.
    """
    for first, path in sound.parts:
        with av.open(path) as part:
            for packet in part.demux(part.streams.audio[0]):
                if packet.dts is not None:  # the end of the file has none
                    packet.pts = packet.dts = packet.dts + (first - 1) * PACKET
                    packet.stream = stream
                    yield packet
