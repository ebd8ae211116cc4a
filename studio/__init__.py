"""The engine that turns a script and its scenes into a film. It knows nothing of any one lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.numbers import Number, Numbers, Sum

if TYPE_CHECKING:
    from studio.scene.lesson_scene import LessonScene

__all__ = ["LessonScene", "Number", "Numbers", "Sum"]


def __getattr__(name: str) -> Any:
    """Import `LessonScene`, and Manim with it, only where it is asked for."""
    if name == "LessonScene":
        from studio.scene.lesson_scene import LessonScene

        return LessonScene
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
