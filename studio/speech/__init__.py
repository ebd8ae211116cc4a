"""From a narration to its sound: the voice, what it is given to say, and when each word is heard."""

from studio.speech.voice import Speech, Voice, VoiceError, Word

__all__ = ["Speech", "Voice", "VoiceError", "Word"]
