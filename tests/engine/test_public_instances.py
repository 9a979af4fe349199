"""Public instances with known answers: run with ``pytest --data FOLDER``."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.rules import MinimumLoad, Require

pytestmark = pytest.mark.data

TENTHS = 10
QUARTERS = 4


def proved(problem: Problem, method: str = "auto") -> Solution:
    solution = solve(problem, ("matched", "score"), method)
    assert solution.status is Status.OPTIMAL
    assert solution.certificate.proved
    assert solution.certificate.proof == ("solver" if method == "cpsat" else "prices")
    return solution


def assignment(cost: np.ndarray) -> Problem:
    """Return an assignment problem to be minimised; NaN means no pair."""
    mentee, mentor = np.nonzero(~np.isnan(cost))
    return Problem(*cost.shape, mentee, mentor, -cost[mentee, mentor])


@pytest.mark.parametrize("n", [100, 200, 300, 400])
def test_or_library_assignment(data_dir: Path, n: int) -> None:
    folder = data_dir / "orlib_assign"
    optima = dict(line.split() for line in (folder / "assignopt.txt").read_text().splitlines()[1:])
    size, *costs = map(int, (folder / f"assign{n}.txt").read_text().split())
    assert size == n
    cost = np.array(costs, float).reshape(n, n)
    solution = proved(assignment(cost))
    assert (solution.n_matched, -solution.score) == (n, int(optima[f"assign{n}"]))
    assert -solution.score == cost[linear_sum_assignment(cost)].sum()


def test_or_library_assignment_by_cpsat(data_dir: Path) -> None:
    _, *costs = map(int, (data_dir / "orlib_assign" / "assign100.txt").read_text().split())
    solution = proved(assignment(np.array(costs, float).reshape(100, 100)), "cpsat")
    assert (solution.n_matched, solution.score) == (100, -305)


@pytest.mark.parametrize("number", range(4, 10))
def test_lapsolver(data_dir: Path, number: int) -> None:
    with np.load(data_dir / "lapsolver" / f"costs{number}.npz") as file:
        cost, total = file["costs"], file["total_cost"]
    for method in ("auto", "cpsat"):
        solution = proved(assignment(cost), method)
        assert (solution.n_matched, -solution.score) == (len(cost), total)


@pytest.mark.parametrize("method", ["auto", "cpsat"])
def test_paper_review(data_dir: Path, method: str) -> None:
    """Three reviewers per paper, at most six papers per reviewer; similarities are quarters."""
    (papers, reviewers), *rows = [
        line.split() for line in (data_dir / "paperreview" / "preflib1.in").read_text().splitlines() if line
    ]
    similarity = np.array(rows, float) * QUARTERS
    assert similarity.shape == (int(papers), int(reviewers)) == (54, 31)
    mentee, mentor = np.indices(similarity.shape).reshape(2, -1)
    solution = proved(Problem(54, 31, mentee, mentor, similarity.ravel(), capacity=6, demand=3), method)
    assert (solution.n_matched, solution.score / QUARTERS) == (54 * 3, 124.25)


def test_paper_review_for_the_worst_paper(data_dir: Path) -> None:
    """No paper can have more than 0.75 at the same time, and that costs nothing of the best total."""
    lines = (data_dir / "paperreview" / "preflib1.in").read_text().splitlines()
    similarity = np.array([line.split() for line in lines[1:] if line], float) * QUARTERS
    mentee, mentor = np.indices(similarity.shape).reshape(2, -1)
    problem = Problem(54, 31, mentee, mentor, similarity.ravel(), capacity=6, demand=3)
    found = solve(problem, ("matched", "worst_off", "score"))
    assert found.status is Status.OPTIMAL
    assert [stage.value / QUARTERS for stage in found.stages[2:]] == [0.75, 124.25]


def paper_matching(case: dict[str, Any], with_zeros: bool = True) -> Problem:
    """Return a case of the paper matcher: papers are mentees, reviewers are mentors."""
    score = np.array(case[case["score_key"]], float)
    if case["score_sense"] == "minimise cost":
        score = -score
    fixed = np.array(case["constraint_matrix"])
    mentee, mentor = np.nonzero((fixed != -1) & (with_zeros | (score != 0)))
    tenths = np.round(score[mentee, mentor] * TENTHS)
    assert np.allclose(tenths, score[mentee, mentor] * TENTHS)
    forced = np.flatnonzero(fixed[mentee, mentor] == 1)
    rules = [Require(pair=int(pair)) for pair in forced]
    rules += [MinimumLoad(mentor=j, load=load) for j, load in enumerate(case["minimums"])]
    shape = score.shape
    return Problem(*shape, mentee, mentor, tenths, case["maximums"], case["demands"], rules)


def outcome(problem: Problem, method: str) -> float | None:
    """Return the best score with every demand filled; None if that is impossible."""
    try:
        solution = proved(problem, method)
    except InfeasibleError:
        return None
    return solution.score / TENTHS if solution.n_matched == problem.demand.sum() else None


@pytest.mark.parametrize("method", ["auto", "cpsat"])
def test_paper_matcher_cases(data_dir: Path, method: str) -> None:
    """Every case whose reference holds: those that allow pairs of score zero."""
    cases = json.loads((data_dir / "openreview_matcher_cases" / "cases.json").read_text())
    allowed = [case for case in cases if case["kwargs"].get("allow_zero_score_assignments", True)]
    assert (len(cases), len(allowed)) == (45, 42)
    assert sum(case["reference_status"] == "infeasible" for case in allowed) == 3
    for case in allowed:
        expected = case["reference_total_score"]
        assert (expected is None) == (case["reference_status"] == "infeasible")
        assert outcome(paper_matching(case), method) == pytest.approx(expected, abs=1e-9), case["test"]


def test_paper_matcher_cases_without_scores_of_zero(data_dir: Path) -> None:
    """The other three: they expect no solution once pairs of score zero are left out."""
    cases = json.loads((data_dir / "openreview_matcher_cases" / "cases.json").read_text())
    forbidding = [case for case in cases if not case["kwargs"].get("allow_zero_score_assignments", True)]
    assert len(forbidding) == 3
    for case in forbidding:
        assert "get_no_solution" in case["test"]
        assert outcome(paper_matching(case, with_zeros=False), "auto") is None
        assert outcome(paper_matching(case), "auto") == pytest.approx(case["reference_total_score"])
