"""Each mentor's best set is the best of all that the rules allow the mentor, and no allowed one is better."""

from functools import partial
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helpers.rule_reference import answers, drawn_rules, kept, numbers, small_problems, with_rules
from mentormatch.problem.problem import Problem
from mentormatch.proof.best_set import Sets
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    Require,
)  # fmt: skip

OF_ONE = (Require, Forbid, MinimumLoad, MinimumLoadIfUsed, KeepApart, KeepTogether, Hours, Floor)
"""Rules that concern one mentor's set alone."""
rules_of_one = partial(drawn_rules, kinds=OF_ONE)


@st.composite
def alone(draw: st.DrawFn) -> Problem:
    """Draw a mentor with up to 7 mentees."""
    n = draw(st.integers(1, 7))
    bare = Problem(n, 1, range(n), [0] * n, draw(numbers(-2, 3, n)), capacity=draw(st.integers(0, 5)))
    return with_rules(bare, *draw(rules_of_one(bare)))


@given(alone(), st.data())
def test_best_of_all_that_are_allowed(problem: Problem, data: st.DataObject) -> None:
    worth = np.array(data.draw(numbers(-20, 30, problem.n_pairs)))
    allowed = [int(worth[list(chosen)].sum()) for chosen in answers(problem)]
    if allowed:
        assert Sets(problem).best(worth) == max(allowed)


@given(small_problems(rules_of_one), st.data())
def test_no_matching_is_worth_more(problem: Problem, data: st.DataObject) -> None:
    worth = np.array(data.draw(numbers(-20, 30, problem.n_pairs)))
    best = Sets(problem).best(worth)
    assert all(int(worth[list(chosen)].sum()) <= best for chosen in answers(problem))


def test_many_mentors_are_each_as_if_alone() -> None:
    random = np.random.default_rng(0)
    mentees, mentors, each = 30, 20, 6
    mentee = np.repeat(np.arange(mentees), each)
    mentor = np.concatenate([random.permutation(mentors)[:each] for _ in range(mentees)])
    of_mentees = [KeepApart(mentees=(k, k + 1)) for k in range(0, 12, 2)]
    of_mentees += [KeepTogether(mentees=(k, k + 1)) for k in range(12, 18, 2)]
    loads = [MinimumLoadIfUsed(mentor=j, load=2) for j in range(0, mentors, 3)]
    hours, budget = random.integers(1, 4, mentee.size), random.integers(2, 6, mentors)
    problem = Problem(
        mentees, mentors, mentee, mentor, [0] * mentee.size, random.integers(1, 4, mentors),
        rules=[*of_mentees, *loads, Hours(hours=hours, budget=budget), Require(pair=0)],
    )  # fmt: skip
    worth = random.integers(-30, 40, mentee.size)
    total = 0
    for j in range(mentors):
        pairs = problem.pairs_of_mentor(j)
        own = Problem(
            mentees, 1, mentee[pairs], [0] * len(pairs), [0] * len(pairs), problem.capacity[[j]],
            rules=[
                *of_mentees, Hours(hours=hours[pairs], budget=budget[[j]]),
                *(MinimumLoadIfUsed(mentor=0, load=2) for rule in loads if rule.mentor == j),
                *(Require(pair=0) for pair in pairs if pair == 0),
            ],
        )  # fmt: skip
        total += max(
            int(worth[pairs[list(chosen)]].sum())
            for size in range(int(own.capacity[0]) + 1)
            for chosen in combinations(range(len(pairs)), size)
            if all(kept(own, chosen, rule) for rule in own.rules)
        )
    assert Sets(problem).best(worth) == total


def test_mentees_kept_together_overlap() -> None:
    # 0 with 1 and 1 with 2: all three, or nobody.
    rules = [KeepTogether(mentees=(0, 1)), KeepTogether(mentees=(1, 2))]
    problem = Problem(3, 2, [0, 1, 2, 0], [0, 0, 0, 1], [1] * 4, capacity=3, rules=rules)
    assert all(kept(problem, (0, 1, 2), rule) for rule in rules)
    assert Sets(problem).best(np.array([5, -4, 2, 90])) == 3
    assert Sets(problem).best(np.array([5, -4, -2, 90])) == 0
    assert Sets(problem.replace(capacity=2)).best(np.array([5, 5, 5, 90])) == 0


def test_who_must_have_a_mentee_may_have_one_who_costs_something() -> None:
    # The cheapest is kept together with another one, and the two cost more than mentee 0.
    rules = [MinimumLoad(mentor=0, load=1), KeepTogether(mentees=(1, 2))]
    problem = Problem(3, 1, [0, 1, 2], [0] * 3, [1] * 3, capacity=2, rules=rules)
    assert Sets(problem).best(np.array([-5, -1, -9])) == -5
    assert Sets(problem).best(np.array([-5, -1, -2])) == -3
