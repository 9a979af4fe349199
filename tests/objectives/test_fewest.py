"""`fewest`: as few mentors in use as possible, against all subsets and a second solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, eye_array, hstack, vstack

import mentormatch as mm
from helpers.rule_reference import along as rules_along
from helpers.rule_reference import answers, small_problems
from mentormatch.engine.solve import METHODS, solve
from mentormatch.errors import InfeasibleError, ProblemError
from mentormatch.objectives import FEWEST
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import KeepApart, MinimumLoadIfUsed, NoMutual, PairCount

ORDERS = (
    ("matched", "fewest", "score"), ("matched", "fewest"), ("matched", "score", "fewest"),
    ("score", "fewest"),
)  # fmt: skip
by_order = pytest.mark.parametrize("order", ORDERS, ids="-".join)
BOTH = tuple(method for method in METHODS if method != "network")


def reached(problem: Problem, chosen: Iterable[int], order: Sequence[str]) -> tuple[int, ...]:
    """Return the values of pairs, signed so that greater is better."""
    own = list(chosen)
    values = {
        "matched": len(own),
        "score": sum(int(problem.score[k]) for k in own),
        "fewest": -len({int(problem.mentor[k]) for k in own}),
    }
    return tuple(values[name] for name in order)


@by_order
@settings(max_examples=40)
@given(data=st.data())
def test_against_all_subsets(order: Sequence[str], data: st.DataObject) -> None:
    problem = data.draw(
        small_problems(
            lambda p: rules_along(
                p,
                st.integers(1, 3).map(lambda load: MinimumLoadIfUsed(mentor=0, load=load)),
                st.just(KeepApart(mentees=(0, p.n_mentees - 1) if p.n_mentees > 1 else (0,))),
                st.just(NoMutual(same=((0, 0),))),
            )
        )
    )
    expected = max((reached(problem, one, order) for one in answers(problem)), default=None)
    for method in BOTH:
        try:
            found = solve(problem, order, method)
        except InfeasibleError:
            assert expected is None
            continue
        assert found.status is Status.OPTIMAL
        assert found.certificate.proved
        assert reached(problem, found.chosen.tolist(), order) == expected, method


def sessions(seed: int, people: int, mentors: int, load: int) -> Problem:
    """Return people in the plane and sessions that take from `load` to a few, near those who may go."""
    draw = np.random.default_rng(seed)
    far = np.hypot(*(draw.random((2, people, 1)) - draw.random((2, 1, mentors))))
    mentee, mentor = np.nonzero(far < 0.5)
    score = -np.rint(1000 * far[mentee, mentor]).astype(np.int64)
    capacity = draw.integers(load, 3 * load, mentors)
    rules = [MinimumLoadIfUsed(mentor=j, load=load) for j in range(mentors)]
    return Problem(people, mentors, mentee, mentor, score, capacity, 1, rules)


def second_opinion(problem: Problem, load: int) -> tuple[int, int, int]:
    """Return the most served, then the fewest sessions, then the best score: HiGHS, from the definition."""
    n, m, p = problem.n_mentees, problem.n_mentors, problem.n_pairs
    of_mentee = coo_array((np.ones(p), (problem.mentee, np.arange(p))), (n, p))
    of_mentor = coo_array((np.ones(p), (problem.mentor, np.arange(p))), (m, p))
    rows = vstack([
        hstack([of_mentee, coo_array((n, m))]),
        hstack([of_mentor, -problem.capacity * eye_array(m)]),
        hstack([-of_mentor, load * eye_array(m)]),
    ])  # fmt: skip
    limits = [LinearConstraint(rows, ub=np.r_[np.ones(n), np.zeros(2 * m)])]
    found = []
    for cost in (
        np.r_[-np.ones(p), np.zeros(m)], np.r_[np.zeros(p), np.ones(m)], np.r_[-problem.score, np.zeros(m)],
    ):  # fmt: skip
        best = milp(cost, constraints=limits, integrality=1, bounds=Bounds(0, 1), options={"mip_rel_gap": 0})
        assert best.status == 0
        value = round(best.fun)
        found.append(-value)
        limits.append(LinearConstraint(cost, ub=value + 0.5))
    return found[0], found[1], found[2]


@pytest.mark.parametrize("seed", range(3))
def test_against_a_second_solver(seed: int) -> None:
    load = 2 + seed % 3
    problem = sessions(seed, 40, 12, load)
    found = solve(problem, ORDERS[0])
    assert found.status is Status.OPTIMAL
    assert reached(problem, found.chosen.tolist(), ORDERS[0]) == second_opinion(problem, load)


def test_one_session_for_all_although_two_would_be_nearer() -> None:
    problem = Problem(4, 2, [0, 0, 1, 1, 2, 2, 3, 3], [0, 1] * 4, [9, 1, 9, 1, 1, 9, 1, 9], capacity=4)
    found = solve(problem, ("matched", "fewest", "score"))
    assert [(stage.objective, stage.value, stage.bound) for stage in found.stages] == [
        ("matched", 4, 4), ("fewest", 1, 1), ("score", 20, 20),
    ]  # fmt: skip
    assert solve(problem, ("matched", "score", "fewest")).score == 36
    assert found.certificate.proof == "solver"


def test_a_lie_is_found_out() -> None:
    problem = Problem(4, 3, [0, 1, 2, 3, 3], [0, 0, 1, 1, 2], [1] * 5, capacity=2)
    found = solve(problem, ("matched", "fewest"))
    matched, fewest = found.stages
    prices = Prices(np.zeros(4, np.int64), np.zeros(3, np.int64))
    assert (fewest.objective, fewest.value, fewest.bound) == ("fewest", 2, 2)
    for wrong, said in (
        (replace(fewest, value=1, bound=1), "claims fewest of 1; the chosen pairs give 2"),
        (replace(fewest, bound=3), "fewest of 2 is below its bound 3"),
        (replace(fewest, prices=prices), "cannot have prices"),
    ):
        told = certify(problem, found.replace(stages=(matched, wrong)))
        assert not told.proved
        assert any(said in violation for violation in told.violations), told.violations
    told = certify(problem, found.replace(stages=(matched, replace(fewest, bound=1))))
    assert (told.feasible, told.proved, told.gap) == (True, False, 0.5)


def test_what_it_cannot_be_combined_with() -> None:
    problem = Problem(1, 1, [0], [0], [1])
    for order, method, said in (
        (("fewest", "score"), "auto", "needs matched or score before it"),
        (("matched", "fewest", "balance"), "auto", "cannot be combined with balance"),
        (("matched", "fewest", "leximin 3"), "auto", "cannot be combined with balance, worst_off"),
        (("matched", "fewest"), "network", "cannot pursue fewest"),
    ):
        with pytest.raises(ProblemError, match=said):
            solve(problem, order, method)
    with pytest.raises(ProblemError, match="keep_state needs"):
        solve(problem, ("matched", "fewest"), keep_state=True)


def test_without_time_nothing_is_claimed() -> None:
    problem = sessions(1, 300, 60, 4)
    for limit in (1e-9, 0.05, 1.0):
        found = solve(problem, ORDERS[0], time_limit=limit)
        assert certify(problem, found) == found.certificate
        assert (found.status is Status.OPTIMAL) == found.certificate.proved


@by_order
def test_the_same_pairs_for_any_order_of_rows(order: Sequence[str]) -> None:
    problem = sessions(3, 14, 5, 2)
    once = {(int(problem.mentee[k]), int(problem.mentor[k])) for k in solve(problem, order, seed=3).chosen}
    for seed in range(3):
        turned = np.random.default_rng(seed).permutation(problem.n_pairs)
        fields = {name: getattr(problem, name)[turned] for name in ("mentee", "mentor", "score")}
        other = problem.replace(**fields)
        found = solve(other, order, seed=3).chosen
        assert {(int(other.mentee[k]), int(other.mentor[k])) for k in found} == once


def test_with_ceilings() -> None:
    problem = sessions(5, 12, 4, 2)
    least = solve(problem, ORDERS[0]).stages[1].value
    capped = problem.replace(rules=(*problem.rules, PairCount(pairs=problem.pairs_of_mentor(0), at_most=0)))
    found = solve(capped, ORDERS[0])
    assert found.certificate.proved
    assert 0 not in problem.mentor[found.chosen]
    assert found.stages[0].value < 12 or found.stages[1].value >= least


def test_from_a_policy_and_saved(tmp_path) -> None:
    people = mm.People(
        mentees=[mm.Mentee(id=f"e{k}", consent=True) for k in range(6)],
        mentors=[mm.Mentor(id=f"r{k}", consent=True, capacity=4) for k in range(3)],
    )
    matching = mm.match(people, mm.Policy(objective=("matched", "fewest", "score")))
    assert matching.pairs.mentor_id.nunique() == 2
    matching.save(tmp_path / "m.mm")
    again = mm.Matching.load(tmp_path / "m.mm")
    assert again.solution.certificate == matching.solution.certificate
    assert FEWEST.value(again.problem, again.solution.chosen) == 2
