"""Large stable answers and the bound on the largest, against all subsets of small problems."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_reference import answers, numbers, small_problems, violations, with_rules
from mentormatch.engine.stable import largest as largest_stable
from mentormatch.engine.stable import thresholds
from mentormatch.engine.stable.chains import extended
from mentormatch.engine.stable.deferred_acceptance import deferred_acceptance
from mentormatch.problem.problem import Problem
from mentormatch.rules import Forbid, Rule, Stable


def rules(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    n = problem.n_pairs
    ranks = st.tuples(numbers(-1, 2, n), numbers(1, 3, n))
    forbidden = st.lists(st.builds(Forbid, pair=st.integers(0, n - 1)), max_size=2)
    return st.tuples(ranks, forbidden).map(
        lambda drawn: [Stable(mentee_rank=drawn[0][0], mentor_rank=drawn[0][1]), *drawn[1]]
    )


def stable_of(problem: Problem) -> Stable:
    rule = problem.rules[0]
    assert isinstance(rule, Stable)
    return rule


def largest(problem: Problem) -> int:
    return max(map(len, answers(problem, problem.rules)))


def soon() -> float:
    return time.monotonic() + 60


def scheme(seed: int, levels: int, ties: float, n: int = 150, n_mentors: int = 15) -> Problem:
    """Return residents with about five choices each, and a total capacity equal to their number."""
    random = np.random.default_rng(seed)
    chosen = [random.choice(n_mentors, random.integers(3, 8), replace=False) for _ in range(n)]
    rank = [np.cumsum(random.random(len(own)) >= ties) for own in chosen]
    mentee, mentor = np.repeat(np.arange(n), [len(own) for own in chosen]), np.concatenate(chosen)
    rule = Stable(mentee_rank=np.concatenate(rank), mentor_rank=random.integers(0, levels, len(mentee)))
    return Problem(n, n_mentors, mentee, mentor, [0] * len(mentee), n // n_mentors, rules=[rule])


@given(small_problems(rules, most_demand=3))
def test_start_and_bound_enclose_the_largest(problem: Problem) -> None:
    found = largest_stable.largest_stable(problem, stable_of(problem), 0, soon())
    assert violations(problem, found.chosen) == ()
    assert len(found.chosen) <= largest(problem) <= found.bound
    assert found.proved == (len(found.chosen) == found.bound)


@given(small_problems(rules, most_demand=3))
def test_without_time_the_bound_is_not_below_the_largest(problem: Problem) -> None:
    too_late = time.monotonic() - 1
    assert largest_stable.largest_stable(problem, stable_of(problem), 0, too_late).bound >= largest(problem)


@given(small_problems(rules, most_demand=3), st.integers(0, 99))
def test_any_dual_values_give_a_right_bound(problem: Problem, seed: int) -> None:
    program = thresholds.program_of(problem, stable_of(problem))
    if program is None:
        return
    values = np.random.default_rng(seed)
    for size in (0.1, 1.0, 30.0):
        upper, equal = (values.normal(0, size, rows.shape[0]) for rows in (program.upper, program.equal))
        bound = largest_stable.exact_bound(program, upper, equal)
        assert bound is not None
        assert bound >= largest(problem)


def test_dual_values_too_large_to_add_up_prove_nothing() -> None:
    problem = scheme(0, 3, 0)
    program = thresholds.program_of(problem, stable_of(problem))
    assert program is not None
    upper, equal = (np.full(rows.shape[0], 1e18) for rows in (program.upper, program.equal))
    assert largest_stable.exact_bound(program, upper, equal) is None


@given(small_problems(rules, most_demand=3), st.integers(0, 2**31 - 1))
def test_every_walk_ends_in_a_stable_answer(problem: Problem, seed: int) -> None:
    rule = stable_of(problem)
    start = deferred_acceptance(problem, rule)
    for steps in (0, 1, 7, 200):
        chosen = extended(problem, rule, start, seed, steps, problem.n_pairs)
        assert violations(problem, chosen) == ()
        assert len(chosen) >= len(start)


@pytest.mark.parametrize("demand", [1, 2, 3])
def test_walks_from_walks_stay_stable(demand: int) -> None:
    bare = scheme(1, 4, 0.4)
    problem = Problem(150, 15, bare.mentee, bare.mentor, bare.score, 10 * demand, demand, bare.rules)
    rule, sizes = stable_of(bare), []
    chosen = deferred_acceptance(problem, rule)
    for seed in range(20):
        chosen = extended(problem, rule, chosen, seed, 500, problem.n_pairs)
        assert violations(problem, chosen) == ()
        sizes.append(len(chosen))
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(("levels", "ties"), [(3, 0.0), (5, 0.3), (10, 0.0), (30, 0.0)])
def test_schemes_with_ties_are_proved_without_a_search(levels: int, ties: float) -> None:
    problem = scheme(2, levels, ties)
    found = largest_stable.largest_stable(problem, stable_of(problem), 0, soon())
    assert found.proved
    assert violations(problem, found.chosen) == ()


def test_the_same_seed_gives_the_same_answer() -> None:
    problem = scheme(3, 6, 0.2)
    one, other = (largest_stable.first_stable(problem, stable_of(problem), 5) for _ in range(2))
    assert one.tolist() == other.tolist()


def test_no_people_and_no_time() -> None:
    nobody = with_rules(Problem(0, 0, [], [], []), Stable(mentee_rank=[], mentor_rank=[]))
    found = largest_stable.largest_stable(nobody, stable_of(nobody), 0, soon())
    assert (found.chosen.tolist(), found.bound, found.proved) == ([], 0, True)
    problem = scheme(4, 8, 0)
    late = largest_stable.largest_stable(problem, stable_of(problem), 0, time.monotonic() - 1)
    assert violations(problem, late.chosen) == ()


def test_programs_too_large_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_COLUMNS", 10)
    problem = scheme(4, 8, 0)
    found = largest_stable.largest_stable(problem, stable_of(problem), 0, soon())
    assert violations(problem, found.chosen) == ()
    assert found.bound >= len(found.chosen)
