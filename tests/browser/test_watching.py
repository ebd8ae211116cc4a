"""The film, the narration and the transcript of the page keep together, whoever moves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from studio.captions.captions import captions

Visit = Callable[..., Page]

STATE = """() => {
    const film = document.getElementById("video");
    const sound = document.getElementById("sound");
    const marked = document.querySelector(".word.now");
    return {
        film: film.currentTime, sound: sound.currentTime,
        plays: [film, sound].map((player) => !player.paused),
        word: marked && [marked.textContent, Number(marked.dataset.begins), Number(marked.dataset.ends)],
        slide: document.querySelector(".slide.now h5 a").dataset.seek,
        chapter: document.querySelector(".chapters [aria-current]").textContent.trim(),
        still: document.getElementById("still").getAttribute("src"),
    };
}"""


def state(page: Page) -> dict[str, Any]:
    return page.evaluate(STATE)  # type: ignore[no-any-return]


def settle(page: Page) -> None:
    """Wait until the film shows the picture that it was sent to."""
    page.wait_for_function(
        "() => { const v = document.getElementById('video'); return !v.seeking && v.readyState > 1 }"
    )
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def picture(page: Page) -> list[int]:
    """The colour in the middle of the film."""
    return page.evaluate(
        """() => {
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 1;
            const pen = canvas.getContext("2d");
            const film = document.getElementById("video");
            pen.drawImage(film, film.videoWidth / 2, film.videoHeight / 2, 1, 1, 0, 0, 1, 1);
            return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }"""
    )  # type: ignore[no-any-return]


def word_at(timeline: Any, seconds: float) -> str:
    """The last word that has begun, of the whole film, without the underscore of an index."""
    said = [
        (timed.first / timeline.fps + word.begins, timed.slide.narration.text[word.start : word.end])
        for timed in timeline.slides
        for word in timed.speech.words
    ]
    return [text for begins, text in said if begins <= seconds + 0.001][-1].replace("_", "")


def colour(index: int) -> tuple[int, int, int]:
    return (40 + 35 * (index % 6), 40 + 35 * (index // 6 % 6), 90)


def test_the_film_plays_and_the_spoken_word_is_marked(visit: Visit, lesson: Any) -> None:
    page = visit()
    page.evaluate("() => document.getElementById('video').play()")
    page.wait_for_function("() => document.getElementById('video').currentTime > 0.7")
    for _ in range(5):
        now = state(page)
        assert now["plays"] == [True, False]
        # The mark is set once a picture: it may be one behind.
        assert now["word"][0] in {
            word_at(lesson.timeline, now["film"] - late) for late in (0.2, 0.1, 0.05, 0)
        }
        page.wait_for_timeout(130)
    page.evaluate("() => document.getElementById('video').pause()")
    settle(page)
    now = state(page)
    assert now["word"][0] == word_at(lesson.timeline, now["film"])


def test_a_chapter_seeks(visit: Visit, lesson: Any) -> None:
    page = visit()
    chapter = lesson.timeline.script.chapters[2]
    first = lesson.timeline.chapter_slides(chapter)[0]
    page.get_by_role("navigation", name="Chapters").get_by_role("link", name=chapter.title).click()
    settle(page)
    now = state(page)
    assert now["film"] == pytest.approx(first.first / lesson.timeline.fps, abs=0.002)
    assert chapter.title in now["chapter"]
    assert first.slide.id in now["still"]
    index = lesson.timeline.slides.index(first)
    assert picture(page) == pytest.approx(colour(index), abs=8)


def test_a_slide_seeks(visit: Visit, lesson: Any) -> None:
    page = visit()
    slides = lesson.timeline.slides
    back, on = (
        page.get_by_role("button", name="Previous slide"),
        page.get_by_role("button", name="Next slide"),
    )
    expect(back).to_be_disabled()
    for _ in range(3):
        on.click()
    settle(page)
    assert state(page)["still"].endswith(f"04-{slides[3].slide.id}.png")
    assert page.locator("#still").get_attribute("alt") == slides[3].slide.alt
    expect(page.locator("#still-title")).to_have_text(f"Slide 4 of {len(slides)}")
    assert state(page)["film"] == pytest.approx(slides[3].first / lesson.timeline.fps, abs=0.002)
    assert picture(page) == pytest.approx(colour(3), abs=8)
    back.click()
    assert state(page)["still"].endswith(f"03-{slides[2].slide.id}.png")
    page.locator(".slide h5 a").last.click()
    expect(on).to_be_disabled()
    settle(page)
    assert state(page)["film"] == pytest.approx(slides[-1].first / lesson.timeline.fps, abs=0.002)


@pytest.mark.parametrize("served", [True, False])
def test_any_word_seeks(visit: Visit, lesson: Any, served: bool) -> None:
    page = visit(served=served)
    words = page.locator(".word")
    for place in (40, words.count() - 1, 7):
        words.nth(place).click()
        settle(page)
        now = state(page)
        assert now["film"] == pytest.approx(now["word"][1], abs=0.002)
        assert now["word"][0] == words.nth(place).text_content()
        assert word_at(lesson.timeline, now["film"]) == now["word"][0]


def test_the_transcript_is_walked_through_by_keyboard(visit: Visit) -> None:
    page = visit()
    box = page.locator("#transcript")
    box.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator(".word.now").text_content() == page.locator(".word").nth(3).text_content()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    settle(page)
    now = state(page)
    assert now["word"][0] == page.locator(".word").last.text_content()
    assert now["film"] == pytest.approx(now["word"][1], abs=0.002)
    expect(page.locator("#spoken")).to_have_text(now["word"][0])


def test_one_player_at_a_time_from_one_position(visit: Visit, lesson: Any) -> None:
    page = visit()
    page.locator(".word").nth(30).click()
    settle(page)
    there = state(page)["film"]
    page.get_by_role("button", name="Play the narration").click()
    page.wait_for_function("(at) => document.getElementById('sound').currentTime > at + 0.3", arg=there)
    now = state(page)
    assert now["plays"] == [False, True]
    assert now["word"][0] in {word_at(lesson.timeline, now["sound"] - late) for late in (0.2, 0.1, 0.05, 0)}
    expect(page.get_by_role("button", name="Pause the narration")).to_be_visible()
    page.evaluate("() => document.getElementById('video').play()")
    page.wait_for_function("() => document.getElementById('sound').paused")
    now = state(page)
    assert now["plays"] == [True, False]
    assert now["film"] >= there + 0.3
    expect(page.get_by_role("button", name="Play the narration")).to_be_visible()


def test_the_bar_tells_the_time_and_seeks(visit: Visit, lesson: Any) -> None:
    page = visit()
    length = lesson.timeline.seconds(lesson.timeline.frames)
    total = f"{int(length) // 60}:{int(length) % 60:02}"
    expect(page.locator(".clock")).to_have_text(f"0:00 / {total}")
    slider = page.get_by_role("slider", name="Position in the narration")
    slider.fill("33.5")
    expect(page.locator(".clock")).to_have_text(f"0:33 / {total}")
    assert slider.get_attribute("aria-valuetext") == f"0:33 / {total}"
    settle(page)
    assert state(page)["film"] == pytest.approx(33.5, abs=0.002)


def test_an_address_opens_at_its_time(visit: Visit) -> None:
    page = visit("index.html#t=12.5")
    settle(page)
    assert state(page)["film"] == pytest.approx(12.5, abs=0.002)


@pytest.mark.parametrize("served", [True, False])
def test_captions_are_there_by_choice(visit: Visit, lesson: Any, served: bool) -> None:
    page = visit(served=served)
    assert page.evaluate("() => document.getElementById('video').textTracks[0].mode") == "disabled"
    cues = page.evaluate(
        """() => new Promise((done) => {
            const track = document.querySelector("track");
            track.addEventListener("load", () => done(
                [...track.track.cues].map((cue) => [cue.text, cue.startTime, cue.endTime])));
            track.track.mode = "showing";
        })"""
    )
    shown = captions(lesson.timeline)
    assert [text for text, _, _ in cues] == ["\n".join(caption.lines) for caption in shown]
    assert [begins for _, begins, _ in cues] == pytest.approx([caption.begins / 1000 for caption in shown])


def test_who_silences_the_narration_is_not_spoken_to_again(visit: Visit) -> None:
    page = visit(autoplay=True)
    page.wait_for_function("() => document.getElementById('sound').currentTime > 0")
    assert state(page)["plays"] == [False, True]
    page.get_by_role("button", name="Pause the narration").click()
    page.reload()
    settle(page)
    assert state(page)["plays"] == [False, False]
    page.get_by_role("button", name="Play the narration").click()
    page.reload()
    page.wait_for_function("() => document.getElementById('sound').currentTime > 0")


def test_nothing_starts_by_itself_where_the_browser_or_the_reader_is_against_it(visit: Visit) -> None:
    for page in (visit(), visit(autoplay=True, reduced_motion="reduce")):
        settle(page)
        assert state(page)["plays"] == [False, False]
