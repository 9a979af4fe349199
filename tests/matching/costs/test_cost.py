"""What another pair costs, against solving with the pair required; who would move, against both answers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.matching.costs.cost import NOT_POSSIBLE
from mentormatch.scoring import SCALE

OBJECTIVES = (("matched", "score"), ("score",))


def required(matching: mm.Matching, pair: int) -> mm.Solution | None:
    """The best answer with a pair, solved from scratch."""
    problem = matching.problem
    rules = [*problem.rules, mm.rules.Require(pair=pair)]
    try:
        return mm.solve(problem.replace(rules=rules), matching.policy.objective)
    except mm.InfeasibleError:
        return None


def check_all(matching: mm.Matching) -> int:
    """Check the cost of every candidate pair; return how many move others."""
    others = 0
    mentees, mentors = matching.people.mentee_ids, matching.people.mentor_ids
    frame = matching.frame(np.arange(matching.problem.n_pairs))
    score = dict(zip(zip(frame.mentee_id, frame.mentor_id, strict=True), frame.score, strict=True))
    for pair in range(matching.problem.n_pairs):
        ids = (mentees[matching.problem.mentee[pair]], mentors[matching.problem.mentor[pair]])
        cost, then = matching.cost_of(*ids), required(matching, pair)
        if then is None:
            assert cost == NOT_POSSIBLE
            continue
        assert cost.exact
        assert cost.matched == matching.solution.n_matched - then.n_matched
        if matching.terms.boost is None:
            assert cost.score == matching.solution.score - then.score
            assert cost.total_score == cost.score / SCALE
        load = Counter(matching.pair_ids)
        for move in cost.moves:
            load.subtract((move.mentee_id, one) for one in move.before)
            load.update((move.mentee_id, one) for one in move.after)
            gain = sum(score[move.mentee_id, one] for one in move.after)
            gain -= sum(score[move.mentee_id, one] for one in move.before)
            assert move.score == pytest.approx(gain, abs=1e-9)
        assert set(load.values()) <= {0, 1}
        after = {pair for pair, n in load.items() if n}
        assert ids in after
        assert len(after) == then.n_matched
        assert max(Counter(one for one, _ in after).values()) <= 2
        assert cost.moves == () or cost.moves[0].mentee_id == ids[0]
        others += len(cost.moves) > 1
    return others


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_costs_are_those_of_solving_with_the_pair(objective: tuple[str, ...]) -> None:
    moved = 0
    for seed in range(6):
        matching = mm.match(random_people(seed, 9, 7), mm.Policy(objective=objective, mutual_pairs=True))
        assert matching.kept is not None
        moved += check_all(matching)
    assert moved > 20


@pytest.mark.parametrize("seed", range(4))
def test_rules_that_settle_pairs_are_kept(seed: int) -> None:
    people = random_people(seed, 9, 7)
    plain = mm.match(people, mm.Policy(mutual_pairs=True))
    some = [
        (people_id, table.mentor_id.iloc[-1])
        for people_id in plain.people.mentee_ids
        if len(table := plain.alternatives(people_id)) > 2
    ]
    policy = mm.Policy(
        mutual_pairs=True,
        rules=[{"rule": "Require", "pair": some[0]}, {"rule": "Forbid", "pair": plain.pair_ids[-1]}],
    )
    matching = mm.match(people, policy)
    assert matching.kept is not None
    check_all(matching)


@pytest.mark.parametrize("seed", range(3))
def test_rules_on_several_pairs_hold(seed: int) -> None:
    people = random_people(seed, 8, 6)
    ids = people.in_id_order().mentee_ids
    policy = mm.Policy(rules=[{"rule": "KeepApart", "mentees": ids[:4]}])
    check_all(mm.match(people, policy))


def test_after_a_rematch_kept_pairs_stay() -> None:
    matching = mm.match(random_people(3, 9, 7), mm.Policy(mutual_pairs=True)).begin()
    again = mm.rematch(matching, [mm.Dissolve(*matching.pair_ids[0])])
    assert again.kept is not None
    check_all(again)


def test_the_chain_goes_from_one_to_the_next() -> None:
    people = mm.People(
        mentees=(mentee("e1", prefers=["r1"]), mentee("e2", prefers=["r2", "r3"], avoids=["r1"]),
                 mentee("e3", prefers=["r3"], avoids=["r1"])),
        mentors=(mentor("r1"), mentor("r2"), mentor("r3")),
    )  # fmt: skip
    cost = mm.match(people).cost_of("e2", "r3")
    assert [(one.mentee_id, one.before, one.after) for one in cost.moves] == [
        ("e2", ("r2",), ("r3",)),
        ("e3", ("r3",), ("r2",)),
    ]
    assert cost.matched == 0
    assert sum(one.score for one in cost.moves) == pytest.approx(-(cost.total_score or 0))


def test_an_answer_that_prices_do_not_prove_has_no_state() -> None:
    people = random_people(5, 9, 7)
    assert mm.match(people, mm.Policy(objective=("matched", "balance", "score"))).kept is None
    assert mm.match(people, mm.Policy(explore=0.1, mutual_pairs=True)).kept is None
