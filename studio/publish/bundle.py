"""All files of a published lesson, and the order in which they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from studio.captions.captions import Caption
from studio.numbers import Numbers
from studio.publish.aac import EncodedSound
from studio.publish.audio import write_clip
from studio.publish.captions import write_srt, write_vtt
from studio.publish.decks import still_paths, write_decks, write_picture_decks
from studio.publish.film import write_film
from studio.publish.manifest import write_manifest
from studio.publish.page import render_pages, write_pages
from studio.publish.page_parts import PageParts
from studio.store.files import copy_file
from studio.timeline import Timeline

FILM_STEPS, SLIDES_STEPS = 8, 3
"""How often `publish_film` and `publish_slides` say that a step is done."""


@dataclass(frozen=True)
class Bundle:
    """What is published of a lesson, and where.

    Parameters
    ----------
    timeline, captions, numbers
        The lesson.
    page
        What it brings to its page; a film without has no page.
    voice
        The key of the voice that speaks it.
    size
        Width and height of film and stills in pixels.
    folder
        Where the files go; its name is theirs.
    """

    timeline: Timeline
    captions: Sequence[Caption]
    page: PageParts | None
    numbers: Numbers = field(hash=False)
    voice: str
    size: tuple[int, int]
    folder: Path


def publish_film(
    bundle: Bundle,
    videos: Sequence[Path],
    stills: Mapping[str, Path],
    sound: Callable[[], EncodedSound],
    prepared_decks: bytes,
    on_step: Callable[[], None],
) -> Path:
    """Write all that a film has.

    Parameters
    ----------
    bundle
        What is published.
    videos
        The segment of each slide, in the order of the film.
    stills
        The still of each slide, from wherever, by the slide's id.
    sound
        Gives the narration, once it is encoded.
    prepared_decks
        From `prepare_decks`.
    on_step
        Called `FILM_STEPS` times.

    Returns
    -------
    Path
        The manifest, which lists all that was written.
    """
    timeline, folder = bundle.timeline, bundle.folder
    stem = folder.name
    shown = _publish_stills(bundle, stills)
    on_step()
    # The decks do without the sound, and are mostly packing, which another processor does.
    with ThreadPoolExecutor(1) as aside:
        decks = aside.submit(write_decks, timeline, bundle.size, shown, videos, folder, prepared_decks)
        encoded = sound()
        artifacts = [write_film(timeline, videos, encoded, bundle.captions, folder / f"{stem}.mp4")]
        on_step()
        artifacts.append(write_clip(timeline, encoded, folder / f"{stem}.m4a"))
        on_step()
        artifacts.append(write_vtt(bundle.captions, folder / f"{stem}.vtt"))
        on_step()
        artifacts.append(write_srt(bundle.captions, folder / f"{stem}.srt"))
        on_step()
        artifacts += [*shown, *decks.result()]
        on_step()
    published = [path.name for path in artifacts]
    if bundle.page is not None:
        pages = render_pages(timeline, bundle.page, bundle.size, bundle.captions, published)
        artifacts += write_pages(pages, folder)
    on_step()
    manifest = _publish_manifest(bundle, shown, artifacts)
    on_step()
    return manifest


def publish_slides(bundle: Bundle, stills: Mapping[str, Path], on_step: Callable[[], None]) -> Path:
    """Write what needs no film: the stills, the PowerPoint deck with pictures alone, and the handout.

    Parameters
    ----------
    bundle, stills
        As for `publish_film`.
    on_step
        Called `SLIDES_STEPS` times.

    Returns
    -------
    Path
        The manifest, which lists these files alone.
    """
    shown = _publish_stills(bundle, stills)
    on_step()
    artifacts = [*shown, *write_picture_decks(bundle.timeline, bundle.size, shown, bundle.folder)]
    on_step()
    manifest = _publish_manifest(bundle, shown, artifacts)
    on_step()
    return manifest


def _publish_stills(bundle: Bundle, found: Mapping[str, Path]) -> list[Path]:
    """Put a still of each slide into the lesson's folder, and take away those of slides that are gone."""
    timeline, folder = bundle.timeline, bundle.folder
    stills = [
        copy_file(found[timed.slide.id], path)
        for timed, path in zip(timeline.slides, still_paths(timeline, folder), strict=True)
    ]
    for stale in set((folder / "slides").glob("*.png")) - set(stills):
        stale.unlink()
    return stills


def _publish_manifest(bundle: Bundle, stills: Sequence[Path], artifacts: Sequence[Path]) -> Path:
    return write_manifest(
        bundle.timeline,
        bundle.size,
        bundle.voice,
        bundle.numbers,
        stills,
        artifacts,
        bundle.folder / "manifest.json",
    )
