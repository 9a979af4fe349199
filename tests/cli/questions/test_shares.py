"""Two rounds with shares of organisations, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import run
from mentormatch.cli.console import BAD_POLICY, NOT_WRITTEN, PROVED

POLICY = """
[[criteria]]
name = "organisation"
kind = "same"
weight = 0
mentee = "Your trust"
mentor = "Trust"

[shares]
field = "organisation"
quotas = { "Trust A" = 1, "Trust B" = 1 }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six mentees of two trusts and three places in all."""
    trusts = ["Trust A", "trust a", "Trust A", "Trust B", "Trust  B", "Trust B"]
    rows = "".join(f"e{k},yes,audit,{trust}\n" for k, trust in enumerate(trusts))
    (tmp_path / "mentees.csv").write_text(
        f"id,consent,professional_tags,Your trust\n{rows}", encoding="utf-8"
    )
    rows = "r1,yes,audit,2,Trust A\nr2,yes,audit,1,Trust A\n"
    head = "id,consent,professional_tags,capacity,Trust\n"
    (tmp_path / "mentors.csv").write_text(head + rows, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def files(folder: Path) -> list[object]:
    tables = ["--mentees", folder / "mentees.csv", "--mentors", folder / "mentors.csv"]
    return [*tables, "--policy", folder / "policy.toml"]


def test_two_rounds_even_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", *files(folder)) == PROVED
    assert run("match", *files(folder), "--out", folder / "one") == PROVED
    said = capsys.readouterr().out
    assert "Shares of the filled places" in said
    assert "at most 0.50 places from what any is due" in said
    table = [line for line in said.splitlines() if not line.startswith("Written")]
    assert max(map(len, table)) <= 80
    one = pd.read_csv(folder / "one" / "shares.csv", encoding="utf-8-sig")
    assert list(one.columns) == [
        "organisation", "intake", "credit_before", "target", "matched", "deviation", "credit_after",
    ]  # fmt: skip
    assert sorted(one.matched) == [1, 2]
    credits_before = ["--credits", folder / "one" / "shares.csv"]
    assert run("match", *files(folder), *credits_before, "--out", folder / "two") == PROVED
    two = pd.read_csv(folder / "two" / "shares.csv", encoding="utf-8-sig")
    assert two.credit_before.tolist() == one.credit_after.tolist()
    assert (one.matched + two.matched).tolist() == [3, 3]
    assert two.credit_after.tolist() == [0, 0]


def test_the_table_of_a_saved_matching(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", *files(folder), "--out", folder / "one") == PROVED
    capsys.readouterr()
    saved = folder / "one" / "matching.mm"
    assert run("shares", "--from", saved, "--json", "--out", folder / "s.csv") == PROVED
    found = json.loads(capsys.readouterr().out)
    assert found["shares_proved"] is True
    rows = pd.read_csv(folder / "s.csv", encoding="utf-8-sig")
    assert rows.to_dict("records") == found["shares"]
    assert run("shares", "--from", saved, "--out", folder / "s.csv") == NOT_WRITTEN
    assert run("shares", "--from", saved) == PROVED
    assert "credit" in capsys.readouterr().out


def test_without_shares_both_are_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "policy.toml").write_text(POLICY.split("[shares]", maxsplit=1)[0], encoding="utf-8")
    assert run("match", *files(folder), "--out", folder / "one") == PROVED
    assert not (folder / "one" / "shares.csv").exists()
    assert run("shares", "--from", folder / "one" / "matching.mm") == BAD_POLICY
    assert "its policy has no section [shares]" in capsys.readouterr().err
    credits_before = folder / "c.csv"
    credits_before.write_text("organisation,credit_after\nTrust A,1\n", encoding="utf-8")
    assert run("match", *files(folder), "--credits", credits_before, "--out", folder / "two") == BAD_POLICY


def test_a_rematch_writes_its_own_table(folder: Path) -> None:
    assert run("match", *files(folder), "--out", folder / "one") == PROVED
    (folder / "changes.csv").write_text("change,person\nleave,e0\n", encoding="utf-8")
    changes = ["--changes", folder / "changes.csv", "--out", folder / "two", "--apply"]
    assert run("rematch", "--from", folder / "one" / "matching.mm", *changes) == PROVED
    assert pd.read_csv(folder / "two" / "shares.csv", encoding="utf-8-sig").matched.sum() == 3
