"""The clock of a scene counts whole frames, and waits for words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import tempconfig

from studio.drawing.renderer import StudioRenderer
from studio.errors import AuthorError, Problem
from studio.numbers import Number
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.lesson_scene import REST, LessonScene, frame_times
from studio.scene.loading import SceneSource
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from studio.scene.suppressions import Check, Suppression

FPS = 10


class Recorder(StudioRenderer):
    """Writes down what it is told, and draws nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []

    def begin_slide(self, scene: LessonScene) -> None:
        self.heard.append(("begin", scene.present.id))

    def end_slide(self, scene: LessonScene) -> None:
        self.heard.append(("end", scene.slide_clock))

    def hold(self, _: LessonScene, frames: int) -> None:
        self.heard.append(("hold", frames))

    def move(self, scene: LessonScene, frames: int) -> None:
        assert len(list(frame_times(frames, FPS))) == frames
        scene.update_to_time((frames - 1) / FPS)
        self.heard.append(("move", frames))


Play = Callable[..., LessonScene]


@pytest.fixture
def play(
    scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext], picture: Picture
) -> Play:
    """Plays a `construct` for slides; gives the scene, with what its renderer heard."""

    def play(code: str, *slides: SlideContext, **kwargs: object) -> LessonScene:
        source = scenes(f"class One(LessonScene):\n    def construct(self):\n{indent(code, ' ' * 8)}\n")
        return run_scene(source, context(*slides, **kwargs), picture, Recorder)

    return play


def heard(scene: LessonScene) -> list[tuple[str, object]]:
    assert isinstance(scene.renderer, Recorder)
    return scene.renderer.heard


def problem(play: Play, code: str, *slides: SlideContext, **kwargs: object) -> Problem:
    with pytest.raises(AuthorError) as caught:
        play(code, *slides, **kwargs)
    (found,) = caught.value.problems
    assert "Traceback" not in str(found)
    return found


Make = Callable[..., SlideContext]


def test_a_slide_lasts_as_long_as_its_speech(play: Play, slide: Make) -> None:
    scene = play(
        "with self.slide('first'): pass\nwith self.slide('second'): pass", slide(), slide("second", 7)
    )
    assert heard(scene) == [
        ("begin", "first"),
        ("hold", 20),
        ("end", 20),
        ("begin", "second"),
        ("hold", 7),
        ("end", 7),
    ]
    assert scene.clock == 27


def test_movement_takes_of_the_time_of_the_slide(play: Play, slide: Make) -> None:
    scene = play("with self.slide('first'): self.play(Create(Square()), run_time=0.5)", slide(frames=20))
    assert heard(scene) == [("begin", "first"), ("move", 5), ("hold", 15), ("end", 20)]


def test_a_slide_rests_after_its_last_movement(play: Play, slide: Make) -> None:
    scene = play("with self.slide('first'): self.play(Create(Square()), run_time=1.9)", slide(frames=20))
    assert heard(scene) == [("begin", "first"), ("move", 19), ("hold", round(REST * FPS)), ("end", 29)]


def test_a_movement_that_runs_over_makes_the_slide_longer(play: Play, slide: Make) -> None:
    scene = play("with self.slide('first'): self.play(Create(Square()), run_time=3)", slide(frames=20))
    assert scene.clock == 40


def test_a_slide_ends_with_a_picture_of_its_own(play: Play, slide: Make) -> None:
    """After a long wait nothing is left to hold, but the still has to be there."""
    scene = play("with self.slide('first'): self.wait(3)", slide(frames=20))
    assert heard(scene)[1:] == [("hold", 30), ("hold", 1), ("end", 31)]


def test_waiting_for_a_word(play: Play, slide: Make) -> None:
    code = """
with self.slide("first") as narration:
    narration.wait_until_bookmark("one")
    self.play(Create(Square()), run_time=0.3)
    narration.wait_until_bookmark("two")
    self.play(Create(Circle()), run_time=narration.duration_of("two"))
"""
    scene = play(code, slide(frames=40, one=5, two=12))
    assert heard(scene)[1:-1] == [("hold", 5), ("move", 3), ("hold", 4), ("move", 2), ("hold", 26)]
    assert scene.waited == {"one", "two"}
    assert scene.late == {}


def test_coming_late_to_a_word_is_noted_and_goes_on(play: Play, slide: Make) -> None:
    code = """
with self.slide("first"):
    self.play(Create(Square()), run_time=1)
    self.wait_until_bookmark("one")
    self.wait_until_bookmark("two")
"""
    scene = play(code, slide(frames=40, one=5, two=10))
    assert scene.late == {"one": 5}
    assert scene.waited == {"one", "two"}
    assert heard(scene)[1:3] == [("move", 10), ("hold", 30)]


def test_the_second_slide_counts_from_its_own_start(play: Play, slide: Make) -> None:
    code = """
with self.slide("first"):
    self.wait_until_bookmark("one")
with self.slide("second"):
    assert (self.slide_clock, self.movement_end, self.waited) == (0, 0, set())
    self.wait_until_bookmark("one")
    assert self.slide_clock == 7
    self.play(Create(Square()), run_time=0.4)
    assert self.movement_end == 11
"""
    scene = play(code, slide(one=3), slide("second", one=7))
    assert heard(scene)[:2] == [("begin", "first"), ("hold", 3)]
    assert ("hold", 7) in heard(scene)


def test_time_until_a_word(play: Play, slide: Make) -> None:
    code = """
with self.slide("first"):
    assert self.time_until("one") == 0.5
    self.wait(0.5)
    assert self.time_until("one") == 0.1, "at least one frame"
    self.wait(1)
    assert self.time_until("one") == 0.1
    assert self.duration_of("one") == 0.2
"""
    assert play(code, slide(one=5)).waited == {"one"}


def test_what_a_slide_begins_and_ends_with(
    scenes: Callable[[str], SceneSource], context: Callable[..., ChapterContext], picture: Picture
) -> None:
    source = scenes("""
        class One(LessonScene):
            def begin_slide(self):
                self.play(Create(Square()), run_time=0.2)

            def end_slide(self):
                self.wait(0.5)

            def construct(self):
                with self.slide("first"):
                    self.wait(0.3)
    """)
    scene = run_scene(source, context(), picture, Recorder)
    assert heard(scene) == [
        ("begin", "first"),
        ("move", 2),
        ("hold", 3),
        ("hold", 5),
        ("hold", 10),
        ("end", 20),
    ]


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0.04, None), (0.06, 1), (0.3, 3), (0.7, 7), (1.1, 11), (12.3, 123), (0, None)]
)
def test_a_wait_is_a_whole_number_of_frames(play: Play, seconds: float, frames: int | None) -> None:
    told = heard(play(f"with self.slide('first'): self.wait({seconds})"))
    assert told[1] == ("hold", frames or 20)


def test_a_wait_with_something_that_moves_is_no_hold(play: Play) -> None:
    code = """
dot = Dot()
dot.add_updater(lambda mobject, dt: mobject.shift(RIGHT * dt))
with self.slide("first"):
    self.add(dot)
    self.wait(0.5)
    dot.clear_updaters()
"""
    assert heard(play(code))[1:] == [("move", 5), ("hold", 15), ("end", 20)]


@given(st.integers(1, 2000), st.integers(1, 120))
def test_the_times_of_frames(frames: int, fps: int) -> None:
    times = frame_times(frames, fps)
    assert list(times) == [frame / fps for frame in range(frames)]


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.7, 1.1, 2.3, 0.0999999, 0.35])
def test_a_movement_has_exactly_its_frames(play: Play, seconds: float) -> None:
    scene = play(f"with self.slide('first'): self.play(Create(Square()), run_time={seconds})")
    assert heard(scene)[1] == ("move", round(seconds * FPS))


def test_a_chapter_hands_its_words_and_numbers_out(play: Play) -> None:
    code = """
with self.slide("first"):
    assert self.label("query") == "Query"
    assert self.number("q1") == Number(0.12)
    assert self.text("q1") == "0.12"
    assert self.text("token") == "king"
    assert self.front.title == "A lesson"
    assert self.present.title == "First"
"""
    scene = play(code, labels={"query": "Query", "key": "Key"}, numbers={"q1": Number(0.12), "token": "king"})
    assert scene.used_labels == {"query"}


def test_the_same_numbers_by_chance_every_time(play: Play) -> None:
    code = """
import random
import numpy
with self.slide("first"):
    self.drawn = (random.random(), numpy.random.random())
"""
    assert play(code).drawn == play(code).drawn  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("self.play(Create(Square()))", 5, ["outside of a slide", 'with self.slide("first")']),
        ("self.wait(1)", 5, ["outside of a slide"]),
        ("self.wait_until_bookmark('one')", 5, ["outside of a slide"]),
        ("with self.slide('frist'): pass", 5, ["'frist'", "'first' is next", "first, second"]),
        ("with self.slide('second'): pass", 5, ["'second'", "'first' is next"]),
        (
            "with self.slide('first'): pass\nwith self.slide('second'): pass\nwith self.slide('third'): pass",
            7,
            ["'third'", "no slide is left"],
        ),
        (
            "with self.slide('first'): self.wait_until_bookmark('two')",
            5,
            ["'two'", "one", "[the words](#two)"],
        ),
        ("with self.slide('first'): self.duration_of('two')", 5, ["'two'", "one"]),
        ("with self.slide('first'): self.time_until('two')", 5, ["'two'"]),
        ("with self.slide('first'): self.label('kwery')", 5, ["'kwery'", "`labels:`", "key, query"]),
        ("with self.slide('first'): self.number('q9')", 5, ["'q9'", "q1, token"]),
        ("with self.slide('first'): self.text('q9')", 5, ["'q9'", "q1, token"]),
        ("with self.slide('first'): self.number('token')", 5, ["'token'", "'king'", "self.text('token')"]),
    ],
)
def test_what_a_chapter_does_not_have_is_told_at_the_line_that_asks_for_it(
    play: Play, slide: Make, code: str, line: int, said: list[str]
) -> None:
    found = problem(
        play,
        code,
        slide(one=5),
        slide("second"),
        labels={"query": "Query", "key": "Key"},
        numbers={"q1": Number(0.12), "token": "king"},
    )
    assert found.path.name == "parts.py"
    assert found.line == line
    for part in said:
        assert part in found.message


class ByManim(LessonScene):
    def construct(self) -> None:
        with self.slide("first"):
            self.wait(1)


def test_manim_itself_may_make_the_scene(
    context: Callable[..., ChapterContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the context as an attribute of the class, and a renderer that knows nothing of slides."""
    monkeypatch.setattr(ByManim, "context", context(), raising=False)
    with tempconfig({"frame_rate": FPS, "dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}):
        scene = ByManim()
        scene.render()
    assert scene.clock == 20


def test_exceptions_are_claimed_for_one_slide(play: Play, slide: Make) -> None:
    scene = play(
        "with self.slide('first'): self.suppress('crossed', 'a reason', match='word')\n"
        "kept = self.suppressions\n"
        "with self.slide('second'): kept.append(tuple(self.suppressions))\nself.kept = kept",
        slide(),
        slide("second", 7),
    )
    assert vars(scene)["kept"] == [Suppression(Check.CROSSED, "a reason", "word"), ()]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "self.suppress('crosed', 'a reason')",
            "There is no check 'crosed' to suppress. Name one of: late, ",
        ),
        ("self.suppress('crossed', ' ')", "Say why 'crossed' is suppressed here"),
    ],
)
def test_an_exception_that_cannot_be_claimed(play: Play, code: str, message: str) -> None:
    assert message in problem(play, f"with self.slide('first'): {code}").message


def test_an_exception_is_claimed_within_a_slide(play: Play) -> None:
    assert "moves outside of a slide" in problem(play, "self.suppress('crossed', 'a reason')").message


def test_a_scene_tells_where_it_begins_a_slide(play: Play) -> None:
    scene = play("with self.slide('first'):\n    pass")
    file, line = scene.slide_place
    assert "with self.slide('first'):" in Path(file).read_text(encoding="utf-8").splitlines()[line - 1]
