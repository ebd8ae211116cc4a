"""The scene of a chapter: what it is told, how it is loaded and run, and how words are set on it."""
