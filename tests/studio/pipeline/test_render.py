"""From a script to a folder of files: the stages in their order, and what each is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import av
import pytest

from studio.errors import AuthorError, StudioError
from studio.numbers import Number
from studio.pipeline.prepare import chapter_of, lesson_numbers, prepare_lesson
from studio.pipeline.records import RenderResult
from studio.pipeline.render import render_film, render_preview, unchanged_result
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import scene_workers
from studio.rehearsal.workers import SceneWorkers
from studio.scene.loading import find_scenes
from studio.scene.settings import Picture
from studio.script.front_matter import Course
from studio.script.parser import read_script_file

SMALL = ("turn", "layers", "closer")


@dataclass
class Stages:
    """A progress that writes down each stage: its name, how much there is to do, and how much was done."""

    seen: list[list[object]] = field(default_factory=list)

    def stage(self, name: str, total: int) -> None:
        self.seen.append([name, total, 0])

    def advance(self, amount: int) -> None:
        self.seen[-1][2] += amount  # type: ignore[operator]


@pytest.fixture(scope="module")
def workers() -> Iterator[SceneWorkers]:
    with scene_workers(1) as workers:
        yield workers


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def request_small(lessons: Path, tmp_path: Path, cache: Path) -> Request:
    """The small lesson, in a new folder, with a cache that is kept."""
    return Request(lessons / "small" / "small.md", Picture(192, 108, 10), tmp_path / "output", cache)


def made(request: Request, workers: SceneWorkers) -> tuple[RenderResult, Stages]:
    stages = Stages()
    return render_film(request, prepare_lesson(request, workers, stages), workers, stages), stages


# The whole way.


def test_a_film_is_made_stage_by_stage(request_small: Request, workers: SceneWorkers, tmp_path: Path) -> None:
    film, stages = made(replace(request_small, cache=tmp_path / "cache"), workers)
    assert [name for name, *_ in stages.seen] == ["script", "speech", "rehearsal", "pictures", "publishing"]
    assert all(done == total for _, total, done in stages.seen)
    assert [total for name, total, _ in stages.seen if name in ("speech", "rehearsal")] == [3, 2]
    assert film.folder == request_small.output / "small"
    assert film.drawn == SMALL
    assert (film.chapters, film.slides) == (2, 3)
    assert list(film.artifacts)[-1] == "manifest.json"
    assert all((film.folder / name).is_file() for name in film.artifacts)
    assert film.seconds == pytest.approx(
        json.loads((film.folder / "manifest.json").read_text(encoding="utf-8"))["frames"] / 10
    )


def test_what_was_done_before_is_not_done_again(request_small: Request, workers: SceneWorkers) -> None:
    first, _ = made(request_small, workers)
    again, stages = made(replace(request_small, output=request_small.output / "other"), workers)
    assert again.drawn == ()
    assert again.artifacts == first.artifacts
    todo = {name: total for name, total, _ in stages.seen}
    assert (todo["speech"], todo["rehearsal"], todo["pictures"]) == (0, 0, 0)


def test_a_film_that_would_be_the_same_is_known(request_small: Request, workers: SceneWorkers) -> None:
    assert unchanged_result(request_small) is None
    film, _ = made(request_small, workers)
    assert unchanged_result(request_small) == replace(film, drawn=())
    assert unchanged_result(replace(request_small, jobs=7)) is not None
    for other in (
        replace(request_small, parameters={"token": "rose"}),
        replace(request_small, rate=200),
        replace(request_small, picture=Picture(192, 108, 12)),
    ):
        assert unchanged_result(other) is None
    (film.folder / "small.srt").write_text("changed", encoding="utf-8")
    assert unchanged_result(request_small) is None


def test_stills_of_slides_that_are_gone_are_taken_away(request_small: Request, workers: SceneWorkers) -> None:
    stale = request_small.output / "small" / "slides" / "02-gone.png"
    stale.parent.mkdir(parents=True)
    stale.touch()
    other = stale.with_name("notes.txt")
    other.touch()
    film, _ = made(request_small, workers)
    assert not stale.exists()
    assert other.exists()  # it is none of ours
    assert sorted(path.name for path in stale.parent.glob("*.png")) == [
        f"0{number}-{id}.png" for number, id in enumerate(SMALL, start=1)
    ]
    assert "slides/02-layers.png" in film.artifacts


# What is asked for.


def test_the_token_changes_numbers_and_words(request_small: Request, workers: SceneWorkers) -> None:
    plain = prepare_lesson(request_small, workers, Stages())
    other = prepare_lesson(replace(request_small, parameters={"token": "rosemary"}), workers, Stages())
    assert (plain.numbers["token"], str(plain.numbers["letters"])) == ("kite", "4")
    assert (other.numbers["token"], str(other.numbers["letters"])) == ("rosemary", "8")
    text = other.timeline.slides[-1].slide.narration.text
    assert "rosemary" in text
    assert "8 letters" in text
    assert "rosemary" in other.timeline.slides[0].slide.alt
    unlike = [
        one.id
        for one, two in zip(plain.slides, other.slides, strict=True)
        if one.fingerprint != two.fingerprint
    ]
    assert {"turn", "closer"} <= set(unlike)


def test_an_empty_token_is_a_token(request_small: Request, workers: SceneWorkers) -> None:
    """What is asked for goes before the script's, even where it makes no sense."""
    assert (
        prepare_lesson(replace(request_small, parameters={"token": ""}), workers, Stages()).numbers["token"]
        == ""
    )


def test_the_rate_changes_how_long_it_takes(request_small: Request, workers: SceneWorkers) -> None:
    slow = prepare_lesson(replace(request_small, rate=100), workers, Stages())
    fast = prepare_lesson(replace(request_small, rate=250), workers, Stages())
    assert slow.timeline.frames > 1.3 * fast.timeline.frames
    assert "100" in slow.voice
    assert "250" in fast.voice


def test_a_wrong_voice_of_the_script_is_told_at_its_line(
    request_small: Request, workers: SceneWorkers, write_lesson: Callable[..., Path]
) -> None:
    front = "---\ntitle: A lesson\nminutes: 1\nscenes: parts.py\nvoice: pytsx3\n---\n"
    script = write_lesson(front=front)
    with pytest.raises(AuthorError, match="Did you mean 'pyttsx3'") as caught:
        prepare_lesson(replace(request_small, script=script), workers, Stages())
    assert [(one.path, one.line) for one in caught.value.problems] == [(script, 5)]


def test_the_voice_that_is_asked_for_speaks(request_small: Request, workers: SceneWorkers) -> None:
    plain = prepare_lesson(request_small, workers, Stages())
    other = prepare_lesson(replace(request_small, voice="pyttsx3:en-us+f3"), workers, Stages())
    assert other.voice != plain.voice
    assert "en-us+f3" in other.voice
    with pytest.raises(StudioError, match="nobody"):
        prepare_lesson(replace(request_small, voice="nobody"), workers, Stages())


def test_more_pictures_a_second_are_the_same_film(request_small: Request, workers: SceneWorkers) -> None:
    few = prepare_lesson(request_small, workers, Stages()).timeline
    many = prepare_lesson(replace(request_small, picture=Picture(192, 108, 40)), workers, Stages()).timeline
    assert many.frames / 40 == pytest.approx(few.frames / 10, abs=len(few.slides) * 0.2)
    for one, two in zip(few.slides, many.slides, strict=True):
        assert [cue.name for cue in one.cues] == [cue.name for cue in two.cues]
        for cue, other in zip(one.cues, two.cues, strict=True):
            assert cue.first / 10 == pytest.approx(other.first / 40, abs=0.5 / 10 + 0.5 / 40)


def test_one_slide_is_previewed_with_its_chapter_alone(request_small: Request, workers: SceneWorkers) -> None:
    stages = Stages()
    lesson = prepare_lesson(request_small, workers, stages, slide="closer")
    assert [timed.slide.id for timed in lesson.timeline.slides] == ["closer"]
    path = render_preview(request_small, lesson, workers, stages, slide="closer")
    assert path == request_small.output / "small" / "preview" / "closer.mp4"
    assert path.with_suffix(".png").is_file()
    with av.open(path) as container:
        assert float(container.duration / 1e6) == pytest.approx(lesson.timeline.frames / 10, abs=0.1)


def test_a_slide_that_is_not_there(lessons: Path) -> None:
    script = read_script_file(lessons / "small" / "small.md").fill(
        {"token": "kite", "letters": Number(4, 0), "sides": Number(4, 0)}
    )
    assert chapter_of(script, "closer").id == "camera"
    assert chapter_of(script, "layers").id == "shapes"
    with pytest.raises(StudioError, match="Did you mean 'closer'"):
        chapter_of(script, "closr")
    with pytest.raises(StudioError, match="It has: turn, layers, closer"):
        chapter_of(script, "quite other")


@pytest.mark.parametrize(
    ("course", "counts"),
    [
        ({}, {}),
        ({"module": 3}, {"module": "3"}),
        ({"module": 3, "modules": 7}, {"module": "3", "modules": "7"}),
    ],
)
def test_what_every_script_may_write_of_its_front_matter(
    lessons: Path, course: dict[str, int], counts: dict[str, str]
) -> None:
    flash = read_script_file(lessons / "flash" / "flash.md")
    front = flash.front.model_copy(update={"course": Course.model_validate(course)})
    numbers = lesson_numbers(find_scenes(flash.path, front.scenes), front, {})
    assert {name: str(number) for name, number in numbers.items()} == counts | {"minutes": "6"}


def test_a_parameter_is_a_number_where_the_lesson_has_none_of_its_name(lessons: Path) -> None:
    small = read_script_file(lessons / "small" / "small.md")
    source = find_scenes(small.path, small.front.scenes)
    assert lesson_numbers(source, small.front, {"token": "rose"})["token"] == "rose"
    flash = read_script_file(lessons / "flash" / "flash.md")
    source = find_scenes(flash.path, flash.front.scenes)
    assert lesson_numbers(source, flash.front, {"colour": "red"})["colour"] == "red"


def test_a_parameter_that_the_lesson_does_not_have(request_small: Request, workers: SceneWorkers) -> None:
    with pytest.raises(StudioError, match=r"no parameter `tokn`. Did you mean `token`\?"):
        prepare_lesson(replace(request_small, parameters={"tokn": "rose"}), workers, Stages())
