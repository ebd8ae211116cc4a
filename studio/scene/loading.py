"""Find a script's scenes and import them.

``scenes:`` names a package or module, or a ``.py`` file. It is looked for in the folder of the script, then
in the folder above, so that ``script/`` and ``scenes/`` may stand side by side, and then in the folder
``scenes`` of each, where the lessons of a course stand side by side.
"""

from __future__ import annotations

import ast
import errno
import importlib
import inspect
import json
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.errors import AuthorError, Problem, StudioError
from studio.numbers import Number, Numbers
from studio.scene import importing as imports
from studio.store.reads import unrecorded

if TYPE_CHECKING:
    from studio.scene.lesson_scene import LessonScene


@dataclass(frozen=True)
class SceneSource:
    """Where a script's scenes are.

    Parameters
    ----------
    script
        The script that names them.
    module
        The name to import.
    path
        The module's file, or the ``__init__.py`` of the package.
    root
        The folder in which `module` is found.
    """

    script: Path
    module: str
    path: Path
    root: Path

    @property
    def is_package(self) -> bool:
        """Whether the scenes are a package rather than one file."""
        return self.path.name == "__init__.py"

    @property
    def files(self) -> tuple[Path, ...]:
        """Every source file of the scenes, sorted."""
        return tuple(sorted(self.path.parent.rglob("*.py"))) if self.is_package else (self.path,)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of these files, from the folder in which `module` is found."""
        return self.names_of(self.files)

    def names_of(self, paths: Iterable[Path]) -> tuple[str, ...]:
        """The names of files, from the folder in which `module` is found."""
        return tuple(path.relative_to(self.root).as_posix() for path in paths)

    @property
    def top(self) -> str:
        """The package that the scenes and their siblings are in, such as ``scenes``; or the module itself."""
        return self.module.partition(".")[0]

    @property
    def top_folder(self) -> Path | None:
        """The folder of `top`; None for a single file."""
        folder = self.root / self.top
        return folder if folder in self.path.parents else None

    @property
    def lesson_files(self) -> tuple[Path, ...]:
        """Every file that the scenes may need: all in `top_folder`, or the Python files beside one file."""
        if self.top_folder is None:
            return tuple(sorted(self.root.glob("*.py")))
        found = self.top_folder.rglob("*")
        return tuple(sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts))

    @property
    def configurations(self) -> tuple[Path, ...]:
        """Where Manim's configuration for the scenes may stand; the first that is there counts."""
        folders = dict.fromkeys((self.script.parent, self.root))
        return tuple(folder / "manim.cfg" for folder in folders)

    @property
    def watch_folders(self) -> tuple[Path, ...]:
        """The folders in which a save may change what the scenes show."""
        return (self.top_folder or self.root,)


def find_scenes(script: Path, scenes: str, line: int = 1) -> SceneSource:
    """Find the package or file that a script's front matter names.

    Parameters
    ----------
    script
        The script.
    scenes
        What it names.
    line
        Of ``scenes:`` in it, for the message.

    Raises
    ------
    AuthorError
        If there is none, with the places that were searched.
    """
    script = script.resolve()
    parts = scenes.removesuffix(".py").replace("/", ".").split(".")
    roots = (script.parent, script.parent.parent)
    # A path that leaves these folders, such as ../x.py, has parts without a name.
    named = [(root, (*within, *parts)) for within in ((), ("scenes",)) for root in roots if all(parts)]
    for root, names in named:
        place = root.joinpath(*names)
        for path in (place / "__init__.py", place.with_name(f"{place.name}.py")):
            if path.is_file():
                if imports.is_foreign(names[0]):
                    message = f"The scenes cannot be named {names[0]!r}: a package of Python has that name."
                    raise _wrong_scenes(script, line, message, "Give them another name, and write it here.")
                return SceneSource(script, ".".join(names), path, root)
    places = " and ".join(str(root) for root in roots)
    raise _wrong_scenes(
        script,
        line,
        f"The scenes {scenes!r} are neither a package nor a .py file in {places}, nor in `scenes` there.",
        "Name in `scenes:` a package or a .py file that stands in one of these, without a path.",
    )


def _wrong_scenes(script: Path, line: int, message: str, fix: str) -> AuthorError:
    return AuthorError([Problem(script, line, 1, message, fix)])


def importing(source: SceneSource) -> AbstractContextManager[None]:
    """Import the scenes, and what stands beside them, anew within the block: see `studio.scene.importing`."""
    return imports.importing(source.root, source.top)


def load_numbers(source: SceneSource, parameters: Mapping[str, str]) -> Numbers:
    """The lesson's table of numbers for the values of its parameters.

    It is what the function ``numbers`` returns, of the module ``numbers`` in a package of scenes, or of the
    scenes' file itself; it takes the parameters by their names. A lesson without one has an empty table.

    Raises
    ------
    AuthorError
        If the scenes cannot be imported, or the function takes other parameters or fails.
    StudioError
        As the function raises it, for a value that the lesson refuses.
    """
    with authors_mistakes(source, let_through=StudioError), importing(source):
        module = source.module
        if source.is_package:
            module = f"{source.module}.numbers"
            if not (source.path.parent / "numbers.py").is_file():
                return {}
        make = getattr(importlib.import_module(module), "numbers", None)
        if make is None:
            return {}
        table: Numbers = _call(source, make, parameters)
        wrong = [name for name, value in table.items() if not isinstance(value, Number | str)]
        if wrong:
            message = f"The table of numbers holds neither a Number nor a str at {wrong[0]!r}."
            raise AuthorError([Problem(source.path, 0, 0, message, "Put one there, in `numbers`.")])
        return table


def load_page_data(source: SceneSource, parameters: Mapping[str, str]) -> Mapping[str, Any]:
    """What the parts of a lesson's page know, for the values of the lesson's parameters.

    It is what the function ``data`` returns, of the module ``page.data`` in a package of scenes; it takes
    the parameters by their names. A lesson without one knows nothing.

    Raises
    ------
    AuthorError
        If the module cannot be imported, the function takes other parameters or fails, or JSON cannot hold
        what it returns.
    StudioError
        As the function raises it, for a value that the lesson refuses.
    """
    path = source.path.parent / "page" / "data.py"
    if not source.is_package or not path.is_file():
        return {}
    with authors_mistakes(source, let_through=StudioError), importing(source):
        make = getattr(importlib.import_module(f"{source.module}.page.data"), "data", None)
        if make is None:
            message = "This module has no function `data`."
            fix = "Write `def data():`, with the lesson's parameters, or take the file away."
            raise AuthorError([Problem(path, 0, 0, message, fix)])
        data: Mapping[str, Any] = _call(source, make, parameters)
        json.dumps(data, allow_nan=False)
        return data


def _call(source: SceneSource, function: Callable[..., Any], parameters: Mapping[str, str]) -> Any:
    """Call a function of the lesson with its parameters, if these are the ones that it takes."""
    signature = inspect.signature(function)
    try:
        signature.bind(**parameters)
    except TypeError:
        code = getattr(inspect.unwrap(function), "__code__", None)
        path, line = (Path(code.co_filename), code.co_firstlineno) if code else (source.path, 0)
        names = ", ".join(signature.parameters)
        given = f"`parameters:` with `{', '.join(parameters)}`" if parameters else "no `parameters:`"
        message = f"The function is `{function.__name__}({names})`, but the script has {given}."
        raise AuthorError([Problem(path, line, 0, message, "Give both the same names.")]) from None
    return function(**parameters)


def load_scene(source: SceneSource, name: str, line: int) -> type[LessonScene]:
    """The scene class of a chapter.

    Parameters
    ----------
    source
        Where the scenes are.
    name
        Of the class.
    line
        Of the chapter's heading, for the message.

    Raises
    ------
    AuthorError
        If the scenes cannot be imported or have no such class, or if it is not a `LessonScene`.
    """
    from studio.scene.lesson_scene import LessonScene

    with authors_mistakes(source), importing(source):
        paths = scene_files(source, name)
        for path in paths:
            found = getattr(importlib.import_module(_module(source, path)), name, None)
            if isinstance(found, type) and issubclass(found, LessonScene):
                return found
        named = [(path, node.lineno) for path in paths for node in _classes(path) if node.name == name]
        known = [node.name for path in source.files for node in _classes(path)]
    if named:
        fix = f"Write `class {name}(LessonScene):`, with `from studio import LessonScene` above it."
        raise AuthorError(
            [
                Problem(path, lineno, 0, f"The class {name!r} is not a LessonScene.", fix)
                for path, lineno in named
            ]
        )
    near = get_close_matches(name, known, n=1)
    raise AuthorError(
        [
            Problem(
                source.script,
                line,
                1,
                f"The scenes {source.module!r} have no class {name!r}.",
                f"Write {{scene={near[0]}}}." if near else "Name one of theirs in {scene=…}, or write it.",
            )
        ]
    )


def scene_files(source: SceneSource, name: str) -> tuple[Path, ...]:
    """The files of the scenes that define a class of that name, by their text; reading them is not recorded.

    Raises
    ------
    OSError, UnicodeDecodeError
        If one of the scenes' files cannot be read.
    """
    defines = re.compile(rf"^class\s+{re.escape(name)}\b", re.MULTILINE)
    with unrecorded():
        return tuple(path for path in source.files if defines.search(path.read_text(encoding="utf-8")))


def _classes(path: Path) -> list[ast.ClassDef]:
    """The classes that a file defines, found without running it."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def _module(source: SceneSource, path: Path) -> str:
    parts = path.relative_to(source.root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@contextmanager
def authors_mistakes(source: SceneSource, let_through: type[StudioError] = AuthorError) -> Iterator[None]:
    """Turn whatever goes wrong in an author's code into a message that points at its line.

    Parameters
    ----------
    source
        The author's code.
    let_through
        What is raised as it is: by default only what has its place already.

    Raises
    ------
    AuthorError
        For any other exception.
    """
    try:
        yield
    except let_through:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):  # no line of the author's is to blame
            raise StudioError(f"Nothing more can be written: {error.strerror}. Make room.") from error
        raise AuthorError([_problem(source, error)]) from error
    except Exception as error:
        raise AuthorError([_problem(source, error)]) from error


def _problem(source: SceneSource, error: Exception) -> Problem:
    here = source.top_folder or source.path
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve().is_relative_to(here)
    ]
    message = (
        str(error) if isinstance(error, StudioError) else f"{type(error).__name__}: {error}".rstrip(".") + "."
    )
    fix = "" if isinstance(error, StudioError) else "Fix this line of the scene."
    if isinstance(error, SyntaxError) and error.filename:
        return Problem(
            Path(error.filename),
            error.lineno or 0,
            error.offset or 0,
            f"{error.msg}.",
            fix,
            _line(error.text),
        )
    if isinstance(error, ModuleNotFoundError) and not frames:
        return Problem(source.path, 0, 0, message, "Install it, or fix the import.")
    if not frames:
        return Problem(source.path, 0, 0, message, fix)
    frame = frames[-1]
    return Problem(Path(frame.filename), frame.lineno or 0, 0, message, fix, _line(frame.line))


def _line(text: Any) -> str:
    return str(text or "").rstrip("\n")
