"""The lesson's real page with a film that is made in seconds: plain colours and a tone, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from threading import Thread

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from studio.captions.captions import captions
from studio.cli.serve import make_server
from studio.drawing.encoder import SegmentEncoder
from studio.drawing.stills import write_still
from studio.pipeline.prepare import lesson_numbers
from studio.publish.aac import encode_sound
from studio.publish.audio import write_clip
from studio.publish.film import write_film
from studio.publish.page import render_pages, write_pages
from studio.publish.page_parts import render_parts
from studio.publish.stills import still_name
from studio.scene.loading import find_scenes
from studio.scene.page import read_lesson_page
from studio.script.parser import read_script_file
from studio.speech.mix import mix
from studio.speech.voice import Speech, Word
from studio.timeline import Timeline, plan

SCRIPT = Path(__file__).parents[2] / "script" / "22-qkv-projections.md"
SIZE = (320, 180)
RATE = 8000
PACE = 40.0  # characters a second: the whole lesson in a minute or two
PATIENCE = 180_000  # milliseconds, on the slowest of machines

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, eq=False)
class Lesson:
    """A published lesson: its folder and its film, and the address of the same folder on a server."""

    folder: Path
    timeline: Timeline
    address: str


@dataclass(eq=False)
class Visit:
    """A page that is open, and all that should not have happened on it."""

    page: Page
    faults: list[str] = field(default_factory=list)


def tone(text: str) -> Speech:
    words = tuple(
        Word(match.start(), match.end(), match.start() / PACE, match.end() / PACE)
        for match in re.finditer(r"[^\W_](?:\S*\w)?", text)
    )
    time = np.arange(round(len(text) / PACE * RATE)) / RATE
    return Speech((0.2 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), RATE, words)


def colour(index: int) -> tuple[int, int, int]:
    """A colour of its own for each slide."""
    return (40 + 35 * (index % 6), 40 + 35 * (index // 6 % 6), 90)


@pytest.fixture(scope="session")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """The lesson of this repository, its page as it is published, its film in plain colours."""
    root = tmp_path_factory.mktemp("output")
    folder = root / SCRIPT.stem
    read = read_script_file(SCRIPT)
    source = find_scenes(SCRIPT, read.front.scenes)
    numbers = lesson_numbers(source, read.front, read.front.parameters)
    script = read.fill(numbers)
    timeline = plan(script, {slide.id: tone(slide.narration.text) for slide in script.slides}, 15)
    segments = []
    for index, timed in enumerate(timeline.slides):
        picture = np.full((SIZE[1], SIZE[0], 3), colour(index), np.uint8)
        segments.append(root / "segments" / f"{index}.mp4")
        segments[-1].parent.mkdir(exist_ok=True)
        with SegmentEncoder(segments[-1], *SIZE, timeline.fps) as encoder:
            encoder.add(picture, timed.frames)
        still = folder / still_name(index + 1, timed.slide.id, len(timeline.slides))
        still.parent.mkdir(parents=True, exist_ok=True)
        write_still(picture, still)
    sound = encode_sound(mix(timeline.samples, timeline.slots), timeline.sample_starts, root / "sound")
    shown = captions(timeline)
    write_film(timeline, segments, sound, shown, folder / f"{SCRIPT.stem}.mp4")
    write_clip(timeline, sound, folder / f"{SCRIPT.stem}.m4a")
    page = read_lesson_page(SCRIPT, source, numbers, read.front.parameters)
    parts = render_parts(page, script)
    write_pages(render_pages(timeline, parts, SIZE, shown, [f"{SCRIPT.stem}.mp4"]), folder)
    with make_server(root, 0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Lesson(folder, timeline, f"http://127.0.0.1:{server.port}/{SCRIPT.stem}/")
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browsers() -> Iterator[Mapping[bool, Browser]]:
    """Debian's Chromium, without a window: one that lets no page speak first, and one that does."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        path = which("chromium")
        speaking = [*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        browsers = {
            autoplay: playwright.chromium.launch(executable_path=path, args=args)
            for autoplay, args in ((False, FLAGS), (True, speaking))
        }
        yield browsers
        for browser in browsers.values():
            browser.close()


@pytest.fixture
def visit(browsers: Mapping[bool, Browser], lesson: Lesson) -> Iterator[Callable[..., Page]]:
    """Opens a page of the lesson; at the end, nothing was asked of another host and no error was told."""
    visits: list[tuple[Visit, BrowserContext]] = []

    def open_page(
        name: str = "index.html", *, served: bool = True, autoplay: bool = False, **options: object
    ) -> Page:
        context = browsers[autoplay].new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        visit = Visit(context.new_page())
        root = lesson.address if served else lesson.folder.as_uri() + "/"

        def watch(url: str) -> None:
            if not url.startswith((root, "data:", "blob:")):
                visit.faults.append(f"asked for {url}")

        visit.page.on("request", lambda request: watch(request.url))
        visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
        visit.page.on(
            "console",
            lambda message: (
                visit.faults.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        visit.page.on(
            "response",
            lambda response: (
                visit.faults.append(f"{response.status} {response.url}") if response.status >= 400 else None
            ),
        )
        visits.append((visit, context))
        visit.page.goto(root + name)
        return visit.page

    yield open_page
    for _, context in visits:
        context.close()
    assert [fault for visit, _ in visits for fault in visit.faults] == []
