"""The page can be read by anybody: by keyboard, by screen reader, at any width, on paper, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:150]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("index.html", "light", 1280),
        ("index.html", "dark", 360),
        ("demo.html", "light", 360),
        ("demo.html", "dark", 1280),
    ],
)
def test_axe_finds_nothing(visit: Visit, name: str, scheme: str, width: int) -> None:
    page = visit(name, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.locator("#demo-token").fill("")
    page.locator(".matrix-block input").first.fill("no number")
    if name == "index.html":
        page.locator(".word").nth(20).click()
        page.get_by_role("tab").nth(1).click()
        page.locator("#matrix-k td").nth(5).hover()
    assert violations(page) == []


@pytest.mark.parametrize("name", ["index.html", "demo.html"])
def test_nothing_is_wider_than_the_window(visit: Visit, name: str) -> None:
    page = visit(name)
    for width in (320, 360, 768, 1280, 3840):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("() => document.documentElement.scrollWidth") == width
        cut = page.evaluate(
            """() => [...document.querySelectorAll("input, output, .x-cell, td, th, button, h1, h2, h4")]
                .filter((element) => element.offsetParent && element.scrollWidth > element.clientWidth + 1
                    && element.type !== "range" && !element.closest(".bar"))
                .map(({ outerHTML, scrollWidth, clientWidth }) =>
                    `${outerHTML.slice(0, 100)} ${scrollWidth} ${clientWidth}`)"""
        )
        assert cut == [], width


@pytest.mark.parametrize("width", [360, 1000, 1280, 2560])
def test_no_strip_of_the_screen_stays_black(visit: Visit, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    screen, transcript = (page.locator(name).bounding_box() for name in (".screen", ".transcript"))
    assert screen is not None
    assert transcript is not None
    assert screen["width"] / screen["height"] == pytest.approx(16 / 9, rel=0.01)
    if width >= 1000:  # there, the transcript follows the film, whatever stands beside them
        assert 0 < transcript["y"] - screen["y"] - screen["height"] < 40


def test_what_can_be_pressed_is_large_enough(visit: Visit) -> None:
    page = visit(viewport={"width": 360, "height": 700})
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input, .chapters a, .downloads a, output")]
            .filter((element) => element.offsetParent)
            .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []


def test_the_colours_can_be_chosen_and_are_kept(visit: Visit) -> None:
    page = visit(color_scheme="light")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator("#theme")
    expect(button).to_have_accessible_name("Colours as the system has them")
    button.click()
    expect(button).to_have_accessible_name("Light colours")
    assert page.evaluate(ground) == light
    button.click()
    expect(button).to_have_accessible_name("Dark colours")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark
    button.click()
    assert page.evaluate(ground) == light


def test_all_of_it_is_reached_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
            window.reached = [];
            document.addEventListener("focusin", ({ target }) => {
                const outlined = getComputedStyle(target).outlineStyle !== "none";
                const { id, role, className, tagName } = target;
                window.reached.push(`${id || role || className || tagName}${outlined ? "" : " unseen"}`);
            });
        }"""
    )
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the lesson")).to_be_focused()
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id === 'demo-token'"):
            break
    reached = set(page.evaluate("() => window.reached"))
    wanted = {"play", "position", "theme", "video", "transcript", "slide-on", "tab-q", "demo-token"}
    assert wanted <= {name.removesuffix(" unseen") for name in reached}
    # The film draws the focus of its own controls itself.
    assert {name for name in reached if name.endswith("unseen")} <= {"video unseen"}


def test_without_scripts_there_is_all_to_read(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    for title in ("What this lesson covers.", "The lesson itself.", "Further reading.", "What to read next."):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    for letter in "qkv":
        expect(page.locator(f"#matrix-{letter}")).to_be_visible()
    expect(page.locator(".word").last).to_be_visible()
    expect(page.locator(".bar")).to_be_hidden()


def test_it_prints(visit: Visit) -> None:
    page = visit(color_scheme="dark")
    page.emulate_media(media="print")
    for letter in "qkv":
        expect(page.locator(f"#matrix-{letter}")).to_be_visible()
    for gone in (".bar", "video", "#demo-form", ".still"):
        expect(page.locator(gone)).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
    box = page.locator("#transcript")
    assert box.evaluate("(box) => box.scrollHeight <= box.clientHeight + 1")


def test_links_to_elsewhere_open_in_a_new_tab(visit: Visit) -> None:
    page = visit()
    links = page.evaluate(
        """() => [...document.querySelectorAll("a[href^=http]")]
            .map(({ href, target, rel }) => [href, target, rel])"""
    )
    assert len(links) >= 5
    assert {(target, rel) for _, target, rel in links} == {("_blank", "noopener")}
