"""The narration, placed by sample, and the clip made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.publish.aac import encode_sound
from studio.publish.audio import write_clip
from studio.speech.mix import mix
from studio.timeline import Timeline, sample_at


@given(frame=st.integers(0, 10**6), fps=st.integers(1, 240))
def test_a_frame_starts_at_the_nearest_sample(frame: int, fps: int) -> None:
    assert abs(sample_at(frame, fps) - Fraction(frame * 48000, fps)) <= Fraction(1, 2)


@pytest.mark.parametrize("rate", [22050, 24000, 48000])
def test_a_click_lands_on_its_sample_in_the_first_and_in_the_last_slide(
    timeline: Timeline, clicks: Callable[..., Timeline], rate: int
) -> None:
    film = clicks(timeline, rate)
    sound = mix(film.samples, film.slots)
    assert sound.dtype == np.float32
    assert len(sound) == film.frames * 1600
    for timed in film.slides:
        slot = sound[timed.first * 1600 : timed.end * 1600]
        assert np.argmax(np.abs(slot)) == pytest.approx(24000, abs=1)


def test_silence_where_nobody_speaks(timeline: Timeline) -> None:
    sound = mix(timeline.samples, timeline.slots)
    for timed in timeline.slides:
        said = timed.first * 1600 + round(timed.speech.duration * 48000)
        assert np.abs(sound[timed.first * 1600 : said]).max() == pytest.approx(0.3, abs=0.01)
        assert not sound[said + 2 : timed.end * 1600].any()


def test_a_slide_without_sound_is_silent(timeline: Timeline) -> None:
    mute = replace(timeline.slides[0].speech, samples=np.zeros(0, np.float32))
    slides = tuple(replace(timed, speech=mute) for timed in timeline.slides)
    assert not mix(replace(timeline, slides=slides).samples, replace(timeline, slides=slides).slots).any()


def test_the_clip_has_title_chapters_and_the_length_of_the_film(timeline: Timeline, tmp_path: Path) -> None:
    encoded = encode_sound(mix(timeline.samples, timeline.slots), timeline.sample_starts, tmp_path / "sound")
    path = write_clip(timeline, encoded, tmp_path / "clip.m4a")
    with av.open(path) as container:
        assert container.metadata["title"] == "Q, K, V - the projections."
        assert container.metadata["major_brand"] == "M4A "
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.sample_rate) == ("aac", 48000)
        assert stream.codec_context.layout.name == "mono"
        assert stream.duration * stream.time_base == Fraction(timeline.frames, timeline.fps)
        assert container.duration == round(timeline.frames / timeline.fps * 1e6)
        marks = [
            (mark["metadata"]["title"], mark["start"] * mark["time_base"], mark["end"] * mark["time_base"])
            for mark in container.chapters()
        ]
    middle = Fraction(timeline.slides[2].first, timeline.fps)
    assert marks == [
        ("Chapter 1: q → k", 0, middle),
        ("Chapter 2: q → k", middle, Fraction(timeline.frames, timeline.fps)),
    ]


def test_the_clip_has_the_same_bytes_anywhere(timeline: Timeline, tmp_path: Path) -> None:
    one, two = (
        write_clip(
            timeline,
            encode_sound(
                mix(timeline.samples, timeline.slots), timeline.sample_starts, tmp_path / folder / "sound"
            ),
            tmp_path / folder / "clip.m4a",
        ).read_bytes()
        for folder in "ab"
    )
    assert one == two
    assert not any(name in one for name in (b"Lavf", b"Lavc"))
