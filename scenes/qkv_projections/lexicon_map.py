"""The toy lexicon as a map: every token a point, related tokens close together."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, VGroup
from manim.typing import Point3D
from numpy.typing import NDArray

from scenes.common.look import LOOK
from scenes.qkv_projections.tokens import LEXICON, embedding
from studio import Text
from studio.kit import panel

NAME = 28.0
"""Pixels of the em of a token's name on the map."""


def places(token: str) -> dict[str, NDArray[np.float64]]:
    """Where the lexicon and one more token lie in the plane in which the lexicon spreads most.

    The plane is that of the first two principal components of the lexicon's embeddings, so that it does not
    depend on the token.

    Parameters
    ----------
    token
        Any that `scenes.qkv_projections.tokens.embedding` accepts; it may stand in the lexicon.

    Returns
    -------
    dict
        By token, float64 of shape (2,), in the units of the embeddings; the asked one first.
    """
    known = np.array(list(LEXICON.values()))
    middle = known.mean(axis=0)
    axes = np.linalg.svd(known - middle)[2][:2]
    # The sign of a component is arbitrary: point each to where its largest share is positive.
    largest = np.abs(axes).argmax(axis=1)
    axes *= np.sign(axes[[0, 1], largest])[:, np.newaxis]
    asked = token.casefold()
    vectors = {token: embedding(token).values} | {
        word: np.array(vector) for word, vector in LEXICON.items() if word != asked
    }
    return {word: axes @ (vector - middle) for word, vector in vectors.items()}


class LexiconMap(VGroup):
    """The lexicon in a frame, with one token among it; names stand where there is room for them.

    Parameters
    ----------
    token
        The one that is shown in the colour of embeddings.
    caption
        A line below the map.
    width, height
        Of the frame.

    Attributes
    ----------
    ground
        The frame and its caption.
    others
        Points and names of all other tokens.
    point, name_of_token
        The point of the token, and its name.
    """

    def __init__(self, token: str, caption: str, width: float, height: float) -> None:
        words = Text(caption, size=NAME, color=LOOK.soft).place(0, -height / 2 + 0.28, "center")
        self.ground = VGroup(panel(width, height), words)
        inner, low = 0.7, 1.0  # from the frame to the points; below them stands the caption
        found = places(token)
        flat = np.array(list(found.values()))
        spread = np.ptp(flat, axis=0)
        scale = float(np.min((width - 2 * inner, height - inner - low) / spread))
        middle = (flat.min(axis=0) + flat.max(axis=0)) / 2
        spots = {word: np.append((place - middle) * scale, 0.0) for word, place in found.items()}
        for spot in spots.values():
            spot[1] += (low - inner) / 2
        here = spots.pop(token)
        self.point = Dot(here, radius=0.1, color=LOOK.embedding)
        self.name_of_token = Text(token, size=32, color=LOOK.embedding, weight="semibold")
        dots = {word: Dot(spot, radius=0.05, color=LOOK.soft) for word, spot in spots.items()}
        taken = [_box(dot) for dot in (self.point, *dots.values())]
        bounds = np.array([-width / 2 + 0.15, -height / 2 + 0.65, width / 2 - 0.15, height / 2 - 0.15])
        _beside(self.name_of_token, here, 0.22, taken, bounds)
        taken.append(_box(self.name_of_token))
        self.others = VGroup(*dots.values())
        for word in sorted(spots, key=lambda word: float(np.linalg.norm(spots[word] - here))):
            name = Text(word, size=NAME, color=LOOK.ink)
            if _beside(name, spots[word], 0.14, taken, bounds):
                taken.append(_box(name))
                self.others.add(name)
        super().__init__(self.ground, self.others, self.point, self.name_of_token)


def _beside(
    name: Text,
    point: Point3D,
    gap: float,
    taken: list[NDArray[np.float64]],
    bounds: NDArray[np.float64],
) -> bool:
    """Set a name beside its point, at the first side where it is free; tell whether there is one."""
    half = (name.end - name.start) / 2
    steps = [(x, y) for y in (0.0, 0.2, -0.2) for x in (1.0, -1.0)]
    around = [point + RIGHT * x * (half + gap - abs(y) / 3) + UP * y for x, y in steps]
    above = [point + RIGHT * half * x + UP * y * (gap + 0.14) for x in (0.0, 0.6, -0.6) for y in (1.0, -1.0)]
    for place in (*around[:2], *above[:2], *around[2:], *above[2:]):
        box = _box(name.at(place))
        inside = np.all(box[:2] >= bounds[:2]) and np.all(box[2:] <= bounds[2:])
        if inside and not any(np.all(box[:2] < other[2:]) and np.all(other[:2] < box[2:]) for other in taken):
            return True
    return False


def _box(mobject: Dot | Text) -> NDArray[np.float64]:
    """Left, bottom, right and top of a mobject with a little room around it."""
    room = 0.02
    low, high = mobject.get_corner(DOWN + LEFT)[:2], mobject.get_corner(UP + RIGHT)[:2]
    return np.concatenate([low - room, high + room])
