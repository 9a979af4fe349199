"""The kernel gives the same answers as plain Python as when compiled."""

import json

import numpy as np
import pytest

from helpers.reference import OBJECTIVES
from helpers.solving import without_jit
from mentormatch.engine.solve import solve
from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoad, Require

SCRIPT = """
import json, sys
from engine.network.test_kernel_without_jit import answers, cases
from mentormatch.engine.network.kernel import placing
assert placing._search.dispatcher is placing._search.py_func, "the kernel is compiled"
json.dump([answers(problem) for problem in cases()], sys.stdout)
"""


def cases() -> list[Problem]:
    """Return small problems that need every branch of the kernel: both sides, paths, minimum loads."""
    rules = [MinimumLoad(mentor=1, load=2), MinimumLoad(mentor=2, load=1), Require(pair=0)]
    found = [
        Problem(0, 0, [], [], []),
        Problem(1, 1, [0], [0], [-3]),
        Problem(3, 2, [0, 0, 1, 2], [0, 1, 0, 1], [9, 8, 7, -2], capacity=1),
    ]
    for seed in range(12):
        random = np.random.default_rng(seed)
        n_mentees, n_mentors = [(12, 5), (5, 12), (8, 8)][seed % 3]
        mentee, mentor = np.nonzero(random.random((n_mentees, n_mentors)) < 0.7)
        order = random.permutation(len(mentee))
        score = random.integers(-5, 30, len(mentee))
        capacity, demand = random.integers(2, 4, n_mentors), random.integers(1, 3, n_mentees)
        if seed > 8:
            capacity, demand = capacity * 30, demand * 9
        given = rules if seed % 2 and n_mentees > 5 else []
        problem = Problem(n_mentees, n_mentors, mentee[order], mentor[order], score, capacity, demand, given)
        found.append(problem)
    for seed in range(4):  # one mentor each, so that the tightest cut splits them
        random = np.random.default_rng(seed)
        mentee, mentor = np.nonzero(random.random((14, 10)) < 0.2)
        score = random.integers(-5, 30, len(mentee))
        found.append(Problem(14, 10, mentee, mentor, score, random.integers(1, 3, 10)))
    return found


def answers(problem: Problem) -> list[list[object]]:
    """Return the answers as far as JSON can hold them."""
    found: list[list[object]] = []
    for objective in OBJECTIVES:
        solution = solve(problem, objective, "network")
        stages = [
            (s.value, s.bound, s.prices.mentee.tolist(), s.prices.mentor.tolist()) for s in solution.stages
        ]
        found.append(
            [solution.status, solution.chosen.tolist(), solution.certificate.proof, *map(list, stages)]
        )
    return found


def test_plain_python_agrees() -> None:
    assert without_jit(SCRIPT) == json.loads(json.dumps([answers(problem) for problem in cases()]))


@pytest.mark.parametrize("position", range(len(cases())))
def test_the_cases_are_proved(position: int) -> None:
    for status, _, proof, *_ in answers(cases()[position]):
        assert (status, proof) == ("optimal", "prices")
