"""Numbers closest to targets by CP-SAT, against all answers; and what is left when there is no time."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from helpers.rule_reference import answers
from mentormatch.engine.cpsat.closest import closest
from mentormatch.problem.problem import Problem
from mentormatch.rules import KeepApart, KeepTogether


def drawn(seed: int) -> tuple[Problem, np.ndarray, np.ndarray]:
    draw = random.Random(seed)
    pairs = [(i, j) for i in range(5) for j in range(3) if draw.random() < 0.7][:11]
    rules = [KeepApart(mentees=draw.sample(range(5), 2)), KeepTogether(mentees=draw.sample(range(5), 2))]
    problem = Problem(
        5, 3, [i for i, _ in pairs], [j for _, j in pairs], [1] * len(pairs), capacity=[2, 2, 1], rules=rules
    )
    k = draw.randint(1, 4)
    group = np.array([draw.randrange(k) for _ in range(5)])[problem.mentee]
    return problem, group, np.array([draw.randint(-10, 30) for _ in range(k)])


def distances(chosen: np.ndarray, group: np.ndarray, targets: np.ndarray) -> list[int]:
    places = np.bincount(group[chosen], minlength=len(targets))
    return sorted(np.abs(targets - 10 * places).tolist(), reverse=True)


@pytest.mark.parametrize("seed", range(60))
def test_no_answer_with_as_many_pairs_is_closer(seed: int) -> None:
    problem, group, targets = drawn(seed)
    found = [np.array(one, np.int64) for one in answers(problem)]
    most = max(map(len, found))
    longest = [one for one in found if len(one) == most]
    best, proved = closest(problem, group, targets, 10, longest[0], time.monotonic() + 60, 0)
    assert proved
    assert tuple(best.tolist()) in set(map(tuple, (one.tolist() for one in longest)))
    assert distances(best, group, targets) == min(distances(one, group, targets) for one in longest)


def test_without_time_the_first_answer_stays() -> None:
    problem, group, targets = drawn(0)
    first = np.array(max(answers(problem), key=len), np.int64)
    found, proved = closest(problem, group, targets, 10, first, time.monotonic() - 1, 0)
    assert found.tolist() == first.tolist()
    assert not proved
