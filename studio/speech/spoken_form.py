"""From what is written to what is said: "W_Q = −0.90" is read as "W Q equals minus zero point nine zero".

What is said is kept aligned with what is written, so that captions and bookmarks keep to the script. The
lesson's own table of pronunciations comes first; the rules of a language are one file each (`english`), and a
language that has none is said as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from studio.speech.languages.english import ENGLISH
from studio.speech.voice import has_word

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""What is written, and the function that tells what is said for it.

A result with a letter or digit in it is words, and stands apart from the words around it; a mark and a space
(``", "``) is a rest, and of several in a row the longest is kept; anything else is copied.
"""

_LANGUAGES: Mapping[str, tuple[Rule, ...]] = {"en": ENGLISH}
_RESTS = ",;:.!?"
_AS_WRITTEN: tuple[Rule, ...] = (
    # A letter or digit and what follows without a space or punctuation: a word in any script.
    (re.compile(r"[^\W_](?:[^\s!-/:-@\[-`{-~—–…“”„«»¡¿、。]|['’](?=\w))*"), lambda match: match[0]),
    (re.compile(r".", re.DOTALL), lambda match: match[0]),
)


class Span(NamedTuple):
    """The characters ``written_start:written_end`` are said as ``spoken_start:spoken_end``."""

    written_start: int
    written_end: int
    spoken_start: int
    spoken_end: int


@dataclass(frozen=True)
class SpokenForm:
    """What a voice is given.

    Parameters
    ----------
    text
        What is said.
    spans
        In order and apart from each other on both sides. Every spoken word lies in one of them, and every
        letter and digit that is written; where nothing is said for it, the spoken side is empty.
    """

    text: str
    spans: tuple[Span, ...]


def spoken_form(text: str, pronounce: Mapping[str, str], language: str = "en") -> SpokenForm:
    """Tell how a text is said.

    Parameters
    ----------
    text
        As it is written.
    pronounce
        What is said for what is written; comes before all rules. The longest entry wins, for whole tokens
        only: "W_Q" is not found in "W_QK". An entry of two letters and more, not all of them capitals, is
        also found in other cases ("softmax" in "Softmax"); "IT" is never found in "it", nor "Q" in "q".
    language
        A BCP 47 tag; its first part chooses the rules.
    """
    rules = _LANGUAGES.get(language.partition("-")[0].lower(), ())
    tidy = bool(rules)
    rules = (*_pronunciations(pronounce), *rules, *_AS_WRITTEN)
    said = ""
    spans = []
    position = 0
    while position < len(text):
        match, words = _first(rules, text, position)
        position = match.end()
        if has_word(words) or has_word(match[0]):
            if words and tidy:
                if re.search(r"[.!?]\s*$", said):
                    # A full stop before a small letter is no rest to eSpeak: "... the query. q is short."
                    words = words[0].upper() + words[1:]
                if said and (said[-1] in _RESTS or (said[-1].isalnum() and words[0].isalnum())):
                    said += " "
            spans.append(Span(match.start(), match.end(), len(said), len(said) + len(words)))
            said += words
        elif tidy:
            said = _join(said, words)
        else:
            said += words
    end = spans[-1].spoken_end if spans else 0
    return SpokenForm(said[:end] + said[end:].rstrip(" ,"), tuple(spans))


def is_pronounced(key: str, text: str) -> bool:
    """Whether an entry of `pronounce:` stands in a text, as `spoken_form` finds it."""
    return any(pattern.search(text) for pattern, _ in _pronunciations({key: ""}))


def _first(rules: tuple[Rule, ...], text: str, position: int) -> tuple[re.Match[str], str]:
    # The last rule takes any character.
    found = ((pattern.match(text, position), said) for pattern, said in rules)
    return next((match, said(match)) for match, said in found if match)


def _join(said: str, mark: str) -> str:
    """Append white space, or a rest to which an earlier one gives way if it is shorter."""
    if not mark.strip():
        return said + mark if said and not said[-1].isspace() else said
    if not mark.endswith(" "):
        return said + mark
    before = said.rstrip()
    if not before:
        return before
    if before[-1] in _RESTS:
        return before[:-1] + max(before[-1], mark[0], key=_RESTS.index) + " "
    return before + mark


def _pronunciations(pronounce: Mapping[str, str]) -> list[Rule]:
    longest_first = sorted(filter(str.strip, pronounce), key=len, reverse=True)
    in_any_case = [key for key in longest_first if len(key) > 1 and key != key.upper()]
    return [
        (_whole(key, flags), _saying(pronounce[key]))
        for keys, flags in ((longest_first, re.NOFLAG), (in_any_case, re.IGNORECASE))
        for key in keys
    ]


def _whole(key: str, flags: re.RegexFlag) -> re.Pattern[str]:
    """Return the pattern of an entry that is no part of a longer name: "QK" is one of "QKV" and of "QK^T"."""
    words = key.split()
    before = r"(?<![\w^])" if words[0][0].isalnum() else ""
    after = r"(?![\w^])" if words[-1][-1].isalnum() else ""
    return re.compile(before + r"\s+".join(map(re.escape, words)) + after, flags)


def _saying(words: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: " ".join(words.split())
