"""The page of the deck for a browser, as text; what it does is tested in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from studio.publish.slideshow import write_slideshow
from studio.script.front_matter import Course
from studio.script.model import Narration
from studio.timeline import Timeline

PublishMedia = Callable[[Timeline, Path], tuple[list[Path], list[Path]]]
Write = Callable[[Timeline], str]


@pytest.fixture
def write(folder: Path, publish_media: PublishMedia) -> Write:
    def page(timeline: Timeline) -> str:
        stills, clips = publish_media(timeline, folder)
        path = write_slideshow(timeline, (320, 180), "#0f141b", stills, clips, folder / "slides.html")
        return path.read_text(encoding="utf-8")

    return page


def test_a_section_for_each_slide(write: Write, timeline: Timeline) -> None:
    page = write(timeline)
    assert re.findall(r'<section id="([^"]+)"', page) == [timed.slide.id for timed in timeline.slides]
    assert re.findall(r'<video src="([^"]+)" poster="([^"]+)"', page) == [
        (f"deck/0{number}-slide-{number}.mp4", f"slides/0{number}-slide-{number}.png") for number in (1, 2, 3)
    ]
    assert [unescape(text) for text in re.findall(r'<div class="notes">\s*<p>(.*?)</p>', page)] == [
        timed.slide.narration.text.split("\n\n")[0] for timed in timeline.slides
    ]
    assert re.search(r'<html lang="en">', page)
    assert "<title>22 · Q, K, V - the projections.</title>" in page


def test_a_lesson_without_a_number_has_its_title_alone(write: Write, timeline: Timeline) -> None:
    front = timeline.script.front.model_copy(update={"course": Course.model_validate({})})
    page = write(replace(timeline, script=replace(timeline.script, front=front)))
    assert "<title>Q, K, V - the projections.</title>" in page


def test_nothing_that_is_written_is_markup(write: Write, timeline: Timeline) -> None:
    odd = """</script><script>alert("1")</script> & <b>'"{{ 7 * 7 }}"""
    first, *others = timeline.slides
    slide = replace(first.slide, title=odd, alt=odd, narration=Narration(odd))
    chapter, *rest = timeline.script.chapters
    chapter = replace(chapter, title=odd, slides=(slide, *chapter.slides[1:]))
    front = timeline.script.front.model_copy(update={"title": odd, "subtitle": odd})
    script = replace(timeline.script, front=front, chapters=(chapter, *rest))
    page = write(replace(timeline, slides=(replace(first, slide=slide), *others), script=script))
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "{{ 7 * 7 }}" in page
    assert page.count("</script>") == 1


def test_names_with_odd_signs_are_found(
    timeline: Timeline, tmp_path: Path, publish_media: PublishMedia
) -> None:
    stills, clips = publish_media(timeline, tmp_path)
    odd = [clip.rename(clip.with_name(f"{index} 100% #?.mp4")) for index, clip in enumerate(clips)]
    path = write_slideshow(timeline, (320, 180), "#000000", stills, odd, tmp_path / "slides.html")
    assert 'src="deck/0%20100%25%20%23%3F.mp4"' in path.read_text(encoding="utf-8")


def test_it_asks_no_other_host(write: Write, timeline: Timeline) -> None:
    page = write(timeline)
    assert not re.search(r"(?:https?:)?//[\w-]+\.\w", page)
    assert len(page.encode()) < 20_000


def test_the_same_bytes_in_another_folder(
    write: Write, timeline: Timeline, publish_media: PublishMedia, tmp_path: Path
) -> None:
    page = write(timeline)
    stills, clips = publish_media(timeline, tmp_path / "b")
    other = write_slideshow(timeline, (320, 180), "#0f141b", stills, clips, tmp_path / "b" / "other.html")
    assert other.read_text(encoding="utf-8") == page
