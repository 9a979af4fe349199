"""The checker: it accepts right answers, and rejects every kind of false claim."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from helpers.reference import HUGE, as_row, best, keeps_all, problems, subsets, values
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Certificate, Prices, Solution, Stage, Status
from mentormatch.proof.certificate import certify
from mentormatch.proof.prices import price_bound
from mentormatch.rules import KeepApart, MinimumLoad, NoMutual, PairCount, Require

BEYOND = 10**30
"""A bound that needs no prices."""

NONE = np.zeros(0, np.int64)

PROBLEM = Problem(3, 2, [0, 0, 1, 2], [0, 1, 1, 1], [9, 4, 7, 5], capacity=[1, 2], demand=1)
BEST = [0, 2, 3]
"""Every mentee has a mentor; the score is 21."""


def prices(mentee: ArrayLike, mentor: ArrayLike, filled: int = 0, scale: int = 1) -> Prices:
    return Prices(np.asarray(mentee), np.asarray(mentor), filled, scale)


PROOF = prices([9, 7, 5], [0, 0])
"""Their sum is 21, and no pair is worth more than its two prices."""


def claim(
    problem: Problem,
    chosen: ArrayLike,
    stages: Sequence[Stage] = (),
    status: Status = Status.FEASIBLE,
    **wrong: Any,
) -> Solution:
    """Return a solution with true claims about its pairs, except those in `wrong`."""
    pairs = np.asarray(chosen, dtype=np.int64) if isinstance(chosen, list) else np.asarray(chosen)
    truth = {"n_matched": len(pairs), "score": int(problem.score[pairs.astype(np.int64)].sum())}
    return Solution(Answer(pairs, **truth | wrong, stages=tuple(stages)), status)


def check(chosen: ArrayLike, *stages: Stage, problem: Problem = PROBLEM, **wrong: Any) -> Certificate:
    return certify(problem, claim(problem, chosen, stages, **wrong))


def refused(certificate: Certificate, said: str) -> None:
    """Assert that the certificate refuses, for one reason and with this message."""
    assert not certificate.feasible
    assert not certificate.proved
    assert certificate.proof == "none"
    assert len(certificate.violations) == 1, certificate.violations
    assert said in certificate.violations[0]


class TestRightAnswers:
    def test_pairs_without_a_bound(self) -> None:
        found = check(BEST)
        assert (found.feasible, found.violations, found.n_matched, found.score) == (True, (), 3, 21)
        assert (found.bound, found.gap, found.proved, found.proof) == (None, None, False, "none")

    def test_prices_prove_both_stages(self) -> None:
        stages = [Stage("matched", 3, 3, prices([1, 1, 1], [0, 0])), Stage("score", 21, 21, PROOF)]
        found = check(BEST, *stages, status=Status.OPTIMAL)
        assert (found.feasible, found.violations) == (True, ())
        assert (found.bound, found.gap, found.proved, found.proof) == (21, 0.0, True, "prices")

    def test_prices_prove_the_score_alone(self) -> None:
        assert check(BEST, Stage("score", 21, 21, PROOF)).proof == "prices"

    def test_one_stage_claimed_by_the_solver(self) -> None:
        found = check(BEST, Stage("matched", 3, 3), Stage("score", 21, 21, PROOF))
        assert (found.proved, found.proof) == (True, "solver")

    def test_an_answer_short_of_its_bound(self) -> None:
        found = check([0, 2], Stage("score", 16, 21, PROOF))
        assert (found.feasible, found.proved, found.proof) == (True, False, "none")
        assert (found.bound, found.gap) == (21, 5 / 16)

    def test_the_gap_is_that_of_the_first_open_stage(self) -> None:
        stages = [Stage("matched", 2, 3, prices([1, 1, 1], [0, 0])), Stage("score", 16, 16)]
        found = check([0, 2], *stages)
        assert (found.gap, found.proved, found.proof) == (1 / 2, False, "none")

    def test_a_stage_open_behind_a_closed_one(self) -> None:
        found = check(BEST, Stage("matched", 3, 3), Stage("score", 21, 42))
        assert (found.gap, found.proved, found.proof) == (1.0, False, "none")

    def test_prices_may_prove_more_than_is_claimed(self) -> None:
        found = check(BEST, Stage("score", 21, 1000, PROOF))
        assert (found.bound, found.proved, found.proof) == (21, True, "prices")

    def test_nothing_chosen(self) -> None:
        found = check([], Stage("matched", 0, 3, prices([1, 1, 1], [0, 0])))
        assert (found.feasible, found.n_matched, found.score) == (True, 0, 0)
        assert (found.gap, found.proved) == (3.0, False)

    def test_no_answer_in_time(self) -> None:
        found = check([], status=Status.UNKNOWN)
        assert (found.feasible, found.proved, found.bound) == (True, False, None)

    def test_no_people(self) -> None:
        nobody = Problem(0, 0, [], [], [])
        found = check([], Stage("score", 0, 0, Prices(NONE, NONE)), problem=nobody)
        assert (found.feasible, found.proved, found.proof) == (True, True, "prices")

    def test_a_price_of_filled_demand(self) -> None:
        # A capacity of 1 and two pairs with negative scores: it is filled, as `matched` comes first.
        loss = Problem(2, 1, [0, 1], [0, 0], [-3, -8])
        stages = [
            Stage("matched", 1, 1, prices([0, 0], [1])),
            Stage("score", -3, -3, prices([0, 0], [97], filled=100)),
        ]
        found = check([0], *stages, problem=loss)
        assert (found.bound, found.proved, found.proof) == (-3, True, "prices")

    def test_a_scaled_bound_is_rounded_down(self) -> None:
        found = check(BEST, Stage("score", 21, 21, prices([18, 14, 11], [0, 0], scale=2)))
        assert (found.bound, found.proved) == (21, True)
        negative = Problem(1, 1, [0], [0], [-5], rules=[Require(pair=0)])
        found = check([0], Stage("score", -5, 0, prices([0], [0], scale=2)), problem=negative)
        assert (found.bound, found.proved) == (-5, True)
        assert price_bound(negative, "score", prices([0], [0], scale=7), None) == (-5, [])

    def test_a_negative_price_where_there_is_a_minimum_load(self) -> None:
        loss = Problem(1, 1, [0], [0], [-5], rules=[MinimumLoad(mentor=0, load=1)])
        found = check([0], Stage("score", -5, -5, prices([0], [-5])), problem=loss)
        assert (found.bound, found.proved) == (-5, True)

    def test_huge_totals_are_added_exactly(self) -> None:
        n = 40
        score = np.full(n, 2**56 - 1)
        many = Problem(n, n, range(n), range(n), score)
        total = n * (2**56 - 1)
        found = check(
            list(range(n)), Stage("score", total, total, prices(score, np.zeros(n, int))), problem=many
        )
        assert (found.score, found.bound, found.proved) == (total, total, True)


class TestRules:
    """Each rule three ways: trivially kept, broken, and kept on purpose."""

    @pytest.mark.parametrize(
        ("rule", "chosen"),
        [
            (MinimumLoad(mentor=0, load=0), []),
            (NoMutual(same=()), BEST),
            (NoMutual(same=((0, 0),)), BEST),
            (NoMutual(same=((1, 1), (2, 0))), BEST),
        ],
    )
    def test_trivial(self, rule: object, chosen: list[int]) -> None:
        assert check(chosen, problem=PROBLEM.replace(rules=[rule])).feasible

    @pytest.mark.parametrize(
        ("rule", "chosen", "said"),
        [
            (Require(pair=1), BEST, "mentee 0 is not with mentor 1, which is required"),
            (Require(pair=3), [0, 2], "mentee 2 is not with mentor 1, which is required"),
            (MinimumLoad(mentor=1, load=2), [0, 2], "mentor 1 has 1 mentee; at least 2 required"),
            (MinimumLoad(mentor=0, load=1), [], "mentor 0 has 0 mentees; at least 1 required"),
            (MinimumLoad(mentor=0, load=2), BEST, "mentor 0 has 1 mentee; at least 2 required"),
        ],
    )
    def test_broken(self, rule: object, chosen: list[int], said: str) -> None:
        refused(check(chosen, problem=PROBLEM.replace(rules=[rule])), said)

    @pytest.mark.parametrize(
        ("rule", "chosen"),
        [
            (Require(pair=1), [1, 2]),
            (Require(pair=3), [3]),
            (MinimumLoad(mentor=1, load=2), BEST),
            (MinimumLoad(mentor=0, load=1), [0]),
        ],
    )
    def test_kept(self, rule: object, chosen: list[int]) -> None:
        assert check(chosen, problem=PROBLEM.replace(rules=[rule])).feasible

    def test_two_who_mentor_each_other(self) -> None:
        # Person a is mentee 0 and mentor 1; person b is mentee 2 and mentor 0.
        both = Problem(3, 2, [0, 2, 0, 2], [0, 1, 1, 0], [1, 1, 1, 1], capacity=2, demand=2)
        both = both.replace(rules=[NoMutual(same=((0, 1), (2, 0)))])
        refused(check([0, 1], problem=both), "mentee 0 and mentor 0 mentor each other")
        assert check([0], problem=both).feasible
        assert check([1], problem=both).feasible
        assert check([0, 2], problem=both).feasible
        # A person who mentors themself does not break a rule about two people.
        assert check([2, 3], problem=both).feasible

    def test_every_broken_rule_is_named(self) -> None:
        rules = [Require(pair=1), MinimumLoad(mentor=1, load=2), Require(pair=3)]
        named = PROBLEM.replace(rules=rules, mentee_ids=["e1", "e2", "e3"], mentor_ids=["r1", "r2"])
        assert check([0], problem=named).violations == (
            "mentee e1 is not with mentor r2, which is required",
            "mentor r2 has 0 mentees; at least 2 required",
            "mentee e3 is not with mentor r2, which is required",
        )


class TestLoads:
    def test_too_many_mentors(self) -> None:
        refused(check([0, 1]), "mentee 0 has 2 mentors; the demand is 1")

    def test_a_mentor_for_a_mentee_without_demand(self) -> None:
        refused(
            check([2], problem=PROBLEM.replace(demand=[1, 0, 1])), "mentee 1 has 1 mentor; the demand is 0"
        )

    def test_too_many_mentees(self) -> None:
        refused(check([1, 2, 3]), "mentor 1 has 3 mentees; the capacity is 2")

    def test_a_mentee_for_a_mentor_without_capacity(self) -> None:
        refused(
            check([0], problem=PROBLEM.replace(capacity=[0, 2])), "mentor 0 has 1 mentee; the capacity is 0"
        )

    def test_ten_people_of_each_side_are_named(self) -> None:
        n = 25
        crowd = Problem(n, n, range(n), range(n), [1] * n, capacity=0, demand=0)
        found = check(list(range(n)), problem=crowd).violations
        assert found[:2] == (
            "mentee 0 has 1 mentor; the demand is 0",
            "mentee 1 has 1 mentor; the demand is 0",
        )
        assert found[10:] == tuple(f"mentor {j} has 1 mentee; the capacity is 0" for j in range(10))


class TestMalformed:
    @pytest.mark.parametrize(
        "chosen",
        [
            [0, 0],
            [2, 0],
            [-1],
            [-1, 0],
            [4],
            [0, 4],
            np.array([0, 2, 1]),
            np.array([2, 0, 2], np.uint64),
            np.array([2000, 0], np.uint64),
            np.array([3, 2], np.uint8),
            np.array([0, 100, -100], np.int8),
            np.array([0, 2**63 - 1, -(2**63) + 5]),
        ],
        ids=str,
    )
    def test_indices(self, chosen: ArrayLike) -> None:
        pairs = np.asarray(chosen)
        found = certify(PROBLEM, Solution(Answer(pairs, len(pairs), 0), Status.FEASIBLE))
        refused(found, "chosen must be ascending, without repetition, within 0..3")
        assert (found.n_matched, found.score, found.bound, found.gap) == (0, 0, None, None)

    @pytest.mark.parametrize(
        "chosen",
        [[[0, 2]], [0.0, 2.0], [True, False, True, True], ["0"], np.int64(0), [None]],
        ids=str,
    )
    def test_arrays(self, chosen: ArrayLike) -> None:
        found = certify(PROBLEM, Solution(Answer(np.asarray(chosen), 1, 9), Status.FEASIBLE))
        refused(found, "chosen must be a one-dimensional array of whole numbers")

    @pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64])
    def test_any_width_serves(self, dtype: type) -> None:
        assert check(np.array(BEST, dtype)).feasible


class TestFalseClaims:
    def test_number_matched(self) -> None:
        refused(check(BEST, n_matched=4), "claims a filled demand of 4; the chosen pairs fill 3")

    @pytest.mark.parametrize("score", [20, 22, 0, -21, 21.5])
    def test_score(self, score: float) -> None:
        refused(check(BEST, score=score), f"claims a score of {score}; the chosen pairs score 21")

    def test_a_huge_score_is_off_by_one(self) -> None:
        huge = PROBLEM.replace(score=[HUGE, 1, HUGE, HUGE - 1])
        assert check(BEST, problem=huge).feasible
        refused(check(BEST, problem=huge, score=3 * HUGE), f"claims a score of {3 * HUGE}")

    @pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN])
    def test_a_status_without_pairs_for_an_answer_with_pairs(self, status: Status) -> None:
        refused(check(BEST, status=status), f"claims status {status}, but has 3 chosen pairs")

    @pytest.mark.parametrize(
        ("stage", "said"),
        [
            (Stage("matched", 4, 4), "claims matched of 4; the chosen pairs give 3"),
            (Stage("score", 22, 22), "claims score of 22; the chosen pairs give 21"),
            (Stage("score", 20, 21), "claims score of 20; the chosen pairs give 21"),
            (Stage("score", 20, 25, PROOF), "claims score of 20; the chosen pairs give 21"),
            (Stage("happiness", 3, 3), "unknown objective happiness"),
        ],
    )
    def test_value_of_a_stage(self, stage: Stage, said: str) -> None:
        refused(check(BEST, stage), said)

    @pytest.mark.parametrize("bound", [20, 0, -1])
    def test_a_bound_below_the_value(self, bound: int) -> None:
        refused(check(BEST, Stage("score", 21, bound)), f"score of 21 is above its bound {bound}")

    def test_a_bound_below_the_value_in_the_first_stage(self) -> None:
        stages = [Stage("matched", 3, 2), Stage("score", 21, 21, PROOF)]
        refused(check(BEST, *stages), "matched of 3 is above its bound 2")

    def test_prices_that_prove_less_than_is_claimed(self) -> None:
        weak = prices([9, 7, 5], [1, 0])
        refused(
            check(BEST, Stage("score", 21, 21, weak)),
            "claims that score cannot exceed 21; the prices prove only 22",
        )
        assert not check(BEST, Stage("score", 21, 22, weak)).proved
        assert check(BEST, Stage("score", 21, 22, weak)).feasible

    def test_prices_that_leave_a_pair_above_them(self) -> None:
        weak = prices([9, 7, 4], [0, 0])
        assert price_bound(PROBLEM, "score", weak, None) == (21, [])
        weaker = prices([3, 7, 5], [0, 0])
        # Both pairs of mentee 0 now exceed their prices, by 6 and by 1.
        assert price_bound(PROBLEM, "score", weaker, None) == (22, [])
        refused(check(BEST, Stage("score", 21, 21, weaker)), "the prices prove only 22")

    def test_no_prices_at_all(self) -> None:
        nothing = prices([0, 0, 0], [0, 0])
        refused(check(BEST, Stage("score", 21, 21, nothing)), "the prices prove only 25")

    def test_prices_of_the_score_do_not_prove_the_number_matched(self) -> None:
        refused(check(BEST, Stage("matched", 3, 3, PROOF)), "the prices prove only 21")

    def test_a_price_of_filled_demand_counts_against_the_filled_demand(self) -> None:
        # With a filled demand of 2 instead of 3, the same prices prove 21 + 100.
        stages = [Stage("matched", 2, 2), Stage("score", 16, 16, prices([109, 107, 105], [0, 0], filled=100))]
        refused(check([0, 2], *stages), "the prices prove only 121")

    @pytest.mark.parametrize(
        ("filled", "fixed", "bound"),
        [(0, None, 25), (5, 3, 45 - 15), (5, 2, 45 - 10), (-5, 3, 6 + 15), (-100, 0, 0)],
    )
    def test_without_prices_every_pair_counts_what_filled_demand_adds(
        self, filled: int, fixed: int | None, bound: int
    ) -> None:
        nothing = prices([0, 0, 0], [0, 0], filled=filled)
        assert price_bound(PROBLEM, "score", nothing, fixed) == (bound, [])

    def test_several_lies_are_all_named(self) -> None:
        found = check([0, 1], Stage("score", 14, 12), n_matched=1, score=14)
        assert found.violations == (
            "mentee 0 has 2 mentors; the demand is 1",
            "claims a filled demand of 1; the chosen pairs fill 2",
            "claims a score of 14; the chosen pairs score 13",
            "claims score of 14; the chosen pairs give 13",
            "score of 13 is above its bound 12",
        )


WHOLE = np.array([9, 7, 5])
FORGED = [
    (prices([-1, 16, 6], [0, 0]), "negative price of mentee 0"),
    (prices([9, 7, 5], [0, -1]), "negative price of mentor 1"),
    (prices([9, 7], [0, 0]), "prices have the wrong shape"),
    (prices([9, 7, 5], [0]), "prices have the wrong shape"),
    (prices([9, 7, 5, 0], [0, 0]), "prices have the wrong shape"),
    (prices(21, 0), "prices have the wrong shape"),
    (prices([[9], [7], [5]], [[0], [0]]), "prices have the wrong shape"),
    (prices([9.0, 7.0, 5.0], [0, 0]), "prices are not whole numbers"),
    (prices([9, 7, 5], [0.0, float("nan")]), "prices are not whole numbers"),
    (prices([9, 7, 5], [float("-inf"), 0]), "prices are not whole numbers"),
    (prices([True, True, True], [False, False]), "prices are not whole numbers"),
    (prices(["9", "7", "5"], [0, 0]), "prices are not whole numbers"),
    (prices(WHOLE.astype(object), [0, 0]), "prices are not whole numbers"),
    (prices(WHOLE.astype(np.uint64), [0, 0]), "prices are not whole numbers"),
    (prices([9, 2**60, 5], [0, 0]), "prices are too large to add up exactly"),
    (prices([9, 7, 5], [2**63 - 1, 0]), "prices are too large to add up exactly"),
    (prices([9, 7, 5], [-(2**63), 0]), "prices are too large to add up exactly"),
    (prices([9, 7, 5], [0, 0], scale=2**60), "prices are too large to add up exactly"),
    (prices([9, 7, 5], [0, 0], filled=2**60), "prices are too large to add up exactly"),
    (prices([9, 7, 5], [0, 0], filled=-(2**63)), "prices are too large to add up exactly"),
    (prices([9, 7, 5], [0, 0], scale=0), "prices have a scale of 0; expected at least 1"),
    (prices([9, 7, 5], [0, 0], scale=-1), "prices have a scale of -1; expected at least 1"),
    (prices([9, 7, 5], [0, 0], scale=1.5), "not whole"),
    (prices([9, 7, 5], [0, 0], scale=float("nan")), "not whole"),
    (prices([9, 7, 5], [0, 0], filled=7), "filled demand has a price, but no earlier stage fixed it"),
    (prices([9, 7, 5], [0, 0], filled=-7), "filled demand has a price, but no earlier stage fixed it"),
]


@pytest.mark.parametrize(("forged", "said"), FORGED)
def test_forged_prices(forged: Prices, said: str) -> None:
    found = check(BEST, Stage("score", 21, 21, forged))
    assert not found.feasible
    assert not found.proved
    assert any(said in violation for violation in found.violations), found.violations


def test_forged_prices_are_not_believed_for_a_bound() -> None:
    for forged, _ in FORGED:
        bound, faults = price_bound(PROBLEM, "score", forged, None)
        assert bound is None
        assert faults


@pytest.mark.parametrize("filled", [0.5, float("nan"), float("inf")])
def test_a_forged_price_of_filled_demand(filled: float) -> None:
    stages = [Stage("matched", 3, 3), Stage("score", 21, 21, prices([9, 7, 5], [0, 0], filled=filled))]
    found = check(BEST, *stages)
    assert not found.feasible
    assert not found.proved
    assert "prices" in found.violations[0]


def test_a_scale_is_too_large_for_huge_scores_alone() -> None:
    huge = PROBLEM.replace(score=[HUGE, 1, HUGE, HUGE - 1])
    scaled = prices([2**10] * 3, [0, 0], scale=2**10)
    assert price_bound(huge, "matched", scaled, None) == (3, [])
    assert price_bound(huge, "score", scaled, None) == (None, ["prices are too large to add up exactly"])


def test_a_minimum_load_of_nothing_allows_no_negative_price() -> None:
    idle = PROBLEM.replace(rules=[MinimumLoad(mentor=1, load=0)])
    found = check(BEST, Stage("score", 21, 21, prices([9, 7, 5], [0, -1])), problem=idle)
    refused(found, "negative price of mentor 1")


def test_only_an_earlier_stage_fixes_the_number_filled() -> None:
    stages = [Stage("score", 21, 21, prices([9, 7, 5], [0, 0], filled=7)), Stage("matched", 3, 3)]
    refused(check(BEST, *stages), "filled demand has a price, but no earlier stage fixed it")


def test_nothing_given_is_changed() -> None:
    solution = claim(PROBLEM, BEST, [Stage("score", 21, 30, prices([9, 7, 5], [0, 0]))])
    arrays = [solution.chosen, solution.stages[0].prices.mentee, solution.stages[0].prices.mentor]
    before = [array.tobytes() for array in arrays]
    certify(PROBLEM, solution)
    assert [array.tobytes() for array in arrays] == before
    assert solution.certificate is None


@given(problems(), st.data())
def test_agrees_with_the_definitions_on_what_is_feasible(problem: Problem, data: st.DataObject) -> None:
    kept = subsets(problem)
    any_pairs = st.lists(st.booleans(), min_size=problem.n_pairs, max_size=problem.n_pairs)
    choices = [any_pairs, st.sampled_from(kept.tolist())] if len(kept) else [any_pairs]
    chosen = np.flatnonzero(data.draw(st.one_of(choices)))
    found = certify(problem, claim(problem, chosen))
    assert found.feasible == keeps_all(problem, chosen), found.violations
    assert found.feasible == (not found.violations)
    assert (found.n_matched, found.score) == values(problem, as_row(problem, chosen), ("matched", "score"))[0]


@given(problems(), st.integers(-2, 2), st.integers(-2, 2), st.data())
def test_a_claim_that_is_off_is_refused(
    problem: Problem, matched_off: int, score_off: int, data: st.DataObject
) -> None:
    kept = subsets(problem)
    assume(len(kept) and (matched_off or score_off))
    chosen = np.flatnonzero(data.draw(st.sampled_from(kept.tolist())))
    right = claim(problem, chosen)
    wrong = right.replace(n_matched=right.n_matched + matched_off, score=right.score + score_off)
    assert certify(problem, right).feasible
    assert len(certify(problem, wrong).violations) == (matched_off != 0) + (score_off != 0)


@st.composite
def any_prices(draw: st.DrawFn, problem: Problem, with_filled: bool) -> Prices:
    """Draw valid prices, near the scores or anywhere."""
    near = sorted({0, 1, *np.abs(problem.score).tolist()})
    price = draw(
        st.sampled_from([st.just(0), st.sampled_from(near), st.integers(0, 10), st.integers(0, 2 * HUGE)])
    )
    mentee = draw(st.lists(price, min_size=problem.n_mentees, max_size=problem.n_mentees))
    mentor = draw(st.lists(price, min_size=problem.n_mentors, max_size=problem.n_mentors))
    floors = {r.mentor for r in problem.rules if isinstance(r, MinimumLoad) and r.load > 0}
    mentor = [-p if j in floors and draw(st.booleans()) else p for j, p in enumerate(mentor)]
    filled = draw(st.sampled_from([0, 1, -1, 5, -5, *near])) if with_filled else 0
    scale = draw(st.sampled_from([1, 1, 2, 3, 7]))
    return Prices(np.array(mentee, np.int64), np.array(mentor, np.int64), filled, scale)


@given(problems(), st.sampled_from(["matched", "score"]), st.data())
def test_any_prices_bound_the_best(problem: Problem, objective: str, data: st.DataObject) -> None:
    found = data.draw(any_prices(problem, with_filled=False))
    reached = best(problem, (objective,))
    bound, faults = price_bound(problem, objective, found, None)
    assert not faults
    assert reached is None or bound >= reached[0]


@given(problems(), st.data())
def test_any_prices_bound_the_best_with_the_number_filled_fixed(
    problem: Problem, data: st.DataObject
) -> None:
    kept = subsets(problem)
    assume(len(kept))
    chosen = np.flatnonzero(data.draw(st.sampled_from(kept.tolist())))
    found = data.draw(any_prices(problem, with_filled=True))
    as_good = max(values(problem, kept[kept.sum(axis=1) == len(chosen)], ("score",)))[0]
    stages = [
        Stage("matched", len(chosen), BEYOND),
        Stage("score", claim(problem, chosen).score, BEYOND, found),
    ]
    certificate = certify(problem, claim(problem, chosen, stages))
    assert certificate.feasible
    assert certificate.bound != BEYOND
    assert certificate.bound >= as_good
    below = [stages[0], replace(stages[1], bound=certificate.bound - 1)]
    assert not certify(problem, claim(problem, chosen, below)).feasible


class TestPricesOfRules:
    # Of mentees 0 and 1 at most one has a mentor: the best is 9 + 5.
    RULES = (
        PairCount(pairs=[0, 1, 2], at_most=1),
        PairCount(pairs=[3], at_least=0),
        KeepApart(mentees=(0, 1)),
    )
    PROBLEM = PROBLEM.replace(rules=RULES)
    BEST = (0, 3)

    def proof(self, rules: Any, mentee: ArrayLike = (0, 0, 5)) -> Prices:
        return Prices(np.array(mentee), np.array([0, 0]), rules=rules)

    def check(self, rules: Any, mentee: ArrayLike = (0, 0, 5), bound: int = 14) -> Certificate:
        stage = Stage("score", 14, bound, self.proof(rules, mentee))
        return check(list(self.BEST), stage, problem=self.PROBLEM)

    def test_a_price_proves(self) -> None:
        found = self.check(((0, 9),))
        assert found.proved
        assert found.proof == "prices"

    def test_without_it_nothing_is_proved(self) -> None:
        refused(self.check((), (9, 7, 5)), "the prices prove only 21")

    def test_a_price_too_low_or_too_high_proves_less(self) -> None:
        refused(self.check(((0, 6),)), "the prices prove only 15")
        refused(self.check(((0, 10),)), "the prices prove only 15")

    def test_prices_of_one_rule_add_up(self) -> None:
        assert self.check(((0, 4), (0, 5))).proved

    def test_a_price_counts_once_for_each_pair_that_may_be_chosen(self) -> None:
        rules = (PairCount(pairs=[0, 1, 2], at_most=3),)
        bound, _ = price_bound(PROBLEM.replace(rules=rules), "score", self.proof(((0, 9),)), None)
        assert bound == 27 + 5

    def test_a_required_pair_counts_as_it_is(self) -> None:
        rules = (PairCount(pairs=[0, 1, 2], at_most=1), Require(pair=2))
        bound, _ = price_bound(PROBLEM.replace(rules=rules), "score", self.proof(((0, 9),)), None)
        assert bound == 9 + 5 - 2

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            (((0, -1),), "negative price of rule 0"),
            (((1, 1),), "not a PairCount with at_most"),
            (((2, 1),), "not a PairCount with at_most"),
            (((3, 1),), "not a PairCount with at_most"),
            (((-3, 9),), "not a PairCount with at_most"),
            (((0, 2**60),), "too large"),
            (((0, 2**59), (0, 2**59)), "too large"),
            (((0, 10**40),), "too large"),
            (((0, 9.0),), "not pairs of whole numbers"),
            (((0,),), "not pairs of whole numbers"),
            (((0, 9, 9),), "not pairs of whole numbers"),
            ([(0, 9)], "not pairs of whole numbers"),
            ((9,), "not pairs of whole numbers"),
            (None, "not pairs of whole numbers"),
        ],
    )
    def test_malformed(self, rules: Any, said: str) -> None:
        refused(self.check(rules), said)

    @given(problems(), st.sampled_from(["matched", "score"]), st.data())
    def test_any_prices_bound_the_best(self, problem: Problem, objective: str, data: st.DataObject) -> None:
        pairs = st.lists(st.integers(0, problem.n_pairs - 1), unique=True) if problem.n_pairs else st.just([])
        ceilings = [
            PairCount(pairs=data.draw(pairs), at_most=data.draw(st.integers(0, 3)))
            for _ in range(data.draw(st.integers(0, 3)))
        ]
        rows = subsets(problem)
        for rule in ceilings:
            rows = rows[rows[:, rule.pairs].sum(axis=1) <= rule.at_most]
        found = data.draw(any_prices(problem, with_filled=False))
        price = st.integers(0, int(np.abs(problem.score).max(initial=1)))
        priced = tuple((len(problem.rules) + k, data.draw(price)) for k in range(len(ceilings)))
        capped = problem.replace(rules=[*problem.rules, *ceilings])
        bound, faults = price_bound(capped, objective, replace(found, rules=priced), None)
        assert not faults
        assert all(bound >= value for (value,) in values(problem, rows, (objective,)))
