"""What pairs are worth beyond prices, against sums pair by pair."""

import numpy as np
import pytest

from mentormatch.problem.problem import Problem
from mentormatch.proof import worth
from mentormatch.proof.worth import Charges, Weight, worth_of_pairs
from mentormatch.rules import Forbid, Require


def by_hand(problem: Problem, charges: Charges, weight: Weight) -> int:
    """Add up pair by pair, in Python's whole numbers."""
    must = {rule.pair for rule in problem.rules if isinstance(rule, Require)}
    never = {rule.pair for rule in problem.rules if isinstance(rule, Forbid)}
    full = [False] * 9, [False] * 8
    for i in range(9):
        full[0][i] = sum(int(problem.mentee[e]) == i for e in must) >= problem.demand[i]
    for j in range(8):
        full[1][j] = sum(int(problem.mentor[e]) == j for e in must) >= problem.capacity[j]
    total = 0
    for e in range(problem.n_pairs):
        own = weight.each + weight.point * int(problem.score[e])
        own -= int(charges.mentee[problem.mentee[e]]) + int(charges.mentor[problem.mentor[e]])
        own -= 0 if charges.rules is None else int(charges.rules[e])
        out = e in never or full[0][problem.mentee[e]] or full[1][problem.mentor[e]]
        total += own if e in must else 0 if out else max(own, 0)
    return total


@pytest.mark.parametrize("seed", range(30))
def test_all_weights_are_added_up_as_if_alone(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worth, "_BLOCK", 16)  # several blocks
    random = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(random.random((9, 8)) < 0.7)
    n = len(mentee)
    score = random.integers(-(2**40), 2**40, n)
    settled, k = random.permutation(n), 7 if seed % 4 == 1 else 2  # many required pairs leave few open
    rules = [Require(pair=int(e)) for e in settled[:k]] + [Forbid(pair=int(e)) for e in settled[k : k + 2]]
    problem = Problem(9, 8, mentee, mentor, score, 2, 1 + seed // 4 % 3, rules if seed % 2 else [])
    charged = random.integers(0, 2**39, n) if seed % 3 else None
    charges = Charges(random.integers(-(2**40), 2**40, 9), random.integers(-(2**40), 2**40, 8), charged)
    # The second covers the first; with the third, none covers all.
    weights = [Weight(2**38, 0), Weight(2**42, 1), Weight(0, 7)][: 2 + seed % 2]
    found = worth_of_pairs(problem, charges, weights)
    assert found == [by_hand(problem, charges, weight) for weight in weights]
    assert any(found)


def test_a_problem_without_pairs_is_worth_nothing() -> None:
    nobody = Charges(np.zeros(1, np.int64), np.zeros(1, np.int64), None)
    assert worth_of_pairs(Problem(1, 1, [], [], []), nobody, [Weight(1, 0), Weight(0, 1)]) == [0, 0]
