"""The author's own voice: a recording for each slide, ``FOLDER/<slide id>.wav``.

What other voices are told by the script, a recording has in it: the pauses between words are the speaker's.
The times of the words come from a transcript beside it, or else from a recogniser, or else they are a guess.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.speech.align import share_by_length
from studio.speech.engines.recogniser import Recogniser, can_recognise
from studio.speech.engines.transcript import SUFFIXES as TRANSCRIPTS
from studio.speech.engines.transcript import align, read_transcript
from studio.speech.loudness import find_clipping, loudness
from studio.speech.pauses import loud_blocks, snap_to_silence
from studio.speech.voice import RATE, Speech, VoiceError, Word, word_spans
from studio.store.files import sha256_of

SUFFIXES = (".wav", ".flac", ".mp3", ".m4a")
"""What a recording's file may end in."""

_SOFTEST = -45.0  # LUFS
_ENOUGH = 0.7
_REACH = 0.3
_RESTS = frozenset(".,;:!?…—–")
_FORMAT = 1  # counted up when the same recording is to give other times


@dataclass(frozen=True)
class Recording:
    """Speaks one slide: a voice that can say one thing.

    Parameters
    ----------
    path
        The sound.
    transcript
        What is said in it, see `read_transcript`; None if there is no such file.
    recogniser
        Finds the words where there is no transcript; None if there is none.
    language
        Of the narration, as a BCP 47 tag.
    """

    path: Path
    transcript: Path | None = None
    recogniser: Recogniser | None = None
    language: str = "en"

    @property
    def key(self) -> str:
        """Digests of the sound and of what gives its words their times."""
        if self.transcript is not None:
            timed_by = sha256_of(self.transcript)
        else:
            timed_by = "nobody" if self.recogniser is None else self.recogniser.key
        return f"recorded {_FORMAT}, {self.path.name} {sha256_of(self.path)}, timed by {timed_by}"

    def speak(self, text: str) -> Speech:
        """Return the recording, and when the words of a text are heard in it.

        Parameters
        ----------
        text
            What is said in it, in its spoken form.

        Returns
        -------
        Speech
            At `RATE`, with remarks where the recording leaves something to be desired.

        Raises
        ------
        VoiceError
            If the recording or its transcript cannot be read, or nothing is heard.
        """
        samples = _read_sound(self.path)
        remarks = []
        level = loudness(samples, RATE)
        if level == -np.inf:
            raise VoiceError(f"Nothing is heard in {self.path}. Record the slide again.")
        if level < _SOFTEST:
            remarks.append(
                f"{self.path.name} is very soft ({level:.0f} LUFS): its noise is made louder with it. "
                "Record it nearer to the microphone."
            )
        tops = find_clipping(samples)
        if len(tops):
            places = f"{len(tops)} places" if len(tops) > 1 else "one place"
            remarks.append(
                f"{self.path.name} is cut off at full scale in {places}, first at {tops[0] / RATE:.1f} s. "
                "Record it again at a lower level."
            )
        words = self._time_words(text, samples, remarks)
        return Speech(samples, RATE, words, tuple(remarks))

    def _time_words(self, text: str, samples: NDArray[np.float32], remarks: list[str]) -> tuple[Word, ...]:
        length = len(samples) / RATE
        if self.transcript is not None:
            heard = read_transcript(self.transcript)
            if heard[-1].begins > length:
                raise VoiceError(
                    f"{self.transcript} goes on after the end of {self.path.name} ({length:.1f} s). "
                    "It is of another recording."
                )
        elif self.recogniser is not None:
            heard = self.recogniser.recognise(samples, RATE)
        else:
            remarks.append(
                f"the words of {self.path.name} are spread over its sound by their length, some may be shown "
                f"early or late. Put a {self.path.stem}.json or .vtt with their times beside it, or install "
                "the recogniser: .venv/bin/pip install -c constraints.txt -e '.[whisper]'."
            )
            return snap_to_silence(_spread(text, samples), _pauses_of(text), samples, RATE, _REACH)
        found = align(text, heard, length, self.language)
        if found.coverage < _ENOUGH:
            remarks.append(
                f"only {found.coverage:.0%} of the words are found in {(self.transcript or self.path).name}. "
                "Make the script and the recording say the same."
            )
        if self.transcript is not None and all(len(item.text.split()) == 1 for item in heard):
            return found.words
        return snap_to_silence(found.words, _pauses_of(text), samples, RATE, _REACH)


@dataclass(frozen=True)
class Recordings:
    """The recordings of a lesson, one for each slide.

    Parameters
    ----------
    folder
        Where they are.
    language
        Of the narration, as a BCP 47 tag.
    """

    folder: Path
    language: str = "en"
    _recogniser: Recogniser = field(default_factory=Recogniser, init=False, repr=False, compare=False)

    @property
    def key(self) -> str:
        """A digest of all recordings and transcripts; without the path, so that it is the same elsewhere."""
        digest = hashlib.sha256()
        for path in self._files((*SUFFIXES, *TRANSCRIPTS)):
            digest.update(f"{path.name} {sha256_of(path)}\n".encode())
        timed_by = self._recogniser.key if can_recognise(self.language) else "nobody"
        return f"recorded {_FORMAT}, {digest.hexdigest()}, the rest timed by {timed_by}"

    def of(self, slides: Iterable[str]) -> dict[str, Recording]:
        """Find the recording of each slide.

        Parameters
        ----------
        slides
            Their ids.

        Raises
        ------
        VoiceError
            For all slides that have none or more than one, at once.
        """
        sounds, transcripts = self._files(SUFFIXES), self._files(TRANSCRIPTS)
        recogniser = self._recogniser if can_recognise(self.language) else None
        recordings = {}
        wrong = []
        for slide in slides:
            own = [path for path in sounds if path.stem == slide]
            beside = [path for path in transcripts if path.stem == slide]
            if len(own) == 1:
                recordings[slide] = Recording(
                    own[0], beside[0] if beside else None, recogniser, self.language
                )
            elif own:
                wrong.append(f"{' and '.join(path.name for path in own)} are both of the slide {slide!r}")
            else:
                near = get_close_matches(slide, [path.stem for path in sounds], n=1)
                wrong.append(f"there is no {slide}.wav" + (f" (but {near[0]})" if near else ""))
        if wrong:
            raise VoiceError(
                f"In {self.folder}, {'; '.join(wrong)}. Each slide takes one recording, named by its id and "
                f"ending in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}."
            )
        return recordings

    def _files(self, suffixes: tuple[str, ...]) -> list[Path]:
        if not self.folder.is_dir():
            raise VoiceError(
                f"There is no folder {self.folder} with recordings. It is looked for from the current folder."
            )
        return sorted(path for path in self.folder.iterdir() if path.suffix.lower() in suffixes)


def _read_sound(path: Path) -> NDArray[np.float32]:
    try:
        with av.open(path) as file:
            resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
            parts = [
                part.to_ndarray()[0]
                for frame in (*file.decode(audio=0), None)
                for part in resampler.resample(frame)
            ]
    except (av.FFmpegError, IndexError) as error:
        raise VoiceError(f"{path} cannot be read as sound. Save it as WAV or FLAC again.") from error
    return np.concatenate([*parts, np.zeros(0, np.float32)])


def _spread(text: str, samples: NDArray[np.float32]) -> list[Word]:
    """Share out what is loud in a sound among the words of a text by their length."""
    loud, block = loud_blocks(samples, RATE)
    blocks = np.flatnonzero(loud)
    spans = word_spans(text)
    shares = share_by_length([end - start for start, end in spans], 0, len(blocks) - 1)
    return [
        Word(start, end, *(float(blocks[int(place)] * block / RATE) for place in places))
        for (start, end), places in zip(spans, shares, strict=True)
    ]


def _pauses_of(text: str) -> list[int]:
    """Return the numbers of the words before which there is punctuation."""
    spans = word_spans(text)
    return [
        number
        for number in range(1, len(spans))
        if _RESTS & set(text[spans[number - 1][1] : spans[number][0]])
    ]
