"""Bounds by sets of mentees: any prices give one, good ones prove, and false claims are refused."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.rule_reference import answers, numbers, small_problems
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Certificate, Prices, Solution, Stage, Status
from mentormatch.proof.certificate import certify
from mentormatch.proof.sets import set_bound
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Rule,
    Stable,
)  # fmt: skip

# Mentor 0 has hours for one mentee only, mentor 1 takes two or none, and 1 and 2 are kept apart; of mentor
# 1's pairs at least one is chosen. The best is 9 + 3 + 5, with 0 at mentor 0 and 2, 3 at mentor 1.
PROBLEM = Problem(
    4, 2, [0, 1, 1, 2, 2, 3], [0, 0, 1, 0, 1, 1], [9, 8, 1, 7, 3, 5], capacity=2,
    rules=[
        Hours(hours=2, budget={0: 3}),
        MinimumLoadIfUsed(mentor=1, load=2),
        KeepApart(mentees=(1, 2)),
        PairCount(pairs=[2, 4, 5], at_least=1, at_most=2),
        PairCount(pairs=[0, 1, 3], at_least=0),
    ],
)  # fmt: skip
BEST = [0, 4, 5]
BY_SETS = Prices(np.zeros(4, np.int64), np.zeros(2, np.int64), sets=True)


def proof(mentee: Any = (0, 0, 0, 0), **others: Any) -> Prices:
    return replace(BY_SETS, mentee=np.array(mentee), **others)


def check(*stages: Stage, problem: Problem = PROBLEM, chosen: Any = BEST) -> Certificate:
    pairs = np.array(chosen, np.int64)
    return certify(problem, Solution(Answer.of(pairs, problem.score, stages), Status.FEASIBLE))


def score(bound: int, prices: Prices) -> Stage:
    return Stage("score", 17, bound, prices)


def matched(bound: int, prices: Prices) -> Stage:
    return Stage("matched", 3, bound, prices)


class TestProof:
    def test_sets_prove_what_prices_of_mentors_cannot(self) -> None:
        found = check(score(17, BY_SETS))
        assert (found.feasible, found.bound, found.proved, found.proof) == (True, 17, True, "columns")

    def test_both_stages(self) -> None:
        found = check(matched(3, proof(scale=100, points=1)), score(17, proof(filled=7)))
        assert (found.violations, found.bound, found.proof) == ((), 17, "columns")

    def test_beside_prices_it_is_by_sets_and_beside_a_claim_it_is_the_solvers(self) -> None:
        four = Prices(np.ones(4, np.int64), np.zeros(2, np.int64))
        assert check(Stage("matched", 3, 4, four), score(17, BY_SETS)).bound == 17
        bare = PROBLEM.replace(rules=[])
        best = [0, 1, 4, 5]
        stages = [Stage("matched", 4, 4, four), Stage("score", 25, 25, proof())]
        assert check(*stages, problem=bare, chosen=best).proof == "columns"
        assert check(replace(stages[0], prices=None), stages[1], problem=bare, chosen=best).proof == "solver"

    def test_prices_of_mentees_matter(self) -> None:
        bare = PROBLEM.replace(rules=[], capacity=1)
        stage = Stage("score", 14, 14, proof((0, 0, 0, 0)))
        assert check(stage, problem=bare, chosen=[0, 5]).proved
        shared = Problem(1, 2, [0, 0], [0, 1], [9, 8])
        assert set_bound(shared, "score", replace(BY_SETS, mentee=np.array([0])), {}) == (17, [])
        assert set_bound(shared, "score", replace(BY_SETS, mentee=np.array([8])), {}) == (9, [])

    def test_prices_of_rules(self) -> None:
        two = PROBLEM.replace(rules=[PairCount(pairs=[0, 1, 3], at_most=1), PairCount(pairs=[2], at_least=1)])
        # Without prices 0 and 1 are with mentor 0; the ceiling charges 8, the floor adds 5 to 1 at mentor 1.
        assert set_bound(two, "score", BY_SETS, {})[0] == 9 + 8 + 5 + 3
        assert set_bound(two, "score", proof(rules=((0, 8),)), {})[0] == 8 + 1 + 5 + 3
        priced = proof((0, 0, 0, 0), rules=((1, -5), (0, 8)))
        assert set_bound(two, "score", priced, {})[0] == 8 - 5 + 1 + 6 + 5

    def test_points_of_score_help_to_count(self) -> None:
        # Either mentee fills the one place: the points say which, and the division forgets them again.
        problem = Problem(2, 1, [0, 1], [0, 0], [10, 10])
        one = np.zeros(1, np.int64)
        points = replace(BY_SETS, mentee=np.array([4, 4]), mentor=one, scale=10, points=1)
        assert set_bound(problem, "matched", points, {}) == (1, [])
        fixed = replace(points, mentee=np.array([0, 0]))
        assert set_bound(problem, "matched", fixed, {"score": 10}) == (1, [])

    def test_numbers_beyond_a_float(self) -> None:
        huge = Problem(2, 1, [0, 1], [0, 0], [2**58 + 1, 2**58 + 3], capacity=2)
        prices = replace(BY_SETS, mentee=np.zeros(2, np.int64), mentor=np.zeros(1, np.int64))
        assert set_bound(huge, "score", prices, {})[0] == 2**59 + 4


class TestLies:
    @pytest.mark.parametrize(
        ("prices", "said"),
        [
            (proof((0, -1, 0, 0)), "negative price of mentee 1"),
            (proof((0, 0, 0)), "wrong shape"),
            (replace(BY_SETS, mentor=np.zeros(3, np.int64)), "wrong shape"),
            (proof((0.0, 0, 0, 0)), "not whole numbers"),
            (replace(BY_SETS, mentee=np.zeros(4, np.uint64)), "not whole numbers"),
            (replace(BY_SETS, mentor=np.zeros(2)), "not whole numbers"),
            (replace(BY_SETS, mentor=np.array([0, 1])), "mentor 1 has a price"),
            (replace(BY_SETS, mentor=np.array([-1, 0])), "mentor 0 has a price"),
            (proof(scale=0), "scale of 0"),
            (proof(scale=-1), "scale of -1"),
            (proof(scale=1.0), "not whole numbers"),
            (proof(scale=2**60), "too large"),
            (proof(scale=10**30), "too large"),
            (proof((2**60, 0, 0, 0)), "too large"),
            (proof((-(2**63), 0, 0, 0)), "too large"),
            (proof(filled=1), "no earlier stage fixed it"),
            (proof(filled=0.5), "not whole numbers"),
            (proof(filled=10**30), "too large"),
            (proof(load=1), "proves nothing about score"),
            (proof(points=1), "proves nothing about score"),
            (proof(points=None), "not whole numbers"),
            (proof(rules=((3, 1), (3, -1))), "a rule has two prices"),
            (proof(rules=((3, 1), (3, 1))), "a rule has two prices"),
            (proof(rules=((0, 1),)), "not a PairCount with the limit"),
            (proof(rules=((2, -1),)), "not a PairCount with the limit"),
            (proof(rules=((4, 1),)), "not a PairCount with the limit"),
            (proof(rules=((5, 1),)), "not a PairCount with the limit"),
            (proof(rules=((-2, 1),)), "not a PairCount with the limit"),
            (proof(rules=((3, 2**60),)), "too large"),
            (proof(rules=((3, -(2**60)),)), "too large"),
            (proof(rules=((3, 1.0),)), "not pairs of whole numbers"),
            (proof(rules=((3,),)), "not pairs of whole numbers"),
            (proof(rules=[(3, 1)]), "not pairs of whole numbers"),
            (proof(rules=None), "not pairs of whole numbers"),
        ],
    )
    def test_malformed(self, prices: Prices, said: str) -> None:
        found = check(score(17, prices))
        assert not found.feasible
        assert not found.proved
        assert len(found.violations) == 1, found.violations
        assert said in found.violations[0]

    @pytest.mark.parametrize(
        ("prices", "said"),
        [
            (proof(filled=1), "no earlier stage fixed it"),
            (proof(points=-1), "proves nothing about matched"),
            (proof(load=1), "proves nothing about matched"),
            (proof(points=2**60), "too large"),
            (proof(scale=2**60), "too large"),
        ],
    )
    def test_malformed_for_the_number_matched(self, prices: Prices, said: str) -> None:
        found = check(matched(3, prices))
        assert len(found.violations) == 1, found.violations
        assert said in found.violations[0]

    def test_a_total_beyond_counting(self) -> None:
        many = Problem(40, 1, range(40), [0] * 40, [1] * 40, capacity=40)
        prices = replace(BY_SETS, mentee=np.zeros(40, np.int64), mentor=np.zeros(1, np.int64), scale=2**58)
        assert set_bound(many, "score", prices, {}) == (None, ["prices are too large to add up exactly"])

    def test_with_prices_too_high_or_too_low_the_rest_is_the_solvers_word(self) -> None:
        for mentee, bound in (((10, 0, 0, 0), 26), ((0, 0, 9, 9), 27)):
            found = check(score(17, proof(mentee)))
            assert (found.proved, found.proof) == (True, "solver")
            assert found.gap_without_solver == (bound - 17) / 17
            found = check(score(10**9, proof(mentee)))
            assert (found.proved, found.bound, found.gap) == (False, bound, (bound - 17) / 17)

    def test_a_bound_below_the_answer(self) -> None:
        assert "score of 17 is above its bound 16" in check(score(16, BY_SETS)).violations

    def test_stages_without_prices_have_no_bound_of_their_own(self) -> None:
        assert check(score(17, BY_SETS)).gap_without_solver == 0.0
        assert check(Stage("matched", 3, 3), score(17, BY_SETS)).gap_without_solver is None

    def test_sets_are_for_matched_and_score_alone(self) -> None:
        found = check(Stage("balance", 5, 5, BY_SETS))
        assert found.violations == ("sets of mentees prove no bound on balance",)
        found = check(Stage("worst_off", 3, 3, BY_SETS, level=0))
        assert any("only people have prices" in said for said in found.violations)


def every_rule(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    """Draw rules of every kind."""
    n, mentees, mentors = problem.n_pairs, problem.n_mentees, problem.n_mentors
    pair, mentor = st.integers(0, n - 1), st.integers(0, mentors - 1)
    some = st.lists(st.integers(0, mentees - 1), unique=True, min_size=1, max_size=3).map(tuple)
    both = min(mentees, mentors)
    return st.lists(
        st.one_of(
            st.builds(lambda k: Require(pair=k), pair),
            st.builds(lambda k: Forbid(pair=k), pair),
            st.builds(lambda j, load: MinimumLoad(mentor=j, load=load), mentor, st.integers(0, 2)),
            st.builds(lambda j, load: MinimumLoadIfUsed(mentor=j, load=load), mentor, st.integers(0, 3)),
            st.builds(lambda people: KeepApart(mentees=people), some),
            st.builds(lambda people: KeepTogether(mentees=people), some),
            st.builds(
                lambda hours, budget: Hours(hours=hours, budget=budget),
                numbers(0, 4, n), numbers(0, 8, mentors),
            ),
            st.builds(lambda total: Floor(total=total), st.integers(-1, 2)),
            st.builds(
                lambda pairs, least, most: PairCount(pairs=pairs, at_least=least, at_most=least + most),
                st.lists(pair, unique=True), st.integers(0, 1), st.integers(0, 2),
            ),
            st.just(NoMutual(same=tuple((k, k) for k in range(both)))),
            st.builds(
                lambda one, other: Stable(mentee_rank=one, mentor_rank=other),
                numbers(0, 3, n), numbers(0, 3, n),
            ),
        ),
        max_size=4,
    )  # fmt: skip


@given(small_problems(every_rule), st.data())
def test_any_prices_bound_the_best(problem: Problem, data: st.DataObject) -> None:
    every = list(answers(problem))
    assume(every)
    price = st.sampled_from([0, 1, 2, 3, 1000, *np.abs(problem.score).tolist()])
    prices = Prices(
        np.array([data.draw(price) for _ in range(problem.n_mentees)], np.int64),
        np.zeros(problem.n_mentors, np.int64), scale=data.draw(st.integers(1, 3)), sets=True,
        rules=tuple(
            (k, data.draw(st.sampled_from([1, -1])) * data.draw(price))
            for k, rule in enumerate(problem.rules)
            if isinstance(rule, PairCount)
        ),
    )  # fmt: skip
    totals = [(len(chosen), int(problem.score[list(chosen)].sum())) for chosen in every]
    bound, faults = set_bound(problem, "score", prices, {})
    assert not faults
    assert bound >= max(total for _, total in totals)
    filled, _ = data.draw(st.sampled_from(totals))
    fixed = replace(prices, filled=data.draw(st.integers(-5, 5)) * data.draw(price))
    bound, faults = set_bound(problem, "score", fixed, {"matched": filled})
    assert not faults
    assert bound >= max(total for n, total in totals if n == filled)
    counting = replace(prices, points=data.draw(st.integers(0, 3)))
    bound, faults = set_bound(problem, "matched", counting, {})
    assert not faults
    assert bound >= max(n for n, _ in totals)
    _, total = data.draw(st.sampled_from(totals))
    bound, _ = set_bound(problem, "matched", counting, {"score": total})
    assert bound >= max(n for n, of in totals if of == total)
