"""What is asked of the studio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studio.drawing.settings import EncoderSettings
from studio.scene.settings import Picture


@dataclass(frozen=True)
class Request:
    """What is asked of the studio.

    Parameters
    ----------
    script
        The script to render.
    picture
        Size and rate of the pictures.
    output
        The folder in which the lesson's own folder is made, by the stem of the script.
    cache
        The folder for speeches and segments that need not be made again.
    jobs
        Processes that work at once, wherever they are.
    parameters, voice, rate
        Take the place of the front matter's, where given.
    encoder
        How segments are encoded.
    scheduler
        The address of a Dask scheduler whose workers run and draw the scenes; None does so here.
    """

    script: Path
    picture: Picture
    output: Path
    cache: Path
    jobs: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    voice: str | None = None
    rate: int | None = None
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    scheduler: str | None = None

    @property
    def folder(self) -> Path:
        """The lesson's own folder."""
        return self.output / self.script.stem

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures in pixels."""
        return self.picture.width, self.picture.height
