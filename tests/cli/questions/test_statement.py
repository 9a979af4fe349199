"""``mentormatch statement``, run as a person would, and checked by the script of the documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.personal_check import script
from mentormatch.cli.console import BAD_POLICY, NOT_WRITTEN, PROVED, USAGE


def test_from_a_matching_to_a_check_by_hand(
    saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = saved.parent / "e1.json"
    assert run("statement", "Ann Ash", "--from", saved, "--out", out) == PROVED
    said = capsys.readouterr()
    seal = mm.Matching.load(saved).seal
    assert f"Seal: {seal}" in said.out
    assert "Mentors whom e1 (Ann Ash) may meet" in said.out
    (saved.parent / "check.py").write_text(script(), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(saved.parent / "check.py"), str(out)]
    checked = subprocess.run([*command, seal], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == "e1 has ['r1'] (decided by a rule: []); better and within reach: []\n"
    wrong = subprocess.run([*command, "0" * 64], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "is not what was sealed" in wrong.stderr
    assert run("statement", "e1", "--from", saved, "--out", out) == NOT_WRITTEN


def test_the_statement_itself_can_be_printed(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("statement", "r2", "--from", saved, "--json") == PROVED
    assert capsys.readouterr().out == mm.Matching.load(saved).statement("r2").to_json()


def test_who_is_unknown_and_what_cannot_be_checked(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("statement", "e9", "--from", saved) == USAGE
    people = mm.Matching.load(saved).people
    mm.match(people, mm.Policy(objective=("matched",))).save(saved)
    assert run("statement", "e1", "--from", saved) == BAD_POLICY
    assert "nobody can check this matching alone" in capsys.readouterr().err
