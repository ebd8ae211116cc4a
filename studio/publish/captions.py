"""Captions: the narration in pieces that can be read while they are heard, and the files that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pysubs2 import SSAEvent, SSAFile

from studio.files import atomic
from studio.publish.cutting import SENTENCE_END, SHOWN, SPEED, Token, cut, lines_of, reading_time
from studio.speech.voice import Word
from studio.timeline import TimedSlide, Timeline

LINGER = 1200
"""Milliseconds for which a caption may stay after its last word."""

GAP = 300
"""Milliseconds; a shorter gap between two captions would only flicker."""


@dataclass(frozen=True)
class Caption:
    """Words shown together.

    Parameters
    ----------
    slide
        The id of the slide that they belong to.
    begins, ends
        Milliseconds from the start of the film; at `ends` it is gone.
    lines
        One or two.
    """

    slide: str
    begins: int
    ends: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words on one line."""
        return " ".join(self.lines)

    @property
    def speed(self) -> float:
        """Characters a second, counting the spaces."""
        return 1000 * len(self.text) / (self.ends - self.begins)


def captions(timeline: Timeline) -> tuple[Caption, ...]:
    """Cut the narration of the whole film into captions of at most two lines.

    Their texts, joined by spaces, are the narration as it is written, its white space folded. Each is shown
    from its first word on; it stays after the last one while it has to be read, for `LINGER` at most. It is
    faster than `SPEED` only where the voice is and no silence follows; `too_fast` finds such captions.

    Parameters
    ----------
    timeline
        The film, with the words of its speech.

    Returns
    -------
    tuple[Caption, ...]
        In the order of the film; none overlaps the next, none outlasts its slide.
    """
    return tuple(caption for timed in timeline.slides for caption in _of_slide(timed, timeline.fps))


def too_fast(shown: Iterable[Caption]) -> tuple[Caption, ...]:
    """Return the captions that are gone before they can be read at `SPEED`."""
    return tuple(caption for caption in shown if caption.speed > SPEED)


def write_vtt(shown: Sequence[Caption], path: Path) -> Path:
    """Write captions as WebVTT.

    Parameters
    ----------
    shown
        The captions of the film.
    path
        The ``.vtt`` file to write, in UTF-8.

    Returns
    -------
    Path
        `path`.
    """
    return _write(shown, path, "vtt")


def write_srt(shown: Sequence[Caption], path: Path) -> Path:
    """Write captions as SubRip.

    Parameters
    ----------
    shown
        The captions of the film.
    path
        The ``.srt`` file to write, in UTF-8.

    Returns
    -------
    Path
        `path`.
    """
    return _write(shown, path, "srt")


def as_vtt(shown: Sequence[Caption]) -> str:
    """Return captions as the text of a WebVTT file."""
    return _text(shown, "vtt")


def _write(shown: Sequence[Caption], path: Path, kind: str) -> Path:
    with atomic(path) as draft:
        draft.write_text(_text(shown, kind), encoding="utf-8", newline="\n")
    return path


def _text(shown: Sequence[Caption], kind: str) -> str:
    # pysubs2 reads markup of its own behind a backslash; U+E000 stands for one meanwhile.
    stand_in = "\ue000"
    subtitles = SSAFile()
    for caption in shown:
        text = "\n".join(caption.lines).replace("\\", stand_in).replace("\n", "\\N")
        if kind == "vtt":
            text = escape(text, quote=False)
        subtitles.append(SSAEvent(start=caption.begins, end=caption.ends, text=text))
    return subtitles.to_string(kind, keep_ssa_tags=True).replace(stand_in, "\\")


def _of_slide(timed: TimedSlide, fps: int) -> list[Caption]:
    tokens = _tokens(timed, fps)
    slide_ends = timed.end * 1000 // fps

    def following(end: int) -> int:
        return tokens[end].begins if end < len(tokens) else slide_ends

    def until(_: int, end: int) -> int:
        return min(following(end), tokens[end - 1].ends + LINGER)

    shown = []
    for first, end in cut(tokens, until):
        lines = lines_of([token.text for token in tokens[first:end]])
        begins = tokens[first].begins
        needed = max(reading_time(len(" ".join(lines))), SHOWN[0])
        ends = min(max(tokens[end - 1].ends, begins + needed), until(first, end))
        if following(end) - ends < GAP:
            ends = following(end)
        shown.append(Caption(timed.slide.id, begins, max(ends, begins + 1), lines))
    return shown


def _tokens(timed: TimedSlide, fps: int) -> list[Token]:
    """Find when each written word is heard; one without sound, such as a dash, when the one before ends."""
    text, words = timed.slide.narration.text, timed.speech.words
    slide_begins = -(-timed.first * 1000 // fps)
    heard = words[0].begins if words else 0.0
    tokens = []
    for match in re.finditer(r"\S+", text):
        parts = [word for word in words if word.start < match.end() and match.start() < word.end]
        begins = max(heard, _time_at(parts[0], match.start())) if parts else heard
        heard = max(heard, _time_at(parts[-1], match.end())) if parts else heard
        ends_sentence = bool(SENTENCE_END.search(match[0])) or text.startswith("\n\n", match.end())
        times = [min(slide_begins + round(1000 * time), timed.end * 1000 // fps) for time in (begins, heard)]
        tokens.append(Token(match[0], times[0], times[1], ends_sentence))
    return tokens


def _time_at(word: Word, offset: int) -> float:
    """Return when the character at `offset` is heard; several written words may be one for the voice."""
    part = (offset - word.start) / (word.end - word.start)
    return word.begins + min(max(part, 0.0), 1.0) * (word.ends - word.begins)
