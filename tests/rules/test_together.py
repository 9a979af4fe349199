"""All rules together: against brute force, on some of the pairs, and switched off by their literals."""

import time
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_reference import (
    agrees,
    answers,
    certified,
    checker_agrees,
    drawn_rules,
    numbers,
    small_problems,
    value,
    with_rules,
)
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.rules import add_rules, engine_rules
from mentormatch.problem.problem import Problem
from mentormatch.rules import (
    Floor,
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Rule,
    SideRule,
    Sizes,
    Stable,
)

SCORE = ("score",)


problems = small_problems(partial(drawn_rules, least=1, most=5))


@given(problems)
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(problems)
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@given(problems, st.data())
def test_a_model_over_some_of_the_pairs(problem: Problem, data: st.DataObject) -> None:
    kept = np.flatnonzero(data.draw(numbers(0, 1, problem.n_pairs)))
    model = PairModel(problem, kept)
    add_rules(model)
    model.maximise(problem.score)
    model.hint(np.arange(problem.n_pairs))
    found = run(model, time.monotonic() + 20, 0)
    inside = [chosen for chosen in answers(problem) if set(chosen) <= set(kept.tolist())]
    assert found.infeasible == (not inside)
    if inside:
        assert tuple(found.chosen.tolist()) in inside
        best = max(value(problem, chosen, SCORE) for chosen in inside)
        assert (found.bound,) == best == value(problem, found.chosen.tolist(), SCORE)


@given(problems, st.data())
def test_a_rule_holds_only_if_its_literal_does(problem: Problem, data: st.DataObject) -> None:
    held = data.draw(st.lists(st.booleans(), min_size=len(problem.rules), max_size=len(problem.rules)))
    model = PairModel(problem)
    for rule, on in zip(engine_rules(problem), held, strict=True):
        literal = model.new_literal()
        rule.build(model, literal)
        model.linear([], [], low=int(on), high=int(on), terms=[(literal, 1)])
    model.maximise(problem.score)
    found = run(model, time.monotonic() + 20, 0)
    rules = [rule for rule, on in zip(problem.rules, held, strict=True) if on]
    best = max((value(problem, chosen, SCORE) for chosen in answers(problem, rules)), default=None)
    assert best == (None if found.chosen is None else value(problem, found.chosen.tolist(), SCORE))


@given(problems)
def test_words_and_json(problem: Problem) -> None:
    for rule in engine_rules(problem):
        assert "=" not in rule.words()
    for rule in problem.rules:
        again = type(rule).model_validate_json(rule.model_dump_json())
        assert again == rule
        assert hash(again) == hash(rule)
        assert rule.faults(Sizes(problem.n_mentees, problem.n_mentors, problem.n_pairs)) == []


def test_words_name_people_and_cut_long_lists() -> None:
    rules = [KeepApart(mentees=tuple(range(20))), PairCount(pairs=[3, 2], at_least=1, at_most=2)]
    ids = [f"e{k}" for k in range(20)]
    problem = Problem(20, 1, range(20), [0] * 20, [1] * 20, rules=rules, mentee_ids=ids, mentor_ids=["r"])
    apart, count = (rule.words() for rule in engine_rules(problem))
    assert apart.startswith("no two of mentee e0, mentee e1, ")
    assert apart.endswith("mentee e9 and 10 more may share a mentor")
    assert count == (
        "at least 1 and at most 2 of 2 pairs must be chosen: mentee e3 with mentor r, mentee e2 with mentor r"
    )


def test_many_violations_are_cut_to_ten() -> None:
    problem = with_rules(Problem(25, 25, range(25), range(25), [1] * 25), Floor(total=2))
    found = certified(problem, range(25)).violations
    assert len(found) == 11
    assert found[-1] == "and 15 more violations of Floor"


def test_thousands_of_rules_are_checked_in_seconds() -> None:
    rng = np.random.default_rng(0)
    n, m, third = 10_000, 4_000, 2_000
    mentee, mentor = (
        np.repeat(np.arange(n), 10),
        rng.integers(0, m // 10, 10 * n) * 10 + np.tile(np.arange(10), n),
    )
    groups = rng.permutation(n).reshape(-1, 2)[:third]
    kept: list[Rule] = [KeepApart(mentees=tuple(map(int, g))) for g in groups]
    kept += [KeepTogether(mentees=tuple(map(int, g))) for g in groups]
    kept += [MinimumLoadIfUsed(mentor=int(j), load=2) for j in rng.integers(0, m, third)]
    kept.append(Stable(mentee_rank=rng.integers(0, 9, 10 * n), mentor_rank=rng.integers(0, 9, 10 * n)))
    kept.append(Hours(hours=1, budget=[0] * m))
    kept.append(NoMutual(same=tuple((i, i) for i in range(m))))
    problem = Problem(n, m, mentee, mentor, [1] * (10 * n), capacity=n, rules=kept)
    began = time.perf_counter()
    assert not certified(problem, range(0, 10 * n, 10)).feasible
    assert time.perf_counter() - began < 5


def test_the_base_asks_its_rules() -> None:
    with pytest.raises(NotImplementedError):
        SideRule().faults(Sizes(1, 1, 1))
