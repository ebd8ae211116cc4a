"""Stills drawn by themselves are those of the film."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.drawing.segments import DrawTask, draw, find_still, segment_at, still_key
from studio.drawing.settings import EncoderSettings
from studio.errors import AuthorError
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.content import ContentStore

SCENES = """
    class One(LessonScene):
        def construct(self):
            dot = Dot(LEFT * 3, color=YELLOW)
            with self.slide("first") as narration:
                self.wait_until_bookmark("word")
                self.play(FadeIn(dot), run_time=0.3)
                self.play(dot.animate.shift(RIGHT * 2), run_time=0.5)
            with self.slide("second"):
                square = Square(color=BLUE)
                self.play(ReplacementTransform(dot, square), run_time=0.5)
                self.wait(0.2)
                self.play(Rotate(square, 1), self.camera.frame.animate.scale(0.8), run_time=0.4)
            with self.slide("third"):
                self.remove(square)
                self.add(Circle(color=RED).set_fill(RED, 0.5))
"""


@pytest.fixture
def source(scenes: Callable[[str], SceneSource]) -> SceneSource:
    return scenes(SCENES)


@pytest.fixture
def chapter(context: Callable[..., ChapterContext], slide: Callable[..., SlideContext]) -> ChapterContext:
    return context(slide("first", 20, word=4), slide("second", 20), slide("third", 5))


def still_task(
    source: SceneSource, chapter: ChapterContext, picture: Picture, folder: Path, *ids: str
) -> DrawTask:
    return DrawTask(
        source, chapter, tuple((id, f"aa-{id}") for id in ids), picture, None, ContentStore(folder)
    )


def test_they_are_the_last_pictures_of_the_segments(
    source: SceneSource, chapter: ChapterContext, picture: Picture, tmp_path: Path
) -> None:
    ids = ("first", "second", "third")
    task = still_task(source, chapter, picture, tmp_path / "stills", *ids)
    assert draw(task) == ids
    segments = ContentStore(tmp_path / "segments")
    slides = tuple((id, f"aa-{id}") for id in ids)
    draw(DrawTask(source, chapter, slides, picture, EncoderSettings(), segments))
    pictures = []
    for id in ids:
        path = find_still(task.store, f"aa-{id}")
        assert path
        assert path.read_bytes() == segment_at(segments, f"aa-{id}").still.read_bytes()
        pictures.append(np.asarray(Image.open(path)))
    assert all((one != other).any() for one, other in pairwise(pictures))


def test_only_what_is_wanted_is_drawn_and_no_slide_after_it_played(
    scenes: Callable[[str], SceneSource], chapter: ChapterContext, picture: Picture, tmp_path: Path
) -> None:
    source = scenes(SCENES + '                raise RuntimeError("the third slide")\n')
    task = still_task(source, chapter, picture, tmp_path, "second")
    assert draw(task) == ("second",)
    assert [path.name for path in tmp_path.rglob("*.png")] == ["aa-second.png"]
    with pytest.raises(AuthorError, match="the third slide"):
        draw(still_task(source, chapter, picture, tmp_path, "third"))


def test_a_key_is_that_of_what_is_seen() -> None:
    size = Picture(160, 90, 10)
    assert still_key("a", size) == still_key("a", Picture(160, 90, 30))
    assert len({still_key("a", size), still_key("b", size), still_key("a", Picture(320, 180, 10))}) == 3
