"""What became of schemes: the gate, counts, and a table of all."""

from __future__ import annotations

import json

import pytest

from mentormatch.analysis.comparing.gate import exceeds, is_amount
from mentormatch.batch.outcomes import BatchResult, SchemeOutcome, SchemeState

DONE = SchemeOutcome("north", "match", SchemeState.DONE, status="optimal", changed=3, pairs=12)


@pytest.mark.parametrize(
    ("most", "state"),
    [("25%", "done"), ("24.9%", "held back"), ("3", "done"), (2, "held back"), (None, "done")],
)
def test_the_gate(most: str | int | None, state: str) -> None:
    assert DONE.gated(most).state == state


def test_a_first_matching_changes_nothing() -> None:
    first = SchemeOutcome("north", "match", SchemeState.DONE)
    assert first.gated("0") is first


@pytest.mark.parametrize(("written", "is_one"), [("5%", True), ("7", True), ("101%", False), ("-1", False)])
def test_amounts(written: str, is_one: bool) -> None:
    assert is_amount(written) is is_one


def test_nothing_of_nothing_is_within_any_share() -> None:
    assert not exceeds(0, 0, "0%")


def test_all_together() -> None:
    failed = SchemeOutcome("south", "match", SchemeState.FAILED, "why")
    found = BatchResult((DONE, failed))
    assert (found.succeeded, BatchResult((DONE,)).succeeded) == (False, True)
    assert found.counts == {"done": 1, "failed": 1}
    assert found.frame.scheme.tolist() == ["north", "south"]
    assert found.frame.matched.isna().all()
    assert json.loads(json.dumps(found.as_dict()))["schemes"][1]["state"] == "failed"
    assert repr(found) == "BatchResult(1 done, 1 failed)"
