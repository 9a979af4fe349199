"""A folder whose matching has a history: `match` asks for `rematch` or --fresh; dissolved pairs are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import files, run
from mentormatch.cli.console import BAD_ROWS, NOT_WRITTEN, PROVED


@pytest.fixture
def results(scheme: Path) -> Path:
    """A folder with a matching whose pair of e1 was dissolved, and whose other pair is active."""
    assert run("match", *files(scheme), "--out", scheme / "first") == PROVED
    (scheme / "changes.csv").write_text("change,mentee,mentor\ndissolve,e1,r2\n", encoding="utf-8")
    assert (
        run(
            "rematch", "--from", scheme / "first" / "matching.mm", "--changes", scheme / "changes.csv",
            "--begun", "--out", scheme / "results", "--apply",
        ) == PROVED
    )  # fmt: skip
    return scheme / "results"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_history_is_not_lost_unasked(
    scheme: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(results)
    assert run("match", *files(scheme), "--out", results) == NOT_WRITTEN
    said = " ".join(capsys.readouterr().err.split())
    assert "with history (1 active and 1 ended pairs, 1 waiting mentees)" in said
    assert "mentormatch rematch --from" in said
    assert "--fresh" in said
    assert run("demo", "--out", results) == NOT_WRITTEN
    assert contents(results) == before


def test_a_fresh_start_takes_dissolved_pairs_along_and_nothing_else(scheme: Path, results: Path) -> None:
    states = results / "states.csv"
    command = ["match", *files(scheme), "--out", results, "--fresh", "--dissolved", states]
    assert run(*command) == PROVED
    matching = mm.Matching.load(results / "matching.mm")
    assert matching.people.dissolved == (("e1", "r2"),)
    assert matching.history == mm.Matching.load(scheme / "first" / "matching.mm").history
    assert sorted(contents(results)) == sorted(contents(scheme / "first"))
    # A matching without a history is made again without being asked.
    assert run("match", *files(scheme), "--out", results) == PROVED


def test_rows_to_fix_cost_no_history(scheme: Path, results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scheme / "bad.csv").write_text("id,capacity\nr1,many\n", encoding="utf-8")
    before = contents(results)
    bad = ["--mentees", scheme / "mentees.csv", "--mentors", scheme / "bad.csv"]
    assert run("match", *bad, "--out", results, "--fresh") == BAD_ROWS
    assert "nothing was written" in capsys.readouterr().err
    assert contents(results) == before
    # Without a history, the files of the run before do not stay beside the rows to fix.
    assert run("match", *bad, "--out", scheme / "first") == BAD_ROWS
    assert set(contents(scheme / "first")) == {"rejected.csv"}


def test_a_matching_that_cannot_be_read_may_have_a_history(
    scheme: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (results / "matching.mm").write_bytes(b"PK")
    assert run("match", *files(scheme), "--out", results) == NOT_WRITTEN
    assert "cannot be read and may have a history" in " ".join(capsys.readouterr().err.split())
    assert run("match", *files(scheme), "--out", results, "--fresh") == PROVED


def test_a_run_that_was_killed_is_finished_before_its_matching_is_read(scheme: Path, results: Path) -> None:
    ready = results / ".mentormatch-ready"
    ready.mkdir()
    (ready / ".old-names").write_text('["states.csv"]')
    (results / "matching.mm").rename(ready / "matching.mm")
    (scheme / "changes.csv").write_text("change,person\nleave,007\n", encoding="utf-8")
    command = ["rematch", "--from", results / "matching.mm", "--changes", scheme / "changes.csv"]
    assert run(*command) == PROVED
    assert not ready.exists()
    assert not (results / "states.csv").exists()
