"""The attributes at the end of a heading: ``{#id key="value"}``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from studio.script.source_file import SourceFile, suggestion

_ATTRIBUTES = re.compile(r"(?<!\\)(?:\\\\)*(\{)\s*(?:#|[A-Za-z_]\w*\s*=)")
_ATTRIBUTE = re.compile(
    r"""\s*(?:\#(?P<id>[^\s{}"'=#]+)
          | (?P<key>[A-Za-z_]\w*)\s*=\s*
            (?:(?P<quote>["'])(?P<quoted>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote) | (?P<bare>[^\s{}"'=“”‘’]+))
        )(?=[\s}]|$)""",
    re.VERBOSE,
)

Attributes = dict[str, tuple[str, int]]
"""By their key, ``id`` among them: each value, and its place in the file."""


def start_of_attributes(content: str) -> int | None:
    """Give the offset of the brace with which the attributes of a heading begin; None if it has none."""
    match = _ATTRIBUTES.search(content)
    return match.start(1) if match else None


def read_attributes(
    file: SourceFile,
    content: str,
    start: int,
    base: int,
    keys: Collection[str],
    example: str,
    moved: Mapping[str, str] | None = None,
) -> Attributes | None:
    """Read what stands in braces at the end of a heading.

    Parameters
    ----------
    file
        The file; it is given the problems.
    content
        The Markdown of the heading.
    start
        From `start_of_attributes`.
    base
        The place of `content` in the file.
    keys
        What may stand there, besides an id.
    example
        A heading as it should be written, for the messages.
    moved
        Keys of old, each with the key that takes its place.

    Returns
    -------
    dict or None
        None if they are broken off by something else.
    """
    found: Attributes = {}
    end = start + 1
    while match := _ATTRIBUTE.match(content, end):
        end = match.end()
        key = match["key"] or "id"
        group = "id" if match["id"] else "quoted" if match["quote"] else "bare"
        value, place = match[group], base + match.start(group)
        at = base + match.start("key") if match["key"] else place - 1
        if match["key"] and key not in keys:
            if moved and key in moved:
                file.error(at, f"`{key}` is called `{moved[key]}` now.", f"Write `{moved[key]}=`.")
            else:
                fix = suggestion(key, keys) or f"Write `{example}`."
                file.error(at, f"`{key}` is not an attribute of this heading.", fix)
            continue
        if key in found:
            file.error(at, f"`{key}` stands here for the second time.", "Keep one of the two.")
        found[key] = value, place
    rest = content[end:].lstrip()
    if rest == "}":
        return found
    at = base + len(content) - len(rest)
    fix = f"Write `{example}`, the braces last, several words in straight quotes."
    file.error(at, "The attributes of this heading cannot be read from here on.", fix)
    return None
