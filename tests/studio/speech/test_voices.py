import pytest

from studio.speech.espeak import Pyttsx3Voice
from studio.speech.voice import VoiceError
from studio.speech.voices import voice_named


@pytest.mark.parametrize(
    ("name", "voice"),
    [("pyttsx3", "en-us"), ("pyttsx3:en-gb-x-rp", "en-gb-x-rp"), ("pyttsx3:en-us+f3", "en-us+f3")],
)
def test_a_name_chooses_the_voice_of_an_engine(name: str, voice: str) -> None:
    assert voice_named(name, 160) == Pyttsx3Voice(voice, 160)


@pytest.mark.parametrize(
    ("name", "way_out"), [("pytts", "Did you mean 'pyttsx3'?"), ("hal", "There is: pyttsx3.")]
)
def test_an_unknown_engine_is_refused(name: str, way_out: str) -> None:
    with pytest.raises(VoiceError) as refused:
        voice_named(name, 150)
    assert str(refused.value) == f"There is no voice engine {name!r}. {way_out}"
