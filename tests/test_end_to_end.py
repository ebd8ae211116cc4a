"""The whole module, rendered once by the command as an author would, and opened again."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import av
import numpy as np
import pyloudnorm
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray
from PIL import Image

from studio.checks.verify import verify
from studio.pipeline.prepare import lesson_numbers
from studio.scene.loading import find_scenes
from studio.script.model import Script
from studio.script.parser import read_script_file

REPOSITORY = Path(__file__).resolve().parents[1]
NAME = "22-qkv-projections"


@dataclass(frozen=True)
class Lesson:
    """A rendered lesson: its folder, what its manifest says, and the script that it was made of."""

    folder: Path
    manifest: dict[str, Any]
    script: Script

    @property
    def film(self) -> Path:
        return self.folder / f"{NAME}.mp4"

    @property
    def slides(self) -> list[dict[str, Any]]:
        return list(self.manifest["slides"])

    @property
    def length(self) -> Fraction:
        """Seconds."""
        return Fraction(self.manifest["frames"], self.manifest["fps"])

    @property
    def frame(self) -> Fraction:
        """Seconds of one frame."""
        return Fraction(1, self.manifest["fps"])


@pytest.fixture(scope="module")
def lesson(rendered_module: Path) -> Lesson:
    """Module 22 at draft quality."""
    path = rendered_module / "script" / f"{NAME}.md"
    folder = rendered_module / "output" / NAME
    read = read_script_file(path)
    front = read.front
    numbers = lesson_numbers(find_scenes(path, front.scenes), front, front.parameters)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Lesson(folder, manifest, read.fill(numbers))


def folded(text: str) -> str:
    return " ".join(text.split())


# The film.


def test_the_streams(lesson: Lesson) -> None:
    with av.open(lesson.film) as container:
        video, audio, captions = (
            container.streams.get(**{kind: 0})[0] for kind in ("video", "audio", "subtitles")
        )
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        assert (video.codec_context.width, video.codec_context.height) == (854, 480)
        assert (lesson.manifest["width"], lesson.manifest["height"]) == (854, 480)
        assert lesson.manifest["fps"] == 15
        assert audio.codec_context.name == "aac"
        assert audio.codec_context.sample_rate == 48_000
        assert captions.codec_context.name == "mov_text"
        assert {stream.metadata["language"] for stream in (audio, captions)} == {"eng"}
        assert len(container.streams.video) == len(container.streams.audio) == 1


def test_all_streams_last_equally_long(lesson: Lesson) -> None:
    with av.open(lesson.film) as container:
        assert abs(Fraction(container.duration, 1_000_000) - lesson.length) <= lesson.frame
        for stream in (
            container.streams.video[0],
            container.streams.audio[0],
            container.streams.subtitles[0],
        ):
            assert stream.start_time in (0, None)
            assert abs(stream.duration * stream.time_base - lesson.length) <= lesson.frame
    assert lesson.length > 120


def test_what_is_decoded_is_as_long(lesson: Lesson) -> None:
    with av.open(lesson.film) as container:
        unit = container.streams.video[0].time_base
        # Not the frames themselves: thousands of pictures are gigabytes.
        times = [(frame.pts, frame.duration) for frame in container.decode(video=0)]
    assert times[0][0] == 0
    assert sum(times[-1]) * unit == lesson.length
    assert all(pts + duration == after for (pts, duration), (after, _) in pairwise(times))
    assert abs(len(heard(lesson.film)) - lesson.length * 48_000) <= 48_000 * lesson.frame


def test_nothing_is_off_about_the_film(lesson: Lesson) -> None:
    assert [proof for proof in verify(lesson.film).proofs if not proof.holds] == []


def test_the_title_and_what_the_film_is_about(lesson: Lesson) -> None:
    front = lesson.script.front
    with av.open(lesson.film) as container:
        assert container.metadata["title"] == front.title == "Q, K, V - the projections."
        assert container.metadata["description"] == front.subtitle
        assert front.course.section in container.metadata["comment"]


@pytest.mark.parametrize("suffix", [".mp4", ".m4a"])
def test_one_mark_for_each_chapter(lesson: Lesson, suffix: str) -> None:
    with av.open(lesson.film.with_suffix(suffix)) as container:
        marks = container.chapters()
    assert [mark["metadata"]["title"] for mark in marks] == [one.title for one in lesson.script.chapters]
    starts = [mark["start"] * mark["time_base"] for mark in marks]
    ends = [mark["end"] * mark["time_base"] for mark in marks]
    first_slides = {slide["id"]: slide["start"]["frame"] for slide in lesson.slides}
    for start, chapter in zip(starts, lesson.script.chapters, strict=True):
        assert abs(start - first_slides[chapter.slides[0].id] * lesson.frame) <= Fraction(1, 1000)
    for end, start in zip(ends, [*starts[1:], lesson.length], strict=True):
        assert abs(end - start) <= Fraction(1, 1000)


def test_the_film_can_be_played_while_it_is_loading(lesson: Lesson) -> None:
    for suffix in (".mp4", ".m4a"):
        content = lesson.film.with_suffix(suffix).read_bytes()
        assert 0 < content.index(b"moov") < content.index(b"mdat")


@lru_cache(maxsize=2)
def heard(path: Path) -> NDArray[np.float32]:
    with av.open(path) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(parts)


@pytest.mark.parametrize("suffix", [".mp4", ".m4a"])
def test_how_loud_it_is(lesson: Lesson, suffix: str) -> None:
    sound = heard(lesson.film.with_suffix(suffix))
    assert pyloudnorm.Meter(48_000).integrated_loudness(sound) == pytest.approx(-16, abs=1)
    assert 0.2 < np.abs(sound).max() <= 1
    for slide in lesson.slides:
        span = sound[round(slide["start"]["seconds"] * 48_000) : round(slide["end"]["seconds"] * 48_000)]
        assert np.abs(span).max() > 0.1, slide["id"]


def test_the_clip_is_the_sound_of_the_film(lesson: Lesson) -> None:
    np.testing.assert_array_equal(heard(lesson.film.with_suffix(".m4a")), heard(lesson.film))
    with av.open(lesson.film.with_suffix(".m4a")) as container:
        assert [stream.type for stream in container.streams if stream.type != "data"] == ["audio"]


# Captions.


@dataclass(frozen=True)
class Shown:
    """A caption: when it is shown, in seconds, and its lines."""

    begins: float
    ends: float
    lines: tuple[str, ...]


def captions_of(path: Path) -> list[Shown]:
    """Read VTT or SRT, knowing nothing of how it was written."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".vtt":
        head, _, content = content.partition("\n\n")
        assert head.startswith("WEBVTT")
        content = content.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    found = []
    for block in content.strip().split("\n\n"):
        lines = block.split("\n")
        if "-->" not in lines[0]:
            assert lines.pop(0) == str(len(found) + 1)
        times = [
            60 * int(minutes) + 3600 * int(hours or 0) + float(seconds.replace(",", "."))
            for hours, minutes, seconds in re.findall(r"(?:(\d+):)?(\d\d):(\d\d[.,]\d{3})", lines[0])
        ]
        assert len(times) == 2
        found.append(Shown(times[0], times[1], tuple(lines[1:])))
    return found


def captions_in(path: Path) -> list[Shown]:
    """The packets of the caption track that hold words."""
    with av.open(path) as container:
        return [
            Shown(
                float(packet.pts * packet.time_base),
                float((packet.pts + packet.duration) * packet.time_base),
                tuple(bytes(packet)[2:].decode().split("\n")),
            )
            for packet in container.demux(subtitles=0)
            if packet.size > 2
        ]


def test_all_captions_say_the_same_at_the_same_time(lesson: Lesson) -> None:
    written = captions_of(lesson.film.with_suffix(".vtt"))
    assert captions_of(lesson.film.with_suffix(".srt")) == written
    in_film = captions_in(lesson.film)
    assert [caption.lines for caption in in_film] == [caption.lines for caption in written]
    for one, other in zip(in_film, written, strict=True):
        assert (one.begins, one.ends) == pytest.approx((other.begins, other.ends), abs=0.002)


def test_captions_say_what_the_script_says(lesson: Lesson) -> None:
    captions = captions_of(lesson.film.with_suffix(".vtt"))
    said = " ".join(line for caption in captions for line in caption.lines)
    assert said == folded(" ".join(slide.narration.text for slide in lesson.script.slides))
    assert "W_Q" in said  # as it is written, however it is pronounced


def test_captions_can_be_read(lesson: Lesson) -> None:
    captions = captions_of(lesson.film.with_suffix(".vtt"))
    for caption in captions:
        assert 1 <= len(caption.lines) <= 2
        assert all(0 < len(line) <= 42 for line in caption.lines)
        speed = len(" ".join(caption.lines)) / (caption.ends - caption.begins)
        assert speed <= 17.05, (caption, speed)
    assert all(one.ends <= other.begins for one, other in pairwise(captions))


def test_no_caption_stands_across_two_slides(lesson: Lesson) -> None:
    captions = captions_of(lesson.film.with_suffix(".vtt"))
    for slide in lesson.slides:
        start, end = slide["start"]["seconds"], slide["end"]["seconds"]
        within = [caption for caption in captions if start <= caption.begins < end]
        assert all(caption.ends <= end + 0.001 for caption in within)
        assert " ".join(line for caption in within for line in caption.lines) == folded(slide["notes"])


# Stills.


@pytest.fixture(scope="module")
def shown_at_the_end(lesson: Lesson) -> dict[str, VideoFrame]:
    """The last picture of each slide, decoded from the film."""
    ends = {Fraction(slide["end"]["frame"]): slide["id"] for slide in lesson.slides}
    shown = {}
    with av.open(lesson.film) as container:
        # Not all of them: thousands of pictures are gigabytes.
        for frame in container.decode(video=0):
            end = (frame.pts + frame.duration) * frame.time_base / lesson.frame
            if end in ends:
                shown[ends[end]] = frame
    return shown


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Decibels between two pictures of 8 bits."""
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other) ** 2)))


def test_each_still_is_the_film_s_own_frame(lesson: Lesson, shown_at_the_end: dict[str, VideoFrame]) -> None:
    """In the film's own colours, of which there is one for four pixels."""
    exact = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
    for slide in lesson.slides:
        still = np.asarray(Image.open(lesson.folder / slide["still"]))
        assert still.shape == (480, 854, 3)
        assert still.std() > 5
        own_colours = VideoFrame.from_ndarray(still, "rgb24").reformat(
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=exact,
        )
        assert psnr(shown_at_the_end[slide["id"]].to_ndarray(), own_colours.to_ndarray()) >= 42, slide["id"]


def test_a_still_is_no_other_slide_s(lesson: Lesson, shown_at_the_end: dict[str, VideoFrame]) -> None:
    """What the test above measures does tell pictures apart."""
    for one, other in pairwise(lesson.slides):
        still = VideoFrame.from_image(Image.open(lesson.folder / one["still"])).reformat(format="yuv420p")
        assert psnr(shown_at_the_end[other["id"]].to_ndarray(), still.to_ndarray()) < 38


def test_stills_are_named_in_order(lesson: Lesson) -> None:
    expected = [
        f"slides/{number:02}-{slide.id}.png" for number, slide in enumerate(lesson.script.slides, start=1)
    ]
    assert [slide["still"] for slide in lesson.slides] == expected
    assert sorted(path.name for path in (lesson.folder / "slides").iterdir()) == [
        Path(name).name for name in expected
    ]


# The manifest.


def test_the_manifest_says_what_the_script_says(lesson: Lesson) -> None:
    assert lesson.manifest.keys() == {
        *("title", "script", "scenes", "course", "fps", "frames", "width", "height"),
        *("voice", "numbers", "slides", "artifacts"),
    }
    assert lesson.manifest["course"]["module"] == 22
    assert lesson.manifest["voice"].startswith("pyttsx3")
    assert lesson.manifest["numbers"]["q1"] == {"written": "0.12", "value": pytest.approx(0.12, abs=0.005)}
    assert lesson.manifest["numbers"]["token"]["written"] == "king"
    chapters = {slide.id: chapter.title for chapter in lesson.script.chapters for slide in chapter.slides}
    for slide, written in zip(lesson.slides, lesson.script.slides, strict=True):
        assert (slide["id"], slide["title"], slide["alt"]) == (written.id, written.title, written.alt)
        assert slide["notes"] == written.narration.text
        assert slide["chapter"] == chapters[written.id]
        marks = written.narration.bookmarks
        assert [mark["name"] for mark in slide["bookmarks"]] == [mark.name for mark in marks]
        assert [mark["text"] for mark in slide["bookmarks"]] == [
            written.narration.text[mark.start : mark.end] for mark in marks
        ]


def test_the_times_of_the_manifest_fit_together(lesson: Lesson) -> None:
    fps = lesson.manifest["fps"]
    assert lesson.slides[0]["start"]["frame"] == 0
    assert lesson.slides[-1]["end"]["frame"] == lesson.manifest["frames"]
    for one, other in pairwise(lesson.slides):
        assert one["end"] == other["start"]
    for slide in lesson.slides:
        start, end = slide["start"], slide["end"]
        moments = [start, end, *(mark[side] for mark in slide["bookmarks"] for side in ("start", "end"))]
        assert all(moment["seconds"] == round(moment["frame"] / fps, 3) for moment in moments)
        assert all(start["frame"] <= moment["frame"] <= end["frame"] for moment in moments)
        times = [time for word in slide["words"] for time in (word["begins"], word["ends"])]
        assert times == sorted(times)
        assert start["seconds"] < times[0] < times[-1] < end["seconds"]
        for mark in slide["bookmarks"]:
            first = mark["text"].split()[0].strip("“”,.:;’")
            nearest = min(
                slide["words"], key=lambda word, at=mark["start"]["seconds"]: abs(word["begins"] - at)
            )
            assert abs(nearest["begins"] - mark["start"]["seconds"]) <= 0.5 / fps + 0.001
            assert nearest["text"].strip("“”") in (first, mark["text"]) or first.startswith(nearest["text"])


def test_the_manifest_lists_every_file_with_its_digest(lesson: Lesson) -> None:
    listed = {artifact["path"]: artifact for artifact in lesson.manifest["artifacts"]}
    files = {
        path.relative_to(lesson.folder).as_posix(): path
        for path in lesson.folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert listed.keys() == files.keys()
    for name, path in files.items():
        content = path.read_bytes()
        assert listed[name]["bytes"] == len(content)
        assert listed[name]["sha256"] == hashlib.sha256(content).hexdigest()
    assert {f"{NAME}{suffix}" for suffix in (".mp4", ".m4a", ".vtt", ".srt")} <= listed.keys()


def test_nothing_tells_where_or_when_it_was_made(lesson: Lesson) -> None:
    text = (lesson.folder / "manifest.json").read_text(encoding="utf-8")
    # The script may well name years; a date or a time of day is another matter.
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b|\d\d:\d\d:\d\d", text)
    places = [str(path).encode() for path in (lesson.folder.parents[1], REPOSITORY, Path.home() / "x")]
    for path in lesson.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(place in content for place in places), path.name


# The same inputs give the same bytes.


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_another_process_in_another_folder_makes_the_same_bytes(
    render: Callable[..., CompletedProcess[str]], lessons: Path, tmp_path: Path
) -> None:
    """Both start with nothing in the cache; the second has the lesson elsewhere, and two jobs."""
    shutil.copytree(lessons / "small", tmp_path / "elsewhere" / "lesson")
    one, two = tmp_path / "one", tmp_path / "a longer name" / "two"
    draft = ("--quality", "draft", "--fps", "10")
    first = render(lessons / "small" / "small.md", one, *draft, "--jobs", "1", seed="1")
    second = render(tmp_path / "elsewhere" / "lesson" / "small.md", two, *draft, "--jobs", "2", seed="2")
    assert "3 drawn" in first.stdout
    assert "3 drawn" in second.stdout
    made = digests(one / "output" / "small")
    assert made == digests(two / "output" / "small")
    assert {"small.mp4", "small.m4a", "small.vtt", "small.srt", "manifest.json"} <= made.keys()
    assert len([name for name in made if name.startswith("slides/")]) == 3

    # Once more with what is in the cache, into the same folder and into a new one: nothing is drawn.
    again = render(lessons / "small" / "small.md", one, *draft, "--jobs", "1", seed="3")
    assert " drawn)" in again.stdout
    assert "3 drawn" not in again.stdout
    assert digests(one / "output" / "small") == made
    shutil.move(one / "cache", two / "moved")
    new = render(
        lessons / "small" / "small.md",
        two,
        *draft,
        "--cache",
        str(two / "moved"),
        "--output",
        str(two / "new"),
    )
    assert "3 drawn" not in new.stdout
    assert digests(two / "new" / "small") == made
