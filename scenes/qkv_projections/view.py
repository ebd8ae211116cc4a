"""A matrix as a view: the plane through three tokens, and what each of the three matrices makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    ApplyMethod,
    Create,
    DashedLine,
    Dot,
    DoubleArrow,
    FadeIn,
    FadeOut,
    Flash,
    LaggedStart,
    Line,
    ManimColor,
    Polygon,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    smooth,
    there_and_back,
)
from manim.typing import Point3D
from numpy.typing import NDArray

from scenes.common.chapter import Chapter
from scenes.common.look import LOOK
from scenes.qkv_projections.views import PAIRS, Slice, view
from studio import Math, Text
from studio.kit import during, on_one_line, rounded

Array = NDArray[np.float64]

SHEET, SHEET_HEIGHT = (9.6, 4.4), 0.05
"""Width and height of the slice while it is alone, and where its middle stands (y)."""
PANEL, PANEL_HEIGHT = (4.1, 3.5), -0.22
"""The same for each of the three views."""
HEADS, CAPTIONS, NOTE = 1.82, -2.43, -3.0
"""Baselines of what stands above and below the three views."""
MADE = MappingProxyType({"q": "queries", "k": "keys", "v": "values"})
"""The labels of what the matrices make."""
TILTED = np.array([[0.92, -0.16], [0.42, 0.4]])
"""How the slice lies in the space before it turns to face us; for row vectors, as all maps."""
ORIGIN = np.array([0.0, -0.85, 0.0])
AXES = (np.array([2.9, -0.75, 0.0]), np.array([0.0, 2.75, 0.0]), np.array([-2.3, -1.1, 0.0]))
"""Where three axes begin, and which way they run; for a fourth there is no way left."""
FOURTH, SWING = 0.75, 0.5
"""Its direction and how far it swings about it, in radians."""


class View(Chapter):
    """Three tokens lie in a flat slice of the space, and each matrix stretches that slice in its own way.

    So each of the three has other tokens close together: three views of one meaning.
    """

    def construct(self) -> None:
        """Lay the slice, then look at it through the three matrices."""
        self.found = view(self.text("token"))
        self.plane = Plane(self.found, LOOK.soft)
        self.show_slice()
        self.show_views()

    # -- a slice through the space ---------------------------------------------------------------------

    def show_slice(self) -> None:
        """Fail to draw four axes, slide a sheet through three points, and turn it to face us."""
        plane = self.plane
        flat = alone(self.found)
        with self.slide("slice"):
            self.suppress("baseline", "names and distances stand where their points are", optional=True)
            axes: Any = self.draw_axes()
            plane.lie(replace(flat, map=TILTED, corners=_tilted(flat)))
            self.wait_until_bookmark("three")
            self.play(
                axes.animate(rate_func=during(0, 0.5)).set_stroke(LOOK.line),
                LaggedStart(*(FadeIn(dot, scale=0.3) for dot in plane.dots), lag_ratio=0.4),
                run_time=min(LOOK.slow, self.time_until("plane")),
            )
            self.wait_until_bookmark("plane")
            along = np.append(-4.0 * TILTED[0], 0.0)
            time = self.time_until("token")
            self.play(FadeIn(plane.frame, shift=-along), run_time=min(LOOK.slow, 0.5 * time))
            self.remove(*plane.dots)
            plane.add(plane.frame, *plane.dots)
            self.play(
                plane.moving_to(flat),
                FadeOut(axes, rate_func=during(0, 0.6)),
                run_time=min(LOOK.slow, 0.45 * time),
            )
            for index, (bookmark, name) in enumerate(zip(("token", "b", "c"), plane.names, strict=True)):
                self.wait_until_bookmark(bookmark)
                dot: Any = plane.dots[index]
                self.show_part(
                    name, dot.animate(rate_func=there_and_back).scale(1.6), time=min(LOOK.quick, 0.4)
                )
            self.wait_until_bookmark("grid")
            self.told = Text(self.label("slice"), size=LOOK.small, color=LOOK.soft)
            self.told.place(0, -2.75, "center")
            self.show_part(plane.grid, FadeIn(self.told, shift=UP * 0.1), time=LOOK.quick)
            self.apart = self.sides()
            self.play(FadeIn(self.apart), run_time=LOOK.quick)

    def sides(self) -> VGroup:
        """The sides of the triangle of the tokens, and how long each is."""
        spots, centre = self.plane.spots, self.plane.spots.mean(axis=0)
        found = VGroup()
        for first, second in PAIRS:
            line = Line(spots[first], spots[second], buff=0.16, color=LOOK.soft, stroke_width=LOOK.edge)
            length = Name(str(self.number(f"side_x_{'abc'[first]}{'abc'[second]}")), LOOK.ink)
            middle = line.get_center()
            outward = (middle - centre) / np.linalg.norm(middle - centre)
            found.add(line.set_z_index(2), length.shift(middle + 0.45 * outward).set_z_index(4))
        return found

    def draw_axes(self) -> VGroup:
        """Draw three axes, and let a fourth look for a way of its own."""
        ends = [ORIGIN + axis for axis in AXES]
        lines = [Line(ORIGIN, end, color=LOOK.soft, stroke_width=LOOK.edge) for end in ends]
        names = [
            Math(f"x_{number}", size=LOOK.body, color=LOOK.soft).at(end + 0.3 * axis / np.linalg.norm(axis))
            for number, (end, axis) in enumerate(zip(ends, AXES, strict=True), 1)
        ]
        self.play(
            LaggedStart(
                *(Create(line) for line in lines),
                *(FadeIn(name) for name in names),
                lag_ratio=0.15,
            ),
            run_time=min(LOOK.calm, self.time_until("four")),
        )
        self.wait_until_bookmark("four")
        style: dict[str, Any] = {"color": LOOK.soft, "stroke_width": LOOK.edge, "dash_length": 0.12}
        fourth = DashedLine(ORIGIN, ORIGIN + RIGHT * 2.75, **style)
        name = Math("x_4", size=LOOK.body, color=LOOK.soft)
        searching = VGroup(fourth, name)
        straight = fourth.copy()

        def swing(_: object, done: float) -> None:
            angle = FOURTH + SWING * np.sin(2 * np.pi * done)
            fourth.become(straight).rotate(angle, about_point=ORIGIN)
            name.at(ORIGIN + 3.05 * np.array([np.cos(angle), np.sin(angle), 0.0]))

        swing(searching, 0)
        time = self.time_until("three")
        self.play(FadeIn(searching), run_time=min(0.3, 0.25 * time))
        self.play(UpdateFromAlphaFunc(searching, swing), run_time=min(LOOK.slow, 0.5 * time))
        self.play(FadeOut(searching, *names), run_time=min(0.3, 0.2 * time))
        return VGroup(*lines)

    def show_part(self, part: VMobject, *also: Animation, time: float) -> None:
        """Fade in a part of the plane, which from then on goes with it."""
        self.play(FadeIn(part), *also, run_time=time)
        self.remove(part)
        self.plane.add(part)
        self.add(self.plane)

    # -- three matrices, three views -------------------------------------------------------------------

    def show_views(self) -> None:
        """Send the slice through W_Q, then through W_K and W_V, and mark the closest pair in each."""
        with self.slide("views"):
            self.suppress("baseline", "each name stands beside its point on the plane", optional=True)
            self.wait_until_bookmark("w-q")
            self.send_first(self.time_until("lines"))
            arrows = self.tell_stretch(self.plane)
            told = self.mark_closest(self.plane, "q", LOOK.calm, FadeOut(arrows, rate_func=during(0, 0.4)))
            views = self.views()
            aside = RIGHT * LOOK.columns[0]
            self.wait_before("w-k", LOOK.calm)
            self.play(
                self.plane.moving_to(replace(views["q"].lying, map=self.found.maps["q"])),
                VGroup(self.head_q, told).animate.shift(aside),
                run_time=LOOK.calm - LOOK.quick,
            )
            views["q"] = self.plane

            note = Text(self.label("views_scale"), size=LOOK.small, color=LOOK.soft).place(0, NOTE, "center")
            for letter, also in (("k", [note]), ("v", [])):
                plane = views[letter]
                plane.add(plane.grid, *plane.names)
                self.wait_before(f"w-{letter}", LOOK.quick)
                self.play(FadeIn(plane, self.head(letter), *also), run_time=LOOK.quick)
                self.wait_until_bookmark(f"w-{letter}")
                self.send(plane, letter, min(LOOK.slow, 0.9 * self.time_until(f"near-{letter}")))
                self.mark_closest(plane, letter, LOOK.quick)

            self.wait_until_bookmark("one")
            self.play(
                *(
                    Flash(plane.dots[0], color=LOOK.embedding, line_length=0.16, flash_radius=0.22)
                    for plane in views.values()
                ),
                *(_grown(plane.dots[0]) for plane in views.values()),
                run_time=min(LOOK.calm, self.time_until("three")),
            )
            self.wait_until_bookmark("three")
            self.play(
                *(
                    plane.frame.animate.set_stroke(LOOK.roles[letter], LOOK.edge)
                    for letter, plane in views.items()
                ),
                run_time=LOOK.quick,
            )

    def send_first(self, time: float) -> None:
        """Send the slice through W_Q as it lies there, large, before it takes its place among the three."""
        found, plane = self.found, self.plane
        self.head_q = self.head("q", x=0)
        self.play(
            FadeOut(self.told, self.apart, rate_func=during(0, 0.4)),
            plane.moving_to(_wide(found), LOOK.query),
            FadeIn(self.head_q, shift=UP * 0.1, rate_func=during(0.5, 1)),
            run_time=min(LOOK.calm, 0.4 * time),
        )
        self.send(plane, "q", min(LOOK.slow, 0.55 * time))

    def views(self) -> dict[str, Plane]:
        """The slice as it is before each matrix, in the places of the three views."""
        planes = {}
        for (letter, color), x in zip(LOOK.roles.items(), LOOK.columns, strict=True):
            plane = planes[letter] = Plane(self.found, color)
            plane.lie(_panel(self.found, letter, x))
            plane.add(plane.frame, *plane.dots)
        return planes

    def head(self, letter: str, x: float | None = None) -> VGroup:
        """The name of a matrix and of what it makes, above its view."""
        name = Math(f"W_{letter.upper()}", size=LOOK.heading, color=LOOK.roles[letter])
        made = Text(self.label(MADE[letter]), size=LOOK.small, color=LOOK.soft)
        row = on_one_line(name, made, gap=0.25, at=np.array([0, HEADS, 0]))
        middle = LOOK.columns["qkv".index(letter)] if x is None else x
        return row.shift(RIGHT * (middle - (name.start + made.end) / 2))

    def send(self, plane: Plane, letter: str, time: float) -> None:
        """Send a plane through its matrix."""
        self.play(plane.moving_to(replace(plane.lying, map=self.found.maps[letter])), run_time=time)

    def tell_stretch(self, plane: Plane) -> VGroup:
        """Show that lines stay straight, and by arrows how far the map stretches along its two directions."""
        self.wait_until_bookmark("lines")
        lines = [plane.line_through_middle(axis) for axis in (0, 1)]
        self.play(
            LaggedStart(*(Create(line) for line in lines), lag_ratio=0.6),
            run_time=min(2 * LOOK.slow, self.time_until("stretch")),
        )
        self.wait_until_bookmark("stretch")
        short, long = plane.stretches()
        before = [arrow.copy() for arrow in (short, long)]
        for arrow, length in zip((short, long), plane.lengths(), strict=True):
            arrow.scale(1 / length)
        self.play(*(FadeOut(line) for line in lines), FadeIn(short, long), run_time=min(LOOK.quick, 0.2))
        self.play(
            *(arrow.animate.become(end) for arrow, end in zip((short, long), before, strict=True)),
            run_time=min(LOOK.slow, self.time_until("more")),
        )
        for bookmark, following, lit, quiet in (
            ("more", "less", long, short),
            ("less", "near-q", short, long),
        ):
            self.wait_until_bookmark(bookmark)
            self.play(
                lit.animate.set_color(LOOK.query),
                quiet.animate.set_color(LOOK.soft),
                run_time=min(LOOK.quick, self.time_until(following)),
            )
        return VGroup(short, long)

    def mark_closest(self, plane: Plane, letter: str, time: float, *also: Animation) -> VGroup:
        """Join the closest two tokens of a view, and write below how far they lie apart."""
        self.wait_until_bookmark(f"near-{letter}")
        side = plane.mark_side(PAIRS[int(np.argmin(self.found.distances(letter)))])
        side.set_stroke(LOOK.roles[letter])
        told = Text(self.label("closest"), size=LOOK.small, color=LOOK.soft)
        ends = "".join("abc"[index] for index in plane.marked)
        length = self.number(f"side_{letter}_{ends}")
        number = Text(str(length), size=34, color=LOOK.roles[letter], weight="semibold")
        caption = on_one_line(told, number, gap=0.2, at=np.array([0, CAPTIONS, 0]))
        caption.shift(RIGHT * (plane.frame.get_x() - (told.start + number.end) / 2))
        self.play(Create(side), FadeIn(caption, shift=UP * 0.1), *also, run_time=time)
        self.remove(side)
        plane.add(side)
        self.add(plane)
        return caption


@dataclass(frozen=True, eq=False)
class Lie:
    """How a plane lies on the picture.

    Parameters
    ----------
    corners
        Of its frame, shape (4, 2).
    middle
        Where the middle of its three tokens stands, shape (2,).
    unit
        Length on the picture of one unit of the embeddings.
    map
        What happened to it, for row vectors: shape (2, 2).
    size
        Pixels of the em of its names.
    """

    corners: Array
    middle: Array
    unit: float
    map: Array
    size: float

    def towards(self, other: Lie, share: float) -> Lie:
        """Between this one and another."""
        rest = 1 - share
        return Lie(
            self.corners * rest + other.corners * share,
            self.middle * rest + other.middle * share,
            self.unit * rest + other.unit * share,
            self.map * rest + other.map * share,
            self.size * rest + other.size * share,
        )


class Plane(VGroup):
    """A window on the plane of three tokens, with its endless grid; its parts join it as a scene shows them.

    Parameters
    ----------
    found
        The slice.
    color
        Of the grid.

    Attributes
    ----------
    frame, grid
        The edge of the window, and the lines at whole units.
    dots, names
        Of the three tokens, the lesson's own first.
    lying
        How it lies now.
    """

    def __init__(self, found: Slice, color: str) -> None:
        self.places = found.places
        square = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
        self.lying = Lie(square, np.zeros(2), 1.0, np.eye(2), LOOK.small)
        self.frame = Polygon(
            *np.pad(square, ((0, 0), (0, 1))), stroke_color=LOOK.line, stroke_width=LOOK.hair
        )
        self.frame.set_fill(LOOK.panel, 1)
        self.grid = VMobject(stroke_color=color, stroke_width=LOOK.hair, stroke_opacity=LOOK.quiet)
        self.dots = [
            Dot(radius=0.12, color=LOOK.embedding),
            *(Dot(radius=0.08, color=LOOK.ink) for _ in "bc"),
        ]
        self.names = [
            Name(token, LOOK.embedding if index == 0 else LOOK.ink)
            for index, token in enumerate(found.tokens)
        ]
        self.side = VMobject(stroke_color=color, stroke_width=2 * LOOK.edge)
        self.marked: tuple[int, int] = PAIRS[0]
        for height, parts in enumerate(
            (self.frame, self.grid, self.side, VGroup(*self.dots), VGroup(*self.names))
        ):
            parts.set_z_index(height)
        super().__init__()

    def moving_to(self, end: Lie, color: str | None = None) -> Animation:
        """Move smoothly to another lie, and let the grid take another colour."""
        start, before = self.lying, ManimColor(self.grid.get_stroke_color())
        after = before if color is None else ManimColor(color)

        def move(_: object, done: float) -> None:
            self.lie(start.towards(end, done))
            self.grid.set_stroke(before.interpolate(after, done))

        return UpdateFromAlphaFunc(self, move, rate_func=smooth)

    def lie(self, lie: Lie) -> None:
        """Lie like this, with all parts."""
        self.lying = lie
        self.frame.set_points_as_corners([*(_on_picture(lie.corners)), _on_picture(lie.corners)[0]])
        self.grid.points = _segments(self._clipped(np.eye(2)))
        spots = self.spots
        for dot, spot in zip(self.dots, spots, strict=True):
            dot.move_to(spot)
        for name, spot, place in zip(self.names, spots, self.places @ lie.map, strict=True):
            name.stand(spot, place, lie)
        self.side.set_points_as_corners(spots[list(self.marked)])

    @property
    def spots(self) -> Array:
        """Where the three tokens stand on the picture, shape (3, 3)."""
        return _on_picture(self.lying.middle + self.lying.unit * (self.places @ self.lying.map))

    def mark_side(self, pair: tuple[int, int]) -> VMobject:
        """The line between two of the tokens."""
        self.marked = pair
        self.lie(self.lying)
        return self.side

    def line_through_middle(self, axis: int) -> VMobject:
        """The line of the grid through the middle that runs along an axis."""
        line = VMobject(stroke_color=LOOK.ink, stroke_width=2 * LOOK.edge).set_z_index(2)
        line.points = _segments(self._clipped(np.eye(2)[[axis]], only_middle=True))
        return line

    def lengths(self) -> Array:
        """How much the map stretches: least and most, shape (2,)."""
        return np.asarray(np.linalg.eigvalsh(self.lying.map))

    def stretches(self) -> list[DoubleArrow]:
        """Arrows through the middle, the shorter first: what became of one unit each way."""
        lengths, ways = np.linalg.eigh(self.lying.map)
        middle = _on_picture(self.lying.middle)
        arrows = []
        for length, way in zip(lengths, ways.T, strict=True):
            reach = np.append(way * length * self.lying.unit, 0.0)
            arrows.append(
                DoubleArrow(
                    middle - reach,
                    middle + reach,
                    buff=0,
                    stroke_width=2 * LOOK.edge,
                    tip_length=0.16,
                    color=LOOK.ink,
                ).set_z_index(3)
            )
        return arrows

    def _clipped(self, ways: Array, *, only_middle: bool = False) -> Array:
        """Lines of the grid that run along some of its ways, cut off at the frame.

        Parameters
        ----------
        ways
            Directions in the plane before its map, shape (n, 2), each an axis.
        only_middle
            No others but those through the middle.

        Returns
        -------
        ndarray
            Start and end of each, shape (m, 2, 2).
        """
        lie = self.lying
        low, high = lie.corners.min(axis=0) - lie.middle, lie.corners.max(axis=0) - lie.middle
        box = np.array([(x, y) for x in (low[0], high[0]) for y in (low[1], high[1])])
        within = box / lie.unit @ np.linalg.inv(lie.map)
        found = []
        for way in ways:
            across = way[::-1]  # the axis along which the lines lie one unit apart
            edges = within @ across
            steps = np.zeros(1) if only_middle else np.arange(np.ceil(edges.min()), np.floor(edges.max()) + 1)
            starts = steps[:, np.newaxis] * across @ lie.map * lie.unit
            along = way @ lie.map
            with np.errstate(divide="ignore", invalid="ignore"):
                cuts = np.sort(np.array([low - starts, high - starts]) / along, axis=0)
            first, last = np.nanmax(cuts[0], axis=1), np.nanmin(cuts[1], axis=1)
            seen = first < last
            ends = np.stack([first, last], axis=1)[seen][:, :, np.newaxis]
            found.append(lie.middle + starts[seen][:, np.newaxis] + ends * along)
        return np.concatenate(found)


class Name(VGroup):
    """The name of a token beside its point, on a plate that keeps the grid away from it."""

    def __init__(self, token: str, color: str) -> None:
        self.word = Text(token, size=LOOK.small, color=color, weight="semibold")
        self.word.at(np.zeros(3))
        self.plate = rounded(self.word.end - self.word.start + 0.14, 0.36, 0.08)
        self.plate.set_fill(LOOK.panel, 0.9).set_stroke(width=0)
        super().__init__(self.plate, self.word)

    def stand(self, spot: Point3D, outward: Array, lie: Lie) -> None:
        """Stand beside a point, away from the middle of the three, and within the frame."""
        self.scale(lie.size / self.word.size)
        half = np.array([self.plate.width, self.plate.height]) / 2
        clear = half + 0.14
        way = outward * (0.35, 1.0)  # above or below rather than beside: so names stand on few lines
        way /= np.linalg.norm(way)
        reach = float(np.min(clear / np.maximum(np.abs(way), 1e-9)))
        room = half + 0.1
        low, high = lie.corners.min(axis=0) + room, lie.corners.max(axis=0) - room
        wanted = np.clip(spot[:2] + reach * way, low, high)
        if np.all(np.abs(wanted - spot[:2]) < clear - 1e-6):  # pushed over its point: go above or below it
            wanted[1] = spot[1] + np.copysign(clear[1], way[1])
        self.shift(_on_picture(wanted) - self.plate.get_center())


def alone(found: Slice) -> Lie:
    """How the slice lies while it is alone on the picture."""
    return _lie(found, "x", (0.0, SHEET_HEIGHT), SHEET, _unit(found, "x", SHEET, (3.0, 1.5)), 36.0)


def _wide(found: Slice) -> Lie:
    """How the slice lies while it is sent through the first matrix."""
    size = (SHEET[0], PANEL[1])
    return _lie(found, "q", (0.0, PANEL_HEIGHT), size, _unit(found, "xq", size, (3.0, 1.1)), 34.0)


def _panel(found: Slice, letter: str, x: float) -> Lie:
    """How the slice lies in one of the three views, which share a scale, before its matrix."""
    return _lie(found, letter, (x, PANEL_HEIGHT), PANEL, _unit(found, "xqkv", PANEL, (0.8, 1.1)), 28.0)


def _unit(found: Slice, letters: str, size: tuple[float, float], names: tuple[float, float]) -> float:
    """The scale at which the tokens fit into a frame with room for their names, as some matrices see them."""
    spreads = [np.ptp(found.seen(letter), axis=0) for letter in letters]
    return float(np.min((np.array(size) - names) / spreads))


def _lie(
    found: Slice,
    letter: str,
    centre: tuple[float, float],
    size: tuple[float, float],
    unit: float,
    name: float,
) -> Lie:
    """The slice as it is, placed so that the tokens stand in the middle as one of the matrices sees them."""
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    seen = found.seen(letter)
    middle = np.array(centre) - (seen.min(axis=0) + seen.max(axis=0)) / 2 * unit
    return Lie(np.array(centre) + signs * np.array(size) / 2, middle, unit, np.eye(2), name)


def _tilted(lie: Lie) -> Array:
    """Corners of a frame that lies in the space."""
    return np.asarray(lie.middle + (lie.corners - lie.middle) @ TILTED)


def _on_picture(places: Array) -> Array:
    """Points of the picture, shape (..., 3), for places in its plane, shape (..., 2)."""
    return np.concatenate([places, np.zeros((*places.shape[:-1], 1))], axis=-1)


def _segments(ends: Array) -> Array:
    """The curves of straight lines, shape (4n, 3), from their ends, shape (n, 2, 2)."""
    shares = np.linspace(0, 1, 4)[:, np.newaxis]
    return _on_picture((ends[:, :1] * (1 - shares) + ends[:, 1:] * shares).reshape(-1, 2))


def _grown(dot: VMobject) -> Animation:
    return ApplyMethod(dot.scale, 1.5, rate_func=there_and_back)
