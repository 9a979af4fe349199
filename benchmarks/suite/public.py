"""Public instances with known answers, from a folder that is not part of the project."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem import Problem
from mentormatch.rules import MinimumLoad, Require, Rule
from suite.instance import Instance

Known = tuple[str, Instance, tuple[int, int]]
"""Name, instance, and the best answer: filled places and score."""

TENTHS, QUARTERS = 10, 4
PAPERS, PAPERS_BEST = (3, 6), 124.25
"""Reviewers a paper and papers a reviewer; the best total similarity, from the folder's README."""


def known_instances(folder: Path) -> Iterator[Known]:
    """Yield those without side rules."""
    yield from _or_library(folder / "orlib_assign")
    yield from _lapsolver(folder / "lapsolver")
    yield from _paper_review(folder / "paperreview" / "preflib1.in")


def _assignment(cost: NDArray[np.float64]) -> Instance:
    """Return an assignment problem to be minimised; nan is no pair."""
    mentee, mentor = np.nonzero(~np.isnan(cost))
    return Instance.plain(
        (cost.shape[0], cost.shape[1]), mentee, mentor, -cost[mentee, mentor].astype(np.int64)
    )


def _or_library(folder: Path) -> Iterator[Known]:
    if not folder.is_dir():
        return
    optima = dict(line.split() for line in (folder / "assignopt.txt").read_text().splitlines()[1:])
    for name in sorted(optima):
        file = folder / f"{name}.txt"
        if file.exists():
            size, *costs = map(int, file.read_text().split())
            cost = np.array(costs, np.float64).reshape(size, size)
            yield f"OR-Library {name}", _assignment(cost), (size, -int(optima[name]))


def _lapsolver(folder: Path) -> Iterator[Known]:
    for path in sorted(folder.glob("costs*.npz")):
        with np.load(path) as file:
            cost, total = file["costs"], int(file["total_cost"])
        yield f"lapsolver {path.stem}", _assignment(cost), (len(cost), -total)


def _paper_review(path: Path) -> Iterator[Known]:
    if not path.exists():
        return
    (papers, reviewers), *rows = [line.split() for line in path.read_text().splitlines() if line]
    similarity = np.round(np.array(rows, np.float64) * QUARTERS).astype(np.int64)
    shape = int(papers), int(reviewers)
    mentee, mentor = np.indices(shape).reshape(2, -1)
    demand, capacity = PAPERS
    instance = Instance.plain(shape, mentee, mentor, similarity.ravel(), capacity, demand, QUARTERS)
    yield "paper review", instance, (shape[0] * demand, round(PAPERS_BEST * QUARTERS))


def known_cases(folder: Path) -> tuple[int, int, float]:
    """Solve the cases with side rules: how many come out as known, of how many, and in how many seconds."""
    path = folder / "openreview_matcher_cases" / "cases.json"
    cases = json.loads(path.read_text()) if path.exists() else []
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
