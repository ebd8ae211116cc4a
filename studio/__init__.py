"""A script and its scenes become a film: what authors import. The engine knows nothing of any one lesson."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from studio.errors import StudioError
from studio.numbers import Number, Numbers, Sum

if TYPE_CHECKING:
    from studio.scene.lesson_scene import LessonScene
    from studio.scene.typesetting import Math, Text

__all__ = ["LessonScene", "Math", "Number", "Numbers", "StudioError", "Sum", "Text"]

_LATE = {
    "LessonScene": "studio.scene.lesson_scene",
    "Math": "studio.scene.typesetting",
    "Text": "studio.scene.typesetting",
}
"""What brings Manim with it, which takes a second to import: only where it is asked for."""


def __getattr__(name: str) -> Any:
    """Import what `_LATE` names."""
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
