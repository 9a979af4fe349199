"""``mentormatch check``: files are checked, nobody is matched, nothing is written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from helpers.command_line import MENTEES, files, run
from helpers.table_files import write_xlsx
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, CONTRADICTION, PROVED


def test_check_reads_and_writes_nothing(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(scheme.iterdir())
    assert run("check", *files(scheme)) == PROVED
    assert "No row errors" in capsys.readouterr().out
    (scheme / "mentees.csv").write_text(MENTEES + "e1,Ann,a@x, b@y,yes,2,QI\n", encoding="utf-8")
    assert run("check", *files(scheme)) == BAD_ROWS
    assert sorted(scheme.iterdir()) == before


def test_missing_files_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", *files(tmp_path)) == BAD_ROWS
    assert "mentees.csv" in capsys.readouterr().err


def test_forms_with_headings_of_their_own_are_offered_a_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a command that can be typed as it is printed, and that the next check then goes on from."""
    monkeypatch.chdir(tmp_path)
    for name, person in (("my mentees.csv", "a@h.example"), ("mentors.csv", "b@h.example")):
        Path(name).write_text(f"What is your e-mail?,Do you consent?\n{person},yes\n", encoding="utf-8")
    forms = ("--mentees", "my mentees.csv", "--mentors", "mentors.csv")
    assert run("check", *forms) == BAD_ROWS
    (command,) = re.findall("mentormatch init .*", capsys.readouterr().err)
    assert run(*shlex.split(command)[1:]) == PROVED
    assert run("check", *forms, "--columns", "scheme/columns.toml") == PROVED
    assert "init" not in capsys.readouterr().err


def test_a_policy_that_cannot_be_used_is_reported(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scheme / "policy.toml").write_text("sed = 1", encoding="utf-8")
    assert run("check", *files(scheme), "--policy", scheme / "policy.toml") == BAD_POLICY
    assert "did you mean 'seed'" in capsys.readouterr().err


def test_check_says_what_the_policy_makes_of_people(
    scheme: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    mentee = "id,consent,professional_tags,max km\n\n"
    (scheme / "mentees.csv").write_text(mentee + "e1,yes,endocrinoolgy,10\n", encoding="utf-8")
    mentor = "id,consent,professional_tags\n"
    (scheme / "mentors.csv").write_text(
        mentor + "r1,yes,endocrinology\nr2,yes,endocrinology\n", encoding="utf-8"
    )
    assert run("check", *files(scheme)) == PROVED
    said = " ".join(capsys.readouterr().err.split())
    assert "row 3" in said
    assert "endocrinoolgy" in said
    assert "1 of 1 mentees" in said
    assert "2 of 2 mentors" in said


@pytest.mark.parametrize(
    ("policy", "code", "says"),
    [
        ("", PROVED, "The policy can be used for these people."),
        ('[[rules]]\nrule = "Require"\npair = ["e9", "r1"]', BAD_POLICY, "no mentee 'e9'"),
        ('[[rules]]\nrule = "Require"\npair = ["e1", "r1"]', BAD_POLICY, "may not meet"),
        ('[[rules]]\nrule = "MinimumLoad"\nmentor = "r1"\nload = 2', CONTRADICTION, "r1"),
        ("[weights]\nseniorty = 1.0", BAD_POLICY, "did you mean 'seniority'"),
        ("[limits]\nmax_pairs = 1", BAD_POLICY, "max_pairs"),
    ],
)
def test_check_refuses_what_match_refuses(
    scheme: Path, policy: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (scheme / "policy.toml").write_text(policy, encoding="utf-8")
    given = (*files(scheme), "--policy", scheme / "policy.toml")
    assert run("check", *given) == code
    said = capsys.readouterr()
    assert says in " ".join((said.out + said.err).split())
    assert run("match", *given, "--out", scheme / "out") == code


def test_the_policy_is_tried_once_rows_are_right(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scheme / "policy.toml").write_text('[[rules]]\nrule = "Require"\npair = ["e3", "r2"]', encoding="utf-8")
    with (scheme / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e3,Ed,not-an-address,yes,5,QI,\n")
    assert run("check", *files(scheme), "--policy", scheme / "policy.toml") == BAD_ROWS
    assert "Fix these rows first" in capsys.readouterr().out


def test_one_form_for_both_roles_in_the_sheet_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = [["Who", "I am a"], ["a@h.example", "Mentee"], ["b@h.example", "Both"], ["c@h.example", "Mentor"]]
    book = write_xlsx(tmp_path / "form.xlsx", {"Form 1": form, "Old": [["Who", "I am a"], ["x", "Mentee"]]})
    who = '[mentees]\nid = "Who"\n[mentors]\nid = "Who"\n'
    (tmp_path / "map.toml").write_text(
        f'role = "I am a"\n[constants]\nconsent = "yes"\n{who}', encoding="utf-8"
    )
    asked = ["--people", book, "--columns", tmp_path / "map.toml"]
    assert run("check", *asked, "--sheet", "form 1") == PROVED
    counted = capsys.readouterr().err
    assert "mentees: 2 rows read = 2 accepted" in counted
    assert "mentors: 2 rows read = 2 accepted" in counted
    assert run("check", *asked) == BAD_ROWS
    assert "Form 1, Old" in " ".join(capsys.readouterr().err.split())
