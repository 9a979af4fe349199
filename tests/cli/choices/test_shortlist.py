"""``mentormatch shortlist`` and ``match --ratings``, run as a person would."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import files, run
from mentormatch.cli.console import BAD_ROWS, NOT_WRITTEN, PROVED


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """Three mentees, and three mentors of whom each takes one."""
    head = "id,name,consent\n"
    (tmp_path / "mentees.csv").write_text(head + "e1,Ann,yes\ne2,Bo,yes\ne3,Cy,yes\n", encoding="utf-8")
    (tmp_path / "mentors.csv").write_text(head + "r1,Di,yes\nr2,Ed,yes\nr3,Flo,yes\n", encoding="utf-8")
    return tmp_path


def test_from_talks_to_pairs(
    scheme: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = scheme / "talks.csv"
    assert run("shortlist", *files(scheme), "--talks", 2, "--out", out) == PROVED
    said = capsys.readouterr().out
    assert "Talks of mentors   2 to 2 each, by 3 mentors" in said
    assert max(map(len, said.splitlines()[:4])) <= 80
    table = pd.read_csv(out, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    assert table.mentee_name.tolist() == ["Ann", "Ann", "Bo", "Bo", "Cy", "Cy"]
    # e1 likes the second of the two, and says nothing good of the first.
    table.loc[:1, "mentee_rating"] = ["1", "5"]
    table.to_csv(scheme / "back.csv", index=False)
    folder = scheme / "final"
    assert run("match", *files(scheme), "--ratings", scheme / "back.csv", "--out", folder) == PROVED
    assert "back.csv: 6 rows read = 6 accepted + 0 rejected" in capsys.readouterr().err
    matching = mm.Matching.load(folder / "matching.mm")
    assert ("e1", table.mentor_id[1]) in matching.pair_ids
    assert "back.csv" in (folder / "run.json").read_text("utf-8")
    assert run("shortlist", *files(scheme), "--out", out) == NOT_WRITTEN


def test_ratings_with_errors_are_a_table_of_rows(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scheme / "back.csv").write_text("mentee_id,mentor_id,mentee_rating\ne1,r7,9\n", encoding="utf-8")
    assert run("match", *files(scheme), "--ratings", scheme / "back.csv", "--out", scheme / "m") == BAD_ROWS
    said = " ".join(capsys.readouterr().err.split())
    assert "'r7' is not the id of a mentor in the scheme" in said
    assert "'9' is not a rating" in said
    assert not (scheme / "m").exists()


def test_rows_of_people_with_errors(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (scheme / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write(",Gil,yes\n")
    out = scheme / "talks.csv"
    assert run("shortlist", *files(scheme), "--out", out) == BAD_ROWS
    assert "Nothing was written." in capsys.readouterr().err
    assert not out.exists()
    assert run("shortlist", *files(scheme), "--out", out, "--skip-rejected", "--most", 2) == PROVED
    assert "Talks              6" in capsys.readouterr().out
