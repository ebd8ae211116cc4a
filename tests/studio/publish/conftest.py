"""A small film to publish: real script and speech objects, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from studio.drawing.encoder import SegmentEncoder
from studio.drawing.stills import write_still
from studio.numbers import Number
from studio.publish.manim_slides import clip_name
from studio.publish.page_parts import PageParts, render_parts
from studio.publish.stills import still_name
from studio.scene.loading import SceneSource
from studio.scene.page import LessonPage
from studio.script.page import PageText, Section
from studio.speech.voice import Speech
from studio.timeline import Timeline


@pytest.fixture
def clicks() -> Callable[[Timeline, int], Timeline]:
    """Gives every slide of a film a speech of that rate: silence, but for a click after half a second."""

    def with_clicks(timeline: Timeline, rate: int = 22050) -> Timeline:
        samples = np.zeros(rate, np.float32)
        samples[rate // 2] = 1.0
        slides = (replace(timed, speech=Speech(samples, rate, ())) for timed in timeline.slides)
        return replace(timeline, slides=tuple(slides))

    return with_clicks


@pytest.fixture
def segments(tmp_path: Path) -> Callable[[Timeline], list[Path]]:
    """Draws a segment for each slide of a film: one colour after the other."""

    def draw(timeline: Timeline) -> list[Path]:
        paths = []
        for number, timed in enumerate(timeline.slides):
            path = tmp_path / f"segment-{number}.mp4"
            with SegmentEncoder(path, 64, 36, timeline.fps) as encoder:
                encoder.add(np.full((36, 64, 3), 40 * (number + 1), np.uint8), timed.frames - 2)
                encoder.add(np.full((36, 64, 3), 40 * (number + 1) + 20, np.uint8), 2)
            paths.append(path)
        return paths

    return draw


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a film is published: in a folder of the lesson's name."""
    path = tmp_path / "out" / "22-lesson"
    path.mkdir(parents=True)
    return path


@pytest.fixture
def publish_media() -> Callable[[Timeline, Path], tuple[list[Path], list[Path]]]:
    """Puts a still and a clip, whose last picture it is, for each slide of a film into a folder."""

    def publish(timeline: Timeline, folder: Path) -> tuple[list[Path], list[Path]]:
        stills, clips = [], []
        for number, timed in enumerate(timeline.slides, start=1):
            last = patches(number)
            stills.append(write_still(last, folder / still_name(number, timed.slide.id)))
            clips.append(folder / clip_name(number, timed.slide.id))
            with SegmentEncoder(clips[-1], 320, 180, timeline.fps) as encoder:
                encoder.add(np.full_like(last, 60), timed.frames // 3)
                encoder.add(last, timed.frames - timed.frames // 3)
        return stills, clips

    return publish


def patches(seed: int) -> np.ndarray:
    """A picture that is no other: coloured patches on a dark ground, uint8, shape (180, 320, 3)."""
    colors = np.random.default_rng(seed).integers(40, 255, (3, 6, 3), dtype=np.uint8)
    picture = np.full((180, 320, 3), (15, 20, 27), np.uint8)
    picture[10:170, 20:300] = np.asarray(Image.fromarray(colors).resize((280, 160), Image.Resampling.NEAREST))
    return picture


@pytest.fixture
def rendered() -> Callable[[Path], list[np.ndarray]]:
    """Draws the pages of a PDF, each 320 pixels wide."""

    def render(path: Path) -> list[np.ndarray]:
        with pypdfium2.PdfDocument(path) as pdf:
            return [
                np.asarray(page.render(scale=320 / page.get_width()).to_pil().convert("RGB")) for page in pdf
            ]

    return render


@pytest.fixture(scope="session")
def psnr() -> Callable[[np.ndarray, np.ndarray], float]:
    """Tells how alike two pictures are, in decibels."""

    def measure(seen: np.ndarray, expected: np.ndarray) -> float:
        error = np.square(seen.astype(float) - expected).mean()
        return float(10 * np.log10(255**2 / error)) if error else np.inf

    return measure


@pytest.fixture
def source(tmp_path: Path) -> SceneSource:
    """A package of scenes with two parts for its page: one moves and stands alone, one does neither."""
    package = tmp_path / "parts"
    page = package / "page"
    page.mkdir(parents=True)
    (package / "__init__.py").touch()
    (page / "__init__.py").touch()
    (page / "data.py").write_text(
        "def data(token):\n    return {'token': token, 'x': [0.5, 1.0]}\n", encoding="utf-8"
    )
    (page / "try.html").write_text(
        '<p id="try">{{ strings.hint }} {{ numbers.q1 }} {{ lesson.token }}</p>\n', encoding="utf-8"
    )
    (page / "try.js").write_text('import { half } from "lesson/half.js";\nhalf();\n', encoding="utf-8")
    (page / "half.js").write_text(
        'import { lesson } from "studio/data.js";\nexport const half = () => lesson.x[0];\n', encoding="utf-8"
    )
    (page / "still.html").write_text("<p>{{ labels | length }}</p>\n", encoding="utf-8")
    (page / "parts.css").write_text("#try { width: {{ lesson.x[1] }}rem }\n", encoding="utf-8")
    return SceneSource(tmp_path / "lesson.md", "parts", package / "__init__.py", tmp_path)


@pytest.fixture
def page(source: SceneSource, tmp_path: Path) -> LessonPage:
    """What a lesson with these parts brings to its page."""
    text = PageText(
        tmp_path / "page" / "lesson.md",
        poster="slide-2",
        pager={"next": '<a href="../23/index.html">Module 23</a>'},
        strings={"hint": "Try <it> & see", "chapters": "Parts"},
        sections=(
            Section("covers", "What it covers of W_Q", "1", "<p>Prose.</p>", "", False, 3),
            Section("demo", "Try it", "DEMO", "", "try", True, 7),
            Section("quiet", "Stay", "2", "", "still", False, 9),
        ),
    )
    return LessonPage(text, source, {"q1": Number(0.12)}, {"token": "a</script>", "x": [0.5, 1.0]})


@pytest.fixture
def parts(page: LessonPage, timeline: Timeline) -> PageParts:
    """What this lesson brings, rendered."""
    return render_parts(page, timeline.script)
