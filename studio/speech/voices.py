"""The voices that can be asked for by name: ``ENGINE`` or ``ENGINE:NAME``."""

from __future__ import annotations

from difflib import get_close_matches

from studio.speech.voice import Voice, VoiceError

ENGINES = ("pyttsx3",)


def voice_named(name: str, rate: int) -> Voice:
    """Make the voice of a name.

    Parameters
    ----------
    name
        ``"pyttsx3"``, or with one of the engine's own voices ``"pyttsx3:en-gb-x-rp"``.
    rate
        Words a minute.

    Raises
    ------
    VoiceError
        If there is no such engine; it names the nearest. A wrong voice of an engine is found when it speaks.
    """
    engine, _, own = name.partition(":")
    if engine == "pyttsx3":
        from studio.speech.espeak import Pyttsx3Voice

        return Pyttsx3Voice(own, rate) if own else Pyttsx3Voice(rate=rate)
    near = get_close_matches(engine, ENGINES, n=1)
    raise VoiceError(
        f"There is no voice engine {engine!r}. "
        + (f"Did you mean {near[0]!r}?" if near else f"There is: {', '.join(ENGINES)}.")
    )
