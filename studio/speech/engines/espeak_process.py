"""One text, one process: pyttsx3 over the eSpeak NG that espeakng-loader brings.

`espeak` beside it runs this file as a script, by its path, so that nothing else of the studio is loaded.
pyttsx3 keeps state from one text to the next (the same text gets longer and shorter from call to call);
a fresh process gives the same bytes every time.

A request is one JSON object on standard input: ``folder``, and either ``text``, ``voice`` and ``rate`` (words
a minute) or nothing more, which asks for the voices there are. The answer is ``answer.json`` in that folder,
and for a text ``speech.wav``; what the engine prints on its way is of no account.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

import espeakng_loader  # type: ignore[import-untyped]


def load_engine() -> tuple[Any, Any]:
    """Return pyttsx3's engine and its bindings to our eSpeak NG, never to one that the system has."""
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    library = ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
    # The driver looks where systems keep their own copy, under many names; it gets ours at once.
    loader: Any = ctypes.cdll
    loader.LoadLibrary = lambda _name: library
    import pyttsx3  # type: ignore[import-untyped]
    from pyttsx3.drivers import _espeak  # type: ignore[import-untyped]

    _espeak.AUDIO_OUTPUT_RETRIEVAL = _espeak.AUDIO_OUTPUT_SYNCHRONOUS
    return pyttsx3.init("espeak"), _espeak


def speak(request: dict[str, Any]) -> dict[str, Any]:
    """Write the sound of a text to ``speech.wav`` and return its word events.

    Each event is a pair: the character of the text (from 0) and the sample at which its word starts.
    """
    engine, espeak = load_engine()
    driver = engine.proxy._driver
    try:
        # On the driver itself, because the engine's queue swallows the error of a voice that does not exist.
        driver.setProperty("voice", request["voice"])
    except ValueError:
        return {"unknown": "voice"}
    # A variant that does not exist is left out without a word.
    if current_voice(espeak).partition("+")[2] != request["voice"].lower().partition("+")[2]:
        return {"unknown": "variant"}
    driver.setProperty("rate", request["rate"])

    events: list[tuple[int, int]] = []

    def on_synth(wav: Any, count: int, raised: Any) -> int:
        index = 0
        while raised[index].type != espeak.EVENT_LIST_TERMINATED:
            if raised[index].type == espeak.EVENT_WORD:
                events.append((raised[index].text_position - 1, raised[index].sample))
            index += 1
        handled: int = driver._onSynth(wav, count, raised)
        return handled

    synthesise = espeak.Synth

    def synth(text: bytes, flags: int) -> None:
        code = synthesise(text, flags=flags)
        if code != espeak.EE_OK:
            raise RuntimeError(f"eSpeak NG gave up with code {code}")
        # In synchronous mode eSpeak never says that a message has ended; else the driver writes nothing.
        ended = (espeak.EVENT * 2)()
        ended[0].type = espeak.EVENT_MSG_TERMINATED
        ended[1].type = espeak.EVENT_LIST_TERMINATED
        driver._onSynth(None, 0, ended)

    espeak.SetSynthCallback(on_synth)
    espeak.Synth = synth
    driver.save_to_file(request["text"], str(Path(request["folder"]) / "speech.wav"))
    driver.startLoop()
    return {"events": events}


def available() -> dict[str, Any]:
    """Return every voice that can be set, as ``name``, ``title`` and ``language``."""
    _engine, espeak = load_engine()
    voices = []
    for voice in espeak.ListVoices(None):
        identifier = voice.identifier.decode()
        name = identifier.rpartition("/")[2].lower()
        if (
            espeak.SetVoiceByName(name.encode()) == espeak.EE_OK
            and current_voice(espeak) == identifier.lower()
        ):
            # The first byte of `languages` is a priority.
            language = voice.languages[1:].decode()
            voices.append({"name": name, "title": voice.name.decode().strip(), "language": language})
    return {"voices": voices}


def current_voice(espeak: Any) -> str:
    """Return the identifier of the voice in use, in lower case: ``gmw/en-us+f3``."""
    identifier: str = espeak.GetCurrentVoice().contents.identifier.decode()
    return identifier.lower()


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin)
    answer = speak(request) if "text" in request else available()
    Path(request["folder"], "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
