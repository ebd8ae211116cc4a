"""Every picture of whole lessons is the one that plain Manim draws at the same time, bit for bit.

What a fast renderer may get wrong is tried one by one in ``studio/drawing/test_renderer.py``; here are the
lessons themselves, large, with what comes together in them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from manim import MovingCamera, config, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from numpy.typing import NDArray

from studio.drawing.region import Region
from studio.drawing.renderer import Drawing
from studio.pipeline.prepare import lesson_numbers
from studio.scene.context import ChapterContext, chapter_contexts
from studio.scene.loading import SceneSource, find_scenes, load_scene
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from studio.script.parser import read_script_file
from studio.speech.voice import Speech, Word
from studio.timeline import plan

HERE = Path(__file__).resolve().parent
MODULE = HERE.parent / "script" / "22-qkv-projections.md"
SMALL = HERE / "lessons" / "small" / "small.md"

Pixels = NDArray[np.uint8]


def scenes_of(script: Path) -> list[str]:
    return re.findall(r"^# .*\bscene=(\w+)", script.read_text(encoding="utf-8"), re.MULTILINE)


def silent(text: str) -> Speech:
    """Silence in which a character takes 70 milliseconds, about as when it is spoken."""
    words = [
        Word(*match.span(), match.start() * 0.07, match.end() * 0.07) for match in re.finditer(r"\S+", text)
    ]
    return Speech(np.zeros(len(text) * 70, np.float32), 1000, tuple(words))


def chapter(script: Path, scene: str, picture: Picture) -> tuple[SceneSource, ChapterContext]:
    read = read_script_file(script)
    source = find_scenes(script, read.front.scenes)
    numbers = lesson_numbers(source, read.front, read.front.parameters)
    parsed = read.fill(numbers)
    speeches = {slide.id: silent(slide.narration.text) for slide in parsed.slides}
    contexts = chapter_contexts(plan(parsed, speeches, picture.fps), numbers)
    return source, next(context for context in contexts if context.scene == scene)


class Frames:
    """Keeps the digest of each frame; takes the place of Manim's file writer, and of the studio's encoder."""

    def __init__(self, settings: Any = None) -> None:
        if settings is not None:
            self.output_spec = settings.plan.output
        self.sections = [SimpleNamespace(skip_animations=False)]
        self.digests: list[str] = []

    def write_frame(self, frame: Pixels, repeat: int = 1) -> None:
        self.digests += [hashlib.sha256(np.ascontiguousarray(frame)).hexdigest()] * repeat

    def needs(self, _first: int) -> bool:
        return True

    def add(self, frame: Pixels, repeat: int = 1, _: Region | None = None, **__: Region | None) -> None:
        self.write_frame(frame, repeat)

    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


def by_manim(source: SceneSource, context: ChapterContext, picture: Picture) -> list[str]:
    """All frames of a chapter, drawn by Manim's own renderer and camera."""
    scene_class = load_scene(source, context.scene, context.line)
    settings = {
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_width": config.frame_height * picture.width / picture.height,
        "frame_rate": picture.fps,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "disable_caching": True,
    }
    with tempconfig(settings):
        renderer = CairoRenderer(file_writer_class=Frames, camera_class=MovingCamera)  # type: ignore[arg-type]
        scene_class(context, renderer=renderer).render()
        return renderer.file_writer.digests  # type: ignore[no-any-return]


def by_studio(source: SceneSource, context: ChapterContext, picture: Picture) -> list[str]:
    """All frames of a chapter, drawn by the studio."""
    frames = Frames()
    last = context.slides[-1].id
    run_scene(source, context, picture, lambda: Drawing(lambda _: frames, lambda *_: None, last))
    return frames.digests


def assert_same(script: Path, scene: str, picture: Picture) -> None:
    source, context = chapter(script, scene, picture)
    ours, theirs = by_studio(source, context, picture), by_manim(source, context, picture)
    assert len(ours) == len(theirs)
    assert len(set(ours)) > 10
    unlike = [frame for frame, pair in enumerate(zip(ours, theirs, strict=True)) if len(set(pair)) > 1]
    assert not unlike, f"{len(unlike)} of {len(ours)} frames differ, the first at {unlike[0] / picture.fps} s"


@pytest.mark.parametrize("scene", scenes_of(SMALL))
def test_a_small_lesson_at_full_size(scene: str) -> None:
    assert_same(SMALL, scene, Picture(1920, 1080, 10))


@pytest.mark.slow
@pytest.mark.parametrize("scene", scenes_of(MODULE))
def test_the_whole_module(scene: str) -> None:
    assert_same(MODULE, scene, Picture(1280, 720, 6))
