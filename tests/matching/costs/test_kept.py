"""The state that a matching keeps: the same answer, with prices that prove it."""

from __future__ import annotations

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import random_people


@pytest.mark.parametrize("seed", range(5))
def test_the_state_holds_the_chosen_pairs(seed: int) -> None:
    matching = mm.match(random_people(seed), mm.Policy(mutual_pairs=True))
    kept = matching.kept
    assert kept is not None
    assert np.array_equal(kept.pairs[kept.state.chosen], matching.solution.chosen)
    assert kept.state.n_matched == matching.solution.n_matched
    assert matching.kept is kept


def test_settled_pairs_are_outside_and_their_units_gone() -> None:
    plain = mm.match(random_people(2), mm.Policy(mutual_pairs=True))
    required, forbidden = plain.pair_ids[:2]
    rules = [{"rule": "Require", "pair": required}, {"rule": "Forbid", "pair": forbidden}]
    matching = mm.match(random_people(2), mm.Policy(mutual_pairs=True, rules=rules))
    kept = matching.kept
    assert kept is not None
    (settled,) = kept.settled.tolist()
    assert kept.number(settled) is None
    assert len(kept.pairs) == matching.problem.n_pairs - 2
    mentee = matching.problem.mentee[settled]
    assert kept.state.base.solved.demand[mentee] == matching.problem.demand[mentee] - 1


def test_an_answer_that_a_rule_made_worse_has_no_state() -> None:
    people = random_people(2).in_id_order()
    best = mm.match(people, mm.Policy(mutual_pairs=True))
    busy = max(people.mentors, key=lambda one: sum(one.id == mentor for _, mentor in best.pair_ids))
    mentees = [mentee for mentee, mentor in best.pair_ids if mentor == busy.id]
    assert len(mentees) > 1
    policy = mm.Policy(mutual_pairs=True, rules=[{"rule": "KeepApart", "mentees": mentees}])
    worse = mm.match(people, policy)
    assert (worse.kept is None) == (worse.points < best.points or len(worse.pair_ids) < len(best.pair_ids))
