"""``mentormatch spares``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import PROVED


@pytest.fixture
def chained(tmp_path: Path) -> Path:
    """e1 has r1 and may only go to r2, whose e2 may go to r3, who is free."""
    people = mm.People(
        mentees=(
            mentee("e1", name="Ann Ash", prefers=["r1"], avoids=["r3"]),
            mentee("e2", prefers=["r2"], avoids=["r1"]),
        ),
        mentors=(mentor("r1"), mentor("r2"), mentor("r3")),
    )
    mm.match(people).save(tmp_path / "m.mm")
    return tmp_path / "m.mm"


def test_chains_are_shown_within_80_columns(
    chained: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run("spares", "--from", chained) == PROVED
    said = capsys.readouterr().out
    assert said.startswith("2 pairs: 1 have a spare with free capacity, 1 have one if others move, 0 have")
    assert "e2 r2 -> r3" in said
    assert max(map(len, said.splitlines()[1:])) <= 80


def test_json_and_together(chained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("spares", "--from", chained, "--together", "--json") == PROVED
    found = json.loads(capsys.readouterr().out)
    assert found["together"]
    assert [row["spare_id"] for row in found["spares"]] == [None, "r3"]
