"""The command line, run as a person would: files in, files and an exit code out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from mentormatch.cli import main as cli

MENTEES = "id,name,email,consent,seniority,professional_tags,line_manager\n"
MENTORS = "id,name,email,consent,seniority,professional_tags,capacity\n"


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    (tmp_path / "mentees.csv").write_text(
        MENTEES + "e1,Ann,ann@a.example,yes,2,QI,r1\n007,Bo,bo@a.example,yes,3,R;C++,\n", encoding="utf-8"
    )
    (tmp_path / "mentors.csv").write_text(
        MENTORS + "r1,Cy,cy@a.example,yes,5,QI,1\nr2,=Di,di@a.example,yes,6,R,1\n", encoding="utf-8"
    )
    return tmp_path


def run(*arguments: object) -> int:
    """Run the command line in this process; return its exit code."""
    with pytest.raises(SystemExit) as caught:
        cli.main([str(a) for a in arguments])
    return int(caught.value.code or 0)


def files(scheme: Path) -> list[object]:
    return ["--mentees", scheme / "mentees.csv", "--mentors", scheme / "mentors.csv"]


def test_match_writes_everything(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out) == cli.PROVED
    assert sorted(f.name for f in out.iterdir()) == [
        "matching.mm", "pairs.csv", "rejected.csv", "run.json", "unmatched.csv", "warnings.csv"
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


def test_the_run_record_holds_no_names(scheme: Path) -> None:
    run("match", *files(scheme), "--out", scheme / "out")
    record = (scheme / "out" / "run.json").read_text(encoding="utf-8")
    assert not any(word in record for word in ("Ann", "ann@a.example", '"e1"', '"007"'))


def test_bad_rows_stop_the_run_and_are_listed(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (scheme / "mentors.csv").open("a", encoding="utf-8") as file:
        file.write("r3,Ed,not-an-address,yes,5,QI,-1\n")
    out = scheme / "out"
    assert run("match", *files(scheme), "--out", out) == cli.BAD_ROWS
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
    assert run("match", *files(scheme), "--out", out, "--skip-rejected") == cli.PROVED
    assert len(pd.read_csv(out / "pairs.csv")) == 2
    assert len(pd.read_csv(out / "rejected.csv")) == 1


def test_check_reads_and_writes_nothing(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(scheme.iterdir())
    assert run("check", *files(scheme)) == cli.PROVED
    assert "in order" in capsys.readouterr().out
    (scheme / "mentees.csv").write_text(MENTEES + "e1,Ann,a@x, b@y,yes,2,QI\n", encoding="utf-8")
    assert run("check", *files(scheme)) == cli.BAD_ROWS
    assert sorted(scheme.iterdir()) == before


def test_markup_in_a_cell_is_shown_as_typed(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (scheme / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e9,[red]Eve[/],[bold]x,yes,2,QI,\n")
    assert run("check", *files(scheme)) == cli.BAD_ROWS
    assert "[bold]x" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("policy", "code", "says"),
    [
        ("weigths = 1", cli.BAD_POLICY, "did you mean 'weights'"),
        ("not toml", cli.BAD_POLICY, "cannot be read as TOML"),
        ('[[rules]]\nrule = "Require"\npair = ["e1", "r1"]', cli.BAD_POLICY, "may not meet"),
        ('[[rules]]\nrule = "MinimumLoad"\nmentor = "r1"\nload = 2', cli.CONTRADICTION, "r1"),
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


def test_a_folder_that_cannot_be_made(scheme: Path) -> None:
    (scheme / "taken").write_text("a file")
    assert run("match", *files(scheme), "--out", scheme / "taken") == cli.NOT_WRITTEN


def test_missing_options_are_a_usage_error(scheme: Path) -> None:
    assert run("match", "--mentees", scheme / "mentees.csv", "--out", scheme / "out") == 2


def test_missing_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", *files(tmp_path)) == cli.BAD_ROWS
    assert "mentees.csv" in capsys.readouterr().err


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--out", tmp_path / "out") == cli.PROVED
    shown = capsys.readouterr().out
    assert "of 120" in shown
    assert "optimal" in shown
    assert len(pd.read_csv(tmp_path / "out" / "pairs.csv")) > 90


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mentormatch", "--help"], capture_output=True, text=True, check=True
    )
    assert "match" in done.stdout


def test_ctrl_c_before_there_is_an_answer(scheme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("mentormatch.matching.match.score_pairs", interrupt)
    # What starts the tests in the background may have had Ctrl-C ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run("match", *files(scheme), "--out", scheme / "out") == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert not (scheme / "out" / "pairs.csv").exists()


def test_a_workbook_with_both_sheets(scheme: Path) -> None:
    with pd.ExcelWriter(scheme / "people.xlsx") as book:
        for name in ("mentees", "mentors"):
            frame = pd.read_csv(scheme / f"{name}.csv", dtype=str).replace("=Di", "Di")
            frame.to_excel(book, sheet_name=name, index=False)
    assert run("match", "--people", scheme / "people.xlsx", "--out", scheme / "out") == cli.PROVED
    pairs = pd.read_csv(scheme / "out" / "pairs.csv", dtype=str)
    assert "007" in set(pairs.mentee_id)


def test_the_same_fault_in_many_rows_is_one_line(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"x{k},X,x{k}@a.example,perhaps,2,QI,\n" for k in range(9))
    (scheme / "mentees.csv").write_text(MENTEES + rows, encoding="utf-8")
    assert run("check", *files(scheme)) == cli.BAD_ROWS
    shown = " ".join(capsys.readouterr().err.split())
    assert "2, 3, 4, 5, 6" in shown
    assert "4 more" in shown
    assert shown.count("perhaps") == 1
