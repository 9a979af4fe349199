"""``mentormatch recruit``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import NOT_WRITTEN, PROVED

Two = tuple[Path, Path]


def test_tables_and_a_map(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, plot = tmp_path / "out", tmp_path / "map.svg"
    assert run("recruit", two[0], "--number", "2", "--out", out, "--plot", plot) == PROVED
    said = capsys.readouterr()
    assert "Mentors to recruit, one after another" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())
    assert "matched" in said.out.split("Mentors to recruit")[1]
    assert "map.svg" in said.err
    assert {path.name for path in out.iterdir()} == {"capacity.csv", "recruits.csv"}
    assert "Where to recruit: 1: " in plot.read_text("utf-8")


def test_json(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("recruit", two[0], "--number", "1", "--capacity", "3", "--json") == PROVED
    assert [one["capacity"] for one in json.loads(capsys.readouterr().out)["recruits"]] == [3]


def test_a_plot_of_another_kind_is_refused_at_once(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("recruit", two[0], "--plot", "map.pdf") == NOT_WRITTEN
    said = capsys.readouterr()
    assert not said.out
    assert "a plot is an .svg or .png file" in said.err
