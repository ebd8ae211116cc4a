"""Small films: real script and speech objects, made by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from studio.script.front_matter import FrontMatter
from studio.script.model import Bookmark, Chapter, Narration, Script, Slide
from studio.speech.voice import Speech, Word
from studio.timeline import Timeline, plan

Spoken = tuple[str, Speech]

RATE = 22050


def speak(text: str, pace: float = 14.0, rate: int = RATE) -> Spoken:
    """A text and a speech of it at so many characters a second, a tone for a voice."""
    words = tuple(
        Word(match.start(), match.end(), match.start() / pace, match.end() / pace)
        for match in re.finditer(r"\S+", text)
    )
    time = np.arange(round(len(text) / pace * rate)) / rate
    return text, Speech((0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), rate, words)


def build_film(chapters: Sequence[Sequence[Spoken]], fps: int = 30, **front: object) -> Timeline:
    """A film of these slides, ids ``slide-1`` and so on; the first word of each is marked ``first``."""
    speeches = {}
    parsed = []
    for number, slides in enumerate(chapters, start=1):
        made = []
        for text, speech in slides:
            name = f"slide-{len(speeches) + 1}"
            speeches[name] = speech
            mark = Bookmark("first", speech.words[0].start, speech.words[0].end, 1)
            made.append(Slide(name, f"Slide {name}", f"What {name} shows.", Narration(text, (mark,)), 1))
        parsed.append(Chapter(f"chapter-{number}", f"Chapter {number}: q → k", "Scene", tuple(made), 1))
    fields = {"title": "Q, K, V - the projections.", "minutes": 8, "scenes": "scenes"}
    script = Script(Path("lesson.md"), FrontMatter.model_validate(fields | front), {}, tuple(parsed))
    return plan(script, speeches, fps)
