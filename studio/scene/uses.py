"""What a scene asks of the words and numbers that it is told: on the others it does not depend."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from pydantic_core import to_json

from studio.scene.context import ChapterContext
from studio.script.front_matter import FrontMatter

T = TypeVar("T")


class Uses:
    """The labels, numbers and keys of the front matter that a scene has asked for.

    Attributes
    ----------
    names
        Such as ``labels.query``, ``numbers.q1`` or ``front.language``; ``labels`` for all of them.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()

    def noting(self, context: ChapterContext) -> ChapterContext:
        """The same chapter, of which it is noted what is asked for."""
        front = _NotedFront(context.front, self.names.add)
        return replace(
            context,
            front=cast("FrontMatter", front),
            labels=_NotedTable("labels", context.labels, self.names.add),
            numbers=_NotedTable("numbers", context.numbers, self.names.add),
        )


def values_of(context: ChapterContext, names: Iterable[str]) -> dict[str, str]:
    """What a chapter answers to each of these names, as digests, sorted; it need not have all of them."""
    return {name: _digest(_value(context, name)) for name in sorted(names)}


def _value(context: ChapterContext, name: str) -> Any:
    table, _, key = name.partition(".")
    if table == "front":
        return getattr(context.front, key, None) if key else context.front
    entries: Mapping[str, Any] = context.labels if table == "labels" else context.numbers
    if not key:
        return dict(entries)
    return [entries[key]] if key in entries else []


def _digest(value: Any) -> str:
    return hashlib.sha256(to_json(value, fallback=repr)).hexdigest()


class _NotedTable(Mapping[str, T]):
    def __init__(self, name: str, table: Mapping[str, T], note: Callable[[str], None]) -> None:
        self._name, self._table, self._note = name, table, note

    def __getitem__(self, key: str) -> T:
        self._note(f"{self._name}.{key}")
        return self._table[key]

    def __contains__(self, key: object) -> bool:
        self._note(f"{self._name}.{key}")
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        self._note(self._name)
        return iter(self._table)

    def __len__(self) -> int:
        self._note(self._name)
        return len(self._table)

    def __repr__(self) -> str:
        return repr(dict(self))


class _NotedFront:
    """The front matter: a key of it is noted as a whole, and all of it where it is asked for more."""

    def __init__(self, front: FrontMatter, note: Callable[[str], None]) -> None:
        self._front, self._note = front, note

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._note(f"front.{name}" if name in type(self._front).model_fields else "front")
        return getattr(self._front, name)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        self._note("front")
        return iter(self._front)

    def __repr__(self) -> str:
        self._note("front")
        return repr(self._front)
