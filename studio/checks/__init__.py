"""Rules over what was rehearsed: one file a kind."""
