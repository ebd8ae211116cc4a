"""The colours of the course."""

GROUND = "#101820"
INK = "#F2F0E6"
