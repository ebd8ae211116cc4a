"""The decks: what a presenter opens in a program of their choice, all made from the same stills and clips."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.files import copy_file
from studio.publish.handout import write_handout
from studio.publish.stills import ground_of
from studio.timeline import Timeline


def load_writers() -> None:
    """Import what the decks take: half a second, which other work hides where it is done beforehand."""
    import studio.publish.powerpoint
    import studio.publish.presentation
    import studio.publish.slideshow  # noqa: F401


def write_decks(
    timeline: Timeline, size: tuple[int, int], stills: Sequence[Path], segments: Sequence[Path], folder: Path
) -> tuple[Path, ...]:
    """Write all decks: for manim-slides, for a browser, for PowerPoint, and as a handout.

    The clips are the slides' segments as they are: silent, for it is the presenter who speaks.

    Parameters
    ----------
    timeline
        The film.
    size
        Width and height of the pictures in pixels.
    stills
        One file for each slide, in the order of the film, in or below `folder`.
    segments
        Likewise, from wherever; they are copied.
    folder
        Where the decks go; its name is theirs.

    Returns
    -------
    tuple[Path, ...]
        All files that were written.
    """
    from studio.publish.powerpoint import write_powerpoint
    from studio.publish.presentation import clip_name, write_presentation
    from studio.publish.slideshow import write_slideshow

    count, stem = len(timeline.slides), folder.name
    clips = [
        copy_file(segment, folder / clip_name(index, timed.slide.id, count))
        for index, (timed, segment) in enumerate(zip(timeline.slides, segments, strict=True), start=1)
    ]
    for stale in set((folder / "deck").glob("*.mp4")) - set(clips):
        stale.unlink()
    ground = ground_of(stills[0])
    return (
        *clips,
        write_presentation(timeline, size, ground, clips, folder / "deck" / f"{stem}.json"),
        write_slideshow(timeline, size, ground, stills, clips, folder / f"{stem}-slides.html"),
        write_powerpoint(timeline, size, stills, clips, folder / f"{stem}.pptx"),
        write_handout(timeline, size, stills, folder / f"{stem}.pdf"),
    )


def write_picture_decks(
    timeline: Timeline, size: tuple[int, int], stills: Sequence[Path], folder: Path
) -> tuple[Path, ...]:
    """Write the decks that need no clips: for PowerPoint, with pictures alone, and the handout.

    Parameters
    ----------
    timeline, size, stills, folder
        As for `write_decks`.

    Returns
    -------
    tuple[Path, ...]
        Both files.
    """
    from studio.publish.powerpoint import write_powerpoint

    return (
        write_powerpoint(timeline, size, stills, None, folder / f"{folder.name}.pptx"),
        write_handout(timeline, size, stills, folder / f"{folder.name}.pdf"),
    )
