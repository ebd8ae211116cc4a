"""Copy mobjects without walking through what never changes.

Manim copies a mobject at the beginning of every animation, with `copy.deepcopy`: it looks at each colour,
name and number on the way. Here arrays are copied, what cannot change is shared, and the rest goes the way it
always went. The copy is the same; it is made several times faster.

The method of Manim's own class is changed only while a scene is run: animations copy whatever an author hands
them, not just mobjects of the studio's making.
"""

from __future__ import annotations

import copy
from contextlib import AbstractContextManager
from types import BuiltinFunctionType, FunctionType, NoneType
from typing import Any

import numpy as np
from manim import CapStyleType, LineJointType, ManimColor, Mobject

from studio.scene.manim_compat import copying_with

_UNCHANGING = frozenset(
    {
        bool,
        BuiltinFunctionType,
        bytes,
        CapStyleType,
        complex,
        float,
        FunctionType,
        int,
        LineJointType,
        ManimColor,
        NoneType,
        np.bool_,
        np.float64,
        np.int64,
        str,
        type,
    }
)


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    kind = type(value)
    if kind in _UNCHANGING:
        return value
    known = memo.get(id(value))
    if known is not None:
        return known
    if kind is np.ndarray and value.dtype != object:
        result = memo[id(value)] = value.copy()
        return result
    if kind is list:
        result = memo[id(value)] = []
        result.extend(_copied(item, memo) for item in value)
        return result
    if isinstance(value, Mobject):
        return value.__deepcopy__(memo)
    return copy.deepcopy(value, memo)


def _deepcopy(self: Mobject, memo: dict[int, Any]) -> Mobject:
    result = type(self).__new__(type(self))
    memo[id(self)] = result
    attributes = result.__dict__
    for name, value in self.__dict__.items():
        attributes[name] = _copied(value, memo)
    result.original_id = str(id(self))
    return result


def fast_deepcopy() -> AbstractContextManager[None]:
    """Copy mobjects the quick way within the block."""
    return copying_with(_deepcopy)
