"""The deck for a browser: opened from the disk, led by keys, with a window for the speaker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from studio.publish.manim_slides import clip_name
from studio.publish.slideshow import write_slideshow
from studio.publish.stills import still_name
from studio.store.files import copy_file
from studio.timeline import Timeline

Visit = Callable[..., Page]
Present = Callable[..., Page]

NAME = "slides-of-the-lesson.html"


@pytest.fixture(scope="session")
def deck(lesson: Any) -> str:
    """The lesson's deck, among the lesson's other files."""
    timeline, folder = lesson.timeline, lesson.folder
    count = len(timeline.slides)
    stills, clips = [], []
    for index, timed in enumerate(timeline.slides):
        stills.append(folder / still_name(index + 1, timed.slide.id, count))
        clip = folder / clip_name(index + 1, timed.slide.id, count)
        clips.append(copy_file(folder.parent / "segments" / f"{index}.mp4", clip))
    write_slideshow(timeline, (320, 180), "#0f141b", stills, clips, folder / NAME)
    return NAME


@pytest.fixture
def present(visit: Visit, deck: str) -> Present:
    """Opens the deck from the disk, at a slide."""

    def open_deck(at: str = "", **options: Any) -> Page:
        return visit(deck + (f"#{at}" if at else ""), **({"served": False} | options))

    return open_deck


@pytest.fixture
def ids(lesson: Any) -> list[str]:
    return [timed.slide.id for timed in lesson.timeline.slides]


def expect_slide(page: Page, id: str) -> None:
    """One slide is shown, and all of the page says that it is this one."""
    expect(page.locator("section.shown")).to_have_attribute("id", id)
    expect(page.locator("section:not([inert])")).to_have_attribute("id", id)
    expect(page.locator(".bar select")).to_have_value(id)
    assert page.url.endswith(f"#{id}")


def plays(page: Page) -> list[str]:
    """The slides whose clip is playing."""
    return page.evaluate(
        "[...document.querySelectorAll('video')].filter(v => !v.paused).map(v => v.parentElement.id)"
    )  # type: ignore[no-any-return]


def test_keys_lead_through_the_slides(present: Present, ids: list[str]) -> None:
    page = present()
    expect_slide(page, ids[0])
    for key, index in (
        ("ArrowRight", 1),
        ("PageDown", 2),
        ("ArrowDown", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("End", -1),
        ("ArrowRight", -1),
        ("ArrowUp", -2),
        ("Home", 0),
        ("ArrowLeft", 0),
    ):
        page.keyboard.press(key)
        expect_slide(page, ids[index])
    expect(page.locator(".bar .place")).to_have_text(f"1 / {len(ids)}")


def test_a_clip_plays_when_its_slide_comes_up_and_no_other(present: Present, ids: list[str]) -> None:
    page = present()
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.1")
    assert plays(page) == [ids[0]]
    page.keyboard.press("ArrowRight")
    expect_slide(page, ids[1])
    assert plays(page) == [ids[1]]
    page.keyboard.press("ArrowLeft")  # back: the slide as it was left, at its end
    assert plays(page) == []
    times = page.evaluate(
        "(() => { const v = document.querySelector('video'); return [v.currentTime, v.duration] })()"
    )
    assert times[0] == pytest.approx(times[1])


def test_the_space_bar_pauses_goes_on_and_leads_to_the_next_slide(present: Present, ids: list[str]) -> None:
    page = present(ids[2])
    page.wait_for_function("() => !document.querySelector('section.shown video').paused")
    page.keyboard.press(" ")
    assert plays(page) == []
    expect(page.locator("[data-do=pause]").first).to_have_text("Go on")
    page.keyboard.press(" ")
    assert plays(page) == [ids[2]]
    page.evaluate(
        "() => { const v = document.querySelector('section.shown video'); v.currentTime = v.duration }"
    )
    page.wait_for_function("() => document.querySelector('section.shown video').ended")
    expect(page.locator("[data-do=pause]").first).to_have_text("Next slide")
    page.keyboard.press("r")
    assert plays(page) == [ids[2]]
    page.evaluate(
        "() => { const v = document.querySelector('section.shown video'); v.currentTime = v.duration }"
    )
    page.wait_for_function("() => document.querySelector('section.shown video').ended")
    page.keyboard.press(" ")
    expect_slide(page, ids[3])


def test_the_list_and_the_mouse_lead_too(present: Present, lesson: Any, ids: list[str]) -> None:
    page = present()
    groups = page.locator(".bar optgroup")
    assert groups.count() == len(lesson.timeline.script.chapters)
    page.locator(".bar select").select_option(ids[4])
    expect_slide(page, ids[4])
    page.mouse.click(900, 300)
    expect_slide(page, ids[5])
    page.mouse.click(100, 300)
    expect_slide(page, ids[4])
    page.get_by_role("button", name="Next slide").first.click()
    expect_slide(page, ids[5])
    page.keyboard.press("Space")  # on a button it is the button's
    expect_slide(page, ids[6])


def test_an_address_leads_to_a_slide(present: Present, ids: list[str]) -> None:
    page = present(ids[3])
    expect_slide(page, ids[3])
    page.evaluate(f"location.hash = '#{ids[5]}'")
    expect_slide(page, ids[5])
    page.evaluate("location.hash = '#none-such'")
    expect_slide(page, ids[0])


def test_the_speaker_sees_the_notes_and_what_comes_next(
    present: Present, lesson: Any, ids: list[str]
) -> None:
    timeline: Timeline = lesson.timeline
    page = present(ids[1])
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value

    def expect_speaker(index: int) -> None:
        timed = timeline.slides[index]
        expect(speaker.locator("h1")).to_have_text(timed.slide.title)
        expect(speaker.locator(".chapter")).to_have_text(timed.chapter.title)
        expect(speaker.locator(".notes p")).to_have_text(timed.slide.narration.text.split("\n\n"))
        expect(speaker.locator(".place")).to_have_text(f"{index + 1} / {len(ids)}")
        for name, shown in (("now", index), ("next", index + 1)):
            picture = speaker.locator(f"img.{name}")
            if shown < len(ids):
                still = still_name(shown + 1, ids[shown], len(ids))
                assert (picture.get_attribute("src") or "").endswith(still)
                speaker.wait_for_function(f"() => document.querySelector('img.{name}').naturalWidth === 320")
            else:
                expect(picture).not_to_be_visible()

    expect_speaker(1)
    page.keyboard.press("ArrowRight")
    expect_speaker(2)
    speaker.keyboard.press("End")
    expect_slide(page, ids[-1])
    expect_speaker(len(ids) - 1)
    speaker.get_by_role("button", name="Previous").click()
    expect_slide(page, ids[-2])
    expect_speaker(len(ids) - 2)
    assert speaker.locator(".elapsed").inner_text().startswith("0:")
    page.keyboard.press("s")
    assert len(page.context.pages) == 2
    page.goto("about:blank")
    page.wait_for_timeout(200)
    assert speaker.is_closed()


def test_notes_black_and_keys(present: Present, lesson: Any, ids: list[str]) -> None:
    page = present(ids[1])
    panel = page.locator("aside")
    expect(panel).not_to_be_visible()
    page.keyboard.press("n")
    expect(panel).to_have_text(lesson.timeline.slides[1].slide.narration.text.replace("\n\n", ""))
    expect(page.get_by_role("button", name="Notes")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    expect(panel).not_to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("main")).to_have_class("black")
    page.keyboard.press("ArrowRight")
    expect(page.locator("main")).not_to_have_class("black")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect_slide(page, ids[2])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_who_wants_less_motion_sees_the_still(present: Present, ids: list[str]) -> None:
    page = present(reduced_motion="reduce")
    page.keyboard.press("ArrowRight")
    expect_slide(page, ids[1])
    assert plays(page) == []
    page.keyboard.press(" ")
    assert plays(page) == [ids[1]]


def test_without_javascript_it_is_a_page_to_read(present: Present, lesson: Any) -> None:
    page = present(java_script_enabled=False)
    slides = lesson.timeline.slides
    assert page.locator("section").count() == len(slides)
    for timed, section in zip(slides, page.locator("section").all(), strict=True):
        expect(section.locator("h2")).to_have_text(timed.slide.title)
        expect(section.locator("h2")).to_be_visible()
        expect(section.locator(".notes p")).to_have_text(timed.slide.narration.text.split("\n\n"))
        video = section.locator("video")
        assert video.get_attribute("aria-label") == timed.slide.alt
        assert video.get_attribute("controls") is not None
    expect(page.locator("nav.bar").first).not_to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 720), (2560, 1440), (900, 300)])
def test_the_picture_fits_any_window(present: Present, width: int, height: int) -> None:
    page = present(viewport={"width": width, "height": height})
    page.keyboard.press("n")
    picture = page.locator("section.shown video").bounding_box()
    panel = page.locator("aside").bounding_box()
    bar = page.locator("nav.bar").bounding_box()
    assert picture
    assert panel
    assert bar
    assert picture["width"] / picture["height"] == pytest.approx(16 / 9, rel=0.02)
    assert picture["x"] >= 0
    assert picture["y"] >= 0
    assert picture["x"] + picture["width"] <= width + 1
    assert picture["y"] + picture["height"] <= panel["y"] + 1
    assert bar["y"] + bar["height"] <= height + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("notes", [False, True])
def test_accessibility_rules_hold(present: Present, notes: bool) -> None:
    page = present()
    if notes:
        page.keyboard.press("n")
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_accessibility_rules_hold_for_the_speaker(present: Present) -> None:
    page = present()
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    found = Axe().run(opened.value)
    assert not found.response["violations"], found.generate_report()


def test_it_is_served_as_well(present: Present, ids: list[str]) -> None:
    page = present(ids[1], served=True)
    page.keyboard.press("ArrowRight")
    expect_slide(page, ids[2])
    page.wait_for_function("() => document.querySelector('section.shown video').currentTime > 0.1")
