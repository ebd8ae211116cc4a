"""What the film and the audio clip have in common: how a file is opened, its marks, and its packets."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import lcm
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.container.output import OutputContainer
from av.packet import Packet
from langcodes import Language

from studio.speech.voice import RATE
from studio.store.files import atomic
from studio.timeline import Timeline

if TYPE_CHECKING:
    from av.container.core import Chapter as Mark  # PyAV has it in its type hints alone


@contextmanager
def opened(path: Path, kind: str, timeline: Timeline | None) -> Iterator[OutputContainer]:
    """Open a file to write, with the title and the chapter marks of the film.

    It holds neither the time nor a library's version, can be played while it is loading, and appears
    when the block ends without an exception.

    Parameters
    ----------
    path
        The file to write.
    kind
        ``"mp4"`` for a film, ``"ipod"`` for an audio clip.
    timeline
        Gives title and chapters; None leaves both out.
    """
    options = {
        "fflags": "+bitexact",
        "movflags": "+faststart",
        # A frame and a sample are whole ticks, so that the length of the film is exact.
        "movie_timescale": str(lcm(RATE, timeline.fps) if timeline else RATE),
    }
    with atomic(path) as draft, av.open(draft, "w", format=kind, container_options=options) as container:
        if timeline is not None:
            container.metadata.update(_metadata(timeline))
            container.set_chapters(chapter_marks(timeline))
        yield container


def chapter_marks(timeline: Timeline) -> list[Mark]:
    """Return one mark for each chapter of the film, from its first frame to one past its last."""
    marks: list[Mark] = []
    for number, chapter in enumerate(timeline.chapters):
        slides = timeline.chapter_slides(chapter)
        marks.append(
            {
                "id": number,
                "start": slides[0].first,
                "end": slides[-1].end,
                "time_base": Fraction(1, timeline.fps),
                "metadata": {"title": chapter.title},
            }
        )
    return marks


def language_of(timeline: Timeline) -> str:
    """Return the script's language as MP4 writes it: three letters, ``eng`` for ``en-GB``, or ``und``."""
    try:
        return Language.get(timeline.script.front.language).to_alpha3()
    except (LookupError, ValueError):
        return "und"


def mux(container: OutputContainer, *tracks: Iterator[Packet[Any]]) -> None:
    """Write the packets of all tracks in the order of their time, reading each only when it is due.

    All packets of a track count their time in the same unit.
    """
    for _, packet in heapq.merge(*map(_timed, tracks), key=itemgetter(0)):
        container.mux(packet)


def _timed(track: Iterator[Packet[Any]]) -> Iterator[tuple[float, Packet[Any]]]:
    tick = 0.0
    for packet in track:
        tick = tick or float(packet.time_base)
        yield (packet.dts or 0) * tick, packet


def _metadata(timeline: Timeline) -> dict[str, str]:
    front = timeline.script.front
    fields = {
        "title": front.title,
        "description": front.subtitle,
        "comment": " · ".join(part for part in (front.course.section, front.course.track) if part),
    }
    return {name: text for name, text in fields.items() if text}
