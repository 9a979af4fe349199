"""Answers hidden from a scheme that has them all: what the matching found without them is really worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

import mentormatch as mm
from mentormatch.arrays import Bools, Floats
from mentormatch.problem.build import assemble
from mentormatch.scoring import SCALE
from mentormatch.scoring.unknown import weighted_mean
from suite.data.people import drawn
from suite.registry import Facts, probe

LIMITS = mm.Limits(online=False)
HIDDEN: Mapping[str, tuple[str, Any]] = {
    "professional_tags": ("professional_interests", ()),
    "personal_tags": ("personal_interests", ()),
    "seniority": ("seniority", None),
    "values": ("values", ()),
    "answers": ("values", {}),
    "wants": ("knowledge", {}),
    "offers": ("knowledge", {}),
}
"""Field -> the criterion that reads it, and what is left of it."""
PAIRS_OF_PRIOR = 5.0
"""How many known pairs a person needs for half of what is particular to them to count."""
ROUNDS = 3
EFFECTS = "effects of persons"
WAYS = ("left_out", "zero", "expected", EFFECTS)


def policy_of(unknown: str) -> mm.Policy:
    """Return a policy under which who may meet does not depend on what is hidden."""
    return mm.Policy(limits=LIMITS, scoring={"unknown": unknown})


def at_random(share: float, rng: np.random.Generator, ranks: Floats) -> Bools:
    """Hide each answer with the same chance."""
    return np.asarray(rng.random(ranks.shape) < share)


def by_person(share: float, rng: np.random.Generator, ranks: Floats) -> Bools:
    """Hide nearly all answers of some people, and few of others."""
    careless = rng.beta(share, 1 - share, len(ranks))
    return np.asarray(rng.random(ranks.shape) < careless[:, None])


def where_low(share: float, rng: np.random.Generator, ranks: Floats) -> Bools:
    """Hide the answers with which a person scores low rather than others."""
    return np.asarray(rng.random(ranks.shape) < np.minimum(2 * share * (1 - ranks), 1))


HOW: Mapping[str, Callable[[float, np.random.Generator, Floats], Bools]] = {
    "at random": at_random,
    "by person": by_person,
    "where it scores low": where_low,
}


def hidden(
    people: mm.People, scores: mm.Scores, candidates: mm.Candidates, case: Facts, seed: int
) -> mm.People:
    """Return the people without the answers that a case hides."""
    rng = np.random.default_rng([seed, 7])
    sides = {}
    for side, position in (("mentees", candidates.mentee), ("mentors", candidates.mentor)):
        everybody = getattr(people, side)
        fields = [name for name in HIDDEN if hasattr(everybody[0], name)]
        own = [_ranks(scores.of(HIDDEN[name][0]), position, len(everybody)) for name in fields]
        out = HOW[case["how"]](case["share"], rng, np.stack(own, axis=1))
        sides[side] = tuple(
            one.replace(**{name: HIDDEN[name][1] for name, gone in zip(fields, row, strict=True) if gone})
            for one, row in zip(everybody, out.tolist(), strict=True)
        )
    return people.replace(**sides)


def _ranks(scores: np.ndarray, position: np.ndarray, n: int) -> Floats:
    """Return everybody's place by their mean score, 0 for the lowest to 1."""
    known = ~np.isnan(scores)
    total = np.bincount(position[known], scores[known], n)
    mean = total / np.maximum(np.bincount(position[known], minlength=n), 1)
    return np.asarray(np.argsort(np.argsort(mean, kind="stable"), kind="stable") / max(n - 1, 1))


def with_effects(scores: mm.Scores, candidates: mm.Candidates) -> np.ndarray:
    """Return points where unknown counts as the mean and what is particular to the two people.

    Both effects are estimated in turn from what is left by the other, and shrunk as with `PAIRS_OF_PRIOR`
    pairs more that show none.
    """
    columns = []
    for name in scores.criteria:
        column, mean = scores.of(name).astype(np.float64), scores.expected.get(name)
        if mean is not None:
            unknown = np.isnan(column)
            column[unknown] = _estimates(column, candidates, mean)[unknown]
        columns.append(column)
    total = weighted_mean(columns, scores.weights, [None] * len(columns))
    return np.rint(np.nan_to_num(total) * SCALE).astype(np.int64)


def _estimates(column: Floats, candidates: mm.Candidates, mean: float) -> Floats:
    known = ~np.isnan(column)
    left, right = candidates.mentee[known], candidates.mentor[known]
    n, m = candidates.n_mentees, candidates.n_mentors
    mentee, mentor = np.zeros(n), np.zeros(m)
    for _ in range(ROUNDS):
        rest = column[known] - mean - mentor[right]
        mentee = np.bincount(left, rest, n) / (np.bincount(left, minlength=n) + PAIRS_OF_PRIOR)
        rest = column[known] - mean - mentee[left]
        mentor = np.bincount(right, rest, m) / (np.bincount(right, minlength=m) + PAIRS_OF_PRIOR)
    return np.clip(mean + mentee[candidates.mentee] + mentor[candidates.mentor], 0, 1)


def true_scores(case: Facts, seed: int) -> dict[str, float]:
    """Return way of counting -> mean true score of the matching found; and that with nothing hidden."""
    people = drawn(case["n"], case["regime"], seed, text=False).people.in_id_order()
    policy = policy_of("expected")
    candidates = mm.find_candidates(people, policy)
    truth = mm.score_pairs(people, candidates, policy)
    known = hidden(people, truth, candidates, case, seed)
    points = {"nothing hidden": truth.points}
    for way in WAYS[:-1]:
        scores = mm.score_pairs(known, candidates, policy_of(way))
        points[way] = scores.points
        if way == "expected":
            points[EFFECTS] = with_effects(scores, candidates)
    found = {}
    for way, own in points.items():
        chosen = mm.solve(assemble(people, policy, candidates, own), policy.objective).chosen
        found[way] = float(truth.points[chosen].mean()) / SCALE
    return found


@probe("unknown")
def unknown(case: Facts) -> Facts:
    """Hide answers in schemes of several seeds."""
    each = [true_scores(case, case["seed"] + k) for k in range(case["seeds"])]
    means = {way: float(np.mean([one[way] for one in each])) for way in each[0]}
    best = sum(one["expected"] > max(one["left_out"], one["zero"]) for one in each)
    better = sum(one[EFFECTS] > one["expected"] for one in each)
    return {"means": means, "best": best, "better": better, "seeds": len(each)}
