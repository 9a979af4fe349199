"""`solve` against brute force, with degenerate cases, contradictions and wrong arguments."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reference import (
    HUGE,
    MODEST,
    as_row,
    best,
    contradict,
    keeps_all,
    problems,
    values,
)
from helpers.solving import BOTH, EVERY_RULE, NETWORK, by_method, by_objective, reached, scheme
from mentormatch.engine.solve import solve
from mentormatch.errors import ArgumentError, InfeasibleError, ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import MinimumLoad, NoMutual, Require


def agrees_with_brute_force(problem: Problem, objective: Sequence[str], method: str) -> Solution | None:
    expected = best(problem, objective)
    if expected is None:
        with pytest.raises(InfeasibleError) as caught:
            solve(problem, objective, method)
        explains(caught.value, problem)
        return None
    solution = solve(problem, objective, method)
    assert solution.status is Status.OPTIMAL
    assert keeps_all(problem, solution.chosen)
    assert values(problem, as_row(problem, solution.chosen), objective) == [expected]
    assert tuple(stage.objective for stage in solution.stages) == tuple(objective)
    assert tuple(stage.value for stage in solution.stages) == expected
    assert tuple(stage.bound for stage in solution.stages) == expected
    assert solution.gap == 0.0
    assert not solution.interrupted
    assert solution.certificate == certify(problem, solution)
    assert solution.certificate.proved
    return solution


def explains(error: InfeasibleError, problem: Problem) -> None:
    """Assert that the error names rules that contradict each other, with none to spare."""
    assert all(any(rule is given_rule for given_rule in problem.rules) for rule in error.rules)
    assert contradict(problem, error.rules)
    for position in range(len(error.rules)):
        spared = [*error.rules[:position], *error.rules[position + 1 :]]
        assert not contradict(problem, spared), f"{error.rules[position]} could be spared"
    assert len(error.words) == len(error.rules)
    assert all(words in str(error) for words in error.words)


@st.composite
def everybody_is_both(draw: st.DrawFn) -> Problem:
    """Draw a few people who could all mentor each other, with high scores for mutual pairs."""
    n = draw(st.integers(2, 4))
    pairs = draw(st.permutations([(i, j) for i in range(n) for j in range(n) if i != j]))
    mentee, mentor = zip(*pairs, strict=True)
    liking = {frozenset(pair): draw(st.integers(-2, 5)) for pair in pairs}
    score = [3 * liking[frozenset(pair)] + draw(st.integers(0, 2)) for pair in pairs]
    capacity, demand = (draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)) for _ in range(2))
    rules = [NoMutual(same=tuple((i, i) for i in range(n)))]
    if draw(st.booleans()):
        rules.append(Require(pair=draw(st.integers(0, len(pairs) - 1))))
    return Problem(n, n, mentee, mentor, score, capacity, demand, rules)


class TestBruteForce:
    @by_objective
    @given(problem=problems(NETWORK))
    def test_network(self, objective: Sequence[str], problem: Problem) -> None:
        solution = agrees_with_brute_force(problem, objective, "network")
        assert solution is None or solution.certificate.proof == "prices"

    @by_objective
    @settings(max_examples=60)
    @given(problem=problems(EVERY_RULE, sizes=MODEST))
    def test_auto(self, objective: Sequence[str], problem: Problem) -> None:
        solution = agrees_with_brute_force(problem, objective, "auto")
        if solution is not None and all(isinstance(rule, NETWORK) for rule in problem.rules):
            assert solution.certificate.proof == "prices"

    @by_objective
    @settings(max_examples=50)
    @given(problem=problems(EVERY_RULE, sizes=MODEST))
    def test_cpsat(self, objective: Sequence[str], problem: Problem) -> None:
        solution = agrees_with_brute_force(problem, objective, "cpsat")
        assert solution is None or solution.certificate.proof == "solver"

    @by_objective
    @settings(max_examples=40)
    @given(problem=everybody_is_both())
    def test_people_who_are_both(self, objective: Sequence[str], problem: Problem) -> None:
        agrees_with_brute_force(problem, objective, "auto")

    @pytest.mark.parametrize("seed", range(3))
    def test_all_pairs_of_five_and_four(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        mentee, mentor = np.divmod(random.permutation(20), 4)
        score = random.integers(-5, 20, 20)
        rules = [MinimumLoad(mentor=0, load=2), Require(pair=3)]
        problem = Problem(5, 4, mentee, mentor, score, [3, 1, 2, 1], [1, 2, 1, 1, 2], rules)
        expected = best(problem)
        assert expected is not None
        assert [reached(problem, method=m) for m in ("auto", "network", "cpsat")] == [expected] * 3


class TestDegenerate:
    @by_method
    @by_objective
    @pytest.mark.parametrize(("n_mentees", "n_mentors"), [(0, 0), (0, 3), (3, 0), (1, 1), (3, 2)])
    def test_no_pairs(self, n_mentees: int, n_mentors: int, objective: Sequence[str], method: str) -> None:
        solution = solve(Problem(n_mentees, n_mentors, [], [], []), objective, method)
        assert (solution.status, solution.n_matched, solution.score) == (Status.OPTIMAL, 0, 0)
        assert solution.chosen.tolist() == []
        assert solution.certificate.proved

    @by_method
    def test_all_zero_scores(self, method: str) -> None:
        problem = Problem(3, 3, [0, 0, 1, 2, 2], [0, 1, 0, 0, 2], [0] * 5)
        solution = solve(problem, BOTH, method)
        assert (solution.status, solution.n_matched, solution.score) == (Status.OPTIMAL, 3, 0)
        assert solution.chosen.tolist() == [1, 2, 4]

    @by_method
    @pytest.mark.parametrize(("score", "chosen"), [(5, [0]), (0, None), (-5, [])])
    def test_one_mentee(self, score: int, chosen: list[int] | None, method: str) -> None:
        problem = Problem(1, 1, [0], [0], [score])
        assert solve(problem, BOTH, method).chosen.tolist() == [0]
        alone = solve(problem, ("score",), method)
        assert alone.score == max(score, 0)
        assert chosen is None or alone.chosen.tolist() == chosen

    @by_method
    def test_no_capacity(self, method: str) -> None:
        solution = solve(Problem(2, 2, [0, 1], [0, 1], [5, 5], capacity=0), BOTH, method)
        assert (solution.status, solution.n_matched) == (Status.OPTIMAL, 0)

    @by_method
    def test_no_demand(self, method: str) -> None:
        solution = solve(Problem(2, 2, [0, 1], [0, 1], [5, 5], demand=0), BOTH, method)
        assert (solution.status, solution.n_matched) == (Status.OPTIMAL, 0)

    @by_method
    def test_more_capacity_than_demand(self, method: str) -> None:
        problem = Problem(2, 1, [0, 1], [0, 0], [5, -5], capacity=2**62, demand=2**62)
        solution = solve(problem, BOTH, method)
        assert (solution.status, solution.chosen.tolist()) == (Status.OPTIMAL, [0, 1])
        assert solve(problem, ("score",), method).chosen.tolist() == [0]

    def test_the_pairs_returned_are_ascending_and_read_only(self) -> None:
        solution = solve(Problem(3, 3, [2, 1, 0], [0, 1, 2], [1, 2, 3]))
        assert solution.chosen.tolist() == [0, 1, 2]
        assert solution.chosen.dtype == np.int64
        with pytest.raises(ValueError, match="read-only"):
            solution.chosen[0] = 1

    @pytest.mark.parametrize("method", ["network", "cpsat"])
    def test_the_same_call_gives_the_same_answer(self, method: str) -> None:
        problem = scheme(1, 30, 20, 0.3, top=3)
        answers = {solve(problem, BOTH, method, seed=7).chosen.tobytes() for _ in range(3)}
        assert len(answers) == 1


class TestHuge:
    """Scores beyond the digits of a float: the answer is exact, or the problem is refused."""

    PROBLEM = Problem(
        4,
        3,
        [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3],
        [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1],
        [-HUGE + 3] * 3 + [-HUGE + 2] + [-HUGE + 3] * 7,
        capacity=[3, 1, 0],
        demand=[1, 1, 1, 2],
    )

    @pytest.mark.parametrize("method", ["auto", "network"])
    def test_the_last_unit_counts(self, method: str) -> None:
        agrees_with_brute_force(self.PROBLEM, BOTH, method)

    def test_cpsat_refuses_what_it_cannot_prove(self) -> None:
        with suppress(ProblemError):
            agrees_with_brute_force(self.PROBLEM, BOTH, "cpsat")

    @by_objective
    def test_what_is_not_refused_is_solved(self, objective: Sequence[str]) -> None:
        mentee, mentor, capacity, demand = [2, 0, 0, 2, 1], [1, 0, 1, 0, 1], [3, 3], [0, 0, 1, 1]
        rules = [MinimumLoad(mentor=1, load=1)]

        def is_solved(most: int) -> bool:
            score = [-most // 2, -most, most // 2, -most // 2, 0]
            problem = Problem(4, 2, mentee, mentor, score, capacity, demand, rules)
            try:
                found = reached(problem, objective, "network")
            except ProblemError:
                return False
            assert found == best(problem, objective)
            return True

        solved = [is_solved(int(part * 2**60 / 9)) for part in np.arange(0.1, 3, 0.1)]
        assert solved[0]
        assert not solved[-1]
        assert solved == sorted(solved, reverse=True)

    def test_beyond_that_it_is_refused(self) -> None:
        large = self.PROBLEM.replace(score=[2**58] + [-(2**58)] * 10)
        with pytest.raises(ProblemError, match="overflow"):
            solve(large, BOTH, "network")


class TestContradictions:
    NAMED = Problem(
        3, 2, [0, 0, 1, 2], [0, 1, 1, 1], [9, 4, 7, 5], [1, 2], 1,
        mentee_ids=["e1", "e2", "e3"], mentor_ids=["r1", "r2"],
    )  # fmt: skip

    def caught(self, *rules: Any, method: str = "auto", **changes: Any) -> InfeasibleError:
        problem = self.NAMED.replace(rules=rules, **changes)
        with pytest.raises(InfeasibleError) as caught:
            solve(problem, BOTH, method)
        explains(caught.value, problem)
        return caught.value

    @by_method
    def test_two_pairs_of_one_mentee(self, method: str) -> None:
        error = self.caught(Require(pair=0), Require(pair=2), Require(pair=1), method=method)
        assert set(error.words) == {
            "mentee e1 with mentor r1 is required (the mentee wants 1 mentor; the mentor takes 1 mentee)",
            "mentee e1 with mentor r2 is required (the mentee wants 1 mentor; the mentor takes 2 mentees)",
        }

    @by_method
    def test_a_load_above_the_capacity(self, method: str) -> None:
        error = self.caught(Require(pair=2), MinimumLoad(mentor=1, load=3), method=method)
        assert error.words == (
            "mentor r2 must have at least 3 mentees (the mentor takes 2 mentees; 3 mentees may meet them)",
        )

    @by_method
    def test_a_load_above_the_candidates(self, method: str) -> None:
        error = self.caught(MinimumLoad(mentor=0, load=2), capacity=3, method=method)
        assert "1 mentee may meet them" in error.words[0]

    @by_method
    def test_loads_that_compete(self, method: str) -> None:
        rules = [MinimumLoad(mentor=0, load=1), MinimumLoad(mentor=1, load=3), Require(pair=3)]
        error = self.caught(*rules, capacity=3, method=method)
        assert set(error.rules) == set(rules[:2])

    @pytest.mark.parametrize("method", ["auto", "cpsat"])
    def test_people_who_are_both(self, method: str) -> None:
        rules = [Require(pair=0), Require(pair=1), Require(pair=2), NoMutual(same=((0, 0), (1, 1)))]
        error = self.caught(*rules[1:], mentor=[0, 1, 0, 1], mentee=[2, 0, 1, 2], method=method)
        assert set(error.rules) == set(rules[1:])
        assert "people who are both mentee and mentor must not mentor each other" in error.words

    @by_method
    def test_the_same_rule_twice(self, method: str) -> None:
        twice = Require(pair=0)
        error = self.caught(twice, twice, Require(pair=1), Require(pair=0), method=method)
        assert len(error.rules) == 2

    @by_method
    @pytest.mark.parametrize("load", [2**31, 2**53, 2**63 - 1, 2**63, 10**30])
    def test_a_load_beyond_int64(self, load: int, method: str) -> None:
        with pytest.raises((InfeasibleError, ProblemError), match="mentor"):
            solve(self.NAMED.replace(rules=[MinimumLoad(mentor=1, load=load)]), BOTH, method)

    def test_without_ids_messages_use_indices(self) -> None:
        with pytest.raises(InfeasibleError, match="mentee 0 with mentor 1 is required") as caught:
            solve(self.NAMED.replace(rules=[Require(pair=1)], mentee_ids=None, mentor_ids=None, demand=0))
        assert len(caught.value.rules) == 1


class TestArguments:
    PROBLEM = Problem(2, 2, [0, 1], [0, 1], [1, 1])

    def refused(self, problem: Problem = PROBLEM, **arguments: Any) -> str:
        with pytest.raises(ProblemError) as caught:
            solve(problem, **arguments)
        return str(caught.value)

    @pytest.mark.parametrize(
        ("method", "near"), [("netwrk", "network"), ("cp-sat", "cpsat"), ("Auto", "auto"), ("CPSAT", "cpsat")]
    )
    def test_unknown_method(self, method: str, near: str) -> None:
        said = self.refused(method=method)
        assert f"method '{method}' is not one of auto, network, cpsat" in said
        assert f"did you mean '{near}'?" in said

    def test_method_unlike_any(self) -> None:
        assert "did you mean" not in self.refused(method="zzzzzz")

    @pytest.mark.parametrize("objective", [(), ("score", "matched"), ("matched", "matched")])
    def test_impossible_order(self, objective: Sequence[str]) -> None:
        said = self.refused(objective=objective)
        assert f"objective {list(objective)}: ".replace("'", '"') in said

    def test_unknown_objective(self) -> None:
        said = self.refused(objective=("scores",))
        assert "objective 'scores' is not one of matched, score, balance, fewest, worst_off" in said
        assert "did you mean 'score'?" in said

    def test_a_string_for_a_list(self) -> None:
        with pytest.raises(
            ArgumentError, match=r"has to be a list of strings, but is a str: put it into a list"
        ):
            solve(self.PROBLEM, objective="score")

    def test_objective_as_a_list(self) -> None:
        assert solve(self.PROBLEM, ["matched", "score"]).n_matched == 2

    @pytest.mark.parametrize("limit", [0, -1, float("nan"), float("-inf")])
    def test_time_limit(self, limit: float) -> None:
        assert f"time_limit must be above 0 seconds; got {limit}" in self.refused(time_limit=limit)

    @pytest.mark.parametrize("method", ["auto", "cpsat"])
    def test_no_time_limit(self, method: str) -> None:
        assert solve(self.PROBLEM, method=method, time_limit=float("inf")).status is Status.OPTIMAL

    @pytest.mark.parametrize("seed", [2**31, 2**40, -(2**40)])
    @pytest.mark.parametrize("method", ["auto", "cpsat"])
    def test_a_seed_that_the_solver_cannot_take(self, seed: int, method: str) -> None:
        assert "seed" in self.refused(seed=seed, method=method)

    def test_a_rule_that_the_network_cannot_take(self) -> None:
        rules = [Require(pair=0), NoMutual(same=((0, 0), (1, 1)))]
        said = self.refused(self.PROBLEM.replace(rules=rules), method="network")
        assert said == "method 'network' does not accept the rule NoMutual: use 'auto'"

    def test_all_errors_at_once(self) -> None:
        said = self.refused(objective=("scor",), method="netwok")
        assert [word in said for word in ("objective", "method")] == [True] * 2
