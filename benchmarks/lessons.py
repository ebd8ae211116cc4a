"""Copies of a lesson to measure on: whole, cut to one chapter, edited, and as plain Manim would have it."""

from __future__ import annotations

import pickle
import re
import shutil
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource, find_scenes
from studio.script.parser import read_script_file

_PLAIN = """\
import pickle
import sys
from pathlib import Path

sys.path[:0] = {roots}

from {module} import {scene} as Chapter


class {scene}(Chapter):
    context = pickle.loads(Path(__file__).with_name("context.pickle").read_bytes())
"""


@dataclass(frozen=True)
class Lesson:
    """A lesson that may be edited.

    Parameters
    ----------
    script
        The script; its scenes stand beside it.
    """

    script: Path

    @property
    def source(self) -> SceneSource:
        """Where its scenes are."""
        return find_scenes(self.script, read_script_file(self.script).front.scenes)

    def edit_sentence(self, slide: str) -> None:
        """Put some words in front of what is said during a slide.

        Raises
        ------
        ValueError
            If no heading has that id in braces.
        """
        lines = self.script.read_text(encoding="utf-8").split("\n")
        heading = _heading(lines, "##", slide)
        first = next(index for index in range(heading + 1, len(lines)) if lines[index].strip())
        lines[first] = f"Now look. {lines[first]}"
        self.script.write_text("\n".join(lines), encoding="utf-8")

    def edit_colour(self, file: str, colour: str) -> None:
        """Make one colour of the scenes a little different.

        Parameters
        ----------
        file
            Which names it; relative to the script's folder.
        colour
            Its value there, such as ``#67BCEB``.

        Raises
        ------
        ValueError
            If the file has no such colour.
        """
        path = self.script.parent / file
        text = path.read_text(encoding="utf-8")
        if colour not in text:
            raise ValueError(f"{file} has no colour {colour}")
        path.write_text(text.replace(colour, f"{colour[:-1]}{int(colour[-1], 16) ^ 1:X}"), encoding="utf-8")


def _heading(lines: list[str], mark: str, id: str) -> int:
    """The line of a chapter's or slide's heading, from 0."""
    pattern = re.compile(rf"{mark} .*\{{#{re.escape(id)}[ }}]")
    for index, line in enumerate(lines):
        if pattern.match(line):
            return index
    raise ValueError(f"the script has no heading {mark!r} with {{#{id}}}")


def copy_lesson(script: Path, folder: Path, chapter: str | None = None) -> Lesson:
    """Copy a lesson, or one chapter of it, into a new folder, its scenes beside the script.

    Raises
    ------
    ValueError
        If no chapter's heading has that id in braces.
    """
    source = Lesson(script).source
    top = source.root / source.module.split(".")[0]
    folder.mkdir(parents=True)
    if top.is_dir():
        shutil.copytree(top, folder / top.name, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source.path, folder)
    text = script.read_text(encoding="utf-8")
    if chapter is not None:
        lines = text.split("\n")
        begin = _heading(lines, "#", chapter)
        # Comments in the front matter begin with # as well.
        body = next(index for index, line in enumerate(lines) if index and line == "---") + 1
        starts = [index for index, line in enumerate(lines) if index >= body and line.startswith("# ")]
        end = next((start for start in starts if start > begin), len(lines))
        text = "\n".join([*lines[:body], "", *lines[begin:end]])
    copy = folder / script.name
    copy.write_text(text, encoding="utf-8")
    return Lesson(copy)


def write_plain(lesson: Lesson, context: ChapterContext, folder: Path, studio: Path) -> Path:
    """Write a module with which Manim's own command makes a chapter of a lesson: with its own scene.

    What the scene is told, with the times of the voice, is pickled beside it.

    Parameters
    ----------
    lesson, context
        The chapter.
    folder
        A new one, for the module.
    studio
        The folder that the package `studio` is in.

    Returns
    -------
    Path
        The module's file; its scene has the name of the chapter's.
    """
    folder.mkdir(parents=True)
    (folder / "context.pickle").write_bytes(pickle.dumps(context))
    path = folder / "plain.py"
    module = _module_of(lesson.source, context.scene)
    roots = [str(lesson.source.root), str(studio)]
    path.write_text(_PLAIN.format(roots=roots, module=module, scene=context.scene), encoding="utf-8")
    return path


def _module_of(source: SceneSource, scene: str) -> str:
    for path in source.files:
        if re.search(rf"^class {scene}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            return ".".join(path.relative_to(source.root).with_suffix("").parts)
    raise ValueError(f"{source.module} has no class {scene}")


def film_frames(path: Path, fps: int) -> int:
    """How many frames a film lasts: the durations of its pictures."""
    with av.open(path) as container:
        stream: Any = container.streams.video[0]
        ticks: int = sum(packet.duration or 0 for packet in container.demux(stream))
        return round(ticks * Fraction(stream.time_base) * fps)
