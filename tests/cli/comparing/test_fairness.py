"""``mentormatch fairness``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import PROVED

Two = tuple[Path, Path]


def test_table_and_plot(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, plot = tmp_path / "price.csv", tmp_path / "price.png"
    assert run("fairness", two[0], "--out", out, "--plot", plot) == PROVED
    said = capsys.readouterr().out
    assert "Scores as the lowest rises" in said
    assert all(len(line) <= 80 for line in said.splitlines())
    assert out.read_text("utf-8-sig").startswith("least,matched,total")
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_json(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("fairness", two[0], "--json") == PROVED
    found = json.loads(capsys.readouterr().out)
    assert found["points"][0]["moved"] == 0
    assert found["proved"]
