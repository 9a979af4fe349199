"""``mentormatch frontier``: as the library has it, and as a rematch with that budget then finds it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import run
from mentormatch.cli.console import PROVED, USAGE


def test_frontier(begin: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    begin("frontier")
    capsys.readouterr()
    asked = ["frontier", "--from", "results/matching.mm", "--changes", "changes.csv", "--begun"]
    assert run(*asked, "--most", "1", "--json", "--out", "found.csv") == PROVED
    printed = json.loads(capsys.readouterr().out)
    matching = mm.Matching.load("results/matching.mm").begin()
    found = mm.frontier(matching, mm.read_changes("changes.csv", matching=matching), most=1)
    assert printed["points"] == found.frame.to_dict("records")
    assert printed["sentences"] == found.sentences()
    pd.testing.assert_frame_equal(pd.read_csv("found.csv"), found.frame)


def test_people_without_changes_are_refused(
    begin: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    begin("frontier")
    assert run("frontier", "--from", "results/matching.mm", "--mentees", "mentees.csv") == USAGE
    assert "--all-new-join" in capsys.readouterr().err
