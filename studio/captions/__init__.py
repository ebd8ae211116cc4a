"""Speech to captions: no files."""
