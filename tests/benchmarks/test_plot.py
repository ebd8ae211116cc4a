"""A plot is an SVG whose bars are as long as what they stand for."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.plot import Panel, Row, write_plot

SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_in_proportion_and_labelled(tmp_path: Path) -> None:
    panels = [
        Panel("One & two", [Row("plain <Manim>", 80.0, 100.0), Row("studio", 10.0, 25.0)]),
        Panel("Three", [Row("preview", 3.0, None)]),
    ]
    root = ElementTree.parse(write_plot(panels, tmp_path / "plot.svg")).getroot()
    _, *bars = (float(bar.get("width", "0").rstrip("%")) for bar in root.iter(f"{SVG}rect"))
    assert bars == pytest.approx([344, 430, 43, 107.5, 430])
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"One & two", "plain <Manim>", "80.0", "100.0", "preview", "3.0"} <= set(texts)
    bottom = max(float(bar.get("y", "0")) for bar in root.iter(f"{SVG}rect"))
    assert bottom < float(root.get("height", "0"))


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    panels = [Panel("One", [Row("a", 1.0, 2.0)])]
    one, other = (write_plot(panels, tmp_path / name).read_bytes() for name in ("a.svg", "b.svg"))
    assert one == other
