"""The estimate of a course keeps working: measured on a real worker, and told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.cluster import load_of, main, price_of

MEASURED: dict[str, Any] = {
    "film": {"seconds": 480.0, "chapters": 1, "slides": 2},
    "client": {"before": 10.0, "after": 20.0, "cpu": 25.0},
    "overhead": {"wall": 0.5, "sources": 900_000, "call": 100_000},
    "tasks": [
        {"kind": "draw", "chapter": "a", "slides": ["x"], "wall": 9.0, "cpu": 4.0, "bytes": 1_000_000},
        {"kind": "draw", "chapter": "a", "slides": ["y"], "wall": 9.0, "cpu": 6.0, "bytes": 3_000_000},
        {"kind": "rehearse", "chapter": "a", "slides": [], "wall": 9.0, "cpu": 1.0, "bytes": 0},
    ],
}


def test_a_task_takes_its_work_and_its_way() -> None:
    """At eight megabits, a megabyte takes a second."""
    load = load_of(MEASURED, 8.0)
    assert (load.before, load.after) == (10, 20)
    assert load.stages == ((1 + 0.5 + 1,), (4 + 0.5 + 2, 6 + 0.5 + 4))


def test_a_lesson_costs_its_work_and_its_clients() -> None:
    assert price_of(MEASURED, 0.5) == (36.0, pytest.approx(36 * 0.5 / 3600))


def test_the_estimate_is_told(tmp_path: Path) -> None:
    (tmp_path / "cluster.json").write_text(json.dumps(MEASURED), encoding="utf-8")
    options = ["--measured", str(tmp_path / "cluster.json"), "--modules", "3", "--languages", "2"]
    told = CliRunner().invoke(main, ["simulate", *options, "--machines", "5", "--price", "0.5"])
    assert told.exit_code == 0, told.output
    assert "One lesson of 8.0 minutes: 3 tasks" in told.output
    assert "36 CPU seconds: 0.0050 at 0.5" in told.output.replace("\n", " ")
    rows = [line.split("│") for line in told.output.splitlines() if line.startswith("│")]
    assert [row[1].strip() for row in rows] == ["1", "5", "10"]
    hours = [float(row[3]) for row in rows]
    assert hours == sorted(hours, reverse=True)


@pytest.mark.slow
def test_a_lesson_is_measured_on_a_worker(tmp_path: Path, lessons: Path) -> None:
    options = ["--script", str(lessons / "small" / "small.md"), "--quality", "draft"]
    done = CliRunner().invoke(main, ["measure", *options, "--output", str(tmp_path / "cluster.json")])
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "cluster.json").read_text(encoding="utf-8"))
    assert [task["kind"] for task in found["tasks"]] == ["draw"] * 3 + ["rehearse"] * 2
    assert all(0 < task["cpu"] < 60 for task in found["tasks"])
    assert all((task["bytes"] > 10_000) == (task["kind"] == "draw") for task in found["tasks"])
    assert 0 < found["overhead"]["wall"] < 5
    assert found["overhead"]["sources"] > 5_000
    assert 0 < found["client"]["cpu"] < 120
