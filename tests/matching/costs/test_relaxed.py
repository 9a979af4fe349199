"""The best matching after a change: repaired and solved from scratch, it is the same."""

from __future__ import annotations

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people
from mentormatch.matching.costs.relaxed import Change, Relaxing


@pytest.mark.parametrize("seed", range(4))
def test_repaired_and_solved_values_agree(seed: int) -> None:
    matching = mm.match(random_people(seed), mm.Policy(mutual_pairs=True))
    relaxing = Relaxing(matching, 60.0)
    assert relaxing.by_repair
    for j in range(matching.problem.n_mentors):
        then = relaxing.best(Change(more={("mentor", j): 1}), out=("mentee", 0))
        capacity, demand = matching.problem.capacity.copy(), matching.problem.demand.copy()
        capacity[j] += 1
        demand[0] = 0
        found = mm.solve(matching.problem.replace(capacity=capacity, demand=demand))
        assert then is not None
        assert then.value == ((found.n_matched,), (found.score,))
        assert 0 not in then.mentee
    assert relaxing.best(Change()).value == relaxing.now()  # type: ignore[union-attr]


def test_nothing_is_solved_when_no_time_is_left() -> None:
    people = random_people(1).in_id_order()
    policy = mm.Policy(rules=[{"rule": "KeepApart", "mentees": people.mentee_ids[:3]}])
    relaxing = Relaxing(mm.match(people, policy), 0.0)
    assert not relaxing.by_repair
    assert relaxing.best(Change()) is None
