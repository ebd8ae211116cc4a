from dataclasses import dataclass

import numpy as np
import pytest

from studio.speech.cache import SpeechCache
from studio.speech.engines.espeak import Pyttsx3Voice
from studio.speech.voice import Speech, Word, word_spans


@dataclass(frozen=True)
class Beeps:
    """A voice whose sound is known to the sample: 100 ms of tone for each word, 50 ms of silence around."""

    rate: int = 24_000
    key: str = "beeps"

    def speak(self, text: str) -> Speech:
        step = self.rate // 20
        tone = 0.5 * np.sign(np.sin(2 * np.pi * 500 * np.arange(2 * step) / self.rate + 0.1))
        words = word_spans(text)
        samples = np.zeros(step * (3 * len(words) + 1), np.float32)
        timed = []
        for index, word in enumerate(words):
            begin, end = step * (3 * index + 1), step * (3 * index + 3)
            samples[begin:end] = tone
            timed.append(Word(*word, begin / self.rate, end / self.rate))
        return Speech(samples, self.rate, tuple(timed))


@pytest.fixture(scope="session")
def beeps() -> Beeps:
    return Beeps()


@pytest.fixture(scope="session")
def voice() -> Pyttsx3Voice:
    return Pyttsx3Voice()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> SpeechCache:
    return SpeechCache(tmp_path_factory.mktemp("speeches"))
