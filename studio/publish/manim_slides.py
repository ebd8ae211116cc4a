"""The deck for manim-slides: the clips and notes of a lesson, in the form that it keeps presentations in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from manim_slides.config import PresentationConfig

from studio.publish.stills import still_name
from studio.store.files import atomic
from studio.timeline import Timeline


def clip_name(index: int, slide_id: str, slides: int = 1) -> str:
    """Return where a clip stands, from the output folder: ``deck/01-word.mp4``.

    Parameters
    ----------
    index, slide_id, slides
        As for `still_name`.
    """
    return str(PurePosixPath("deck", PurePosixPath(still_name(index, slide_id, slides)).stem + ".mp4"))


def write_presentation(
    timeline: Timeline, size: tuple[int, int], ground: str, clips: Sequence[Path], path: Path
) -> Path:
    """Write what ``manim-slides present --folder deck`` and ``manim-slides convert`` read.

    Its paths are relative, so that the folder can be moved. Backwards, manim-slides would play a clip of its
    own, encoded again; as with its ``skip_reversing``, the same clip serves for that.

    Parameters
    ----------
    timeline
        The film.
    size
        Width and height of the clips in pixels.
    ground
        The colour around a clip, such as ``#000000``.
    clips
        One file for each slide, in the order of the film, in the folder of `path`.
    path
        The ``.json`` file to write.

    Returns
    -------
    Path
        `path`.
    """
    slides = [
        {"file": clip, "rev_file": clip, "notes": timed.slide.narration.text}
        for timed, clip in zip(timeline.slides, clips, strict=True)
    ]
    deck = PresentationConfig.model_validate(
        {"slides": slides, "resolution": size, "background_color": ground}
    )
    data = deck.model_dump(mode="json")
    for slide, clip in zip(data["slides"], clips, strict=True):
        # manim-slides looks for it from the folder above the one that the file stands in.
        slide["file"] = slide["rev_file"] = clip.relative_to(path.parent.parent).as_posix()
    with atomic(path) as draft:
        # In ASCII: manim-slides reads it in whatever encoding the machine prefers.
        draft.write_text(json.dumps(data, indent=2) + "\n", encoding="ascii", newline="\n")
    return path
