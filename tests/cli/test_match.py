"""``mentormatch match``, run as a person would: files in, files and an exit code out."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import files, run
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, CONTRADICTION, NOT_WRITTEN, PROVED


def test_match_writes_everything(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out) == PROVED
    assert sorted(f.name for f in out.iterdir()) == [
        "matching.mm", "pairs.csv", "rejected.csv", "resolved.csv", "run.json", "tags.csv", "unmatched.csv",
        "warnings.csv",
    ]  # fmt: skip
    pairs = pd.read_csv(out / "pairs.csv", dtype=str, encoding="utf-8-sig")
    assert set(zip(pairs.mentee_id, pairs.mentor_id, strict=True)) == {("e1", "r2"), ("007", "r1")}
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert record["proof"] == "prices"
    assert record["gap"] == 0.0
    assert record["bound"] == record["score"]
    assert record["seed"] == 0
    assert record["rows"]["mentees"] == {"file": "mentees.csv", "read": 2, "accepted": 2, "rejected": 0}
    assert {i["file"] for i in record["inputs"]} == {"mentees.csv", "mentors.csv"}
    assert all(len(i["sha256"]) == 64 for i in record["inputs"])
    assert {"python", "ortools", "numba"} <= set(record["versions"])
    assert "2 rows read = 2 accepted + 0 rejected" in capsys.readouterr().err
    assert mm.Matching.load(out / "matching.mm").status is mm.Status.OPTIMAL


def test_each_tag_that_is_read_as_another_is_listed_until_the_policy_protects_it(scheme: Path) -> None:
    with (scheme / "mentors.csv").open("a", encoding="utf-8") as file:
        file.write(
            "r3,Ed,ed@a.example,yes,5,portfolio pathways,1\nr4,Flo,flo@a.example,yes,5,Portfolio pathway,1\n"
        )
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out) == PROVED
    tags = pd.read_csv(out / "tags.csv", encoding="utf-8-sig")
    assert tags.to_numpy().tolist() == [
        ["portfolio pathways", "portfolio pathway", 1],
        ["QI", "quality improvement", 2],
    ]
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["files"]["tags.csv"]
    (scheme / "policy.toml").write_text(
        '[scoring]\nvocabulary = "none"\n[scoring.synonyms]\n"Portfolio pathways" = "portfolio pathways"\n',
        encoding="utf-8",
    )
    assert run("match", *files(scheme), "--policy", scheme / "policy.toml", "--out", out) == PROVED
    assert (out / "tags.csv").read_text(encoding="utf-8-sig").split() == ["written,read_as,people"]


def test_the_run_record_holds_no_names(scheme: Path) -> None:
    run("match", *files(scheme), "--out", scheme / "out")
    record = (scheme / "out" / "run.json").read_text(encoding="utf-8")
    assert not any(word in record for word in ("Ann", "ann@a.example", '"e1"', '"007"'))


def test_bad_rows_stop_the_run_and_are_listed(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (scheme / "mentors.csv").open("a", encoding="utf-8") as file:
        file.write("r3,Ed,not-an-address,yes,5,QI,-1\n")
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out) == BAD_ROWS
    assert [f.name for f in out.iterdir()] == ["rejected.csv"]
    rejected = pd.read_csv(out / "rejected.csv", encoding="utf-8-sig")
    assert list(rejected.columns) == ["file", "row", "column", "value", "wrong", "expected", "id"]
    assert set(rejected.column) == {"email", "capacity"}
    assert set(rejected.row) == {4}
    shown = capsys.readouterr().err
    assert "3 rows read = 2 accepted + 1 rejected" in shown
    assert "--skip-rejected" in shown


def test_skip_rejected_matches_the_others(scheme: Path) -> None:
    with (scheme / "mentors.csv").open("a", encoding="utf-8") as file:
        file.write("r3,Ed,ed@a.example,yes,5,QI,1.5\n")
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out, "--skip-rejected") == PROVED
    assert len(pd.read_csv(out / "pairs.csv")) == 2
    assert len(pd.read_csv(out / "rejected.csv")) == 1


@pytest.mark.parametrize(
    ("policy", "code", "says"),
    [
        ("weigths = 1", BAD_POLICY, "did you mean 'weights'"),
        ("not toml", BAD_POLICY, "cannot be read as TOML"),
        ('[[rules]]\nrule = "Require"\npair = ["e1", "r1"]', BAD_POLICY, "may not meet"),
        ('[[rules]]\nrule = "MinimumLoad"\nmentor = "r1"\nload = 2', CONTRADICTION, "r1"),
    ],
)
def test_policies_that_cannot_be_used(
    scheme: Path, policy: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (scheme / "policy.toml").write_text(policy, encoding="utf-8")
    out = scheme / "out"
    assert run("match", *files(scheme), "--policy", scheme / "policy.toml", "--out", out) == code
    assert says in " ".join(capsys.readouterr().err.split())
    assert not (out / "pairs.csv").exists()


def test_a_folder_that_cannot_be_created(scheme: Path) -> None:
    (scheme / "occupied").write_text("a file")
    assert run("match", *files(scheme), "--out", scheme / "occupied") == NOT_WRITTEN


def test_missing_options_are_a_usage_error(scheme: Path) -> None:
    assert run("match", "--mentees", scheme / "mentees.csv", "--out", scheme / "out") == 2


def test_a_workbook_with_both_sheets(scheme: Path) -> None:
    with pd.ExcelWriter(scheme / "people.xlsx") as book:
        for name in ("mentees", "mentors"):
            frame = pd.read_csv(scheme / f"{name}.csv", dtype=str).replace("=Di", "Di")
            frame.to_excel(book, sheet_name=name, index=False)
    assert run("match", "--people", scheme / "people.xlsx", "--out", scheme / "out") == PROVED
    pairs = pd.read_csv(scheme / "out" / "pairs.csv", dtype=str)
    assert "007" in set(pairs.mentee_id)


def test_names_in_rules_are_printed_and_asked_about(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = scheme / "policy.toml"
    policy.write_text('[[rules]]\nrule = "Forbid"\npair = ["Bo", "di@b.example"]\n', encoding="utf-8")
    assert run("match", *files(scheme), "--policy", policy, "--out", scheme / "out") == PROVED
    shown = " ".join(capsys.readouterr().err.split())
    assert "Names in rules of the policy" in shown
    resolved = (scheme / "out" / "resolved.csv").read_text(encoding="utf-8-sig")
    assert "Bo,yes,007,name" in resolved
    assert "di@b.example,,r2," in resolved


def test_results_with_names(scheme: Path) -> None:
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out, "--with-names") == PROVED
    pairs = pd.read_csv(out / "pairs.csv", dtype=str, encoding="utf-8-sig")
    said = set(zip(pairs.mentee_name, pairs.mentor_name, pairs.mentor_email, strict=True))
    assert said == {("Ann", "'=Di", "di@a.example"), ("Bo", "Cy", "cy@a.example")}
    letters = pd.read_csv(out / "letters.csv", dtype=str, encoding="utf-8-sig").set_index("id")
    assert letters.loc["e1", "email_of_mentors"] == "di@a.example"
    assert letters.loc["r1", "mentees"] == "Bo"
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert {"letters.csv", "pairs.xlsx"} <= set(record["files"])
    assert not any(word in json.dumps(record) for word in ("Ann", "a.example"))
    assert run("match", *files(scheme), "--out", out) == PROVED
    assert not (out / "letters.csv").exists()  # nobody's names stay behind


def test_the_run_record_says_which_headings_were_lifted(scheme: Path) -> None:
    rows = "id,consent,Race to zero: interests\ne1,yes,QI\n"
    (scheme / "mentees.csv").write_text(rows, encoding="utf-8")
    table = '[mentees]\nprofessional_tags = "Race to zero: interests"\n'
    (scheme / "map.toml").write_text(table, encoding="utf-8")
    command = ["match", *files(scheme), "--columns", scheme / "map.toml", "--out", scheme / "out"]
    assert run(*command) == BAD_ROWS
    lifted = 'not_protected = ["Race to zero: interests"]\n'
    (scheme / "map.toml").write_text(lifted + table, encoding="utf-8")
    assert run(*command) == PROVED
    record = json.loads((scheme / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["not_protected"] == ["Race to zero: interests"]
