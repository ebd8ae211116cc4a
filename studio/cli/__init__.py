"""The command: options and messages. What it does is done in `studio.pipeline`."""

from __future__ import annotations

import atexit
import gc


def run() -> None:
    """Run the command as a process of its own."""
    from studio.cli.main import main

    # At its end Python would look through all that it holds for what it may set free: a seventh of a second.
    atexit.register(gc.freeze)
    main()
