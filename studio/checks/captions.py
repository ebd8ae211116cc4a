"""Whether a slide's captions can be read while they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.captions.captions import Caption
from studio.captions.segmentation import LINE, SPEED
from studio.checks.finding import Finding, Severity
from studio.checks.slide import CheckedSlide, shorten
from studio.scene.suppressions import Check


def find_in_captions(slide: CheckedSlide, captions: Iterable[Caption]) -> Iterator[Finding]:
    """Find what is gone before it can be read, and what is too long for its two lines.

    Parameters
    ----------
    slide
        The slide.
    captions
        Of it and, if need be, of others.
    """
    for caption in captions:
        if caption.slide == slide.timed.slide.id:
            for message in _of_caption(caption):
                yield Finding(
                    Check.CAPTION,
                    Severity.ERROR,
                    slide.timeline.script.path,
                    slide.timed.slide.line,
                    caption.slide,
                    caption.begins / 1000,
                    message,
                )


def _of_caption(caption: Caption) -> Iterator[str]:
    words = shorten(caption.text)
    if caption.is_too_fast:
        yield (
            f"the caption {words!r} has {caption.speed:.1f} characters a second, above {SPEED}. "
            "Add a pause after it, use fewer words, or lower `rate:`."
        )
    longest = max(map(len, caption.lines))
    if longest > LINE:
        yield (
            f"a line of the caption {words!r} has {longest} characters, above {LINE}. Shorten its long word."
        )
