"""Objectives against their definitions, on chosen pairs."""

import numpy as np

from mentormatch.objectives import MATCHED, SCORE
from mentormatch.problem.problem import Problem

PROBLEM = Problem(3, 2, [0, 0, 1, 2], [0, 1, 1, 1], [9, 4, 7, -5], capacity=[1, 2])


def test_matched_counts_pairs() -> None:
    assert MATCHED.value(PROBLEM, np.array([0, 2, 3])) == 3
    assert MATCHED.weights(PROBLEM).tolist() == [1, 1, 1, 1]


def test_score_adds_up() -> None:
    assert SCORE.value(PROBLEM, np.array([0, 3])) == 4
    assert SCORE.value(PROBLEM, np.zeros(0, np.int64)) == 0
