"""What was heard, and when: read from a file beside a recording, and found again in a narration."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from studio.speech.align import share_by_length
from studio.speech.spoken_form import spoken_form
from studio.speech.voice import VoiceError, Word, word_spans

SUFFIXES = (".json", ".vtt")
"""What a transcript's file may end in."""


@dataclass(frozen=True)
class HeardWord:
    """A word, or several, and when they are heard, in seconds."""

    text: str
    begins: float
    ends: float


class _Entry(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)

    text: str = Field(validation_alias=AliasChoices("word", "text"))
    start: float = Field(ge=0)
    end: float = Field(ge=0)


class _Segment(_Entry):
    words: list[_Entry] = []


class _Transcript(BaseModel):
    segments: list[_Segment]


class _Words(BaseModel):
    words: list[_Entry]


@dataclass(frozen=True)
class Alignment:
    """The words of a text with their times; `coverage` is the share of them that was found."""

    words: tuple[Word, ...]
    coverage: float


def read_transcript(path: Path) -> tuple[HeardWord, ...]:
    """Read what is said in a recording.

    Parameters
    ----------
    path
        ``.vtt``: WebVTT, with or without time stamps within its cues. ``.json``: a list of words, each with
        ``word`` (or ``text``), ``start`` and ``end`` in seconds; such a list under ``words``; or ``segments``
        as Whisper writes them, each with its ``words`` or at least its ``text``.

    Raises
    ------
    VoiceError
        If it cannot be read so, or its times go backwards.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceError(f"{path} cannot be read: {error}.") from error
    heard = tuple(_from_vtt(text) if path.suffix.lower() == ".vtt" else _from_json(path, text))
    if not heard:
        raise VoiceError(f"{path} has no words with times in it. Correct it, or delete it.")
    latest = 0.0
    for item in heard:
        if not latest <= item.begins <= item.ends:
            raise VoiceError(
                f"{path}: the times go backwards at {item.text.strip()!r}, {item.begins:g} to "
                f"{item.ends:g} s. Put the words in the order in which they are heard."
            )
        latest = item.begins
    return heard


def align(text: str, heard: Sequence[HeardWord], length: float, language: str = "en") -> Alignment:
    """Find the words of a text in what was heard.

    Both are compared by how they are said, so that a transcript may write "0.12" or "zero point one two". A
    word that was heard otherwise, or not at all, shares the time between its neighbours.

    Parameters
    ----------
    text
        In its spoken form.
    heard
        In order.
    length
        Of the recording, in seconds.
    language
        Of both, as a BCP 47 tag.

    Returns
    -------
    Alignment
        One word for each of `word_spans`, their times never decreasing and within the recording.
    """
    spans = word_spans(text)
    wanted = [
        (token, index) for index, (start, end) in enumerate(spans) for token in _tokens(text[start:end])
    ]
    known = list(_say(heard, language))
    times: list[tuple[float, float]] = []
    found = 0
    latest = 0.0
    matcher = SequenceMatcher(None, [token for token, _ in wanted], [item.text for item in known], False)
    for tag, first, last, known_first, known_last in matcher.get_opcodes():
        if tag == "equal":
            found += last - first
            times += [(item.begins, item.ends) for item in known[known_first:known_last]]
        elif last > first:
            begin, end = latest, known[known_first].begins if known_first < len(known) else length
            if known_last > known_first:
                begin, end = known[known_first].begins, known[known_last - 1].ends
            times += share_by_length([len(token) for token, _ in wanted[first:last]], begin, end)
        latest = times[-1][1] if times else 0.0
    edges = np.maximum.accumulate(np.clip(np.array(times).reshape(-1), 0, length)).reshape(-1, 2)
    words = []
    latest = 0.0
    for number, (start, end) in enumerate(spans):
        own = [place for place, (_, index) in enumerate(wanted) if index == number]
        begins, latest = (float(edges[own[0], 0]), float(edges[own[-1], 1])) if own else (latest, latest)
        words.append(Word(start, end, begins, latest))
    return Alignment(tuple(words), found / max(1, len(wanted)))


def _from_json(path: Path, text: str) -> Iterator[HeardWord]:
    adapter: TypeAdapter[list[_Entry] | _Words | _Transcript] = TypeAdapter(
        list[_Entry] | _Words | _Transcript
    )
    try:
        read = adapter.validate_json(text)
    except ValidationError as error:
        raise VoiceError(
            f"{path} is not a transcript ({error.errors()[0]['msg']}). "
            'Write a list of words: [{"word": "One", "start": 0.31, "end": 0.52}, ...].'
        ) from error
    if isinstance(read, _Transcript):
        entries = [entry for segment in read.segments for entry in segment.words or [segment]]
    else:
        entries = read.words if isinstance(read, _Words) else read
    for entry in entries:
        yield HeardWord(entry.text, entry.start, entry.end)


_STAMP = re.compile(r"<((?:\d+:)?\d{2}:\d{2}\.\d{3})>")
_MARK = "\ue000"


def _from_vtt(text: str) -> Iterator[HeardWord]:
    from pysubs2 import SSAFile

    # pysubs2 would take a line with two stamps in it for the head of a cue.
    marked = _STAMP.sub(lambda stamp: f"{_MARK}{_seconds(stamp[1])}{_MARK}", text)
    for cue in SSAFile.from_string(marked, format_="vtt"):
        pieces = html.unescape(cue.text.replace("\\N", " ")).split(_MARK)
        stamps = [cue.start / 1000, *map(float, pieces[1::2]), cue.end / 1000]
        for words, begins, ends in zip(pieces[::2], stamps, stamps[1:], strict=False):
            if words.strip():
                yield HeardWord(words, begins, ends)


def _seconds(stamp: str) -> float:
    seconds = 0.0
    for part in stamp.split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def _say(heard: Sequence[HeardWord], language: str) -> Iterator[HeardWord]:
    """Give what was heard as it is said, one token after the other, each with its share of the time."""
    text = ""
    places: list[tuple[int, int]] = []
    for item in heard:
        places.append((len(text), len(text) + len(item.text)))
        text += item.text + " "
    spoken = spoken_form(text, {}, language)
    tokens: list[list[str]] = [[] for _ in heard]
    index = 0
    for span in spoken.spans:
        while places[index][1] <= span.written_start:
            index += 1
        tokens[index] += _tokens(spoken.text[span.spoken_start : span.spoken_end])
    for item, own in zip(heard, tokens, strict=True):
        shares = share_by_length([len(token) for token in own], item.begins, item.ends)
        for token, (begins, ends) in zip(own, shares, strict=True):
            yield HeardWord(token, begins, ends)


def _tokens(text: str) -> list[str]:
    """Split words to what can be compared; the letter A is "eigh" in a spoken form."""
    return [
        "a" if token == "eigh" else token
        for token in re.findall(r"[^\W_]+", text.casefold().replace("'", ""))
    ]
