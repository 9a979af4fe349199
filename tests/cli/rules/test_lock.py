"""``mentormatch lock``: what it writes is what a match then does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.command_line import files, run
from mentormatch.cli.console import PROVED


def test_a_locked_pair_is_chosen(scheme: Path) -> None:
    policy = scheme / "policy.toml"
    policy.write_text("", encoding="utf-8")
    assert run("lock", "007", "r2", "--policy", policy) == PROVED
    assert run("match", *files(scheme), "--policy", policy, "--out", scheme / "out") == PROVED
    pairs = pd.read_csv(scheme / "out" / "pairs.csv", dtype=str, encoding="utf-8-sig")
    assert ("007", "r2") in set(zip(pairs.mentee_id, pairs.mentor_id, strict=True))
