"""From a Markdown file to a Script, or to a list of everything that is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from keyword import iskeyword
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from studio.errors import AuthorError
from studio.numbers import Numbers
from studio.script.attributes import Attributes, read_attributes, start_of_attributes
from studio.script.front_matter import MOVED, SHOWN, FrontMatter
from studio.script.model import Chapter, Script, Slide, line_of
from studio.script.narration import has_words, read_narration, read_title
from studio.script.source_file import SourceFile, read_source_file
from studio.script.tables import Keys, Table, check_table, compose_table

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_SECONDS = re.compile(r"\d{1,5}(\.\d+)?")
_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_KEYS = {1: ("scene", "seconds"), 2: ("alt",)}
_EXAMPLES = {1: "# Title {#id scene=Name}", 2: '## Title {#id alt="What the picture shows."}'}
_REFUSED = {
    "bullet_list": ("A list", "Write it as sentences; start the line with `\\` to begin with this sign."),
    "ordered_list": (
        "A list",
        "Write it as sentences; put `\\` before the full stop to begin with a number.",
    ),
    "fence": ("A code block", "Write what is to be said."),
    "code_block": ("An indented block", "Start its lines at the margin."),
    "blockquote": ("A quotation", "Take the `>` away, or write `\\>` for the sign itself."),
    "hr": ("A rule", "Take it out; headings part the slides."),
    "table": ("A table", "Write what is to be said; scenes show the tables."),
    "html_block": ("HTML", "Take it out; only comments, `<!-- … -->`, are allowed."),
}


@dataclass(frozen=True)
class ScriptFile:
    """A script that is parsed, and whose numbers are not yet known.

    Parameters
    ----------
    path
        The Markdown file, as it was given.
    front
        What it says about itself, with its placeholders as they are written.
    lines
        As in `Script`.
    """

    path: Path
    front: FrontMatter = field(hash=False)
    lines: Mapping[Keys, int] = field(hash=False, repr=False)
    _file: SourceFile = field(repr=False, compare=False)
    _table: Table = field(repr=False, compare=False)
    _blocks: Sequence[SyntaxTreeNode] = field(repr=False, compare=False)

    def line_of(self, *keys: str) -> int:
        """Give the line of a key of the front matter, as `Script.line_of` does."""
        return line_of(self.lines, keys)

    def fill(self, numbers: Numbers) -> Script:
        """Fill the numbers in.

        Parameters
        ----------
        numbers
            The lesson's table of numbers.

        Raises
        ------
        AuthorError
            With all that is wrong below the front matter, and with the names of numbers, each with its line
            and column.
        """
        file = self._file.with_numbers(numbers)
        front = check_table(file, self._table, FrontMatter, SHOWN, MOVED)
        chapters = _read_chapters(file, self._blocks)
        if front is None or file.problems:
            raise AuthorError(file.problems)
        return Script(self.path, front, front.labels, chapters, self.lines)


def read_script_file(path: Path) -> ScriptFile:
    """Read a script: enough to find its scenes, which know its numbers.

    Parameters
    ----------
    path
        The Markdown file.

    Raises
    ------
    AuthorError
        If the front matter cannot be used; it then names what is wrong with the rest of the script as well,
        but for the names of numbers.
    """
    file = read_source_file(path)
    blocks = _parse(file)
    table = None
    if blocks and blocks[0].type == "front_matter":
        _, end = _lines(blocks[0])
        table = compose_table(file, file.start_of(1), file.start_of(end - 1))
        blocks = blocks[1:]
    elif file.text.startswith("---"):
        file.error(0, "The front matter has no end.", "Close it with a line `---`.")
        blocks = list(dropwhile(lambda node: node.markup != "#", blocks))
    else:
        fix = "Start the file with `---`, the keys `title`, `scenes` and `minutes`, and `---` again."
        file.error(0, "There is no front matter.", fix)
    front = None if table is None else check_table(file, table, FrontMatter, SHOWN, MOVED)
    if table is None or front is None or file.problems:
        _read_chapters(file, blocks)
        raise AuthorError(file.problems)
    lines = {keys: file.line_at(spot.key) for keys, spot in table.spots.items()}
    return ScriptFile(path, front, lines, file, table, blocks)


def _parse(file: SourceFile) -> list[SyntaxTreeNode]:
    """Parse a script to its blocks; what stands in a block is not looked at."""
    markdown = MarkdownIt("commonmark").enable("table").disable("reference").use(front_matter_plugin)
    return SyntaxTreeNode(markdown.block.parse(file.text, markdown, {}, []) or ()).children


@dataclass(frozen=True)
class _Section:
    """A heading and what stands below it: paragraphs of Markdown, each with its place."""

    level: int = 0
    at: int = 0
    title: str = ""
    id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    paragraphs: list[tuple[str, int]] = field(default_factory=list)


def _read_chapters(file: SourceFile, nodes: Sequence[SyntaxTreeNode]) -> tuple[Chapter, ...]:
    grouped: list[tuple[_Section, list[Slide]]] = []
    for section in _sections(file, nodes):
        if section.level == 2:
            if not grouped:
                fix = f"Write a chapter's heading above it: `{_EXAMPLES[1]}`."
                file.error(section.at, "This slide belongs to no chapter.", fix)
                grouped.append((_Section(), []))  # stands in for it, so that it is missed only once
            grouped[-1][1].append(_slide(file, section))
            continue
        read_narration(file, section.paragraphs)
        if section.paragraphs:
            _, at = section.paragraphs[0]
            fix = f"Write a slide's heading above it: `{_EXAMPLES[2]}`."
            file.error(at, "These words belong to no slide.", fix)
        if section.level == 1:
            grouped.append((section, []))
    if not grouped:
        fix = f"Write `{_EXAMPLES[1]}`, below it `{_EXAMPLES[2]}`, and below that what is said."
        file.error(len(file.text), "The script has no chapter.", fix)
    return tuple(_chapter(file, section, slides) for section, slides in grouped)


def _chapter(file: SourceFile, section: _Section, slides: list[Slide]) -> Chapter:
    if not slides:
        fix = f"Add one, `{_EXAMPLES[2]}`, or take the chapter out."
        file.error(section.at, "This chapter has no slide.", fix)
    scene, seconds = section.attributes.get("scene", ""), section.attributes.get("seconds")
    share = float(seconds) if seconds and _SECONDS.fullmatch(seconds) else None
    return Chapter(section.id, section.title, scene, tuple(slides), file.line_at(section.at), share)


def _slide(file: SourceFile, section: _Section) -> Slide:
    narration = read_narration(file, section.paragraphs)
    if not has_words(narration.text):
        file.error(section.at, "Nothing is said on this slide.", "Write its narration below the heading.")
    alt = section.attributes.get("alt", "")
    return Slide(section.id, section.title, alt, narration, file.line_at(section.at))


def _sections(file: SourceFile, nodes: Sequence[SyntaxTreeNode]) -> list[_Section]:
    """Part the blocks at the headings. The first section holds what stands before them."""
    sections = [_Section()]
    taken: dict[tuple[int, str], int] = {}
    for node in nodes:
        first, end = _lines(node)
        source = file.text[file.start_of(first) : file.start_of(end)]
        at = file.start_of(first) + len(source) - len(source.lstrip())
        if node.type == "paragraph":
            sections[-1].paragraphs.append(_content(file, node))
        elif node.type == "heading" and node.tag in ("h1", "h2") and node.markup[0] == "#":
            sections.append(_heading(file, node, at, taken))
        elif node.type == "heading":
            fix = f"Write `{_EXAMPLES[1]}` for a chapter, `{_EXAMPLES[2]}` for a slide."
            file.error(at, "This heading is neither a chapter nor a slide.", fix)
        elif not (node.type == "html_block" and _COMMENT.fullmatch(source)):
            name, fix = _REFUSED[node.type]
            if source.lstrip().startswith("<!--"):
                name, fix = "This comment", "End it with `-->`, and write nothing more on that line."
            file.error(at, f"{name} cannot stand here.", fix)
    return sections


def _heading(file: SourceFile, node: SyntaxTreeNode, at: int, taken: dict[tuple[int, str], int]) -> _Section:
    level = len(node.markup)
    content, start = _content(file, node)
    braces = start_of_attributes(content)
    markdown = content if braces is None else content[:braces].rstrip()
    title = read_title(file, markdown, start)
    if not has_words(title):
        file.error(at, "This heading has no title.", f"Write `{_EXAMPLES[level]}`.")
    spots: Attributes | None = {}
    if braces is not None:
        spots = _attributes(file, content, braces, start, level)
    if spots is None:  # refused already; what it would have said is not known
        return _Section(level, at, title)
    if level == 1 and "scene" not in spots:
        file.error(at, "This chapter names no scene.", f"Write `{_EXAMPLES[1]}`.")
    name, place = spots.get("id", (_slug(markdown), at))
    if has_words(title) or "id" in spots:
        if not _ID.fullmatch(name):
            fix = "Write `{#id}` with small letters, digits and `-`, 80 at most."
            file.error(place, f"`{name}` cannot be an id." if name else "This title gives no id.", fix)
        elif (level, name) in taken:
            where = f"line {taken[level, name]}"
            file.error(place, f"The id `{name}` is taken by {where}.", "Write another one, `{#id}`.")
        taken.setdefault((level, name), file.line_at(at))
    return _Section(level, at, title, name, {key: value for key, (value, _) in spots.items()})


def _attributes(file: SourceFile, content: str, start: int, base: int, level: int) -> Attributes | None:
    """Read the attributes of a heading and look at what they say; None if they cannot be read."""
    found = read_attributes(file, content, start, base, _KEYS[level], _EXAMPLES[level])
    if found and "scene" in found:
        scene, place = found["scene"]
        if not scene.isidentifier() or iskeyword(scene):
            file.error(place, f"`{scene}` cannot be a scene.", "Write the name of a Python class.")
    if found and "seconds" in found:
        seconds, place = found["seconds"]
        if not _SECONDS.fullmatch(seconds):
            file.error(
                place, f"`{seconds}` is not a number of seconds.", "Write the chapter's share, such as 35."
            )
    if found and "alt" in found:
        alt, place = found["alt"]
        found["alt"] = file.fill(alt, place.__add__), place
    return found


def _slug(title: str) -> str:
    """Make an id of a title: small letters, digits, hyphens. A number gives its name, not its value."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def _content(file: SourceFile, node: SyntaxTreeNode) -> tuple[str, int]:
    """Give the Markdown inside a paragraph or heading, and its place."""
    first, _ = _lines(node)
    start = file.start_of(first)
    if node.type == "heading":
        start = file.text.index(node.markup, start) + len(node.markup)
    content = node.children[0].content
    return content, file.text.index(content, start)


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    """Give the first line of a block and the one past its last, counted from 0."""
    assert node.map is not None, "every block has its lines"
    return node.map
