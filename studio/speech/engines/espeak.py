"""The embedded voice: pyttsx3 over eSpeak NG, which pip installs on every system.

Each text is spoken by a process of its own (`espeak_process`), so that texts can be spoken side by side from
threads and the same text always gives the same bytes.
"""

from __future__ import annotations

import ctypes
import difflib
import json
import re
import subprocess
import sys
import tempfile
import wave
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.voice import Speech, VoiceError, Word, has_word, runs, word_spans

RATES = (80, 450)
"""Slowest and fastest rate in words a minute; eSpeak NG would speak at these instead and not say so."""

_PROCESS = Path(__file__).with_name("espeak_process.py")
_SILENCE = 10 ** (-60 / 20)
_LETTER_STOP = re.compile(r"(?<=\b[^\W\d_])\.(?=\s)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class VoiceInfo:
    """A voice that can be asked for.

    Parameters
    ----------
    name
        What a script writes: ``en-us``. A variant may follow: ``en-us+f3``.
    title
        For people: ``English (America)``.
    language
        As a BCP 47 tag, in lower case.
    """

    name: str
    title: str
    language: str


@dataclass(frozen=True)
class Pyttsx3Voice:
    """Speaks with pyttsx3 and the eSpeak NG of espeakng-loader, never with one that the system has.

    Parameters
    ----------
    name
        One of `voices`, with or without one of `variants` after a plus sign.
    rate
        Words a minute, within `RATES`.
    timeout
        Seconds that one text may take.
    """

    name: str = "en-us"
    rate: int = 150
    timeout: float = 60

    @property
    def key(self) -> str:
        """Engine, versions, voice and rate."""
        return (
            f"pyttsx3 {version('pyttsx3')}, eSpeak NG {_espeak_version()} "
            f"(espeakng-loader {version('espeakng-loader')}), {self.name}, {self.rate} words a minute"
        )

    def speak(self, text: str) -> Speech:
        """Speak one text in a process of its own.

        Parameters
        ----------
        text
            In its spoken form: symbols and markup would be spelled out.

        Returns
        -------
        Speech
            At 22,050 Hz, with the silence that the engine puts around it.

        Raises
        ------
        VoiceError
            For a text with nothing to say, an unknown voice, a rate out of `RATES`, a time-out, or an engine
            that failed.
        """
        if not has_word(text):
            raise VoiceError("There is nothing to say: a text for the voice needs a letter or a digit in it.")
        if not RATES[0] <= self.rate <= RATES[1]:
            raise VoiceError(
                f"The voice cannot speak {self.rate} words a minute; choose from {RATES[0]} to {RATES[1]}."
            )
        # Control characters would end the text or start a command; spaces in their place keep the offsets.
        # A full stop after a single letter is no rest to eSpeak, which takes it for "J. Smith"; this one is.
        plain = _LETTER_STOP.sub("\N{IDEOGRAPHIC FULL STOP}", _CONTROL.sub(" ", text))
        with tempfile.TemporaryDirectory() as folder:
            request = {"text": plain, "voice": self.name, "rate": self.rate, "folder": folder}
            answer = _answer(request, self.timeout)
            if "unknown" in answer:
                raise _unknown(self.name, answer["unknown"])
            samples, rate = _read_wav(Path(folder) / "speech.wav")
        return Speech(samples, rate, timed_words(text, answer["events"], samples, rate))


def voices(timeout: float = 60) -> tuple[VoiceInfo, ...]:
    """List the voices that eSpeak NG has here, by name.

    Raises
    ------
    VoiceError
        When the engine does not answer within `timeout` seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = _answer({"folder": folder}, timeout)["voices"]
    return tuple(sorted((VoiceInfo(**voice) for voice in found), key=lambda voice: voice.name))


def variants() -> tuple[str, ...]:
    """List what may follow a voice's name and a plus sign: other speakers, such as ``f3``."""
    from espeakng_loader import get_data_path  # type: ignore[import-untyped]

    return tuple(sorted(path.name for path in Path(get_data_path(), "voices", "!v").iterdir()))


def timed_words(
    text: str, events: Sequence[tuple[int, int]], samples: NDArray[np.float32], rate: int
) -> tuple[Word, ...]:
    """Give the words of a text their times.

    eSpeak NG announces most words, but not all: of "I am" it announces the first, at the space before a word
    it may announce that word, and of a number it announces every part. So events are placed by character,
    and words without one share the time of the word before them by their length.

    Parameters
    ----------
    text
        What was spoken.
    events
        Pairs (character of `text`, sample), as `espeak_process` gives them.
    samples
        float32, shape (n,). A word begins at its first sound and ends at its last, above -60 dBFS.
    rate
        Samples a second.

    Returns
    -------
    tuple of Word
        One for each of `word_spans(text)`, in order.
    """
    all_runs = runs(text)
    announced = _announcements(all_runs, events)
    heard = [
        index
        for index, (start, end) in enumerate(all_runs)
        if index in announced or has_word(text[start:end])
    ]
    if not heard:
        return ()
    # Every group starts with a run that was announced; should the very first not be, it shares with the next.
    leaders = sorted(announced) or [heard[0]]
    first_samples = [announced.get(leader, 0) for leader in leaders]
    leaders[0] = heard[0]
    loud = np.flatnonzero(np.abs(samples) > _SILENCE)

    times: dict[int, tuple[float, float]] = {}
    for number, leader in enumerate(leaders):
        is_last = number + 1 == len(leaders)
        begin = first_samples[number]
        end = len(samples) if is_last else first_samples[number + 1]
        sound = loud[bisect_left(loud, begin) : bisect_left(loud, end)]
        if len(sound):
            begin, end = int(sound[0]), int(sound[-1]) + 1
        group = heard[
            bisect_left(heard, leader) : None if is_last else bisect_left(heard, leaders[number + 1])
        ]
        lengths = [all_runs[index][1] - all_runs[index][0] for index in group]
        edges = begin + (end - begin) * np.cumsum([0, *lengths]) / sum(lengths)
        for index, left, right in zip(group, edges[:-1], edges[1:], strict=True):
            times[index] = float(left) / rate, float(right) / rate

    spoken = [index for index in heard if has_word(text[slice(*all_runs[index])])]
    return tuple(
        Word(start, end, *times[index]) for (start, end), index in zip(word_spans(text), spoken, strict=True)
    )


def _announcements(all_runs: Sequence[tuple[int, int]], events: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the sample at which each announced run starts, never decreasing."""
    starts = [start for start, _ in all_runs]
    samples: dict[int, int] = {}
    between = []
    for character, sample in events:
        index = bisect_right(starts, character) - 1
        if index >= 0 and character < all_runs[index][1]:
            samples.setdefault(index, sample)
        else:
            between.append((index + 1, sample))
    for index, sample in between:
        if index < len(all_runs):
            samples.setdefault(index, sample)
    latest = 0
    for index in sorted(samples):
        latest = samples[index] = max(latest, samples[index])
    return samples


def _answer(request: dict[str, Any], timeout: float) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_PROCESS)],
            input=json.dumps(request),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        length = len(request.get("text", ""))
        raise VoiceError(
            f"The voice took longer than {timeout:g} s over {length} characters; "
            "split the slide, or allow more time."
        ) from None
    file = Path(request["folder"]) / "answer.json"
    if done.returncode or not file.exists():
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise VoiceError(f"The voice pyttsx3 failed ({said[-1]}); run the set-up again.")
    answer: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return answer


def _unknown(name: str, part: str) -> VoiceError:
    base, _, variant = name.partition("+")
    if part == "variant":
        asked, known, hint = variant, list(variants()), "Variants"
    else:
        asked, known, hint = base, [voice.name for voice in voices()], "Voices"
    folded = {choice.lower(): choice for choice in known}
    near = difflib.get_close_matches(asked.lower(), folded, n=1, cutoff=0.5)
    way_out = f'did you mean "{folded[near[0]]}"?' if near else f"{hint} are: {', '.join(known)}."
    return VoiceError(f'eSpeak NG has no {part} "{asked}": {way_out}')


def _read_wav(path: Path) -> tuple[NDArray[np.float32], int]:
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return samples.astype(np.float32) / np.float32(32768), file.getframerate()


def _espeak_version() -> str:
    from espeakng_loader import get_library_path

    info = ctypes.CDLL(get_library_path()).espeak_Info
    info.restype = ctypes.c_char_p
    return str(info(None).decode())
