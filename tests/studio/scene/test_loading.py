"""Scenes are found beside their script, and what is wrong in them is told with file and line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studio.errors import AuthorError, Problem, StudioError
from studio.numbers import Number
from studio.scene.lesson_scene import LessonScene
from studio.scene.loading import SceneSource, authors_mistakes, find_scenes, load_numbers, load_scene

KING = {"token": "king"}
SCENE = "from studio import LessonScene\n\n\nclass One(LessonScene):\n    pass\n"


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write(tmp_path / "course" / "script" / "one.md", "---\ntitle: One\nscenes: parts\n---\n")


def problem_of(error: pytest.ExceptionInfo[AuthorError]) -> Problem:
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize(
    ("scenes", "file", "module"),
    [
        ("parts", "script/parts/__init__.py", "parts"),
        ("parts", "parts/__init__.py", "parts"),
        ("parts", "script/parts.py", "parts"),
        ("parts.py", "script/parts.py", "parts"),
        ("parts.py", "parts.py", "parts"),
        ("lesson.parts", "script/lesson/parts/__init__.py", "lesson.parts"),
        ("lesson/parts.py", "script/lesson/parts.py", "lesson.parts"),
        ("parts", "scenes/parts/__init__.py", "scenes.parts"),
        ("parts", "script/scenes/parts/__init__.py", "scenes.parts"),
        ("parts.py", "scenes/parts.py", "scenes.parts"),
        ("scenes.parts", "scenes/parts/__init__.py", "scenes.parts"),
        ("random", "scenes/random/__init__.py", "scenes.random"),
    ],
)
def test_scenes_stand_beside_the_script_or_beside_its_folder(
    script: Path, scenes: str, file: str, module: str
) -> None:
    path = write(script.parents[1] / file)
    source = find_scenes(script, scenes)
    assert (source.path, source.module, source.script) == (path, module, script)
    assert source.is_package == file.endswith("__init__.py")
    assert path.relative_to(source.root).with_suffix("").as_posix().removesuffix(
        "/__init__"
    ) == module.replace(".", "/")


def test_what_is_named_itself_comes_before_what_is_in_scenes(script: Path) -> None:
    write(script.parents[1] / "scenes" / "parts.py")
    path = write(script.parents[1] / "parts.py")
    assert find_scenes(script, "parts").path == path


@pytest.mark.parametrize("name", ["random", "numpy", "studio"])
def test_scenes_cannot_have_the_name_of_a_package(script: Path, name: str) -> None:
    write(script.parent / f"{name}.py")
    with pytest.raises(AuthorError) as caught:
        find_scenes(script, f"{name}.py", 3)
    problem = problem_of(caught)
    assert (problem.path, problem.line) == (script, 3)
    assert repr(name) in problem.message


def test_the_folder_of_the_script_comes_first(script: Path) -> None:
    write(script.parents[1] / "parts.py")
    path = write(script.parent / "parts.py")
    assert find_scenes(script, "parts").path == path


def test_a_script_named_relatively_finds_its_scenes(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(script.parents[1] / "parts.py")
    monkeypatch.chdir(script.parent)
    source = find_scenes(Path(script.name), "parts")
    assert source.path == path
    assert source.script == script


def test_scenes_that_are_nowhere(script: Path) -> None:
    with pytest.raises(AuthorError) as caught:
        find_scenes(script, "parts", 3)
    problem = problem_of(caught)
    assert (problem.path, problem.line, problem.column) == (script, 3, 1)
    assert str(script.parent) in problem.message
    assert problem.fix


@pytest.mark.parametrize("scenes", ["../parts.py", "./parts", "/parts"])
def test_a_path_names_no_scenes(script: Path, scenes: str) -> None:
    write(script.parent / "parts.py")
    write(script.parent.parent / "parts.py")
    with pytest.raises(AuthorError) as refused:
        find_scenes(script, scenes)
    (problem,) = refused.value.problems
    assert "without a path" in problem.fix


def test_the_files_of_the_scenes(script: Path) -> None:
    for name in ("parts/__init__.py", "parts/b.py", "parts/deep/a.py", "parts/notes.txt", "other.py"):
        write(script.parent / name)
    source = find_scenes(script, "parts")
    assert [path.relative_to(script.parent).as_posix() for path in source.files] == [
        "parts/__init__.py",
        "parts/b.py",
        "parts/deep/a.py",
    ]
    assert find_scenes(script, "other").files == (script.parent / "other.py",)


def test_the_files_that_the_scenes_may_need(script: Path) -> None:
    course = script.parents[1]
    for name in ("one/__init__.py", "one/parts.py", "common/look.py", "common/ring.svg", "__pycache__/x.pyc"):
        write(course / "scenes" / name)
    write(course / "helper.py")
    source = find_scenes(script, "one")
    assert (source.top, source.top_folder) == ("scenes", course / "scenes")
    assert source.names == ("scenes/one/__init__.py", "scenes/one/parts.py")
    assert source.names_of(source.lesson_files) == (
        "scenes/common/look.py",
        "scenes/common/ring.svg",
        "scenes/one/__init__.py",
        "scenes/one/parts.py",
    )
    assert source.watch_folders == (course / "scenes",)
    alone = find_scenes(script, "helper.py")
    assert (alone.top, alone.top_folder) == ("helper", None)
    assert alone.lesson_files == (course / "helper.py",)
    assert alone.watch_folders == (course,)


def source_of(script: Path, code: str, *, package: bool = False) -> SceneSource:
    write(script.parent / ("parts/__init__.py" if package else "parts.py"), "" if package else code)
    if package:
        write(script.parent / "parts" / "code.py", code)
    return find_scenes(script, "parts")


@pytest.mark.parametrize("package", [False, True])
def test_a_scene_is_found_by_the_name_of_its_class(script: Path, package: bool) -> None:
    source = source_of(script, SCENE, package=package)
    scene = load_scene(source, "One", 7)
    assert issubclass(scene, LessonScene)
    assert scene.__module__ == ("parts.code" if package else "parts")
    assert str(script.parent) not in sys.path


def test_only_the_file_that_defines_the_scene_is_run(script: Path) -> None:
    source = source_of(script, SCENE, package=True)
    write(script.parent / "parts" / "broken.py", "raise RuntimeError('this is never run')\n")
    assert load_scene(source, "One", 7).__name__ == "One"


def test_modules_of_one_name_in_two_lessons_are_kept_apart(tmp_path: Path) -> None:
    for name in ("a", "b", "a"):
        script = write(tmp_path / name / "one.md", "---\nscenes: parts\n---\n")
        source = source_of(script, SCENE + f"    here = {name!r}\n", package=True)
        assert load_scene(source, "One", 1).here == name  # type: ignore[attr-defined]


def test_a_class_that_is_not_there_is_told_at_its_chapter(script: Path) -> None:
    source = source_of(script, SCENE.replace("One", "OneNumber"))
    with pytest.raises(AuthorError) as caught:
        load_scene(source, "OneNumbr", 7)
    problem = problem_of(caught)
    assert (problem.path, problem.line) == (script, 7)
    assert "'OneNumbr'" in problem.message
    assert "{scene=OneNumber}" in problem.fix
    with pytest.raises(AuthorError) as caught:
        load_scene(source, "Quite", 7)
    assert "OneNumber" not in problem_of(caught).fix


def test_a_class_that_is_not_a_scene_is_told_where_it_stands(script: Path) -> None:
    source = source_of(script, "import manim\n\n\nclass One(manim.Scene):\n    pass\n")
    with pytest.raises(AuthorError) as caught:
        load_scene(source, "One", 7)
    problem = problem_of(caught)
    assert (problem.path, problem.line) == (source.path, 4)
    assert problem.message == "The class 'One' is not a LessonScene."


def test_a_class_that_only_a_text_speaks_of_is_none(script: Path) -> None:
    source = source_of(
        script, f'"""\nclass One is elsewhere.\n"""\n{SCENE.replace("One", "Two")}', package=True
    )
    with pytest.raises(AuthorError) as caught:
        load_scene(source, "One", 7)
    assert "have no class 'One'" in problem_of(caught).message


def test_the_last_line_of_the_course_is_told(script: Path) -> None:
    """Also where it is in what the lessons share."""
    write(script.parents[1] / "scenes" / "common" / "look.py", "def look():\n    return 1 / 0\n")
    write(script.parents[1] / "scenes" / "parts" / "__init__.py")
    path = script.parents[1] / "scenes" / "parts" / "one.py"
    write(path, f"from ..common.look import look\n\n{SCENE}\n\nlook()\n")
    with pytest.raises(AuthorError) as caught:
        load_scene(find_scenes(script, "parts"), "One", 7)
    problem = problem_of(caught)
    assert (problem.path, problem.line) == (script.parents[1] / "scenes" / "common" / "look.py", 2)
    assert problem.fix == "Fix this line of the scene."


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("x = 1\ndef f(:\n    pass\n", 2, "invalid syntax"),
        ("x = 1\n\nclass One:\n  x = (\n", 4, "never closed"),
        ("import no_such_module_at_all\n" + SCENE, 1, "no_such_module_at_all"),
        (SCENE + "\nprint(undefined)\n", 7, "NameError"),
        (SCENE + "\n\ndef f():\n    return 1 / 0\n\n\nf()\n", 9, "ZeroDivisionError"),
        (SCENE + "\nclass Two(LessonScene, LessonScene):\n    pass\n", 7, "TypeError"),
    ],
)
@pytest.mark.parametrize("package", [False, True])
def test_what_goes_wrong_on_import_is_told_at_its_line(
    script: Path, code: str, line: int, message: str, package: bool
) -> None:
    source = source_of(script, code, package=package)
    with pytest.raises(AuthorError) as caught:
        load_scene(source, "One", 7)
    problem = problem_of(caught)
    assert problem.path == (source.path.parent / "code.py" if package else source.path)
    assert problem.line == line
    assert message in problem.message
    assert problem.fix
    assert problem.source == code.splitlines()[line - 1].strip() or "syntax" in message or "closed" in message


def test_the_table_of_numbers(script: Path) -> None:
    code = (
        'from studio import Number\n\n\ndef numbers(token):\n    return {"token": token, "x": Number(1.5)}\n'
    )
    assert load_numbers(source_of(script, code), KING) == {"token": "king", "x": Number(1.5)}


def test_the_numbers_of_a_package_stand_in_its_module_numbers(script: Path) -> None:
    source = source_of(script, "def numbers(token):\n    return {'x': 'not these'}\n", package=True)
    assert load_numbers(source, KING) == {}
    write(script.parent / "parts" / "numbers.py", "def numbers(token):\n    return {'x': token * 2}\n")
    assert load_numbers(source, KING) == {"x": "kingking"}


def test_a_lesson_may_have_no_numbers(script: Path) -> None:
    assert load_numbers(source_of(script, SCENE), KING) == {}


@pytest.mark.parametrize(
    ("signature", "parameters"),
    [
        ("", {}),
        ("token", KING),
        ("*, token", KING),
        ("token='x'", {}),
        ("shade, token", {**KING, "shade": "x"}),
    ],
)
def test_the_numbers_are_asked_for_with_the_parameters(
    script: Path, signature: str, parameters: dict[str, str]
) -> None:
    source = source_of(script, f"def numbers({signature}):\n    return {{'x': repr(locals())}}\n")
    assert all(repr(value) in str(load_numbers(source, parameters)["x"]) for value in parameters.values())


@pytest.mark.parametrize(
    ("signature", "parameters", "message"),
    [
        (
            "token",
            {},
            "The function is `numbers(token)`, but the script has no `parameters:`.",
        ),
        (
            "",
            KING,
            "The function is `numbers()`, but the script has `parameters:` with `token`.",
        ),
        (
            "word, shade",
            {**KING, "shade": "x"},
            "The function is `numbers(word, shade)`, but the script has `parameters:` with `token, shade`.",
        ),
    ],
)
def test_numbers_that_take_other_parameters_are_refused(
    script: Path, signature: str, parameters: dict[str, str], message: str
) -> None:
    source = source_of(script, f"\ndef numbers({signature}):\n    return {{}}\n")
    with pytest.raises(AuthorError) as caught:
        load_numbers(source, parameters)
    problem = problem_of(caught)
    assert (problem.path, problem.line, problem.message) == (source.path, 2, message)
    assert problem.fix == "Give both the same names."


def test_a_number_that_is_none_is_refused(script: Path) -> None:
    source = source_of(script, "def numbers(token):\n    return {'a': 'text', 'x': 1.5}\n")
    with pytest.raises(AuthorError, match="'x'") as caught:
        load_numbers(source, KING)
    assert problem_of(caught).path == source.path


def test_a_token_that_a_lesson_refuses(script: Path) -> None:
    code = (
        "from studio.errors import StudioError\n\n\n"
        "def numbers(token):\n    raise StudioError(f'There is no embedding for {token!r}. Choose a word.')\n"
    )
    with pytest.raises(StudioError, match=r"There is no embedding for 'x'\. Choose a word\.") as caught:
        load_numbers(source_of(script, code), {"token": "x"})
    assert not isinstance(caught.value, AuthorError)  # it is no line of theirs that has to be mended


def test_numbers_that_fail_are_told_at_their_line(script: Path) -> None:
    source = source_of(script, "def numbers(token):\n    values = [1, 2]\n    return {'x': values[7]}\n")
    with pytest.raises(AuthorError) as caught:
        load_numbers(source, KING)
    problem = problem_of(caught)
    assert (problem.path, problem.line) == (source.path, 3)
    assert problem.message == "IndexError: list index out of range."
    assert problem.source == "return {'x': values[7]}"


def test_the_authors_own_line_is_told_and_not_one_of_a_library(script: Path) -> None:
    code = "import json\n\n\ndef numbers(token):\n    return json.loads(token)\n"
    source = source_of(script, code)
    with pytest.raises(AuthorError) as caught:
        load_numbers(source, {"token": "{"})
    assert (problem_of(caught).path, problem_of(caught).line) == (source.path, 5)


def test_mistakes_that_have_their_place_are_let_through(script: Path) -> None:
    source = source_of(script, SCENE)
    error = AuthorError([Problem(script, 9, 2, "Wrong.", "Mend it.")])
    with pytest.raises(AuthorError) as caught, authors_mistakes(source):
        raise error
    assert caught.value is error
    with pytest.raises(KeyboardInterrupt), authors_mistakes(source):
        raise KeyboardInterrupt


def test_what_no_line_of_the_author_is_to_blame_for_names_the_file(script: Path) -> None:
    source = source_of(script, SCENE)
    with pytest.raises(AuthorError) as caught, authors_mistakes(source):
        raise ValueError("odd")
    problem = problem_of(caught)
    assert (problem.path, problem.line, problem.message) == (source.path, 0, "ValueError: odd.")
