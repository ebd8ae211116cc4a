"""Published lessons in a browser: a local web server that sends parts of files too, so that seeking works."""

from __future__ import annotations

import re
import shutil
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

from studio.errors import StudioError

HOST = "127.0.0.1"
"""Nobody on another machine can reach the server."""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)


class Handler(SimpleHTTPRequestHandler):
    """Sends files of one folder, whole or in part (RFC 9110, section 14: one range of bytes)."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".m4a": "audio/mp4",
        ".mp4": "video/mp4",
        ".srt": "application/x-subrip; charset=utf-8",
        ".vtt": "text/vtt; charset=utf-8",
    }

    def end_headers(self) -> None:
        """Say that parts can be asked for, and that a new render is to be seen at once."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_head(self) -> Any:
        """Answer a request for a part of a file; any other is answered as it always is."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return super().send_head()
        size, changed = path.stat().st_size, self.date_time_string(int(path.stat().st_mtime))
        bounds = part_of(self.headers.get("Range", ""), size)
        # Who has a part of an older file gets the whole of the new one.
        if bounds is None or self.headers.get("If-Range", changed) != changed:
            return super().send_head()
        first, last = bounds
        if first > last:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        file = path.open("rb")
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Last-Modified", changed)
        self.end_headers()
        file.seek(first)
        return _Part(file, last - first + 1)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file; a browser that has enough of a film hangs up, and that is no mistake."""
        try:
            shutil.copyfileobj(source, outputfile)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: every still and every part of the film would be a line."""


class _Part:
    """So many bytes of an open file."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """Read on, at most to the end of the part."""
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """Read which part of a file a request wants.

    Parameters
    ----------
    header
        The value of ``Range``.
    size
        Of the file in bytes.

    Returns
    -------
    tuple or None
        The first byte and the last, the first behind the last if the file has no such part. None if the whole
        file is to be sent: no part is asked for, or several, or none that can be understood.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = (int(digits) if digits else None for digits in match.groups())
    if first is None:  # so many bytes at the end
        return (max(0, size - last), size - 1) if last else (size, size - 1)
    if last is not None and last < first:
        return None
    return first, size - 1 if last is None else min(last, size - 1)


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Make a server of a folder; it answers from this machine alone, once its ``serve_forever`` is called.

    Parameters
    ----------
    folder
        The folder of all published lessons.
    port
        Of the address; 0 takes one that is free.

    Raises
    ------
    StudioError
        If there is no published lesson in the folder, or the port is taken.
    """
    if not lessons_in(folder):
        raise StudioError(f"There is no lesson page in {folder}: render one first, or name its --output.")

    def handler(*arguments: Any) -> Handler:
        return Handler(*arguments, directory=str(folder))

    try:
        return ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        raise StudioError(
            f"Port {port} cannot be used: {error.strerror}. Name another, or 0 for any that is free."
        ) from error


def lessons_in(folder: Path) -> list[str]:
    """Return the names of the lessons in a folder that have a page, sorted."""
    return sorted(page.parent.name for page in folder.glob("*/index.html"))


def address_of(server: ThreadingHTTPServer, folder: Path) -> str:
    """Return where to begin: the page of the only lesson, or the list of all."""
    lessons = lessons_in(folder)
    only = f"{lessons[0]}/" if len(lessons) == 1 else ""
    return f"http://{HOST}:{server.server_port}/{only}"
