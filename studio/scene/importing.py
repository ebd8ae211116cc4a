"""Import an author's modules: from their sources, as they are now, and in nobody else's way.

Python takes compiled code for current by its size and whole seconds; an author saves faster than that. So
nothing compiled is read or written. Each time that the studio turns to the author's code, it imports all of
it anew: what a chapter has imported is then all that it depends on, and no chapter finds what another left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.abc import MetaPathFinder
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
)
from pathlib import Path
from threading import RLock
from types import CodeType, ModuleType

from studio.store.reads import author_path, note_absent, was_saved

_OURS = "imported by the studio"
_TURN = RLock()  # a process has one set of modules: of several threads one imports at a time
_MAIN = ("__main__", "__mp_main__")


@contextmanager
def importing(root: Path, top: str) -> Iterator[None]:
    """Import what lies in a folder anew, from its sources, within the block.

    Names there stand back behind Python's own and those of packages: a ``random.py`` is not what Manim gets
    when it imports `random`.

    Parameters
    ----------
    root
        The folder.
    top
        A module or package in it that nobody else's of the same name takes the place of.
    """
    with _TURN:
        if any(isinstance(finder, _Finder) and finder.is_for(root, top) for finder in sys.meta_path):
            yield
            return
        forget(root, top)
        finder = _Finder(root, top)
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)


def forget(root: Path, top: str) -> None:
    """Let go of all modules that were imported within `importing`, and of others in the place of `top`."""
    known = sys.modules.get(top)
    other = known is not None and not _is_below(known, root)
    for name, module in list(sys.modules.items()):
        if _is_ours(module) or (other and name.partition(".")[0] == top):
            del sys.modules[name]
            parent, _, child = name.rpartition(".")
            if getattr(sys.modules.get(parent), child, None) is module:
                delattr(sys.modules[parent], child)


def forget_all() -> None:
    """Let go of every module of an author's, whoever imported it."""
    _forget_those(lambda _: True)


def forget_saved() -> None:
    """Let go of the modules of an author's whose files were saved since they were imported, by whomever."""
    _forget_those(lambda module: was_saved(str(module.__file__)))


def _forget_those(unwanted: Callable[[ModuleType], bool]) -> None:
    for name, module in list(sys.modules.items()):
        if name not in _MAIN and _is_authors(module) and unwanted(module):
            del sys.modules[name]


def is_foreign(name: str) -> bool:
    """Whether Python, a package or the studio has a module of that name."""
    if name in sys.stdlib_module_names:
        return True
    for finder in sys.meta_path:
        spec = None if isinstance(finder, _Finder) else finder.find_spec(name, None, None)
        if spec is not None and spec.origin is not None:
            return author_path(spec.origin) is None
    return False


def is_imported_elsewhere() -> bool:
    """Whether this process has modules of an author's that are not imported anew, and so may keep things."""
    main = {getattr(sys.modules.get(name), "__file__", None) for name in _MAIN}
    others = [module for module in list(sys.modules.values()) if not _is_ours(module)]
    return any(_is_authors(module) for module in others if getattr(module, "__file__", None) not in main)


class _Finder(MetaPathFinder):
    """Finds modules in one folder and below."""

    def __init__(self, root: Path, top: str) -> None:
        self._root, self._top = root, top

    def is_for(self, root: Path, top: str) -> bool:
        return (self._root, self._top) == (root, top)

    def find_spec(
        self, name: str, path: Sequence[str] | None, _: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        folders = (str(self._root),) if path is None else tuple(path)
        if path is None:
            if name != self._top and is_foreign(name):
                return None
        elif not all(self._is_within(folder) for folder in folders):
            return None
        tail = name.rpartition(".")[2]
        for folder in folders:
            spec = FileFinder(folder, *_LOADERS).find_spec(name)
            _note_where(Path(folder, tail), spec)
            if spec is not None:
                spec.loader_state = _OURS
                return spec
        return None

    def _is_within(self, folder: str) -> bool:
        place = author_path(os.path.abspath(folder))  # noqa: PTH100 (not resolved: links are followed there)
        return place is not None and place.is_relative_to(self._root)


class _Loader(SourceFileLoader):
    """Compiles a source, and looks for nothing that was compiled before."""

    def get_code(self, name: str) -> CodeType:
        path = self.get_filename(name)
        return _compiled(path, self.get_data(path))


_LOADERS = ((ExtensionFileLoader, EXTENSION_SUFFIXES), (_Loader, SOURCE_SUFFIXES))


@lru_cache(maxsize=1024)
def _compiled(path: str, source: bytes) -> CodeType:
    return compile(source, path, "exec", dont_inherit=True)


def _note_where(place: Path, spec: ModuleSpec | None) -> None:
    """Note the files that would be imported instead if they were there."""
    if spec is None or spec.origin is None:
        note_absent(place / "__init__.py", place.with_name(f"{place.name}.py"))
    elif Path(spec.origin).stem != "__init__":
        note_absent(place / "__init__.py")


def _is_ours(module: ModuleType) -> bool:
    return getattr(getattr(module, "__spec__", None), "loader_state", None) == _OURS


def _is_authors(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return bool(file and author_path(os.path.abspath(file)))  # noqa: PTH100


def _is_below(module: ModuleType, root: Path) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(place is not None and Path(place).resolve().is_relative_to(root) for place in places)
