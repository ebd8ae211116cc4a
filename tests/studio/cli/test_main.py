"""The command: what it says, and with which code it ends."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import wave
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from pathlib import Path

import av
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from studio.cli.main import main
from studio.cli.progress import PlainProgress
from studio.pipeline.prepare import prepare_lesson
from studio.pipeline.request import Request
from studio.pipeline.scene_workers import scene_workers
from studio.scene.settings import QUALITIES
from studio.speech.engines.espeak import Pyttsx3Voice

REPOSITORY = Path(__file__).resolve().parents[3]

Write = Callable[..., Path]
Run = Callable[..., Result]

SCENE = """\
from manim import *

from studio import LessonScene
from studio.scene.typesetting import Text


class One(LessonScene):
    def construct(self):
        with self.slide("first"):
            self.wait_until_bookmark("words")
            self.play(FadeIn(Square()), run_time=0.3)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kept from test to test: the lessons say much the same."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(tmp_path: Path, cache: Path) -> Run:
    """Runs the command in this process, for a script if one is given; nothing it says may be a traceback."""

    def run(*arguments: str, script: Path | None = None) -> Result:
        lesson = [] if script is None else ["--script", str(script)]
        folders = ["--output", str(tmp_path / "output"), "--cache", str(cache), "--jobs", "1"]
        if arguments and arguments[0] in {"check", "film", "preview", "slides"}:
            arguments = (arguments[0], *lesson, *folders, *arguments[1:])
        elif script is not None:
            arguments = (*lesson, *folders, *arguments)
        result = CliRunner().invoke(main, [*arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        assert "\x1b" not in result.output
        return result

    return run


# The command line.


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["--quality", "8k"],
        ["--fps", "0"],
        ["--fps", "fast"],
        ["--rate", "20"],
        ["--jobs", "0"],
        ["--script"],
        ["check", "--strict"],
        ["check", "too", "many"],
        ["chek"],
        ["-p", "token"],
    ],
)
def test_a_wrong_command_line_is_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_a_file_where_a_folder_is_to_be_is_2(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for option in ("--output", "--cache"):
        result = CliRunner().invoke(main, [option, str(tmp_path / "file")])
        assert result.exit_code == 2
        assert "is a file" in result.stderr


def test_help_explains_itself() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for word in ("film", "check", "Exit codes", "0 done", "1 ", "2 "):
        assert word in result.stdout
    options = "".join(CliRunner().invoke(main, ["film", "--help"]).stdout.split())
    for option in "script quality fps parameter voice rate jobs output cache strict".split():  # noqa: SIM905
        assert f"--{option}" in options
    assert "draft|720p|1080p|4k" in options
    assert str(Path.home()) not in options
    assert "--strict" not in CliRunner().invoke(main, ["check", "--help"]).stdout


# The author's mistakes.


def places(result: Result, *, path: Path) -> list[tuple[int, ...]]:
    """Line, and column if there is one, of all that is told of a file."""
    found = re.findall(rf"^{re.escape(str(path))}:(\d+)(?::(\d+))?: ", result.stderr, re.MULTILINE)
    return [tuple(int(number) for number in numbers if number) for numbers in found]


def test_all_mistakes_of_a_script_are_told_at_once(run: Run, write_lesson: Write) -> None:
    script = write_lesson(
        "# One {#one scene=One}\n\n## First {#first}\n\n*Very* {q9}.\n\n- no list\n\n### Deep\n", SCENE
    )
    for command in ((), ("check",)):
        result = run(*command, script=script)
        assert result.exit_code == 1
        assert places(result, path=script) == [(13, 1), (13, 8), (15, 1), (17, 1)]
        assert "    *Very* {q9}.\n           ^" in result.stderr


def test_mistakes_of_front_matter_and_body_come_together(run: Run, write_lesson: Write) -> None:
    front = "---\nminutes: one\ntitle: T\nscenes: parts.py\nrate: 150\n---\n"
    script = write_lesson("# One\n\n## First\n\n`code`\n", front=front)
    result = run(script=script)
    assert result.exit_code == 1
    assert [place[0] for place in places(result, path=script)] == [2, 7, 9, 11]


@pytest.mark.parametrize(
    ("scenes", "line", "said"),
    [
        (SCENE.replace("construct(self):", "construct(self:"), 8, ""),
        (SCENE.replace("Square()", "Sqare()"), 11, "NameError: name 'Sqare' is not defined."),
        (SCENE.replace("Square()", "Text(self.label('none'))"), 11, "no label named 'none'"),
        (SCENE.replace("Square()", "Text(str(self.number('none')))"), 11, "no number named 'none'"),
        (SCENE.replace('"words"', '"wrods"'), 10, "no bookmark 'wrods'"),
        (SCENE.replace('"first"', '"frist"'), 9, "'first' is next"),
        (SCENE.replace("with self.slide", "if self.slide"), 10, "outside of a slide"),
        (SCENE.replace("run_time=0.3", "run_time=-1"), 11, "ValueError"),
        (SCENE.replace("import *", "import Nothing"), 1, "ImportError"),
        (SCENE.replace("from manim", "import no_such_package\nfrom manim"), 1, "no_such_package"),
        (SCENE.replace("Square()", "Text('x', weight='heavy')"), 11, "Typst cannot set"),
    ],
)
def test_a_mistake_of_a_scene_is_told_with_its_file_and_line(
    run: Run, write_lesson: Write, scenes: str, line: int, said: str
) -> None:
    script = write_lesson(scenes=scenes)
    result = run("check", script=script)
    assert result.exit_code == 1
    assert [place[0] for place in places(result, path=script.with_name("parts.py"))] == [line]
    assert said in result.stderr
    assert scenes.splitlines()[line - 1].strip() in result.stderr


def test_a_slide_that_is_never_shown_is_told_at_its_heading(run: Run, write_lesson: Write) -> None:
    script = write_lesson(scenes=SCENE[: SCENE.index("        with")] + "        pass\n")
    result = run("check", script=script)
    assert result.exit_code == 1
    assert places(result, path=script) == [(11, 1)]
    assert "never shows the slide 'first'" in result.stderr


def test_mistakes_of_all_chapters_come_together(run: Run, write_lesson: Write) -> None:
    script = write_lesson(
        "# One {scene=One}\n\n## First\n\n[Words](#words).\n\n"
        "# Two {scene=Two}\n\n## Second\n\nWords.\n\n"
        "# Three {scene=Three}\n\n## Third\n\nWords.\n",
        SCENE.replace("Square()", "Sqare()")
        + "\n\nclass Two(LessonScene):\n    def construct(self): 1 / 0\n",
    )
    result = run("check", script=script)
    assert result.exit_code == 1
    assert [place[0] for place in places(result, path=script.with_name("parts.py"))] == [11, 15]
    assert [place[0] for place in places(result, path=script)] == [21]
    assert "no class 'Three'" in result.stderr


def test_a_scene_class_with_a_slip_in_its_name(run: Run, write_lesson: Write) -> None:
    result = run("check", script=write_lesson(scenes=SCENE.replace("class One(", "class Onne(")))
    assert result.exit_code == 1
    assert "Write {scene=Onne}." in result.stderr


def test_scenes_that_are_not_there(run: Run, write_lesson: Write) -> None:
    script = write_lesson(scenes=SCENE)
    script.with_name("parts.py").unlink()
    result = run(script=script)
    assert result.exit_code == 1
    assert places(result, path=script) == [(6, 1)]


@pytest.mark.parametrize("command", [(), ("check",)])
def test_what_is_no_script(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.md").write_bytes(bytes(range(256)))
    (tmp_path / "empty.md").touch()
    for name in ("missing.md", "folder", "binary.md", "empty.md"):
        result = run(*command, script=tmp_path / name)
        assert result.exit_code == 1
        told = result.stderr.removeprefix("script ...\n")
        assert told.startswith(str(tmp_path / name)), told
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--voice", "pytsx3"), "Did you mean 'pyttsx3'?"),
        (("--voice", "nobody"), "no voice engine 'nobody'"),
        (("--voice", "pyttsx3:nobody"), "nobody"),
    ],
)
def test_a_voice_that_is_not_there(
    run: Run, write_lesson: Write, arguments: tuple[str, ...], said: str
) -> None:
    result = run("check", *arguments, script=write_lesson(scenes=SCENE))
    assert result.exit_code == 1
    assert said in result.stderr


def test_the_voices_are_listed_with_the_way_to_those_that_are_not_here(run: Run) -> None:
    result = run("voices")
    assert result.exit_code == 0
    for line in (
        "pyttsx3",
        "  pyttsx3:en-us +English \\(America\\)",
        "hibari",
        "  hibari:heart +English",
        "recorded",
    ):
        assert re.search(f"^{line}", result.stdout, re.MULTILINE), line
    assert ".venv/bin/hibari --voice emma" in " ".join(result.stdout.split())


def test_the_authors_own_voice(
    run: Run, write_good: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.speech.engines.recorded.can_recognise", lambda _: False)
    script, takes = write_good(), tmp_path / "takes"
    missing = run("check", "--voice", f"recorded:{takes}", script=script)
    assert missing.exit_code == 1
    assert "no folder" in missing.stderr
    speech = Pyttsx3Voice().speak("Here are as many words as it takes to be heard well.")
    takes.mkdir()
    with wave.open(str(takes / "first.wav"), "wb") as file:
        file.setparams((1, 2, speech.rate, 0, "NONE", ""))
        file.writeframes((3000 * speech.samples).astype("<i2").tobytes())
    monkeypatch.chdir(tmp_path)
    result = run("check", "--voice", "recorded:takes", script=script)
    assert result.exit_code == 0, result.output
    assert (
        ": warning: slide first at 0:00.0: the words of first.wav are spread over its sound" in result.stdout
    )
    assert result.stdout.endswith(": 1 finding.\n")


def test_a_token_that_the_lesson_refuses(run: Run, write_lesson: Write) -> None:
    numbers = (
        "\n\ndef numbers(token):\n"
        "    from studio.errors import StudioError\n\n"
        "    if token != 'king':\n"
        "        raise StudioError(f'There is no {token!r}. Write king.')\n"
        "    return {'token': token}\n"
    )
    front = "---\ntitle: T\nminutes: 0.05\nscenes: parts.py\nparameters: {token: king}\n---\n"
    script = write_lesson(scenes=SCENE + numbers, front=front)
    assert "1 slides" in run("check", script=script).stdout
    result = run("check", "-p", "token=quen", script=script)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "There is no 'quen'. Write king."


def test_a_token_that_the_module_refuses(run: Run) -> None:
    result = run("check", "-p", "token=", script=REPOSITORY / "script" / "22-qkv-projections.md")
    assert result.exit_code == 1
    assert "token" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("option", ["--output", "--cache"])
def test_a_folder_that_cannot_be_made(run: Run, write_lesson: Write, tmp_path: Path, option: str) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "folder"
    result = run(option, str(folder), "--quality", "draft", script=write_lesson(scenes=SCENE))
    assert result.exit_code == 1
    (line,) = (line for line in result.stderr.splitlines() if str(folder) in line)
    assert line.endswith(f"{tmp_path / 'file'} is not a folder. Choose another with {option}.")
    assert "pictures" not in result.stderr  # it is known before anything is drawn


# What is found.

LATE = SCENE.replace("self.wait_until", "self.wait(2); self.wait_until")
BODY = (
    "# One {#one scene=One}\n\n## First {#first alt='A square.'}\n\n"
    "Here are as many [words](#words) as it takes to be heard well.\n"
)
FRONT = """\
---
course:
  module: 1
title: A lesson
minutes: MINUTES
scenes: parts.py
pause: 0.5
labels: LABELS
---
"""


@pytest.fixture
def write_good(write_lesson: Write) -> Write:
    """Writes a lesson in which nothing is found, as long as its front matter says."""

    def write(scenes: str = SCENE) -> Path:
        front = FRONT.replace("LABELS", "{}")
        script = write_lesson(BODY, scenes, front=front.replace("MINUTES", "9"))
        with scene_workers(1) as pool:
            request = Request(script, QUALITIES["1080p"], script.parent, script.parent / "cache")
            timeline = prepare_lesson(request, pool, PlainProgress(Console(file=StringIO()))).timeline
        return write_lesson(BODY, scenes, front=front.replace("MINUTES", f"{timeline.frames / 1800:.4f}"))

    return write


def test_check_is_0_where_nothing_is_found(run: Run, write_good: Write) -> None:
    result = run("check", script=write_good())
    assert re.fullmatch(r"1 chapters, 1 slides, 0:0\d: no findings\.\n", result.stdout), result.output
    assert result.exit_code == 0


def test_check_is_0_where_only_a_warning_is_found(run: Run, write_good: Write) -> None:
    claim = SCENE.replace("self.play(", "self.suppress('crossed', 'so it is meant')\n            self.play(")
    result = run("check", script=write_good(claim))
    assert "warning: slide first: its scene suppresses 'crossed', but there is no such" in result.stdout
    assert result.stdout.endswith(": 1 finding.\n")
    assert result.exit_code == 0


def test_check_is_1_where_an_error_is_found(run: Run, write_lesson: Write, tmp_path: Path) -> None:
    script = write_lesson(scenes=LATE)
    result = run("check", script=script)
    assert result.exit_code == 1
    found = rf"^{script}:13: error: slide first at 0:0\d\.\d: the picture comes to the bookmark 'words' "
    assert re.search(found, result.stdout, re.MULTILINE), result.stdout
    assert not (tmp_path / "output").exists()


def test_check_tells_tools_all_that_it_found(run: Run, write_lesson: Write) -> None:
    script = write_lesson(scenes=LATE)
    result = run("check", "--json", script=script)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["slides"], told["seconds"] > 2) == (1, True)
    (late,) = (finding for finding in told["findings"] if finding["check"] == "late")
    assert (late["severity"], late["path"], late["line"]) == ("error", str(script), 13)
    assert (late["slide"], late["seconds"] > 0) == ("first", True)
    assert late["message"].startswith("the picture comes to the bookmark 'words'")
    assert json.loads(run("check", "--json", script=script).stdout) == told


def test_a_constant_frame_rate_has_every_frame(run: Run, write_lesson: Write, tmp_path: Path) -> None:
    script = write_lesson(scenes=SCENE)
    counts = []
    for options in ((), ("--cfr",)):
        assert run("--quality", "draft", *options, script=script).exit_code == 0
        with av.open(tmp_path / "output" / script.stem / f"{script.stem}.mp4") as film:
            (video,) = film.streams.video
            times = [packet.pts for packet in film.demux(video) if packet.pts is not None]
            counts.append((len(times), len({later - time for time, later in pairwise(times)})))
    (held, _), (all_frames, steps) = counts
    assert steps == 1
    assert all_frames > 2 * held


def test_strict_stops_before_anything_is_drawn(run: Run, write_lesson: Write, tmp_path: Path) -> None:
    script = write_lesson(scenes=LATE)
    result = run("--strict", "--quality", "draft", script=script)
    assert result.exit_code == 1
    assert ": error: " in result.stderr
    assert "--strict" in result.stderr
    assert not list((tmp_path / "output").rglob("*.mp4"))


def test_a_render_shows_what_is_found_and_goes_on(run: Run, write_lesson: Write, tmp_path: Path) -> None:
    script = write_lesson(scenes=LATE)
    result = run("--quality", "draft", "--fps", "8", script=script)
    assert result.exit_code == 0
    assert "the picture comes to the bookmark" in result.stderr
    folder = tmp_path / "output" / "lesson"
    assert (folder / "lesson.mp4").is_file()
    for said in (
        "lesson.mp4",
        "lesson.m4a",
        "lesson.vtt",
        "lesson.srt",
        "manifest.json",
        "1 drawn",
        str(folder),
    ):
        assert said in result.stdout
    assert "A lesson" in result.stdout
    stages = [line for line in result.stderr.splitlines() if line.endswith(" ...")]
    assert stages == ["script ...", "speech ...", "rehearsal ...", "pictures ...", "publishing ..."]
    # Once more, by its name: nothing has changed.
    again = run("film", "--quality", "draft", "--fps", "8", script=script)
    assert again.exit_code == 0
    assert "drawn" in again.stdout
    assert "1 drawn" not in again.stdout
    assert "the picture comes to the bookmark" in again.stderr


def test_a_mistake_that_shows_only_when_it_is_drawn(run: Run, write_lesson: Write) -> None:
    drawn_only = (
        "            from studio.drawing.renderer import Drawing\n"
        "            assert not isinstance(self.renderer, Drawing), 'it is drawn'\n"
    )
    script = write_lesson(scenes=SCENE.replace("Square()", "Circle()") + drawn_only)
    result = run("--quality", "draft", script=script)
    assert result.exit_code == 1
    assert [place[0] for place in places(result, path=script.with_name("parts.py"))] == [13]
    assert "AssertionError: it is drawn." in result.stderr


def test_in_a_process_of_its_own_from_anywhere(lessons: Path, tmp_path: Path, cache: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, REPOSITORY / "render.py", "check", "--jobs", "1"),
            *("--script", lessons / "small" / "small.md", "--cache", cache),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.splitlines()[-1].startswith("2 chapters, 3 slides, 0:1")
    assert done.returncode == (1 if ": error: " in done.stdout else 0)
    assert list(tmp_path.iterdir()) == []
