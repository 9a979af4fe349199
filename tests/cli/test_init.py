"""``mentormatch init`` and ``columns``: a folder to begin with, from two forms or from none."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.table_files import write_csv, write_xlsx
from mentormatch.cli.init import policy_for

MENTEES = [{"Your e-mail": f"e{k}@h.example", "Do you consent?": "yes", "Hobbies": "choir"} for k in range(3)]
MENTORS = [
    {"Your e-mail": f"r{k}@h.example", "Do you consent?": "yes", "Have you had training?": "yes"}
    for k in range(3)
]


@pytest.fixture
def forms(tmp_path: Path) -> list[object]:
    mentees, mentors = (
        write_csv(tmp_path / f"{name}.csv", rows)
        for name, rows in (("mentees", MENTEES), ("mentors", MENTORS))
    )
    return ["--mentees", mentees, "--mentors", mentors]


def test_what_it_proposes_works(
    tmp_path: Path, forms: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "scheme"
    assert run("init", folder, *forms) == 0
    assert "mentormatch match" in capsys.readouterr().out
    assert mm.Policy.from_toml(folder / "policy.toml").limits.training_required
    maps = ["--columns", folder / "columns.toml", "--policy", folder / "policy.toml"]
    assert run("match", *forms, *maps, "--out", tmp_path / "results") == 0
    assert len(mm.Matching.load(tmp_path / "results" / "matching.mm").pair_ids) == 3


def test_columns_are_printed(tmp_path: Path, forms: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("columns", forms[1], forms[3]) == 0
    (tmp_path / "columns.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert mm.ColumnMap.from_toml(tmp_path / "columns.toml").mentees.fields["email"] == ("Your e-mail",)


def test_nothing_is_replaced(tmp_path: Path, forms: list[object]) -> None:
    (tmp_path / "policy.toml").write_text("seed = 7\n", encoding="utf-8")
    assert run("init", tmp_path, *forms) == 7
    assert (tmp_path / "policy.toml").read_text(encoding="utf-8") == "seed = 7\n"
    assert not (tmp_path / "columns.toml").exists()


def test_without_forms_the_policy_is_the_default(tmp_path: Path) -> None:
    assert run("init", tmp_path / "new") == 0
    assert mm.Policy.from_toml(tmp_path / "new" / "policy.toml") == mm.Policy(seed=1)
    assert policy_for(None) == (tmp_path / "new" / "policy.toml").read_text(encoding="utf-8")
    assert run("init", tmp_path / "other", "--mentees", tmp_path / "mentees.csv") == 2


def answer(folder: Path) -> None:
    """Take the consent of all for given, and put the workplaces on a map."""
    columns = folder / "columns.toml"
    text = columns.read_text(encoding="utf-8")
    text = text.replace("# [constants]", "[constants]").replace("# consent =", "consent =")
    columns.write_text(text.replace('# "New here" = ?', '"New here" = "mentee"'), encoding="utf-8")
    places = folder / "places.csv"
    assert mm.read_places(places).points == {}
    rows = places.read_text(encoding="utf-8-sig").replace(",,", ",52.2,0.1")
    places.write_text(rows, encoding="utf-8")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_one_form_for_both_roles_end_to_end(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roles = ["Mentee", "Mentor", "Both", "New here", "I would like to be a mentor", "Mentee"]
    rows = [
        {
            "Timestamp": f"2026-01-0{k + 1} 10:00", "Email address": f"p{k}@h.example", "Gender": "-",
            "Are you a mentor or a mentee?": role, "Where do you work?": "Fen Hospital",
            "How far would you travel?": "10 miles", "Topics": "Audit, Exams",
            "Have you been trained as a mentor?": "Yes" if "or" in role or role == "Both" else "",
        }
        for k, role in enumerate(roles)
    ]  # fmt: skip
    form = tmp_path / f"form.{ending}"
    if ending == "csv":
        write_csv(form, rows)
    else:
        write_xlsx(form, {"Form Responses 1": [list(rows[0]), *(list(row.values()) for row in rows)]})
    folder = tmp_path / "scheme"
    assert run("init", folder, "--people", form) == 0
    said = capsys.readouterr().out
    assert "Look at the 2 lines with a ?" in said
    assert "Fill in where the workplaces are" in said
    assert all(len(line) < 80 or str(tmp_path) in line for line in said.splitlines())
    answer(folder)
    commands = shlex.split(said.replace("\\\n", " "))
    at = [place for place, word in enumerate(commands) if word == "mentormatch"]
    assert run(*commands[at[0] + 1 : at[1]]) == 0
    assert run(*commands[at[1] + 1 :]) == 0
    people = mm.Matching.load(folder / "results" / "matching.mm").people
    assert sorted(one.id[1] for one in people.mentees) == ["0", "2", "3", "5"]
    assert sorted(one.id[1] for one in people.mentors) == ["1", "2", "4"]
    assert all(one.location is not None and one.consent for one in (*people.mentees, *people.mentors))


def test_what_one_role_has_a_field_for_is_no_criterion_of_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roles = ["Mentee", "Mentor", "Mentee", "Mentor"] * 3
    rows = [
        {"Email": f"p{k}@h.example", "Mentor or mentee?": role, "How many mentees?": str(k % 3)}
        for k, role in enumerate(roles)
    ]
    assert run("columns", write_csv(tmp_path / "form.csv", rows)) == 0
    text = capsys.readouterr().out
    assert 'capacity = "How many mentees?"' in text
    assert "[[criteria]]" not in text


def test_a_sheet_of_several_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["Your e-mail", "Hobbies"], ["a@h.example", "choir"]]
    book = write_xlsx(tmp_path / "book.xlsx", {"Old": rows * 9, "New": rows})
    assert run("columns", book, "--sheet", "new") == 0
    assert 'sheet = "New"' in capsys.readouterr().out
    assert run("init", tmp_path / "x", "--people", book, "--sheet", "New") == 0
    assert 'sheet = "New"' in (tmp_path / "x" / "columns.toml").read_text("utf-8")
    assert run("columns", book, "--sheet", "Newer") == 3


def test_forms_are_given_in_one_way(tmp_path: Path, forms: list[object]) -> None:
    assert run("init", tmp_path / "x", *forms, "--people", forms[1]) == 2
    assert not (tmp_path / "x").exists()


def test_columns_that_no_field_is_for_become_criteria_to_paste(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for table in ("mentees", "mentors"):
        rows = [
            {
                "Staff number": f"{table[3]}{k}",
                "Do you consent?": "yes",
                "Which languages do you speak?": said,
            }
            for k, said in enumerate(["Welsh; English", "English; Polish", "Welsh; Polish", "Welsh"] * 3)
        ]
        write_csv(tmp_path / f"{table}.csv", rows)
    forms = tmp_path / "mentees.csv", tmp_path / "mentors.csv"
    folder = tmp_path / "scheme"
    assert run("init", folder, "--mentees", forms[0], "--mentors", forms[1]) == 0
    policy = (folder / "policy.toml").read_text("utf-8")
    assert not mm.Policy.from_toml(folder / "policy.toml").criteria
    head, _, block = policy.partition("# [[criteria]]")
    pasted = "\n".join(line.removeprefix("# ") for line in f"# [[criteria]]{block}".splitlines())
    (folder / "policy.toml").write_text(head + pasted, encoding="utf-8")
    (one,) = mm.Policy.from_toml(folder / "policy.toml").criteria
    assert (one.kind, one.column("mentor")) == ("shared", "Which languages do you speak?")
    given = ["--mentees", forms[0], "--mentors", forms[1], "--columns", folder / "columns.toml"]
    assert run("check", *given, "--policy", folder / "policy.toml") == 0
    capsys.readouterr()
    assert run("columns", *forms) == 0
    assert f"# [[criteria]]{block}" in capsys.readouterr().out
