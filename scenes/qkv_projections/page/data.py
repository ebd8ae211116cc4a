"""What the parts of the page know: the same numbers and colours as the film."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from scenes.common.look import LOOK
from scenes.qkv_projections.numbers import projection
from scenes.qkv_projections.tokens import LEXICON, MAX_LENGTH

LIGHT = MappingProxyType(
    {
        "background": "#FBFAF7",
        "panel": "#FFFFFF",
        "line": "#C9CDD3",
        "ink": "#1A212B",
        "soft": "#556070",
        "embedding": "#746000",
        "query": "#9C410B",
        "key": "#0A6698",
        "value": "#0A6B51",
    }
)
"""The look of the lesson on a light ground: the same hues, darkened until each reaches 4.5:1 against it."""


def data(token: str) -> dict[str, Any]:
    """Return what the parts of the page are given, as plain values for JSON.

    Parameters
    ----------
    token
        The token that the page shows first.

    Returns
    -------
    dict
        ``token``; ``x``, 4 numbers; ``weights``, by the letter of the result, 4 rows of 4; ``lexicon``, words
        with their 4 numbers; ``max_length`` in characters; ``look``, by name a light and a dark colour.

    Raises
    ------
    StudioError
        When the token cannot be shown.
    """
    p = projection(token)
    dark = {
        "background": LOOK.background,
        "panel": LOOK.panel,
        "line": LOOK.line,
        "ink": LOOK.ink,
        "soft": LOOK.soft,
        "embedding": LOOK.embedding,
        "query": LOOK.query,
        "key": LOOK.key,
        "value": LOOK.value,
    }
    return {
        "token": p.token,
        "x": p.x.tolist(),
        "weights": {"q": p.w_q.tolist(), "k": p.w_k.tolist(), "v": p.w_v.tolist()},
        "lexicon": {word: list(values) for word, values in LEXICON.items()},
        "max_length": MAX_LENGTH,
        "look": {name: [LIGHT[name], dark[name]] for name in dark},
    }
