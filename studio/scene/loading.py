"""Find a script's scenes and import them.

``scenes:`` names a package or module, or a ``.py`` file. It is looked for in the folder of the script, then
in the folder above, so that ``script/`` and ``scenes/`` may stand side by side.
"""

from __future__ import annotations

import ast
import errno
import importlib
import importlib.util
import inspect
import json
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from studio.errors import AuthorError, Problem, StudioError
from studio.numbers import Number, Numbers

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
    def top(self) -> Path:
        """The folder of the package that the scenes and what they share with others of a course stand in."""
        return self.root / self.module.partition(".")[0]

    @property
    def files(self) -> tuple[Path, ...]:
        """Every source file of the scenes, sorted."""
        return tuple(sorted(self.path.parent.rglob("*.py"))) if self.is_package else (self.path,)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of these files, from the folder in which `module` is found."""
        return tuple(path.relative_to(self.root).as_posix() for path in self.files)


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
    module = scenes.removesuffix(".py").replace("/", ".")
    relative = Path(*module.split("."))
    roots = (script.parent, script.parent.parent)
    # A path that leaves these folders, such as ../x.py, has parts without a name.
    for root in roots if all(module.split(".")) else ():
        for path in (root / relative / "__init__.py", (root / relative).with_suffix(".py")):
            if path.is_file():
                return SceneSource(script, module, path, root)
    places = " and ".join(str(root) for root in roots)
    raise AuthorError(
        [
            Problem(
                script,
                line,
                1,
                f"The scenes {scenes!r} are neither a package nor a .py file in {places}.",
                "Name in `scenes:` a package or a .py file that stands in one of these, without a path.",
            )
        ]
    )


def _import(source: SceneSource, module: str) -> ModuleType:
    """Import a module of the scenes, and not one of the same name from elsewhere."""
    known = sys.modules.get(source.module.split(".")[0])
    if known is not None and not _is_below(known, source.root):
        forget(source)
    with importing(source):
        return importlib.import_module(module)


def forget(source: SceneSource) -> None:
    """Let the scenes be imported anew, as they are on the disk now."""
    top = source.module.split(".")[0]
    for name in [name for name in sys.modules if name == top or name.startswith(f"{top}.")]:
        del sys.modules[name]


@contextmanager
def importing(source: SceneSource) -> Iterator[None]:
    """Find the scenes and what stands beside them when they are imported, and compile them from their source.

    Python takes compiled code for current by its size and whole seconds; an author saves faster than that.
    """
    for path in source.path.parent.rglob("*.py"):
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
    importlib.invalidate_caches()
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source.root))
    try:
        yield
    finally:
        sys.path.remove(str(source.root))
        sys.dont_write_bytecode = writes


def _is_below(module: ModuleType, root: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve().is_relative_to(root)


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
    with authors_mistakes(source, let_through=StudioError):
        module = source.module
        if source.is_package:
            module = f"{source.module}.numbers"
            if not (source.path.parent / "numbers.py").is_file():
                return {}
        make = getattr(_import(source, module), "numbers", None)
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
    with authors_mistakes(source, let_through=StudioError):
        make = getattr(_import(source, f"{source.module}.page.data"), "data", None)
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
        If the scenes cannot be imported or have no such class, or if it is no `LessonScene`.
    """
    from studio.scene.lesson_scene import LessonScene

    with authors_mistakes(source):
        # To take all files apart costs a tenth of a second: at first those alone that have its name in them.
        likely = [path for path in source.files if name in path.read_text(encoding="utf-8")]
        named = [(path, node.lineno) for path in likely for node in _classes(path) if node.name == name]
        for path, _ in named:
            found = getattr(_import(source, _module(source, path)), name)
            if issubclass(found, LessonScene):
                return cast("type[LessonScene]", found)
        known = [node.name for path in source.files for node in _classes(path)]
    if named:
        fix = f"Write `class {name}(LessonScene):`, with `from studio import LessonScene` above it."
        raise AuthorError(
            [
                Problem(path, lineno, 0, f"The class {name!r} is no LessonScene.", fix)
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
    here = source.top if source.is_package else source.path
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve().is_relative_to(here)
    ]
    message = (
        str(error) if isinstance(error, StudioError) else f"{type(error).__name__}: {error}".rstrip(".") + "."
    )
    fix = "" if isinstance(error, StudioError) else "Mend this line of the scene."
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
        return Problem(source.path, 0, 0, message, "Install it, or mend the import.")
    if not frames:
        return Problem(source.path, 0, 0, message, fix)
    frame = frames[-1]
    return Problem(Path(frame.filename), frame.lineno or 0, 0, message, fix, _line(frame.line))


def _line(text: Any) -> str:
    return str(text or "").rstrip("\n")
