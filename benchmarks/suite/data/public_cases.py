"""Public cases with side rules and known answers, from a folder that is not part of the project."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mentormatch import InfeasibleError, Problem, solve
from mentormatch.rules import MinimumLoad, Require, Rule, Stable

Outcome = tuple[int, int, float]
"""How many cases come out as known, of how many, and in how many seconds."""

TENTHS = 10


def _read(path: Path) -> Any:
    """Return what a JSON file holds; None if it is not there."""
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def paper_cases(folder: Path) -> Outcome:
    """Solve the cases of a paper matcher: minimum loads, pairs that are required, pairs that may not meet."""
    cases = _read(folder / "openreview_matcher_cases" / "cases.json") or []
    began = time.perf_counter()
    right = sum(_outcome(_paper_matching(case)) == _expected(case) for case in cases)
    return right, len(cases), time.perf_counter() - began


def _expected(case: dict[str, Any]) -> int | None:
    """Return the best score in tenths; None where there is no answer that meets every demand.

    The three cases without pairs of score zero expect no answer, and give the score with such pairs.
    """
    if case["reference_status"] == "infeasible" or not _zeros(case):
        return None
    return round(float(case["reference_total_score"]) * TENTHS)


def _zeros(case: dict[str, Any]) -> bool:
    return bool(case["kwargs"].get("allow_zero_score_assignments", True))


def _paper_matching(case: dict[str, Any]) -> Problem:
    """Return a case of the paper matcher: papers are mentees, reviewers are mentors."""
    score = np.array(case[case["score_key"]], np.float64)
    if case["score_sense"] == "minimise cost":
        score = -score
    fixed = np.array(case["constraint_matrix"])
    mentee, mentor = np.nonzero((fixed != -1) & (_zeros(case) | (score != 0)))
    tenths = np.round(score[mentee, mentor] * TENTHS)
    forced = np.flatnonzero(fixed[mentee, mentor] == 1)
    rules: list[Rule] = [
        *(Require(pair=int(pair)) for pair in forced),
        *(MinimumLoad(mentor=j, load=load) for j, load in enumerate(case["minimums"])),
    ]
    shape = score.shape
    return Problem(shape[0], shape[1], mentee, mentor, tenths, case["maximums"], case["demands"], rules)


def _outcome(problem: Problem) -> int | None:
    """Return the best score with every demand met; None where that cannot be."""
    try:
        solution = solve(problem)
    except InfeasibleError:
        return None
    return solution.score if solution.n_matched == problem.demand.sum() else None


def stable_cases(folder: Path) -> Outcome:
    """Solve stable matchings with strict lists: of all stable ones, the best for every mentee is unique."""
    given = _read(folder / "hospital_residents" / "small_cases.json") or {}
    cases = [case for kind in ("hr", "sm") for case in given.get(kind, [])]
    began = time.perf_counter()
    right = sum(_best_for_mentees(case) == _pairs(case["resident_optimal"]) for case in cases)
    return right, len(cases), time.perf_counter() - began


def _pairs(places: Mapping[str, list[str]]) -> set[tuple[str, str]]:
    return {(mentee, mentor) for mentor, mentees in places.items() for mentee in mentees}


def _best_for_mentees(case: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the stable matching whose mentees have the lowest sum of ranks.

    Whom both sides list may meet. All stable matchings fill equally many places (Gale and Sotomayor, "Some
    remarks on the stable matching problem", Discrete Applied Mathematics 11 (1985) 223-232).
    """
    mine, theirs = case["resident_prefs"], case["hospital_prefs"]
    mentees, mentors = list(mine), list(theirs)
    names = [(i, j) for i in mentees for j in mine[i] if i in theirs[j]]
    rank = np.array([mine[i].index(j) for i, j in names])
    rule = Stable(mentee_rank=rank, mentor_rank=[theirs[j].index(i) for i, j in names])
    problem = Problem(
        len(mentees), len(mentors),
        [mentees.index(i) for i, _ in names], [mentors.index(j) for _, j in names], -rank,
        [case.get("capacity", {}).get(j, 1) for j in mentors],
        rules=[rule],
    )  # fmt: skip
    return {names[k] for k in solve(problem).chosen}


KNOWN_CASES: Mapping[str, Callable[[Path], Outcome]] = {
    "paper matcher": paper_cases,
    "stable matchings": stable_cases,
}
