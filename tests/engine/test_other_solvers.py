"""`solve` on medium problems against scipy, HiGHS, and its other method."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from helpers.solving import BOTH, no_worse, reached, scheme
from mentormatch.engine.solve import solve
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Status
from mentormatch.rules import MinimumLoad, NoMutual, Require


def by_milp(problem: Problem) -> tuple[int, int] | None:
    """Return the best (matched, score) by HiGHS, one objective after the other."""
    n, ones = problem.n_pairs, np.ones(problem.n_pairs)
    least = np.zeros(problem.n_mentors)
    lower = np.zeros(n)
    for rule in problem.rules:
        if isinstance(rule, Require):
            lower[rule.pair] = 1
        else:
            least[rule.mentor] = max(least[rule.mentor], rule.load)
    of_mentee = csr_array((ones, (problem.mentee, np.arange(n))), (problem.n_mentees, n))
    of_mentor = csr_array((ones, (problem.mentor, np.arange(n))), (problem.n_mentors, n))
    everybody = [
        LinearConstraint(of_mentee, 0, problem.demand),
        LinearConstraint(of_mentor, least, problem.capacity),
    ]

    def most(weights: np.ndarray, rows: list[LinearConstraint]) -> int | None:
        found = milp(-weights.astype(float), integrality=ones, bounds=Bounds(lower, 1), constraints=rows)
        return round(-found.fun) if found.success else None

    matched = most(ones, everybody)
    if matched is None:
        return None
    filled = LinearConstraint(csr_array(ones[None]), matched, matched)
    score = most(problem.score, [*everybody, filled])
    assert score is not None
    return matched, score


class TestOtherSolvers:
    @pytest.mark.parametrize("method", ["auto", "cpsat"])
    @pytest.mark.parametrize(("seed", "shape"), [(0, (60, 40)), (1, (40, 60)), (2, (50, 50))])
    def test_dense_assignment(self, seed: int, shape: tuple[int, int], method: str) -> None:
        score = np.random.default_rng(seed).integers(-1000, 1000, shape)
        mentee, mentor = np.indices(shape).reshape(2, -1)
        solution = solve(Problem(*shape, mentee, mentor, score.ravel()), BOTH, method)
        rows, columns = linear_sum_assignment(score, maximize=True)
        assert (solution.status, solution.n_matched) == (Status.OPTIMAL, min(shape))
        assert solution.score == score[rows, columns].sum()

    @pytest.mark.parametrize("seed", range(5))
    def test_sparse_assignment(self, seed: int) -> None:
        """Each unit of capacity is a column, with an extra column per mentee for staying unmatched."""
        random = np.random.default_rng(seed)
        n, n_mentors, places = 80, 50, 2
        weight = random.integers(1, 1000, (n, n_mentors)) * (random.random((n, n_mentors)) < 0.15)
        weight[np.arange(n), np.arange(n) % n_mentors] = 1
        mentee, mentor = np.nonzero(weight)
        solution = solve(Problem(n, n_mentors, mentee, mentor, weight[mentee, mentor], places))
        copies = csr_array(np.repeat(weight, places, axis=1))
        rows, columns = min_weight_full_bipartite_matching(copies, maximize=True)
        assert (solution.n_matched, solution.score) == (n, copies[rows, columns].sum())

    @pytest.mark.parametrize("method", ["auto", "cpsat"])
    @pytest.mark.parametrize("seed", range(6))
    def test_demands_capacities_and_rules(self, seed: int, method: str) -> None:
        shape, density = [((60, 40), 0.2), ((40, 60), 0.2), ((90, 30), 0.1)][seed % 3]
        plain = scheme(seed, *shape, density, low=-300)
        random = np.random.default_rng(100 + seed)
        able = np.flatnonzero(plain.capacity >= 2)[:8]
        rules = [MinimumLoad(mentor=int(j), load=int(random.integers(1, 3))) for j in able]
        open_pairs = (plain.demand[plain.mentee] > 0) & (plain.capacity[plain.mentor] > 0)
        rules += [Require(pair=int(random.choice(np.flatnonzero(open_pairs))))]
        problem = plain.replace(rules=rules)
        expected = by_milp(problem)
        assert expected is not None
        assert reached(problem, method=method) == expected

    def test_sparse_and_short_of_capacity(self) -> None:
        for seed in range(20):
            problem = scheme(seed, 50, 25, 0.08, top=6, low=-2)
            assert reached(problem) == by_milp(problem)

    @pytest.mark.parametrize("seed", range(12))
    def test_large_demands_and_capacities(self, seed: int) -> None:
        """Beyond the limits of the bidding phase: 8 units per row, a capacity of 64 per column."""
        random = np.random.default_rng(seed)
        shape = (110, 12) if seed % 2 else (12, 110)
        plain = scheme(seed, *shape, 0.9, top=40, low=-3)
        wide, narrow = random.choice([1, 7, 8, 9, 40, 63, 64, 65, 90], 12), random.integers(0, 12, 110)
        capacity, demand = (wide, narrow) if seed % 2 else (narrow, wide)
        least = [MinimumLoad(mentor=j, load=int(capacity[j] // 2)) for j in range(0, 12, 5)]
        problem = plain.replace(capacity=capacity, demand=demand, rules=least if seed % 3 == 0 else [])
        assert reached(problem) == by_milp(problem)

    @pytest.mark.parametrize("seed", range(4))
    def test_network_and_cpsat_agree_on_the_score_alone(self, seed: int) -> None:
        problem = scheme(seed, 80, 40, 0.1, low=-500, top=500, rules=[MinimumLoad(mentor=seed, load=0)])
        assert reached(problem, ("score",), "network") == reached(problem, ("score",), "cpsat")

    @pytest.mark.parametrize("seed", range(4))
    def test_auto_and_cpsat_agree_on_people_who_are_both(self, seed: int) -> None:
        n = 30
        same = NoMutual(same=tuple((i, i) for i in range(n)))
        score = np.add.outer(np.arange(n), np.arange(n)) + np.random.default_rng(seed).integers(0, 9, (n, n))
        plain = scheme(seed, n, n, 0.4, capacity=1, demand=1)
        problem = plain.replace(score=(score + score.T)[plain.mentee, plain.mentor], rules=[same])
        assert reached(problem, method="auto") == reached(problem, method="cpsat")
        assert no_worse(reached(plain), reached(plain.replace(rules=[same])))
