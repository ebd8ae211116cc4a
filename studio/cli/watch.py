"""What is saved while a preview stands: the author's files, and not what the studio writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import watchfiles
from watchfiles import Change, DefaultFilter

from studio.errors import StudioError
from studio.pipeline.request import Request
from studio.scene.loading import SceneSource, find_scenes
from studio.script.parser import read_script_file


def scenes_of(request: Request) -> SceneSource:
    """Where the scenes of a request's script are, as its front matter says now.

    Raises
    ------
    AuthorError
        If the front matter cannot be read, or its scenes cannot be found.
    """
    read = read_script_file(request.script)
    return find_scenes(request.script, read.front.scenes, read.line_of("scenes"))


@contextmanager
def saves(request: Request) -> Iterator[Event]:
    """What is set as soon as a file of the lesson is saved, from the beginning of the block."""
    folders = {request.script.parent.resolve()}
    with suppress(StudioError):
        folders.update(scenes_of(request).watch_folders)
    ours = [folder.resolve() for folder in (request.output, request.cache)]

    class Authors(DefaultFilter):
        def __call__(self, change: Change, path: str) -> bool:
            return super().__call__(change, path) and not any(
                Path(path).resolve().is_relative_to(folder) for folder in ours
            )

    saved, ended = Event(), Event()

    def listen() -> None:
        for _ in watchfiles.watch(*folders, watch_filter=Authors(), debounce=200, step=20, stop_event=ended):
            saved.set()

    listener = Thread(target=listen)
    listener.start()
    try:
        yield saved
    finally:
        ended.set()
        listener.join()
