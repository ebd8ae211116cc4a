"""A slide is drawn whole or not at all, and found again as long as it is what it was."""

from __future__ import annotations

import errno
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from studio.drawing.encoder import SegmentEncoder, segment_frames
from studio.drawing.segments import (
    SEGMENT,
    DrawTask,
    Segment,
    draw,
    drawing_versions,
    find_segment,
    segment_at,
    segment_key,
)
from studio.drawing.settings import EncoderSettings
from studio.errors import AuthorError, StudioError
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.store.content import ContentStore

FIRST, SECOND = "1f" * 32, "2e" * 32

SCENE = """
class One(LessonScene):
    def construct(self):
        with self.slide("first"):
            self.play(FadeIn(Square(4, fill_opacity=1, color=RED)), run_time=0.5)
        with self.slide("second"):
            self.play(FadeIn(Circle(1, fill_opacity=1, color=BLUE)), run_time=0.5)
"""

MakeTask = Callable[..., DrawTask]


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "segments")


@pytest.fixture
def task(
    scenes: Callable[[str], SceneSource],
    context: Callable[..., ChapterContext],
    slide: Callable[..., SlideContext],
    picture: Picture,
    store: ContentStore,
) -> MakeTask:
    """Asks for slides of a scene to be drawn."""

    def make(
        code: str = SCENE, slides: tuple[tuple[str, str], ...] = (("first", FIRST), ("second", SECOND))
    ) -> DrawTask:
        chapter = context(slide("first", 20), slide("second", 20))
        return DrawTask(scenes(code), chapter, slides, picture, EncoderSettings(), store)

    return make


def files(store: ContentStore) -> list[Path]:
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def found(store: ContentStore, key: str) -> Segment:
    segment = find_segment(store, key)
    assert segment is not None
    return segment


def test_slides_are_drawn_into_the_store(task: MakeTask, store: ContentStore) -> None:
    assert find_segment(store, FIRST) is None
    assert tuple(draw(task())) == ("first", "second")
    for key, color in ((FIRST, [252, 98, 85]), (SECOND, [88, 196, 221])):
        segment = found(store, key)
        assert segment == segment_at(store, key)
        assert segment_frames(segment.video) == 20
        still = np.asarray(Image.open(segment.still))
        assert still.shape == (90, 160, 3)
        assert still[45, 80].tolist() == color
    assert len(files(store)) == 6


def test_the_still_is_the_last_frame(task: MakeTask, store: ContentStore) -> None:
    draw(task())
    segment = found(store, SECOND)
    with av.open(segment.video) as container:
        last = list(container.decode(video=0))[-1].to_ndarray(format="rgb24").astype(float)
    error = np.mean((last - np.asarray(Image.open(segment.still))) ** 2)
    assert 10 * np.log10(255**2 / error) > 30  # half the colours are lost to yuv420p at this size


def test_only_what_is_asked_for_is_drawn(task: MakeTask, store: ContentStore) -> None:
    assert tuple(draw(task(slides=(("second", SECOND),)))) == ("second",)
    assert find_segment(store, FIRST) is None
    assert find_segment(store, SECOND) is not None
    assert len(files(store)) == 3


def test_a_slide_drawn_alone_is_the_slide_drawn_after_another(
    task: MakeTask, store: ContentStore, tmp_path: Path
) -> None:
    draw(task())
    alone = ContentStore(tmp_path / "alone")
    draw(replace(task(slides=(("second", SECOND),)), store=alone))
    for one, other in zip(files(alone), files(store)[3:], strict=True):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "ValueError('late')"])
def test_an_interrupted_drawing_leaves_nothing(task: MakeTask, store: ContentStore, error: str) -> None:
    code = f"""
class One(LessonScene):
    def construct(self):
        with self.slide("first"):
            self.play(FadeIn(Square()), run_time=0.5)
            raise {error}
"""
    expected = KeyboardInterrupt if error == "KeyboardInterrupt" else AuthorError
    with pytest.raises(expected):
        draw(task(code))
    assert files(store) == []
    assert find_segment(store, FIRST) is None


def test_what_was_drawn_before_a_mistake_is_kept(task: MakeTask, store: ContentStore) -> None:
    code = SCENE.replace("FadeIn(Circle(", "FadeIn(Cirkle(")
    with pytest.raises(AuthorError, match=r"parts\.py:9: NameError"):
        draw(task(code))
    assert find_segment(store, FIRST) is not None
    assert find_segment(store, SECOND) is None
    assert len(files(store)) == 3


def test_a_drawing_whose_still_cannot_be_written_does_not_count(
    task: MakeTask, store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("studio.drawing.segments.write_still", full)
    with pytest.raises(StudioError, match="No space left on device") as caught:
        draw(task())
    assert not isinstance(caught.value, AuthorError)  # it is not the scene that has to be mended
    assert find_segment(store, FIRST) is None


DAMAGES: dict[str, Callable[[Segment, Path], object]] = {
    "video cut off": lambda segment, _: segment.video.write_bytes(segment.video.read_bytes()[:-100]),
    "video changed": lambda segment, _: segment.video.write_bytes(
        segment.video.read_bytes()[:-1] + bytes([segment.video.read_bytes()[-1] ^ 1])
    ),
    "video gone": lambda segment, _: segment.video.unlink(),
    "still empty": lambda segment, _: segment.still.write_bytes(b""),
    "still gone": lambda segment, _: segment.still.unlink(),
    "seal gone": lambda _, seal: seal.unlink(),
    "seal empty": lambda _, seal: seal.write_text(""),
    "seal of another shape": lambda _, seal: seal.write_text('{"a": 1}'),
    "seal of bytes": lambda _, seal: seal.write_bytes(b"\xff\xfe\x00"),
    "seal a folder": lambda _, seal: (seal.unlink(), seal.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_segment_is_not_found(store: ContentStore, damage: str) -> None:
    segment = segment_at(store, FIRST)
    segment.video.parent.mkdir(parents=True)
    segment.video.write_bytes(b"video" * 100)
    segment.still.write_bytes(b"still" * 100)
    store.seal(FIRST, *SEGMENT)
    assert find_segment(store, FIRST) == segment
    (seal,) = store.folder.rglob("*.sealed")
    DAMAGES[damage](segment, seal)
    assert find_segment(store, FIRST) is None


def test_a_damaged_segment_is_drawn_again(task: MakeTask, store: ContentStore) -> None:
    only_first = task(slides=(("first", FIRST),))
    draw(only_first)
    video = found(store, FIRST).video
    before = video.read_bytes()
    video.write_bytes(before[:-1])
    assert find_segment(store, FIRST) is None
    draw(only_first)
    assert found(store, FIRST).video.read_bytes() == before


def test_two_processes_that_draw_the_same_do_not_hurt_each_other(task: MakeTask, store: ContentStore) -> None:
    work = task()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for future in [pool.submit(draw, work) for _ in range(4)]:
            assert tuple(future.result()) == ("first", "second")
            # Whatever the other is doing, what has been drawn once is there.
            assert find_segment(store, FIRST) is not None
    assert len(files(store)) == 6
    assert segment_frames(found(store, SECOND).video) == 20


def test_a_key_is_made_of_all_that_a_segment_depends_on(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = segment_key("a" * 64, picture, EncoderSettings())
    assert plain == segment_key("a" * 64, Picture(160, 90, 10), EncoderSettings())
    others = [
        segment_key("b" * 64, picture, EncoderSettings()),
        segment_key("a" * 64, replace(picture, width=162), EncoderSettings()),
        segment_key("a" * 64, replace(picture, height=92), EncoderSettings()),
        segment_key("a" * 64, replace(picture, fps=12), EncoderSettings()),
        segment_key("a" * 64, picture, EncoderSettings(qp=30)),
        segment_key("a" * 64, picture, EncoderSettings(preset="medium")),
        segment_key("a" * 64, picture, EncoderSettings(cfr=True)),
    ]
    monkeypatch.setattr("studio.drawing.segments.drawing_versions", lambda: "another version")
    others.append(segment_key("a" * 64, picture, EncoderSettings()))
    assert len({plain, *others}) == len(others) + 1


def test_the_versions_are_one_digest() -> None:
    assert len(drawing_versions()) == 64
    assert drawing_versions() == drawing_versions()


MOVING = """
class One(LessonScene):
    def construct(self):
        square = Square(2, fill_opacity=1, color={color})
        with self.slide("first"):
            self.wait({wait})
            self.play(FadeIn(square), run_time=0.5)
            self.wait(0.3)
            self.play(square.animate.shift(RIGHT), run_time=0.4)
        with self.slide("second"):
            pass
"""


@pytest.fixture
def shots(picture: Picture) -> Callable[[DrawTask], DrawTask]:
    """Tells a task the shots that rehearsal finds."""

    def known(task: DrawTask) -> DrawTask:
        slides = rehearse(task.source, task.context, picture).slides
        return replace(task, shots={slide.id: slide.shots for slide in slides})

    return known


def keys(task: DrawTask) -> list[str]:
    assert task.encoder is not None
    return [segment_key(shot.fingerprint, task.picture, task.encoder) for shot in task.shots["first"]]


def test_what_moves_as_before_is_copied(
    task: MakeTask,
    shots: Callable[[DrawTask], DrawTask],
    store: ContentStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []
    add = SegmentEncoder.add

    def counting(self: SegmentEncoder, picture: NDArray[np.uint8], frames: int = 1, **changed: Any) -> None:
        drawn.append(frames)
        add(self, picture, frames, **changed)

    monkeypatch.setattr(SegmentEncoder, "add", counting)
    before = shots(task(MOVING.format(color="RED", wait=0.5), (("first", FIRST),)))
    draw(before)
    assert drawn == [5, *5 * [1], 3, *4 * [1], 10]
    drawn.clear()
    later = shots(task(MOVING.format(color="RED", wait=0.9), (("first", SECOND),)))
    draw(later)
    assert [one == other for one, other in zip(keys(before), keys(later), strict=True)] == [
        False,
        True,
        True,
        True,
        True,
    ]
    assert drawn == [9]
    monkeypatch.undo()
    anew = ContentStore(tmp_path / "anew")
    draw(replace(later, store=anew))
    one, other = found(store, SECOND), found(anew, SECOND)
    assert one.video.read_bytes() == other.video.read_bytes()
    assert one.still.read_bytes() == other.still.read_bytes()


def test_what_looks_different_is_not_copied(
    task: MakeTask, shots: Callable[[DrawTask], DrawTask], store: ContentStore, tmp_path: Path
) -> None:
    draw(shots(task(MOVING.format(color="RED", wait=0.5), (("first", FIRST),))))
    blue = shots(task(MOVING.format(color="BLUE", wait=0.5), (("first", SECOND),)))
    draw(blue)
    anew = ContentStore(tmp_path / "anew")
    draw(replace(blue, store=anew))
    assert found(store, SECOND).video.read_bytes() == found(anew, SECOND).video.read_bytes()


@pytest.mark.parametrize("damage", ["gone", "cut", "note", "type"])
def test_a_shot_of_a_damaged_segment_is_drawn_again(
    task: MakeTask, shots: Callable[[DrawTask], DrawTask], store: ContentStore, tmp_path: Path, damage: str
) -> None:
    before = shots(task(MOVING.format(color="RED", wait=0.5), (("first", FIRST),)))
    draw(before)
    if damage == "gone":
        found(store, FIRST).video.unlink()
    elif damage == "cut":
        video = found(store, FIRST).video
        video.write_bytes(video.read_bytes()[:-100])
    else:
        for key in keys(before):
            store.put(key, b"{" if damage == "note" else b'["a", "b"]')
    later = shots(task(MOVING.format(color="RED", wait=0.9), (("first", SECOND),)))
    draw(later)
    anew = ContentStore(tmp_path / "anew")
    draw(replace(later, store=anew))
    assert found(store, SECOND).video.read_bytes() == found(anew, SECOND).video.read_bytes()
