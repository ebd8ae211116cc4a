"""What takes the place of LaTeX where it is not installed.

Digits are set by Typst: those of DecimalNumber and Integer, and with them the numbers of axes, number lines
and bar charts. For all else there is a message that says what to write instead, at each line that needs it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from manim import Mobject

from studio.errors import AuthorError, Problem
from studio.scene.loading import SceneSource
from studio.scene.manim_compat import tex_compiler, tex_set_by, typst_svg
from studio.store.reads import note_absent

_DIGITS = {"\\dots": "dots.h", "-": "-", "%": "%", "\\%": "%", "^\\circ": "degree", "^{\\circ}": "degree"}
"""What `DecimalNumber` asks LaTeX for besides digits, in Typst's notation."""

_NUMERAL = re.compile(r"[-+]?[0-9+,.i]+")

_SPECIAL = re.compile(r"\\special\{dvisvgm:raw [^}]*\}")
_GROUP = re.compile(r"dvisvgm:raw <g id='(\w+)'>")
"""How `MathTex` marks the groups in which it looks for its parts."""

_WAY_OUT = (
    "Write `Math` or `Text` from `studio`, or Manim's `MathTypst` or `Text`; hand one of Manim's as "
    "`label_constructor=` or `mob_class=`; or take LiveNumber, Matrix, Axes, Bars or Table of `studio.kit`."
)


@contextmanager
def without_latex(source: SceneSource) -> Iterator[None]:
    """Do without LaTeX within the block; where it is installed, nothing is changed.

    Raises
    ------
    AuthorError
        At the end, or in place of what went wrong after it: for every line of the scenes that needs LaTeX.
    """
    compiler = tex_compiler()
    if shutil.which(compiler):
        yield
        return
    problems: dict[tuple[Path, int], Problem] = {}

    def set_expression(expression: str, *_: Any, **__: Any) -> Path:
        bare = _SPECIAL.sub("", expression).strip()
        groups = _GROUP.findall(expression)
        if bare in _DIGITS or _NUMERAL.fullmatch(bare):
            # Where LaTeX is installed, it is another picture.
            note_absent(*(Path(folder, compiler) for folder in os.get_exec_path()))
            return typst_svg(f"$ {_DIGITS.get(bare, bare)} $", groups)
        kind, path, line = _asking(source, sys._getframe(1))
        message = f"What {kind} shows is set by LaTeX, and `{compiler}` is not installed here."
        problems.setdefault((path, line), Problem(path, line, 0, message, _WAY_OUT))
        return typst_svg("$ x $", groups)

    try:
        with tex_set_by(set_expression):
            yield
    except Exception as error:
        # A picture without its formulas may well go wrong: of that nothing need be said.
        if problems:
            raise AuthorError(list(problems.values())) from error
        raise
    if problems:
        raise AuthorError(list(problems.values()))


def _asking(source: SceneSource, frame: FrameType | None) -> tuple[str, Path, int]:
    """The class of Manim's that asks for LaTeX, and the author's file and line in which it is made."""
    here = source.top_folder or source.path
    kind = "This mobject"
    while frame is not None:
        path = Path(frame.f_code.co_filename).resolve()
        if path.is_relative_to(here):
            return kind, path, frame.f_lineno
        made = frame.f_locals.get("self")
        if isinstance(made, Mobject):
            kind = type(made).__name__
        frame = frame.f_back
    return kind, source.path, 0
