"""The neural voice: hibari-tts with the voice that its package brings, on a processor and without a network.

The model works out how long each phoneme lasts before it makes any sound. Those durations are read out of it
here, so that every word has its time without a recogniser.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.pauses import snap_to_silence
from studio.speech.voice import Speech, VoiceError, Word, has_word, word_spans

RATE = 24_000
"""Samples a second that the model makes."""

RATES = (80, 300)
"""Slowest and fastest rate in words a minute; beyond, the model drawls or swallows phonemes."""

SENTENCE = 0.55
"""Seconds from the last sound of a sentence to the first of the next."""

CLAUSE = 0.2
"""Seconds of rest where a sentence that is too long for the model is cut."""

_PACE = 184.0  # words a minute at the speed that the model learned, as eSpeak NG counts them
_LONGEST = 400  # phonemes that hibari itself lets its model speak at once
_NOISE_SEED = 22  # any number will do, but another one makes another sound
_PARTS = ("lh", "theta", "ln", "lr", "phi", "f0")  # outputs of the model, as hibari's synthesis takes them
_DURATIONS = "/Clip_output_0"
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n\s*\n")
_RESTS = ".,;:!?…—"
_REACH = 0.15
_BEFORE, _AFTER, _FADE = (round(seconds * RATE) for seconds in (0.02, 0.06, 0.01))


@dataclass(frozen=True)
class HibariVoice:
    """Speaks English with hibari-tts, in this process; may be used by several threads at once.

    Each text is computed by one thread and its noise has a fixed seed: on one kind of processor, the same
    text always gives the same bytes.

    Parameters
    ----------
    name
        ``heart``, which the package brings, or one of hibari's other voices if somebody has fetched it
        before; nothing is fetched here.
    rate
        Words a minute, within `RATES`.
    """

    name: str = "heart"
    rate: int = 150
    _loading: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def key(self) -> str:
        """Engine, versions, voice and rate, and what else is chosen here."""
        try:
            versions = f"hibari-tts {version('hibari-tts')}, onnxruntime {version('onnxruntime')}"
        except PackageNotFoundError as missing:
            raise VoiceError(
                f"The voice hibari needs {missing.name}, which is not installed: "
                "`make video VOICE=hibari` brings it, as does "
                "`.venv/bin/pip install -c constraints.txt -e '.[neural]'`."
            ) from None
        chosen = f"speed {self._speed:.4f}, seed {_NOISE_SEED}, rests {SENTENCE:g} s and {CLAUSE:g} s"
        return f"{versions}, {self.name}, {self.rate} words a minute ({chosen})"

    def speak(self, text: str) -> Speech:
        """Speak one text, sentence by sentence.

        Parameters
        ----------
        text
            In its spoken form, English.

        Returns
        -------
        Speech
            At `RATE`.

        Raises
        ------
        VoiceError
            For a text with nothing to say, a voice that is not on this machine, a rate out of `RATES`, or if
            hibari-tts is not installed.
        """
        if not has_word(text):
            raise VoiceError("There is nothing to say: a text for the voice needs a letter or a digit in it.")
        if not RATES[0] <= self.rate <= RATES[1]:
            raise VoiceError(
                f"The voice cannot speak {self.rate} words a minute; choose from {RATES[0]} to {RATES[1]}."
            )
        with self._loading:
            engine = self._engine
        pieces: list[NDArray[np.float32]] = []
        heard: list[Word] = []
        place = 0
        for sounds, rest in _breaths(engine, text):
            samples, words = _speak_sounds(engine, sounds, self._speed)
            heard += [_move(word, place / RATE) for word in words]
            pieces += [samples, np.zeros(round(rest * RATE) - _BEFORE - _AFTER, np.float32)]
            place += len(samples) + len(pieces[-1])
        # After the last sentence there is nothing to wait for.
        samples = np.concatenate([np.zeros(0, np.float32), *pieces[:-1]])
        return Speech(samples, RATE, _written_words(text, heard, len(samples) / RATE))

    @property
    def _speed(self) -> float:
        return self.rate / _PACE

    @cached_property
    def _engine(self) -> Any:
        """The model, with its durations among its outputs, and all that reading a text takes."""
        _ = self.key
        from hibari import Hibari  # type: ignore[import-untyped]

        engine = Hibari(self.name, _model(self.name) + _output_fragment(_DURATIONS))
        _ = engine.g2p.oov  # hibari loads these when they are first used, which two threads might do at once
        return engine


@dataclass(frozen=True)
class _Sound:
    """The phonemes that are spoken for ``text[start:end]``: of a word, of a mark, or a space."""

    start: int
    end: int
    phonemes: str

    @property
    def is_word(self) -> bool:
        """Whether it is more than a space or a mark."""
        return has_word(self.phonemes)

    @property
    def is_rest(self) -> bool:
        """Whether the voice rests at it."""
        return not self.is_word and self.phonemes != " "


@dataclass(frozen=True)
class HibariInfo:
    """One of hibari's voices: its name, what it is for people, and whether it is on this machine."""

    name: str
    title: str
    is_here: bool


def known_voices() -> tuple[HibariInfo, ...]:
    """List hibari's voices, that of the package first.

    Raises
    ------
    ImportError
        If hibari-tts is not installed.
    """
    from hibari.voices import VOICES  # type: ignore[import-untyped]

    return tuple(
        HibariInfo(name, f"English ({about['accent']}), {about['gender']}", _model_file(name) is not None)
        for name, about in VOICES.items()
    )


def fetching(name: str) -> str:
    """Return the command that brings a voice onto this machine."""
    return f'.venv/bin/hibari --voice {name} -o one.wav "One."'


def _model_file(name: str) -> Path | None:
    from hibari.voices import voice_path

    try:
        return Path(voice_path(name, download_missing=False))
    except FileNotFoundError:
        return None


def _model(name: str) -> bytes:
    names = [voice.name for voice in known_voices()]
    if name not in names:
        near = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
        way_out = f'did you mean "{near[0]}"?' if near else f"Voices are: {', '.join(names)}."
        raise VoiceError(f'hibari has no voice "{name}": {way_out}')
    file = _model_file(name)
    if file is None:
        raise VoiceError(
            f'The voice "{name}" of hibari is not on this machine. Take "{names[0]}", or fetch it once, with '
            f"a network: {fetching(name)}"
        )
    return file.read_bytes()


def _output_fragment(name: str) -> bytes:
    """Bytes that, behind those of an ONNX model, make the value `name` (float) one of its outputs.

    A protocol buffer may be continued: what follows is merged into it. The fields are ``ModelProto.graph``,
    ``GraphProto.output``, ``ValueInfoProto.name`` and ``.type``, and there ``tensor_type.elem_type`` = FLOAT.
    """

    def record(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    return record(7, record(12, record(1, name.encode()) + record(2, record(1, b"\x08\x01"))))


def _breaths(engine: Any, text: str) -> Iterator[tuple[list[_Sound], float]]:
    """Give what the model speaks at once, and the rest after it: a sentence, or a part of a very long one."""
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        sounds = _sounds(engine, text, start, end)
        start = end
        while sum(len(sound.phonemes) for sound in sounds) > _LONGEST:
            lengths = np.cumsum([len(sound.phonemes) for sound in sounds])
            most = max(1, int(np.searchsorted(lengths, _LONGEST, side="right")))
            cut = max((index + 1 for index in range(most) if sounds[index].is_rest), default=most)
            if any(sound.is_word for sound in sounds[:cut]):
                yield sounds[:cut], CLAUSE
            sounds = sounds[cut:]
        if any(sound.is_word for sound in sounds):
            yield sounds, SENTENCE


def _sounds(engine: Any, text: str, start: int, end: int) -> list[_Sound]:
    """Turn a sentence into phonemes that the model knows, each with its place in the text."""
    sounds = []
    place = start
    for token in engine.g2p.phonemize_tokens(engine.g2p.tokenize(text[start:end])):
        begin = text.find(token.text, place, end)
        place = begin + len(token.text)
        phonemes = "".join(character for character in token.phonemes or "" if character in engine.vocab)
        sounds.append(_Sound(begin, place, phonemes))
        if token.whitespace:
            sounds.append(_Sound(place, place, " "))
    mark = text[start:end].rstrip()[-1:]
    if sounds and mark in engine.vocab and not has_word(mark) and not sounds[-1].phonemes.endswith(mark):
        # A letter and its full stop are one token to hibari, as in "J. Smith", and the stop is not heard.
        sounds.append(_Sound(place, place, mark))
    return [sound for sound in sounds if sound.phonemes]


def _speak_sounds(
    engine: Any, sounds: Sequence[_Sound], speed: float
) -> tuple[NDArray[np.float32], list[Word]]:
    """Speak phonemes; return the sound without the silence around it, and the words in it."""
    from hibari.dsp import synth  # type: ignore[import-untyped]

    ids = [0, *(engine.vocab[phoneme] for sound in sounds for phoneme in sound.phonemes), 0]
    *parts, durations = engine.sess.run(
        [*_PARTS, _DURATIONS],
        {"ids": np.array([ids], np.int64), "speed": np.array([speed], np.float32)},
    )
    samples: NDArray[np.float32] = synth(*(part[0] for part in parts), np.random.default_rng(_NOISE_SEED))
    ends = np.cumsum(durations.ravel(), dtype=np.float64)
    ends *= len(samples) / RATE / ends[-1]

    words: list[Word] = []
    rests = []
    number = 1
    for sound in sounds:
        following = number + len(sound.phonemes)
        if sound.is_word:
            words.append(Word(sound.start, sound.end, float(ends[number - 1]), float(ends[following - 1])))
        elif sound.is_rest:
            rests.append(len(words))
        number = following
    # The model lets a word start within the rest before it, and die away in the one after it.
    words = list(snap_to_silence(words, rests, samples, RATE, _REACH))

    start = max(0, round(words[0].begins * RATE) - _BEFORE)
    alone = samples[start : round(words[-1].ends * RATE) + _AFTER].copy()
    fade = np.linspace(0, 1, min(_FADE, len(alone)), endpoint=False, dtype=np.float32)
    alone[: len(fade)] *= fade
    alone[len(alone) - len(fade) :] *= fade[::-1]
    return alone, [_move(word, -start / RATE) for word in words]


def _move(word: Word, seconds: float) -> Word:
    return replace(word, begins=word.begins + seconds, ends=word.ends + seconds)


def _written_words(text: str, heard: Sequence[Word], length: float) -> tuple[Word, ...]:
    """Give each of `word_spans` the time of what is heard for it; none if that is nothing."""
    words = []
    latest = 0.0
    for start, end in word_spans(text):
        parts = [word for word in heard if word.start < end and start < word.end]
        begins = max(latest, min(parts[0].begins, length)) if parts else latest
        latest = max(begins, min(parts[-1].ends, length)) if parts else latest
        words.append(Word(start, end, begins, latest))
    return tuple(words)
