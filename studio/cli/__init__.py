"""The command: options and messages. What it does is done in `studio.pipeline`."""
