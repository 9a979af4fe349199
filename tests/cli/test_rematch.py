"""``mentormatch rematch``, run as a person would: shown first, written with --apply, no reason anywhere."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from helpers.table_files import write_csv, write_xlsx
from mentormatch.cli.console import BAD_ROWS, NOT_PROVED, PROVED
from mentormatch.cli.rematch import _TABLES
from mentormatch.engine.solve import solve
from mentormatch.report.run_files import DIFFERENCES

CANARY = "he shouted at her"
WRITTEN = [
    "disturbed.csv", "freed.csv", "freed_places.csv", "matching.mm", "moved.csv", "newly_matched.csv",
    "pairs.csv", "run.json", "states.csv", "still_waiting.csv", "suspended.csv", "tags.csv",
    "unmatched.csv",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A matching of three pairs in which e4 waits; e1 has mentor r1."""
    mentees = tuple(mentee(f"e{k}", name=f"Name {k}", professional_tags=["QI"]) for k in range(1, 5))
    mentors = (mentor("r1", professional_tags=["QI"]), mentor("r2", capacity=2))
    rules = [
        {"rule": "Require", "pair": ["e1", "r1"]},
        {"rule": "PairCount", "pairs": [["e4", "r2"]], "at_most": 0},
    ]
    people = mm.People(mentees=mentees, mentors=mentors)
    mm.match(people, mm.Policy(rules=rules)).save(tmp_path / "matching.mm")
    (tmp_path / "policy.toml").write_text("", encoding="utf-8")
    return tmp_path


def changes(folder: Path, text: str, name: str = "changes.csv") -> list[object]:
    (folder / name).write_text(text, encoding="utf-8")
    return [
        "rematch",
        "--from",
        folder / "matching.mm",
        "--changes",
        folder / name,
        "--policy",
        folder / "policy.toml",
    ]


def test_each_table_of_a_rematch_is_printed_and_written() -> None:
    assert set(_TABLES) == set(DIFFERENCES)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_it_shows_what_would_happen_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = changes(folder, "change,mentee,mentor\ndissolve,e1,r1\n")
    before = contents(folder)
    assert run(*command, "--out", folder / "out", "--begun") == PROVED
    assert contents(folder) == before
    assert not (folder / "out").exists()
    shown = capsys.readouterr()
    assert "changes.csv: 1 row read = 1 accepted + 0 rejected: 1 dissolve" in " ".join(shown.err.split())
    words = " ".join(shown.out.split())
    assert "Newly matched" in words
    assert "e4 r1" in words
    assert "Freed capacity" in words
    assert "Still waiting" in words
    assert "On the waiting list" in words
    assert "Pairs kept 2 of 3 in the matching before" in words
    assert "Nothing was written. To write this matching: --out FOLDER --apply" in words


def test_apply_writes_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = changes(folder, "change,mentee,mentor,person\ndissolve,e1,r1,\njoin,,,r9\n")
    write_csv(folder / "mentors.csv", [{"id": "r9", "consent": "yes", "seniority": "5", "name": "New Name"}])
    more = ["--mentors", folder / "mentors.csv", "--begun", "--out", folder / "out", "--apply"]
    assert run(*command, *more) == PROVED
    assert f"Written to {folder / 'out'}" in capsys.readouterr().out.replace("\n", "")
    assert sorted(f.name for f in (folder / "out").iterdir()) == WRITTEN
    pairs = pd.read_csv(folder / "out" / "pairs.csv", dtype=str, encoding="utf-8-sig")
    assert {("e1", "r9"), ("e4", "r1")} <= set(zip(pairs.mentee_id, pairs.mentor_id, strict=True))
    moved = pd.read_csv(folder / "out" / "moved.csv", encoding="utf-8-sig")
    assert list(moved.columns) == [
        "mentee_id",
        "mentor_before",
        "mentor_after",
        "score_before",
        "score_after",
    ]
    states = pd.read_csv(folder / "out" / "states.csv", encoding="utf-8-sig")
    assert states.state.value_counts().to_dict() == {"active": 2, "proposed": 2, "dissolved": 1}
    text = (folder / "out" / "run.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert {i["file"] for i in record["inputs"]} == {
        "matching.mm",
        "changes.csv",
        "mentors.csv",
        "policy.toml",
    }
    assert record["rows"]["changes"] == {"file": "changes.csv", "read": 2, "accepted": 2, "rejected": 0}
    again = record["rematch"]
    assert again["changes"] == {"dissolve": 1, "join": 1}
    assert (again["begun"], again["keep"], again["priority"]) == (True, "active", "stage")
    assert (again["kept"], again["moved"], again["newly_matched"], again["disturbed"]) == (2, 1, 1, 0)
    assert record["bound"] == record["score"]
    assert record["stages"][-1]["value"] == record["score"] + again["points_on_top"]
    assert not any(word in text for word in ("Name", '"e1"', '"r9"'))


def test_what_was_written_can_be_changed_again(folder: Path) -> None:
    command = changes(folder, "change,mentee,mentor\ndissolve,e1,r1\n")
    assert run(*command, "--begun", "--out", folder / "one", "--apply") == PROVED
    (folder / "more.csv").write_text("change,person\nleave,e4\n", encoding="utf-8")
    one = folder / "one" / "matching.mm"
    second = ["rematch", "--from", one, "--changes", folder / "more.csv", "--out", folder / "two", "--apply"]
    assert run(*second) == PROVED
    loaded = mm.Matching.load(folder / "two" / "matching.mm")
    # The pair of e1 and r1 is dissolved for good; e1 has waited, and still waits.
    assert set(loaded.pair_ids) == {("e2", "r2"), ("e3", "r2")}
    assert loaded.history.ended == (("e1", "r1", mm.PairState.DISSOLVED),)
    assert loaded.history.active == {("e2", "r2"), ("e3", "r2")}
    assert loaded.history.waited["e1"] >= 2


def test_a_rule_of_the_matching_that_can_no_longer_hold_is_shown_and_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The policy of the matching requires the pair that is dissolved.
    command = changes(folder, "change,mentee,mentor\ndissolve,e1,r1\n")[:-2]
    assert run(*command, "--out", folder / "out", "--apply") == PROVED
    assert "Suspended: rules that can no longer hold" in capsys.readouterr().out
    written = pd.read_csv(folder / "out" / "suspended.csv", encoding="utf-8-sig")
    assert written.rule.tolist() == ["Require pair e1 and r1"]


def test_the_folder_of_the_matching_is_not_overwritten(folder: Path) -> None:
    command = changes(folder, "change,mentee,mentor\ndissolve,e1,r1\n")
    before = contents(folder)
    assert run(*command, "--out", folder, "--apply") == 2
    assert run(*command, "--apply") == 2
    assert contents(folder) == before


def test_all_bad_rows_are_reported_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "disolve,e1,r1,\ndissolve,e1,r3,\ndissolve,e1,r2,\nleave,,,e44\njoin,,,e9\njoin,,,e8\nextend,e2\n"
    command = changes(folder, f"change,mentee,mentor,person\n{rows}")
    write_csv(folder / "mentees.csv", [{"id": "e9", "consent": "perhaps", "max_km": "-1"}])
    more = ["--mentees", folder / "mentees.csv", "--out", folder / "out", "--apply"]
    assert run(*command, *more) == BAD_ROWS
    assert not (folder / "out").exists()
    words = " ".join(capsys.readouterr().err.split())
    for where in [f"changes.csv row {row}" for row in (2, 3, 4, 5, 7, 8)] + ["mentees.csv row 2"]:
        assert where in words
    assert "changes.csv row 6" not in words  # the change has no error, the row of the person has


@pytest.mark.parametrize("name", ["none.mm", "changes.csv"])
def test_matchings_that_cannot_be_read(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = changes(folder, "change,person\nleave,e1\n")
    command[2] = folder / name
    assert run(*command) == BAD_ROWS
    assert name in capsys.readouterr().err


def test_an_answer_that_is_not_proved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **options: object) -> mm.Solution:
        found = solve(*arguments, **options)
        return found.replace(status=status)

    monkeypatch.setattr("mentormatch.rematching.rematch.solve", interrupted)
    command = changes(folder, "change,person\nleave,e1\n")
    for status, written in ((mm.Status.FEASIBLE, True), (mm.Status.UNKNOWN, False)):
        out = folder / status.value
        assert run(*command, "--out", out, "--apply") == NOT_PROVED
        assert (out / "pairs.csv").exists() is written


@pytest.mark.parametrize(
    "text",
    [
        f"change,person,reason\nleave,e1,{CANARY}\n",
        f"change,person,{CANARY}\nleave,e1,{CANARY}\n",
        f"change,person\nleave,e1,{CANARY}\n",
        f"change,person,role\nleave,e1,{CANARY}\n",
        f"change,person\n{CANARY},e1\n",
        f"leave,e1,{CANARY}\n",
    ],
    ids=["column", "heading", "ragged", "role", "change", "headless"],
)
def test_a_reason_is_refused_and_shown_nowhere(
    folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = changes(folder, text)
    assert run(*command, "--out", folder / "out", "--apply") == BAD_ROWS
    assert not (folder / "out").exists()
    shown = capsys.readouterr()
    assert not any(word in shown.out + shown.err for word in CANARY.split() if len(word) > 3)


def test_a_reason_in_the_people_stays_with_the_people(
    folder: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    command = changes(folder, "change,person\nupdate,e1\n")
    write_csv(folder / "mentees.csv", [{"id": "e1", "other": CANARY, "motivation": CANARY}])
    more = ["--mentees", folder / "mentees.csv", "--out", folder / "out", "--apply"]
    assert run(*command, *more) == PROVED
    with zipfile.ZipFile(folder / "out" / "matching.mm") as archive:
        holding = [name for name in archive.namelist() if CANARY.encode() in archive.read(name)]
    assert holding == ["people.json"]
    written = contents(folder / "out")
    assert not any(CANARY.encode() in data for data in written.values())
    shown = capsys.readouterr()
    assert CANARY not in shown.out + shown.err + caplog.text


def test_pairs_that_have_not_begun_may_be_dissolved_and_this_is_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = changes(folder, "change,person\nleave,r1\n")
    hint = "No pair was active"
    assert run(*command) == PROVED
    assert hint in capsys.readouterr().out
    assert run(*command, "--begun") == PROVED
    assert hint not in capsys.readouterr().out
    pair = mm.Matching.load(folder / "matching.mm").pair_ids[0]
    assert run(*changes(folder, f"change,mentee,mentor\nextend,{pair[0]},{pair[1]}\n")) == PROVED
    assert hint not in capsys.readouterr().out


def test_long_tables_are_cut(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": f"n{k}", "consent": "yes"} for k in range(60)]
    write_csv(folder / "mentees.csv", rows)
    command = changes(folder, "change,person\n" + "".join(f"join,{row['id']}\n" for row in rows))
    assert run(*command, "--mentees", folder / "mentees.csv") == PROVED
    assert "and 11 more" in capsys.readouterr().out


def test_answers_settle_who_is_registered_twice(folder: Path) -> None:
    twice = tuple(mentee(one, name="Amy Ash", workplace="St X") for one in ("e1", "e2"))
    mm.match(mm.People(mentees=twice, mentors=(mentor("r1", capacity=2),))).save(folder / "matching.mm")
    assert mm.Matching.load(folder / "matching.mm").pair_ids == (("e1", "r1"),)
    command = [*changes(folder, "change,mentee,mentor\n"), "--out", folder / "out", "--apply"]
    (folder / "answers.csv").write_text("written,is,id\ne2,no,e1\n", encoding="utf-8")
    assert run(*command, "--same-people", folder / "answers.csv") == PROVED
    after = mm.Matching.load(folder / "out" / "matching.mm")
    assert after.pair_ids == (("e1", "r1"), ("e2", "r1"))
    assert after.people.meanings == (("e2", "e1", False),)


def test_answers_hold_from_now_on_and_questions_are_written(tmp_path: Path) -> None:
    people = mm.People(
        mentees=(mentee("e1", independent_of=["C. Dogwood"]), mentee("e2")),
        mentors=(
            mentor("r1", name="Cy Dogwood"),
            mentor("r2", name="Clare Dogwood"),
            mentor("r3", name="Di"),
        ),
    )
    mm.match(people).begin().save(tmp_path / "matching.mm")
    (tmp_path / "policy.toml").write_text("", encoding="utf-8")
    command = changes(tmp_path, "change,mentee,mentor\navoid,e2,Ms Di\navoid,e2,Clara Dogwood\n")
    assert run(*command, "--out", tmp_path / "one", "--apply") == PROVED
    asked = pd.read_csv(tmp_path / "one" / "resolved.csv", dtype=str, encoding="utf-8-sig").fillna("")
    assert asked[["written", "is", "id"]].to_numpy().tolist() == [
        ["Clara Dogwood", "", "r2"],
        ["C. Dogwood", "", "r1"],
        ["C. Dogwood", "", "r2"],
        ["Ms Di", "yes", "r3"],
    ]
    assert mm.Matching.load(tmp_path / "one" / "matching.mm").pair_ids == (("e1", "r3"), ("e2", "r1"))

    asked.loc[asked.id == "r2", "is"] = "no"
    asked.loc[asked.id == "r1", "is"] = "yes"
    asked.to_csv(tmp_path / "answers.csv", index=False)
    command = ["rematch", "--from", tmp_path / "one" / "matching.mm", "--changes", tmp_path / "none.csv"]
    (tmp_path / "none.csv").write_text("change\n", encoding="utf-8")
    more = ["--same-people", tmp_path / "answers.csv", "--out", tmp_path / "two", "--apply"]
    assert run(*command, *more) == PROVED
    after = mm.Matching.load(tmp_path / "two" / "matching.mm")
    assert ("C. Dogwood", "r2", False) in after.people.meanings
    assert not mm.why_not(after.people, after.policy, "e1", "r2")
    assert mm.why_not(after.people, after.policy, "e1", "r1")
    assert not mm.why_not(after.people, after.policy, "e2", "r2")
    assert not (tmp_path / "two" / "resolved.csv").exists()

    (tmp_path / "answers.csv").write_text("written,is,id\nx,yes,r1\nX,no,r1\n", encoding="utf-8")
    assert run(*command, "--same-people", tmp_path / "answers.csv") == BAD_ROWS


def test_all_who_are_new_in_a_form_join(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(folder / "new.csv", [{"id": one, "consent": "yes"} for one in ("e1", "e9")])
    command = ["rematch", "--from", folder / "matching.mm", "--mentees", folder / "new.csv", "--all-new-join"]
    assert run(*command, "--begun", "--out", folder / "out", "--apply") == PROVED
    assert "1 join" in capsys.readouterr().err
    assert "e9" in mm.Matching.load(folder / "out" / "matching.mm").people.mentee_ids
    assert run("rematch", "--from", folder / "matching.mm") == 2
    assert run("rematch", "--from", folder / "matching.mm", "--all-new-join") == 2


@pytest.mark.parametrize("given", [["--mentees"], ["--mentors"], ["--people"]])
def test_those_who_join_are_in_the_sheet_that_is_asked_for(
    folder: Path, given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = ([["id", "consent", "I am a"], [one, "yes", "Both"]] for one in ("x1", "e9"))
    book = write_xlsx(folder / "new.xlsx", {"Old": old, "Form 2": new})
    (folder / "map.toml").write_text('role = "I am a"\n' if given == ["--people"] else 'ignore = "I am a"\n')
    command = ["rematch", "--from", folder / "matching.mm", *given, book, "--columns", folder / "map.toml"]
    more = ["--all-new-join", "--out", folder / "out", "--apply"]
    assert run(*command, "--sheet", "form 2", *more) == PROVED
    people = mm.Matching.load(folder / "out" / "matching.mm").people
    assert ("e9" in people.mentee_ids, "e9" in people.mentor_ids) == (
        given != ["--mentors"],
        given != ["--mentees"],
    )
    assert "x1" not in {*people.mentee_ids, *people.mentor_ids}
    capsys.readouterr()
    assert run(*command, "--sheet", "Form 3", *more) == BAD_ROWS
    assert "Old, Form 2" in " ".join(capsys.readouterr().err.split())


def test_a_sheet_needs_the_workbook(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*changes(folder, "change,person\nleave,e1\n"), "--sheet", "Form 2") == 2
    assert "--sheet needs the people" in " ".join(capsys.readouterr().err.split())


def test_a_new_policy_is_enough(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.toml").write_text('[[rules]]\nrule = "Forbid"\npair = ["e1", "r1"]\n', encoding="utf-8")
    given = ["rematch", "--from", folder / "matching.mm"]
    assert run(*given, "--policy", folder / "other.toml", "--out", folder / "out", "--apply") == PROVED
    assert ("e1", "r1") not in mm.Matching.load(folder / "out" / "matching.mm").pair_ids
    assert "people who join" not in capsys.readouterr().err
    assert run(*given, "--policy", folder / "other.toml", "--mentees", folder / "mentees.csv") == 2
    assert "--changes that name them" in capsys.readouterr().err


def test_results_with_names(folder: Path) -> None:
    given = changes(folder, "change,person,mentee,mentor\ndissolve,,e1,r1\n")
    out = folder / "out"
    assert run(*given, "--out", out, "--apply", "--with-names") == PROVED
    assert sorted(f.name for f in out.iterdir()) == sorted([*WRITTEN, "letters.csv", "pairs.xlsx"])
    pairs = pd.read_csv(out / "pairs.csv", dtype=str, encoding="utf-8-sig")
    assert ("Name " + pairs.mentee_id.str[1:]).tolist() == pairs.mentee_name.tolist()
    waiting = pd.read_csv(out / "newly_matched.csv", dtype=str, encoding="utf-8-sig")
    assert "mentee_name" in waiting.columns
    assert "Name" not in (out / "run.json").read_text(encoding="utf-8")
    assert list(pd.read_csv(out / "states.csv").columns) == ["mentee_id", "mentor_id", "state"]
