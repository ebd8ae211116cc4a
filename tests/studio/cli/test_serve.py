"""Files over HTTP, whole and in part."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.cli.serve import address_of, make_server, part_of
from studio.errors import StudioError

FILM = bytes(range(256)) * 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lesson = tmp_path / "output" / "lesson"
    lesson.mkdir(parents=True)
    (lesson / "index.html").write_text("<p>The page.", encoding="utf-8")
    (lesson / "film.mp4").write_bytes(FILM)
    (tmp_path / "secret.txt").write_text("not yours", encoding="utf-8")
    return tmp_path / "output"


@pytest.fixture
def server(folder: Path) -> Iterator[ThreadingHTTPServer]:
    with make_server(folder, 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(
    server: ThreadingHTTPServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    response = connection.getresponse()
    answer = response.status, {name.title(): text for name, text in response.getheaders()}, response.read()
    connection.close()
    return answer


def test_a_whole_file(server: ThreadingHTTPServer) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4")
    assert (status, body) == (200, FILM)
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=1000-", 1000, 1023),
        ("bytes=-10", 1014, 1023),
        ("bytes=5-9999", 5, 1023),
    ],
)
def test_a_part_of_a_file(server: ThreadingHTTPServer, wanted: str, first: int, last: int) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4", Range=wanted)
    assert (status, body) == (206, FILM[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert headers["Content-Length"] == str(last + 1 - first)
    assert headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=-0", "bytes=5000-6000"])
def test_a_part_that_is_not_there(server: ThreadingHTTPServer, wanted: str) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4", Range=wanted)
    assert (status, headers["Content-Range"], body) == (416, "bytes */1024", b"")


@pytest.mark.parametrize("wanted", ["bytes=-", "bytes=9-5", "bytes=0-1,5-6", "lines=0-5", "bytes=x-y"])
def test_what_is_no_part_gives_the_whole(server: ThreadingHTTPServer, wanted: str) -> None:
    assert ask(server, "/lesson/film.mp4", Range=wanted)[::2] == (200, FILM)


def test_a_part_of_an_older_file_gives_the_whole(server: ThreadingHTTPServer) -> None:
    answer = ask(server, "/lesson/film.mp4", Range="bytes=0-9", If_Range="Tue, 01 Jan 2019 00:00:00 GMT")
    assert answer[::2] == (200, FILM)
    changed = answer[1]["Last-Modified"]
    assert ask(server, "/lesson/film.mp4", Range="bytes=0-9", If_Range=changed)[::2] == (206, FILM[:10])


def test_head_sends_no_body(server: ThreadingHTTPServer) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4", "HEAD", Range="bytes=0-9")
    assert (status, headers["Content-Length"], body) == (206, "10", b"")


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/lesson/../../secret.txt", "//secret.txt"]
)
def test_nothing_outside_the_folder(server: ThreadingHTTPServer, path: str) -> None:
    assert ask(server, path)[0] == 404
    assert ask(server, path, Range="bytes=0-3")[0] == 404


def test_a_folder_gives_its_page(server: ThreadingHTTPServer) -> None:
    assert ask(server, "/lesson/", Range="bytes=0-5")[::2] == (200, b"<p>The page.")


def test_it_answers_this_machine_alone(server: ThreadingHTTPServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_where_to_begin(server: ThreadingHTTPServer, folder: Path) -> None:
    assert address_of(server, folder) == f"http://127.0.0.1:{server.server_port}/lesson/"
    (folder / "other").mkdir()
    (folder / "other" / "index.html").touch()
    assert address_of(server, folder) == f"http://127.0.0.1:{server.server_port}/"


def test_a_port_that_is_taken(server: ThreadingHTTPServer, folder: Path) -> None:
    with pytest.raises(StudioError, match=rf"Port {server.server_port} cannot be used.*Name another, or 0"):
        make_server(folder, server.server_port)


def test_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"There is no lesson page in .*: render one first"):
        make_server(tmp_path / "none", 0)


@given(
    size=st.integers(0, 5000), first=st.integers(0, 6000) | st.none(), last=st.integers(0, 6000) | st.none()
)
def test_a_part_lies_in_the_file_or_there_is_none(size: int, first: int | None, last: int | None) -> None:
    whole = bytes(size)
    part = part_of(f"bytes={'' if first is None else first}-{'' if last is None else last}", size)
    if part is None:
        assert (first is None and last is None) or (first is not None and last is not None and last < first)
        return
    begins, ends = part
    if first is not None:
        assert whole[begins : ends + 1] == whole[first : None if last is None else last + 1]
    elif last is not None:
        assert len(whole[begins : ends + 1]) == min(last, size)
