"""What the parts of the page know is what the film knows, and can be read on either ground."""

import json

import pytest

from scenes.common.look import LOOK
from scenes.qkv_projections.numbers import projection
from scenes.qkv_projections.page.data import data
from scenes.qkv_projections.tokens import LEXICON
from studio.errors import StudioError


def luminance(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour, ground, part):
    channels = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in channels)


@pytest.mark.parametrize("token", ["king", "zebra"])
def test_the_numbers_are_those_of_the_film(token):
    known = json.loads(json.dumps(data(token)))
    p = projection(token)
    assert known["token"] == token
    assert known["x"] == p.x.tolist()
    assert known["weights"] == {"q": p.w_q.tolist(), "k": p.w_k.tolist(), "v": p.w_v.tolist()}
    assert known["lexicon"] == {word: list(values) for word, values in LEXICON.items()}


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("name", ["ink", "soft", "embedding", "query", "key", "value"])
def test_every_colour_can_be_read(name, scheme):
    colours = {name: pair[scheme] for name, pair in data("king")["look"].items()}
    for ground in (colours["background"], colours["panel"], mixed(colours[name], colours["panel"], 0.18)):
        if name not in ("ink", "soft") or ground in colours.values():
            assert contrast(colours[name], ground) >= 4.5


def test_the_dark_colours_are_the_film_s():
    colours = data("king")["look"]
    assert [colours[name][1] for name in ("background", "query", "key", "value")] == [
        LOOK.background,
        LOOK.query,
        LOOK.key,
        LOOK.value,
    ]


def test_a_token_that_cannot_be_shown():
    with pytest.raises(StudioError):
        data("")
