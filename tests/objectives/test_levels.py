"""`worst_off`, `leximin` and `preference` against all subsets, under every kind of rule, by every method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from helpers.rule_reference import answers
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
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

ORDERS = (
    ("matched", "worst_off"),
    ("matched", "worst_off", "score"),
    ("matched", "leximin", "score"),
    ("matched", "leximin 2", "score"),
    ("worst_off", "score"),
    ("leximin 3",),
    ("score", "leximin"),
    ("matched", "preference", "score"),
    ("preference", "score"),
    ("matched", "preference", "leximin 2", "score"),
    ("matched", "leximin 2", "preference"),
)
by_order = pytest.mark.parametrize("order", ORDERS, ids="-".join)
NETWORK: tuple[type[Rule], ...] = (Require, Forbid, Keep, MinimumLoad)
OTHERS: tuple[type[Rule], ...] = (
    MinimumLoadIfUsed, NoMutual, KeepApart, KeepTogether, PairCount, Hours, Floor, Stable,
)  # fmt: skip


def reached(problem: Problem, chosen: Iterable[int], order: Sequence[str]) -> tuple[object, ...]:
    """Return what pairs reach, the greater the better, from the definitions."""
    pairs = list(chosen)
    total: dict[int, int] = {}
    for k in pairs:
        total[int(problem.mentee[k])] = total.get(int(problem.mentee[k]), 0) + int(problem.score[k])
    lowest = sorted(total.values())
    ranks = [] if problem.rank is None else [int(problem.rank[k]) for k in pairs]
    found: list[object] = []
    for name in order:
        first, _, depth = name.partition(" ")
        if first == "matched":
            found.append(len(pairs))
        elif first == "score":
            found.append(sum(int(problem.score[k]) for k in pairs))
        elif first == "preference":
            found.append(tuple(ranks.count(rank) for rank in range(1, 6)))
        else:
            found.append((len(total), *lowest[: 1 if first == "worst_off" else int(depth or 10)]))
    return tuple(found)


def rule_of(kind: type[Rule], problem: Problem, random: np.random.Generator) -> Rule:
    """Draw a rule of a kind."""
    pairs = random.permutation(problem.n_pairs)[: random.integers(1, 4)]
    mentor, mentees = int(random.integers(problem.n_mentors)), (0, problem.n_mentees - 1)
    several = mentees if problem.n_mentees > 1 else (0,)
    drawn = {
        Require: lambda: Require(pair=int(pairs[0])),
        Forbid: lambda: Forbid(pair=int(pairs[0])),
        Keep: lambda: Keep(pairs=pairs[:1]),
        MinimumLoad: lambda: MinimumLoad(mentor=mentor, load=int(random.integers(1, 3))),
        MinimumLoadIfUsed: lambda: MinimumLoadIfUsed(mentor=mentor, load=2),
        NoMutual: lambda: NoMutual(
            same=((0, 0), *(((1, 1),) if min(problem.n_mentees, problem.n_mentors) > 1 else ()))
        ),
        KeepApart: lambda: KeepApart(mentees=several),
        KeepTogether: lambda: KeepTogether(mentees=several),
        PairCount: lambda: PairCount(pairs=pairs, at_most=int(random.integers(0, 3))),
        Hours: lambda: Hours(hours=2, budget={mentor: int(random.integers(1, 5))}),
        Floor: lambda: Floor(total=int(random.integers(-1, 4))),
        Stable: lambda: Stable(
            mentee_rank=random.integers(1, 4, problem.n_pairs),
            mentor_rank=random.integers(1, 4, problem.n_pairs),
        ),
    }
    return drawn[kind]()


def small(seed: int, kinds: Sequence[type[Rule]] = (), demand: int = 1) -> Problem:
    """Draw a problem of at most nine pairs, with a rule of each kind."""
    random = np.random.default_rng(seed)
    n_mentees, n_mentors = int(random.integers(1, 6)), int(random.integers(1, 4))
    pairs = random.permutation(n_mentees * n_mentors)[: random.integers(1, 10)]
    low, high = [(-3, 4), (0, 3), (-(10**6), 10**6)][seed % 3]
    bare = Problem(
        n_mentees, n_mentors, pairs // n_mentors, pairs % n_mentors, random.integers(low, high, len(pairs)),
        random.integers(0, 4, n_mentors), random.integers(0, demand + 1, n_mentees),
        rank=random.integers(0, 4, len(pairs)) if seed % 4 else None,
    )  # fmt: skip
    return bare.replace(rules=[rule_of(kind, bare, random) for kind in kinds])


def agrees(problem: Problem, order: Sequence[str], methods: Sequence[str]) -> list[Solution]:
    """Assert that each method proves what the best of all subsets reaches."""
    best = max((reached(problem, chosen, order) for chosen in answers(problem)), default=None)
    found = []
    for method in methods:
        try:
            solution = solve(problem, order, method)
        except InfeasibleError:
            assert best is None
            continue
        assert reached(problem, solution.chosen, order) == best, (method, problem.rules)
        assert solution.status is Status.OPTIMAL
        assert solution.certificate is not None
        assert solution.certificate.proved
        found.append(solution)
    return found


@by_order
def test_without_rules(order: Sequence[str]) -> None:
    for seed in range(40):
        network, _ = agrees(small(seed), order, ("network", "cpsat"))
        assert network.certificate.proof == "prices"


@by_order
@pytest.mark.parametrize("kind", NETWORK)
def test_network_rules(order: Sequence[str], kind: type[Rule]) -> None:
    for seed in range(12):
        for found in agrees(small(seed, (kind,)), order, ("network",)):
            assert found.certificate.proof == "prices"


@by_order
@pytest.mark.parametrize("kind", OTHERS)
def test_side_rules(order: Sequence[str], kind: type[Rule]) -> None:
    for seed in range(8):
        agrees(small(seed, (kind, *NETWORK[: seed % 2])), order, ("auto", "cpsat"))


@by_order
@pytest.mark.parametrize("kind", [None, MinimumLoad, *OTHERS])
def test_several_mentors_each(order: Sequence[str], kind: type[Rule] | None) -> None:
    for seed in range(6):
        agrees(small(seed, () if kind is None else (kind,), demand=3), order, ("auto", "cpsat"))
