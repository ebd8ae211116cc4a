"""Captions: what a viewer is promised, for any narration."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pysubs2
from hypothesis import given
from hypothesis import strategies as st

from studio.captions.captions import Caption, captions
from studio.publish.captions import write_srt, write_vtt
from studio.script.model import Narration
from studio.speech.voice import Speech, Word
from studio.timeline import Timeline

Build = Callable[..., Timeline]

letters = st.text("abcdefghijkmwQ_−09", min_size=1, max_size=14)
marks = st.sampled_from(["", "", "", "", ",", ".", ":", "?”"])
rests = st.one_of(st.just(0.0), st.floats(0, 2))


@st.composite
def narrations(draw: st.DrawFn, pace: float) -> tuple[str, Speech]:
    """A text and its words, none faster than `pace` characters a second with the space after it."""
    text = ""
    words = []
    time = draw(rests)
    for letter, mark, rest in draw(st.lists(st.tuples(letters, marks, rests), min_size=1, max_size=60)):
        if text:
            text += draw(st.sampled_from([" ", " ", " ", " ", "\n\n"]))
        start = len(text)
        text += letter + mark
        ends = time + (len(letter + mark) + 1) / pace
        words.append(Word(start, start + len(letter), time, ends))
        time = ends + rest
    return text, Speech(np.zeros(round(1000 * time), np.float32), 1000, tuple(words))


@given(slides=st.lists(narrations(15), min_size=1, max_size=3), fps=st.sampled_from([15, 24, 30, 60]))
def test_what_a_viewer_is_promised(build: Build, slides: list[tuple[str, Speech]], fps: int) -> None:
    timeline = build([slides], fps=fps)
    shown = captions(timeline)
    assert " ".join(caption.text for caption in shown).split() == " ".join(text for text, _ in slides).split()
    assert not any(caption.is_too_fast for caption in shown)
    assert all(earlier.ends <= later.begins for earlier, later in pairwise(shown))
    for caption in shown:
        assert len(caption.lines) <= 2
        assert all(0 < len(line) <= 42 for line in caption.lines)
    for timed in timeline.slides:
        own = [caption for caption in shown if caption.slide == timed.slide.id]
        assert own[0].begins >= timed.first * 1000 / fps
        assert own[-1].ends <= timed.end * 1000 / fps
        assert " ".join(caption.text for caption in own) == " ".join(timed.slide.narration.text.split())
        for earlier, later in pairwise(own):
            assert later.begins - earlier.ends in {0, *range(300, 100_000)}


@given(slide=narrations(15))
def test_a_caption_is_shown_while_its_words_are_heard(build: Build, slide: tuple[str, Speech]) -> None:
    timeline = build([[slide]])
    words = list(slide[1].words)
    for caption in captions(timeline):
        own = [words.pop(0) for _ in caption.text.split()]
        assert abs(caption.begins - 1000 * own[0].begins) <= 1
        assert caption.ends >= 1000 * own[-1].ends - 1
        if words:
            assert caption.ends <= 1000 * own[-1].ends + 1501 or caption.ends == round(1000 * words[0].begins)


@given(slide=narrations(30))
def test_a_hasty_voice_is_told_of_and_loses_no_word(build: Build, slide: tuple[str, Speech]) -> None:
    shown = captions(build([[slide]]))
    assert " ".join(caption.text for caption in shown) == " ".join(slide[0].split())
    assert all(caption.is_too_fast == (caption.speed > 17) for caption in shown)
    assert all(earlier.ends <= later.begins for earlier, later in pairwise(shown))


def test_a_long_hasty_text_is_found(build: Build, spoken: Callable[..., tuple[str, Speech]]) -> None:
    shown = captions(build([[spoken("It must split its embedding into three roles. " * 5, 30)]]))
    assert any(caption.is_too_fast for caption in shown)


def test_a_caption_does_not_linger_in_a_silence(
    build: Build, spoken: Callable[..., tuple[str, Speech]]
) -> None:
    text, speech = spoken("All of this was said in less than a second, and then came a rest.", 70)
    long = replace(speech, samples=np.zeros(10 * speech.rate, np.float32))
    shown = captions(build([[(text, long)]]))
    assert shown[-1].ends == round(1000 * speech.words[-1].ends) + 1200
    assert shown[-1].is_too_fast


def test_several_written_words_may_be_one_for_the_voice(build: Build) -> None:
    text = (
        "I am — so to speak — here. "
        + "And on it goes without any end in contents, word by word by word, till now."
    )
    words = (Word(0, 4, 0.0, 1.0), Word(7, 18, 1.0, 3.0), Word(21, 26, 3.0, 4.0))
    words += tuple(
        Word(match.start(), match.end(), match.start() / 7, match.end() / 7)
        for match in re.finditer(r"\S+", text)
        if match.start() > 26
    )
    shown = captions(build([[(text, Speech(np.zeros(15_000, np.float32), 1000, words))]]))
    assert " ".join(caption.text for caption in shown) == text
    assert all(earlier.begins < earlier.ends <= later.begins for earlier, later in pairwise(shown))


def test_a_text_without_a_single_timed_word_is_still_shown(timeline: Timeline) -> None:
    mute = Speech(np.zeros(0, np.float32), 1000, ())
    first = timeline.slides[0]
    slide = replace(first.slide, narration=Narration("Nobody says this."))
    film = replace(timeline, slides=(replace(first, slide=slide, speech=mute),))
    (caption,) = captions(film)
    assert (caption.begins, caption.text) == (0, "Nobody says this.")
    assert caption.ends >= 1000


def test_both_files_say_what_is_shown(timeline: Timeline, tmp_path: Path) -> None:
    shown = captions(timeline)
    for write, name in ((write_vtt, "film.vtt"), (write_srt, "film.srt")):
        path = write(shown, tmp_path / name)
        read = [
            (event.start, event.end, event.text.replace("\\N", "\n"))
            for event in pysubs2.load(str(path), keep_html_tags=True)
        ]
        unescaped = [(a, b, text.replace("&lt;", "<").replace("&amp;", "&")) for a, b, text in read]
        assert unescaped == [(one.begins, one.ends, "\n".join(one.lines)) for one in shown]


def test_the_files_to_the_letter(tmp_path: Path) -> None:
    shown = (
        Caption("one", 500, 1750, ("a < b & c", "{\\an8} \\n −1")),
        Caption("two", 3_600_000, 3_601_000, ("“W_Q”",)),
    )
    assert write_vtt(shown, tmp_path / "film.vtt").read_bytes().decode() == (
        "WEBVTT\n\n1\n00:00:00.500 --> 00:00:01.750\na &lt; b &amp; c\n{\\an8} \\n −1\n\n"
        "2\n01:00:00.000 --> 01:00:01.000\n“W_Q”\n\n"
    )
    assert write_srt(shown, tmp_path / "film.srt").read_bytes().decode() == (
        "1\n00:00:00,500 --> 00:00:01,750\na < b & c\n{\\an8} \\n −1\n\n"
        "2\n01:00:00,000 --> 01:00:01,000\n“W_Q”\n\n"
    )
