"""Updating candidates and scores after a change, beside finding and scoring all of them."""

from __future__ import annotations

import statistics
from functools import partial
from typing import Any

import numpy as np

import mentormatch as mm
from mentormatch.rematching.update_pairs import update_pairs
from suite.data.churn import simulate
from suite.data.people import drawn
from suite.data.schemes import POLICY
from suite.registry import Facts, probe
from suite.timing import timed

ROUNDS = 3
"""Months; in each, 7 of 100 people join, leave or move."""


def found(people: mm.People) -> tuple[mm.Candidates, Any]:
    """Return all candidates and their scores."""
    candidates = mm.find_candidates(people, POLICY)
    return candidates, mm.score_pairs(people, candidates, POLICY)


@probe("updating")
def updating(case: Facts) -> Facts:
    """Follow a scheme for some months."""
    months = [
        month.people.in_id_order() for month in simulate(drawn(case["n"], "plenty", case["seed"]), ROUNDS)
    ]
    people = months[0]
    candidates, scores = found(people)  # once untimed: libraries are imported
    whole, part = list[float](), list[float]()
    for after in months[1:]:
        (fresh, _), all_taken = timed(partial(found, after))
        update, taken = timed(partial(update_pairs, people, after, candidates, scores, POLICY))
        people, candidates, scores = after, update.candidates, update.scores
        if not same(fresh, candidates):
            raise RuntimeError("an update finds other candidates than a fresh search")
        whole.append(all_taken.worked)
        part.append(taken.worked)
    return {"pairs": len(candidates), "whole": statistics.median(whole), "part": statistics.median(part)}


def same(one: mm.Candidates, other: mm.Candidates) -> bool:
    """Return whether two searches found the same pairs and excluded as many for each reason."""
    ends = all(np.array_equal(getattr(one, side), getattr(other, side)) for side in ("mentee", "mentor"))
    return ends and one.excluded == other.excluded
