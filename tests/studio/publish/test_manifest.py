"""The manifest says what is there, and the same thing everywhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.numbers import Number
from studio.publish.manifest import Manifest, write_manifest
from studio.publish.stills import still_name
from studio.timeline import Timeline
from tests.studio.films import build_film, speak

NUMBERS = {"x1": Number(0.412, 3), "token": "king", "q3": Number(-0.9)}


def write(timeline: Timeline, folder: Path) -> Path:
    stills = []
    for index, timed in enumerate(timeline.slides, start=1):
        stills.append(folder / still_name(index, timed.slide.id))
        stills[-1].parent.mkdir(parents=True, exist_ok=True)
        stills[-1].write_bytes(timed.slide.id.encode())
    (folder / "lesson.mp4").write_bytes(b"film")
    artifacts = [*reversed(stills), folder / "lesson.mp4"]
    return write_manifest(
        timeline, (1920, 1080), "a voice", NUMBERS, stills, artifacts, folder / "manifest.json"
    )


def test_what_it_says(timeline: Timeline, tmp_path: Path) -> None:
    content = json.loads(write(timeline, tmp_path).read_text(encoding="utf-8"))
    told = ("title", "script", "scenes", "course", "fps", "frames", "width", "height", "voice")
    assert {key: content[key] for key in told} == {
        "title": "Q, K, V - the projections.",
        "script": "lesson.md",
        "scenes": "scenes",
        "course": {"module": 22, "section": "Architecture", "track": "A · Gemini"},
        "fps": 30,
        "frames": timeline.frames,
        "width": 1920,
        "height": 1080,
        "voice": "a voice",
    }
    assert list(content["numbers"].items()) == [
        ("q3", {"written": "−0.90", "value": -0.9}),
        ("token", {"written": "king", "value": None}),
        ("x1", {"written": "0.412", "value": 0.412}),
    ]
    assert content["artifacts"][0] == {
        "path": "lesson.mp4",
        "bytes": 4,
        "sha256": hashlib.sha256(b"film").hexdigest(),
    }
    paths = [artifact["path"] for artifact in content["artifacts"]]
    assert paths == sorted(paths)
    assert [slide["still"] for slide in content["slides"]] == paths[1:]


def test_a_lesson_of_no_course_says_nothing_of_one(tmp_path: Path) -> None:
    timeline = build_film([[speak("Two words.")]], fps=30)
    assert json.loads(write(timeline, tmp_path).read_text(encoding="utf-8"))["course"] == {}


def test_a_slide(timeline: Timeline, tmp_path: Path) -> None:
    slide = json.loads(write(timeline, tmp_path).read_text(encoding="utf-8"))["slides"][2]
    timed = timeline.slides[2]
    assert slide["id"] == "slide-3"
    assert slide["title"] == "Slide slide-3"
    assert slide["chapter"] == "Chapter 2: q → k"
    assert slide["alt"] == "What slide-3 shows."
    assert slide["notes"] == timed.slide.narration.text
    assert slide["start"] == {"frame": timed.first, "seconds": round(timed.first / 30, 3)}
    assert slide["end"] == {"frame": timed.end, "seconds": round(timed.end / 30, 3)}
    (mark,) = slide["bookmarks"]
    assert (mark["name"], mark["text"]) == ("first", "W_Q")
    assert mark["start"] == {"frame": timed.first, "seconds": round(timed.first / 30, 3)}
    assert mark["end"]["frame"] == timed.first + timed.cues[0].end
    assert [word["text"] for word in slide["words"]] == timed.slide.narration.text.split()
    assert slide["words"][-1]["ends"] == round(timed.first / 30 + timed.speech.words[-1].ends, 3)


def test_it_can_be_read_back(timeline: Timeline, tmp_path: Path) -> None:
    path = write(timeline, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert Manifest.model_validate_json(text).model_dump_json(indent=2) + "\n" == text
    assert json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n" == text


def test_the_same_bytes_anywhere_and_no_word_of_where(timeline: Timeline, tmp_path: Path) -> None:
    one, two = (write(timeline, tmp_path / folder).read_bytes() for folder in ("a", "b/c"))
    assert one == two
    assert str(tmp_path).encode() not in one


def test_a_file_from_elsewhere_is_refused(timeline: Timeline, tmp_path: Path) -> None:
    folder = tmp_path / "output"
    write(timeline, folder)
    stray = tmp_path / "stray.txt"
    stray.write_text("")
    one = replace(timeline, slides=timeline.slides[:1])
    with pytest.raises(StudioError, match="outside"):
        write_manifest(one, (64, 36), "v", {}, [stray], [], folder / "manifest.json")
