"""What a matching comes to, in numbers: how many, how good, how far, how loaded, how proved."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from mentormatch.candidates.reasons import PERSON_CODES
from mentormatch.matching.result import Matching
from mentormatch.scoring import SCALE


def numbers_of(matching: Matching) -> dict[str, Any]:
    """Return the numbers of a matching, by the names that the template uses."""
    problem, points, chosen = matching.problem, matching.scores.points, matching.solution.chosen
    pairs, gap, stages = matching.pairs, matching.gap, matching.solution.stages
    out = {
        one.person_id
        for one in matching.unmatched_people
        if one.role == "mentor" and one.reason in PERSON_CODES
    }
    there = np.array([one not in out for one in matching.people.mentor_ids], np.bool_)
    taking = there & (problem.capacity > 0)
    loads = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    of_each = zip(problem.mentee[chosen].tolist(), chosen.tolist(), strict=True)
    proved = {one.objective: True for one in stages}
    proved |= {one.objective: False for one in stages if one.value != one.bound}
    return {
        "mentees": problem.n_mentees, "mentors": problem.n_mentors, "pairs": len(chosen),
        "candidates": problem.n_pairs, "with_mentor": len(np.unique(problem.mentee[chosen])),
        "active": len(matching.history.active.intersection(matching.pair_ids)),
        "wanted": int(problem.demand.sum()), "short": sum(matching.unfilled.values()),
        "capacity": int(problem.capacity[taking].sum()),
        "load": loads[taking], "full": (loads >= problem.capacity)[taking],
        "score": points[chosen] / SCALE, "of_candidates": points / SCALE,
        "tenths": np.quantile(points[chosen] / SCALE, (0.1, 0.5, 0.9)) if len(chosen) else (),
        # How many of the mentee's candidates score higher than the mentor of each pair.
        "better": np.array([(points[problem.pairs_of_mentee(i)] > points[k]).sum() for i, k in of_each]),
        "known": pairs["known"].mean(), "criteria": list(_criteria(matching)),
        "km": np.sort(pairs["km"][~pairs["online"].astype(bool)].dropna().to_numpy()),
        "online": int(pairs["online"].sum()), "proved": proved, "rules": list(_rules(matching)),
        # Beyond 100% a bound says nothing.
        "gap": "" if gap is None or gap >= 1 else f"{math.ceil(1e4 * gap) / 100:.2f}%",
    }  # fmt: skip


def _criteria(matching: Matching) -> Iterator[tuple[str, float, float, float]]:
    """Yield each criterion: name, share of the weights, mean of the pairs where known, share where known."""
    weights, pairs = matching.policy.all_weights, matching.pairs
    for name in sorted(matching.scores.criteria, key=lambda one: (-weights.get(one, 0.0), one)):
        share = weights.get(name, 0.0) / (sum(weights.values()) or 1.0)
        yield name, share, pairs[name].mean(), pairs[name].notna().mean()


def _rules(matching: Matching) -> Iterator[tuple[str, int, int]]:
    """Yield each kind of rule: its name, how many there are, and how many are suspended."""
    asked = sum(1 for one in matching.people.mentors if one.minimum_load and one.consent)
    counts = Counter[str](rule.rule for rule in matching.policy.rules) + Counter(MinimumLoad=asked)
    off = Counter[str](one.rule.rule for one in matching.suspended)
    yield from ((name, n, off[name]) for name, n in sorted((counts | off).items()))
