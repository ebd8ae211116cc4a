"""The narration alone, as an audio clip."""

from __future__ import annotations

from pathlib import Path

from studio.publish import container
from studio.publish.aac import EncodedSound, add_sound, sound_packets
from studio.timeline import Timeline


def write_clip(timeline: Timeline, encoded: EncodedSound, path: Path) -> Path:
    """Write the narration alone, with the film's chapters and title.

    Parameters
    ----------
    timeline
        The film.
    encoded
        Its sound.
    path
        The ``.m4a`` file to write.

    Returns
    -------
    Path
        `path`.
    """
    with container.opened(path, "ipod", timeline) as file:
        track = add_sound(file, timeline, encoded)
        container.mux(file, sound_packets(track, encoded))
    return path
