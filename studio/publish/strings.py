"""The studio's own words in what it publishes, in the language of a lesson."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from studio.script.front_matter import FrontMatter


@cache
def studio_strings(language: str) -> MappingProxyType[str, str]:
    """The studio's words by name: in English where there is no file of the language.

    Parameters
    ----------
    language
        A BCP 47 tag; ``de-AT`` has the words of ``de-AT.yaml``, and else those of ``de.yaml``.
    """
    folder = files("studio.publish") / "templates" / "strings"
    strings: dict[str, str] = {}
    for tag in ("en", language.split("-")[0].lower(), language):
        own = folder / f"{tag}.yaml"
        if own.is_file():
            strings |= yaml.safe_load(own.read_text(encoding="utf-8"))
    return MappingProxyType(strings)


def lesson_title(front: FrontMatter) -> str:
    """The title of a lesson, after the number of its module where it has one: ``Module 3: Waves``."""
    if front.course.module is None:
        return front.title
    return f"{studio_strings(front.language)['module']} {front.course.module}: {front.title}"
