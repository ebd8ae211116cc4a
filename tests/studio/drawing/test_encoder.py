"""Segments, opened again with PyAV."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.packet import Packet
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.drawing.encoder import SegmentEncoder, segment_frames
from studio.drawing.settings import EncoderSettings

Colour = tuple[int, int, int]


def picture(
    colour: Colour = (20, 24, 32), channels: int = 4, size: tuple[int, int] = (64, 36)
) -> NDArray[np.uint8]:
    plain = np.empty((size[1], size[0], channels), np.uint8)
    plain[:] = (*colour, 255)[:channels]
    return plain


def packets(path: Path) -> list[tuple[int, int, bool]]:
    """Time, duration (both in frames) and whether it is a key frame, for each picture in the file."""
    with av.open(path) as container:
        assert container.streams.video[0].time_base == Fraction(1, 30)
        return [
            (packet.pts, packet.duration, packet.is_keyframe)
            for packet in container.demux(video=0)
            if packet.pts is not None
        ]


def decoded(path: Path) -> dict[int, NDArray[np.uint8]]:
    """The pictures by the frame at which they appear, as RGB."""
    exact = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
    with av.open(path) as container:
        return {
            frame.pts: frame.reformat(
                format="rgb24",
                src_colorspace=Colorspace.ITU709,
                src_color_range=ColorRange.MPEG,
                dst_color_range=ColorRange.JPEG,
                interpolation=exact,
            ).to_ndarray()
            for frame in container.decode(video=0)
        }


@given(holds=st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_every_hold_lasts_as_long_as_asked(
    tmp_path_factory: pytest.TempPathFactory, holds: list[int]
) -> None:
    path = tmp_path_factory.mktemp("segment") / "segment.mp4"
    with SegmentEncoder(path, 64, 36, 30) as encoder:
        for number, frames in enumerate(holds):
            encoder.add(picture((number * 20, 0, 0)), frames)
        assert encoder.frames == sum(holds)
    assert segment_frames(path) == sum(holds)
    times = packets(path)
    starts = {sum(holds[:place]) for place in range(len(holds))}
    assert starts <= {pts for pts, _, _ in times}
    assert all(duration <= 15 for _, duration, _ in times)
    ends = [pts + duration for pts, duration, _ in times]
    assert ends == [pts for pts, _, _ in times[1:]] + [sum(holds)]
    keys = [pts for pts, _, key in times if key]
    assert keys[0] == 0
    assert all(later - earlier <= 120 for earlier, later in zip(keys, [*keys[1:], sum(holds)], strict=True))


def test_a_hold_is_written_as_few_frames_and_as_all_of_them_when_asked(tmp_path: Path) -> None:
    for cfr, count in ((False, 7), (True, 100)):
        path = tmp_path / f"{cfr}.mp4"
        with SegmentEncoder(path, 64, 36, 30, EncoderSettings(cfr=cfr)) as encoder:
            encoder.add(picture(), 100)
        assert len(packets(path)) == count
        assert segment_frames(path) == 100


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize(
    "colour", [(230, 30, 20), (20, 200, 30), (12, 30, 220), (250, 240, 20), (0, 0, 0), (255, 255, 255)]
)
def test_colours_come_back(tmp_path: Path, colour: Colour, channels: int) -> None:
    path = tmp_path / "segment.mp4"
    with SegmentEncoder(path, 64, 36, 30) as encoder:
        encoder.add(picture(colour, channels), 3)
    (shown,) = decoded(path).values()
    assert np.abs(shown.astype(int) - colour).max() <= 2


def test_the_file_says_bt709_and_h264_high(tmp_path: Path) -> None:
    path = tmp_path / "segment.mp4"
    with SegmentEncoder(path, 64, 36, 30) as encoder:
        encoder.add(picture(), 3)
    with av.open(path) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.colorspace, context.color_range) == (1, ColorRange.MPEG)
        assert (context.color_primaries, context.color_trc) == (ColorPrimaries.BT709, ColorTrc.BT709)
        assert not context.has_b_frames
    content = path.read_bytes()
    assert not any(name in content for name in (b"x264", b"Lavf", b"Lavc"))


def test_the_picture_may_be_drawn_over_after_the_call(tmp_path: Path) -> None:
    canvas = picture((200, 200, 200))
    with SegmentEncoder(tmp_path / "segment.mp4", 64, 36, 30) as encoder:
        encoder.add(canvas, 31)
        canvas[:] = 0
        encoder.add(canvas[:, ::-1], 1)
    shown = decoded(tmp_path / "segment.mp4")
    assert [int(shown[frame].mean()) for frame in (0, 30, 31)] == [200, 200, 0]


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "one.mp4", tmp_path / "elsewhere" / "two.mp4"]
    for path in paths:
        with SegmentEncoder(path, 64, 36, 30) as encoder:
            for number in range(40):
                encoder.add(picture((number, 50, 60)), 1 + number % 3)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_segments_of_one_film_share_their_header(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (36, 64, 4), dtype=np.uint8)
    headers = set()
    for name, shown, frames in (
        ("still", picture(), 300),
        ("noise", noise, 1),
        ("moving", picture((9, 9, 9)), 2),
    ):
        path = tmp_path / f"{name}.mp4"
        with SegmentEncoder(path, 64, 36, 30) as encoder:
            encoder.add(shown, frames)
            encoder.add(noise[::-1], frames)
        with av.open(path) as container:
            headers.add(container.streams.video[0].codec_context.extradata)
    assert len(headers) == 1


def test_an_exception_leaves_no_file(tmp_path: Path) -> None:
    def break_off() -> None:
        with SegmentEncoder(tmp_path / "segment.mp4", 64, 36, 30) as encoder:
            encoder.add(picture(), 100)
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert not list(tmp_path.iterdir())


def test_mistakes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="even"):
        SegmentEncoder(tmp_path / "segment.mp4", 63, 36, 30)
    with pytest.raises(ValueError, match="no picture"), SegmentEncoder(tmp_path / "segment.mp4", 64, 36, 30):
        pass
    with SegmentEncoder(tmp_path / "segment.mp4", 64, 36, 30) as encoder:
        encoder.add(picture())
        with pytest.raises(ValueError, match="does not fit"):
            encoder.add(picture(size=(36, 64)))
        with pytest.raises(ValueError, match="0 frames"):
            encoder.add(picture(), 0)
    assert segment_frames(tmp_path / "segment.mp4") == 1


def encoded(path: Path, first: int, frames: int) -> list[Packet[Any]]:
    with av.open(path) as container:
        return [
            packet
            for packet in container.demux(video=0)
            if packet.pts is not None and first <= packet.pts < first + frames
        ]


def show(encoder: SegmentEncoder, shot: int) -> None:
    """The pictures of the first, second or third shot."""
    encoder.begin_shot()
    if shot == 1:
        for step in range(30):
            encoder.add(picture((20, 2 * step, 90)))
    else:
        encoder.add(picture((200, 80 * shot, 30)), 70)


def test_a_shot_that_is_copied_is_the_shot_that_was_encoded(tmp_path: Path) -> None:
    shots = [(0, 70), (70, 30), (100, 70)]
    whole = tmp_path / "whole.mp4"
    with SegmentEncoder(whole, 64, 36, 30) as encoder:
        for shot in range(3):
            show(encoder, shot)
    assert [time for time, _, is_key in packets(whole) if is_key] == [0, 70, 100]
    for copied in ({0}, {1}, {2}, {0, 1}, {1, 2}, {0, 1, 2}):
        path = tmp_path / "copied.mp4"
        with SegmentEncoder(path, 64, 36, 30) as encoder:
            for shot in range(3):
                if shot in copied:
                    encoder.begin_shot()
                    encoder.copy(encoded(whole, *shots[shot]))
                else:
                    show(encoder, shot)
            assert encoder.frames == 170
        assert path.read_bytes() == whole.read_bytes()


def test_a_shot_is_the_same_wherever_it_stands(tmp_path: Path) -> None:
    one, other = tmp_path / "one.mp4", tmp_path / "other.mp4"
    with SegmentEncoder(one, 64, 36, 30) as encoder:
        show(encoder, 1)
        show(encoder, 0)
    with SegmentEncoder(other, 64, 36, 30) as encoder:
        encoder.begin_shot()
        encoder.copy(encoded(one, 30, 70))
        show(encoder, 1)
    assert [bytes(packet) for packet in encoded(other, 70, 30)] == [
        bytes(packet) for packet in encoded(one, 0, 30)
    ]
    assert segment_frames(other) == 100
