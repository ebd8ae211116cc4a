"""What every chapter of this lesson has: its ground, its title, and the marker that tells which one it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, UP, Animation, AnimationGroup, FadeIn, FadeOut, Line, Mobject, VGroup, VMobject

from scenes.qkv_projections import look
from scenes.qkv_projections.mobjects import during
from studio import LessonScene, Number
from studio.typesetting import Text


class Chapter(LessonScene):
    """A chapter in the look of this lesson; its slides begin with their title."""

    def setup(self) -> None:
        """Lay the ground: background, chapter marker."""
        super().setup()
        self.camera.background_color = look.BACKGROUND  # type: ignore[union-attr]
        self.title: Text | None = None
        self.opening: Sequence[Animation] = ()
        """Movements that go along with the next change of the title."""
        self.ticks = chapter_ticks(self.brief.index, self.brief.count)
        self.add(self.ticks)

    def begin_slide(self) -> None:
        """Change the title to the slide's, where it differs, in time for the first bookmark."""
        title, old = self.slide_title(), self.title
        if old is not None and old.text == title.text:
            return
        self.title = title
        first = min((cue.first for cue in self.present.cues), default=self.brief.fps) / self.brief.fps
        self.play(
            *([] if old is None else [FadeOut(old, shift=UP * 0.1, rate_func=during(0, 0.5))]),
            FadeIn(title, shift=UP * 0.1, rate_func=during(0 if old is None else 0.5, 1)),
            *self.opening,
            run_time=min(look.QUICK, max(first, 1 / self.brief.fps)),
        )
        self.opening = ()

    def slide_title(self) -> Text:
        """The title of the present slide, in its place."""
        text, language = self.present.title, self.front.language
        title = Text(text, size=look.TITLE, color=look.INK, weight="semibold", language=language)
        return title.place(look.LEFT_EDGE, look.TITLE_BASELINE)

    @property
    def stage(self) -> list[Mobject]:
        """All that a slide put on the picture: everything but title and marker."""
        return [mobject for mobject in self.mobjects if mobject not in (self.title, self.ticks)]

    def clear_stage(self, *kept: Mobject) -> None:
        """Fade everything out but the title, the marker and what is kept."""
        gone = [mobject for mobject in self.stage if mobject not in kept]
        if gone:
            self.play(
                AnimationGroup(*(FadeOut(mobject, shift=DOWN * 0.1) for mobject in gone)), run_time=look.QUICK
            )

    def fade_all_but(self, *kept: VMobject, **kwargs: Any) -> FadeOut:
        """Fade out, along with other movements, what stands on the stage and is no part of what is kept.

        Unlike `clear_stage`, it takes things apart: of a cell, the box may stay while its number goes.
        Keyword arguments as for `FadeOut`.
        """
        stay = {id(part) for mobject in kept for part in mobject.get_family()}
        family: list[Any] = [part for top in self.stage for part in top.get_family() if len(part.points)]
        gone = VGroup(*(part for part in family if id(part) not in stay))
        self.remove(*self.stage)
        self.add(*kept, gone)
        return FadeOut(gone, **kwargs)

    def wait_before(self, name: str, seconds: float) -> None:
        """Hold the picture until so long before a bookmark, for what has to be there at its word."""
        self.wait(max(self.time_until(name) - seconds, 0))

    def numbers(self, letter: str, count: int = 4) -> list[Number]:
        """The numbers ``<letter>1`` to ``<letter><count>`` of the table: a vector."""
        return [self.number(f"{letter}{index}") for index in range(1, count + 1)]

    def matrix(self, letter: str, size: int = 4) -> list[list[Number]]:
        """The numbers ``<letter>11`` to ``<letter><size><size>`` of the table, row by row."""
        return [
            [self.number(f"{letter}{row}{column}") for column in range(1, size + 1)]
            for row in range(1, size + 1)
        ]


def chapter_ticks(present: int, count: int) -> VGroup:
    """A row of ticks, one a chapter, the present one lit."""
    length, gap = 0.42, 0.08
    start = -(count * length + (count - 1) * gap) / 2
    ticks = VGroup()
    for index in range(count):
        x = start + index * (length + gap)
        lit = index == present
        ticks.add(
            Line(
                np.array([x, look.TICKS_HEIGHT, 0]),
                np.array([x + length, look.TICKS_HEIGHT, 0]),
                stroke_width=4,
                color=look.EMBEDDING if lit else look.LINE,
            )
        )
    return ticks
