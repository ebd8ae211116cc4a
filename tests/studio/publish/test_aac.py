"""The narration in AAC: encoded in parts, heard as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from studio.publish.aac import PACKET, encode_sound, frames_in_step
from studio.publish.audio import write_clip
from studio.timeline import Timeline, sample_at

RATE = 48_000

Sound = NDArray[np.float32]


@pytest.fixture
def sound(timeline: Timeline) -> Sound:
    """As long as the film: two tones that sound all the time."""
    time = np.arange(timeline.frames * RATE // timeline.fps) / RATE
    tones = 0.3 * np.sin(2 * np.pi * 220 * time) + 0.1 * np.sin(2 * np.pi * 1870 * time)
    return tones.astype(np.float32)


def heard(timeline: Timeline, sound: Sound, cuts: Sequence[int], at: Path) -> Sound:
    """What is decoded of a clip of that sound, encoded in parts."""
    path = write_clip(timeline, encode_sound(sound, cuts, at / "store"), at / "clip.m4a")
    with av.open(path) as clip:
        return np.concatenate([frame.to_ndarray()[0] for frame in clip.decode(audio=0)])


def noise(heard: Sound, sound: Sound) -> float:
    """What was not in the sound, in decibels below it."""
    return float(10 * np.log10(np.mean((heard[: len(sound)] - sound) ** 2) / np.mean(sound**2)))


@pytest.mark.parametrize("cuts", [[], [100_000], [1, 1023, 1024, 1025, 50_000, 77_777, 200_000, 10**9]])
def test_where_two_parts_meet_nothing_is_heard_of_it(
    timeline: Timeline, sound: Sound, cuts: list[int], tmp_path: Path
) -> None:
    whole = heard(timeline, sound, cuts, tmp_path)
    assert len(sound) <= len(whole) < len(sound) + PACKET  # the end of the last packet is not shown
    assert noise(whole, sound) < -30
    for cut in cuts:
        first = cut // PACKET * PACKET
        near = slice(max(first - PACKET, 0), first + 2 * PACKET)
        if first < len(sound):
            assert noise(whole[near], sound[near]) < -30, cut


def test_only_what_sounds_different_is_encoded_again(sound: Sound, tmp_path: Path) -> None:
    cuts = [50_000, 100_000, 150_000]
    before = encode_sound(sound, cuts, tmp_path)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.m4a")}
    assert len(before.parts) == len(written) == 4
    sound[110_000:120_000] = 0
    after = encode_sound(sound, cuts, tmp_path)
    kept = [one == other for one, other in zip(before.parts, after.parts, strict=True)]
    assert kept == [True, True, False, True]
    assert {path: path.stat().st_mtime_ns for path in written} == written


@pytest.mark.parametrize("damage", ["empty", "cut", "folder", "unsealed"])
def test_a_part_that_is_not_whole_is_encoded_again(sound: Sound, tmp_path: Path, damage: str) -> None:
    before = encode_sound(sound, [50_000, 100_000], tmp_path)
    content = [path.read_bytes() for _, path in before.parts]
    broken = before.parts[1][1]
    if damage == "unsealed":
        broken.with_suffix(".sealed").unlink()
    elif damage == "folder":
        broken.unlink()
        broken.mkdir()
    else:
        broken.write_bytes(content[1][: -1 if damage == "cut" else 0])
    after = encode_sound(sound, [50_000, 100_000], tmp_path)
    assert after == before
    assert [path.read_bytes() for _, path in after.parts] == content


def test_a_part_is_told_by_what_is_heard_around_it(sound: Sound, tmp_path: Path) -> None:
    before = encode_sound(sound, [102_400], tmp_path)
    sound[102_300] += 0.1
    after = encode_sound(sound, [102_400], tmp_path)
    assert before.parts[1][1] != after.parts[1][1]


def test_several_at_once_are_the_same_as_one_after_the_other(sound: Sound, tmp_path: Path) -> None:
    one, two = (encode_sound(sound, range(0, 200_000, 30_000), tmp_path / str(jobs), jobs) for jobs in (1, 3))
    assert [path.read_bytes() for _, path in one.parts] == [path.read_bytes() for _, path in two.parts]


@pytest.mark.parametrize("length", [1, 1023, 1024, 1025, 4096])
def test_a_short_sound_keeps_its_length(length: int, tmp_path: Path) -> None:
    encoded = encode_sound(np.full(length, 0.1, np.float32), [0, 512, 1024, 2000], tmp_path)
    assert encoded.samples == length
    total = 0
    for _, path in encoded.parts:
        with av.open(path) as part:
            total += sum(packet.duration or 0 for packet in part.demux(audio=0))
    assert total >= length


@given(fps=st.integers(1, 120))
def test_after_a_step_packets_begin_with_a_frame_again(fps: int) -> None:
    step = frames_in_step(fps)
    assert step == 1 or step <= 0.6 * fps
    if fps in (15, 25, 30, 50, 60):
        assert sample_at(step, fps) % PACKET == 0
        assert not [frame for frame in range(1, step) if sample_at(frame, fps) % PACKET == 0]
