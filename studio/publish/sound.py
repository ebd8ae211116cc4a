"""The narration of the whole film as one sound, placed by sample, and the audio clip made of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.publish import container
from studio.publish.aac import EncodedSound, add_sound, sound_packets
from studio.publish.container import RATE
from studio.speech.voice import Speech
from studio.timeline import Timeline


def mix(timeline: Timeline) -> NDArray[np.float32]:
    """Lay the speech of every slide on one track.

    Parameters
    ----------
    timeline
        The film; the speeches may have different rates.

    Returns
    -------
    NDArray[np.float32]
        Mono at 48 kHz, shape (n,), as long as the film to the sample nearest to its end; silence where
        nobody speaks.
    """
    sound = np.zeros(sample_at(timeline.frames, timeline.fps), dtype=np.float32)
    for timed in timeline.slides:
        slot = sound[sample_at(timed.first, timeline.fps) : sample_at(timed.end, timeline.fps)]
        samples = _at_48_khz(timed.speech)[: len(slot)]
        slot[: len(samples)] = samples
    return sound


def write_clip(timeline: Timeline, encoded: EncodedSound, path: Path) -> Path:
    """Write the narration alone, with the film's chapters and title.

    Parameters
    ----------
    timeline
        The film.
    encoded
        Its sound.
    path
        The ``.m4a`` file to write.

    Returns
    -------
    Path
        `path`.
    """
    with container.opened(path, "ipod", timeline) as file:
        track = add_sound(file, timeline, encoded)
        container.mux(file, sound_packets(track, encoded))
    return path


def slide_starts(timeline: Timeline) -> list[int]:
    """Return the samples at 48 kHz at which the slides of a film begin."""
    return [sample_at(timed.first, timeline.fps) for timed in timeline.slides]


def sample_at(frame: int, fps: int) -> int:
    """Return the sample at 48 kHz nearest to the start of a frame, in whole numbers throughout."""
    return (2 * frame * RATE + fps) // (2 * fps)


def _at_48_khz(speech: Speech) -> NDArray[np.float32]:
    if speech.rate == RATE or not len(speech.samples):
        return speech.samples
    frame = AudioFrame.from_ndarray(speech.samples[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = speech.rate
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts).astype(np.float32, copy=False)
