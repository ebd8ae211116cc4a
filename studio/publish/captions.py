"""Captions as files: WebVTT and SubRip."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from pysubs2 import SSAEvent, SSAFile

from studio.captions.captions import Caption
from studio.store.files import atomic


def write_vtt(shown: Sequence[Caption], path: Path) -> Path:
    """Write captions as WebVTT.

    Parameters
    ----------
    shown
        The captions of the film.
    path
        The ``.vtt`` file to write, in UTF-8.

    Returns
    -------
    Path
        `path`.
    """
    return _write(shown, path, "vtt")


def write_srt(shown: Sequence[Caption], path: Path) -> Path:
    """Write captions as SubRip.

    Parameters
    ----------
    shown
        The captions of the film.
    path
        The ``.srt`` file to write, in UTF-8.

    Returns
    -------
    Path
        `path`.
    """
    return _write(shown, path, "srt")


def as_vtt(shown: Sequence[Caption]) -> str:
    """Return captions as the text of a WebVTT file."""
    return _text(shown, "vtt")


def _write(shown: Sequence[Caption], path: Path, kind: str) -> Path:
    with atomic(path) as draft:
        draft.write_text(_text(shown, kind), encoding="utf-8", newline="\n")
    return path


def _text(shown: Sequence[Caption], kind: str) -> str:
    # pysubs2 reads markup of its own behind a backslash; U+E000 stands for one meanwhile.
    stand_in = "\ue000"
    subtitles = SSAFile()
    for caption in shown:
        text = "\n".join(caption.lines).replace("\\", stand_in).replace("\n", "\\N")
        if kind == "vtt":
            text = escape(text, quote=False)
        subtitles.append(SSAEvent(start=caption.begins, end=caption.ends, text=text))
    return subtitles.to_string(kind, keep_ssa_tags=True).replace(stand_in, "\\")
