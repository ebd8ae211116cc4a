"""The silent video of one slide: pictures in, a small MP4 out.

A picture that stands still is converted once and written as few frames of long duration. All segments
that were written with the same size, frame rate and settings can be joined without encoding them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags as CodecFlags
from av.container.input import InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.drawing.region import Region
from studio.drawing.settings import EncoderSettings
from studio.store.files import atomic

BT709 = 1
"""H.264's number for the BT.709 matrix; `Colorspace` counts as swscale does."""

KEY_SECONDS = 4
"""A player that jumps decodes no more than this much of the film before it can show a picture."""


_BLOCK = 16
"""Pixels to which regions are widened; a multiple of 2, so that the halved chroma stays in step."""


class SegmentEncoder:
    """Writes one segment; a context manager. The file appears when the block ends without an exception.

    H.264 High, yuv420p, BT.709 in limited range, no B-frames, one thread; the unit of time is the frame.

    Parameters
    ----------
    path
        The MP4 file to write.
    width, height
        Size of the pictures in pixels; both even.
    fps
        Frames a second.
    settings
        How to encode.

    Examples
    --------
    >>> with SegmentEncoder(Path("word.mp4"), 1920, 1080, 30) as encoder:  # doctest: +SKIP
    ...     encoder.add(picture, frames=45)
    """

    def __init__(
        self, path: Path, width: int, height: int, fps: int, settings: EncoderSettings | None = None
    ) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"a picture of {width}x{height} cannot be encoded: both sides must be even")
        self.frames = 0
        """How long the pictures so far are shown."""
        self._written = 0
        self._shot = 0  # where the present one begins
        self._path = path
        self._size = (height, width)
        self._fps = fps
        self._settings = settings or EncoderSettings()
        self._key = 0
        self._reformatter = VideoReformatter()
        self._frame = VideoFrame(width, height, "yuv420p")
        self._planes = _planes(self._frame)
        # Takes out what x264 says about itself (NAL type 6), so that a file holds no library's version.
        self._filter = BitStreamFilterContext("filter_units=remove_types=6", "h264")

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            draft = stack.enter_context(atomic(self._path))
            # With one tick a frame, durations are whole numbers of frames in the file as well.
            options = {"video_track_timescale": str(self._fps), "fflags": "+bitexact"}
            self._container = stack.enter_context(
                av.open(draft, "w", format="mp4", container_options=options)
            )
            self._stream = self._add_stream()
            self._context = self._stream.codec_context
            stack.push(self._finish)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, picture: NDArray[np.uint8], frames: int = 1, changed: Region | None = None) -> None:
        """Show a picture for a number of frames.

        Parameters
        ----------
        picture
            uint8, shape (height, width, 4) for RGBA or (height, width, 3) for RGB, full range. Alpha is
            ignored. It is read before the call returns, so it may be drawn over afterwards.
        frames
            How long it is shown.
        changed
            Outside of it the picture is the one before; None says nothing of that. A picture in which
            nothing has changed makes the one before last longer.

        Raises
        ------
        ValueError
            If the picture has another size, or is to be shown for no frame at all.
        """
        if picture.shape[:2] != self._size or picture.shape[2:] not in {(3,), (4,)}:
            raise ValueError(f"a picture of shape {picture.shape} does not fit a segment of {self._size}")
        if frames < 1:
            raise ValueError(f"a picture cannot be shown for {frames} frames")
        if changed is None or not self.frames:
            self._write_shown()
            self._convert(picture, Region(0, 0, self._size[1], self._size[0]))
        elif not changed.is_empty:
            self._write_shown()
            self._convert(picture, changed)
        self.frames += frames

    def begin_shot(self) -> None:
        """Encode what comes next for itself: its bytes do not depend on what was before."""
        if self._end_shot():
            flags = self._context.flags
            self._context = av.CodecContext.create("libx264", "w")
            self._context.options = self._options
            self._configure(self._context)
            self._context.flags = flags
        self._shot = self._written

    def _end_shot(self) -> bool:
        """Encode what is left of a shot, and say whether its encoder was used."""
        self._write_shown()
        is_used = self._written > self._shot
        if is_used:
            self._write(self._context.encode(None))
        return is_used

    def copy(self, packets: Iterable[Packet[VideoStream]]) -> None:
        """Show what was encoded before, with the same settings, in a shot that begins here.

        Parameters
        ----------
        packets
            All those of one shot, in order.
        """
        start = self._written
        shift: int | None = None
        for packet in packets:
            assert packet.pts is not None
            assert packet.duration
            shift = start - packet.pts if shift is None else shift
            copied: Packet[Any] = Packet(_with_start_codes(bytes(packet)))
            copied.pts = copied.dts = packet.pts + shift
            copied.duration = packet.duration
            copied.is_keyframe = packet.is_keyframe
            self._mux(copied)
            self._written += packet.duration
        self._shot = self.frames = self._written

    @property
    def _options(self) -> dict[str, str]:
        return {**self._settings.options, "forced-idr": "1"}

    def _add_stream(self) -> VideoStream:
        stream = self._container.add_stream("libx264", rate=self._fps, options=self._options)
        stream.time_base = Fraction(1, self._fps)
        self._configure(stream.codec_context)
        return stream

    def _configure(self, context: VideoCodecContext) -> None:
        context.height, context.width = self._size
        context.pix_fmt = "yuv420p"
        context.time_base = Fraction(1, self._fps)
        context.colorspace = BT709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG
        # B-frames would put the decoding times a whole hold behind.
        context.max_b_frames = 0
        context.gop_size = KEY_SECONDS * self._fps
        context.thread_count = 1
        context.flags |= CodecFlags.bitexact.value | CodecFlags.frame_duration.value

    def _write_shown(self) -> None:
        """Encode the picture that is being shown, now that it is known for how long."""
        # Half a second: the last of these frames may have to be held as long again, at the end of a chapter.
        step = 1 if self._settings.cfr else max(self._fps // 2, 1)
        while self._written < self.frames:
            self._encode(min(step, self.frames - self._written))

    def _convert(self, picture: NDArray[np.uint8], changed: Region) -> None:
        """Bring a region of a picture into the frame."""
        height, width = self._size
        inner = changed.grown(_BLOCK, width, height)
        # Whatever pixels the converter looks at beside the one it makes, they are the picture's own.
        outer = inner.grown(_BLOCK, width, height)
        part = picture[outer.top : outer.bottom, outer.left : outer.right]
        channels = part.shape[2]
        if part.strides[1:] != (channels, 1) or part.strides[0] < part.shape[1] * channels:
            part = np.ascontiguousarray(part)
        source = VideoFrame.from_numpy_buffer(part, "rgba" if channels == 4 else "rgb24")
        converted = self._reformatter.reformat(
            source,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR | Interpolation.BITEXACT,
            threads=1,
        )
        for ours, new, step in zip(self._planes, _planes(converted), (1, 2, 2), strict=True):
            left, top, right, bottom = (side // step for side in inner)
            ours[top:bottom, left:right] = new[
                top - outer.top // step : bottom - outer.top // step,
                left - outer.left // step : right - outer.left // step,
            ]

    def _encode(self, duration: int) -> None:
        frame = self._frame
        frame.pts = self._written - self._shot
        frame.time_base = Fraction(1, self._fps)
        frame.duration = duration
        self._written += duration
        # x264 counts frames, not time: in a hold it would leave a minute between two key frames.
        if frame.pts == 0 or self._written - self._key > KEY_SECONDS * self._fps:
            self._key = self._written - duration
            frame.pict_type = PictureType.I
        else:
            frame.pict_type = PictureType.NONE
        self._write(self._context.encode(frame))

    def _write(self, packets: Sequence[Packet[VideoStream]]) -> None:
        for packet in packets:
            for filtered in self._filter.filter(packet):
                assert filtered.pts is not None
                filtered.pts = filtered.dts = filtered.pts + self._shot
                self._mux(filtered)

    def _mux(self, packet: Packet[VideoStream]) -> None:
        packet.stream = self._stream
        packet.time_base = Fraction(1, self._fps)
        self._container.mux(packet)

    def _finish(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None:
            if not self.frames:
                raise ValueError(f"no picture was added to {self._path.name}")
            self._end_shot()


def _with_start_codes(data: bytes) -> bytes:
    """A picture as the encoder gave it: in a file, each part of it has its length in front instead."""
    parts = []
    while data:
        end = 4 + int.from_bytes(data[:4], "big")
        parts.append(b"\0\0\0\1" + data[4:end])
        data = data[end:]
    return b"".join(parts)


def _planes(frame: VideoFrame) -> list[NDArray[np.uint8]]:
    """The three planes of a yuv420p frame, as views of its own memory, without the padding of their lines."""
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    ]


def open_segment(path: Path) -> InputContainer:
    """Open a segment without a look at its pictures for their rate, which takes half of the time."""
    return av.open(path, options={"fpsprobesize": "0"})


def segment_frames(path: Path) -> int:
    """Count the frames that a segment lasts: the sum of its durations.

    Parameters
    ----------
    path
        A file that `SegmentEncoder` wrote.
    """
    with open_segment(path) as container:
        return sum(packet.duration or 0 for packet in container.demux(video=0))
