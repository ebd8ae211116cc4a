"""The tabs, the cards and the demo: what they light, and that they compute what numpy computes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from scenes.qkv_projections.numbers import projection
from scenes.qkv_projections.tokens import LEXICON, embedding
from studio.errors import StudioError
from studio.numbers import Number

Visit = Callable[..., Page]

SPELLED = [
    "zebra",
    "Zürich",
    "New York",
    "STRASSE",
    "straße",
    "ẞ",
    "ŉ",
    "ΣΑΣ",
    "東京",
    "😀",
    "Ꮳꭳ",
    "e\u0301t\u00e9",
]

RESULTS = """() => Object.fromEntries(["q", "k", "v"].map((letter) => [letter,
    [...document.querySelectorAll(`.matrix-block[data-letter=${letter}] output`)]
        .map((output) => [Number(output.dataset.value), output.textContent])]))"""


def results(page: Page) -> dict[str, list[list[Any]]]:
    return page.evaluate(RESULTS)  # type: ignore[no-any-return]


def lit(page: Page, within: str) -> list[str]:
    """The text, or else the value, of what is lit."""
    return page.evaluate(
        """(within) => [...document.querySelectorAll(`${within} .lit`)]
            .map((cell) => cell.value ?? cell.textContent)""",
        within,
    )  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["index.html", "demo.html"])
def test_the_demo_equals_numpy_for_every_token(visit: Visit, name: str) -> None:
    page = visit(name)
    for token in [*LEXICON, *SPELLED] if name == "demo.html" else ["queen", "the", "zebra"]:
        page.locator("#demo-token").fill(token)
        p = projection(token)
        shown = results(page)
        for letter, sums in (("q", p.q), ("k", p.k), ("v", p.v)):
            assert [value for value, _ in shown[letter]] == pytest.approx(list(sums), abs=1e-9), token
            assert [text for _, text in shown[letter]] == [str(Number(float(value))) for value in sums], token
        known = "does not" not in str(page.locator("#demo-note").text_content())
        assert known is embedding(token).known


def test_any_number_can_be_changed(visit: Visit) -> None:
    page = visit("demo.html")
    p = projection("king")
    x, w_k = p.x.copy(), p.w_k.copy()
    for place, (typed, value) in enumerate({"-1.25": -1.25, "−0,5": -0.5, "3": 3.0, ".75": 0.75}.items()):
        page.locator(f".vector input[data-row='{place + 1}']").fill(typed)
        x[place] = value
        row, column = place, (place + 1) % 4
        page.locator(f"[data-letter=k] input[data-row='{row + 1}'][data-column='{column + 1}']").fill(
            "2.34567"
        )
        w_k[row, column] = 2.34567
        assert [value for value, _ in results(page)["k"]] == pytest.approx(list(x @ w_k), abs=1e-9)
        assert [value for value, _ in results(page)["q"]] == pytest.approx(list(x @ p.w_q), abs=1e-9)
    page.get_by_role("button", name="Start again").click()
    assert [value for value, _ in results(page)["k"]] == pytest.approx(list(p.k), abs=1e-9)
    expect(page.locator("#demo-token")).to_have_value("king")


def test_what_is_no_number_is_said_and_left_out(visit: Visit) -> None:
    page = visit("demo.html")
    before = results(page)
    cell = page.locator("[data-letter=v] input[data-row='2'][data-column='3']")
    for typed in ("", "abc", "1e3", "1001", "--1", "1.2.3", "NaN"):
        cell.fill(typed)
        assert cell.get_attribute("aria-invalid") == "true"
        expect(page.locator("#demo-note")).to_contain_text("not a number")
        assert results(page) == before
        cell.fill("0.6")
        assert cell.get_attribute("aria-invalid") == "false"


def test_what_is_no_token_is_said_and_left_out(visit: Visit) -> None:
    page = visit("demo.html")
    before = results(page)
    for token in ("", "   ", "a\u200bb", "\ue000", "a\u00a0b", "a" * 17):
        with pytest.raises(StudioError):
            projection(token)
        page.locator("#demo-token").fill(token)
        assert page.locator("#demo-token").get_attribute("aria-invalid") == "true", token
        assert results(page) == before
    expect(page.locator("#demo-note")).to_contain_text("17 characters, more than 16")


def test_case_is_folded_as_unicode_says(visit: Visit) -> None:
    page = visit("demo.html")
    # All letters with case that this Python's Unicode knows, and some without.
    known = [
        chr(code)
        for code in range(0x20000)
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs", "Cc")
    ]
    characters = [
        character
        for place, character in enumerate(known)
        if place % 100 == 0
        or len({character, character.lower(), character.upper(), character.casefold()}) > 1
    ]
    assert len(characters) > 2500
    folded = page.evaluate(
        """async (characters) => {
            const { fold } = await import("lesson/tokens.js");
            return characters.map(fold);
        }""",
        characters,
    )
    assert [
        (character, found)
        for character, found in zip(characters, folded, strict=True)
        if found != character.casefold()
    ] == []


def test_numbers_are_written_as_in_the_film(visit: Visit) -> None:
    page = visit("demo.html")
    random = Random(22)
    asked = [(random.randint(-99999, 99999) / 10**places, random.randint(0, 4)) for places in [3, 4, 5] * 100]
    asked += [(0.125, 2), (0.135, 2), (-0.125, 2), (2.5, 0), (3.5, 0), (-0.004, 2), (1234567.5, 1), (0.0, 3)]
    written = page.evaluate(
        """async (asked) => {
            const { written } = await import("lesson/projection.js");
            return asked.map(([value, places]) => written(value, places));
        }""",
        asked,
    )
    assert written == [str(Number(value, places)) for value, places in asked]


def test_a_product_is_shown_on_hover_and_on_focus(visit: Visit) -> None:
    page = visit("demo.html")
    p = projection("king")
    made = page.locator("[data-letter=q] .made")
    page.locator("[data-letter=q] input[data-row='3'][data-column='2']").hover()
    product = Number(float(p.products_q[2, 1]), 4)
    expect(made).to_have_text(f"x₃ × w₃₂ = 0.893 × −0.7 = {product}")
    assert lit(page, "[data-letter=q]") == ["0.893", "−0.7", "0.45"]
    page.locator("[data-letter=q] output[data-column='4']").focus()
    terms = " + ".join(str(Number(float(value), 4)) for value in p.products_q[:, 3]).replace("+ −", "− ")
    expect(made).to_have_text(f"q₄ = {terms} = {Number(float(p.q[3]), 4)}, rounded {Number(float(p.q[3]))}")
    assert lit(page, "[data-letter=q]") == [
        text
        for x, w in zip(p.x, p.w_q[:, 3], strict=True)
        for text in (str(Number(float(x), 3)), str(Number(float(w), 1)))
    ] + [str(Number(float(p.q[3])))]


def test_tabs_go_by_arrow_keys(visit: Visit) -> None:
    page = visit()
    tabs, panels = page.get_by_role("tab"), page.locator("[role=tabpanel]")
    expect(tabs).to_have_count(3)
    tabs.first.focus()
    for key, chosen in (
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowRight", 0),
        ("ArrowLeft", 2),
        ("Home", 0),
        ("End", 2),
    ):
        page.keyboard.press(key)
        expect(tabs.nth(chosen)).to_be_focused()
        for place in range(3):
            assert tabs.nth(place).get_attribute("aria-selected") == ("true" if place == chosen else "false")
            assert tabs.nth(place).get_attribute("tabindex") == ("0" if place == chosen else "-1")
            assert panels.nth(place).is_visible() is (place == chosen)


def test_a_result_lights_its_row_and_its_column(visit: Visit) -> None:
    page = visit()
    p = projection("king")
    page.get_by_role("button", name="number 3 of Key").hover()
    expect(page.get_by_role("tab", name="WK")).to_have_attribute("aria-selected", "true")
    expected = [text for x, w in zip(p.x, p.w_k[:, 2], strict=True) for text in (f"{x:.3f}", f"{w:.1f}")]
    assert [text.replace("−", "-") for text in lit(page, "#matrix-k")] == [*expected, "0.31"]
    expect(page.locator("#matrix-k .made")).to_contain_text("k₃ = ")
    page.get_by_role("button", name="number 2 of x").focus()
    expected = [f"{p.x[1]:.3f}", *(f"{w:.1f}" for w in p.w_k[1])]
    assert [text.replace("−", "-") for text in lit(page, "#matrix-k")] == expected


def test_a_matrix_is_walked_through_by_keyboard(visit: Visit) -> None:
    page = visit()
    p = projection("king")
    page.get_by_role("tab").first.focus()
    page.keyboard.press("Tab")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    product = Number(float(p.products_q[2, 1]), 4)
    expect(page.locator("#matrix-q .made")).to_have_text(f"x₃ × w₃₂ = 0.893 × −0.7 = {product}")
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#matrix-q .made")).to_contain_text("q₄ = ")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("() => document.activeElement.textContent") == str(Number(float(p.w_q[3, 0]), 1))


def test_the_demo_stands_alone(visit: Visit, lesson: Any) -> None:
    demo = lesson.folder / "demo.html"
    assert demo.stat().st_size <= 100_000
    page = visit("demo.html", served=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("#demo-token").fill("queen")
    p = projection("queen")
    assert [value for value, _ in results(page)["v"]] == pytest.approx(list(p.v), abs=1e-9)
    assert [url for url in asked if not url.startswith("data:")] == [demo.as_uri()]


def test_the_numbers_of_the_page_are_the_film_s(visit: Visit) -> None:
    page = visit()
    p = projection("king")
    for letter, w, sums in (("q", p.w_q, p.q), ("k", p.w_k, p.k), ("v", p.w_v, p.v)):
        cells = page.locator(f"#matrix-{letter} td").all_text_contents()
        numbers = [str(Number(float(value), 1)) for value in np.ravel(w)]
        assert cells == [*numbers, *(str(Number(float(value))) for value in sums)]
