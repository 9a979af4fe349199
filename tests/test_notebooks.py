"""Each notebook is written as .py, and kept beside it as .ipynb with its outputs, which `make unit` runs."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import nbformat
import pytest

from helpers.notebooks import NOTEBOOKS
from helpers.paths import ROOT

LARGEST = 320 * 1024


def test_no_notebook_is_without_its_source() -> None:
    assert len(NOTEBOOKS) >= 6
    assert sorted(ROOT.glob("notebooks/*.ipynb")) == [one.with_suffix(".ipynb") for one in NOTEBOOKS]


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_shown_is_what_is_written(source: Path) -> None:
    shown = nbformat.read(source.with_suffix(".ipynb"), 4)
    cells = [(one.cell_type, one.source) for one in shown.cells]
    written = [(one.cell_type, one.source) for one in jupytext.read(source).cells]
    assert cells == written, "make notebooks writes them again"


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_shows_plots_and_no_errors_and_stays_small(source: Path) -> None:
    file = source.with_suffix(".ipynb")
    assert file.stat().st_size < LARGEST
    shown = [one for cell in nbformat.read(file, 4).cells for one in cell.get("outputs", ())]
    plots = [one["data"]["image/svg+xml"] for one in shown if "image/svg+xml" in one.get("data", {})]
    assert 2 <= len(plots) <= 5
    assert all("<desc>" in plot for plot in plots)
    assert not [one for one in shown if one["output_type"] == "error" or one.get("name") == "stderr"]


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_resolve(source: Path) -> None:
    texts = [one.source for one in jupytext.read(source).cells if one.cell_type == "markdown"]
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", "\n".join(texts))
    assert [target for target in targets if not (source.parent / target).exists()] == []
