"""How the command tells how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from studio.cli.progress import LiveProgress, PlainProgress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The time that the command sees, in seconds."""
    now = [0.0]
    monkeypatch.setattr("studio.cli.progress.time.monotonic", lambda: now[0])
    return now


def test_a_pipe_gets_plain_lines(clock: list[float]) -> None:
    out = StringIO()
    progress = PlainProgress(Console(file=out, width=80))
    progress.stage("pictures", 100)
    for _ in range(100):
        clock[0] += 0.5
        progress.advance(1)
    lines = out.getvalue().splitlines()
    assert lines[0] == "pictures ..."
    assert lines[1] == "pictures 10%, about 0:45 left"
    assert len(lines) == 11


def test_a_short_stage_is_one_line(clock: list[float]) -> None:
    out = StringIO()
    progress = PlainProgress(Console(file=out))
    progress.stage("speech", 20)
    for _ in range(20):
        clock[0] += 0.05
        progress.advance(1)
    progress.stage("publishing", 0)
    assert out.getvalue().splitlines() == ["speech ...", "publishing ..."]


def test_a_terminal_gets_a_bar() -> None:
    out = StringIO()
    progress = LiveProgress(Console(file=out, force_terminal=True, width=80))
    with progress.progress:
        progress.stage("pictures", 10)
        progress.advance(4)
        progress.progress.refresh()
        progress.stage("publishing", 6)
        progress.progress.refresh()
    assert "pictures" in out.getvalue()
    assert "40%" in out.getvalue()
    assert "publishing" in out.getvalue()
