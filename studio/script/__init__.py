"""The script: a Markdown file becomes plain data."""
