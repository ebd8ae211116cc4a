"""The deck for a browser: one page that shows the clips, works from the disk, and has a speaker's window.

A page of our own rather than the reveal.js of manim-slides: that comes from the net or from npm, which this
project asks of nobody; and there a clip is the background of an empty slide, without title, poster or
alternative text, so that the slide is dark until the clip is loaded, and says nothing to who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import PackageLoader

from studio.publish.templating import html_environment
from studio.store.files import atomic
from studio.timeline import Timeline


def write_slideshow(
    timeline: Timeline,
    size: tuple[int, int],
    ground: str,
    stills: Sequence[Path],
    clips: Sequence[Path],
    path: Path,
) -> Path:
    """Write the page; it plays the clips and shows the stills from where they are, by relative paths.

    Without JavaScript, it is the slides one below the other, each with its narration.

    Parameters
    ----------
    timeline
        The film.
    size
        Width and height of the clips in pixels.
    ground
        The colour around a clip, such as ``#000000``.
    stills, clips
        One file each for each slide, in the order of the film, in or below the folder of `path`.
    path
        The ``.html`` file to write.

    Returns
    -------
    Path
        `path`.
    """
    folder = path.parent
    environment = html_environment(PackageLoader("studio.publish"))
    media = {
        timed.slide.id: (clip.relative_to(folder).as_posix(), still.relative_to(folder).as_posix())
        for timed, clip, still in zip(timeline.slides, clips, stills, strict=True)
    }
    page = environment.get_template("slideshow.html").render(
        front=timeline.script.front,
        chapters=[(chapter.title, timeline.chapter_slides(chapter)) for chapter in timeline.script.chapters],
        media=media,
        width=size[0],
        height=size[1],
        ground=ground,
    )
    with atomic(path) as draft:
        draft.write_text(page, encoding="utf-8", newline="\n")
    return path
