"""`Forbid`: this pair is not chosen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentormatch as mm
from helpers.rule_lookup import ByNumber
from helpers.rule_reference import (
    agrees,
    along,
    checker_agrees,
    numbers,
    small_problems,
    solved,
    violations,
    with_rules,
)
from helpers.small_scheme import small_scheme
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.repair.repair import repair_network
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, PolicyError, ProblemError
from mentormatch.objectives import ORDERS, Order
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import Floor, Forbid, Hours, Keep, MinimumLoad, PairCount, Require, Rule, Stable

PROBLEM = Problem(3, 2, [0, 1, 1, 2], [0, 0, 1, 1], [5, 5, 1, 4], capacity=[2, 2])
BOTH = ("matched", "score")
ALL_METHODS = ("auto", "network", "cpsat")


def network_rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    pair, mentors = st.integers(0, problem.n_pairs - 1), st.integers(0, problem.n_mentors - 1)
    of_mentor = mentors.map(problem.pairs_of_mentor)
    return along(
        problem,
        pair.map(lambda k: Forbid(pair=k)),
        pair.map(lambda k: Keep(pairs=[k])),
        st.builds(lambda j, load: MinimumLoad(mentor=j, load=load), mentors, st.integers(0, 2)),
        st.builds(lambda own, n: PairCount(pairs=own, at_most=n), of_mentor, st.integers(0, 2)),
        most=4,
    )


def other_rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    pair, n = st.integers(0, problem.n_pairs - 1), problem.n_pairs
    return along(
        problem,
        pair.map(lambda k: Forbid(pair=k)),
        pair.map(lambda k: Forbid(pair=k)),
        st.integers(0, 3).map(lambda total: Floor(total=total)),
        st.builds(lambda own: Hours(hours=own, budget=[3] * problem.n_mentors), numbers(0, 3, n)),
        st.builds(lambda own: PairCount(pairs=own, at_least=1), st.lists(pair, unique=True, min_size=1)),
        st.builds(lambda a, b: Stable(mentee_rank=a, mentor_rank=b), numbers(1, 3, n), numbers(1, 3, n)),
        most=4,
    )


def test_trivial() -> None:
    for method in ALL_METHODS:
        assert solved(with_rules(PROBLEM, Forbid(pair=2)), BOTH, method) == (3, 14)


@pytest.mark.parametrize("method", ALL_METHODS)
def test_forced_to_violate(method: str) -> None:
    rules = (Forbid(pair=2), Require(pair=1), Forbid(pair=1))
    problem = with_rules(PROBLEM, *rules)
    with pytest.raises(InfeasibleError) as caught:
        solve(problem, BOTH, method)
    assert caught.value.rules == rules[1:]
    assert caught.value.words[1] == "mentee 1 with mentor 0 is forbidden"
    assert violations(problem, [0, 1, 3]) == ("mentee 1 is with mentor 0, which is forbidden",)


@pytest.mark.parametrize("method", ALL_METHODS)
def test_forced_to_satisfy(method: str) -> None:
    assert solved(with_rules(PROBLEM, Forbid(pair=1)), BOTH, method) == (3, 10)
    assert solved(with_rules(PROBLEM, Forbid(pair=1), Forbid(pair=2)), BOTH, method) == (2, 9)
    assert solved(with_rules(PROBLEM, *(Forbid(pair=k) for k in range(4))), BOTH, method) == (0, 0)


def test_proved_by_prices() -> None:
    certificate = solve(with_rules(PROBLEM, Forbid(pair=0), Forbid(pair=1)), method="network").certificate
    assert certificate is not None
    assert (certificate.proved, certificate.proof) == (True, "prices")


@given(small_problems(network_rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(other_rules))
def test_brute_force_beside_other_rules(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(network_rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(order.names))
@pytest.mark.parametrize("seed", range(5))
def test_same_answer_as_a_problem_without_the_pairs(seed: int, order: Order) -> None:
    draw = np.random.default_rng(seed)
    mentee, mentor = np.nonzero(draw.random((60, 25)) < 0.3)
    # The network compares no totals of several scores.
    demand = draw.integers(0, 2 if order.by_levels else 3, 60)
    score, sizes = draw.integers(0, 5, len(mentee)), (draw.integers(0, 4, 25), demand)
    out = draw.random(len(mentee)) < 0.3
    rules = [Forbid(pair=k) for k in np.flatnonzero(out).tolist()]
    one = solve(Problem(60, 25, mentee, mentor, score, *sizes, rules), order.names, "network", seed=seed)
    other = solve(Problem(60, 25, mentee[~out], mentor[~out], score[~out], *sizes), order.names, seed=seed)
    assert np.array_equal(one.chosen, np.flatnonzero(~out)[other.chosen])
    assert one.certificate is not None
    assert one.certificate.proof == "prices"


def test_a_forbidden_pair_may_be_removed() -> None:
    state = solve(with_rules(PROBLEM, Forbid(pair=1), Forbid(pair=3)), keep_state=True).state
    after = repair_network(state, Delta(removed=[1]))
    assert after.problem().rules == (Forbid(pair=2),)
    assert (after.n_matched, after.score) == (2, 6)


@pytest.mark.parametrize("pair", [-1, 0.5, True, "e1", ("e1",), None])
def test_bad_input(pair: object) -> None:
    with pytest.raises(PolicyError):
        Forbid(pair=pair)


def test_an_unknown_pair() -> None:
    with pytest.raises(ProblemError, match=r"rule 0 \(Forbid\): its pair must be an index in 0\.\.3"):
        with_rules(PROBLEM, Forbid(pair=4))


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "Forbid", "pair": ["e1", "r2"]}])
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == Forbid(pair=12)
    with pytest.raises(PolicyError, match="give the ids of both"):
        Forbid(pair=5).indexed(ByNumber())


def test_people_who_may_not_meet_anyway_and_unknown_people() -> None:
    scheme, freely = small_scheme(), mm.match(small_scheme())
    assert ("e3", "r2") in freely.pair_ids
    matching = mm.match(scheme, Policy(rules=[Forbid(pair=("e2", "r1")), Forbid(pair=("e3", "r2"))]))
    assert matching.problem.rules == (Forbid(pair=matching.problem.rules[0].pair),)
    assert ("e3", "r2") not in matching.pair_ids
    assert not matching.cost_of("e3", "r2").possible
    with pytest.raises(PolicyError, match="there is no mentor 'r9'"):
        mm.match(scheme, Policy(rules=[Forbid(pair=("e1", "r9"))]))
