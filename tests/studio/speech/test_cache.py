import multiprocessing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from studio.errors import StudioError
from studio.speech.cache import SpeechCache, speech_key
from studio.speech.engines.espeak import Pyttsx3Voice
from studio.speech.voice import Speech, Word
from studio.store.content import ContentStore

KEY = "ab" * 32
times = st.floats(0, 1e4)
speeches = st.builds(
    Speech,
    hnp.arrays(np.float32, st.integers(0, 30), elements=st.floats(-1, 1, width=32)),
    st.sampled_from([22_050, 48_000]),
    st.lists(st.builds(Word, st.integers(0, 9999), st.integers(0, 9999), times, times), max_size=4).map(
        tuple
    ),
)
SPEECH = Speech(np.linspace(-1, 1, 100, dtype=np.float32), 22_050, (Word(0, 3, 0.1, 1 / 3),))


def same(one: Speech | None, other: Speech) -> bool:
    return (
        one is not None
        and one.samples.dtype == np.float32
        and one.samples.tobytes() == other.samples.tobytes()
        and (one.rate, one.words) == (other.rate, other.words)
    )


def put_often(folder: Path) -> None:
    for _ in range(30):
        SpeechCache(folder).put(KEY, SPEECH)


@given(speeches)
def test_what_is_put_is_got(tmp_path_factory: pytest.TempPathFactory, speech: Speech) -> None:
    cache = SpeechCache(tmp_path_factory.getbasetemp() / "round")
    cache.put(KEY, speech)
    assert same(cache.get(KEY), speech)


def test_nothing_is_there_at_first_and_reading_makes_no_folder(tmp_path: Path) -> None:
    assert SpeechCache(tmp_path / "none").get(KEY) is None
    assert not (tmp_path / "none").exists()


def test_the_same_speech_is_the_same_file_and_the_only_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        SpeechCache(tmp_path / name).put(KEY, SPEECH)
    one, two = (path for path in tmp_path.rglob("*") if path.is_file())
    assert one.read_bytes() == two.read_bytes()
    assert one.name == two.name == f"{KEY}.sealed"


@given(place=st.integers(0, 1_000), byte=st.integers(1, 255))
def test_a_damaged_file_is_a_miss_and_is_replaced(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    cache = SpeechCache(tmp_path_factory.getbasetemp() / "damaged")
    cache.put(KEY, SPEECH)
    (file,) = cache.folder.rglob("*.sealed")
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= byte
    file.write_bytes(data)
    assert cache.get(KEY) is None
    file.write_bytes(data[: place % len(data)])
    assert cache.get(KEY) is None
    cache.put(KEY, SPEECH)
    assert same(cache.get(KEY), SPEECH)


WHOLE = b'{"rate": 22050, "words": [], "remarks": []}'


@pytest.mark.parametrize(
    "about",
    [
        *(b"", b"[]", b"{}", b"{", b"null", b"\xff", WHOLE + b"{", WHOLE.replace(b"22050", b"null")),
        WHOLE.replace(b'"words": []', b'"words": "one"'),
        WHOLE.replace(b'"words": []', b'"words": [["a", "b", "c", "d"]]'),
        WHOLE.replace(b'"remarks": []', b'"remarks": [{}]'),
    ],
)
def test_what_is_whole_and_is_not_a_speech_is_a_miss(tmp_path: Path, about: bytes) -> None:
    cache, store = SpeechCache(tmp_path), ContentStore(tmp_path)
    for content in (len(about).to_bytes(4, "big") + about, (99).to_bytes(4, "big") + about):
        store.put(KEY, content)
        assert cache.get(KEY) is None
    store.put(KEY, len(WHOLE).to_bytes(4, "big") + WHOLE + b"\0\0\0")  # no whole number of samples
    assert cache.get(KEY) is None
    store.put(KEY, len(WHOLE).to_bytes(4, "big") + WHOLE + bytes(8))
    assert same(cache.get(KEY), Speech(np.zeros(2, np.float32), 22_050, ()))


def test_processes_may_write_and_read_at_once(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=put_often, args=(tmp_path,)) for _ in range(2)]
    cache.put(KEY, SPEECH)
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert same(cache.get(KEY), SPEECH)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StudioError, match=r"cache .*file cannot be written to \(.+\); choose another folder"):
        SpeechCache(tmp_path / "file").put(KEY, SPEECH)


def test_the_key_depends_on_the_voice_and_the_text() -> None:
    keys = {
        speech_key(voice, text)
        for voice in (Pyttsx3Voice(), Pyttsx3Voice(rate=160), Pyttsx3Voice("en-gb-x-rp"))
        for text in ("Key.", "Key", "key.")
    }
    assert len(keys) == 9
    assert all(len(key) == 64 for key in keys)
    assert speech_key(Pyttsx3Voice(), "Key.") == speech_key(Pyttsx3Voice(timeout=1), "Key.")
