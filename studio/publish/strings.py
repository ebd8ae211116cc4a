"""The studio's own words, in the language of a lesson: what no author writes but every learner reads."""

from __future__ import annotations

from importlib.resources import files

import yaml


def studio_strings(language: str) -> dict[str, str]:
    """Return the studio's words by name, in English where there are none of the language.

    Parameters
    ----------
    language
        A language tag: of ``de-AT``, the words of ``de.yaml`` are taken, and before them those of
        ``de-AT.yaml``.
    """
    folder = files("studio.publish") / "templates" / "strings"
    strings: dict[str, str] = yaml.safe_load((folder / "en.yaml").read_text(encoding="utf-8"))
    for tag in (language.split("-")[0].lower(), language):
        own = folder / f"{tag}.yaml"
        if own.is_file():
            strings |= yaml.safe_load(own.read_text(encoding="utf-8"))
    return strings
