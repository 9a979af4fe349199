"""The commands of the record: what they print, write and refuse."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from helpers.command_line import run, write_scheme
from helpers.hints import assert_hints_can_be_typed
from helpers.record_people import E1, E2, E3
from helpers.record_people import approved as record_approved
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, NOT_WRITTEN, PROVED, USAGE
from mentormatch.cli.scheme.opened import typed_with
from mentormatch.record.record import Record

Do = Callable[..., str]
INIT = ("init", "--name", "n", "--aim", "a", "--officer", "lead=Lea Lead")


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    """Type a command of the scheme, and return what it printed."""
    write_scheme(tmp_path)
    monkeypatch.chdir(tmp_path)

    def typed(*words: object, code: int = PROVED) -> str:
        assert run("scheme", *words) == code, capsys.readouterr()
        said = capsys.readouterr()
        return said.out + said.err

    return typed


@pytest.fixture
def approved(do: Do) -> Do:
    """The same, once the matching is approved."""
    do(*INIT)
    do("import", "--mentees", "mentees.csv", "--mentors", "mentors.csv")
    run_id = json.loads(do("match", "--json"))["run"]
    do("approve", run_id, "--by", "Lea Lead")
    return do


def test_names_are_on_the_screen_and_pseudonyms_in_files(do: Do, tmp_path: Path) -> None:
    do(*INIT)
    do("import", "--mentees", "mentees.csv", "--mentors", "mentors.csv")
    said = do("match", "--out", "pairs.csv")
    assert "Ann (e1)" in said
    assert "=Di (r2)" in said
    assert "Next: mentormatch scheme approve" in said
    pairs = json.loads(do("match", "--json"))["pairs"]
    assert {one[role][0] for one in pairs for role in ("mentee", "mentor")} == {"P"}
    written = (tmp_path / "pairs.csv").read_text("utf-8")
    assert not [name for name in ("Ann", "Bo", "Cy", "Di", "e1", "r2") if name in written]
    do("match", "--out", "pairs.csv", code=NOT_WRITTEN)
    with Record.open("scheme.db") as record:
        assert len(record.rows("run")) == 1


def test_init_again_writes_what_has_changed(do: Do) -> None:
    for words in ((), (), ("--months", "9"), ("--ends", "2030-01-31"), ("--ends", "2030-01-31")):
        do(*INIT, *words)
    do(*INIT, "--officer", "supervision=Sue Visor", "--begins", "2026-01-31", "--ends", "2030-01-31")
    do(*INIT, "--officer", "lead", code=USAGE)
    with Record.open("scheme.db") as record:
        assert list(record.rows("scheme").months) == [12, 9, 12, 12]
        assert list(record.rows("officer").role) == ["lead", "supervision"]
        assert record.rows("scheme").begins.iloc[-1] == "2026-01-31"


def test_hints_name_the_record_and_can_be_typed(do: Do, tmp_path: Path) -> None:
    """All that is printed along the way, in a record of another name, which hints have to repeat."""
    at, tables = ("--record", "other.db"), ("--mentees", "mentees.csv", "--mentors", "mentors.csv")
    (tmp_path / "policy.toml").write_text("", "utf-8")
    hints: list[str] = []

    def typed(*words: object, code: int = PROVED) -> str:
        said = do(*words, *at, code=code)
        hints.extend(assert_hints_can_be_typed(said, "other.db"))
        return said

    typed("status", code=BAD_ROWS)
    typed(*INIT)
    assert "no mentees" in typed("match")
    typed("import", *tables)
    typed("import", *tables, "--policy", "policy.toml")
    typed("match")
    with Record.open("other.db") as record:
        run_id = record.rows("run").key.iloc[-1]
    typed("approve", run_id, "--by", "Lea Lead")
    typed("challenge", "Ann", run_id, "why?")
    typed("due", "--ahead", "400")
    typed("accept", "e1,r1", code=BAD_ROWS)
    typed("sign", "e1,r2", code=BAD_ROWS)
    assert "e1" in typed("pairs")
    commands = {" ".join(shlex.split(one)[1:3]) for one in hints}
    assert {"scheme import", "scheme match", "scheme approve", "scheme accept", "scheme move"} <= commands


def test_people_are_who_they_certainly_are(approved: Do) -> None:
    """By id, name, address in any case, or pseudonym; what may mean two people means nobody."""
    with Record.open("scheme.db") as record:
        pairs, ann = record.as_of(date.max), record.pseudonym("e1")
        (number,) = pairs.pair[pairs.mentee == ann]
        assert record.pseudonym("Ann") == record.pseudonym("ANN@A.example") == ann
    for words in (("accept", "ann,=Di"), ("begin", str(number))):
        approved(*words)
    for nobody in ("Zed,=Di", "Ann,Zed", "=Di,Ann"):
        assert "nobody in the record" in approved("pause", nobody, code=BAD_ROWS)
    approved("consent", "Ann", "no")
    with Record.open("scheme.db") as record:
        assert [one.id for one in record.people().mentees if not one.consent].count("e1") == 1


def test_a_record_is_created_by_init_alone(do: Do, tmp_path: Path) -> None:
    for command in ("status", "due", "match", "verify"):
        assert "scheme init" in do(command, code=BAD_ROWS)
    assert not (tmp_path / "scheme.db").exists()
    (tmp_path / "other.db").write_text("no database", "utf-8")
    do("status", "--record", "other.db", code=BAD_ROWS)


def test_rows_with_errors_are_not_imported(do: Do, tmp_path: Path) -> None:
    do(*INIT)
    with (tmp_path / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e9,Eve,no address,yes,1,QI,\n")
    files = ("import", "--mentees", "mentees.csv", "--mentors", "mentors.csv")
    do(*files, code=BAD_ROWS)
    assert json.loads(do("status", "--json"))["counts"][0]["number"] == 0
    do(*files, "--skip-rejected")
    (tmp_path / "policy.toml").write_text("[follow_up]\noffer_dayz = 1\n", "utf-8")
    assert "did you mean 'offer_days'" in do("due", "--policy", "policy.toml", code=BAD_POLICY)


def test_what_a_reviewer_takes_out_and_what_is_rejected(do: Do) -> None:
    do(*INIT)
    do("import", "--mentees", "mentees.csv", "--mentors", "mentors.csv")
    run_id = json.loads(do("match", "--json"))["run"]
    said = do("approve", run_id[:12], "--by", "Lea Lead", "--without", "e1,r2")
    assert "1 pairs are released, 0 may no longer meet." in said
    with Record.open("scheme.db") as record:
        assert record.rows("approval").changed.str.contains("taken_out").all()
        assert record.rows("approval").shown.str.len().tolist() == [64]
    do("meeting", "007,r1", "--minutes", "30")
    run_id = json.loads(do("rematch", "--json"))["run"]
    do("reject", run_id, "--by", "Lea Lead")
    do("reject", run_id, "--by", "Lea Lead", code=USAGE)
    do("approve", "0000", "--by", "Lea Lead", code=BAD_ROWS)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("accept", "e1,r2", "--on", "2026-02-30"), USAGE),
        (("accept", "e1,r2", "--on", "2999-01-01"), USAGE),
        (("accept", "e1"), USAGE),
        (("accept", "e1,r1"), BAD_ROWS),
        (("accept", "99999"), BAD_ROWS),
        (("complete", "e1,r2"), USAGE),
        (("meeting", "e1,r2", "--minutes", "0"), USAGE),
        (("training", "r2", "juggling"), USAGE),
        (("training", "nobody", "skills"), BAD_ROWS),
        (("feedback", "e1,r2", "mentee_on_mentor", "e1", "helpful=6"), USAGE),
        (("feedback", "e1,r2", "mentee_on_mentor", "e1", "helpful"), USAGE),
        (("consent", "e1", "perhaps"), USAGE),
        (("add", "agreement", "pair=e1,r2", "meetings=many"), USAGE),
        (("add", "agreement", "pair=e1,r2", "meetings=6"), BAD_ROWS),
        (("add", "meeting", "pair=e1,r2", "minutes=60", "online=perhaps"), USAGE),
        (("add", "ending", "pair=e1,r2", "significant=none", "by=x", "reason=y"), BAD_ROWS),
        (("add", "diary", "words=y"), BAD_ROWS),
        (("sign", "e1,r2"), BAD_ROWS),
        (("move", "concern", "1", "close", "--by", "x"), BAD_ROWS),
        (("challenge", "e1", "0000", "x"), BAD_ROWS),
        (("rematch", "--mentees", "mentees.csv"), USAGE),
        (("erase", "nobody", "--yes"), BAD_ROWS),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    approved: Do, words: tuple[str, ...], code: int
) -> None:
    before = json.loads(approved("verify", "--json"))["head"]
    said = approved(*words, code=code)
    assert not [name for name in ("Ann", "ann@", "Bo ", "Cy ") if name in said]
    assert json.loads(approved("verify", "--json"))["head"] == before


def test_what_is_typed_is_what_is_written(approved: Do) -> None:
    approved("accept", "e1,r2", "--on", "2026-01-02", "--by", "r2")
    yes = [f"{name}=yes" for name in ("confidentiality", "limits", "boundaries", "no_fault")]
    words = ("location=here", "contact=mail", "arranging=both", "focus=rotas")
    agreed = ("meetings=6", "minutes=90", "weeks_between=8", "months=12", *words, *yes)
    approved("add", "agreement", "pair=e1,r2", *agreed)
    approved("sign", "e1,r2")
    approved("sign", "e1,r2", "e1")
    approved("add", "meeting", "pair=e1,r2", "minutes=60", "online=no", "--on", "2026-01-03")
    approved("meeting", "e1,r2", "--minutes", "30", "--online")
    approved("training", "r2", "skills", "model", "--due", "2030-01-31")
    approved("feedback", "e1,r2", "mentee_on_mentor", "e1", "helpful=5", "prepared=4")
    approved("add", "resource", "kind=referral", "name=Wellbeing", "how=call")
    number = approved("add", "concern", "by=e1", "raised_with=Lea Lead").split()[-1].rstrip(".")
    approved("move", "concern", number, "refer", "--by", "Lea Lead")
    run_id = json.loads(approved("match", "--json"))["run"]
    approved("challenge", "e1", run_id, "too far away")
    approved("begin", "e1,r2", code=USAGE)  # by the first meeting
    approved("pause", "e1,r2", "--until", "2030-01-31")
    approved("consent", "r2", "no")
    with Record.open("scheme.db") as record:
        assert record.rows("meeting")[["day", "minutes", "online"]].to_numpy().tolist()[0] == [
            "2026-01-03",
            60,
            0,
        ]
        assert record.rows("meeting").online.tolist() == [0, 1]
        assert len(record.rows("signature")) == 3
        assert set(record.rows("training").due) == {"2030-01-31"}
        assert json.loads(record.rows("feedback").ratings[0]) == {"helpful": 5, "prepared": 4}
        assert record.rows("concern").state.tolist() == ["referred"]
        assert "e1" not in record.rows("challenge").answer[0]
        assert record.verify().faults == ()
        assert [one.consent for one in record.people().mentors] == [True, False]


def test_results_of_feedback_are_shown_from_three_people_up(do: Do) -> None:
    do(*INIT)
    assert "three people" in do("results")
    with Record.open("scheme.db") as record:
        record_approved(record)
    for n, pair in enumerate((E1, E2, E3)):
        assert json.loads(do("results", "--json"))["results"] == []
        do("feedback", ",".join(pair), "mentee_on_scheme", pair[0], f"helpful={3 + n}")
    expected = {"kind": "mentee_on_scheme", "question": "helpful", "answers": 3, "mean": 4.0}
    assert json.loads(do("results", "--json"))["results"] == [expected]
    assert json.loads(do("results", "--mentor", "r2", "--json"))["results"] == []
    assert "helpful" in do("results")


def test_erasing_has_to_be_meant(approved: Do, tmp_path: Path) -> None:
    assert "add --yes" in approved("erase", "e1", code=USAGE)
    approved("export", "--out", "all.json")
    approved("export", "--out", "all.json", code=NOT_WRITTEN)
    approved("export", "--person", "e1", "--out", "mine.json")
    with (tmp_path / "mine.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    said = approved("erase", "e1", "--yes")
    assert "mine.json by hand" in said
    assert not (tmp_path / "all.json").exists()
    assert "Nothing is kept longer" in approved("retention")


def test_a_record_that_was_altered_does_not_verify(approved: Do, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "scheme.db") as db:
        db.execute("UPDATE event SET day = '2026-01-01' WHERE event = 'approve'")
    db.close()
    assert "is not what was written" in approved("verify", code=BAD_ROWS)
    found = json.loads(approved("verify", "--json", code=BAD_ROWS))
    assert len(found["faults"]) == 1


def test_somebody_else_is_writing(approved: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentormatch.record.store.Store.held.__defaults__", (0.1,), raising=False)
    with Record.open("scheme.db") as other, other._store.held():
        assert "is being written by" in approved("accept", "e1,r2", code=NOT_WRITTEN)
    approved("accept", "e1,r2")


def test_due_in_every_form(approved: Do, tmp_path: Path) -> None:
    said = approved("due", "--ahead", "30", "--out", "due.csv", "--ics", "due.ics")
    assert "People are waiting" in said
    assert "Ann (e1) and =Di (r2)" in said
    for file in ("due.csv", "due.ics"):
        text = (tmp_path / file).read_text("utf-8")
        assert "scheme accept" in text
        assert "Ann" not in text
    approved("due", "--ics", "due.ics", code=NOT_WRITTEN)
    assert json.loads(approved("due", "--ahead", "30", "--json"))["due"][0]["urgency"] == 2
    assert "due: training is not recorded" in approved("status")
    commands = json.loads(approved("due", "--record", "./scheme.db", "--json"))["due"]
    assert commands[0]["command"].endswith(" --record ./scheme.db")


def test_the_address_of_a_server_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed_with("x", "postgresql://me:secret@host/name") == "x"
    assert typed_with("x", "scheme.db") == "x"
    assert typed_with("x", "my scheme.db") == "x --record 'my scheme.db'"
    monkeypatch.setenv("MENTORMATCH_RECORD", "my scheme.db")
    assert typed_with("x", "my scheme.db") == "x"
