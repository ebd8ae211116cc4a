"""Why three: one matrix for queries and keys makes looking mutual; and a match is not what is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    ArcBetweenPoints,
    Create,
    DashedVMobject,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ReplacementTransform,
    ScaleInPlace,
    ShowPassingFlash,
    Transform,
    TransformFromCopy,
    VGroup,
    VMobject,
    linear,
    smooth,
    there_and_back,
)
from manim.typing import Point3D, Point3D_Array

from scenes.common.chapter import Chapter
from scenes.common.chip import Chip
from scenes.common.look import LOOK
from scenes.common.matrix_mark import matrix_mark
from scenes.qkv_projections.board import up_and_along
from scenes.qkv_projections.sentence import PLACE, SUBJECT, VERB
from studio import Math, Number, Text
from studio.kit import Matrix, arrow, during, grid, on_one_line, panel, rounded, row_vector, travel

SIDE = 4.2
"""Middle of what belongs to each of the two tokens, on the left and on the right (x)."""
TOKENS, UPPER, LOWER = 1.75, 0.1, -1.55
"""Heights (y) of the two tokens, and of the rows of numbers below them."""
ROW: dict[str, Any] = {"size": 34.0, "cell": (0.94, 0.56)}
REACH = 2.02
"""How far the arrows reach to the left and to the right."""
FLUSH = 1.42
"""Where the scores end (x)."""
BETWEEN, NOTE = -0.45, 1.06
"""Height of the sign between the two scores; baseline of the note below the matrices."""
SENTENCE = -2.8
TOLD = ("verb_looks", "subject_looks")
"""Labels of what stands on either side of it."""

CHEST = -3.55
"""Middle of the chest (x)."""
DRAWERS = (1.35, 0.3, -0.75, -1.8)
"""Heights (y) of its drawers."""
OPENED = 2
"""The drawer that is found."""
DRAWER = (4.3, 0.86)
OUT = 4.25
"""How far it comes out."""
INSIDE = 1.2
"""From its far end to the middle of what lies inside."""
HANDED = (3.9, 1.2)
"""Where the value is handed over."""
PATTERNS = (
    (True, True, False, False),
    (False, True, True, False),
    (True, False, True, True),
    (False, True, False, True),
)
"""Of the labels, each unlike the others."""


class WhyThree(Chapter):
    """With one matrix for queries and keys, two tokens score the same both ways; with two, they do not.

    And a third: what a token is found by, the key, is not what it hands over, the value.
    """

    def construct(self) -> None:
        """Share one matrix, give queries and keys one each, and open a drawer."""
        self.mutual()
        self.one_sided()
        self.hand_over()

    # -- one matrix ------------------------------------------------------------------------------------

    def mutual(self) -> None:
        """Let one matrix make both the queries and the keys: the score is the same both ways."""
        ours, other = self.text("token"), self.text("other")
        self.a = Side(ours, "a", self.numbers("q"), self.numbers("q"), left=True)
        self.b = Side(other, "b", self.numbers("other_q"), self.numbers("other_q"), left=False)
        self.sides = (self.a, self.b)
        with self.slide("mutual"):
            for side in self.sides:
                for row in (side.q, side.k):
                    row.empty()
            self.lift_tokens(0.9 * self.time_until("shared"))
            self.share()
            self.wait_until_bookmark("same")
            self.copy_queries(min(LOOK.slow, self.time_until("score")))

            self.wait_until_bookmark("score")
            self.ab = Way("s(a, b) =", UPPER, RIGHT, self.number("shared_ab"))
            self.ba = Way("s(b, a) =", LOWER, LEFT, self.number("shared_ba"))
            self.play(
                Create(self.ab.line),
                FadeIn(self.ab.name, self.ab.place),
                run_time=min(LOOK.calm, self.time_until("dot")),
            )
            self.wait_until_bookmark("dot")
            self.pair_up(self.a.q, self.b.k, min(2 * LOOK.slow, self.time_until("asks")))
            self.wait_until_bookmark("asks")
            self.play(self.spotlight(self.a.q), run_time=min(LOOK.quick, self.time_until("answers")))
            self.run_along(self.ab, min(LOOK.calm, self.time_until("answers")))
            self.wait_until_bookmark("answers")
            self.play(self.spotlight(self.a.q, self.b.k), run_time=min(LOOK.quick, self.time_until("ab")))
            self.wait_until_bookmark("ab")
            self.play(*self.ab.land(), run_time=LOOK.quick)
            self.wait_until_bookmark("ba")
            time = self.time_until("again")
            self.play(
                self.spotlight(self.b.q, self.a.k),
                Create(self.ba.line),
                FadeIn(self.ba.name, self.ba.place),
                run_time=min(LOOK.quick, 0.4 * time),
            )
            self.pair_up(self.b.q, self.a.k, min(LOOK.slow, 0.55 * time))
            self.wait_until_bookmark("again")
            self.play(*self.ba.land(), run_time=LOOK.quick)
            self.verdict = self.compare("=", "symmetric")
            self.play(self.light_all(), FadeIn(self.verdict), run_time=LOOK.quick)

    def lift_tokens(self, time: float) -> None:
        """Take the two tokens out of the sentence, each with the places of its query and its key."""
        words = [self.text(f"word{place}") for place in range(1, int(self.number("n_tokens").value) + 1)]
        self.sentence = [Chip(word, size=LOOK.small) for word in words]
        row = VGroup(*self.sentence).arrange(RIGHT, buff=0.14).move_to(UP * SENTENCE)
        other = next(place for place, word in enumerate(words) if word == self.b.token and place != PLACE)
        lifted = (self.sentence[PLACE], self.sentence[other])
        for chip in lifted:
            chip.light()
        self.play(FadeIn(row), run_time=min(LOOK.quick, 0.35 * time))
        self.play(
            *(TransformFromCopy(chip, side.chip) for chip, side in zip(lifted, self.sides, strict=True)),
            *(FadeIn(side.name, side.q, side.k, rate_func=during(0.5, 1)) for side in self.sides),
            run_time=min(LOOK.calm, 0.65 * time),
        )

    def share(self) -> None:
        """Bring in the shared matrix; it goes into every formula, and makes the queries."""
        self.wait_until_bookmark("shared")
        time = self.time_until("same")
        self.mark = matrix_mark("W", LOOK.ink).move_to(UP * TOKENS)
        self.told = Text(self.label("shared"), size=LOOK.small, color=LOOK.soft).place(0, NOTE, "center")
        self.play(FadeIn(self.mark, self.told), run_time=min(LOOK.quick, 0.2 * time))
        formulas = [formula for side in self.sides for formula in (side.q_formula, side.k_formula)]
        self.play(
            *(FadeIn(*_without(formula, "w")) for formula in formulas),
            *(TransformFromCopy(self.mark[1], formula.part("w")) for formula in formulas),
            run_time=min(LOOK.slow, 0.35 * time),
        )
        self.merge(formulas)
        cells: list[list[Any]] = [side.q.cells[0] for side in self.sides]
        self.play(
            LaggedStart(
                *(
                    AnimationGroup(*(cell.animate.light() for cell in pair))
                    for pair in zip(*cells, strict=True)
                ),
                lag_ratio=0.3,
            ),
            run_time=min(LOOK.slow, 0.35 * time),
        )

    def copy_queries(self, time: float) -> None:
        """Let every query go over to its key: the same numbers."""
        moves: list[Animation] = []
        for side in self.sides:
            for source, target in zip(side.q.cells[0], side.k.cells[0], strict=True):
                end = target.copy().light()
                box: Any = target.box
                moves += [
                    box.animate.match_style(end.box),
                    travel(source.text, target.text.set_fill(LOOK.key, 1)),
                ]
        self.play(*moves, run_time=time)
        for side in self.sides:
            side.k.light()

    # -- two matrices ----------------------------------------------------------------------------------

    def one_sided(self) -> None:
        """Give the keys a matrix of their own: now the score depends on who asks."""
        self.opening = [FadeOut(self.verdict), *self.ab.clear(), *self.ba.clear()]
        with self.slide("one-sided"):
            self.part_matrices()
            for name, way, query, key, number in (
                ("ab", self.ab, self.a.q, self.b.k, self.number("score_ab")),
                ("ba", self.ba, self.b.q, self.a.k, self.number("score_ba")),
            ):
                self.wait_until_bookmark(name)
                self.play(self.spotlight(query, key), *way.land(number), run_time=LOOK.quick)
                self.run_along(way, LOOK.calm)
            verdict = self.compare("≠", "asymmetric")
            note = Text(self.label("as_shown"), size=28, color=LOOK.soft).place(0, NOTE, "center")
            self.play(FadeIn(verdict, note), run_time=LOOK.quick)
            self.wait_until_bookmark("one-sided")
            self.weigh()
            self.tell_verb()

    def part_matrices(self) -> None:
        """Let the shared matrix become W_Q, and W_K come beside it, with the keys that it makes."""
        query, key = (
            matrix_mark(f"W_{letter}", color) for letter, color in (("Q", LOOK.query), ("K", LOOK.key))
        )
        VGroup(query, key).arrange(RIGHT, buff=0.4).move_to(UP * TOKENS)
        old = [(side.q_formula, side.k_formula) for side in self.sides]
        for side in self.sides:
            side.write("W_Q", "W_K", LOOK.query, LOOK.key)
        self.wait_until_bookmark("queries")
        self.play(
            FadeOut(self.told),
            ReplacementTransform(self.mark, query),
            *(
                ReplacementTransform(before.part("w"), side.q_formula.part("w"))
                for (before, _), side in zip(old, self.sides, strict=True)
            ),
            run_time=min(LOOK.calm, self.time_until("keys")),
        )
        self.merge([side.q_formula for side in self.sides], [before for before, _ in old])
        self.wait_until_bookmark("keys")
        keys = (self.numbers("k"), self.numbers("other_k"))
        changes: list[Animation] = []
        new = []
        for side, numbers, (_, before) in zip(self.sides, keys, old, strict=True):
            k = side.row(numbers, LOOK.key, side.k.get_y())
            new.append(k)
            changes += [
                FadeOut(before.part("w"), rate_func=during(0, 0.5)),
                FadeIn(side.k_formula.part("w"), rate_func=during(0.5, 1)),
                *(
                    FadeOut(cell.text, shift=DOWN * 0.15, rate_func=during(0, 0.5))
                    for cell in side.k.cells[0]
                ),
                *(FadeIn(cell.text, shift=DOWN * 0.15, rate_func=during(0.5, 1)) for cell in k.cells[0]),
            ]
        self.play(FadeIn(key, shift=LEFT * 0.2), *changes, run_time=min(LOOK.calm, self.time_until("ab")))
        self.merge([side.k_formula for side in self.sides], [before for _, before in old])
        self.merge(new, [side.k for side in self.sides])
        for side, k in zip(self.sides, new, strict=True):
            side.k = k

    def weigh(self) -> None:
        """Draw the way of the larger score thick, and the other thin."""
        ways = sorted((self.ab, self.ba), key=lambda way: way.score.value)
        thin, thick = ways
        self.play(
            self.light_all(),
            thin.line.animate.set_stroke(LOOK.soft, LOOK.hair),
            Transform(thick.line, thick.thick_line()),
            run_time=LOOK.calm,
        )

    def tell_verb(self) -> None:
        """In the sentence, let the verb look at its subject, which does not look back."""
        chips: list[Any] = self.sentence
        subject, verb = chips[SUBJECT], chips[VERB]
        self.wait_until_bookmark("find")
        there, back = (_over(verb, subject, side) for side in (1, -1))
        looks, does_not = (Text(self.label(name), size=28, color=LOOK.soft) for name in TOLD)
        looks.place(LOOK.left_edge, subject.word.baseline)
        does_not.place(LOOK.right_edge, subject.word.baseline, "right")
        self.play(
            *(chip.animate.quieten() for chip in chips if chip not in (subject, verb)),
            verb.animate.light(LOOK.query),
            Create(there),
            run_time=min(LOOK.calm, self.time_until("back")),
        )
        self.play(
            subject.animate.light(LOOK.key), FadeIn(looks), run_time=min(LOOK.quick, self.time_until("back"))
        )
        self.wait_until_bookmark("back")
        dashes = DashedVMobject(back, num_dashes=24)
        self.play(
            LaggedStart(*(FadeIn(dash, rate_func=there_and_back) for dash in dashes), lag_ratio=0.08),
            FadeIn(does_not),
            run_time=LOOK.calm,
        )
        self.remove(*dashes)

    def merge(self, whole: Sequence[VMobject], old: Sequence[VMobject] = ()) -> None:
        """Put things on the picture whose parts are there already, in the place of old ones."""
        self.remove(*(part for one in (*whole, *old) for part in one.get_family()))
        self.add(*whole)

    # -- what is spoken of -----------------------------------------------------------------------------

    def spotlight(self, *rows: Matrix) -> AnimationGroup:
        """Light rows of numbers, and quieten all others."""
        every: list[Any] = [row for side in self.sides for row in (side.q, side.k)]
        return AnimationGroup(
            *(row.animate.light() if row in rows else row.animate.quieten() for row in every)
        )

    def light_all(self) -> AnimationGroup:
        """Light all rows of numbers."""
        return self.spotlight(*(row for side in self.sides for row in (side.q, side.k)))

    def pair_up(self, query: Matrix, key: Matrix, time: float) -> None:
        """Let the numbers of a query and a key swell in pairs."""
        pairs = zip(query.cells[0], key.cells[0], strict=True)
        self.play(
            LaggedStart(
                *(
                    AnimationGroup(*(ScaleInPlace(cell, 1.14, rate_func=there_and_back) for cell in pair))
                    for pair in pairs
                ),
                lag_ratio=0.5,
            ),
            run_time=time,
        )

    def run_along(self, way: Way, time: float) -> None:
        """Let a light run along a way."""
        light = way.line.copy().set_stroke(LOOK.ink, 3 * LOOK.edge)
        self.play(ShowPassingFlash(light, time_width=0.5), run_time=time)

    def compare(self, sign: str, label: str) -> VGroup:
        """What the two scores are to each other, between them."""
        told = Text(self.label(label), size=LOOK.body, color=LOOK.ink, weight="semibold")
        row = on_one_line(Math(sign, size=LOOK.title, color=LOOK.ink), told, gap=0.3)
        return row.move_to(UP * BETWEEN)

    # -- the third matrix ------------------------------------------------------------------------------

    def hand_over(self) -> None:
        """Open the drawer that a query finds by its label, and hand over what lies inside."""
        self.opening = [FadeOut(mobject) for mobject in self.stage]
        with self.slide("hand-over"):
            self.wait_until_bookmark("third")
            marks = VGroup(
                *(matrix_mark(f"W_{letter.upper()}", color) for letter, color in LOOK.roles.items())
            )
            marks.scale(1.5).arrange(RIGHT, buff=0.7).move_to(DOWN * 0.3)
            for mark in marks[:2]:
                mark[0].set_stroke(LOOK.line)
                mark[1].set_fill(LOOK.soft)
            self.play(FadeIn(marks[:2]), FadeIn(marks[2], scale=1.3), run_time=LOOK.calm)

            self.wait_until_bookmark("label")
            chest = panel(DRAWER[0] + 0.4, DRAWERS[0] - DRAWERS[-1] + DRAWER[1] + 0.4)
            chest.move_to((CHEST, (DRAWERS[0] + DRAWERS[-1]) / 2, 0))
            drawers = [
                Drawer(pattern).move_to((CHEST, y, 0)) for pattern, y in zip(PATTERNS, DRAWERS, strict=True)
            ]
            drawer = drawers[OPENED]
            slots = [one.body.copy() for one in drawers]
            self.play(
                FadeOut(marks, rate_func=during(0, 0.4)),
                FadeIn(chest, *slots, *drawers, rate_func=during(0.3, 1)),
                run_time=LOOK.calm,
            )
            labels = [one.label for one in drawers]
            self.play(
                LaggedStart(
                    *(ScaleInPlace(label, 1.1, rate_func=there_and_back) for label in labels), lag_ratio=0.2
                ),
                run_time=min(LOOK.slow, 0.7 * self.time_until("found")),
            )
            query = self.look_for(drawers)
            self.wait_until_bookmark("inside")
            opened: Any = VGroup(drawer.shown, query)
            drawer.inside.move_to(drawer.body.get_left() + RIGHT * INSIDE + RIGHT * OUT)
            name = Math("v", size=LOOK.body, color=LOOK.value)
            name.at(drawer.inside.get_left() + LEFT * 0.12, "right")
            self.play(
                opened.animate.shift(RIGHT * OUT),
                FadeIn(drawer.inside, name, shift=RIGHT * OUT),
                run_time=min(LOOK.slow, self.time_until("match")),
            )
            self.wait_until_bookmark("match")
            below = float(drawer.body.get_bottom()[1]) - 0.5
            found_by = Text(self.label("found_by"), size=34, color=LOOK.key)
            found_by.place(drawer.label.get_x(), below, "center")
            self.play(
                FadeIn(found_by, shift=UP * 0.1),
                ScaleInPlace(drawer.label, 1.12, rate_func=there_and_back),
                run_time=min(LOOK.calm, self.time_until("hand")),
            )
            self.wait_until_bookmark("hand")
            value = drawer.inside.copy().scale(1.6).move_to((HANDED[0], HANDED[1], 0))
            letter = Math("v", size=LOOK.heading, color=LOOK.value)
            letter.place(float(value.get_left()[0]) - 0.25, HANDED[1] - 0.09, "right")
            told = Text(self.label("hands_over"), size=34, color=LOOK.value)
            told.place(HANDED[0], HANDED[1] - 0.85, "center")
            start = drawer.body.get_top() + UP * 0.1
            start[0] = drawer.inside.get_x()
            way = up_and_along(start, np.array([letter.start - 0.25, HANDED[1], 0.0]))
            self.play(
                Create(arrow(way.points, LOOK.value)),
                TransformFromCopy(drawer.inside, value, path_func=_up_and_over, rate_func=linear),
                FadeIn(letter, told),
                run_time=LOOK.calm,
            )

    def look_for(self, drawers: Sequence[Drawer]) -> VGroup:
        """Let a query slide along the labels, to the one that it matches."""
        cells = pattern_cells(PATTERNS[OPENED], LOOK.query)
        letter = Math("q", size=LOOK.heading, color=LOOK.query)
        cells.next_to(drawers[0], RIGHT, buff=0.5)
        letter.place(float(cells.get_right()[0]) + 0.25, float(cells.get_y()) - 0.09)
        query: Any = VGroup(cells, letter)
        self.wait_before("found", LOOK.quick)
        self.play(FadeIn(query, shift=LEFT * 0.2), run_time=LOOK.quick)
        self.wait_until_bookmark("found")
        time = 0.8 * self.time_until("inside") / (OPENED + 1)
        for before, after in pairwise(drawers[: OPENED + 1]):
            self.play(
                query.animate.shift(after.get_center() - before.get_center()), run_time=min(LOOK.calm, time)
            )
        self.play(drawers[OPENED].animate.light(), run_time=min(LOOK.quick, time))
        found: VGroup = query
        return found


class Side:
    """All that belongs to one of the two tokens: its query and its key, one above the other.

    Parameters
    ----------
    token
        In its chip.
    letter
        Its short name.
    queries, keys
        The numbers of its two vectors.
    left
        On which side it stands; on the left the query stands above the key, on the right below it: so every
        query stands level with the key that answers.
    """

    def __init__(
        self, token: str, letter: str, queries: Sequence[Number], keys: Sequence[Number], *, left: bool
    ) -> None:
        self.token, self.letter = token, letter
        self.middle = -SIDE if left else SIDE
        self.q = self.row(queries, LOOK.query, UPPER if left else LOWER)
        self.k = self.row(keys, LOOK.key, LOWER if left else UPPER)
        self.chip = Chip(token, size=36)
        self.name = Math(letter, size=LOOK.body, color=LOOK.soft)
        VGroup(self.name, self.chip).arrange(RIGHT, buff=0.25).move_to((self.middle, TOKENS, 0))
        self.name.place(self.name.start, self.chip.word.baseline)
        self.chip.light()
        self.write("W", "W", LOOK.ink, LOOK.ink)

    def row(self, numbers: Sequence[Number], color: str, height: float) -> Matrix:
        """Numbers in a row at a height."""
        return row_vector(numbers, color, lit=True, **ROW).move_to((self.middle, height, 0))

    def write(self, q_matrix: str, k_matrix: str, q_color: str, k_color: str) -> None:
        """Write above each vector by which matrix it comes from the token's embedding."""
        self.q_formula = self._formula("q", q_matrix, LOOK.query, q_color, self.q)
        self.k_formula = self._formula("k", k_matrix, LOOK.key, k_color, self.k)

    def _formula(self, letter: str, matrix: str, color: str, matrix_color: str, row: Matrix) -> Math:
        colors = {"x": LOOK.embedding, "w": matrix_color}
        formula = Math(
            f"{letter} = {{{{x: x_{self.letter}}}}} {{{{w: {matrix}}}}}",
            size=LOOK.body,
            color=color,
            colors=colors,
        )
        return formula.place(float(row.get_left()[0]) + 0.04, float(row.get_top()[1]) + 0.2)


class Way:
    """The way from a query to a key, with the place of their score.

    Parameters
    ----------
    name
        What the score is called, as a formula.
    height
        Where the way lies (y).
    towards
        `LEFT` or `RIGHT`.
    score
        As long as no other lands.
    """

    def __init__(self, name: str, height: float, towards: Point3D, score: Number) -> None:
        start, end = (height * UP + side * REACH * towards for side in (-1, 1))
        self._straight = Line(start, end)
        self.line: Any = arrow(self._straight.points, LOOK.soft)
        self.height, self.score = height, score
        self.place = rounded(1.0, 0.5, LOOK.corner).set_stroke(LOOK.line, LOOK.hair)
        self.place.move_to((FLUSH - 0.5, height + 0.42, 0))
        self.name = Math(name, size=LOOK.body, color=LOOK.soft)
        self.name.place(float(self.place.get_left()[0]) - 0.18, height + 0.3, "right")
        self.number = self._write()

    def thick_line(self) -> VMobject:
        """The way when much comes along it."""
        return arrow(self._straight.points, LOOK.ink, tip=0.2).set_stroke(width=3 * LOOK.edge)

    def _write(self) -> Text:
        text = Text(str(self.score), size=LOOK.body, color=LOOK.ink, weight="semibold")
        return text.place(FLUSH, self.height + 0.3, "right")

    def land(self, score: Number | None = None) -> list[Animation]:
        """Put a score in its place."""
        self.score = score or self.score
        self.number = self._write()
        return [FadeOut(self.place), FadeIn(self.number, shift=DOWN * 0.15)]

    def clear(self) -> list[Animation]:
        """Leave the place of the score empty."""
        return [FadeOut(self.number), FadeIn(self.place)]


class Drawer(VGroup):
    """A drawer seen from its side: its label, a key, on the front, and in it a value, which is not seen yet.

    Parameters
    ----------
    pattern
        Of its key: which of the four cells are full.
    """

    def __init__(self, pattern: Sequence[bool]) -> None:
        self.body = rounded(*DRAWER, 0.12).set_fill(LOOK.background, 1).set_stroke(LOOK.line, LOOK.hair)
        cells = pattern_cells(pattern, LOOK.key)
        letter = Math("k", size=LOOK.body, color=LOOK.key).place(-0.2, -0.09, "right")
        cells.next_to(np.zeros(3), RIGHT, buff=0)
        self.plate = rounded(2.12, 0.62, 0.1).set_fill(LOOK.panel, 1).set_stroke(LOOK.key, LOOK.hair)
        self.plate.move_to(VGroup(letter, cells).get_center())
        self.label = VGroup(self.plate, letter, cells)
        self.label.move_to((DRAWER[0] / 2 - 0.14 - self.plate.width / 2, 0, 0))
        self.shown = VGroup(self.body, self.label)
        super().__init__(self.shown)
        self.inside = pattern_cells((True,) * len(pattern), LOOK.value)

    def light(self) -> Drawer:
        """Show that this is the one that is found."""
        self.plate.set_fill(LOOK.key, LOOK.lit).set_stroke(LOOK.key, LOOK.edge)
        return self


def pattern_cells(pattern: Sequence[bool], color: str) -> VGroup:
    """A row of cells without numbers, some of them full."""
    cells = grid(1, len(pattern), color, side=0.3, gap=0.07)
    for cell, full in zip(cells, pattern, strict=True):
        cell.set_fill(color, 0.85 if full else 0)
    return cells


def _without(formula: Math, name: str) -> list[VMobject]:
    """The glyphs of a formula that are not of one of its parts."""
    taken = {id(glyph) for glyph in formula.part(name)}
    return [glyph for glyph in formula if id(glyph) not in taken]


def _over(start: Chip, end: Chip, side: int) -> VMobject:
    """An arc with a tip over (1) or, back again, under (-1) two chips, the end on the left of the start."""
    edge = UP * side
    one, two = (chip.box.get_edge_center(edge) + edge * 0.06 for chip in (start, end)[::side])
    return arrow(ArcBetweenPoints(one, two, 1.0).points, LOOK.query)


def _up_and_over(end: Point3D_Array, start: Point3D_Array, left: float) -> Point3D_Array:
    """Go up first, and then along: the path of what comes out of a drawer, as `along_and_down` has it."""
    done = 1 - left
    up, along = smooth(min(done / 0.5, 1)), smooth(max(done - 0.35, 0) / 0.65)
    points: Point3D_Array = start + (end - start) * np.array([along, up, up])
    return points
