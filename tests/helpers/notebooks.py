"""Run the notebooks, written as ``.py``, and write each with its outputs beside it: `make notebooks`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

from helpers.paths import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
_KEPT = {"kernelspec"}
_SECONDS = re.compile(r"\d+\.\d\d s(?=, seed)")
"""No versions and no times, so that only answers make a difference."""


def write(source: Path) -> None:
    """Run one, and write it with its outputs."""
    notebook = jupytext.read(source)
    where = {"metadata": {"path": str(source.parent)}}
    NotebookClient(notebook, timeout=300, record_timing=False, resources=where).execute()
    notebook.metadata = {name: notebook.metadata[name] for name in _KEPT}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        for output in cell.get("outputs", ()):
            for kind, text in output.get("data", {}).items():
                output["data"][kind] = _SECONDS.sub("… s", text)
    nbformat.write(notebook, source.with_suffix(".ipynb"))


if __name__ == "__main__":
    named = {Path(one).resolve() for one in sys.argv[1:]}
    for notebook in NOTEBOOKS:
        if not named or notebook in named:
            write(notebook)
