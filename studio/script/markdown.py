"""What scripts and pages add to Markdown."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline

from studio.script.source_file import BRACES


def read_braces(state: StateInline, silent: bool) -> bool:
    """Make a token ``braces`` of ``{words}``, or of a brace without a partner: a rule for markdown-it."""
    match = BRACES.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("braces", "", 0).content = match[0]
    state.pos = match.end()
    return True
