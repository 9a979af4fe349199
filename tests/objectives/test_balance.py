"""`balance`: the largest number of mentees as small as possible, then the next, against all subsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from helpers.reference import FEW, WIDE, Subsets, problems, subsets
from helpers.rule_reference import along as rules_along
from helpers.rule_reference import answers, small_problems
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, ProblemError
from mentormatch.objectives import BALANCE, ORDERS, loads_at
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Solution, Stage, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import Hours, Keep, KeepApart, MinimumLoad, NoMutual, PairCount, Require

BALANCED = [order.names for order in ORDERS if BALANCE in order.objectives]
by_order = pytest.mark.parametrize("order", BALANCED, ids="-".join)


def loads(problem: Problem, chosen: np.ndarray) -> tuple[int, ...]:
    """Return the mentors' numbers of mentees, the largest first."""
    return tuple(
        sorted(np.bincount(problem.mentor[chosen], minlength=problem.n_mentors).tolist(), reverse=True)
    )


def reached(problem: Problem, chosen: np.ndarray, order: Sequence[str]) -> tuple[object, ...]:
    """Return the values of pairs, signed so that greater is better."""
    values = {
        "matched": len(chosen),
        "score": int(problem.score[chosen].sum()),
        "balance": tuple(-n for n in loads(problem, chosen)),
    }
    return tuple(values[name] for name in order)


def best(problem: Problem, every: Sequence[np.ndarray], order: Sequence[str]) -> tuple[object, ...] | None:
    return max((reached(problem, chosen, order) for chosen in every), default=None)


def rows(kept: Subsets) -> list[np.ndarray]:
    return [np.flatnonzero(row) for row in kept]


def proved(problem: Problem, order: Sequence[str], method: str) -> Solution | None:
    try:
        solution = solve(problem, order, method)
    except InfeasibleError:
        return None
    assert solution.status is Status.OPTIMAL
    assert solution.certificate.proved
    return solution


def test_three_mentors_and_six_mentees() -> None:
    mentee, mentor = np.divmod(np.arange(18), 3)
    problem = Problem(6, 3, mentee, mentor, [9, 1, 1] * 6, capacity=6)
    for method in ("auto", "network", "cpsat"):
        found = solve(problem, ("matched", "balance", "score"), method)
        assert loads(problem, found.chosen) == (2, 2, 2)
        assert found.score == 2 * 9 + 4 * 1
        assert found.status is Status.OPTIMAL
    assert loads(problem, solve(problem).chosen) == (6, 0, 0)


def test_from_a_policy() -> None:
    people = mm.People(
        mentees=[mm.Mentee(id=f"e{k}", consent=True) for k in range(6)],
        mentors=[mm.Mentor(id=f"r{k}", consent=True, capacity=4) for k in range(3)],
    )
    matching = mm.match(people, mm.Policy(objective=("matched", "balance", "score")))
    assert matching.pairs.mentor_id.value_counts().tolist() == [2, 2, 2]
    assert matching.solution.certificate.proof == "prices"


@by_order
@settings(max_examples=60)
@given(data=st.data())
def test_network_rules_against_all_subsets(order: Sequence[str], data: st.DataObject) -> None:
    problem = data.draw(problems(kinds=(Require, MinimumLoad), sizes=(FEW, WIDE)))
    expected = best(problem, rows(subsets(problem)), order)
    for method in ("auto", "network", "cpsat"):
        solution = proved(problem, order, method)
        assert (None if solution is None else reached(problem, solution.chosen, order)) == expected, method
        if solution is not None and method == "network":
            assert solution.certificate.proof == "prices"


@by_order
@settings(max_examples=25)
@given(data=st.data())
def test_ceilings_nest_in_the_network(order: Sequence[str], data: st.DataObject) -> None:
    bare = data.draw(problems(kinds=(Require,), sizes=(FEW,), least=1))
    pairs = np.flatnonzero(bare.mentor < 2)
    problem = bare.replace(rules=(*bare.rules, PairCount(pairs=pairs, at_most=data.draw(st.integers(0, 3)))))
    expected = best(problem, [np.array(c, np.int64) for c in answers(problem)], order)
    for method in ("auto", "network"):
        solution = proved(problem, order, method)
        assert (None if solution is None else reached(problem, solution.chosen, order)) == expected


@by_order
@settings(max_examples=25)
@given(data=st.data())
def test_side_rules_against_all_subsets(order: Sequence[str], data: st.DataObject) -> None:
    problem = data.draw(
        small_problems(
            lambda p: rules_along(
                p,
                st.just(KeepApart(mentees=(0, p.n_mentees - 1) if p.n_mentees > 1 else (0,))),
                st.just(NoMutual(same=((0, 0),))),
                st.integers(1, 4).map(lambda most: Hours(hours=2, budget=[most] * p.n_mentors)),
            )
        )
    )
    expected = best(problem, [np.array(c, np.int64) for c in answers(problem)], order)
    for method in ("auto", "cpsat"):
        solution = proved(problem, order, method)
        assert (None if solution is None else reached(problem, solution.chosen, order)) == expected, method


def _drawn(data: st.DataObject, problem: Problem, order: Sequence[str], stage: Stage) -> Prices:
    numbers = st.lists(st.integers(0, 12), min_size=problem.n_mentees, max_size=problem.n_mentees)
    return Prices(
        np.array(data.draw(numbers), np.int64),
        np.zeros(problem.n_mentors, np.int64),
        filled=data.draw(st.integers(-5, 9)) if "matched" in order else 0,
        scale=data.draw(st.integers(1, 3)),
        load=data.draw(st.integers(1, 3)) if stage.objective == "score" else 0,
        points=data.draw(st.integers(0, 3)) if stage.objective == "balance" else 0,
    )


@by_order
@settings(max_examples=30)
@given(data=st.data())
def test_any_prices_give_a_true_bound(order: Sequence[str], data: st.DataObject) -> None:
    """Weak duality: whatever the prices, the checker's bound is never better than the best answer."""
    problem = data.draw(problems(kinds=(Require, MinimumLoad), sizes=(FEW,), least=1))
    solution = proved(problem, order, "network")
    if solution is None:
        return
    stages = tuple(
        replace(stage, prices=_drawn(data, problem, order, stage))
        if stage.objective == "balance" or stage.prices.load
        else stage
        for stage in solution.stages
    )
    told = certify(problem, solution.replace(stages=stages))
    assert not [v for v in told.violations if "above its bound" in v or "below its bound" in v]


def test_a_claim_of_more_balance_than_there_is() -> None:
    problem = Problem(4, 2, [0, 1, 2, 3, 3], [0, 0, 0, 0, 1], [1, 1, 1, 1, 1], capacity=4)
    found = solve(problem, ("matched", "balance"))
    assert loads(problem, found.chosen) == (3, 1)
    matched, balance = found.stages
    for wrong, said in (
        (replace(balance, value=8, bound=8), "claims balance of 8; the chosen pairs give 10"),
        (replace(balance, bound=11), "claims that balance cannot be below 11; the prices prove only 10"),
        (replace(balance, prices=replace(balance.prices, load=-1)), "negative price of balance or score"),
        (
            replace(balance, prices=replace(balance.prices, mentee=balance.prices.mentee - 9)),
            "negative price",
        ),
    ):
        told = certify(problem, found.replace(stages=(matched, wrong)))
        assert not told.proved
        assert any(said in violation for violation in told.violations), told.violations


@by_order
def test_the_same_pairs_for_any_order_of_rows(order: Sequence[str]) -> None:
    random = np.random.default_rng(4)
    mentee, mentor = np.nonzero(random.random((12, 5)) < 0.7)
    score = random.integers(0, 3, len(mentee))
    problem = Problem(12, 5, mentee, mentor, score, capacity=4)
    once = {(int(mentee[k]), int(mentor[k])) for k in solve(problem, order, seed=3).chosen}
    for _ in range(5):
        turned = random.permutation(len(mentee))
        other = Problem(12, 5, mentee[turned], mentor[turned], score[turned], capacity=4)
        found = solve(other, order, seed=3).chosen
        assert {(int(other.mentee[k]), int(other.mentor[k])) for k in found} == once


@by_order
@pytest.mark.parametrize("seed", range(3))
def test_larger_ones_against_cpsat(order: Sequence[str], seed: int) -> None:
    random = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(random.random((60, 25)) < 0.15)
    problem = Problem(
        60, 25, mentee, mentor, random.integers(0, 20, len(mentee)), random.integers(1, 6, 25),
        random.integers(1, 3, 60), [Keep(pairs=[0, 5]), MinimumLoad(mentor=3, load=1)],
    )  # fmt: skip
    network, cpsat = solve(problem, order, "network"), solve(problem, order, "cpsat")
    assert network.certificate.proof == "prices"
    assert reached(problem, network.chosen, order) == reached(problem, cpsat.chosen, order)


def test_a_saved_matching_keeps_its_proof(tmp_path) -> None:
    people = mm.People(
        mentees=[mm.Mentee(id=f"e{k}", consent=True, seniority=k % 3) for k in range(7)],
        mentors=[mm.Mentor(id=f"r{k}", consent=True, capacity=4, seniority=3) for k in range(3)],
    )
    matching = mm.match(people, mm.Policy(objective=("matched", "balance", "score")))
    matching.save(tmp_path / "m.mm")
    again = mm.Matching.load(tmp_path / "m.mm")
    assert again.pairs.equals(matching.pairs)
    assert again.solution.certificate == matching.solution.certificate


def test_a_state_has_no_balance() -> None:
    with pytest.raises(ProblemError, match="without 'balance'"):
        solve(Problem(1, 1, [0], [0], [1]), ("matched", "balance"), keep_state=True)


def test_loads_at() -> None:
    problem = Problem(3, 2, [0, 1, 2], [0, 0, 1], [1, 1, 1], capacity=2)
    chosen = np.arange(3)
    assert [loads_at(problem, chosen, level) for level in (1, 2, 3)] == [2, 1, 0]
    assert BALANCE.value(problem, chosen) == 5
