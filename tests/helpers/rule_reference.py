"""Obviously right answers under every rule, from all subsets of the pairs, in plain Python.

Written from the docstrings of the rules; shares nothing with the checker or the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st

from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Certificate, Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    Keep,
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

Chosen = tuple[int, ...]

MAIN_ORDERS = (("matched", "score"), ("score",))
METHODS = ("auto", "cpsat")


def mentors_of(problem: Problem, chosen: Chosen, mentee: int) -> list[int]:
    return [int(problem.mentor[k]) for k in chosen if problem.mentee[k] == mentee]


def mentees_of(problem: Problem, chosen: Chosen, mentor: int) -> list[int]:
    return [int(problem.mentee[k]) for k in chosen if problem.mentor[k] == mentor]


def within_loads(problem: Problem, chosen: Chosen) -> bool:
    return all(
        len(mentors_of(problem, chosen, i)) <= problem.demand[i] for i in range(problem.n_mentees)
    ) and all(len(mentees_of(problem, chosen, j)) <= problem.capacity[j] for j in range(problem.n_mentors))


def kept(problem: Problem, chosen: Chosen, rule: Rule) -> bool:
    """Return whether chosen pairs keep a rule."""
    return KEPT[type(rule)](problem, chosen, rule)


def _apart(problem: Problem, chosen: Chosen, rule: KeepApart) -> bool:
    people, of = (rule.mentees, mentors_of) if rule.mentees is not None else (rule.mentors, mentees_of)
    return all(
        not set(of(problem, chosen, a)) & set(of(problem, chosen, b)) for a, b in combinations(people, 2)
    )


def _together(problem: Problem, chosen: Chosen, rule: KeepTogether) -> bool:
    theirs = [mentors_of(problem, chosen, i) for i in rule.mentees]
    return not any(theirs) or any(all(t == [j] for t in theirs) for j in range(problem.n_mentors))


def _count(problem: Problem, chosen: Chosen, rule: PairCount) -> bool:
    n = len(set(chosen) & set(rule.pairs.tolist()))
    return (rule.at_least is None or n >= rule.at_least) and (rule.at_most is None or n <= rule.at_most)


def _hours(problem: Problem, chosen: Chosen, rule: Hours) -> bool:
    hours = [rule.hours] * problem.n_pairs if isinstance(rule.hours, int) else rule.hours.tolist()
    budget = dict(enumerate(rule.budget)) if isinstance(rule.budget, np.ndarray) else rule.budget
    return all(
        sum(hours[k] for k in chosen if problem.mentor[k] == mentor) <= most
        for mentor, most in budget.items()
    )


def _floor(problem: Problem, chosen: Chosen, rule: Floor) -> bool:
    score = problem.score if rule.score is None else rule.score
    return all(
        sum(int(score[k]) for k in chosen if problem.mentee[k] == i) >= rule.total
        for i in {int(problem.mentee[k]) for k in chosen}
    )


def _blocks(problem: Problem, chosen: Chosen, rule: Stable, pair: int) -> bool:
    i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
    of_i = [k for k in chosen if problem.mentee[k] == i]
    of_j = [k for k in chosen if problem.mentor[k] == j]
    mentee_would = len(of_i) < problem.demand[i] or any(
        rule.mentee_rank[pair] < rule.mentee_rank[k] for k in of_i
    )
    mentor_would = len(of_j) < problem.capacity[j] or any(
        rule.mentor_rank[pair] < rule.mentor_rank[k] for k in of_j
    )
    may = pair not in chosen and not any(
        isinstance(one, Forbid) and one.pair == pair for one in problem.rules
    )
    return may and mentee_would and mentor_would


def _mutual(problem: Problem, chosen: Chosen, rule: NoMutual) -> bool:
    return not any(
        own_mentor in mentors_of(problem, chosen, other) and other_mentor in mentors_of(problem, chosen, own)
        for (own, own_mentor), (other, other_mentor) in combinations(rule.same, 2)
    )


KEPT: dict[type, Callable[[Problem, Chosen, Any], bool]] = {
    Require: lambda _, chosen, rule: rule.pair in chosen,
    Forbid: lambda _, chosen, rule: rule.pair not in chosen,
    Keep: lambda _, chosen, rule: set(rule.pairs.tolist()) <= set(chosen),
    MinimumLoad: lambda p, chosen, rule: len(mentees_of(p, chosen, rule.mentor)) >= rule.load,
    MinimumLoadIfUsed: lambda p, chosen, rule: (
        len(mentees_of(p, chosen, rule.mentor)) == 0 or len(mentees_of(p, chosen, rule.mentor)) >= rule.load
    ),
    NoMutual: _mutual,
    KeepApart: _apart,
    KeepTogether: _together,
    PairCount: _count,
    Hours: _hours,
    Floor: _floor,
    Stable: lambda p, chosen, rule: not any(_blocks(p, chosen, rule, k) for k in range(p.n_pairs)),
}


PROBLEM = Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [4, 3, 2, 1], capacity=2, demand=2)
"""All people may meet and have room for all, so only rules can be broken."""

EXAMPLES: dict[type, Rule] = {
    type(rule): rule
    for rule in (
        Require(pair=0),
        Forbid(pair=1),
        Keep(pairs=[0, 3]),
        MinimumLoad(mentor=0, load=1),
        MinimumLoadIfUsed(mentor=0, load=2),
        NoMutual(same=((0, 0), (1, 1))),
        KeepApart(mentees=(0, 1)),
        KeepTogether(mentees=(0, 1)),
        PairCount(pairs=[0, 1], at_least=1, at_most=1),
        Hours(hours=2, budget={0: 3}),
        Floor(total=4),
        Stable(mentee_rank=[1, 2, 1, 2], mentor_rank=[1, 1, 2, 2]),
    )
}
"""One of every rule, for `PROBLEM`."""


def answers(problem: Problem, rules: Iterable[Rule] | None = None) -> Iterator[Chosen]:
    """Return all sets of pairs that keep demand, capacity and the rules."""
    demanded = tuple(problem.rules if rules is None else rules)
    for size in range(problem.n_pairs + 1):
        for chosen in combinations(range(problem.n_pairs), size):
            if within_loads(problem, chosen) and all(kept(problem, chosen, rule) for rule in demanded):
                yield chosen


def value(problem: Problem, chosen: Iterable[int], objective: Sequence[str]) -> tuple[int, ...]:
    pairs = list(chosen)
    reached = {"matched": len(pairs), "score": sum(int(problem.score[k]) for k in pairs)}
    return tuple(reached[name] for name in objective)


def solved(problem: Problem, objective: Sequence[str], method: str) -> tuple[int, ...] | None:
    """Return the proved best values; None if the rules contradict each other, with a smallest set named."""
    try:
        solution = solve(problem, objective, method)
    except InfeasibleError as error:
        smallest(problem, error)
        return None
    assert solution.status is Status.OPTIMAL
    chosen = tuple(solution.chosen.tolist())
    assert within_loads(problem, chosen)
    assert all(kept(problem, chosen, rule) for rule in problem.rules)
    return value(problem, chosen, objective)


def smallest(problem: Problem, error: InfeasibleError) -> None:
    """Assert that the named rules contradict each other, with none to spare."""
    assert not any(answers(problem, error.rules))
    for left_out in range(len(error.rules)):
        rest = [rule for place, rule in enumerate(error.rules) if place != left_out]
        assert next(answers(problem, rest), None) is not None


def agrees(problem: Problem) -> None:
    """Assert that every method finds what brute force finds, in every order of objectives."""
    every = list(answers(problem))
    for objective in MAIN_ORDERS:
        best = max((value(problem, chosen, objective) for chosen in every), default=None)
        for method in METHODS:
            assert solved(problem, objective, method) == best, (objective, method)


def checker_agrees(problem: Problem) -> None:
    """Assert that the checker accepts exactly the sets of pairs that keep the rules."""
    right = set(answers(problem))
    for chosen in answers(problem, ()):
        assert certified(problem, chosen).feasible == (chosen in right), chosen


def certified(problem: Problem, chosen: Iterable[int]) -> Certificate:
    pairs = np.array(list(chosen), np.int64)
    return certify(problem, Solution(Answer.of(pairs, problem.score), Status.FEASIBLE))


def violations(problem: Problem, chosen: Iterable[int]) -> tuple[str, ...]:
    return certified(problem, chosen).violations


@st.composite
def small_problems(
    draw: st.DrawFn, rules: Callable[[Problem], st.SearchStrategy[list[Rule]]], most_demand: int = 2
) -> Problem:
    """Draw problems of up to 4 mentees, 3 mentors and 8 pairs, with rules that suit them."""
    n_mentees, n_mentors = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    grid = [(i, j) for i in range(n_mentees) for j in range(n_mentors)]
    pairs = draw(st.lists(st.sampled_from(grid), unique=True, min_size=1, max_size=8))
    numbers = st.sampled_from([st.integers(-2, 3), st.integers(0, 1000)]).flatmap(
        lambda size: st.lists(size, min_size=len(pairs), max_size=len(pairs))
    )
    bare = Problem(
        n_mentees,
        n_mentors,
        [i for i, _ in pairs],
        [j for _, j in pairs],
        draw(numbers),
        draw(st.lists(st.integers(0, 3), min_size=n_mentors, max_size=n_mentors)),
        draw(st.lists(st.integers(0, most_demand), min_size=n_mentees, max_size=n_mentees)),
    )
    return with_rules(bare, *draw(rules(bare)))


def with_rules(problem: Problem, *rules: Rule) -> Problem:
    """Return the problem with these rules."""
    return problem.replace(rules=rules)


def rule_of(kind: type[Rule], problem: Problem, random: Random) -> Rule:
    """Draw a rule of a kind that suits a problem with pairs."""
    n, mentees, mentors = problem.n_pairs, range(problem.n_mentees), range(problem.n_mentors)
    pair, mentor, both = random.randrange(n), random.choice(mentors), min(len(mentees), len(mentors))
    least, few = random.randint(0, 2), random.randint(0, 3)

    def some(of: range, most: int = 3) -> list[int]:
        return random.sample(of, random.randint(1, min(most, len(of))))

    def whole(low: int, high: int, count: int = n) -> list[int]:
        return [random.randint(low, high) for _ in range(count)]

    drawn: dict[type, Callable[[], Rule]] = {
        Require: lambda: Require(pair=pair),
        Forbid: lambda: Forbid(pair=pair),
        Keep: lambda: Keep(pairs=[pair]),
        MinimumLoad: lambda: MinimumLoad(mentor=mentor, load=few),
        MinimumLoadIfUsed: lambda: MinimumLoadIfUsed(mentor=mentor, load=few),
        NoMutual: lambda: NoMutual(
            same=tuple(zip(random.sample(mentees, both), random.sample(mentors, both), strict=True))
        ),
        KeepApart: lambda: (
            KeepApart(mentees=some(mentees)) if random.random() < 0.7 else KeepApart(mentors=some(mentors))
        ),
        KeepTogether: lambda: KeepTogether(mentees=some(mentees)),
        PairCount: lambda: PairCount(pairs=some(range(n), n), at_least=least, at_most=least + few),
        Hours: lambda: Hours(hours=whole(0, 4), budget=whole(0, 8, len(mentors))),
        Floor: lambda: Floor(total=random.randint(-2, 4)),
        Stable: lambda: Stable(mentee_rank=whole(1, 3), mentor_rank=whole(1, 3)),
    }
    return drawn[kind]()


def drawn_rules(
    problem: Problem, kinds: Sequence[type[Rule]] = tuple(KEPT), least: int = 0, most: int = 4
) -> st.SearchStrategy[list[Rule]]:
    """Draw rules of these kinds."""
    return st.builds(
        lambda kinds, random: [rule_of(kind, problem, random) for kind in kinds],
        st.lists(st.sampled_from(kinds), min_size=least, max_size=most),
        st.randoms(use_true_random=False),
    )


def requirements(problem: Problem) -> st.SearchStrategy[list[Rule]]:
    """Draw rules with lower limits, which may contradict others."""
    return st.lists(st.integers(0, problem.n_pairs - 1).map(lambda k: Require(pair=k)), max_size=2)


def along(
    problem: Problem, *others: st.SearchStrategy[Rule], least: int = 1, most: int = 2
) -> st.SearchStrategy[list[Rule]]:
    """Draw some of these rules, with requirements or without."""
    return st.tuples(requirements(problem), st.lists(st.one_of(*others), min_size=least, max_size=most)).map(
        lambda drawn: [*drawn[0], *drawn[1]]
    )


def numbers(low: int, high: int, n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=n, max_size=n)
