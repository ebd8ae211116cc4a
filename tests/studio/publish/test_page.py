"""The page says what the film says, brings all that it needs, and blames the right file."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.captions.captions import captions
from studio.publish.page import pieces, render_pages, write_pages
from studio.publish.page_parts import PageParts
from studio.scene.loading import SceneSource
from studio.script.front_matter import Course
from studio.script.page import PageText
from studio.timeline import Timeline

SIZE = (1920, 1080)
VOID = {"meta", "link", "input", "img", "track", "br"}


class Elements(HTMLParser):
    """The elements of a page, each with its attributes and its text; refuses what is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.found.append((tag, {name: value or "" for name, value in attributes}, text))
        if tag not in VOID:
            self.open.append((tag, text))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attributes}, []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, text in self.open:
            text.append(data)

    def all(self, tag: str, **wanted: str) -> list[tuple[dict[str, str], str]]:
        return [
            (attributes, "".join(text))
            for name, attributes, text in self.found
            if name == tag
            and all(attributes.get(key.rstrip("_").replace("_", "-")) == one for key, one in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> tuple[dict[str, str], str]:
        (found,) = self.all(tag, **wanted)
        return found


def decoded(address: str) -> str:
    return base64.b64decode(address.split("base64,", 1)[1]).decode()


def modules_of(html: str) -> dict[str, str]:
    (_, text), *rest = Elements(html).all("script", type="importmap")
    assert not rest
    return {name: decoded(address) for name, address in json.loads(text)["imports"].items()}


def test_the_head_of_the_page(timeline: Timeline, parts: PageParts) -> None:
    html = render_pages(timeline, parts, SIZE)["index.html"]
    elements = Elements(html)
    assert elements.one("html")[0]["lang"] == "en"
    assert elements.one("title")[1] == "Q, K, V - the projections. · Module 22"
    assert elements.one("h1")[1] == "Q, K, V - the projections."
    assert elements.all("p", class_="kicker")[0][1] == "Module 22 · Architecture · 8 min"
    assert elements.one("p", class_="subtitle")[1] == "The matrices."
    facts = [text for _, text in elements.all("dt") + elements.all("dd")]
    assert facts == ["Reading time", "Audio", "Source", "8 min", "narration available", "Track A · Gemini"]
    length = timeline.seconds(timeline.frames)
    assert elements.one("p", class_="clock")[1] == f"0:00 / 0:{int(length):02}"


def test_the_head_of_a_page_of_no_course(timeline: Timeline, parts: PageParts) -> None:
    front = timeline.script.front.model_copy(update={"course": Course.model_validate({})})
    plain = replace(timeline, script=replace(timeline.script, front=front))
    pages = {name: Elements(html) for name, html in render_pages(plain, parts, SIZE).items()}
    elements = pages["index.html"]
    assert elements.one("title")[1] == "Q, K, V - the projections."
    assert elements.one("p", class_="bar-title")[1] == "Narration Q, K, V - the projections."
    assert elements.all("p", class_="kicker")[0][1] == "8 min"
    facts = [text for _, text in elements.all("dt") + elements.all("dd")]
    assert facts == ["Reading time", "Audio", "8 min", "narration available"]
    assert pages["try.html"].all("p", class_="kicker") == []


def test_film_chapters_and_stills(timeline: Timeline, parts: PageParts) -> None:
    elements = Elements(render_pages(timeline, parts, SIZE)["index.html"])
    film, _ = elements.one("video")
    assert (film["src"], film["poster"]) == ("lesson.mp4", "slides/02-slide-2.png")
    assert "controls" in film
    assert "autoplay" not in film
    assert elements.one("audio")[0]["src"] == "lesson.m4a"
    seeks = [(a["data-seek"], a["href"]) for a, _ in elements.all("a") if "data-ends" in a]
    third = round(timeline.slides[2].first / 30, 3)
    assert seeks == [("0.0", "lesson.mp4#t=0.0"), (f"{third}", f"lesson.mp4#t={third}")]
    slides = [attributes for attributes, _ in elements.all("div", class_="slide")]
    assert [slide["data-still"] for slide in slides] == [f"slides/0{n}-slide-{n}.png" for n in (1, 2, 3)]
    assert [slide["data-begins"] for slide in slides[1:]] == [slide["data-ends"] for slide in slides[:-1]]
    assert slides[0]["data-alt"] == "What slide-1 shows."


def test_captions_come_with_the_page_and_are_off(timeline: Timeline, parts: PageParts) -> None:
    shown = captions(timeline)
    track, _ = Elements(render_pages(timeline, parts, SIZE, shown)["index.html"]).one("track")
    assert "default" not in track
    text = decoded(track["src"])
    assert text.startswith("WEBVTT\n")
    assert text.count("-->") == len(shown)


def test_the_transcript_is_the_narration(timeline: Timeline, parts: PageParts) -> None:
    elements = Elements(render_pages(timeline, parts, SIZE)["index.html"])
    for (_, text), timed in zip(elements.all("div", class_="slide"), timeline.slides, strict=True):
        said = " ".join(text.split()).split(timed.slide.title)[1].strip()
        assert said == " ".join(timed.slide.narration.text.split()).replace("W_Q", "WQ")
    words = elements.all("span", class_="word")
    heard = [
        (timed.first / timeline.fps + word.begins, timed.first / timeline.fps + word.ends)
        for timed in timeline.slides
        for word in timed.speech.words
    ]
    times = [(float(a["data-begins"]), float(a["data-ends"])) for a, _ in words]
    assert times == [pytest.approx(pair, abs=0.0006) for pair in heard]


@given(
    gaps=st.lists(st.sampled_from([" ", ", ", "\n\n", " — "]), max_size=8),
    word=st.text("ab_<&é", min_size=1, max_size=4),
)
def test_pieces_make_the_text(
    build: Callable[..., Timeline], spoken: Callable[..., object], gaps, word
) -> None:  # type: ignore[no-untyped-def]
    text = word + "".join(gap + word for gap in gaps)
    timeline = build([[spoken(text)]])
    found = pieces(timeline.slides[0], timeline)
    assert "\n\n".join("".join(piece.text for piece in paragraph) for paragraph in found) == text
    heard = [piece for paragraph in found for piece in paragraph if piece.begins is not None]
    assert len(heard) == len(timeline.slides[0].speech.words)


def test_sections_and_their_parts_in_order(timeline: Timeline, parts: PageParts) -> None:
    elements = Elements(render_pages(timeline, parts, SIZE)["index.html"])
    ids = [attributes["id"] for attributes, _ in elements.all("section") if "id" in attributes]
    assert ids == ["film", "covers", "demo", "quiet"]
    titles = [text for _, text in elements.all("h2")]
    assert titles == ["Watch and listen.", "What it covers of WQ", "Try it", "Stay"]
    assert [text for _, text in elements.all("p", class_="kicker")][1:] == ["§ FILM", "§ 1", "§ DEMO", "§ 2"]
    assert elements.one("p", id="try")[1] == "Try <it> & see 0.12 a</script>"
    assert elements.one("h3", id="chapters-title")[1] == "Parts"
    assert elements.one("p", class_="next")[1].split() == ["Next", "Module", "23"]
    alone, text = elements.one("a", href="try.html")
    assert (alone["target"], alone["rel"], text) == ("_blank", "noopener", "Open standalone")


def test_modules_come_with_the_page(timeline: Timeline, parts: PageParts, source: SceneSource) -> None:
    pages = render_pages(timeline, parts, SIZE)
    assert list(pages) == ["index.html", "try.html"]
    modules = modules_of(pages["index.html"])
    assert modules["lesson/half.js"] == (source.path.parent / "page" / "half.js").read_text(encoding="utf-8")
    for name, text in modules.items():
        for imported in re.findall(r'from "([^"]+)"', text):
            assert imported in modules, name
    alone = modules_of(pages["try.html"])
    assert set(alone) == {"studio/theme.js", "studio/data.js", "lesson/try.js", "lesson/half.js"}
    data = json.loads(Elements(pages["try.html"]).one("script", id="page-data")[1])
    assert data["lesson"] == {"token": "a</script>", "x": [0.5, 1.0]}
    assert data["strings"]["hint"] == "Try <it> & see"
    assert "#try { width: 1.0rem }" in pages["try.html"]


def test_nothing_is_asked_of_another_host(timeline: Timeline, parts: PageParts) -> None:
    for html in render_pages(timeline, parts, SIZE, captions(timeline)).values():
        for tag, attributes, _ in Elements(html).found:
            for name in ("src", "href", "poster", "srcset", "data", "action"):
                address = attributes.get(name, "")
                if re.match(r"[a-z]+:|//", address) and not address.startswith("data:"):
                    assert (tag, attributes["target"], attributes["rel"]) == ("a", "_blank", "noopener")
        assert not re.search(r"url\(|@import", html)


def test_what_a_script_says_is_no_html(timeline: Timeline, parts: PageParts) -> None:
    front = timeline.script.front.model_copy(
        update={"title": "<b>&", "subtitle": '"><script>', "track": "</p>"}
    )
    script = replace(timeline.script, front=front)
    elements = Elements(render_pages(replace(timeline, script=script), parts, SIZE)["index.html"])
    assert elements.one("h1")[1] == "<b>&"
    assert elements.one("p", class_="subtitle")[1] == '"><script>'
    assert elements.one("meta", name="description")[0]["content"] == '"><script>'


def test_the_same_bytes_anywhere(timeline: Timeline, parts: PageParts, tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "another"
    written = [write_pages(render_pages(timeline, parts, SIZE, captions(timeline)), at) for at in folders]
    assert [path.name for path in written[0]] == ["index.html", "try.html"]
    for one, other in zip(*written, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert str(tmp_path) not in one.read_text(encoding="utf-8")
    assert sorted(path.name for path in folders[0].iterdir()) == ["index.html", "try.html"]


def test_what_is_there_can_be_taken_along(timeline: Timeline, parts: PageParts) -> None:
    html = render_pages(timeline, parts, SIZE, published=["lesson.pdf", "lesson.mp4", "other.mp4"])[
        "index.html"
    ]
    links = [a["href"] for a, text in Elements(html).all("a") if text in ("Film (MP4)", "Handout (PDF)")]
    assert links == ["lesson.mp4", "lesson.pdf"]
    assert 'class="downloads"' not in render_pages(timeline, parts, SIZE)["index.html"]


def test_a_lesson_that_brings_nothing(timeline: Timeline, parts: PageParts) -> None:
    bare = replace(parts, text=PageText(timeline.script.path), parts={})
    pages = render_pages(timeline, bare, SIZE)
    assert list(pages) == ["index.html"]
    assert Elements(pages["index.html"]).one("video")[0]["poster"] == "slides/01-slide-1.png"
