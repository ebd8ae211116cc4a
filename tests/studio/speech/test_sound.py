"""Sounds that a scene adds are laid over the narration, and move none of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from studio.errors import StudioError
from studio.speech.mix import mix
from studio.speech.sound import Sound, read_sound
from studio.speech.voice import RATE, Speech
from studio.timeline import Timeline, sample_at


def write(
    path: Path, *, rate: int = RATE, level: float = 0.25, seconds: float = 0.1, stereo: bool = False
) -> Path:
    samples = np.full((round(rate * seconds), 1 + stereo), level, np.float32)
    wavfile.write(path, rate, samples)
    return path


def test_a_sound_is_read_at_one_rate_whatever_it_has(tmp_path: Path) -> None:
    for name, rate, stereo in (("a.wav", RATE, False), ("b.wav", 22_050, False), ("c.wav", RATE, True)):
        samples = read_sound(write(tmp_path / name, rate=rate, stereo=stereo))
        assert len(samples) == pytest.approx(RATE / 10, abs=2)
        assert samples[len(samples) // 2] == pytest.approx(0.25, abs=0.01)


def test_what_is_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "words.wav"
    path.write_text("words", encoding="utf-8")
    with pytest.raises(StudioError, match=r"words\.wav is no sound that can be read"):
        read_sound(path)


def test_it_is_added_with_its_gain_and_cut_off_at_the_ends(tmp_path: Path) -> None:
    click = write(tmp_path / "click.wav", seconds=0.01)
    length = 4800
    speech = Speech(np.full(length, 0.125, np.float32), RATE, ())
    placed = [(0, length, speech)]
    alone = mix(length, placed)
    heard = mix(
        length,
        placed,
        [(1000, Sound(click, 0, -6.0)), (length - 10, Sound(click, 0)), (-470, Sound(click, 0))],
    )
    added = heard - alone
    assert np.flatnonzero(added).tolist() == [*range(10), *range(1000, 1480), *range(length - 10, length)]
    assert added[1000] == pytest.approx(0.25 * 10 ** (-6 / 20))
    assert added[-1] == pytest.approx(0.25)
    assert mix(length, placed, [(0, Sound(click, 0, 60.0))]).max() == 1.0


def test_it_begins_at_its_frame_in_the_film_and_in_a_preview(timeline: Timeline) -> None:
    second = timeline.slides[1]
    sound = Sound(Path("click.wav"), 3)
    sounding = timeline.with_sounds({second.slide.id: (sound,)})
    assert sounding.sounds == ((sample_at(second.first + 3, timeline.fps), sound),)
    assert sounding.only(second.slide.id).sounds == ((sample_at(3, timeline.fps), sound),)
    assert sounding.slots == timeline.slots
