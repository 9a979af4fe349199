"""First answers and neighbourhoods: they keep every rule, also rules with lower limits."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentormatch.engine.core import neighbourhoods, search
from mentormatch.engine.core import solve as core
from mentormatch.engine.core.first_answers import first_answer, keeps_rules
from mentormatch.engine.core.first_by_refusal import by_refusals
from mentormatch.engine.core.losses import losses
from mentormatch.engine.core.neighbourhoods import Neighbourhoods
from mentormatch.engine.core.parts import Part, part_of
from mentormatch.engine.core.pruning import pruned
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.rows import rows_of
from mentormatch.engine.cpsat.run import Run, run
from mentormatch.engine.cpsat.solve import solve_cpsat
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.network.solve import solve_network, swing
from mentormatch.engine.rules import add_rules
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, ProblemError
from mentormatch.objectives import MATCHED, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Progress, Status
from mentormatch.rules import (
    Floor,
    Hours,
    Keep,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Rule,
)


def demanding(seed: int, n: int = 8, m: int = 6, density: float = 0.6) -> Problem:
    """Return a random problem with all kinds of rules except `Stable`, many with lower limits."""
    rng = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(rng.random((n, m)) < density)
    pairs, capacity = len(mentee), rng.integers(1, 4, m)
    some = np.flatnonzero(rng.random(pairs) < 0.4)
    made: list[Rule] = [
        PairCount(pairs=some, at_least=int(rng.integers(0, n // 2 + 1))),
        PairCount(pairs=np.flatnonzero(rng.random(pairs) < 0.4), at_least=1, at_most=n // 2),
        MinimumLoad(mentor=int(rng.integers(m)), load=1),
        MinimumLoadIfUsed(mentor=int(rng.integers(m)), load=2),
        KeepApart(mentees=rng.permutation(n)[:3].tolist()),
        KeepApart(mentors=rng.permutation(m)[:2].tolist()),
        KeepTogether(mentees=rng.permutation(n)[:2].tolist()),
        Hours(hours=rng.integers(0, 6, pairs), budget=3 * capacity),
        Floor(total=int(rng.integers(0, 300))),
        NoMutual(same=[(0, 0), (1, 1)]),
    ]
    made += [Require(pair=int(rng.integers(pairs))), Keep(pairs=[int(rng.integers(pairs))])] if pairs else []
    rules = [rule for rule in made if rng.random() < 0.5]
    demand = 1 + (rng.random(n) < 0.2)
    return Problem(n, m, mentee, mentor, rng.integers(0, 1000, pairs), capacity, demand, rules)


def relaxed(problem: Problem) -> NetworkAnswer:
    rules = [rule for rule in problem.rules if isinstance(rule, (Require, Keep, MinimumLoad))]
    return solve_network(problem.replace(rules=rules), matched_first=True)


def starts(problem: Problem) -> list[np.ndarray]:
    return list(by_refusals(problem, swing(problem), math.inf))


def scheme(seed: int) -> Problem:
    """Return a problem of several towns, with lower limits that pruning alone does not keep."""
    rng = np.random.default_rng(seed)
    n, m = 120, 80
    near = np.abs(np.arange(n)[:, None] / n - np.arange(m)[None, :] / m) < 0.1
    mentee, mentor = np.nonzero(near)
    capacity = rng.integers(1, 4, m)
    group = rng.integers(0, 4, n)[mentee] == rng.integers(0, 4, m)[mentor]
    rules: list[Rule] = [
        PairCount(pairs=np.flatnonzero(group), at_least=60),
        Hours(hours=rng.integers(1, 6, len(mentee)), budget=3 * capacity + 1),
        *(KeepApart(mentees=(i, i + 1)) for i in range(0, n, 10)),
        *(MinimumLoadIfUsed(mentor=j, load=2) for j in np.flatnonzero(capacity > 1)[::2].tolist()),
    ]
    return Problem(n, m, mentee, mentor, rng.integers(0, 1000, len(mentee)), capacity, rules=rules)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_starts_keep_what_they_promise(seed: int) -> None:
    problem = demanding(seed)
    if not relaxed(problem).feasible:
        return  # required pairs contradict each other: no start is asked for
    found = starts(problem)
    counted = [rule for rule in problem.rules if not isinstance(rule, (Require, Keep, KeepTogether, Floor))]
    assert all(keeps_rules(problem.replace(rules=counted), chosen) for chosen in found)
    weights = [swing(problem) * len(chosen) + int(problem.score[chosen].sum()) for chosen in found]
    assert weights == sorted(set(weights))


def test_most_small_problems_have_a_start() -> None:
    possible = with_start = by_pruning = 0
    for seed in range(60):
        problem = demanding(seed)
        if solve_cpsat(problem, Order((MATCHED,)), math.inf, 0).infeasible:
            assert not any(keeps_rules(problem, chosen) for chosen in starts(problem))
            continue
        possible += 1
        first = first_answer(problem, relaxed(problem).chosen)
        by_pruning += first is not None
        with_start += first is not None or any(keeps_rules(problem, chosen) for chosen in starts(problem))
    assert with_start > by_pruning
    assert with_start >= 0.9 * possible


@pytest.mark.parametrize("seed", range(4))
def test_a_start_with_floors_where_pruning_alone_breaks_them(seed: int) -> None:
    problem = scheme(seed)
    assert first_answer(problem, relaxed(problem).chosen) is None
    found = starts(problem)
    assert found
    assert all(keeps_rules(problem, chosen) for chosen in found)


def test_large_problems_come_to_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = scheme(0)
    small = solve(problem)
    told: list[Progress] = []
    monkeypatch.setattr(core, "SETTINGS", replace(SETTINGS, large=1))
    monkeypatch.setattr(neighbourhoods, "SETTINGS", replace(SETTINGS, neighbourhood=30))
    large = solve(problem, progress=told.append)
    assert small.status is large.status is Status.OPTIMAL
    assert (large.n_matched, large.score) == (small.n_matched, small.score)
    best = [(progress.objective == "score", progress.best) for progress in told]
    assert best == sorted(best)


def test_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "SETTINGS", replace(SETTINGS, large=1))
    monkeypatch.setattr(search, "by_refusals", lambda *_: iter(()))
    monkeypatch.setattr(core, "relaxed_under", refuse)
    told: list[Progress] = []
    solution = solve(scheme(0), progress=told.append)
    assert solution.status is Status.OPTIMAL
    assert told


def refuse(*_: object) -> None:
    raise ProblemError(["too large"])


def test_ctrl_c_between_neighbourhoods_keeps_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(core, "SETTINGS", replace(SETTINGS, large=1))
    monkeypatch.setattr(neighbourhoods, "part_of", pressed)
    solution = solve(scheme(0))
    assert solution.interrupted
    assert solution.status is Status.FEASIBLE


def test_floors_that_contradict_are_infeasible() -> None:
    score = [3, 2, 1, 5]
    rules = [PairCount(pairs=[0, 1, 2], at_least=2), PairCount(pairs=[0, 1, 2, 3], at_most=1)]
    problem = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], score, rules=rules)
    assert starts(problem) == []
    with pytest.raises(InfeasibleError):
        solve(problem)


def test_required_pairs_survive_pruning() -> None:
    problem = Problem(
        2, 2, [0, 0, 1], [0, 1, 0], [1, 5, 900], capacity=2,
        rules=[Require(pair=0), KeepApart(mentees=(0, 1))],
    )  # fmt: skip
    assert pruned(problem, np.array([0, 2])).tolist() == [0]
    hours = problem.replace(rules=[Require(pair=0), Hours(hours=2, budget=[3, 3])])
    assert pruned(hours, np.array([0, 2])).tolist() == [0]
    counted = problem.replace(rules=[Require(pair=0), PairCount(pairs=[0, 2], at_most=1)])
    assert pruned(counted, np.array([0, 2])).tolist() == [0]
    assert solve(problem).status is Status.OPTIMAL


def test_pruning_keeps_what_is_worth_more() -> None:
    problem = Problem(2, 1, [0, 1], [0, 0], [5, 6], capacity=2, rules=[KeepApart(mentees=(0, 1))])
    both = np.array([0, 1])
    assert pruned(problem, both).tolist() == [1]
    assert pruned(problem, both, np.array([7, 6])).tolist() == [0]
    lowest = np.iinfo(np.int64).min
    assert pruned(problem, both, np.array([lowest, 0])).tolist() == [1]


def test_numbers_too_large_for_subsidies_are_left_alone() -> None:
    high = 2**55
    rules = [PairCount(pairs=[0], at_least=1), KeepApart(mentees=(0, 1))]
    problem = Problem(2, 1, [0, 1], [0, 0], [0, high], capacity=2, rules=rules)
    assert all(keeps_rules(problem, chosen) for chosen in starts(problem))


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_answers_of_a_part_fit_into_the_whole(seed: int) -> None:
    problem = demanding(seed)
    answer = solve_cpsat(problem, Order((MATCHED,)), math.inf, 0).chosen
    if answer is None:
        return
    rng = np.random.default_rng(seed)
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[answer] = True
    near = np.flatnonzero(taken | (rng.random(problem.n_pairs) < 0.8))
    part = part_of(problem, taken, near, rng.permutation(problem.n_mentees)[:4])
    assert keeps_rules(part.problem, np.flatnonzero(taken[part.pairs]))
    for objective in ("score", "matched"):
        anew = solve_cpsat(part.problem, Order.of((objective,)), math.inf, 0).chosen
        assert anew is not None
        whole = taken.copy()
        whole[part.pairs] = False
        whole[part.pairs[anew]] = True
        assert keeps_rules(problem, np.flatnonzero(whole))


def by_pairs(part: Part, _: np.ndarray, __: float) -> Run:
    """Solve a part as a whole."""
    model = PairModel(part.problem)
    add_rules(model)
    model.maximise(part.problem.score + swing(part.problem))
    return run(model, math.inf, 0)


@pytest.mark.parametrize(("growth", "enough", "placed"), [(1, False, 11), (2, False, 12), (2, True, 11)])
def test_growing_neighbourhoods_place_a_mentee_for_whom_many_have_to_move(
    growth: int, enough: bool, placed: int
) -> None:
    """Mentee i may meet mentors i - 1 and i, and has the former; mentor 11 is free, mentee 0 has nobody."""
    n = 12
    mentee, mentor = np.repeat(np.arange(n), 2)[1:], np.repeat(np.arange(n), 2)[:-1]
    problem = Problem(n, n, mentee, mentor, np.ones(2 * n - 1, np.int64), 1, 1)
    first = np.flatnonzero(mentor == mentee - 1)
    told: list[np.ndarray] = [first]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbourhoods, "SETTINGS", replace(SETTINGS, neighbourhood=3))
        Neighbourhoods(
            problem, 1, np.zeros(2 * n - 1, np.int64), np.ones(n, np.int64), first, by_pairs, growth=growth
        ).search(math.inf, told.append, lambda: enough)
    assert len(told[-1]) == placed


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_neighbourhoods_only_get_better_and_keep_every_rule(seed: int) -> None:
    problem = scheme(seed)
    found = starts(problem)
    if not found:
        return
    rows = rows_of(problem)
    own = losses(problem, swing(problem), rows, np.zeros(len(rows.most), np.int64), 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbourhoods, "SETTINGS", replace(SETTINGS, neighbourhood=20))
        told: list[np.ndarray] = [found[0]]
        near = Neighbourhoods(problem, own.bonus, own.pair, own.mentee, found[0], by_pairs)
        assert not near.search(math.inf, told.append)
    lost = [own.of(problem, chosen) for chosen in told]
    assert lost == sorted(set(lost), reverse=True)
    assert all(keeps_rules(problem, chosen) for chosen in told)
