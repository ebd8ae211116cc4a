"""A flash and the word it belongs to, in the decoded film: together at the start and after five minutes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

REPOSITORY = Path(__file__).resolve().parents[1]
RATE = 48_000
FLASH = 3
"""Frames, as in the lesson's scene."""


@dataclass(frozen=True)
class Film:
    """What is seen and heard of a film.

    Parameters
    ----------
    fps
        Frames a second.
    flashes
        First and one past the last frame of each white stretch.
    sound
        Mono at 48 kHz, shape (n,); sample 0 is heard with frame 0.
    slides
        As the manifest has them.
    """

    fps: int
    flashes: list[tuple[int, int]]
    sound: NDArray[np.float32]
    slides: list[dict[str, object]]


@pytest.fixture(scope="module", params=["pyttsx3", pytest.param("hibari", marks=pytest.mark.slow)])
def film(request: pytest.FixtureRequest, lessons: Path, tmp_path_factory: pytest.TempPathFactory) -> Film:
    """The lesson as each voice speaks it."""
    work = tmp_path_factory.mktemp("flash")
    arguments = ["--quality", "draft", "--fps", "30", "--jobs", "2", "--voice", request.param]
    subprocess.run(
        [
            *(sys.executable, REPOSITORY / "render.py", *arguments),
            *("--script", lessons / "flash" / "flash.md", "--output", work, "--cache", work / "cache"),
        ],
        check=True,
        capture_output=True,
    )
    folder = work / "flash"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    fps = manifest["fps"]
    with av.open(folder / "flash.mp4") as container:
        stretches: list[tuple[int, int]] = []
        for frame in container.decode(video=0):
            if frame.to_ndarray(format="gray").mean() > 128:
                first, end = (
                    int(time * frame.time_base * fps) for time in (frame.pts, frame.pts + frame.duration)
                )
                if stretches and stretches[-1][1] == first:
                    first = stretches.pop()[0]
                stretches.append((first, end))
    with av.open(folder / "flash.mp4") as container:
        frames = list(container.decode(audio=0))
        sound = np.zeros(frames[-1].pts + frames[-1].samples, np.float32)
        for frame in frames:
            assert frame.time_base == Fraction(1, RATE)
            assert frame.pts >= 0
            sound[frame.pts : frame.pts + frame.samples] = frame.to_ndarray()[0]
    return Film(fps, stretches, sound, manifest["slides"])


def onset(sound: NDArray[np.float32], about: float) -> float:
    """When the first sound after a long silence begins, within a second of a time; seconds, to 1 ms."""
    step = RATE // 1000
    first = round((about - 0.8) * RATE)
    window = sound[first : first + round(1.6 * RATE)].astype(np.float64)
    energy = np.sqrt(np.mean(window[: len(window) // step * step].reshape(-1, step) ** 2, axis=1))
    # The pause before the word; the voice before it may just be fading at the start of the window.
    loud = energy > 0.03 * energy.max()
    silent = np.convolve(~loud, np.ones(300), "valid") == 300
    assert silent.any(), "there is no silence of 0.3 s before the word"
    after = int(np.flatnonzero(silent)[0]) + 300
    return first / RATE + (after + int(np.flatnonzero(loud[after:])[0])) / 1000


def test_every_flash_lasts_as_long_as_it_was_made(film: Film) -> None:
    assert [end - first for first, end in film.flashes] == [FLASH] * 7


def test_there_is_a_flash_at_the_start_and_after_five_minutes(film: Film) -> None:
    times = [first / film.fps for first, _ in film.flashes]
    assert times[0] < 5
    assert times[-1] > 300
    assert len(film.sound) / RATE > 300


@pytest.mark.parametrize("which", range(7))
def test_flash_and_word_agree_within_half_a_frame(film: Film, which: int) -> None:
    seen = film.flashes[which][0] / film.fps
    heard = onset(film.sound, seen)
    assert abs(heard - seen) <= 0.5 / film.fps + 0.003, f"seen at {seen:.3f} s, heard at {heard:.3f} s"


def test_nothing_drifts(film: Film) -> None:
    """The last word is no later against its flash than the first, but for the rounding to frames."""
    offsets = [onset(film.sound, first / film.fps) - first / film.fps for first, _ in film.flashes]
    assert max(offsets) - min(offsets) <= 1 / film.fps
    assert abs(np.mean(offsets[:2]) - np.mean(offsets[-2:])) <= 0.5 / film.fps


def test_the_manifest_tells_of_the_same_frames(film: Film) -> None:
    marks = [mark["start"]["frame"] for slide in film.slides for mark in slide["bookmarks"]]  # type: ignore
    assert [first for first, _ in film.flashes] == marks
