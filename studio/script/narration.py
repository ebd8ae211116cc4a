"""The words of a paragraph or a heading: Markdown with bookmarks, numbers and pauses, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from studio.script.markdown import read_braces
from studio.script.model import Bookmark, Narration, Pause
from studio.script.source_file import SourceFile

_PAUSE = re.compile(r"\{pause\s+(\d{1,2}(?:\.\d{1,3})?)\}")
_BOOKMARK = re.compile(r"[a-z][a-z0-9_-]*")
_LONGEST_PAUSE = 60.0
_REFUSED = {
    "code_inline": ("Code", "Take the backticks away."),
    "image": ("An image", "Take it out; scenes show the pictures. Write `\\!` for a sign before a bookmark."),
    "html_inline": (
        "HTML",
        "Take it out. A comment stands on lines of its own; write `\\<` for the sign itself.",
    ),
}


def read_narration(file: SourceFile, paragraphs: Iterable[tuple[str, int]]) -> Narration:
    """Read what is said during a slide.

    Parameters
    ----------
    file
        The script; it is given the problems.
    paragraphs
        The Markdown of each paragraph, as it stands in the script, and its place there.
    """
    reading = _Reading(file, spoken=True)
    for markdown, at in paragraphs:
        reading.read(markdown, at)
        reading.gap = "\n\n"
    return reading.narration()


def read_title(file: SourceFile, markdown: str, at: int) -> str:
    """Read the words of a heading, in which only numbers may stand."""
    reading = _Reading(file, spoken=False)
    reading.read(markdown, at)
    return reading.text


def has_words(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit or a symbol, not only punctuation."""
    return any(unicodedata.category(character)[0] in "LNS" for character in text)


class _Reading:
    """A narration while it is read. White space is a gap, which is written when a word comes after it."""

    def __init__(self, file: SourceFile, *, spoken: bool) -> None:
        self.file = file
        self.spoken = spoken
        self.markdown = _inline_markdown()
        self.text = ""
        self.gap = ""
        self.bookmarks: list[Bookmark] = []
        self.pauses: list[Pause] = []
        self.names: set[str] = set()
        self.waiting: list[tuple[float, int]] = []  # pauses since the last word: seconds, place
        self.start: int | None = None  # of the words since the last bookmark opened
        self.base = 0
        self.brackets = 0

    def read(self, markdown: str, at: int) -> None:
        """Read one paragraph or heading."""
        self.base, self.brackets = at, 0
        tokens = self.markdown.inline.parse(markdown, self.markdown, {}, [])
        self.read_all(SyntaxTreeNode(tokens).children)

    def read_all(self, nodes: Iterable[SyntaxTreeNode]) -> None:
        """Read the parts of a paragraph in their order."""
        for node in nodes:
            self.read_node(node, self.base + node.meta.get("at", 0))

    def read_node(self, node: SyntaxTreeNode, at: int) -> None:
        """Read one part, which starts at a place in the script."""
        match node.type:
            case "text" | "text_special":
                self.write(node.content)
            case "softbreak" | "hardbreak":
                self.write(" ")
            case "braces":
                self.read_braces(node.content, at)
            case "bracket":
                self.read_bracket(node.content, at)
            case "link":
                self.read_link(node, at)
            case "em" | "strong" | "s":
                sign = node.markup
                fix = f"Take the `{sign}` away, or write `\\{sign[0]}` for the sign itself."
                self.file.error(at, "Emphasis cannot be heard.", fix)
                self.read_all(node.children)
            case refused:
                name, fix = _REFUSED[refused]
                self.file.error(at, f"{name} cannot stand here.", fix)

    def read_braces(self, braces: str, at: int) -> None:
        """Read a number or a pause."""
        match = _PAUSE.fullmatch(braces)
        if self.spoken and match and 0 < float(match[1]) <= _LONGEST_PAUSE:
            self.waiting.append((float(match[1]), at))
        else:
            self.write(self.file.number(braces, at))

    def read_bracket(self, bracket: str, at: int) -> None:
        """Refuse a bracket that makes no bookmark; the partner of a refused one is let pass."""
        if bracket == "[" or not self.brackets:
            self.file.error(
                at,
                "This bracket makes no bookmark.",
                "Write `[words](#name)`, none inside another; a bracket itself is `\\[` or `\\]`.",
            )
        self.brackets = max(0, self.brackets + (1 if bracket == "[" else -1))
        self.write(bracket)

    def read_link(self, node: SyntaxTreeNode, at: int) -> None:
        """Read a bookmark."""
        self.start = None
        self.read_all(node.children)
        target = unquote(str(node.attrs["href"]))
        name = target.removeprefix("#")
        refusal = None
        if not self.spoken:
            refusal = "A heading has no bookmarks.", "Move it to a word of the narration."
        elif name == target or node.markup == "autolink":
            refusal = (
                "A link leads nowhere in a film.",
                "Write the words alone, or `[words](#name)` for a bookmark.",
            )
        elif "title" in node.attrs:
            refusal = "A bookmark has no title.", "Write `[words](#name)`."
        elif not _BOOKMARK.fullmatch(name):
            refusal = (
                f"`{name}` is not a name for a bookmark.",
                "Write `[words](#name)`: a small letter, then small letters, digits, `-` or `_`.",
            )
        elif self.start is None or not has_words(self.text[self.start :]):
            refusal = f"The bookmark `{name}` holds no words.", "Put it around the words that it marks."
        elif name in self.names:
            refusal = f"This slide has a bookmark `{name}` already.", "Give this one another name."
        if refusal:
            self.file.error(at, *refusal)
        elif self.start is not None:
            self.bookmarks.append(Bookmark(name, self.start, len(self.text), self.file.line_at(at)))
        self.names.add(name)

    def write(self, text: str) -> None:
        """Add text; white space of any kind and length is one gap."""
        for part in re.findall(r"\s+|\S+", text):
            if part.isspace():
                self.gap = self.gap or " "
            else:
                self.write_word(part)

    def write_word(self, word: str) -> None:
        """Add characters that are seen, with the gap and the pauses before them."""
        if not self.text:
            self.gap = ""
        elif self.waiting and not self.gap:
            fix = "Leave a space before or after the pause."
            self.file.error(self.waiting[0][1], "A pause cannot stand inside a word.", fix)
        self.text += self.gap
        self.gap = ""
        if self.start is None:
            self.start = len(self.text)
        self.end_pauses()
        self.text += word

    def end_pauses(self) -> None:
        """Give the pauses read since the last word their offset."""
        self.pauses += (Pause(len(self.text), seconds) for seconds, _ in self.waiting)
        self.waiting.clear()

    def narration(self) -> Narration:
        """Everything that was read."""
        self.end_pauses()
        return Narration(self.text, tuple(self.bookmarks), tuple(self.pauses))


def _inline_markdown() -> MarkdownIt:
    """CommonMark's inline rules, two of our own, and the place of each part in its ``meta["at"]``."""
    markdown = MarkdownIt("commonmark").enable("strikethrough")
    ruler = markdown.inline.ruler
    ruler.push("braces", read_braces)
    ruler.push("bracket", _bracket)
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(), strict=True):
        ruler.at(name, _with_places(rule))
    return markdown


def _with_places(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    def with_place(state: StateInline, silent: bool) -> bool:
        at, known = state.pos, len(state.tokens)
        found = rule(state, silent)
        for token in state.tokens[known:]:
            token.meta.setdefault("at", at)
        return found

    return with_place


def _bracket(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[]":
        return False
    if not silent:
        state.push("bracket", "", 0).content = state.src[state.pos]
    state.pos += 1
    return True
