"""Words that pass over other words while they move, and who in the author's files moves what."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from manim import Mobject, VMobject

from studio.rehearsal.inspect import View, view_of, words_of
from studio.rehearsal.layout import PIXEL, Words, overlapping, rows_of
from studio.rehearsal.model import Passing, Place
from studio.rehearsal.texts import glyphs_of, texts_of
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource
from studio.scene.manim_compat import mobjects_shown

SEEN = 0.4
"""Opacity from which words that pass over others are in their way: of two that are blended at one place, the
one is below it nearly as soon as the other is above."""

LONG = 1 / 3
"""Seconds from which it is found."""

BEAT = 1 / 6
"""Seconds from one look into a movement to the next."""


class Movements:
    """Looks at a few moments of each movement.

    Words that say the same count as one word on its way, as where a number leaves its like or comes to it; so
    do words that lie exactly where the others do in some moment, as where one becomes another and its like
    stays.

    Parameters
    ----------
    source
        The author's files.
    """

    def __init__(self, source: SceneSource) -> None:
        self._source = source
        self._still: list[Words] = []
        self._began: dict[tuple[str, str], int] = {}
        self._parted: set[tuple[str, str]] = set()
        self._found: dict[tuple[str, str], Passing] = {}
        self._moved: dict[int, tuple[Mobject, tuple[Place, ...]]] = {}
        self._places: tuple[Place, ...] = ()

    def look(self, scene: LessonScene, frame: int, *, begins: bool) -> bool:
        """Look at a moment, `frame` frames into the slide; at the first of each movement, `begins`.

        Returns
        -------
        bool
            Whether any words move, so that the other moments are to be looked at.
        """
        tops, view = mobjects_shown(scene), view_of(scene)
        movers: list[Any] = [
            animation.mobject for animation in scene.animations or () if animation.mobject is not None
        ]
        movers += [one for top in tops for one in top.get_family() if one.updaters]
        ids = {id(one) for mover in movers for one in mover.get_family()}
        texts = [(text, _moves(text, ids)) for text, _ in texts_of([*tops, *movers] if begins else tops)]
        if begins:
            self._places = self._authors()
            for mover in movers:
                for one in mover.get_family():
                    self._moved[id(one)] = one, self._places
            self._began, self._parted = {}, set()
            if not any(moves for _, moves in texts):
                return False
            self._still = _words((text for text, moves in texts if not moves), view)
        going = _words((text for text, moves in texts if moves), view)
        together = [*going, *self._still]
        now = set()
        for index, beside in overlapping(together) if going else ():
            pair = together[index].text, together[beside].text
            if index < len(going) and pair[0] != pair[1]:
                now.add(pair)
                if _coincide(together[index], together[beside]):
                    self._parted.add(pair)
        now -= self._parted
        self._began = {pair: self._began.get(pair, frame) for pair in now}
        for pair, first in self._began.items():
            lasts = frame - first + round(BEAT * scene.context.fps)
            if lasts > LONG * scene.context.fps:
                self._found[pair] = Passing(*pair, first, lasts, self._places)
        return True

    def places_of(self, mobject: Mobject) -> tuple[Place, ...]:
        """Where the author's files had a mobject move last, the innermost first; empty if they did not."""
        for one in mobject.get_family():
            if id(one) in self._moved:
                return self._moved[id(one)][1]
        return ()

    def passings(self) -> tuple[Passing, ...]:
        """What was found since this was asked last."""
        found, self._found = tuple(self._found.values()), {}
        return found

    def _authors(self) -> tuple[Place, ...]:
        """The author's lines that are at work, the innermost first."""
        places: list[Place] = []
        frame = sys._getframe(1)
        while frame.f_back is not None:
            file, folder = Path(frame.f_code.co_filename), self._source.top_folder
            if folder in file.parents if folder else file.parent == self._source.root:
                (name,) = self._source.names_of([file])
                places.append((name, frame.f_lineno))
            frame = frame.f_back
        return tuple(dict.fromkeys(places))


def _moves(text: VMobject, ids: set[int]) -> bool:
    return any(id(one) in ids for one in text.get_family())


def _coincide(one: Words, other: Words) -> bool:
    return one.rows.shape == other.rows.shape and bool(np.abs(one.rows - other.rows).max() < 2 * PIXEL)


def _words(texts: Iterable[VMobject], view: View) -> list[Words]:
    """Those of some texts that can be seen well."""
    found = []
    for text in texts:
        glyphs = [one for one in glyphs_of(text) if len(one.points) and _opacity(one) >= SEEN]
        if glyphs:
            rows = rows_of(np.array([view.box(glyph) for glyph in glyphs]))
            if any(view.shows(row) for row in rows):
                found.append(words_of(text, rows, 0, view))
    return found


def _opacity(glyph: VMobject) -> float:
    stroke = glyph.get_stroke_opacity() if glyph.stroke_width else 0.0
    return float(max(glyph.get_fill_opacity(), stroke))
