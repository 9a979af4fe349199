"""``mentormatch ban``: what it writes is what a match then does, and what the person hears."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import files, run
from mentormatch.cli.console import PROVED


def test_a_banned_pair_is_not_chosen_and_not_told_as_a_wish(
    scheme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = scheme / "policy.toml"
    policy.write_text("", encoding="utf-8")
    assert run("ban", "e1", "r2", "--policy", policy) == PROVED
    assert run("match", *files(scheme), "--policy", policy, "--out", scheme / "out") == PROVED
    pairs = pd.read_csv(scheme / "out" / "pairs.csv", dtype=str, encoding="utf-8-sig")
    assert pairs.mentee_id.tolist() == ["007"]
    capsys.readouterr()
    assert run("why-not", "e1", "r2", "--from", scheme / "out" / "matching.mm") == PROVED
    said = capsys.readouterr().out
    assert "The policy keeps mentee e1 and mentor r2 apart (rule Forbid)." in said
    assert "No matching with this pair keeps all rules." in said
    assert "asked" not in said
