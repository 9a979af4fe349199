"""A matching in a few lines, as text and as a table."""

from __future__ import annotations

import mentormatch as mm
from helpers.by_sets import proved_by_sets
from helpers.small_scheme import small_scheme


def test_summary_and_html_say_the_same_and_escape() -> None:
    matching = mm.match(small_scheme())
    summary = matching.summary()
    assert "2 of 4" in summary
    assert "optimal" in summary
    assert "waiting" in summary
    facts, criteria = matching._repr_html_().split("Criteria of the chosen pairs")
    assert facts.count("<tr>") == summary.count("\n") + 1
    assert criteria.count("<tr>") == 1 + matching.scores.counted.sum()


def test_it_says_how_the_best_is_proved() -> None:
    matching = mm.match(small_scheme())
    assert "proved by prices)" in matching.summary()
    assert "proved by prices and each mentor's best set)" in proved_by_sets(matching).summary()
    loose = proved_by_sets(matching, loose=1000).summary()
    assert "proved by the solver's bound; without the solver's word, at most " in loose
    assert "% below the best possible)" in loose
