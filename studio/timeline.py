"""Where every slide and bookmark falls, in whole frames.

Frames are integers and audio is placed by sample: nothing is ever added up in float seconds, so the last
slide is as exact as the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from studio.errors import AuthorError, Problem
from studio.script.model import Bookmark, Chapter, Script, Slide
from studio.speech.sound import Sound
from studio.speech.voice import RATE, Speech, Word


def frames_at(seconds: float, fps: int) -> int:
    """The frame nearest to a time: within half a frame of it."""
    return int(seconds * fps + 0.5)


def sample_at(frame: int, fps: int) -> int:
    """Return the sample, at `RATE`, nearest to the start of a frame; in whole numbers throughout."""
    return (2 * frame * RATE + fps) // (2 * fps)


@dataclass(frozen=True)
class Cue:
    """A bookmark in frames from the start of its slide: first frame, and one past the last."""

    name: str
    first: int
    end: int


@dataclass(frozen=True)
class TimedSlide:
    """A slide with its place in the film.

    Parameters
    ----------
    slide, chapter
        What the script says.
    speech
        The sound of the narration; word spans are offsets into ``slide.narration.text``.
    first
        The first frame, counted from the start of the film.
    frames
        How many frames the slide lasts.
    cues
        The bookmarks of the slide, in frames from `first`.
    rest
        For how many frames, at its end, it is only held by the film and no part of its segment.
    sounds
        What its scene adds to the narration.
    """

    slide: Slide
    chapter: Chapter
    speech: Speech
    first: int
    frames: int
    cues: tuple[Cue, ...]
    rest: int = 0
    sounds: tuple[Sound, ...] = ()

    @property
    def end(self) -> int:
        """One past the last frame."""
        return self.first + self.frames


@dataclass(frozen=True)
class Timeline:
    """The whole film in frames. ``first`` of each slide is the ``end`` of the one before."""

    fps: int
    script: Script
    slides: tuple[TimedSlide, ...]

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return self.slides[-1].end if self.slides else 0

    def seconds(self, frame: int) -> float:
        """The time at which a frame starts."""
        return frame / self.fps

    @property
    def samples(self) -> int:
        """Length of its sound in samples, to the one nearest to its end."""
        return sample_at(self.frames, self.fps)

    @property
    def sample_starts(self) -> tuple[int, ...]:
        """The samples at which its slides begin."""
        return tuple(sample_at(timed.first, self.fps) for timed in self.slides)

    @property
    def slots(self) -> tuple[tuple[int, int, Speech], ...]:
        """For each slide, the samples between which its speech is heard, and the speech."""
        return tuple(
            (sample_at(timed.first, self.fps), sample_at(timed.end, self.fps), timed.speech)
            for timed in self.slides
        )

    @property
    def sounds(self) -> tuple[tuple[int, Sound], ...]:
        """The sounds that scenes add, each with the sample at which it begins."""
        return tuple(
            (sample_at(timed.first + sound.frame, self.fps), sound)
            for timed in self.slides
            for sound in timed.sounds
        )

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters of which the film has a slide."""
        return tuple(chapter for chapter in self.script.chapters if self.chapter_slides(chapter))

    def chapter_slides(self, chapter: Chapter) -> tuple[TimedSlide, ...]:
        """The slides of one chapter."""
        return tuple(timed for timed in self.slides if timed.chapter.id == chapter.id)

    def only(self, slide: str) -> Timeline:
        """The film of a single slide of this one."""
        return _laid_out(self.fps, self.script, [timed for timed in self.slides if timed.slide.id == slide])

    def with_frames(self, frames: Mapping[str, int], step: int = 1) -> Timeline:
        """The same timeline with the lengths that rehearsal found; none gets shorter.

        Parameters
        ----------
        frames
            By slide id.
        step
            The last slide of each chapter is held until the chapter has lasted a multiple of so many frames.
        """
        slides, length = list[TimedSlide](), 0
        for chapter in self.chapters:
            for timed in self.chapter_slides(chapter):
                drawn = max(timed.frames - timed.rest, frames.get(timed.slide.id, 0))
                slides.append(replace(timed, frames=drawn, rest=0))
                length += slides[-1].frames
            rest = -length % step
            slides[-1] = replace(slides[-1], frames=slides[-1].frames + rest, rest=rest)
            length = 0
        return _laid_out(self.fps, self.script, slides)

    def with_sounds(self, sounds: Mapping[str, tuple[Sound, ...]]) -> Timeline:
        """The same timeline with what the scenes add to the narration, by slide id."""
        return replace(
            self,
            slides=tuple(replace(timed, sounds=sounds.get(timed.slide.id, ())) for timed in self.slides),
        )


def plan(script: Script, speeches: Mapping[str, Speech], fps: int) -> Timeline:
    """Lay the slides end to end, each as long as its speech and the pause after it.

    Parameters
    ----------
    script
        The parsed script; ``script.front.pause`` seconds of rest follow each slide's speech.
    speeches
        By slide id; slides without one are left out.
    fps
        Frames a second.

    Raises
    ------
    AuthorError
        For every bookmark of which nothing is heard, such as one around a sign that has no spoken form.
    """
    silent = [
        Problem(
            script.path,
            bookmark.line,
            0,
            f"Nothing is heard of the bookmark {bookmark.name!r} of the slide {slide.id!r}.",
            "Put it around words, or give what it holds a spoken form in `pronounce:`.",
        )
        for slide in script.slides
        if slide.id in speeches
        for bookmark in slide.narration.bookmarks
        if not _heard(bookmark, speeches[slide.id])
    ]
    if silent:
        raise AuthorError(silent)
    slides = []
    for chapter in script.chapters:
        for slide in chapter.slides:
            if slide.id in speeches:
                speech = speeches[slide.id]
                length = speech.duration + script.front.pause
                frames = -int(-length * fps // 1)
                slides.append(TimedSlide(slide, chapter, speech, 0, frames, _cues(slide, speech, fps)))
    return _laid_out(fps, script, slides)


def _cues(slide: Slide, speech: Speech, fps: int) -> tuple[Cue, ...]:
    cues = []
    for bookmark in slide.narration.bookmarks:
        words = _heard(bookmark, speech)
        first = frames_at(words[0].begins, fps)
        cues.append(Cue(bookmark.name, first, max(frames_at(words[-1].ends, fps), first + 1)))
    return tuple(cues)


def _heard(bookmark: Bookmark, speech: Speech) -> list[Word]:
    return [word for word in speech.words if word.start < bookmark.end and bookmark.start < word.end]


def _laid_out(fps: int, script: Script, slides: list[TimedSlide]) -> Timeline:
    first = 0
    placed = []
    for timed in slides:
        placed.append(replace(timed, first=first))
        first += timed.frames
    return Timeline(fps, script, tuple(placed))
