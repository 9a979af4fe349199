"""``mentormatch what-if``, run as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, MANY_CHANGED, PROVED, USAGE

Two = tuple[Path, Path]


def test_another_policy(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.toml").write_text("[limits]\nminimum_seniority_gap = 3\n", encoding="utf-8")
    before = two[0].read_bytes()
    assert run("what-if", "--from", two[0], "--policy", tmp_path / "p.toml") == PROVED
    assert "limits.minimum_seniority_gap" in capsys.readouterr().out
    assert two[0].read_bytes() == before


def test_changes_and_the_gate(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.csv").write_text("change,person\nleave,r1\n", encoding="utf-8")
    given = ["what-if", "--from", two[0], "--changes", tmp_path / "c.csv", "--max-changed", "0"]
    assert run(*given) == MANY_CHANGED
    assert "mentors left: r1" in capsys.readouterr().out
    assert run(*given, "--begun") == MANY_CHANGED


def test_what_cannot_be_is_refused(two: Two, tmp_path: Path) -> None:
    assert run("what-if", "--from", two[0]) == USAGE
    (tmp_path / "p.toml").write_text("[limits]\nmaximum = 3\n", encoding="utf-8")
    assert run("what-if", "--from", two[0], "--policy", tmp_path / "p.toml") == BAD_POLICY
    (tmp_path / "c.csv").write_text("change,person\nleave,nobody\n", encoding="utf-8")
    assert run("what-if", "--from", two[0], "--changes", tmp_path / "c.csv") == BAD_ROWS
