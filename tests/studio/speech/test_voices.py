from pathlib import Path

import pytest

import studio.speech.voices as voices
from studio.speech.engines.espeak import Pyttsx3Voice
from studio.speech.engines.hibari import HibariVoice
from studio.speech.engines.recorded import Recordings
from studio.speech.voice import VoiceError
from studio.speech.voices import ENGINES, engines, voice_named


@pytest.mark.parametrize(
    ("name", "voice"),
    [
        ("pyttsx3", Pyttsx3Voice("en-us", 160)),
        ("pyttsx3:en-gb-x-rp", Pyttsx3Voice("en-gb-x-rp", 160)),
        ("pyttsx3:en-us+f3", Pyttsx3Voice("en-us+f3", 160)),
        ("hibari", HibariVoice("heart", 160)),
        ("hibari:emma", HibariVoice("emma", 160)),
        ("recorded:my/takes", Recordings(Path("my/takes"))),
    ],
)
def test_a_name_chooses_the_voice_of_an_engine(name: str, voice: object) -> None:
    assert voice_named(name, 160) == voice


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pytts", "There is no voice engine 'pytts'. Did you mean 'pyttsx3'?"),
        ("Hibari", "There is no voice engine 'Hibari'. Did you mean 'hibari'?"),
        ("record:x", "There is no voice engine 'record'. Did you mean 'recorded'?"),
        ("hal", "There is no voice engine 'hal'. There are: pyttsx3, hibari, recorded."),
        ("recorded", "The voice recorded takes a folder: recorded:FOLDER."),
    ],
)
def test_an_unknown_engine_is_refused_and_the_nearest_named(name: str, message: str) -> None:
    with pytest.raises(VoiceError) as refused:
        voice_named(name, 150)
    assert str(refused.value) == message


def test_a_language_that_the_voice_does_not_speak_is_refused() -> None:
    with pytest.raises(VoiceError, match=r"speaks English only, not 'de-AT'\. Take pyttsx3:de-AT"):
        voice_named("hibari", 150, "de-AT")
    assert voice_named("hibari", 150, "en-GB") == HibariVoice(rate=150)
    assert voice_named("recorded:x", 150, "de") == Recordings(Path("x"), "de")


def test_what_can_be_used_here_is_listed() -> None:
    pyttsx3, hibari, recorded = engines()
    assert (pyttsx3.name, hibari.name, recorded.name) == ENGINES
    assert pyttsx3.voices[0].name == "pyttsx3:en-us"
    assert len(pyttsx3.voices) > 100
    assert hibari.voices[0].name == "hibari:heart"
    assert not hibari.missing
    assert not hibari.voices[0].missing
    for engine in (pyttsx3, hibari):
        voice_named(engine.voices[0].name, 150)
        assert engine.voices[0].name == f"{engine.name}:{voice_named(engine.name, 150).name}"  # type: ignore[union-attr]
    assert recorded.voices[0].name == "recorded:FOLDER"


def test_what_is_not_installed_is_listed_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "find_spec", lambda _: None)
    monkeypatch.setattr(voices, "can_recognise", lambda _: False)
    _, hibari, recorded = engines()
    assert hibari.voices == ()
    assert hibari.missing.startswith("make video VOICE=hibari")
    assert "[whisper]" in recorded.title
