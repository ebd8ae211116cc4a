"""The voices: one file an engine."""
