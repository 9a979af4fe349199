"""``mentormatch review`` and ``report review``: from a file and from a record, at 80 columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.reviewed import column, hostile_people, page_file, saved
from mentormatch.cli.console import BAD_ROWS, CONTRADICTION, NOT_WRITTEN, PROVED, USAGE
from mentormatch.record.record import Record
from mentormatch.rematching.around import with_proof
from mentormatch.report.review.shown import shown
from mentormatch.rules import Require

Say = Callable[[], str]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    mm.match(hostile_people()).save("m.mm")

    def said() -> str:
        both = capsys.readouterr()
        return both.out + both.err

    return said


def fill(path: str, words: list[str | None], comment: str = "") -> None:
    """Decide in turn, in the workbook that the command wrote."""
    book = openpyxl.load_workbook(path)
    book["about"]["B2"] = "Ann Other"
    sheet = book["pairs"]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column(sheet, "decision")).value = words[row % len(words)]
        sheet.cell(row, column(sheet, "comment")).value = comment or None
    book.save(path)


def test_a_workbook_is_written_filled_in_and_read_back(say: Say) -> None:
    assert run("report", "review", "--from", "m.mm", "--out", "r.xlsx") == PROVED
    assert "mentormatch review FILE --from m.mm" in say()
    fill("r.xlsx", ["accept", "lock", "forbid", None], "between us")
    assert run("review", "r.xlsx", "--from", "m.mm") == PROVED
    shown_only = say()
    assert "Nothing was written. To write this matching: --out FOLDER" in shown_only
    assert run("review", "r.xlsx", "--from", "m.mm", "--out", "new") == PROVED
    text = say()
    assert "Reviewed by  Ann Other" in text
    assert "optimal: no better matching exists" in text
    assert "Written to new: matching.mm, review.json and tables." in text
    tables = [line for line in text.splitlines() if not line.endswith((".", "FOLDER"))]
    assert max(map(len, tables)) <= 80
    assert "between us" not in text
    said = json.loads(Path("new/review.json").read_text("utf-8"))
    assert {one["comment"] for one in said["pairs"]} == {"between us"}
    after = mm.Matching.load("new/matching.mm")
    decided = {(one["mentee_id"], one["mentor_id"]): one["decision"] for one in said["pairs"]}
    assert not [pair for pair, what in decided.items() if what == "forbid" and pair in after.pair_ids]
    assert not [pair for pair, what in decided.items() if what == "lock" and pair not in after.pair_ids]
    first = Path("new/pairs.csv").read_bytes(), Path("new/review.json").read_bytes()
    assert run("review", "r.xlsx", "--from", "m.mm", "--out", "new") == PROVED
    assert first == (Path("new/pairs.csv").read_bytes(), Path("new/review.json").read_bytes())
    assert "between us" not in Path("new/run.json").read_text("utf-8")
    say()
    assert run("review", "r.xlsx", "--from", "new/matching.mm") == BAD_ROWS
    assert "is of another matching" in say()


def test_json_has_no_comments(say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    run("report", "review", "--from", "m.mm", "--out", "r.xlsx")
    fill("r.xlsx", ["forbid", "accept"], "between us")
    say()
    assert run("review", "r.xlsx", "--from", "m.mm", "--json") == PROVED
    out = capsys.readouterr().out
    assert json.loads(out)["counts"]["forbidden"] > 0
    assert "between us" not in out


def test_errors_have_codes(say: Say) -> None:
    run("report", "review", "--from", "m.mm", "--out", "r.xlsx")
    assert run("review", "r.xlsx") == USAGE
    assert run("report", "review", "--out", "x.xlsx") == USAGE
    say()
    assert run("review", "r.xlsx", "--from", "m.mm") == BAD_ROWS
    assert "names no reviewer" in say()
    fill("r.xlsx", ["locked"])
    assert run("review", "r.xlsx", "--from", "m.mm") == BAD_ROWS
    text = say()
    assert "is no decision" in text
    assert max(map(len, text.splitlines())) <= 81
    fill("r.xlsx", ["accept"])
    assert run("review", "r.xlsx", "--from", "m.mm", "--out", "m.mm") == NOT_WRITTEN
    Path("matching.mm").write_bytes(Path("m.mm").read_bytes())
    assert run("review", "r.xlsx", "--from", "matching.mm", "--out", ".") == USAGE
    assert run("review", "r.xlsx", "--record", "none.db") == BAD_ROWS


def test_a_lock_of_the_policy_that_is_forbidden_is_named(say: Say) -> None:
    matching = mm.match(hostile_people())
    pair = matching.pair_ids[0]
    locked = mm.match(matching.people, mm.Policy(rules=[Require(pair=pair)]))
    locked.save("m.mm")
    given = shown(locked)
    saved(Path("d.json"), page_file(given, {pair: "forbid"}, {}))
    assert run("review", "d.json", "--from", "m.mm") == CONTRADICTION
    text = say()
    assert pair[0] in text
    assert pair[1] in text


def test_a_record_is_reviewed_then_approved_with_the_hash_of_what_was_shown(say: Say) -> None:
    with Record.open("scheme.db") as record:
        record.import_people(hostile_people())
        (first,) = [record.propose(record.match())]
        key = shown(with_proof(record.matching())).key
    assert run("report", "review", "--record", "scheme.db", "--out", "r.xlsx") == PROVED
    assert "mentormatch review FILE --record scheme.db" in say()
    fill("r.xlsx", ["accept", "lock", "forbid", None])
    asked = ("review", "r.xlsx", "--record", "scheme.db", "--out", "new")
    assert run(*asked) == PROVED
    text = say()
    assert f"mentormatch scheme approve {first[:12]} --by NAME" in text
    assert run(*asked) == PROVED
    assert "was reviewed already" in say()
    with Record.open("scheme.db") as record:
        runs = record.rows("run").key.tolist()
        assert all(f"approve {one[:12]}" in text for one in runs)
        assert len(record.rows("review")) == len(runs) == 2
        files = {Path(one).name for one in record.rows("export").path}
        assert {"r.xlsx", "review.json", "matching.mm", "pairs.csv"} <= files
    for one in runs:
        assert run("scheme", "approve", one[:12], "--by", "Bo", "--record", "scheme.db") == PROVED
    with Record.open("scheme.db") as record:
        assert record.rows("approval").shown.tolist() == [key, key]
        assert record.verify().faults == ()
        left = record.erase(record.matching().pair_ids[0][0])
    assert not Path("new/review.json").exists()
    assert [Path(one).name for one in left] == ["r.xlsx"]  # it was filled in since: to be deleted by hand
