"""``mentormatch sensitivity``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import PROVED, USAGE

Two = tuple[Path, Path]


def test_pairs_and_weights(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            "sensitivity",
            "--from",
            two[0],
            "--by",
            "50",
            "--out",
            tmp_path / "out",
            "--plot",
            tmp_path / "s.svg",
        )
        == PROVED
    )
    said = capsys.readouterr().out
    assert "pairs stay under each of 14 changes of one weight" in said
    assert "+50%" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"pairs.csv", "weights.csv"}


def test_json(two: Two, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sensitivity", "--from", two[0], "--json") == PROVED
    assert len(json.loads(capsys.readouterr().out)["weights"]) == 14


def test_a_percentage_out_of_range_is_refused(two: Two) -> None:
    assert run("sensitivity", "--from", two[0], "--by", "0") == USAGE
