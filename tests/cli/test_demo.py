"""``mentormatch demo``: the example scheme, matched."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import run
from mentormatch.cli.console import PROVED


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--out", tmp_path / "out") == PROVED
    shown = capsys.readouterr().out
    assert "of 120" in shown
    assert "optimal" in shown
    assert len(pd.read_csv(tmp_path / "out" / "pairs.csv")) > 90
