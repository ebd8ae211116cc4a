"""What must be the same on two machines, so that they draw the same pictures."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

import manimpango  # type: ignore[import-untyped]

from studio.store.versions import sources_digest, versions

_SOURCES = "studio"


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """All that a picture depends on besides its lesson, by name; each value is short enough to be shown."""
    return {
        **versions(),
        "distributed": version("distributed"),
        "the pango library": manimpango.pango_version(),
        "the processor": platform.machine(),
        _SOURCES: sources_digest(),
    }


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Say in words in what another machine differs from this one.

    Parameters
    ----------
    here, there
        The `environment` of each.

    Returns
    -------
    str
        Such as ``numpy is 2.4.5 there and 2.4.6 here``, several of them joined by semicolons; empty if there
        is no difference.
    """
    unlike = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    words = [
        f"{name} is {there.get(name, 'missing')} there and {here.get(name, 'missing')} here"
        for name in unlike
        if name != _SOURCES
    ]
    if _SOURCES in unlike:
        words.append("the studio's own files are not those of this machine")
    return "; ".join(words)


def objection(whom: str, here: Mapping[str, str], there: Mapping[str, str], threads: int = 1) -> str:
    """Say why a part of a cluster must not be given work.

    Parameters
    ----------
    whom
        Such as ``The worker tcp://10.0.0.7:40123``.
    here, there
        The `environment` of this machine and of that one.
    threads
        How many tasks it runs at once.

    Returns
    -------
    str
        Two sentences: what is wrong with it, and the way out; empty if nothing is.
    """
    if unlike := difference(here, there):
        return (
            f"{whom} would not draw the same pictures: {unlike}. Install this commit there with its "
            "constraints.txt, and start it again."
        )
    if threads != 1:
        return (
            f"{whom} runs {threads} tasks at once, but Manim has one set of settings a "
            "process. Start it with `--nthreads 1`, and with `--nworkers` as many processes as it has cores."
        )
    return ""
