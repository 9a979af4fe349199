"""Ceilings over whole mentees or whole mentors, nested: solved as a network and proved by prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.reference import FEW, HUGE, WIDE, as_row, problems, subsets, values
from helpers.solving import BOTH, NETWORK, any_objective, by_objective, scheme
from mentormatch.engine.network.answer import NetworkAnswer
from mentormatch.engine.network.nested import Nest
from mentormatch.engine.network.solve import solve_network, unsupported
from mentormatch.engine.solve import solve
from mentormatch.errors import CertificateError, InfeasibleError, ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import KeepApart, MinimumLoad, PairCount, Require, Rule


def ceiling(problem: Problem, people: Sequence[int], most: int, *, mentors: bool = False) -> PairCount:
    """Return the rule that these people have at most `most` pairs in total."""
    side = problem.mentor if mentors else problem.mentee
    return PairCount(pairs=np.flatnonzero(np.isin(side, people)), at_most=most)


@st.composite
def nested_sets(draw: st.DrawFn, n: int) -> list[list[int]]:
    """Draw sets of people, any two of which are disjoint or nested."""
    order, found = draw(st.permutations(range(n))), list[list[int]]()

    def cut(people: list[int], depth: int) -> None:
        if draw(st.booleans()):
            found.append(people)
        if depth and len(people) > 1:
            at = draw(st.integers(1, len(people) - 1))
            cut(people[:at], depth - 1)
            cut(people[at:], depth - 1)

    cut(list(order), 2)
    return found


@st.composite
def nested_problems(draw: st.DrawFn, sizes: Sequence[st.SearchStrategy[int]] = (FEW, WIDE)) -> Problem:
    """Draw problems with nested ceilings on both sides, required pairs and minimum loads."""
    problem = draw(problems(NETWORK, sizes))
    rules: list[Rule] = list(problem.rules)
    for n, mentors in ((problem.n_mentees, False), (problem.n_mentors, True)):
        rules += [
            ceiling(problem, people, draw(st.integers(0, len(people) + 1)), mentors=mentors)
            for people in draw(nested_sets(n))
        ]
    return problem.replace(rules=draw(st.permutations(rules)))


def keeping(problem: Problem) -> np.ndarray:
    """Return every subset of the pairs that keeps all rules, ceilings included: one row each."""
    rows = subsets(problem, [rule for rule in problem.rules if not isinstance(rule, PairCount)])
    for rule in problem.rules:
        if isinstance(rule, PairCount):
            rows = rows[rows[:, rule.pairs].sum(axis=1) <= rule.at_most]
    return rows


def solved(problem: Problem, objective: Sequence[str], method: str, seed: int = 0) -> Solution | None:
    """Return the solution; None where the rules contradict each other."""
    try:
        return solve(problem, objective, method, seed=seed)
    except InfeasibleError:
        return None


@settings(max_examples=200)
@given(nested_problems(), any_objective)
def test_brute_force(problem: Problem, objective: tuple[str, ...]) -> None:
    assume(not unsupported(problem))
    rows = keeping(problem)
    solution = solved(problem, objective, "network")
    if solution is None:
        assert not len(rows)
        return
    assert solution.status is Status.OPTIMAL
    assert solution.certificate.proof == "prices"
    assert (rows == as_row(problem, solution.chosen)).all(axis=1).any()
    assert values(problem, as_row(problem, solution.chosen), objective)[0] == max(
        values(problem, rows, objective)
    )


@settings(max_examples=100)
@given(nested_problems(), any_objective, st.integers(0, 5))
def test_every_method_chooses_the_same_pairs(problem: Problem, objective: tuple[str, ...], seed: int) -> None:
    assume(not unsupported(problem))
    network, auto, cpsat = (solved(problem, objective, m, seed) for m in ("network", "auto", "cpsat"))
    if network is None:
        assert auto is None
        assert cpsat is None
        return
    assert [s.value for s in network.stages] == [s.value for s in cpsat.stages]
    assert network.chosen.tolist() == auto.chosen.tolist()
    if "score" in objective:
        assert network.chosen.tolist() == cpsat.chosen.tolist()


@settings(max_examples=60)
@given(nested_problems((st.integers(-HUGE // 64, HUGE // 64),)), any_objective)
def test_scores_beyond_the_digits_of_a_float(problem: Problem, objective: tuple[str, ...]) -> None:
    assume(not unsupported(problem))
    rows = keeping(problem)
    solution = solved(problem, objective, "network")
    if solution is None:
        assert not len(rows)
    else:
        found = values(problem, as_row(problem, solution.chosen), objective)[0]
        assert found == max(values(problem, rows, objective))
        assert solution.certificate.proof == "prices"


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("objective", [BOTH, ("score",)], ids="-".join)
def test_larger_schemes_full_of_ties(seed: int, objective: tuple[str, ...]) -> None:
    problem = scheme(seed, 40, 25, 0.2, top=4, low=-1)
    groups = [np.arange(k, 40, 4) for k in range(4)]
    rules = [ceiling(problem, own.tolist(), 5 + seed) for own in groups]
    rules += [ceiling(problem, range(40), 18 + seed), ceiling(problem, range(9), 4, mentors=True)]
    problem = problem.replace(rules=rules)
    one, other = (solve(problem, objective, method, seed=seed) for method in ("network", "cpsat"))
    assert one.certificate.proof == "prices"
    assert one.stages[-1].prices.rules
    assert one.chosen.tolist() == other.chosen.tolist()


@settings(max_examples=60)
@given(nested_problems((FEW,)), st.sampled_from([BOTH, ("score",)]), st.randoms(use_true_random=False))
def test_any_order_of_rows_gives_the_same_pairs(
    problem: Problem, objective: tuple[str, ...], random: Any
) -> None:
    assume(not unsupported(problem))
    order = list(range(problem.n_pairs))
    random.shuffle(order)
    at = np.argsort(order).astype(np.int64)
    rules: list[Rule] = []
    for rule in problem.rules:
        match rule:
            case Require(pair=int(pair)):
                rules.append(Require(pair=int(at[pair])))
            case PairCount(pairs=pairs, at_most=most):
                rules.append(PairCount(pairs=at[pairs], at_most=most))
            case _:
                rules.append(rule)
    random.shuffle(rules)
    changes = {name: getattr(problem, name)[order] for name in ("mentee", "mentor", "score")}
    one, other = (solved(p, objective, "network") for p in (problem, problem.replace(rules=rules, **changes)))
    assert (one is None) == (other is None)
    if one is not None:
        assert one.chosen.tolist() == sorted(np.array(order)[other.chosen].tolist())


class TestSmall:
    # Three mentees, each with both mentors as candidates.
    PROBLEM = Problem(3, 2, [0, 0, 1, 1, 2, 2], [0, 1] * 3, [9, 8, 7, 5, 3, 6], capacity=[2, 1], demand=1)

    def solve(self, *rules: Rule, objective: Sequence[str] = BOTH) -> Solution:
        solution = solve(self.PROBLEM.replace(rules=rules), objective, "network")
        assert solution.certificate.proof == "prices"
        return solution

    def test_a_ceiling_that_holds_anyway_has_no_price(self) -> None:
        solution = self.solve(ceiling(self.PROBLEM, [0, 1], 2))
        assert solution.chosen.tolist() == [0, 2, 5]
        assert solution.stages[1].prices.rules == ()

    def test_a_ceiling_that_binds_has_a_price(self) -> None:
        solution = self.solve(ceiling(self.PROBLEM, [0, 1, 2], 5), ceiling(self.PROBLEM, [0, 1], 1))
        assert solution.chosen.tolist() == [0, 5]
        assert [position for position, _ in solution.stages[1].prices.rules] == [1]

    @by_objective
    def test_no_people(self, objective: Sequence[str]) -> None:
        solution = self.solve(ceiling(self.PROBLEM, [0, 1, 2], 0), objective=objective)
        assert not len(solution.chosen)

    def test_a_ceiling_of_0_over_a_required_pair(self) -> None:
        rules = [Require(pair=2), ceiling(self.PROBLEM, [1, 2], 0)]
        with pytest.raises(InfeasibleError) as caught:
            self.solve(*rules)
        assert set(map(id, caught.value.rules)) == set(map(id, rules))

    def test_a_required_pair_fills_its_ceiling(self) -> None:
        solution = self.solve(Require(pair=4), ceiling(self.PROBLEM, [1, 2], 1))
        assert solution.chosen.tolist() == [0, 4]

    def test_a_minimum_load_above_a_ceiling(self) -> None:
        with pytest.raises(InfeasibleError):
            self.solve(MinimumLoad(mentor=0, load=2), ceiling(self.PROBLEM, [0], 1, mentors=True))

    def test_a_minimum_load_under_a_ceiling(self) -> None:
        solution = self.solve(MinimumLoad(mentor=1, load=1), ceiling(self.PROBLEM, [0, 1, 2], 1))
        assert solution.chosen.tolist() == [1]

    def test_a_ceiling_over_no_pairs(self) -> None:
        solution = self.solve(PairCount(pairs=[], at_most=0), ceiling(self.PROBLEM, [0, 1], 1))
        assert solution.n_matched == 2

    def test_a_ceiling_that_is_larger_than_any_count(self) -> None:
        solution = self.solve(ceiling(self.PROBLEM, [0, 1], 10**30), ceiling(self.PROBLEM, [0], 0))
        assert solution.chosen.tolist() == [2, 5]

    def test_the_callers_arrays_stay_as_they_are(self) -> None:
        rule = ceiling(self.PROBLEM, [0, 1], 1)
        before = rule.pairs.copy()
        self.solve(rule)
        assert np.array_equal(rule.pairs, before)

    def test_scores_too_large_for_a_flow_are_refused(self) -> None:
        many = Problem(2000, 1, np.arange(2000), np.zeros(2000, int), np.arange(2000) * 10**12, capacity=2000)
        rules = [MinimumLoad(mentor=0, load=1), ceiling(many, range(2000), 100)]
        with pytest.raises(ProblemError, match="divide all scores"):
            solve(many.replace(rules=rules), BOTH, "network")


class TestForms:
    PROBLEM = scheme(1, 12, 8, 0.5)

    @pytest.mark.parametrize(
        "rules",
        [
            [ceiling(PROBLEM, [0, 1, 2], 1), ceiling(PROBLEM, [2, 3], 1)],
            [PairCount(pairs=[0, 1], at_most=1)],
            [PairCount(pairs=ceiling(PROBLEM, [0, 1], 1).pairs, at_least=1, at_most=1)],
            [PairCount(pairs=ceiling(PROBLEM, [0, 1], 1).pairs, at_least=1)],
        ],
        ids=["sets that overlap", "some pairs of a person", "a floor as well", "a floor"],
    )
    def test_rules_that_are_not_network_forms(self, rules: list[Rule]) -> None:
        problem = self.PROBLEM.replace(rules=rules)
        assert len(unsupported(problem)) == 1
        with pytest.raises(
            ProblemError, match="method 'network' does not accept the rule PairCount: use 'auto'"
        ):
            solve(problem, method="network")
        one, other = (solve(problem, method=method) for method in ("auto", "cpsat"))
        assert one.chosen.tolist() == other.chosen.tolist()

    def test_with_other_rules_the_core_solves_them(self) -> None:
        rules = [ceiling(self.PROBLEM, [0, 1, 2, 3], 2), KeepApart(mentees=(4, 5)), KeepApart(mentees=(6, 7))]
        problem = self.PROBLEM.replace(rules=rules)
        one, other = (solve(problem, method=method) for method in ("auto", "cpsat"))
        assert one.status is Status.OPTIMAL
        assert one.chosen.tolist() == other.chosen.tolist()

    def test_a_set_of_either_side_is_used_where_it_nests(self) -> None:
        # Two parts without people in common: the pairs of mentees 0, 1 are those of mentors 0, 1.
        problem = Problem(3, 3, [0, 0, 1, 1, 2], [0, 1, 0, 1, 2], [1] * 5, capacity=1)
        rules = [
            ceiling(problem, [0, 1], 1),
            ceiling(problem, [0], 1),
            ceiling(problem, [1, 2], 1, mentors=True),
        ]
        assert not unsupported(problem.replace(rules=rules))
        crossing = [*rules[:2], ceiling(problem, [1, 2], 2)]
        assert not unsupported(problem.replace(rules=crossing))

    def test_the_forest(self) -> None:
        sets = [[3], [0, 1], [0, 1, 2, 3], [0]]
        nest = Nest.of(self.PROBLEM.replace(rules=[ceiling(self.PROBLEM, own, 1) for own in sets]))
        outer = [nest.position[k] if k >= 0 else -1 for k in nest.parent]
        assert dict(zip(nest.position.tolist(), outer, strict=True)) == {2: -1, 1: 2, 0: 2, 3: 1}


class TestLies:
    PROBLEM = TestSmall.PROBLEM.replace(rules=[ceiling(TestSmall.PROBLEM, [0, 1], 1)])

    @by_objective
    @pytest.mark.parametrize(
        "change",
        [lambda one: one - 1, lambda one: -one, lambda one: 0 * one, lambda one: one + 2**61],
        ids=["too low", "negative", "none", "beyond counting"],
    )
    def test_a_multiplier(
        self, monkeypatch: pytest.MonkeyPatch, change: Any, objective: Sequence[str]
    ) -> None:
        def lying(*arguments: Any, **options: Any) -> NetworkAnswer:
            answer = solve_network(*arguments, **options)
            return replace(answer, multiplier=change(answer.multiplier))

        monkeypatch.setattr("mentormatch.engine.solve.solve_network", lying)
        if objective == ("matched",) and change(10) == 9:
            return  # rounded down, the bound is still right
        with pytest.raises(CertificateError, match="the checker does not confirm the answer: "):
            solve(self.PROBLEM, objective, "network")

    def test_a_ceiling_forgotten(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lying(problem: Problem, *arguments: Any, **options: Any) -> NetworkAnswer:
            return solve_network(problem.replace(rules=[]), *arguments, **options)

        monkeypatch.setattr("mentormatch.engine.solve.solve_network", lying)
        with pytest.raises(CertificateError):
            solve(self.PROBLEM, BOTH, "network")

    def test_a_false_contradiction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lying(*arguments: Any, **options: Any) -> NetworkAnswer:
            return replace(solve_network(*arguments, **options), feasible=False)

        monkeypatch.setattr("mentormatch.engine.solve.solve_network", lying)
        with pytest.raises(CertificateError):
            solve(self.PROBLEM, BOTH, "network")

    def test_the_checker_confirms_the_certificate(self) -> None:
        solution = solve(self.PROBLEM, BOTH, "network")
        assert certify(self.PROBLEM, solution) == solution.certificate
