"""The film: the slides' segments joined as they are, with sound, captions and chapter marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container.output import OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream
from pysubs2 import SSAFile

from studio.captions.captions import Caption
from studio.drawing.encoder import open_segment
from studio.errors import StudioError
from studio.publish import container
from studio.publish.aac import EncodedSound, add_sound, sound_packets
from studio.timeline import Timeline


def write_film(
    timeline: Timeline, segments: Sequence[Path], sound: EncodedSound, shown: Sequence[Caption], path: Path
) -> Path:
    """Join segments and sound without encoding them again, and add all that a film has besides.

    H.264 as in the segments, AAC at 48 kHz, a mov_text caption track, a mark for each chapter, title,
    description and comment from the front matter; the index stands at the front of the file.

    Parameters
    ----------
    timeline
        The film.
    segments
        One file for each slide, in the order of the film, as `SegmentEncoder` writes them.
    sound
        The narration of the whole film.
    shown
        Its captions, from `captions`.
    path
        The ``.mp4`` file to write.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    StudioError
        If segments or sound are not those of this timeline, or cannot be joined.
    """
    if len(segments) != len(timeline.slides):
        raise StudioError(f"{len(segments)} segments do not make a film of {len(timeline.slides)} slides.")
    if sound.samples != timeline.samples:
        raise StudioError(f"{sound.samples} samples are not the sound of a film of {timeline.frames} frames.")
    with (
        av.open(segments[0]) as first,
        container.opened(path, "mp4", timeline) as file,
    ):
        picture = file.add_stream_from_template(first.streams.video[0])
        picture.time_base = Fraction(1, timeline.fps)
        voice = add_sound(file, timeline, sound)
        words = _add_captions(file, timeline)
        container.mux(
            file,
            _picture_packets(picture, timeline, segments),
            sound_packets(voice, sound),
            _caption_packets(words, timeline, shown),
        )
    return path


def _picture_packets(
    stream: VideoStream, timeline: Timeline, segments: Sequence[Path]
) -> Iterator[Packet[Any]]:
    header = stream.codec_context.extradata
    for timed, segment in zip(timeline.slides, segments, strict=True):
        frames, end = 0, timed.frames - timed.rest
        with open_segment(segment) as file:
            source = file.streams.video[0]
            if source.codec_context.extradata != header or source.time_base != Fraction(1, timeline.fps):
                raise StudioError(
                    f"{segment.name} was encoded with other settings than the first segment; "
                    "draw both again with the same ones."
                )
            for packet in file.demux(source):
                if packet.pts is None or packet.dts is None or packet.duration is None:
                    continue  # the end of the file
                frames += packet.duration
                if frames == end:
                    packet.duration += timed.rest
                packet.pts += timed.first
                packet.dts += timed.first
                packet.stream = stream
                yield packet
        if frames != end:
            raise StudioError(
                f"{segment.name} lasts {frames} frames, but slide {timed.slide.id} lasts {end}; "
                "draw it again."
            )


def _add_captions(file: OutputContainer, timeline: Timeline) -> SubtitleStream:
    stream = file.add_stream("mov_text")
    stream.time_base = Fraction(1, 1000)
    stream.metadata["language"] = container.language_of(timeline)
    # The encoder itself is not used, but it makes the description of the text's look, which some players
    # insist on, from an ASS header; C reads that up to its zero byte.
    stream.codec_context.time_base = Fraction(1, 1000)
    stream.codec_context.subtitle_header = SSAFile().to_string("ass").encode() + b"\0"
    return stream


def _caption_packets(
    stream: SubtitleStream, timeline: Timeline, shown: Sequence[Caption]
) -> Iterator[Packet[Any]]:
    """Make the packets of the caption track; the muxer fills the gaps between them with empty ones."""
    for caption in shown:
        yield _caption_packet(stream, "\n".join(caption.lines), caption.begins, caption.ends)
    said = shown[-1].ends if shown else 0
    end = timeline.frames * 1000 // timeline.fps
    if said < end:
        yield _caption_packet(stream, "", said, end)


def _caption_packet(stream: SubtitleStream, text: str, begins: int, ends: int) -> Packet[Any]:
    content = text.encode()
    packet: Packet[Any] = Packet(len(content).to_bytes(2, "big") + content)
    packet.stream = stream
    packet.time_base = Fraction(1, 1000)
    packet.pts = packet.dts = begins
    packet.duration = ends - begins
    return packet
