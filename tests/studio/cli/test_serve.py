"""Files over HTTP, whole and in part."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.serving import BaseWSGIServer
from werkzeug.test import Client

from studio.cli.serve import address_of, make_server
from studio.errors import StudioError

FILM = bytes(range(256)) * 4
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lesson = tmp_path / "output" / "lesson"
    lesson.mkdir(parents=True)
    (lesson / "index.html").write_text("<p>The page.", encoding="utf-8")
    (lesson / "film.mp4").write_bytes(FILM)
    (lesson / ".hidden").write_text("not yours", encoding="utf-8")
    (lesson / "deck").mkdir()
    (tmp_path / "secret.txt").write_text("not yours", encoding="utf-8")
    return tmp_path / "output"


@pytest.fixture
def server(folder: Path) -> Iterator[BaseWSGIServer]:
    with make_server(folder, 0) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(
    server: BaseWSGIServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    response = connection.getresponse()
    answer = response.status, {name.title(): text for name, text in response.getheaders()}, response.read()
    connection.close()
    return answer


def test_a_whole_file(server: BaseWSGIServer) -> None:
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
def test_a_part_of_a_file(server: BaseWSGIServer, wanted: str, first: int, last: int) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4", Range=wanted)
    assert (status, body) == (206, FILM[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert headers["Content-Length"] == str(last + 1 - first)
    assert headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=5000-6000", "bytes=9-5", "bytes=x-y", "bytes=-"])
def test_a_part_that_is_not_there(server: BaseWSGIServer, wanted: str) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4", Range=wanted)
    assert (status, headers["Content-Range"]) == (416, "bytes */1024")
    assert FILM[:9] not in body


def test_a_part_of_an_older_file_gives_the_whole(server: BaseWSGIServer) -> None:
    answer = ask(server, "/lesson/film.mp4", Range="bytes=0-9", If_Range="Tue, 01 Jan 2019 00:00:00 GMT")
    assert answer[::2] == (200, FILM)
    changed = answer[1]["Last-Modified"]
    assert ask(server, "/lesson/film.mp4", Range="bytes=0-9", If_Range=changed)[::2] == (206, FILM[:10])


def test_head_sends_no_body(server: BaseWSGIServer) -> None:
    status, headers, body = ask(server, "/lesson/film.mp4", "HEAD", Range="bytes=0-9")
    assert (status, headers["Content-Length"], body) == (206, "10", b"")


def test_a_new_render_is_seen_at_once(server: BaseWSGIServer, folder: Path) -> None:
    known = ask(server, "/lesson/film.mp4")[1]
    assert "no-cache" in known["Cache-Control"]
    assert ask(server, "/lesson/film.mp4", If_None_Match=known["Etag"])[0] == 304
    (folder / "lesson" / "film.mp4").write_bytes(FILM * 2)
    assert ask(server, "/lesson/film.mp4", If_None_Match=known["Etag"])[::2] == (200, FILM * 2)
    assert ask(server, "/lesson/film.mp4", Range="bytes=0-9", If_Range=known["Etag"])[::2] == (200, FILM * 2)


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.txt", "/%2e%2e/secret.txt", "/lesson/../../secret.txt", "//secret.txt"),
        *("/lesson/.hidden", "/.", "/lesson/%2ehidden"),
    ],
)
def test_nothing_outside_the_folder_and_nothing_hidden(server: BaseWSGIServer, path: str) -> None:
    assert ask(server, path)[0] == 404
    assert ask(server, path, Range="bytes=0-3")[0] == 404


@pytest.mark.parametrize("path", ["/lesson/deck", "/lesson/deck/"])
def test_no_folder_is_listed(server: BaseWSGIServer, path: str) -> None:
    assert ask(server, path)[0] == 404


def test_a_folder_is_given_its_full_address(server: BaseWSGIServer) -> None:
    status, headers, _ = ask(server, "/lesson")
    assert (status // 100, headers["Location"]) == (3, "/lesson/")


def test_a_folder_gives_its_page(server: BaseWSGIServer) -> None:
    assert ask(server, "/lesson/", Range="bytes=0-5")[::2] == (206, b"<p>The")
    assert ask(server, "/lesson/")[::2] == (200, b"<p>The page.")


def test_it_answers_this_machine_alone(server: BaseWSGIServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_where_to_begin(server: BaseWSGIServer, folder: Path) -> None:
    assert address_of(server, folder) == f"http://127.0.0.1:{server.port}/lesson/"
    (folder / "other").mkdir()
    (folder / "other" / "index.html").touch()
    assert address_of(server, folder) == f"http://127.0.0.1:{server.port}/"
    status, _, body = ask(server, "/")
    assert status == 200
    assert [b'href="lesson/"' in body, b'href="other/"' in body, b"secret" in body] == [True, True, False]


def test_a_port_that_is_taken(server: BaseWSGIServer, folder: Path) -> None:
    with pytest.raises(StudioError, match=rf"Port {server.port} cannot be used.*Name another, or 0"):
        make_server(folder, server.port)


def test_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"There is no lesson page in .*: render one first"):
        make_server(tmp_path / "none", 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, 2000) | st.none(), last=st.integers(0, 2000) | st.none())
def test_a_part_is_what_was_asked_for_or_there_is_none(
    server: BaseWSGIServer, first: int | None, last: int | None
) -> None:
    wanted = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    answer = Client(server.app).get("/lesson/film.mp4", headers={"Range": wanted})
    if answer.status_code == 206:
        part = FILM[-last:] if first is None and last else FILM[first : None if last is None else last + 1]
        assert part
        assert answer.data == part
    else:
        known = first is not None and first < len(FILM) and (last is None or first <= last)
        assert answer.status_code == 416
        assert not known
        # Werkzeug refuses more bytes at the end than there are, too.
        assert first is not None or not last or last > len(FILM)
    answer.close()


def heed_interrupts() -> None:
    """Where this process ignores Ctrl+C, as a shell's background jobs do, its children would as well."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_ends_at_ctrl_c_without_a_word(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "render.py", "serve", "--output", folder, "--port", "0", "--no-open"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=-1, stderr=-1, text=True, preexec_fn=heed_interrupts
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        with urlopen(line.split()[4]) as page:
            assert page.read() == b"<p>The page."
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate()
    assert (process.returncode, said, complained) == (0, "", "")
