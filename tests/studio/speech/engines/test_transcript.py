import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.speech.engines.transcript import HeardWord, align, read_transcript
from studio.speech.spoken_form import spoken_form
from studio.speech.voice import VoiceError, word_spans

VTT = """\
WEBVTT

intro
00:00.500 --> 00:02.000 align:start
<v Anna>One <00:00:01.000><c>vector</c>, three <00:01.500>jobs.

01:00:02.500 --> 01:00:04.000
It asks &amp; offers,
all at once.
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_vtt_is_read_with_the_stamps_within_its_cues(tmp_path: Path) -> None:
    assert read_transcript(write(tmp_path, "a.vtt", VTT)) == (
        HeardWord("One ", 0.5, 1.0),
        HeardWord("vector, three ", 1.0, 1.5),
        HeardWord("jobs.", 1.5, 2.0),
        HeardWord("It asks & offers, all at once.", 3602.5, 3604.0),
    )


@pytest.mark.parametrize(
    "content",
    [
        [
            {"word": " One", "start": 0.5, "end": 0.75, "probability": 0.9},
            {"text": "two", "start": 1, "end": 2},
        ],
        {"words": [{"word": " One", "start": 0.5, "end": 0.75}, {"word": "two", "start": 1, "end": 2}]},
        {
            "language": "en",
            "segments": [
                {
                    "text": " One",
                    "start": 0.4,
                    "end": 0.8,
                    "words": [{"word": " One", "start": 0.5, "end": 0.75}],
                },
                {"text": "two", "start": 1, "end": 2},
            ],
        },
    ],
    ids=["list", "words", "whisper"],
)
def test_json_is_read_in_the_ways_it_is_written(tmp_path: Path, content: object) -> None:
    path = write(tmp_path, "a.json", json.dumps(content))
    assert read_transcript(path) == (HeardWord(" One", 0.5, 0.75), HeardWord("two", 1, 2))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{", r"a\.json is not a transcript \(.+\)\. Write a list of words: \[\{"),
        ("a.json", '[{"word": "One", "start": -1, "end": 2}]', "is not a transcript"),
        ("a.json", '[{"word": "One", "start": NaN, "end": 2}]', "is not a transcript"),
        ("a.json", '{"text": "One"}', "is not a transcript"),
        ("a.json", "[]", "has no words with times"),
        ("a.vtt", "One two", "has no words with times"),
        ("a.json", '[{"word": "One", "start": 3, "end": 2}]', "times go backwards at 'One', 3 to 2 s"),
        (
            "a.json",
            '[{"word": "One", "start": 3, "end": 4}, {"word": "two", "start": 2, "end": 5}]',
            "times go backwards at 'two', 2 to 5 s",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(VoiceError, match=message) as refused:
        read_transcript(write(tmp_path, name, content))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VoiceError, match=r"a\.json cannot be read"):
        read_transcript(tmp_path / "a.json")


def times_of(
    text: str, *heard: tuple[str, float, float], length: float = 10
) -> dict[str, tuple[float, float]]:
    found = align(text, [HeardWord(*item) for item in heard], length)
    return {text[word.start : word.end]: (word.begins, word.ends) for word in found.words}


def test_words_are_found_however_they_are_written() -> None:
    spoken = spoken_form("Take W_Q: 0.12 plus A is high-dimensional, don’t forget", {}).text
    times = times_of(
        spoken,
        (" take", 0, 1),
        (" WQ", 1, 2),
        (" 0.12", 2, 4),
        ("+", 4, 5),
        (" A", 5, 6),
        ("is", 6, 7),
        ("high dimensional,", 7, 9),
        ("don't", 9, 9.5),
        ("forget.", 9.5, 10),
    )
    assert times["Take"] == (0, 1)
    assert times["W"] == (1, 1.5)
    assert times["Q"] == (1.5, 2)
    assert times["zero"][0] == 2
    assert times["two"][1] == 4
    assert times["plus"] == (4, 5)
    assert times["eigh"] == (5, 6)
    assert times["high-dimensional"] == (7, 9)
    assert times["don't"] == (9, 9.5)


def test_what_was_heard_otherwise_shares_the_time() -> None:
    times = times_of("one two three four", ("one", 0, 1), ("too", 1, 2), ("tree", 2, 4), ("four", 4, 5))
    assert times["one"] == (0, 1)
    assert times["two"][0] == 1
    assert times["two"][1] == times["three"][0] == pytest.approx(1 + 3 * 3 / 8)
    assert times["three"][1] == times["four"][0] == 4


def test_what_was_not_heard_lies_between_its_neighbours() -> None:
    times = times_of("one two three", ("one", 0, 1), ("three", 3, 4))
    assert times["two"] == (1, 3)
    times = times_of("one two three", ("two", 3, 4), length=5)
    assert (times["one"], times["three"]) == ((0, 3), (4, 5))


def test_the_share_of_words_that_were_found_is_told() -> None:
    heard = [HeardWord("one", 0, 1), HeardWord("two", 1, 2)]
    assert align("one two", heard, 3).coverage == 1
    assert align("one three four two", heard, 3).coverage == 0.5
    assert align("seven", heard, 3).coverage == 0


WORDS = "one two zero-one q, 0.5 A — … it's 汉 ½ ( eigh"
texts = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=10).map(" ".join)


@given(texts, texts, st.lists(st.floats(0, 12), max_size=9).map(sorted), st.sampled_from(["en", "de"]))
def test_every_word_has_a_time_within_the_recording(
    text: str, other: str, times: list[float], language: str
) -> None:
    heard = [
        HeardWord(word, begins, ends)
        for word, begins, ends in zip(other.split(), times[::2], times[1::2], strict=False)
    ]
    found = align(text, heard, 10, language)
    assert [(word.start, word.end) for word in found.words] == word_spans(text)
    after = [time for word in found.words for time in (word.begins, word.ends)]
    assert after == sorted(after)
    assert all(0 <= time <= 10 for time in after)
    assert 0 <= found.coverage <= 1
