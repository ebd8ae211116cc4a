"""What all frames of a movement follow from, so that few of them have to be looked at.

One of Manim's own animations makes its pictures of what it holds when it begins: where its mobjects start and
end, its timing, its functions of Manim's own. Two that hold the same, in one version of Manim, show the same
in every frame. Where somebody else's code takes part, nobody knows what it does: only the frames tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache, partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np
from manim import Animation, ManimColor, Mobject, Succession, VMobject
from manim.data_structures import MethodWithArgs

from studio.drawing.fingerprint import Fingerprint
from studio.store.reads import author_path

_PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic, Enum, ManimColor)

_RUN_BY_FUNCTIONS = ("manim.animation.numbers", "manim.animation.speedmodifier", "manim.animation.updaters")
"""Modules of Manim's whose animations go on from the frame before, or from what their mobjects know."""

_NOT_SHOWN = frozenset({"name", "scene", "_on_finish"})
"""Attributes of an animation that are of use before or after its frames."""

_AT_END = frozenset({"methods"})
"""What changes the target once an animation is over: seen if another one follows in the same play."""

_UNSEEN_OVERRIDES = frozenset(
    {"__annotations__", "__dict__", "__doc__", "__firstlineno__", "__init__", "__module__", "__qualname__"}
    | {"__static_attributes__", "__weakref__", "_original__init__", "animation_overrides"}
)


class _UnknownError(Exception):
    """Something of which nobody can tell what it does."""


def cause_of(animations: Sequence[Animation]) -> str | None:
    """The digest of what all frames of a play follow from; None if only the frames themselves tell.

    Parameters
    ----------
    animations
        Of a play that was begun, as they are at its first frame.
    """
    cause = _Cause()
    try:
        for animation in animations:
            cause.add(animation)
    except (_UnknownError, RecursionError):
        return None
    return cause.fingerprint.hexdigest()


class _Cause:
    """The digest of values of any kind that is known; whatever comes again is named by its number."""

    def __init__(self) -> None:
        self.fingerprint = Fingerprint()
        self._numbers: dict[int, int] = {}
        self._kept: list[Any] = []  # so that no address is given to another
        self._is_followed = False

    def add(self, value: Any) -> None:
        """Add a value and all that it holds.

        Raises
        ------
        _UnknownError
            If it is, or holds, what nobody can tell about.
        """
        if isinstance(value, _PLAIN):
            self.fingerprint.text(type(value).__name__, value)
            return
        known = self._numbers.get(id(value))
        if known is not None:
            self.fingerprint.text("again", known)
            return
        self._numbers[id(value)] = len(self._numbers)
        self._kept.append(value)
        if isinstance(value, Mobject):
            self._mobject(value)
        elif isinstance(value, Animation):
            self._animation(value)
        elif isinstance(value, np.ndarray):
            self._array(value)
        elif isinstance(value, Mapping):
            self._sequence("mapping", [part for item in value.items() for part in item])
        elif isinstance(value, MethodWithArgs):
            self._sequence("call", [value.method, value.args, value.kwargs])
        elif isinstance(value, list | tuple):
            self._sequence(type(value).__name__, value)
        else:
            self._function(value)

    def _mobject(self, mobject: Mobject) -> None:
        if mobject.updaters or not _moves_as_manims(type(mobject)):  # type: ignore[arg-type]
            raise _UnknownError
        self.fingerprint.mobject(mobject)
        if isinstance(mobject, VMobject):
            self.fingerprint.text(mobject.sheen_factor, *mobject.sheen_direction)
        self._sequence(type(mobject).__qualname__, mobject.submobjects)

    def _animation(self, animation: Animation) -> None:
        kind = type(animation)
        if not kind.__module__.startswith("manim.") or kind.__module__.startswith(_RUN_BY_FUNCTIONS):
            raise _UnknownError
        before, self._is_followed = self._is_followed, self._is_followed or isinstance(animation, Succession)
        unseen = _NOT_SHOWN if self._is_followed else _NOT_SHOWN | _AT_END
        held = [item for item in vars(animation).items() if item[0] not in unseen]
        self._sequence(kind.__qualname__, [part for item in held for part in item])
        self._is_followed = before

    def _array(self, array: Any) -> None:
        if array.dtype.hasobject:
            self._sequence("array", array.tolist())
        else:
            self.fingerprint.text(array.dtype.str, array.shape)
            self.fingerprint.bytes(np.ascontiguousarray(array).tobytes())

    def _sequence(self, name: str, values: Sequence[Any]) -> None:
        self.fingerprint.text(name, len(values))
        for value in values:
            self.add(value)

    def _function(self, function: Any) -> None:
        if isinstance(function, MethodType):
            self._sequence("method", [function.__func__, function.__self__])
        elif isinstance(function, partial):
            self._sequence("partial", [function.func, function.args, function.keywords])
        elif isinstance(function, FunctionType) and _is_no_authors(function.__code__.co_filename):
            code = function.__code__
            cells = [cell.cell_contents for cell in function.__closure__ or ()]
            self.fingerprint.text(function.__module__, code.co_qualname, code.co_firstlineno)
            self._sequence("held", [function.__defaults__, function.__kwdefaults__, *cells])
        elif isinstance(function, BuiltinFunctionType | np.ufunc):
            self.fingerprint.text(function.__name__)
        elif isinstance(function, type) and _is_manims(function.__module__):
            self.fingerprint.text(function.__module__, function.__qualname__)
        else:
            raise _UnknownError


def _is_manims(module: str) -> bool:
    return module.partition(".")[0] in ("manim", "studio")


@lru_cache(maxsize=1024)
def _is_no_authors(file: str) -> bool:
    return author_path(str(Path(file).absolute())) is None


@lru_cache(maxsize=1024)
def _moves_as_manims(kind: type[Mobject]) -> bool:
    """Whether a class of mobjects has nothing in the place of what Manim's mobjects have."""
    authors = [one for one in kind.__mro__ if not _is_manims(one.__module__) and one is not object]
    return all(vars(one).keys() & set(dir(VMobject)) <= _UNSEEN_OVERRIDES for one in authors)
