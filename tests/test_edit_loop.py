"""After an edit only what shows it is drawn again, and the film is the one that a new start would give."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.process import measure, python
from studio.cli.main import main
from studio.errors import StudioError
from studio.pipeline.draw import SlideDrawing
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.records import RenderResult
from studio.pipeline.render import render_film, unchanged_result
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import scene_workers
from studio.scene.settings import Picture
from studio.speech.mix import mix
from studio.store.files import sha256_of
from studio.store.versions import key_of

PICTURE = Picture(192, 108, 10)
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class State:
    """All that an author may edit in a tiny lesson of three chapters and four slides."""

    greeting: str = "Here is a ring."
    turning: str = "It turns, [now](#now)."
    farewell: str = "That was {count} dots."
    label: str = "ring"
    title: str = "A ring"
    ring: str = "#E9965A"
    dots: str = "#67BCEB"
    seconds: float = 0.3
    shift: float = 1.0
    radius: float = 0.3
    count: int = 3
    places: str = "-1 0 1"
    extra: bool = False
    pause: float = 0.1
    token: str = "king"
    pronounce: str = "ring"
    lit: str = "#FFFF00"
    flash: str = "#FF0000"
    pixel: int = 200
    data: tuple[str, ...] = ("one",)
    ground: str = "#000000"
    width: float = 4.0

    def files(self) -> dict[str, str]:
        """The lesson's files by their names."""
        return {"lesson.md": self.script(), **self.scenes()}

    def script(self) -> str:
        extra = "\n\n## More {#more alt='The same dots.'}\n\nAnd more.\n" if self.extra else ""
        return (
            dedent(
                f"""\
                ---
                course:
                  module: 1
                title: A lesson
                minutes: 0.1
                scenes: parts
                parameters: {{token: {self.token}}}
                pause: {self.pause}
                labels:
                  ring: {self.label}
                  dots: dots
                pronounce:
                  ring: {self.pronounce}
                ---
                # One {{#one scene=One}}

                ## {self.title} {{#first alt="A ring."}}

                {self.greeting}

                ## It turns {{#second alt="A ring that has turned."}}

                {self.turning}

                # Two {{#two scene=Two}}

                ## Dots {{#third alt="Some dots."}}

                {self.farewell}
                """
            )
            + extra
            + "\n# Three {#three scene=Three}\n\n## Lights {#lights alt='Lights.'}\n\nAnd lights.\n"
        )

    def scenes(self) -> dict[str, str]:
        extra = 'with self.slide("more"): self.wait(0.2)' if self.extra else ""
        files = {
            "__init__.py": "",
            "look.py": f"RING = {self.ring!r}\nDOTS = {self.dots!r}\nSECONDS = {self.seconds}\n",
            "shapes.py": f"""
                from manim import Circle
                from parts import strokes

                def ring(color):
                    return Circle({self.radius} + 1, color=color, stroke_width=strokes.WIDTH)
                """,
            "strokes.py": f"WIDTH = {self.width}\n",
            "image.ppm": f"P3 2 2 255  {self.pixel} 0 0  0 200 0  0 0 200  9 9 9\n",
            **{f"{name}.dat": "0.1" for name in self.data},
            "numbers.py": f"""
                from pathlib import Path
                from studio import Number

                def numbers(token):
                    extra = len(Path(__file__).with_name("more.csv").read_text().split(","))
                    return {{"token": token, "count": Number({self.count} + extra, 0)}}
                """,
            "more.csv": ",".join("x" * self.count),
            "places.txt": self.places,
            "one.py": f"""
                from manim import FadeIn, Rotate, UP
                from parts import look
                from parts.shapes import ring
                from studio import LessonScene
                from studio.scene.typesetting import Text

                class One(LessonScene):
                    def construct(self):
                        circle = ring(look.RING)
                        with self.slide("first"):
                            words = Text(self.present.title, size=90).place(-4, 2)
                            self.play(FadeIn(circle), FadeIn(words, shift=UP), run_time=look.SECONDS)
                        with self.slide("second"):
                            self.wait_until_bookmark("now")
                            self.play(circle.animate.shift(UP * {self.shift}), run_time=0.3)
                            self.add(Text(self.label("ring"), size=60).place(0, -3))
                """,
            "two.py": f"""
                from pathlib import Path
                from manim import Dot, FadeIn, RIGHT, VGroup
                from parts import look
                from studio import LessonScene
                from studio.scene.typesetting import Text

                class Two(LessonScene):
                    def construct(self):
                        places = Path(__file__).with_name("places.txt").read_text().split()
                        dots = VGroup(*(Dot(RIGHT * float(x), radius=0.4, color=look.DOTS) for x in places))
                        with self.slide("third"):
                            self.play(FadeIn(dots), run_time=0.3)
                            self.add(Text(str(self.number("count")), size=90).place(0, -3))
                        {extra}
                """,
            "three.py": f"""
                from pathlib import Path
                from manim import (
                    DOWN, LEFT, RIGHT, UP, WHITE, Dot, ImageMobject, Indicate, LaggedStart,
                    UpdateFromAlphaFunc, VGroup, config, linear,
                )
                from studio import LessonScene

                config.background_color = "{self.ground}"
                HERE = Path(__file__).parent

                def flash(dot, alpha):
                    dot.set_color("{self.flash}" if 0.18 < alpha < 0.25 else WHITE)

                class Three(LessonScene):
                    def construct(self):
                        row = VGroup(*(Dot() for _ in range(12))).arrange(RIGHT).to_edge(UP)
                        lit = ["#00FF00"] * 5 + ["{self.lit}"] + ["#00FF00"] * 6
                        lights = [Indicate(dot, color=color) for dot, color in zip(row, lit)]
                        spark = UpdateFromAlphaFunc(Dot(LEFT * 5), flash, run_time=1.6, rate_func=linear)
                        radii = [float(path.read_text()) for path in sorted(HERE.glob("*.dat"))]
                        with self.slide("lights"):
                            self.play(LaggedStart(*lights, lag_ratio=1), run_time=2.4)
                            self.play(spark)
                            self.add(ImageMobject(str(HERE / "image.ppm")).scale(50).to_corner(DOWN + RIGHT))
                            self.add(VGroup(*(Dot(radius=r) for r in radii)).arrange(DOWN).to_edge(LEFT))
                """,
        }
        return {f"parts/{name}": dedent(text) for name, text in files.items()}

    def write(self, folder: Path) -> Path:
        """Save what is not as it should be; gives the script's path."""
        for path in set(folder.glob("parts/*.dat")) - {folder / name for name in self.files()}:
            path.unlink()
        for name, text in self.files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
        return folder / "lesson.md"


class Silence:
    def stage(self, name: str, total: int) -> None:
        pass

    def advance(self, amount: int) -> None:
        pass


def render(script: Path, at: Path, cache: Path) -> RenderResult:
    """What ``render.py`` does."""
    request = Request(script, PICTURE, at, cache, jobs=1)
    made = unchanged_result(request)
    if made is None:
        with scene_workers(1) as pool:
            lesson = prepare_lesson(request, pool, Silence())
            made = render_film(request, lesson, pool, Silence())
    return made


VALUES: dict[str, list[object]] = {
    "greeting": ["Here is the ring.", "Look."],
    "turning": ["And [now](#now) it turns."],
    "farewell": ["{count} dots. {pause 0.2} The end."],
    "label": ["circle"],
    "title": ["The ring"],
    "ring": ["#E9965B"],
    "dots": ["#67BCEC", "#FFFFFF"],
    "seconds": [0.4],
    "shift": [1.01],
    "radius": [0.31],
    "count": [2],
    "places": ["-1 0 2", "0"],
    "extra": [True],
    "pause": [0.2],
    "token": ["queen"],
    "pronounce": ["wring it"],
    "lit": ["#0000FF"],
    "flash": ["#00FF00"],
    "pixel": [0],
    "data": [(), ("two",), ("one", "two")],
    "ground": ["#222222"],
    "width": [8.0],
}
EDITS = st.sampled_from([(name, value) for name, values in VALUES.items() for value in values])


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one lesson is edited again and again, with the cache that grows there."""
    return tmp_path_factory.mktemp("workshop")


def contents(script: Path, cache: Path) -> tuple[dict[str, object], tuple[str, ...]]:
    """All that a film is published from but the script itself, and which slides had to be drawn for it."""
    request = Request(script, PICTURE, cache / "nothing", cache, jobs=1)
    with scene_workers(1) as pool:
        lesson = prepare_lesson(request, pool, Silence())
        drawing = SlideDrawing(request, lesson, pool)
        segments = drawing.segments(Silence())
    return {
        "numbers": lesson.numbers,
        "slides": lesson.slides,  # with their fingerprints
        "captions": lesson.captions,
        "sound": key_of(mix(lesson.timeline.samples, lesson.timeline.slots).tobytes().hex()),
        "segments": {
            id: (sha256_of(segment.video), sha256_of(segment.still)) for id, segment in segments.items()
        },
    }, drawing.missing


@settings(max_examples=settings().max_examples // 3)
@given(edits=st.lists(EDITS, min_size=1, max_size=3))
def test_a_kept_cache_never_gives_another_film_than_an_empty_one(
    workshop: Path, edits: list[tuple[str, object]]
) -> None:
    script = replace(State(), **dict(edits)).write(workshop / "lesson")  # type: ignore[arg-type]
    kept, _ = contents(script, workshop / "cache")
    with TemporaryDirectory() as fresh:
        new, drawn = contents(script, Path(fresh))
    assert len(drawn) == len(new["slides"])  # type: ignore[arg-type]
    assert kept == new


@pytest.mark.parametrize(
    "edits",
    [
        {"greeting": "Look.", "ring": "#E9965B"},
        {"count": 2, "pause": 0.2, "title": "The ring"},
        {"extra": True, "token": "queen", "pronounce": "wring it"},
    ],
)
def test_nor_are_other_files_published_from_it(workshop: Path, edits: dict[str, object]) -> None:
    script = replace(State(), **edits).write(workshop / "lesson")  # type: ignore[arg-type]
    kept = render(script, workshop / "output", workshop / "cache")
    with TemporaryDirectory() as fresh:
        new = render(script, Path(fresh, "output"), Path(fresh, "cache"))
    assert len(new.drawn) == new.slides
    assert kept.artifacts == new.artifacts


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson that was rendered once, as it is at first."""
    folder = tmp_path_factory.mktemp("shelf")
    render(State().write(folder / "lesson"), folder / "output", folder / "cache")
    return folder


@pytest.mark.parametrize(
    ("edit", "drawn"),
    [
        ({}, ()),
        ({"greeting": "Here is a ring, a large one."}, ("first",)),
        ({"turning": "It turns [now](#now), at last."}, ("second",)),
        ({"farewell": "That was, as you see, {count} dots."}, ("third",)),
        ({"ring": "#E9965C"}, ("first", "second")),
        ({"dots": "#67BCED"}, ("third",)),
        ({"label": "circle"}, ("second",)),
        ({"title": "The ring"}, ("first", "second")),
        ({"places": "-2 0 1"}, ("third",)),
        ({"count": 4}, ("third",)),
        ({"lit": "#0000FE"}, ("lights",)),
        ({"flash": "#00FE00"}, ("lights",)),
        ({"pixel": 1}, ("lights",)),
        ({"data": ("one", "two")}, ("lights",)),
        ({"data": ()}, ("lights",)),
        ({"ground": "#222223"}, ("lights",)),
        ({"width": 9.0}, ("first", "second")),
    ],
)
def test_only_what_shows_an_edit_is_drawn_again(
    shelf: Path, tmp_path: Path, edit: dict[str, object], drawn: tuple[str, ...]
) -> None:
    script = replace(State(), **edit).write(shelf / "lesson")  # type: ignore[arg-type]
    assert render(script, tmp_path, shelf / "cache").drawn == drawn


@pytest.mark.parametrize(
    "name", [name for name in State().files() if name not in {"lesson.md", "parts/__init__.py"}]
)
def test_an_edit_of_any_file_is_noticed(shelf: Path, name: str) -> None:
    """Even one that changes nothing that is seen: then the film is made anew, out of the cache."""
    script = State().write(shelf / "lesson")
    request = Request(script, PICTURE, shelf / "output", shelf / "cache")
    render(script, request.output, request.cache)
    assert unchanged_result(request) is not None
    with (script.parent / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert unchanged_result(request) is None


def test_a_scene_of_the_same_name_in_a_new_file_is_noticed(shelf: Path, tmp_path: Path) -> None:
    """The first file with a class of that name has the scene: a copy that an author makes may come first."""
    script = State().write(shelf / "lesson")
    render(script, shelf / "output", shelf / "cache")
    other = script.parent / "parts" / "another.py"
    text = (script.parent / "parts" / "two.py").read_text(encoding="utf-8")
    other.write_text(text.replace("radius=0.4", "radius=0.6"), encoding="utf-8")
    try:
        kept = render(script, shelf / "output", shelf / "cache")
        new = render(script, tmp_path / "output", tmp_path / "cache")
    finally:
        other.unlink()
    assert kept.artifacts == new.artifacts


def test_scenes_that_are_saved_before_they_are_drawn_do_not_get_into_the_cache(tmp_path: Path) -> None:
    """What is drawn then is not what was rehearsed, under whose key it would be kept."""
    state = State()
    request = Request(state.write(tmp_path / "lesson"), PICTURE, tmp_path / "output", tmp_path / "cache")
    with scene_workers(1) as pool:
        lesson = prepare_lesson(request, pool, Silence())
    replace(state, radius=0.6).write(tmp_path / "lesson")
    with scene_workers(1) as pool, pytest.raises(StudioError, match=r"^shapes\.py: saved while"):
        render_film(request, lesson, pool, Silence())
    state.write(tmp_path / "lesson")
    with scene_workers(1) as pool:
        kept = render_film(request, lesson, pool, Silence())
    assert kept.drawn == ("first", "second")  # the other chapter does not depend on what was saved
    assert kept.artifacts == render(request.script, tmp_path / "fresh", tmp_path / "empty").artifacts


@pytest.mark.parametrize(
    "change", [{"greeting": "Look at this."}, {"count": 4}, {"places": "0 1"}, {"data": ()}]
)
def test_what_is_saved_while_a_film_is_made_is_new_to_the_next_one(
    shelf: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    state = State()
    request = Request(state.write(tmp_path / "lesson"), PICTURE, tmp_path / "output", shelf / "cache")
    with scene_workers(1) as pool:
        lesson = prepare_lesson(request, pool, Silence())
        render(request.script, request.output, request.cache)
        replace(state, **change).write(tmp_path / "lesson")  # type: ignore[arg-type]
        render_film(request, lesson, pool, Silence())
    assert unchanged_result(request) is None


def test_that_nothing_has_changed_is_said_at_once_and_without_manim(tmp_path: Path) -> None:
    script = State().write(tmp_path / "lesson")
    folders = ["--output", str(tmp_path / "output"), "--cache", str(tmp_path / "cache")]
    arguments = ["--script", str(script), "--quality", "draft", "--jobs", "1", *folders]
    first = CliRunner().invoke(main, arguments)
    assert "4 drawn" in first.output
    again = measure(python("-X", "importtime", REPOSITORY / "render.py", *arguments), tmp_path)
    assert "none had to be drawn" in again.lines[-1]
    imported = {line.rpartition("|")[2].strip() for line in again.lines if "|" in line}
    assert "studio.pipeline.render" in imported
    assert not {"manim", "scipy", "distributed"} & imported
    # Of work, and beside the work that it saves: the machine may be slow, or busy with something else.
    work, import_of_manim = again.cost.cpu, measure(python("-c", "import manim"), tmp_path).cost.cpu
    assert work < 1.5 * import_of_manim


def test_a_watching_preview_misses_no_save(tmp_path: Path) -> None:
    """Neither one of the numbers, which its own process has imported, nor one while it is drawing."""
    state = State()
    script = state.write(tmp_path / "lesson")
    still = tmp_path / "output" / "lesson" / "preview" / "third.png"
    stills: list[bytes] = []

    def on_line(line: str) -> bool:
        if line.startswith("Waiting for a save"):
            stills.append(still.read_bytes())
            if len(stills) == 1:
                time.sleep(0.5)
                replace(state, count=4).write(tmp_path / "lesson")
        elif line == "pictures ..." and len(stills) == 1:
            replace(state, count=5).write(tmp_path / "lesson")
        return len(stills) == 2

    folders = ["--output", tmp_path / "output", "--cache", tmp_path / "cache", "--jobs", "1"]
    command = python(REPOSITORY / "render.py", "preview", "third", "--watch", "--script", script, *folders)
    measured = measure(command, tmp_path, on_line=on_line)
    assert measured.lines.count("pictures ...") == 3
    fresh = ["--output", tmp_path / "fresh", "--cache", tmp_path / "empty", "--jobs", "1"]
    measure(python(REPOSITORY / "render.py", "preview", "third", "--script", script, *fresh), tmp_path)
    assert stills[1] == (tmp_path / "fresh" / "lesson" / "preview" / "third.png").read_bytes()
    assert stills[0] != stills[1]
