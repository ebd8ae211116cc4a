"""The base of a lesson's chapters: their ground, their titles, and the marker that tells which one it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from manim import DOWN, UP, Animation, AnimationGroup, FadeIn, FadeOut, Line, Mobject, VGroup, VMobject

from studio.kit.look import DEFAULT_LOOK, Look
from studio.kit.movement import during
from studio.kit.words import fitted
from studio.numbers import Number
from studio.scene.lesson_scene import LessonScene
from studio.scene.typesetting import Text


class Chapter(LessonScene):
    """A chapter with a look; its slides begin with their title.

    A lesson sets its look for all its chapters in a base class of its own::

        class Chapter(studio.kit.Chapter):
            look = dataclasses.replace(DEFAULT_LOOK, accent="#67BCEB")

    Attributes
    ----------
    look
        Colours, places, sizes and times.
    untitled
        Ids of slides that begin without a title of their own, such as a title card. A title that stands from
        the slide before is the scene's to take away, with `fade_title` among its other movements.
    title
        That of the present slide, once it stands.
    opening
        Movements that go along with the next change of the title.
    """

    look: Look = DEFAULT_LOOK
    untitled: Collection[str] = ()

    def setup(self) -> None:
        """Lay the ground: background, chapter marker."""
        super().setup()
        self.camera.background_color = self.look.background  # type: ignore[union-attr]
        self.title: Text | None = None
        self.opening: Sequence[Animation] = ()
        self.ticks = chapter_ticks(self.context.index, self.context.count, look=self.look)
        self.add(self.ticks)

    def begin_slide(self) -> None:
        """Change the title to the slide's, where it differs, in time for the first bookmark."""
        if self.present.id in self.untitled:
            return
        title, old = self.slide_title(), self.title
        if old is not None and old.text == title.text:
            return
        self.title = title
        first = min((cue.first for cue in self.present.cues), default=self.context.fps) / self.context.fps
        self.play(
            *([] if old is None else [FadeOut(old, shift=UP * 0.1, rate_func=during(0, 0.5))]),
            FadeIn(title, shift=UP * 0.1, rate_func=during(0 if old is None else 0.5, 1)),
            *self.opening,
            run_time=min(self.look.quick, max(first, 1 / self.context.fps)),
        )
        self.opening = ()

    def slide_title(self) -> Text:
        """The title of the present slide, in its place; smaller where it would leave the safe area."""
        text, language = self.present.title, self.front.language
        title = Text(text, size=self.look.title, color=self.look.ink, weight="semibold", language=language)
        return fitted(title, self.look.width).place(self.look.left_edge, self.look.title_baseline)

    def fade_title(self, **kwargs: Any) -> FadeOut:
        """Fade the title out, along with other movements. Keyword arguments as for `FadeOut`."""
        title, self.title = self.title, None
        return FadeOut(*([] if title is None else [title]), **kwargs)

    @property
    def stage(self) -> list[Mobject]:
        """All that a slide put on the picture: everything but title and marker."""
        return [mobject for mobject in self.mobjects if mobject not in (self.title, self.ticks)]

    def clear_stage(self, *kept: Mobject) -> None:
        """Fade everything out but the title, the marker and what is kept."""
        gone = [mobject for mobject in self.stage if mobject not in kept]
        if gone:
            self.play(
                AnimationGroup(*(FadeOut(mobject, shift=DOWN * 0.1) for mobject in gone)),
                run_time=self.look.quick,
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

    def numbers(self, name: str, count: int | None = None) -> list[Number]:
        """The numbers ``<name>1``, ``<name>2`` and so on of the table: a vector.

        Parameters
        ----------
        name
            What their names begin with.
        count
            How many; None takes as many as the table has.

        Raises
        ------
        SceneError
            If the table has no such number.
        """
        if count is None:
            count = max(self._count(name), 1)
        return [self.number(f"{name}{index}") for index in range(1, count + 1)]

    def matrix(self, name: str, rows: int | None = None) -> list[list[Number]]:
        """The numbers ``<name>11``, ``<name>12`` and so on of the table, row by row.

        Parameters
        ----------
        name
            What their names begin with. By names alone, row 1 column 11 is row 11 column 1: nine at most.
        rows
            How many; None takes as many as the table has.

        Raises
        ------
        SceneError
            If the table has no such number, or less numbers in one row than in another.
        """
        if rows is None:
            rows = 1
            while f"{name}{rows + 1}1" in self.context.numbers:
                rows += 1
        columns = max(self._count(f"{name}{row}") for row in range(1, rows + 1))
        return [self.numbers(f"{name}{row}", max(columns, 1)) for row in range(1, rows + 1)]

    def _count(self, name: str) -> int:
        count = 0
        while f"{name}{count + 1}" in self.context.numbers:
            count += 1
        return count


def chapter_ticks(present: int, count: int, *, look: Look = DEFAULT_LOOK) -> VGroup:
    """A row of ticks, one a chapter, the present one lit; `present` counts from 0."""
    gap = 0.08
    length = min(0.42, (look.width - (count - 1) * gap) / count)
    start = -(count * length + (count - 1) * gap) / 2
    ticks = VGroup()
    for index in range(count):
        x = start + index * (length + gap)
        lit = index == present
        ticks.add(
            Line(
                np.array([x, look.ticks_height, 0]),
                np.array([x + length, look.ticks_height, 0]),
                stroke_width=4,
                color=look.accent if lit else look.line,
            )
        )
    return ticks
