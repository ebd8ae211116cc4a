"""Pickles in which folders have names instead of paths, so that another machine may have them elsewhere."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

Places = Mapping[str, Path]
"""Folders by their name. A path below two of them belongs to the one that is named first."""


class _Pickler(pickle.Pickler):
    def __init__(self, file: BytesIO, places: Places, texts: bool) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = places
        self._texts = texts

    def persistent_id(self, value: Any) -> tuple[str, str] | tuple[str, list[str]] | None:
        for name, folder in self._places.items():
            if isinstance(value, Path) and value.is_relative_to(folder):
                return name, value.relative_to(folder).as_posix()
            if self._texts and isinstance(value, str) and str(folder) in value:
                return name, value.split(str(folder))
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BytesIO, places: Places) -> None:
        super().__init__(file)
        self._places = places

    def persistent_load(self, reference: tuple[str, str | list[str]]) -> Path | str:
        name, value = reference
        folder = self._places[name]
        return folder / value if isinstance(value, str) else str(folder).join(value)


def dump(value: Any, places: Places, *, texts: bool = False) -> bytes:
    """Pickle a value; each `Path` below one of the places is kept by the place's name.

    Parameters
    ----------
    value
        Anything that can be pickled.
    places
        As they are on this machine.
    texts
        Whether folders are looked for within texts, too, as in messages.
    """
    file = BytesIO()
    _Pickler(file, places, texts).dump(value)
    return file.getvalue()


def load(data: bytes, places: Places) -> Any:
    """Undo `dump`, with the places as they are on this machine."""
    return _Unpickler(BytesIO(data), places).load()
