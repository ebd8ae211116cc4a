"""Sounds that a scene adds to the narration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.speech.voice import RATE


@dataclass(frozen=True)
class Sound:
    """A sound of a slide.

    Parameters
    ----------
    path
        The file: whatever PyAV decodes.
    frame
        At which it begins, counted from the start of its slide; it may be before it.
    gain
        How much louder than in the file, in decibels.
    """

    path: Path
    frame: int
    gain: float = 0.0


def read_sound(path: Path) -> NDArray[np.float32]:
    """All of a sound, at `RATE`: the mean of its channels, shape (n,).

    Raises
    ------
    StudioError
        If the file has no sound that can be decoded.
    """
    resampler = AudioResampler(format="fltp", rate=RATE)
    try:
        with path.open("rb") as file, av.open(file, "r") as container:
            frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
            frames += resampler.resample(None) if frames else []
    except (av.error.FFmpegError, IndexError) as error:
        raise StudioError(
            f"{path.name} is no sound that can be read. Save it as WAV, FLAC or MP3."
        ) from error
    parts = [frame.to_ndarray().mean(axis=0) for frame in frames]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
