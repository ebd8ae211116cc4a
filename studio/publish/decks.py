"""The decks: what a presenter opens in a program of their choice, all made from the same stills and clips."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.publish.handout import write_handout
from studio.publish.stills import ground_of, numbered, still_name
from studio.store.files import copy_file
from studio.timeline import Timeline


def prepare_decks(timeline: Timeline, size: tuple[int, int], folder: Path) -> bytes:
    """Do for `write_decks` what takes no stills and no clips: most of a second, while these are drawn.

    Returns
    -------
    bytes
        The deck for PowerPoint, see `lay_out`.
    """
    import studio.publish.manim_slides
    import studio.publish.slideshow  # noqa: F401
    from studio.publish.powerpoint import lay_out

    return lay_out(timeline, size, still_paths(timeline, folder), _clip_paths(timeline, folder))


def still_paths(timeline: Timeline, folder: Path) -> list[Path]:
    """Where the stills of a film stand in its folder."""
    return [folder / name for name in numbered(timeline, still_name)]


def _clip_paths(timeline: Timeline, folder: Path) -> list[Path]:
    from studio.publish.manim_slides import clip_name

    return [folder / name for name in numbered(timeline, clip_name)]


def write_decks(
    timeline: Timeline,
    size: tuple[int, int],
    stills: Sequence[Path],
    segments: Sequence[Path],
    folder: Path,
    prepared: bytes,
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
    prepared
        From `prepare_decks`.

    Returns
    -------
    tuple[Path, ...]
        All files that were written.
    """
    from studio.publish.manim_slides import write_presentation
    from studio.publish.powerpoint import write_laid_out
    from studio.publish.slideshow import write_slideshow

    stem = folder.name
    clips = [copy_file(*pair) for pair in zip(segments, _clip_paths(timeline, folder), strict=True)]
    for stale in set((folder / "deck").glob("*.mp4")) - set(clips):
        stale.unlink()
    ground = ground_of(stills[0])
    with ThreadPoolExecutor(1) as aside:
        # Typst does without Python's lock.
        handout = aside.submit(write_handout, timeline, size, stills, folder / f"{stem}.pdf")
        return (
            *clips,
            write_presentation(timeline, size, ground, clips, folder / "deck" / f"{stem}.json"),
            write_slideshow(timeline, size, ground, stills, clips, folder / f"{stem}-slides.html"),
            write_laid_out(prepared, folder / f"{stem}.pptx"),
            handout.result(),
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
