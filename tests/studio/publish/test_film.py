"""The film, opened again with PyAV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from studio.captions.captions import captions
from studio.drawing.encoder import SegmentEncoder
from studio.drawing.settings import EncoderSettings
from studio.errors import StudioError
from studio.publish.aac import EncodedSound, encode_sound
from studio.publish.film import write_film
from studio.speech.mix import mix
from studio.timeline import Timeline

Draw = Callable[[Timeline], list[Path]]


def sound(timeline: Timeline, folder: Path) -> EncodedSound:
    return encode_sound(mix(timeline.samples, timeline.slots), timeline.sample_starts, folder / "sound")


@pytest.fixture
def film(timeline: Timeline, segments: Draw, tmp_path: Path) -> Path:
    return write_film(
        timeline, segments(timeline), sound(timeline, tmp_path), captions(timeline), tmp_path / "film.mp4"
    )


def test_all_streams_last_as_long_as_the_film(timeline: Timeline, film: Path) -> None:
    length = Fraction(timeline.frames, timeline.fps)
    with av.open(film) as container:
        assert container.duration == round(length * 1_000_000)
        assert [stream.type for stream in container.streams] == ["video", "audio", "subtitle", "data"]
        for stream in (container.streams.video[0], container.streams.audio[0]):
            assert stream.start_time == 0
            assert stream.duration * stream.time_base == length
        caption_track = container.streams.subtitles[0]
        assert abs(caption_track.duration * caption_track.time_base - length) < Fraction(1, 1000)


def test_every_picture_stands_at_its_frame(timeline: Timeline, film: Path) -> None:
    with av.open(film) as container:
        stream = container.streams.video[0]
        shown = {frame.pts * stream.time_base * timeline.fps: frame for frame in container.decode(stream)}
        lasts = sum(frame.duration for frame in shown.values()) * stream.time_base * timeline.fps
    assert lasts == timeline.frames
    for number, timed in enumerate(timeline.slides):
        for place, grey in ((timed.first, 40 * (number + 1)), (timed.end - 2, 40 * (number + 1) + 20)):
            assert shown[place].to_ndarray(format="gray").mean() == pytest.approx(grey, abs=2)


def test_the_pictures_are_copied_not_encoded_again(timeline: Timeline, segments: Draw, film: Path) -> None:
    def contents(paths: list[Path]) -> list[bytes]:
        found = []
        for path in paths:
            with av.open(path) as container:
                found += [bytes(packet) for packet in container.demux(video=0) if packet.size]
        return found

    assert contents([film]) == contents(segments(timeline))


def test_a_click_is_heard_on_its_sample(
    timeline: Timeline, clicks: Callable[..., Timeline], segments: Draw, tmp_path: Path
) -> None:
    clicking = clicks(timeline)
    path = write_film(
        clicking, segments(clicking), sound(clicking, tmp_path), captions(clicking), tmp_path / "film.mp4"
    )
    heard = np.zeros(clicking.frames * 1600 + 2048, np.float32)
    with av.open(path) as container:
        for frame in container.decode(audio=0):
            heard[frame.pts : frame.pts + frame.samples] = frame.to_ndarray()[0]
    for timed in clicking.slides:
        slot = heard[timed.first * 1600 : timed.end * 1600]
        assert np.argmax(np.abs(slot)) == pytest.approx(24000, abs=48)


def test_captions_stand_in_the_film_as_in_the_files(timeline: Timeline, film: Path) -> None:
    with av.open(film) as container:
        stream = container.streams.subtitles[0]
        assert stream.codec_context.name == "mov_text"
        assert stream.metadata["language"] == "eng"
        assert b"ftab" in (stream.codec_context.extradata or b"")
        found = [
            (packet.pts, packet.pts + packet.duration, bytes(packet)[2:].decode())
            for packet in container.demux(stream)
            if packet.size > 2
        ]
    assert found == [(shown.begins, shown.ends, "\n".join(shown.lines)) for shown in captions(timeline)]
    assert "offers & gives" in found[0][2]


def test_title_and_chapters(timeline: Timeline, film: Path) -> None:
    with av.open(film) as container:
        assert container.metadata["title"] == "Q, K, V - the projections."
        assert container.metadata["description"] == "The matrices."
        assert container.metadata["comment"] == "Architecture · A · Gemini"
        marks = [
            (mark["metadata"]["title"], mark["start"] * mark["time_base"]) for mark in container.chapters()
        ]
    assert marks == [
        ("Chapter 1: q → k", 0),
        ("Chapter 2: q → k", Fraction(timeline.slides[2].first, timeline.fps)),
    ]


def test_the_index_comes_first_and_nothing_tells_when_or_by_what(film: Path) -> None:
    content = film.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert not any(name in content for name in (b"Lavf", b"Lavc", b"x264"))
    header = content.index(b"mvhd") + 4
    assert content[header + 4 : header + 12] == bytes(8)  # made and changed at no time


def test_the_same_bytes_in_another_folder(
    timeline: Timeline, segments: Draw, film: Path, tmp_path: Path
) -> None:
    again = write_film(
        timeline,
        segments(timeline),
        sound(timeline, tmp_path),
        captions(timeline),
        tmp_path / "elsewhere" / "other.mp4",
    )
    assert again.read_bytes() == film.read_bytes()


@pytest.mark.parametrize("fps", [24, 25, 60, 7])
def test_other_frame_rates(timeline: Timeline, segments: Draw, tmp_path: Path, fps: int) -> None:
    other = replace(timeline, fps=fps)
    path = write_film(other, segments(other), sound(other, tmp_path), captions(other), tmp_path / "film.mp4")
    with av.open(path) as container:
        for stream in (container.streams.video[0], container.streams.audio[0]):
            length = stream.duration * stream.time_base
            assert abs(length - Fraction(other.frames, fps)) <= Fraction(1, 48000)


def test_an_unknown_language_is_left_open(timeline: Timeline, segments: Draw, tmp_path: Path) -> None:
    front = timeline.script.front.model_copy(update={"language": "qx-Nowhere"})
    other = replace(timeline, script=replace(timeline.script, front=front))
    path = write_film(other, segments(other), sound(other, tmp_path), captions(other), tmp_path / "film.mp4")
    with av.open(path) as container:
        assert container.streams.audio[0].metadata["language"] == "und"


def test_segments_of_another_film_are_refused(timeline: Timeline, segments: Draw, tmp_path: Path) -> None:
    drawn = segments(timeline)
    path = tmp_path / "out" / "film.mp4"
    shown = captions(timeline)
    with pytest.raises(StudioError, match="2 segments"):
        write_film(timeline, drawn[:2], sound(timeline, tmp_path), shown, path)
    short = encode_sound(mix(timeline.samples, timeline.slots)[1:], (), tmp_path / "short")
    with pytest.raises(StudioError, match="not the sound"):
        write_film(timeline, drawn, short, shown, path)
    with pytest.raises(StudioError, match=r"segment-1\.mp4 lasts"):
        write_film(timeline, [drawn[0], drawn[1], drawn[1]], sound(timeline, tmp_path), shown, path)
    with SegmentEncoder(drawn[2], 64, 36, 30, EncoderSettings(preset="slow")) as encoder:
        encoder.add(np.zeros((36, 64, 3), np.uint8), timeline.slides[2].frames)
    with pytest.raises(StudioError, match="other settings"):
        write_film(timeline, drawn, sound(timeline, tmp_path), shown, path)
    assert not list(path.parent.iterdir())


def test_the_last_picture_of_a_chapter_is_held_by_the_film(
    timeline: Timeline, segments: Draw, tmp_path: Path
) -> None:
    longer = timeline.with_frames({}, 16)
    rests = [timed.rest for timed in longer.slides]
    assert max(rests) > 0
    film = write_film(
        longer, segments(timeline), sound(longer, tmp_path), captions(longer), tmp_path / "film.mp4"
    )
    with av.open(film) as container:
        stream = container.streams.video[0]
        assert stream.duration * stream.time_base == Fraction(longer.frames, longer.fps)
        frame = stream.time_base * longer.fps
        shown = [
            (packet.pts * frame, (packet.pts + packet.duration) * frame)
            for packet in container.demux(stream)
            if packet.pts is not None
        ]
    assert {timed.first for timed in longer.slides} <= {begins for begins, _ in shown}
    assert {timed.end for timed in longer.slides} <= {ends for _, ends in shown}
    assert all(ends - begins <= longer.fps for begins, ends in shown)
