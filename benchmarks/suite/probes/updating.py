"""Updating candidates and scores after a change, beside finding and scoring all of them."""

from __future__ import annotations

import statistics
from functools import partial
from typing import Any

import numpy as np

import mentormatch as mm
from mentormatch.rematching.update_pairs import update_pairs
from suite.data.filled import Region
from suite.registry import Facts, probe
from suite.timing import timed

CHANGED, ROUNDS = 200, 3


def changed(people: mm.People, region: Region, number: int, count: int) -> mm.People:
    """Return the people after so many changes: a quarter left, a quarter joined, half are all new."""
    sides: dict[str, tuple[Any, ...]] = {}
    for side, make in (("mentees", region.mentee), ("mentors", region.mentor)):
        some, half = getattr(people, side), count // 2
        drawn = region.rng.choice(len(some), half - half // 4, replace=False).tolist()
        leave, other = set(drawn[: half // 4]), set(drawn[half // 4 :])
        stay = [make(p.id) if k in other else p for k, p in enumerate(some) if k not in leave]
        join = [make(f"{some[0].id[0]}9{number:03}{k:03}") for k in range(half // 4)]
        sides[side] = tuple(sorted((*stay, *join), key=lambda p: p.id))
    return people.replace(**sides)


def found(people: mm.People, policy: mm.Policy) -> tuple[mm.Candidates, Any]:
    """Return all candidates and their scores."""
    candidates = mm.find_candidates(people, policy)
    return candidates, mm.score_pairs(people, candidates, policy)


@probe("updating")
def updating(case: Facts) -> Facts:
    """Change people again and again, each time after the last."""
    region, policy = Region(case["n"], "plenty", text=True, seed=case["seed"]), mm.Policy()
    count, people = min(CHANGED, case["n"] // 5), region.people()
    candidates, scores = found(people, policy)  # once untimed: libraries are imported
    whole, part = list[float](), list[float]()
    for number in range(ROUNDS):
        after = changed(people, region, number, count)
        (fresh, _), all_taken = timed(partial(found, after, policy))
        update, taken = timed(partial(update_pairs, people, after, candidates, scores, policy))
        people, candidates, scores = after, update.candidates, update.scores
        if not same(fresh, candidates):
            raise RuntimeError("an update finds other candidates than a fresh search")
        whole.append(all_taken.worked)
        part.append(taken.worked)
    return {"pairs": len(candidates), "whole": statistics.median(whole), "part": statistics.median(part)}


def same(one: mm.Candidates, other: mm.Candidates) -> bool:
    """Return whether two searches found the same pairs and left out as many for each reason."""
    ends = all(np.array_equal(getattr(one, side), getattr(other, side)) for side in ("mentee", "mentor"))
    return ends and one.excluded == other.excluded
