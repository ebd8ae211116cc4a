"""What single steps of making a picture cost: as Manim takes them, as the studio does, and at the least.

Run as a process of its own, ``python -m benchmarks.units``, which writes JSON to its standard output.
"""

from __future__ import annotations

import copy
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import manim
import numpy as np
from av.codec.context import CodecContext
from av.video.frame import VideoFrame
from manim import RIGHT, DecimalNumber, MovingCamera, Square, VGroup, VMobject, tempconfig
from manim._config.video_encoder import VideoEncoderSpec
from manim.scene.video_segment_encoder import VideoSegmentEncoder
from numpy.typing import NDArray

from studio.drawing.camera import StudioCamera
from studio.drawing.canvas import Canvas
from studio.drawing.encoder import SegmentEncoder
from studio.drawing.region import Region
from studio.drawing.settings import EncoderSettings
from studio.scene.fast_deepcopy import fast_deepcopy
from studio.scene.settings import QUALITIES, Picture
from studio.scene.typesetting import Math, Text

Pixels = NDArray[np.uint8]
Take = Callable[[], object]

_STEP = 0.05  # Manim units that the moving part goes on from picture to picture: 1.5 a second at 30


@dataclass(frozen=True)
class Unit:
    """The cost of one step, in CPU milliseconds.

    Parameters
    ----------
    name
        What it makes.
    manim, studio
        The way each of them makes it.
    least
        What the libraries below take, if everything else cost nothing; None where that says nothing.
    """

    name: str
    manim: float
    studio: float
    least: float | None = None


def cost(take: Take, repeats: int) -> float:
    """CPU milliseconds of one call, the median of many; a first call is not counted."""
    take()
    taken = []
    for _ in range(repeats):
        began = time.process_time()
        take()
        taken.append(time.process_time() - began)
    return 1000 * statistics.median(taken)


def board() -> tuple[VGroup, VGroup]:
    """A picture as lessons have it: a table of 72 numbers in cells, and a part of four cells that moves."""

    def cell(column: int, row: int) -> VGroup:
        x, y = 1.3 * column - 5.2, 0.9 * row - 3.2
        box = (
            Square(0.8, stroke_width=2.5, color="#3A4553")
            .set_fill("#171E27", 1)
            .move_to(np.array([x, y, 0.0]))
        )
        return VGroup(box, Text(f"{(7 * column - 5 * row) / 10:.2f}", size=30).at(np.array([x, y, 0.0])))

    table = VGroup(*(cell(column, row) for column in range(9) for row in range(8)))
    return table, VGroup(*(cell(column, 0).set_opacity(0.9) for column in range(4)))


def text_units(repeats: int) -> Iterator[Unit]:
    """Words, numbers and formulas."""
    words = "What I am looking for"
    decimal: Any = DecimalNumber
    fresh = (f"{words} {count}" for count in itertools.count())
    yield Unit(
        "a line of text, for the first time",
        cost(lambda: manim.Text(next(fresh)), repeats),
        cost(lambda: Text(next(fresh), size=38), repeats),
    )
    yield Unit(
        "a line of text, again",
        cost(lambda: manim.Text(words), repeats),
        cost(lambda: Text(words, size=38), repeats),
    )
    yield Unit(
        "a number, again",  # by Pango: its default wants LaTeX
        cost(lambda: decimal(-1.104, 3, mob_class=manim.Text), repeats),
        cost(lambda: Text("−1.104", size=38), repeats),
    )
    yield Unit(
        "a formula, again",
        cost(lambda: manim.MathTypst("q = x W_Q"), repeats),
        cost(lambda: Math("q = x W_Q", size=38), repeats),
    )


def copy_units(whole: VGroup, repeats: int) -> Iterator[Unit]:
    """What every animation begins with."""
    words = "What I am looking for"
    usual, ours = manim.Text(words), Text(words, size=38)
    usual_text = cost(lambda: copy.deepcopy(usual), repeats)
    usual_whole = cost(lambda: copy.deepcopy(whole), repeats)
    with fast_deepcopy():
        yield Unit("a copy of a line of text", usual_text, cost(ours.copy, repeats))
        count = len(whole.get_family())
        yield Unit(f"a copy of {count} mobjects of the studio's", usual_whole, cost(whole.copy, repeats))


def picture_units(table: VGroup, part: VGroup, repeats: int) -> Iterator[Unit]:
    """Pictures, whole and with a part that moves."""
    usual, ours = MovingCamera(), StudioCamera()
    whole = VGroup(table, part)

    def draw(camera: MovingCamera) -> None:
        camera.reset()
        camera.capture_mobjects([whole])

    shown = [
        mobject for mobject in whole.get_family() if isinstance(mobject, VMobject) and len(mobject.points)
    ]
    yield Unit(
        f"a picture of {len(shown)} outlines",
        cost(lambda: draw(usual), repeats),
        cost(lambda: draw(ours), repeats),
        cost(only_cairo(usual, shown), repeats),
    )
    usual.reset()
    usual.capture_mobjects([table])
    still = usual.pixel_array.copy()

    def go_on(camera_draws: Callable[[], object]) -> Take:
        def take() -> None:
            part.shift(RIGHT * _STEP)
            camera_draws()

        return take

    def as_manim_does() -> None:
        usual.set_frame_to_background(still)
        usual.capture_mobjects([part])

    canvas = Canvas(ours, [table])
    moved = [
        mobject for mobject in part.get_family() if isinstance(mobject, VMobject) and len(mobject.points)
    ]
    yield Unit(
        f"the next picture, {len(moved)} outlines having moved",
        cost(go_on(as_manim_does), repeats),
        cost(go_on(lambda: canvas.draw([part])), repeats),
        cost(only_cairo(usual, moved), repeats),
    )


def only_cairo(camera: MovingCamera, shown: Sequence[VMobject]) -> Take:
    """Filling and stroking paths and paints that lie ready."""
    context = camera.get_cairo_context(camera.pixel_array)
    ready: list[Any] = []
    for mobject in shown:
        camera.set_cairo_context_path(context, mobject)
        width = mobject.get_stroke_width() * camera.cairo_line_width_multiple
        fill, stroke = mobject.get_fill_rgbas()[0], mobject.get_stroke_rgbas()[0]
        ready.append((context.copy_path(), fill, stroke if stroke[3] else None, width))

    def take() -> None:
        for path, fill, stroke, width in ready:
            context.new_path()
            context.append_path(path)
            context.set_source_rgba(*fill)
            context.fill_preserve()
            if stroke is not None and width:
                context.set_line_width(width)
                context.set_source_rgba(*stroke)
                context.stroke_preserve()

    return take


def encoding_units(table: VGroup, part: VGroup, picture: Picture, seconds: int) -> Iterator[Unit]:
    """Pictures on their way into a file: what moves, and what stands still."""
    camera = StudioCamera()
    canvas = Canvas(camera, [table])
    pictures: list[tuple[Pixels, Region]] = []
    for _ in range(seconds * picture.fps):
        part.shift(RIGHT * _STEP)
        changed = canvas.draw([part])
        pictures.append((np.array(camera.pixel_array), changed))
    still = pictures[-1][0]
    height, width = still.shape[:2]
    spec = VideoEncoderSpec(
        "mp4", "libx264", "yuv420p", width, height, Fraction(picture.fps), (("crf", "23"),)
    )
    moving, changes = [pixels for pixels, _ in pictures], [changed for _, changed in pictures]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        usual: Any = VideoSegmentEncoder(target=Path(folder, "manim.mp4"), spec=spec)
        stack.callback(usual.finish)
        ours = stack.enter_context(SegmentEncoder(Path(folder, "studio.mp4"), width, height, picture.fps))
        yield Unit(
            "a moving picture, converted and encoded",
            spent(usual.write_frame, moving) / len(moving),
            spent(lambda pixels, changed: ours.add(pixels, 1, changed), moving, changes) / len(moving),
            spent(*only_x264(moving, picture.fps)) / len(moving),
        )
        stills = [still] * seconds
        yield Unit(
            "a second that stands still, converted and encoded",
            spent(lambda pixels: usual.write_frame(pixels, repeat=picture.fps), stills) / seconds,
            spent(lambda pixels: ours.add(pixels, picture.fps), stills) / seconds,
        )


def only_x264(pictures: Sequence[Pixels], fps: int) -> tuple[Callable[..., object], list[VideoFrame | None]]:
    """Encoding pictures that were converted before, with the settings of the studio."""
    height, width = pictures[0].shape[:2]
    context: Any = CodecContext.create("libx264", "w")
    context.height, context.width, context.pix_fmt = height, width, "yuv420p"
    context.time_base, context.thread_count = Fraction(1, fps), 1
    context.options = {**EncoderSettings().options, "bf": "0"}
    frames = [VideoFrame.from_ndarray(pixels, "rgba").reformat(format="yuv420p") for pixels in pictures]
    for number, frame in enumerate(frames):
        frame.pts, frame.time_base = number, Fraction(1, fps)
    return context.encode, [*frames, None]


def spent(step: Callable[..., object], *each: Iterable[object]) -> float:
    """CPU milliseconds of all steps together, with an argument out of each."""
    began = time.process_time()
    for arguments in zip(*each, strict=True):
        step(*arguments)
    return 1000 * (time.process_time() - began)


def all_units(picture: Picture, repeats: int, seconds: int) -> list[Unit]:
    """Every unit, at one size of picture.

    Parameters
    ----------
    picture
        Size and rate.
    repeats
        Of each step.
    seconds
        Of film that are encoded.
    """
    settings = {
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_rate": picture.fps,
        "verbosity": "ERROR",
    }
    with tempfile.TemporaryDirectory() as folder, tempconfig({**settings, "media_dir": folder}):
        table, part = board()
        return [
            *text_units(repeats),
            *copy_units(VGroup(table, part), repeats),
            *picture_units(table, part, repeats),
            *encoding_units(table, part, picture, seconds),
        ]


@click.command()
@click.option("--quality", type=click.Choice(list(QUALITIES)), default="1080p")
@click.option("--repeats", type=int, default=15)
@click.option("--seconds", type=int, default=3)
def main(quality: str, repeats: int, seconds: int) -> None:
    """Write the units as JSON."""
    click.echo(json.dumps([asdict(unit) for unit in all_units(QUALITIES[quality], repeats, seconds)]))


if __name__ == "__main__":
    main()
