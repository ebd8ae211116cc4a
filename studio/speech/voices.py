"""The voices that can be asked for by name: ``ENGINE`` or ``ENGINE:NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from studio.speech.engines.recogniser import can_recognise
from studio.speech.engines.recorded import SUFFIXES, Recordings
from studio.speech.voice import Voice, VoiceError

ENGINES = ("pyttsx3", "hibari", "recorded")


@dataclass(frozen=True)
class VoiceChoice:
    """A voice that can be asked for.

    Parameters
    ----------
    name
        What is asked for, ``ENGINE:NAME``.
    title
        For people.
    missing
        How to get it, where it is not on this machine; else empty.
    """

    name: str
    title: str
    missing: str = ""


@dataclass(frozen=True)
class EngineChoice:
    """An engine with its voices.

    Parameters
    ----------
    name, title
        What is asked for, and for people.
    voices
        The first is taken where only the engine is named.
    missing
        How to get it, where it is not on this machine; else empty.
    """

    name: str
    title: str
    voices: tuple[VoiceChoice, ...]
    missing: str = ""


def voice_named(name: str, rate: int, language: str = "en") -> Voice | Recordings:
    """Make the voice of a name.

    Parameters
    ----------
    name
        ``"pyttsx3"``, ``"hibari"``, either with one of the engine's own voices (``"pyttsx3:en-gb-x-rp"``); or
        ``"recorded:FOLDER"``, which is relative to the current folder.
    rate
        Words a minute; recordings keep their own.
    language
        Of what is spoken, as a BCP 47 tag.

    Raises
    ------
    VoiceError
        If there is no such engine (it names the nearest), or it cannot speak the language. A wrong voice of
        an engine is found when it speaks.
    """
    engine, _, own = name.partition(":")
    if engine == "pyttsx3":
        from studio.speech.engines.espeak import Pyttsx3Voice

        return Pyttsx3Voice(own, rate) if own else Pyttsx3Voice(rate=rate)
    if engine == "hibari":
        from studio.speech.engines.hibari import HibariVoice

        if language.partition("-")[0].lower() != "en":
            raise VoiceError(
                f"The voice hibari speaks English only, not {language!r}. Take pyttsx3:{language}."
            )
        return HibariVoice(own, rate) if own else HibariVoice(rate=rate)
    if engine == "recorded":
        if not own:
            raise VoiceError("The voice recorded takes a folder: recorded:FOLDER.")
        return Recordings(Path(own), language)
    near = get_close_matches(engine.lower(), ENGINES, n=1)
    raise VoiceError(
        f"There is no voice engine {engine!r}. "
        + (f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(ENGINES)}.")
    )


def engines() -> tuple[EngineChoice, ...]:
    """List the engines and the voices that can be used here, and say how to get the others.

    Raises
    ------
    VoiceError
        If the embedded engine does not answer.
    """
    return _pyttsx3(), _hibari(), _recorded()


def _pyttsx3() -> EngineChoice:
    from studio.speech.engines.espeak import Pyttsx3Voice, voices

    default = Pyttsx3Voice().name
    found = [VoiceChoice(f"pyttsx3:{voice.name}", voice.title) for voice in voices()]
    found.sort(key=lambda voice: voice.name != f"pyttsx3:{default}")
    return EngineChoice(
        "pyttsx3",
        "eSpeak NG, the embedded voice: many languages, clear, and like a machine. Another speaker may "
        f"follow a voice's name, as in pyttsx3:{default}+f3: f1 to f5 are women, m1 to m8 are men.",
        tuple(found),
    )


def _hibari() -> EngineChoice:
    title = "Neural, English, offline on a processor. It sounds like a person."
    if not all(map(find_spec, ("hibari", "onnxruntime"))):
        return EngineChoice(
            "hibari",
            title,
            (),
            "make video VOICE=hibari, or: .venv/bin/pip install -c constraints.txt -e '.[neural]'",
        )
    from studio.speech.engines.hibari import fetching, known_voices

    return EngineChoice(
        "hibari",
        title,
        tuple(
            VoiceChoice(f"hibari:{voice.name}", voice.title, "" if voice.is_here else fetching(voice.name))
            for voice in known_voices()
        ),
    )


def _recorded() -> EngineChoice:
    timed = (
        "Words without times beside them (.json, .vtt) are found by faster-whisper, which is installed."
        if can_recognise("en")
        else "Words without times beside them (.json, .vtt) are spread over the sound, unless faster-whisper "
        "is there to find them: .venv/bin/pip install -c constraints.txt -e '.[whisper]'"
    )
    return EngineChoice(
        "recorded",
        "Your own recordings: FOLDER/<slide id> with an ending of " + ", ".join(SUFFIXES) + f". {timed}",
        (VoiceChoice("recorded:FOLDER", "a folder, seen from the current one"),),
    )
