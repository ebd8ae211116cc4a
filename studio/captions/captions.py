"""Captions: the narration in pieces that can be read while they are heard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.captions.segmentation import (
    SENTENCE_END,
    SHOWN,
    SPEED,
    Token,
    lines_of,
    reading_time,
    segment_captions,
)
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

    @property
    def is_too_fast(self) -> bool:
        """Whether it is gone before it can be read at `SPEED`."""
        return self.speed > SPEED


def captions(timeline: Timeline) -> tuple[Caption, ...]:
    """Cut the narration of the whole film into captions of at most two lines.

    Their texts, joined by spaces, are the narration as it is written, its white space folded. Each is shown
    from its first word on; it stays after the last one while it has to be read, for `LINGER` at most. It is
    faster than `SPEED` only where the voice is and no silence follows.

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


def _of_slide(timed: TimedSlide, fps: int) -> list[Caption]:
    tokens = _tokens(timed, fps)
    slide_ends = timed.end * 1000 // fps

    def following(end: int) -> int:
        return tokens[end].begins if end < len(tokens) else slide_ends

    def until(_: int, end: int) -> int:
        return min(following(end), tokens[end - 1].ends + LINGER)

    shown = []
    for first, end in segment_captions(tokens, until):
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
