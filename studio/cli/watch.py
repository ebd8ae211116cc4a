"""What is saved while a preview stands: the author's files, and not what the studio writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import watchfiles
from watchfiles import Change, DefaultFilter

from studio.errors import StudioError
from studio.pipeline.request import Request
from studio.scene.loading import SceneSource, find_scenes
from studio.script.parser import read_script_file
from studio.store.reads import PACKAGE, Reads, are_current


def scenes_of(request: Request) -> SceneSource:
    """Where the scenes of a request's script are, as its front matter says now.

    Raises
    ------
    AuthorError
        If the front matter cannot be read, or its scenes cannot be found.
    """
    read = read_script_file(request.script)
    return find_scenes(request.script, read.front.scenes, read.line_of("scenes"))


class Saves:
    """What an author saves, from the beginning of a block to its end.

    Attributes
    ----------
    heard
        Set as soon as a file of the lesson is saved.
    """

    def __init__(self, request: Request) -> None:
        self.heard = Event()
        self._ended = Event()
        self._listeners: list[Thread] = []
        self._ours = [folder.resolve() for folder in (request.output, request.cache)]
        folders = {request.script.parent.resolve()}
        with suppress(StudioError):
            folders.update(scenes_of(request).watch_folders)
        self._listen(folders, lambda _: True, recursive=True)

    def expect(self, reads: Reads) -> None:
        """Hear of what was read, too, wherever it lies; of what was saved since it was read, at once."""
        paths = {Path(path) for path in reads if not str(path).startswith(PACKAGE)}
        listed = {path for path in paths if path.is_dir()}
        # A folder that is not there yet comes into the one above it.
        folders = {next(one for one in (path, *path.parents) if one.is_dir()) for path in paths}

        def is_of_it(saved: Path) -> bool:
            return not listed.isdisjoint(saved.parents) or any(path.is_relative_to(saved) for path in paths)

        self._listen(folders, is_of_it, recursive=False)
        if not are_current(reads):
            self.heard.set()

    def end(self) -> None:
        """Hear no more."""
        self._ended.set()
        for listener in self._listeners:
            listener.join()

    def _listen(self, folders: set[Path], is_of_it: Callable[[Path], bool], *, recursive: bool) -> None:
        ours = self._ours

        class Authors(DefaultFilter):
            def __call__(self, change: Change, path: str) -> bool:
                place = Path(path).resolve()
                known = super().__call__(change, path) and is_of_it(place)
                return known and not any(place.is_relative_to(folder) for folder in ours)

        def listen() -> None:
            options: dict[str, Any] = {"debounce": 200, "step": 20, "recursive": recursive}
            saved = watchfiles.watch(*folders, watch_filter=Authors(), stop_event=self._ended, **options)
            for _ in saved:
                self.heard.set()

        self._listeners.append(Thread(target=listen))
        self._listeners[-1].start()


@contextmanager
def saves(request: Request) -> Iterator[Saves]:
    """Hear within the block what is saved."""
    heard = Saves(request)
    try:
        yield heard
    finally:
        heard.end()
