"""A matching in a few lines, for a terminal or a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentormatch.display.facts import Facts
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.blocking import blocking_fact
from mentormatch.matching.unmatched import in_words
from mentormatch.problem.solution import Status
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    from mentormatch.files import Columns


def facts_of(matching: MatchingData) -> Facts:
    """Return the facts about a matching."""
    solution, problem = matching.solution, matching.problem
    with_mentor = len({*problem.mentee[solution.chosen].tolist()})
    mentors_used = len({*problem.mentor[solution.chosen].tolist()})
    demand, capacity = problem.demand.sum(), problem.capacity.sum()
    facts = [
        ("Status", _status(matching)),
        ("Mentees with a mentor", f"{with_mentor} of {problem.n_mentees}"),
        ("Mentors with a mentee", f"{mentors_used} of {problem.n_mentors}"),
        ("Pairs", f"{solution.n_matched}, for a demand of {demand} and a capacity of {capacity}"),
        ("Score", _score(matching)),
        ("Candidate pairs", f"{problem.n_pairs} of {problem.n_mentees * problem.n_mentors}"),
    ]
    if matching.candidates.excluded:
        facts.append(("Excluded pairs", in_words(matching.candidates.excluded)))
    for role in ("mentee", "mentor"):
        counts: dict[str, int] = {}
        for person in matching.unmatched_people:
            if person.role == role:
                counts[person.reason] = counts.get(person.reason, 0) + 1
        facts.append((f"Unmatched {role}s", in_words(counts) or "none"))
    facts += _shares(matching)
    if blocking := blocking_fact(matching):
        facts.append(("Blocking pairs", blocking))
    facts.append(("Solver", f"{matching.seconds:.2f} s, seed {matching.policy.seed}"))
    return tuple(facts)


def criteria_of(matching: MatchingData) -> Columns:
    """Return the criteria that count: the share of the weight, and what the chosen pairs score by each."""
    scores = matching.scores
    counted = np.flatnonzero(scores.counted)
    found, weights = scores.contributions[matching.solution.chosen][:, counted], scores.weights[counted]
    known = np.count_nonzero(~np.isnan(found), axis=0)
    return {
        "criterion": [scores.criteria[k] for k in counted],
        "% of the weight": (100 * weights / weights.sum()).round(1),
        "pairs where known": known,
        "mean score there": np.nansum(found, axis=0, dtype=np.float64) / np.where(known, known, np.nan),
    }


def _score(matching: MatchingData) -> str:
    if not matching.solution.n_matched:
        return "no pairs"
    score = matching.scores.points[matching.solution.chosen] / SCALE
    return f"mean {score.mean():.3f}, lowest {score.min():.3f}, highest {score.max():.3f} (of 1)"


def _shares(matching: MatchingData) -> Facts:
    counts, table = matching.terms.shares, matching.shares
    if counts is None or table is None or matching.policy.shares is None:
        return ()
    far = f"at most {max(map(abs, table.deviation), default=0.0):.2f} places from what any is due"
    proved = "no matching of as many pairs is closer" if counts.proved else "not proved to be the closest"
    return ((f"Shares by {matching.policy.shares.field}", f"{far}; {proved}"),)


_HOW = {"prices": "proved by prices", "columns": "proved by prices and each mentor's best set"}


def _status(matching: MatchingData) -> str:
    solution, certificate = matching.solution, matching.solution.certificate
    if solution.drawn is not None:
        return (
            f"drawn from {solution.drawn.matchings} matchings at most {100 * matching.policy.explore:g}% "
            f"below the best possible; this one is at most {100 * (solution.gap or 0):.2f}% below"
        )
    if solution.status is Status.OPTIMAL and certificate is not None:
        how = _HOW.get(certificate.proof, "proved by the solver's bound")
        if certificate.proof == "solver" and certificate.gap_without_solver is not None:
            below = f"{100 * certificate.gap_without_solver:.2g}% below the best possible"
            how += f"; without the solver's word, at most {below}"
        return f"optimal: no better matching exists ({how})"
    early = ", interrupted" if solution.interrupted else ""
    if solution.gap is None:
        return f"{solution.status}{early}"
    return f"{solution.status}{early}: at most {100 * solution.gap:.2f}% below the best possible"
