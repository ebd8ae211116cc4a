"""How a language says what is written: one file a language."""
