"""The words of a lesson's page: a Markdown file of the script's name in the folder ``page`` beside it.

A top-level heading opens a section, with prose below it, and may name a part of the lesson's own that stands
there: ``# Try it. {#demo part=demo}``. All words that the page shows and the script does not have are in this
one file, so that a translation of a lesson is its script and its page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin
from pydantic import BaseModel, ConfigDict, Field

from studio.errors import AuthorError
from studio.numbers import Numbers
from studio.script.attributes import Attributes, read_attributes, start_of_attributes
from studio.script.front_matter import Name, Words
from studio.script.markdown import read_braces
from studio.script.source_file import SourceFile, read_source_file
from studio.script.tables import Table, check_table, compose_table

EXAMPLE = "# Title {#id part=name}"

_ID = re.compile(r"[a-z][a-z0-9-]{0,79}")
_PART = re.compile(r"[a-z][a-z0-9_-]*")
_KEYS = ("kicker", "part", "standalone")
_MOVED = {"mark": "kicker", "alone": "standalone"}
_FORMULA = re.compile(r"(?<![A-Za-z0-9_])([A-Za-z])_([A-Za-z0-9]+)(?![A-Za-z0-9_])")
_TAKEN = ("film", "main", "page-data")
_REFUSED = {
    "html_block": ("HTML", "Take it out; what is more than prose belongs into a part of the lesson's own."),
    "html_inline": ("HTML", "Take it out, or write `\\<` for the sign itself."),
    "image": ("An image", "Take it out; pictures belong into a part of the lesson's own."),
}


class _PageFront(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    poster: str = Field("", description="the id of the slide whose still is shown before the film plays")
    previous: str = Field("", description="what comes before this lesson, in words or as `[words](address)`")
    index: str = Field("", description="where all lessons are listed, in words or as `[words](address)`")
    next: str = Field("", description="what comes after this lesson, in words or as `[words](address)`")
    strings: dict[Name, Words] = Field(
        default_factory=dict,
        description="names (letters, digits, `_`), each with the words to show on the page",
    )


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Parameters
    ----------
    id, title
        From the heading.
    kicker
        What stands behind the paragraph sign above it: a number, or a word.
    html
        The prose.
    part
        The part of the lesson's own that stands below the prose; empty for none.
    standalone
        Whether the part is also published as a page of its own.
    line
        Of the heading, for messages.
    """

    id: str
    title: str
    kicker: str
    html: str
    part: str
    standalone: bool
    line: int


@dataclass(frozen=True)
class PageText:
    """What a lesson's page says, numbers filled in.

    Parameters
    ----------
    path
        The file; of the script, where there is none.
    poster, poster_line
        The id of a slide, empty for the first; and where it is named.
    pager
        HTML for ``previous``, ``index`` and ``next``, as far as they are given.
    strings
        By name: what the parts of the lesson show, or the page itself in other words than the studio's.
    sections
        In the order of the page.
    """

    path: Path
    poster: str = ""
    poster_line: int = 0
    pager: Mapping[str, str] = field(default_factory=dict, hash=False)
    strings: Mapping[str, str] = field(default_factory=dict, hash=False)
    sections: tuple[Section, ...] = ()


def find_page(script: Path) -> Path | None:
    """Find the words of a script's page: ``page/NAME.md`` in the folder of the script."""
    path = script.resolve().parent / "page" / script.name
    return path if path.is_file() else None


def read_page(path: Path, numbers: Numbers) -> PageText:
    """Read the words of a page and fill its numbers in.

    Raises
    ------
    AuthorError
        With all that is wrong, each with its line and column.
    """
    file = read_source_file(path, numbers)
    markdown = _markdown(file)
    tokens = markdown.parse(file.text)
    table: Table | None = Table({}, {})
    if tokens and tokens[0].type == "front_matter":
        _, end = _lines(tokens[0])
        table = compose_table(file, file.start_of(1), file.start_of(end - 1))
        tokens = tokens[1:]
    moved = {"words": "strings"}
    front = None if table is None else check_table(file, table, _PageFront, ("strings",), moved)
    sections = _sections(file, markdown, tokens)
    if table is None or front is None:
        raise AuthorError(file.problems)
    pager = {}
    for name in ("previous", "index", "next"):
        if words := getattr(front, name):
            inline = markdown.parseInline(words, {"base": table.spots[name,].start})
            pager[name] = markdown.renderer.render(inline, markdown.options, {})
    if file.problems:
        raise AuthorError(file.problems)
    poster_line = file.line_at(table.spots["poster",].start) if front.poster else 0
    return PageText(path, front.poster, poster_line, pager, front.strings, sections)


def with_formulas(text: str) -> str:
    """Escape a text for HTML; letters with an index, such as ``W_Q``, are set as such."""
    return _FORMULA.sub(r"<var>\1<sub>\2</sub></var>", escape(text))


def _sections(file: SourceFile, markdown: MarkdownIt, tokens: Sequence[Token]) -> tuple[Section, ...]:
    starts = [
        index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"
    ]
    if not starts or starts[0] > 0:
        stray = tokens[0] if tokens else None
        at = file.start_of(_lines(stray)[0]) if stray and stray.map else len(file.text)
        file.error(at, "A section begins with a heading.", f"Write one: `{EXAMPLE}`.")
    sections: list[Section] = []
    for start, end in pairwise([*starts, len(tokens)]):
        html = markdown.renderer.render(tokens[start + 3 : end], markdown.options, {})
        sections.append(_section(file, tokens[start + 1], html, sections))
    return tuple(sections)


def _section(file: SourceFile, heading: Token, html: str, before: Sequence[Section]) -> Section:
    at = file.text.index(heading.content, file.start_of(_lines(heading)[0])) if heading.content else 0
    braces = start_of_attributes(heading.content)
    title = heading.content if braces is None else heading.content[:braces].rstrip()
    line = _lines(heading)[0] + 1
    found: Attributes | None = {}
    if braces is not None:
        found = read_attributes(file, heading.content, braces, at, _KEYS, EXAMPLE, _MOVED)
    if found is None:
        return Section("", title, "", html, "", False, line)
    name, place = found.get("id", ("", at))
    if not title:
        file.error(file.start_of(line - 1), "This heading has no title.", f"Write `{EXAMPLE}`.")
    elif not _ID.fullmatch(name):
        fix = "Write `{#id}` with small letters, digits and `-`, a letter first."
        file.error(place, f"`{name}` cannot be an id." if name else "This section has no id.", fix)
    elif name in _TAKEN or name in (section.id for section in before):
        file.error(place, f"The id `{name}` is taken.", "Write another one, `{#id}`.")
    part, place = found.get("part", ("", at))
    if part and not _PART.fullmatch(part):
        file.error(place, f"`{part}` cannot be a part.", "Write the name of its file, without `.html`.")
    standalone, place = found.get("standalone", ("no", at))
    if standalone not in ("yes", "no") or (standalone == "yes" and not part):
        fix = "Write `part=name standalone=yes`."
        file.error(place, f"`standalone={standalone}` cannot stand here.", fix)
    if standalone == "yes" and part == "index":
        _, place = found["part"]
        file.error(place, "The page itself is `index.html`.", "Give this part another name.")
    kicker, _ = found.get("kicker", (str(1 + sum(section.kicker.isdigit() for section in before)), at))
    return Section(name, file.fill(title, at.__add__), kicker, html, part, standalone == "yes", line)


def _lines(token: Token) -> tuple[int, int]:
    assert token.map is not None, "every block has its lines"
    return token.map[0], token.map[1]


def _markdown(file: SourceFile) -> MarkdownIt:
    """CommonMark without HTML or images; with numbers, formulas, and links that open where they should."""
    markdown = MarkdownIt("commonmark").disable("reference").use(front_matter_plugin)
    markdown.inline.ruler.push("braces", read_braces)
    markdown.core.ruler.push("places", lambda state: _find_problems(file, state.tokens, state.env))

    def number(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
        name = tokens[index].content[1:-1]
        return with_formulas(str((file.numbers or {}).get(name, "")))

    def words(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
        return with_formulas(tokens[index].content)

    markdown.add_render_rule("braces", number)
    markdown.add_render_rule("text", words)
    markdown.add_render_rule("link_open", _link)
    return markdown


def _link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if urlsplit(str(tokens[index].attrs["href"])).netloc:
        tokens[index].attrs |= {"target": "_blank", "rel": "noopener"}
    return renderer.renderToken(tokens, index, options, env)


def _find_problems(file: SourceFile, tokens: Sequence[Token], env: Any) -> None:
    """Refuse what cannot stand on a page, and numbers that are not there.

    What is parsed apart from the file has its place as ``base`` in `env`.
    """
    previous = ""
    for token in tokens:
        at = env.get("base", file.start_of(token.map[0]) if token.map else 0)
        if token.type in _REFUSED:
            name, fix = _REFUSED[token.type]
            file.error(at, f"{name} cannot stand here.", fix)
        elif token.type == "heading_open" and token.tag not in ("h1", "h2"):
            file.error(at, "This heading is too deep.", "Write `#` for a section, `##` for a part of it.")
        elif token.tag == "h2":
            token.tag = "h3"  # the first level is the page's title, the second that of a section
        # The braces of a section's heading hold its attributes.
        for child in token.children or () if previous != "h1" else ():
            place = at
            if child.type == "braces":
                place = max(at, file.text.find(child.content, at))
                file.number(child.content, place)
            elif child.type in _REFUSED:
                name, fix = _REFUSED[child.type]
                file.error(place, f"{name} cannot stand here.", fix)
            elif child.type == "link_open":
                href = str(child.attrs["href"])
                place = max(at, file.text.find(href, at))
                parts = urlsplit(href)
                if not href or parts.scheme not in ("", "https", "http", "mailto"):
                    fix = "Write `[words](https://…)`, or the path of a file beside the page."
                    file.error(place, f"The link `{href}` leads nowhere.", fix)
        previous = token.tag if token.type == "heading_open" else ""
