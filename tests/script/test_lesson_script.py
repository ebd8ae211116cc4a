"""The words of module 22: what every author of it, and every translator, must keep."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from scenes.numbers import numbers
from scenes.tokens import LEXICON
from studio.errors import AuthorError
from studio.numbers import MINUS
from studio.script.parser import read_script

SCRIPT = Path(__file__).parents[2] / "script" / "22-qkv-projections.md"
ANY_TOKEN = ["queen", "the", "zebra", "Zürich", "New York", "don't", "3.14", "東京", "!", "sixteen-letters!"]
STORYBOARD = {  # chapter, its scene, and its seconds in the storyboard
    "One vector, three jobs": ("Hook", 35),
    "The embedding": ("Embedding", 35),
    "One output number": ("OneNumber", 50),
    "The whole query": ("WholeQuery", 40),
    "Key and value": ("KeyAndValue", 40),
}
WORDS_A_SECOND = 2.55  # the default voice at 150 words a minute, its stops included; a digit counts as a word


@pytest.fixture(scope="module")
def script():
    return read_script(SCRIPT, numbers("king"))


@pytest.fixture(scope="module")
def body():
    """What stands below the front matter, as it is written."""
    return SCRIPT.read_text(encoding="utf-8").split("\n---\n", 1)[1]


def spoken_words(text):
    """About how many words a voice says: each digit of a decimal is one, like its point and its sign."""
    decimals = re.findall(rf"{MINUS}?\d+\.\d+", text)
    grouped = re.findall(r"\d+,\d+", text)
    return len(text.split()) + sum(len(number) - 1 for number in decimals) + 6 * len(grouped)


def seconds(slide, end=None):
    """About how long a slide's narration lasts, up to one of its characters."""
    end = len(slide.narration.text) if end is None else end
    pauses = sum(pause.seconds for pause in slide.narration.pauses if pause.offset <= end)
    return spoken_words(slide.narration.text[:end]) / WORDS_A_SECOND + pauses


def test_the_front_matter_states_the_lesson_s_facts(script):
    front = script.front
    assert (front.module, front.modules, front.section) == (22, 42, "Architecture")
    assert front.title == "Q, K, V - the projections."
    assert front.subtitle == "The matrices that turn embeddings into queries, keys, values."
    assert (front.track, front.prerequisite) == ("A · Gemini", "Module 12")
    assert (front.scenes, front.voice, front.token) == ("scenes", "pyttsx3", "king")


def test_the_roles_are_the_lesson_s(script):
    assert script.labels["query_role"] == "“What I am looking for”"
    assert script.labels["key_role"] == "“What properties I contain”"
    assert script.labels["value_role"] == "“My actual semantic payload”"


@pytest.mark.parametrize("role", ["query_role", "key_role", "value_role"])
def test_a_role_is_said_as_it_is_shown(script, role):
    assert any(script.labels[role] in slide.narration.text for slide in script.slides)


def test_the_chapters_follow_the_storyboard(script):
    assert [(chapter.title, chapter.scene) for chapter in script.chapters][: len(STORYBOARD)] == [
        (title, scene) for title, (scene, _) in STORYBOARD.items()
    ]


def test_no_chapter_overruns_its_share(script):
    for chapter in script.chapters:
        if chapter.title in STORYBOARD:
            length = sum(seconds(slide) + 1 for slide in chapter.slides)
            assert length == pytest.approx(STORYBOARD[chapter.title][1], abs=15), chapter.title


def test_no_picture_is_still_for_long(script):
    """A bookmark, and with it a movement, comes at least every eight seconds."""
    for slide in script.slides:
        times = [
            0,
            *(seconds(slide, bookmark.start) for bookmark in slide.narration.bookmarks),
            seconds(slide),
        ]
        assert max(b - a for a, b in pairwise(times)) < 8, slide.id


def test_every_slide_has_a_short_title_and_says_what_its_picture_shows(script):
    for slide in script.slides:
        assert len(slide.title) <= 40, slide.title
        assert re.fullmatch(r"[^.]+(?:\d\.\d[^.]*)*\.", slide.alt), f"one sentence: {slide.alt}"


def test_sentences_are_short(script):
    lengths = [
        len(sentence.split())
        for slide in script.slides
        for sentence in re.split(r"(?<=[.?!])\s+", slide.narration.text)
    ]
    assert max(lengths) <= 25
    assert sorted(lengths)[len(lengths) * 3 // 4] < 16


@pytest.mark.parametrize("token", ANY_TOKEN)
def test_the_script_holds_for_any_token(script, token):
    other = read_script(SCRIPT, numbers(token))
    assert [slide.id for slide in other.slides] == [slide.id for slide in script.slides]
    assert f"“{token}”" in other.slides[0].narration.text


def test_the_words_depend_on_no_token_of_the_lexicon(body):
    content = {word for word in LEXICON if len(word) > 3}  # the function words are everywhere
    assert not content & set(re.findall(r"\w+", body.lower()))


def test_no_number_is_typed_into_the_narration(body):
    narration = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
    without = re.sub(r"\(#[a-z0-9_-]+\)|\{[^}]*\}|GPT-3", "", narration)
    assert not re.findall(r"\d", without)


def test_the_narration_says_the_token_s_own_numbers():
    king, queen = (read_script(SCRIPT, numbers(token)) for token in ("king", "queen"))

    def said(script):
        return {slide.id: slide.narration.text for slide in script.slides}

    assert f"0.412 times {MINUS}1.1 is {MINUS}0.4532." in said(king)["products"]
    assert "four products: 0.1193. Rounded, that is 0.12," in said(king)["products"]
    assert f"gives 0.45, the third {MINUS}0.90, the fourth 1.10." in said(king)["sweep"]
    assert said(king)["products"] != said(queen)["products"]


def test_every_symbol_has_a_spoken_form(script):
    text = " ".join(slide.narration.text for slide in script.slides)
    symbols = set(re.findall(r"\w+_\w+", text))
    assert symbols
    assert symbols <= script.front.pronounce.keys()
    for written in script.front.pronounce:
        assert written in text, f"{written} is never said"


def test_without_numbers_every_placeholder_is_refused():
    with pytest.raises(AuthorError, match="pq11"):
        read_script(SCRIPT)
