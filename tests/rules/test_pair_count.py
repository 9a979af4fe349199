"""`PairCount`: at least, or at most, this many of these pairs are chosen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_lookup import ByNumber
from helpers.rule_reference import (
    agrees,
    along,
    checker_agrees,
    small_problems,
    solved,
    violations,
    with_rules,
)
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import PairCount, Rule

PROBLEM = Problem(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [5, 1, 2, 6, 4], capacity=[2, 2])
BOTH = ("matched", "score")


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    pairs = st.lists(st.integers(0, problem.n_pairs - 1), unique=True, max_size=5)
    counts = st.integers(0, 3)
    return along(
        problem,
        st.builds(lambda p, n: PairCount(pairs=p, at_least=n), pairs, counts),
        st.builds(lambda p, n: PairCount(pairs=p, at_most=n), pairs, counts),
        st.builds(lambda p, n, m: PairCount(pairs=p, at_least=n, at_most=n + m), pairs, counts, counts),
    )


def test_trivial() -> None:
    for rule in (PairCount(pairs=[0, 3, 4], at_least=3, at_most=3), PairCount(pairs=[], at_most=0)):
        assert solved(with_rules(PROBLEM, rule), BOTH, "auto") == (3, 15)


@pytest.mark.parametrize("least", [3, 4, 2**80])
def test_forced_to_violate(least: int) -> None:
    problem = with_rules(PROBLEM, PairCount(pairs=[0, 2, 1], at_least=least))
    assert solved(problem, BOTH, "auto") is solved(problem, BOTH, "cpsat") is None
    said = f"1 of 3 pairs are chosen; at least {least} required"
    assert violations(problem, [0, 3, 4]) == (said,)


def test_rules_that_contradict_each_other() -> None:
    problem = with_rules(
        PROBLEM,
        PairCount(pairs=[0, 1], at_least=1),
        PairCount(pairs=[2, 3, 4], at_most=1),
        PairCount(pairs=range(5), at_least=3),
    )
    assert solved(problem, BOTH, "auto") is None
    assert violations(problem, [0, 3, 4]) == ("2 of 3 pairs are chosen; at most 1 allowed",)


def test_forced_to_satisfy() -> None:
    assert solved(with_rules(PROBLEM, PairCount(pairs=[1, 2], at_least=2)), BOTH, "auto") == (3, 7)
    assert solved(with_rules(PROBLEM, PairCount(pairs=[0, 3, 4], at_most=1)), BOTH, "auto") == (3, 7)


@given(small_problems(rules))
def test_brute_force(problem: Problem) -> None:
    agrees(problem)


@given(small_problems(rules))
def test_the_checker(problem: Problem) -> None:
    checker_agrees(problem)


@pytest.mark.parametrize(
    "given",
    [
        {"pairs": [0, 1]},
        {"pairs": [0, 1], "at_least": 2, "at_most": 1},
        {"pairs": [0, 0], "at_least": 1},
        {"pairs": [0, -1], "at_least": 1},
        {"pairs": [0, 0.5], "at_least": 1},
        {"pairs": [True], "at_least": 1},
        {"pairs": [["e1", "r1"], ["e1", "r1"]], "at_least": 1},
        {"pairs": [["e1", "r1"], 3], "at_least": 1},
        {"pairs": [["e1", "r1", "r2"]], "at_least": 1},
        {"pairs": [0], "at_least": -1},
        {"pairs": "all", "at_least": 1},
    ],
)
def test_bad_input(given: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        PairCount(**given)


def test_unknown_pairs() -> None:
    with pytest.raises(
        ProblemError, match=r"in 0\.\.4; it holds 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 and 5 more"
    ):
        with_rules(PROBLEM, PairCount(pairs=range(20), at_least=0))
    with pytest.raises(ProblemError, match=r"rule 0 \(PairCount\): its pair must be an index"):
        with_rules(PROBLEM, PairCount(pairs=[("e1", "r1")], at_least=0))


def test_arrays_are_copied_and_compared_by_what_they_hold() -> None:
    mine = np.array([3, 1])
    rule = PairCount(pairs=mine, at_most=1)
    mine[0] = 0
    assert rule == PairCount(pairs=[3, 1], at_most=1) != PairCount(pairs=[0, 1], at_most=1)
    assert len({rule, PairCount(pairs=(3, 1), at_most=1), PairCount(pairs=[3, 1], at_most=2)}) == 2
    with pytest.raises(ValueError, match="read-only"):
        rule.pairs[0] = 2


def test_in_a_policy() -> None:
    policy = Policy(rules=[{"rule": "PairCount", "pairs": [["e2", "r1"], ["e0", "r3"]], "at_most": 1}])
    assert policy.rules == (PairCount(pairs=[("e2", "r1"), ("e0", "r3")], at_most=1),)
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert policy.rules[0].indexed(ByNumber()) == PairCount(pairs=[21, 3], at_most=1)
    indices = Policy(rules=[PairCount(pairs=[3, 1], at_least=0)])
    assert Policy.model_validate_json(indices.model_dump_json()) == indices


class TestTwoWhoMayNotMeet:
    """A ceiling may name them, since a pair that is never made keeps it; a floor may not."""

    def lookup(self) -> ByNumber:
        class Some(ByNumber):
            def find(self, mentee: int, mentor: int) -> int | None:
                return None if mentor == 2 else super().find(mentee, mentor)

            def pair(self, mentee_id: str, mentor_id: str) -> int:
                if self.mentor(mentor_id) == 2:
                    raise PolicyError(["they may not meet"])
                return super().pair(mentee_id, mentor_id)

        return Some()

    def test_in_a_ceiling(self) -> None:
        rule = PairCount(pairs=(("e1", "r1"), ("e1", "r2")), at_most=1).indexed(self.lookup())
        assert np.asarray(rule.pairs).tolist() == [11]

    @pytest.mark.parametrize("most", [None, 1])
    def test_in_a_floor(self, most: int | None) -> None:
        rule = PairCount(pairs=(("e1", "r1"), ("e1", "r2")), at_least=1, at_most=most)
        with pytest.raises(PolicyError, match="may not meet"):
            rule.indexed(self.lookup())
