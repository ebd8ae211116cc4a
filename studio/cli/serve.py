"""Published lessons in a browser: a local web server that sends parts of files too, so that seeking works.

Ranges and conditions are Werkzeug's. It names the version of a file by its time and size, so that a new
render is seen at once, and its server is the standard library's with a thread for each request.
"""

from __future__ import annotations

import socket
from html import escape
from pathlib import Path
from urllib.parse import quote

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler
from werkzeug.serving import make_server as make_wsgi_server
from werkzeug.utils import redirect, send_from_directory
from werkzeug.wrappers import Request, Response

from studio.errors import StudioError

HOST = "127.0.0.1"
"""Nobody on another machine can reach the server."""

# What this system's own table may call otherwise.
_TYPES = {
    ".js": "text/javascript",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
}


class _Quiet(WSGIRequestHandler):
    """Says nothing of what it sends: every still and every part of the film would be a line."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


def make_server(folder: Path, port: int) -> BaseWSGIServer:
    """Make a server of a folder; it answers from this machine alone, once its ``serve_forever`` is called.

    Parameters
    ----------
    folder
        The folder of all published lessons.
    port
        Of the address; 0 takes one that is free, which the server's ``port`` names.

    Raises
    ------
    StudioError
        If there is no published lesson in the folder, or the port is taken.
    """
    if not lessons_in(folder):
        raise StudioError(f"There is no lesson page in {folder}: render one first, or name its --output.")

    @Request.application
    def application(request: Request) -> Response | HTTPException:
        try:
            return _answer(folder, request)
        except HTTPException as error:
            return error

    # Werkzeug ends the process if it cannot have the port, so it is given one that listens already.
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        raise StudioError(
            f"Port {port} cannot be used: {error.strerror}. Name another, or 0 for any that is free."
        ) from error
    with listener:
        return make_wsgi_server(
            HOST, port, application, threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )


def lessons_in(folder: Path) -> list[str]:
    """Return the names of the lessons in a folder that have a page, sorted."""
    return sorted(page.parent.name for page in folder.glob("*/index.html"))


def address_of(server: BaseWSGIServer, folder: Path) -> str:
    """Return where to begin: the page of the only lesson, or the list of all."""
    lessons = lessons_in(folder)
    only = f"{lessons[0]}/" if len(lessons) == 1 else ""
    return f"http://{HOST}:{server.port}/{only}"


def _answer(folder: Path, request: Request) -> Response:
    path = request.path.strip("/")
    if any(part.startswith(".") for part in path.split("/")):
        raise NotFound
    if not path:
        return Response(_list_of_lessons(folder), mimetype="text/html")
    if (folder / path / "index.html").is_file():
        if not request.path.endswith("/"):
            return redirect(f"/{quote(path)}/")
        path += "/index.html"
    return send_from_directory(
        folder.resolve(), path, request.environ, mimetype=_TYPES.get(Path(path).suffix)
    )


def _list_of_lessons(folder: Path) -> str:
    links = (f'<li><a href="{quote(name)}/">{escape(name)}</a>' for name in lessons_in(folder))
    return f"<!doctype html><meta charset=utf-8><title>Lessons</title><ul>{''.join(links)}</ul>"
