"""The words of module 22: what every author of it, and every translator, must keep."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from scenes.qkv_projections.numbers import numbers
from scenes.qkv_projections.sentence import AFTER, BEFORE
from scenes.qkv_projections.tokens import LEXICON
from studio.errors import AuthorError
from studio.numbers import MINUS
from studio.script.parser import read_script_file
from studio.speech.engines.espeak import Pyttsx3Voice
from studio.speech.narrate import speak_all
from studio.speech.voice import has_word
from studio.timeline import plan

SCRIPT = Path(__file__).parents[2] / "script" / "22-qkv-projections.md"
ANY_TOKEN = ["queen", "the", "zebra", "Zürich", "New York", "don't", "3.14", "東京", "!", "sixteen-letters!"]
STORYBOARD = {  # chapter, its scene, and its seconds in the storyboard
    "One vector, three jobs": ("Hook", 35),
    "The embedding": ("Embedding", 35),
    "One output number": ("OneNumber", 50),
    "The whole query": ("WholeQuery", 40),
    "Key and value": ("KeyAndValue", 40),
    "A matrix is a view": ("View", 40),
    "Why three?": ("WhyThree", 45),
    "All tokens at once": ("AllTokens", 35),
    "Heads and the fused matrix": ("Heads", 45),
    "Real models": ("RealModels", 50),
    "What they are for": ("WhatFor", 30),
    "Recap and quiz": ("Recap", 20),
    "Further reading and next": ("Next", 15),
}


@pytest.fixture(scope="module")
def script():
    return read_script_file(SCRIPT).fill(numbers("king"))


@pytest.fixture(scope="module")
def body():
    """What stands below the front matter, as it is written."""
    return SCRIPT.read_text(encoding="utf-8").split("\n---\n", 1)[1]


@pytest.fixture(scope="module")
def timeline(script):
    """The lesson as the default voice says it, at 100 frames a second."""
    front = script.front
    narrations = {slide.id: slide.narration for slide in script.slides}
    voice = Pyttsx3Voice(rate=front.rate)
    return plan(script, speak_all(narrations, voice, front.pronounce, jobs=2), 100)


def test_the_front_matter_states_the_lesson_s_facts(script):
    front = script.front
    course = front.course
    assert (course.module, course.modules, course.section) == (22, 42, "Architecture")
    assert front.title == "Q, K, V - the projections."
    assert front.subtitle == "The matrices that turn embeddings into queries, keys, values."
    assert (course.track, course.prerequisite) == ("A · Gemini", "Module 12")
    assert (front.scenes, front.voice, front.parameters) == (
        "qkv_projections",
        "pyttsx3",
        {"token": "king"},
    )


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


def test_the_narration_keeps_within_its_minutes(script, timeline):
    assert timeline.frames / 100 == pytest.approx(script.front.minutes * 60, rel=0.05)


def test_no_chapter_overruns_its_share(script, timeline):
    for chapter in script.chapters[: len(STORYBOARD)]:
        seconds = sum(timed.frames for timed in timeline.chapter_slides(chapter)) / 100
        assert seconds == pytest.approx(STORYBOARD[chapter.title][1], abs=15), chapter.title


def test_no_picture_is_still_for_long(timeline):
    """A bookmark, and with it a movement, comes at least every eight seconds."""
    for timed in timeline.slides:
        frames = [0, *(cue.first for cue in timed.cues), timed.frames]
        assert max(end - first for first, end in pairwise(frames)) < 800, timed.slide.id


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


def test_the_sentence_is_the_one_that_is_computed(script):
    assert script.labels["sentence_before"] == " ".join(BEFORE)
    assert script.labels["sentence_after"] == " ".join(AFTER)


@pytest.mark.parametrize("token", ["!", "…", "東京"])
def test_every_bookmark_holds_a_word_that_is_heard_for_any_token(token):
    """A token may be a mark: a bookmark on it alone would fall on silence."""
    for slide in read_script_file(SCRIPT).fill(numbers(token)).slides:
        for mark in slide.narration.bookmarks:
            words = slide.narration.text[mark.start : mark.end]
            assert has_word(words.replace(f"“{token}”", "")), f"{slide.id}: {mark.name}"


@pytest.mark.parametrize("token", ANY_TOKEN)
def test_the_script_holds_for_any_token(script, token):
    other = read_script_file(SCRIPT).fill(numbers(token))
    assert [slide.id for slide in other.slides] == [slide.id for slide in script.slides]
    assert f"“{token}”" in other.slides[0].narration.text


def test_the_words_depend_on_no_token_of_the_lexicon(body):
    content = {word for word in LEXICON if len(word) > 3}  # the function words are everywhere
    assert not content & set(re.findall(r"\w+", body.lower()))


def test_no_number_is_typed_into_the_narration(body):
    narration = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
    without = re.sub(r"\(#[a-z0-9_-]+\)|\{[^}]*\}|GPT-\d|Llama 3 8B", "", narration)
    assert not re.findall(r"\d", without)


def test_the_narration_says_the_token_s_own_numbers():
    king, queen = (read_script_file(SCRIPT).fill(numbers(token)) for token in ("king", "queen"))

    def said(script):
        return {slide.id: slide.narration.text for slide in script.slides}

    assert f"0.412 times {MINUS}1.1 is {MINUS}0.4532." in said(king)["products"]
    assert "four products: 0.1193. Rounded, that is 0.12," in said(king)["products"]
    assert f"gives 0.45, the third gives {MINUS}0.90, the fourth gives 1.10." in said(king)["sweep"]
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
        read_script_file(SCRIPT).fill({})
