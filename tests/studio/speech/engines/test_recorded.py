import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

import studio.speech.engines.recorded as recorded
from studio.script.model import Narration, Pause
from studio.speech.cache import SpeechCache
from studio.speech.engines.espeak import Pyttsx3Voice
from studio.speech.engines.recogniser import can_recognise
from studio.speech.engines.recorded import Recording, Recordings
from studio.speech.loudness import LOUDNESS, loudness
from studio.speech.narrate import LEAD_IN, speak_all
from studio.speech.spoken_form import spoken_form
from studio.speech.voice import RATE, Speech, VoiceError, word_spans

WRITTEN = "Take the key, and 0.12. Every token has three jobs: it asks, and it delivers."
SPOKEN = spoken_form(WRITTEN, {}).text
Record = Callable[..., Path]


@pytest.fixture(scope="module")
def take(voice: Pyttsx3Voice) -> Speech:
    """What a speaker says: every word at a known time, after three quarters of a second of noise."""
    speech = voice.speak(SPOKEN)
    early = round(0.75 * speech.rate)
    samples = np.pad(0.5 * speech.samples, (early, early // 2))
    samples += np.random.default_rng(2).normal(0, 2e-4, len(samples)).astype(np.float32)
    words = (replace(word, begins=word.begins + 0.75, ends=word.ends + 0.75) for word in speech.words)
    return Speech(samples, speech.rate, tuple(words))


@pytest.fixture
def record(tmp_path: Path, take: Speech) -> Record:
    """Writes a sound into a folder of recordings; the take, if it is not told another."""

    def write(
        name: str, samples: np.ndarray | None = None, *, codec: str = "pcm_s16le", layout: str = "mono"
    ) -> Path:
        sound = take.samples if samples is None else samples
        path = tmp_path / "takes" / name
        path.parent.mkdir(exist_ok=True)
        with av.open(path, "w") as file:
            stream = file.add_stream(codec, rate=take.rate, layout=layout)
            channels = np.tile(sound, (2 if layout == "stereo" else 1, 1))
            frame = av.AudioFrame.from_ndarray(channels, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = take.rate, 0
            resampler = av.AudioResampler(stream.codec_context.format, layout, take.rate)
            for part in resampler.resample(frame):
                file.mux(stream.encode(part))
            file.mux(stream.encode(None))
        return path

    return write


def errors(speech: Speech, take: Speech) -> list[float]:
    return [abs(one.begins - other.begins) for one, other in zip(speech.words, take.words, strict=True)]


def timed(take: Speech) -> str:
    return json.dumps(
        [
            {"word": SPOKEN[word.start : word.end], "start": word.begins, "end": word.ends}
            for word in take.words
        ]
    )


@pytest.mark.parametrize(
    ("name", "codec", "layout"),
    [
        ("one.wav", "pcm_s16le", "mono"),
        ("one.WAV", "pcm_f32le", "stereo"),
        ("one.flac", "flac", "mono"),
        ("one.mp3", "mp3", "stereo"),
        ("one.m4a", "aac", "mono"),
    ],
)
def test_every_kind_of_sound_is_read_and_keeps_its_time(
    record: Record, take: Speech, name: str, codec: str, layout: str
) -> None:
    path = record(name, codec=codec, layout=layout)
    recording = Recordings(path.parent).of(["one"])["one"]
    speech = replace(recording, recogniser=None).speak(SPOKEN)
    assert speech.rate == RATE
    assert speech.samples.dtype == np.float32
    assert speech.duration == pytest.approx(take.duration, abs=0.1)
    start = np.flatnonzero(np.abs(take.samples) > 0.02)[0] / take.rate
    assert np.flatnonzero(np.abs(speech.samples) > 0.02)[0] / RATE == pytest.approx(start, abs=0.005)


def test_the_times_of_a_transcript_are_taken_as_they_are(record: Record, take: Speech) -> None:
    path = record("one.wav")
    path.with_suffix(".json").write_text(timed(take))
    speech = Recordings(path.parent).of(["one"])["one"].speak(SPOKEN)
    assert max(errors(speech, take)) < 1e-6
    assert speech.remarks == ()


def test_captions_are_shared_out_and_settle_at_the_rests(record: Record, take: Speech) -> None:
    path = record("one.wav")
    ends = [take.words[7].ends, take.words[-1].ends]
    first, second = WRITTEN.split(". ")
    path.with_suffix(".vtt").write_text(
        f"WEBVTT\n\n00:00.700 --> 00:{ends[0]:06.3f}\n{first}.\n\n"
        f"00:{ends[0] + 0.1:06.3f} --> 00:{ends[1]:06.3f}\n{second}\n"
    )
    speech = Recordings(path.parent).of(["one"])["one"].speak(SPOKEN)
    assert max(errors(speech, take)) < 0.5
    for number in (0, 3, 8):  # "Take", ", and" and ". Every"
        assert speech.words[number].begins == pytest.approx(take.words[number].begins, abs=0.03)
    assert speech.remarks == ()


def test_without_a_transcript_the_words_are_recognised(record: Record, take: Speech) -> None:
    assert can_recognise("en-GB")
    assert not can_recognise("de")
    path = record("one.wav")
    recording = Recordings(path.parent).of(["one"])["one"]
    speech = recording.speak(SPOKEN)
    assert [(word.start, word.end) for word in speech.words] == word_spans(SPOKEN)
    assert np.median(errors(speech, take)) < 0.1
    assert speech.words == recording.speak(SPOKEN).words
    assert "faster-whisper" in recording.key


def test_without_a_recogniser_the_words_are_spread_and_it_is_said(
    record: Record, take: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "can_recognise", lambda _: False)
    path = record("one.wav")
    speech = Recordings(path.parent).of(["one"])["one"].speak(SPOKEN)
    assert [(word.start, word.end) for word in speech.words] == word_spans(SPOKEN)
    assert max(errors(speech, take)) < 1
    assert speech.words[0].begins == pytest.approx(take.words[0].begins, abs=0.02)
    assert speech.words[-1].ends == pytest.approx(take.words[-1].ends, abs=0.05)
    (remark,) = speech.remarks
    assert "one.wav are spread over its sound" in remark
    assert "one.json" in remark
    assert "[whisper]" in remark


def test_a_recording_fills_its_slide(record: Record, take: Speech, tmp_path: Path) -> None:
    """Pauses between words are the speaker's own; those before and after them are the slide's."""
    path = record("one.wav", 0.2 * take.samples)
    path.with_suffix(".json").write_text(timed(take))
    text = WRITTEN.replace(". ", ".\n\n")
    pauses = (Pause(0, 0.5), Pause(10, 3.0), Pause(len(text), 2.0))
    said = speak_all(
        {"one": Narration(text, (), pauses)}, Recordings(path.parent), {}, SpeechCache(tmp_path / "cache")
    )["one"]
    assert said.duration == pytest.approx(
        LEAD_IN + 0.5 + take.words[-1].ends - take.words[0].begins + 2, abs=0.1
    )
    assert said.words[0].begins == pytest.approx(LEAD_IN + 0.5, abs=0.01)
    assert loudness(said.samples, said.rate) == pytest.approx(LOUDNESS, abs=0.1)
    assert abs(said.samples[0]) < 1e-4
    assert abs(said.samples[-1]) < 1e-4
    assert [text[word.start : word.end] for word in said.words][3:6] == ["and", "0.12", "Every"]


def test_remarks_outlive_the_cache(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "can_recognise", lambda _: False)
    path = record("one.wav")
    cache = SpeechCache(tmp_path / "cache")
    first, again = (
        speak_all({"one": Narration(WRITTEN)}, Recordings(path.parent), {}, cache)["one"] for _ in range(2)
    )
    assert first.remarks == again.remarks != ()


def test_what_leaves_something_to_be_desired_is_said(record: Record, take: Speech) -> None:
    loud = np.clip(12 * take.samples, -1, 1)
    path = record("one.wav", loud)
    path.with_suffix(".json").write_text(timed(take))
    record("two.wav", 0.01 * take.samples)
    path.with_name("two.json").write_text('[{"word": "Something", "start": 0, "end": 1}]')
    recordings = Recordings(path.parent).of(["one", "two"])
    (clipped,) = recordings["one"].speak(SPOKEN).remarks
    assert clipped.startswith("one.wav is cut off at full scale in ")
    soft, other = recordings["two"].speak(SPOKEN).remarks
    assert soft.startswith("two.wav is very soft (-")
    assert other.startswith("only 0% of the words are found in two.json")


def test_the_keys_tell_what_the_sound_depends_on(record: Record, take: Speech, tmp_path: Path) -> None:
    path = record("one.wav")
    recordings = Recordings(path.parent)
    before, all_before = recordings.of(["one"])["one"].key, recordings.key
    assert str(tmp_path) not in before + all_before
    path.with_suffix(".json").write_text(timed(take))
    between, all_between = recordings.of(["one"])["one"].key, recordings.key
    record("two.wav")
    assert recordings.of(["one"])["one"].key == between
    record("one.wav", 0.9 * take.samples)
    assert len({before, between, recordings.of(["one"])["one"].key}) == 3
    assert len({all_before, all_between, recordings.key}) == 3


def test_all_recordings_that_are_missing_are_named_at_once(record: Record) -> None:
    folder = record("hok.wav").parent
    record("twice.wav")
    record("twice.flac", codec="flac")
    with pytest.raises(VoiceError) as refused:
        Recordings(folder).of(["hook", "twice", "jobs"])
    assert str(refused.value) == (
        f"In {folder}, there is no hook.wav (but hok); twice.flac and twice.wav are both of the slide "
        "'twice'; there is no jobs.wav. Each slide takes one recording, named by its id and ending in .wav, "
        ".flac, .mp3 or .m4a."
    )


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"no folder .*nowhere with recordings"):
        _ = Recordings(tmp_path / "nowhere").key


def test_what_is_no_sound_or_no_speech_is_refused(record: Record, take: Speech) -> None:
    path = record("one.wav", np.zeros(take.rate, np.float32))
    with pytest.raises(VoiceError, match=r"Nothing is heard in .*one\.wav"):
        Recording(path).speak(SPOKEN)
    path.write_text("no sound at all")
    with pytest.raises(VoiceError, match=r"one\.wav cannot be read as sound"):
        Recording(path).speak(SPOKEN)


def test_a_transcript_of_another_recording_is_refused(record: Record) -> None:
    path = record("one.wav")
    path.with_suffix(".json").write_text('[{"word": "Take", "start": 99, "end": 100}]')
    with pytest.raises(VoiceError, match=r"one\.json goes on after the end of one\.wav"):
        Recordings(path.parent).of(["one"])["one"].speak(SPOKEN)
