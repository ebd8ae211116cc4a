"""Files that are there whole or not at all, and what a result depends on."""
