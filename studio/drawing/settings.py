"""How segments are encoded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EncoderSettings:
    """What a segment's encoding depends on besides its pictures.

    Parameters
    ----------
    preset
        x264's preset: how long it looks for a smaller file. On this kind of picture ultrafast takes half of
        superfast's time; see `qp`.
    qp
        x264's quantiser: 0 is without loss, 51 the worst. One and the same for all pictures, for a factor
        that adapts to them (`crf`) has x264 look at each of them twice: 3.2 ms instead of 2.6 at 1080p, for a
        larger file that differs as little from what was drawn.
    cfr
        Write every single frame of a hold, for those who go on to cut the film.
    """

    preset: str = "ultrafast"
    qp: int = 18
    cfr: bool = False

    @property
    def options(self) -> dict[str, str]:
        """As x264 is given them."""
        # CABAC and large transforms: ultrafast leaves them out, though here they make files a fifth smaller
        # in the same time.
        return {"preset": self.preset, "qp": str(self.qp), "x264-params": "cabac=1:8x8dct=1"}
