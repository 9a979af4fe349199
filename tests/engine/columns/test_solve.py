"""Side rules by columns: against brute force, against CP-SAT on the whole problem, and their arithmetic."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.solving import allowed
from mentormatch.engine.answers import as_solution
from mentormatch.engine.columns import solve as columns
from mentormatch.engine.columns.ascent import NoSetError
from mentormatch.engine.columns.greedy import greedy
from mentormatch.engine.columns.model import ColumnModel
from mentormatch.engine.columns.oracle import _example as example
from mentormatch.engine.columns.priced import WHOLE, Frame, Priced
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.columns.solve import ColumnSearch
from mentormatch.engine.compiled import SMALL, decide
from mentormatch.engine.core import neighbourhoods
from mentormatch.engine.core.parts import part_of
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.cpsat.solve import solve_cpsat
from mentormatch.engine.network.solve import solve_network, supported
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.objectives import MATCHED, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Status
from mentormatch.proof.certificate import certify
from mentormatch.proof.sets import set_bound
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    KeepApart,
    MinimumLoad,
    MinimumLoadIfUsed,
    PairCount,
    Require,
    Rule,
)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile before anything looks at the clock; plain Python is compared in a test of its own."""
    decide(SMALL + 1)
    example()


ORDERS = [("matched", "score"), ("score",), ("matched",)]


def ruled(seed: int, n: int, m: int, density: float) -> Problem:
    """Return a random problem with all rules that concern sets of mentees, ties and negative scores."""
    rng = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(rng.random((n, m)) < density)
    pairs = len(mentee)
    capacity = rng.integers(0, 7 if seed % 3 == 0 else 4, m)
    rules: list[Rule] = [
        MinimumLoadIfUsed(mentor=int(j), load=int(rng.integers(2, 4))) for j in rng.permutation(m)[: m // 3]
    ]
    rules += [
        KeepApart(mentees=rng.permutation(n)[: rng.integers(2, 4)].tolist()) for _ in range(max(n // 6, 1))
    ]
    rules += [Hours(hours=rng.integers(0, 6, pairs), budget=2 * capacity + 1)] if seed % 2 else []
    some = rng.random(pairs) < 0.4
    rules += [PairCount(pairs=np.flatnonzero(some), at_least=n // 6, at_most=n // 3)] if seed % 4 == 1 else []
    rules += [PairCount(pairs=np.flatnonzero(~some), at_most=n // 4)] if seed % 4 == 2 else []
    rules += [PairCount(pairs=np.flatnonzero(some), at_least=n // 3)] if seed % 4 == 3 else []
    rules += [MinimumLoad(mentor=int(rng.integers(m)), load=1)] if seed % 6 == 0 else []
    rules += [Require(pair=int(rng.integers(pairs)))] if pairs and seed % 8 == 0 else []
    rules += [Forbid(pair=int(rng.integers(pairs)))] if pairs and seed % 8 == 1 else []
    low, high = [(0, 1000), (-400, 600), (0, 3), (-(10**6), 10**6)][seed % 11 % 4]
    score = rng.integers(low, high, pairs)
    rules += [Floor(total=int(np.quantile(score, 0.2)))] if pairs and seed % 9 == 0 else []
    return Problem(n, m, mentee, mentor, score, capacity, 1 + (rng.random(n) < 0.15) * (seed % 9 > 0), rules)


def priced(problem: Problem, *, matched_first: bool = True) -> Priced | None:
    """Return good prices; None if the rules contradict each other for the network, or for one mentor."""
    relaxed = solve_network(problem.replace(rules=supported(problem)), matched_first)
    if not relaxed.feasible:
        return None
    try:
        return Priced.of(Frame.of(problem, relaxed), len(relaxed.chosen), math.inf)
    except NoSetError:
        return None


def reached(problem: Problem, order: tuple[str, ...], method: str) -> tuple[int, int] | None:
    """Return filled demand and score if they are objectives; None if the rules contradict each other."""
    try:
        solution = solve(problem, order, method)  # type: ignore[arg-type]
    except InfeasibleError:
        return None
    assert solution.status is Status.OPTIMAL
    return solution.n_matched * ("matched" in order), solution.score * ("score" in order)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from(ORDERS))
def test_as_good_as_the_whole_model(seed: int, order: tuple[str, ...]) -> None:
    problem = ruled(seed, 24, 14, 0.25)
    assert reached(problem, order, "auto") == reached(problem, order, "cpsat")


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.booleans())
def test_no_allowed_matching_exceeds_the_bound_or_loses_less_than_its_pairs(
    seed: int, matched_first: bool
) -> None:
    problem = ruled(seed, 4, 3, 0.7)
    found, matchings = priced(problem, matched_first=matched_first), list(allowed(problem))
    if found is None:
        assert not matchings
        return
    loss = np.full(problem.n_pairs, WHOLE)
    loss[found.frame.choices.pair] = found.sets(WHOLE, math.inf)[0]
    for chosen in matchings:
        assert found.lost(chosen) >= int(loss[chosen].max(initial=0))
    relaxed = found.frame.relaxed
    answer = ColumnSearch(problem, relaxed, None, time.monotonic() + 60, 0).run()
    if not matchings:
        assert answer.infeasible
        return
    best = max(relaxed.bonus * len(chosen) + int(problem.score[chosen].sum()) for chosen in matchings)
    assert answer.chosen is not None
    assert (
        answer.bound == best == relaxed.bonus * len(answer.chosen) + int(problem.score[answer.chosen].sum())
    )
    if answer.prices is not None:  # they bound the score of as many pairs, however few these are
        count = {"matched": len(answer.chosen)} if matched_first else {}
        bound, faults = set_bound(problem, "score", answer.prices[0], count)
        as_many = [chosen for chosen in matchings if not count or len(chosen) == count["matched"]]
        assert not faults
        assert bound is not None
        assert max(int(problem.score[chosen].sum()) for chosen in as_many) <= bound
        if answer.prices[1] is not None:
            most, faults = set_bound(problem, "matched", answer.prices[1], {})
            assert not faults
            assert most is not None
            assert max(map(len, matchings)) <= most


@pytest.mark.parametrize("seed", range(12))
def test_the_model_s_objective_is_the_loss(seed: int) -> None:
    problem = ruled(seed, 14, 9, 0.4)
    found = priced(problem, matched_first=bool(seed % 2))
    if found is None:
        return
    model = ColumnModel(found, WHOLE)
    result = run(model, time.monotonic() + 60, 0)
    if result.chosen is not None:
        assert result.optimal
        assert result.bound is not None
        assert model.lost(-result.bound) == found.lost(result.chosen)


@pytest.mark.parametrize("seed", [1, 5, 7, 13])
def test_neighbourhoods_of_sets_come_to_the_same_answer(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = ruled(seed, 30, 20, 0.3)
    small = reached(problem, ("matched", "score"), "auto")
    monkeypatch.setattr(columns, "SETTINGS", replace(SETTINGS, large=1))
    monkeypatch.setattr(neighbourhoods, "SETTINGS", replace(neighbourhoods.SETTINGS, neighbourhood=8))
    assert reached(problem, ("matched", "score"), "auto") == small


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_a_greedy_answer_keeps_every_rule(seed: int) -> None:
    problem = ruled(seed, 24, 16, 0.4)
    whole = priced(problem)
    first = None if whole is None else greedy(whole, whole.reach(3.0), math.inf)
    if first is not None:
        assert certify(problem, as_solution(problem, first, ())).feasible


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_a_part_loses_what_its_sets_lose(seed: int) -> None:
    problem = ruled(seed, 24, 16, 0.4)
    whole = priced(problem)
    first = solve_cpsat(problem, Order((MATCHED,)), math.inf, 0).chosen
    if whole is None or first is None:
        return
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[first] = True
    part = part_of(problem, taken, np.arange(problem.n_pairs), np.arange(6))
    own = whole.part(part, taken, math.inf)
    model = ColumnModel(own, WHOLE)
    result = run(model, time.monotonic() + 60, 0)
    assert result.chosen is not None
    assert result.bound is not None
    assert 0 <= own.lost(result.chosen) == model.lost(-result.bound) <= own.known
    taken[part.pairs] = False
    taken[part.pairs[result.chosen]] = True
    assert certify(problem, as_solution(problem, np.flatnonzero(taken), ())).feasible


def test_prices_alone_prove_what_has_no_gap() -> None:
    """Two mentees who are kept apart, each with a mentor that they would both rather share."""
    problem = Problem(
        2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [9, 4, 9, 5], capacity=2, rules=[KeepApart(mentees=(0, 1))]
    )
    solution = solve(problem)
    assert (solution.score, solution.certificate and solution.certificate.proof) == (14, "columns")


def test_without_time_the_first_answer_and_a_bound_are_returned() -> None:
    problem = ruled(4, 24, 14, 0.25)
    relaxed = solve_network(problem.replace(rules=supported(problem)), matched_first=True)
    nobody = np.zeros(0, np.int64)
    found = ColumnSearch(problem, relaxed, nobody, time.monotonic() - 1, 0).run()
    assert found.chosen is nobody
    assert not found.infeasible
    assert found.bound >= relaxed.bonus * len(relaxed.chosen)


def test_ctrl_c_keeps_the_best_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = ruled(4, 24, 14, 0.25)
    relaxed = solve_network(problem.replace(rules=supported(problem)), matched_first=True)

    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mentormatch.engine.columns.solve.run", pressed)
    nobody = np.zeros(0, np.int64)
    found = ColumnSearch(problem, relaxed, nobody, time.monotonic() + 60, 0).run()
    assert found.interrupted
    assert found.chosen is nobody
