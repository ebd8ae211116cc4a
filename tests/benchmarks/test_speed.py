"""The benchmark keeps working: all of it once, small and fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.process import Cost, Measured
from benchmarks.speed import (
    CHECK,
    COLOUR,
    HERE,
    PLAIN,
    PREVIEW,
    SENTENCE,
    UNCHANGED,
    cold,
    spoken,
    times_faster,
    typical,
)


def runs(*costs: tuple[float, float]) -> list[Measured]:
    return [Measured(Cost(wall, cpu), {}, 0, (), ()) for wall, cpu in costs]


def test_ratios_are_made_within_a_round() -> None:
    """The machine was half as fast in the second round, and hardly at work in the third."""
    plain = runs((80.0, 100.0), (160.0, 200.0), (30.0, 50.0))
    ours = runs((20.0, 40.0), (40.0, 80.0), (10.0, 25.0))
    assert typical(ours) == Cost(20.0, 40.0)
    assert times_faster(ours, plain) == Cost(4.0, 2.5)


@pytest.mark.slow
def test_everything_is_measured(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed", "--quick", "--jobs", "2", "--output", tmp_path],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    assert found["of_chapter"].keys() == {PLAIN, cold(1), cold(2), spoken(2)}
    edits = {UNCHANGED, SENTENCE, COLOUR, CHECK, PREVIEW}
    assert found["of_lesson"].keys() == {PLAIN, cold(1), cold(2), *edits}
    for measures in (found["of_chapter"], found["of_lesson"]):
        for name, (measured,) in measures.items():
            assert 0.1 < measured["cost"]["cpu"] < 600, name
            assert measured["peak"] > 20e6, name
    assert found["frames"] == sum(slide["frames"] for part in found["contents"] for slide in part["slides"])
    assert found["drawn"] == {cold(1): 3, cold(2): 3, UNCHANGED: 0, SENTENCE: 1, COLOUR: 2}
    assert len(found["preview_after_save"]) == 1
    assert {task["kind"] for task in found["tasks"]} == {"rehearse", "draw"}
    drawn = [slide for task in found["tasks"] if task["kind"] == "draw" for slide in task["slides"]]
    assert sorted(drawn) == ["closer", "layers", "turn"]
    assert all(task["bytes"] > 1000 for task in found["tasks"] if task["kind"] == "draw")
    assert all(unit["manim"] > 0 and unit["studio"] > 0 for unit in found["units"])
    assert (tmp_path / "speed.svg").read_text(encoding="utf-8").startswith("<svg")
    for word in ("plain Manim", "one sentence changed", "pictures", "a copy of a line of text"):
        assert word in done.stdout
