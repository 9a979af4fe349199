"""``mentormatch why-not``, run as a person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command_line import run
from mentormatch.cli.console import PROVED, USAGE
from mentormatch.cli.questions.why_not import in_words
from mentormatch.matching.costs.cost import Cost
from mentormatch.scoring import SCALE


@pytest.mark.parametrize(
    ("mentee", "mentor", "says"),
    [
        ("e1", "r1", ["e1 (Ann Ash) and r1 (Cy Dogwood) are a pair of this matching."]),
        ("e3", "Cy Dogwood", ["may not meet.", "independent"]),
        (
            "e1", "r2",
            ["may meet.", "Mentee e1 has as many mentors as wanted.", "Mentor r2 is full.",
             "The best matching with this pair has", "less in total score."],
        ),
    ],
)  # fmt: skip
def test_why_two_are_no_pair(
    saved: Path, mentee: str, mentor: str, says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("why-not", mentee, mentor, "--from", saved) == PROVED
    said = " ".join(capsys.readouterr().out.split())
    assert [one for one in says if one not in said] == []


def test_the_wrong_way_round_is_said(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why-not", "r1", "e1", "--from", saved) == USAGE
    assert "it is the id of a mentor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cost", "says"),
    [
        (
            Cost(True, 1, -SCALE // 2, True),
            "this pair has 1 pair fewer and 0.500 more in total score.",
        ),
        (
            Cost(True, 0, SCALE, False),
            "found with this pair has 1.000 less in total score.",
        ),
        (Cost(True, 0, 0, True), "as many pairs and the same total score."),
        (Cost(False, None, None, True), "No matching with this pair keeps all rules."),
    ],
)
def test_costs_in_words(cost: Cost, says: str) -> None:
    assert says in in_words(cost)
