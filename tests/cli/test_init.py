"""``mentormatch init`` and ``columns``: a folder to begin with, from two forms or from none."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.table_files import write_csv
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
