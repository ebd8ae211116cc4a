"""From a slide's narration to its sound, with every written word in its place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from studio.script.model import Narration
from studio.speech.align import time_words
from studio.speech.cache import SpeechCache, speech_key
from studio.speech.engines.recorded import Recordings
from studio.speech.loudness import normalize_loudness
from studio.speech.spoken_form import SpokenForm, spoken_form
from studio.speech.voice import (
    RATE,
    PromisedSpeech,
    Speech,
    Voice,
    Word,
    has_word,
    runs,
)

LEAD_IN = 0.25
"""Seconds of silence before the first word of a slide."""

SENTENCE = 0.4
"""Seconds that a full stop rests at least where a paragraph ends; within one, the voice rests by itself."""

PARAGRAPH = 0.45
"""Seconds that a paragraph's end rests longer than its full stop, or than the pause written there."""

_ROOM = 0.02
_FADE = 0.005
_SILENCE = 10 ** (-50 / 20)
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class _Part:
    """Words that are spoken in one go.

    Parameters
    ----------
    start
        Where `text` starts in the narration.
    text, spoken
        As it is written and as it is said.
    silence
        Seconds between the sound before and this one.
    goes_on
        Whether it stands in the same paragraph as the part before.
    """

    start: int
    text: str
    spoken: SpokenForm
    silence: float
    goes_on: bool


@dataclass(frozen=True)
class _Layout:
    """A narration of which it is known when everything is heard, before its sound is made.

    Parameters
    ----------
    length
        How many samples the sound will have at `RATE`.
    sounds
        What there is to hear: the sample at which it starts, its samples, and their own rate.
    words, remarks
        Of the speech that it will be.
    """

    length: int
    sounds: tuple[tuple[int, NDArray[np.float64], int], ...]
    words: tuple[Word, ...]
    remarks: tuple[str, ...]


def narrate(
    narration: Narration,
    voice: Voice,
    pronounce: Mapping[str, str],
    cache: SpeechCache | None = None,
    *,
    language: str = "en",
) -> Speech:
    """Speak the narration of one slide.

    Parameters
    ----------
    narration
        What the script says; its pauses and paragraph breaks become exact silence between two sounds.
    voice
        Speaks the parts between them.
    pronounce
        Spoken forms of written ones, see `spoken_form`.
    cache
        Parts spoken before are taken from it, new ones are put into it.
    language
        Of the narration, as a BCP 47 tag.

    Returns
    -------
    Speech
        At `RATE`. Its words are spans of ``narration.text``, as it is written: one for each of
        `word_spans`, and one for each symbol that stands by itself and is said ("=").

    Raises
    ------
    VoiceError
        When the voice cannot speak.
    StudioError
        When the cache cannot be written to.
    """
    laid = _lay_out(narration, voice, pronounce, cache, language)
    return Speech(_finish(laid), RATE, laid.words, laid.remarks)


def speak_all(
    narrations: Mapping[str, Narration],
    voice: Voice | Recordings,
    pronounce: Mapping[str, str],
    cache: SpeechCache | None = None,
    *,
    language: str = "en",
    jobs: int = 1,
    on_spoken: Callable[[str], None] | None = None,
    on_finished: Callable[[str, Speech], None] | None = None,
) -> dict[str, Speech]:
    """Speak the narrations of many slides, several at a time.

    When it returns, it is known of each word when it is heard. The sound itself is still being made then:
    brought to one rate and made as loud as it should be.

    Parameters
    ----------
    narrations
        By slide id.
    voice
        Speaks them all; or the recordings, of which each speaks its slide in one go.
    pronounce, cache, language
        See `narrate`.
    jobs
        How many narrations are spoken at once, at least 1.
    on_spoken
        Is told the id of each slide when its narration is spoken, in the order in which that happens.
    on_finished
        Is given the id of each slide and its speech once that has its sound, in some other thread.

    Returns
    -------
    dict
        The speeches by slide id, in the order of `narrations`; the same whatever `jobs` is.

    Raises
    ------
    VoiceError, StudioError
        See `narrate`; narrations that have not begun by then are left out.
    """
    voices: Mapping[str, Voice]
    if isinstance(voice, Recordings):
        voices = voice.of(narrations)
        narrations = {name: in_one_go(narration) for name, narration in narrations.items()}
    else:
        voices = dict.fromkeys(narrations, voice)

    def finish(name: str, laid: _Layout) -> NDArray[np.float32]:
        samples = _finish(laid)
        if on_finished is not None:
            on_finished(name, Speech(samples, RATE, laid.words, laid.remarks))
        return samples

    pool = ThreadPoolExecutor(max(1, jobs))
    waiting = {
        pool.submit(_lay_out, narration, voices[name], pronounce, cache, language): name
        for name, narration in narrations.items()
    }
    speeches: dict[str, Speech] = {}
    try:
        for future in as_completed(waiting):
            laid, name = future.result(), waiting[future]
            # Its turn comes when all are spoken.
            sound = pool.submit(finish, name, laid)
            speeches[name] = PromisedSpeech(laid.length, RATE, laid.words, laid.remarks, sound)
            if on_spoken is not None:
                on_spoken(name)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown(wait=False)
    return {name: speeches[name] for name in narrations}


def in_one_go(narration: Narration) -> Narration:
    """Leave out the pauses and paragraphs between words, for a voice that makes its own; offsets stay."""
    text = narration.text
    pauses = (
        pause
        for pause in narration.pauses
        if not has_word(text[: pause.offset]) or not has_word(text[pause.offset :])
    )
    return replace(narration, text=text.replace("\n", " "), pauses=tuple(pauses))


def _parts(narration: Narration, pronounce: Mapping[str, str], language: str) -> tuple[list[_Part], float]:
    """Split a narration at its pauses and paragraphs; return what is spoken, and the silence after it."""
    text = narration.text
    cuts = [(match.start(), 0.0, True) for match in _PARAGRAPH_BREAK.finditer(text)]
    cuts += [(_between_words(text, pause.offset), pause.seconds, False) for pause in narration.pauses]
    cuts.sort()
    parts: list[_Part] = []
    silence, new_paragraph = 0.0, False
    start = 0
    for end, seconds, ends_paragraph in [*cuts, (len(text), 0.0, False)]:
        spoken = spoken_form(text[start:end], pronounce, language)
        if has_word(spoken.text):
            if new_paragraph:
                silence = max(silence, SENTENCE) + PARAGRAPH
            if not parts:
                silence += LEAD_IN
            parts.append(_Part(start, text[start:end], spoken, silence, goes_on=not new_paragraph))
            silence, new_paragraph = 0.0, False
        silence += seconds
        # A break before the first words is none.
        new_paragraph = bool(parts) and (new_paragraph or ends_paragraph)
        start = end
    return parts, silence if parts else silence + LEAD_IN


def _between_words(text: str, offset: int) -> int:
    """Return the offset, or the end of the word that it stands in."""
    return next((end for start, end in runs(text) if start < offset < end), offset)


def _speak(voice: Voice, text: str, cache: SpeechCache | None) -> Speech:
    if cache is None:
        return voice.speak(text)
    key = speech_key(voice, text)
    speech = cache.get(key)
    if speech is None:
        speech = voice.speak(text)
        cache.put(key, speech)
    return speech


def _lay_out(
    narration: Narration,
    voice: Voice,
    pronounce: Mapping[str, str],
    cache: SpeechCache | None,
    language: str,
) -> _Layout:
    """Speak the parts of a narration and find the place of each."""
    parts, rest = _parts(narration, pronounce, language)
    sounds: list[tuple[int, NDArray[np.float64], int]] = []
    words: list[Word] = []
    remarks: list[str] = []
    clock = 0.0
    length = 0
    for part, following in zip_longest(parts, parts[1:]):
        said = part.spoken.text
        if following is not None and following.goes_on and said[-1].isalnum():
            # A pause within a sentence: without a comma the voice would fall as at its end.
            said += ","
        speech = _speak(voice, said, cache)
        remarks += speech.remarks
        sound, first, last = _trim(speech)
        # The sound, not the room around it, starts where the silence before it ends.
        place = round((clock + part.silence - _ROOM) * RATE)
        shift = place / RATE + _ROOM - first
        for word in time_words(part.text, part.spoken, speech.words):
            # To be set on a whole sample must not bring a word before the end of the one that it follows.
            begins, ends = (
                max(min(max(time, first), last) + shift, clock) for time in (word.begins, word.ends)
            )
            words.append(Word(part.start + word.start, part.start + word.end, begins, ends))
        sounds.append((place, sound, speech.rate))
        length = max(length, place + _resampled_length(len(sound), speech.rate))
        clock = max(last + shift, clock)
    return _Layout(max(length, round((clock + rest) * RATE)), tuple(sounds), tuple(words), tuple(remarks))


def _finish(laid: _Layout) -> NDArray[np.float32]:
    """The sound of a narration, at `RATE` and as loud as it should be."""
    samples = np.zeros(laid.length, np.float32)
    for place, sound, rate in laid.sounds:
        resampled = _resample(sound, rate)
        samples[place : place + len(resampled)] += resampled
    return normalize_loudness(samples, RATE)


def _trim(speech: Speech) -> tuple[NDArray[np.float64], float, float]:
    """Return the sound with a little room around it, and from when to when it is in the speech."""
    volume = np.abs(speech.samples)
    loud = np.flatnonzero(volume > _SILENCE * volume.max(initial=0.0))
    first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)
    room, fade = round(_ROOM * speech.rate), round(_FADE * speech.rate)
    sound = np.pad(speech.samples, room)[first : last + 2 * room].astype(np.float64)
    rise = np.linspace(0, 1, fade, endpoint=False)
    sound[:fade] *= rise
    sound[-fade:] *= rise[::-1]
    return sound, first / speech.rate, last / speech.rate


def _resampled_length(length: int, rate: int) -> int:
    """How many samples `_resample` makes of so many."""
    return -(-length * RATE // rate)


def _resample(samples: NDArray[np.float64], rate: int) -> NDArray[np.float32]:
    """Return samples at `RATE`, each sound at its time: the filter is symmetric."""
    # Here and not above: SciPy's signal processing takes a second to load.
    from scipy.signal import resample_poly  # type: ignore[import-untyped]

    factor = math.gcd(rate, RATE)
    resampled: NDArray[np.float64] = resample_poly(samples, RATE // factor, rate // factor)
    return resampled.astype(np.float32)
