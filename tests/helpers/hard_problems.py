"""Problems that are hard under every rule and every pair of rules: large, tight, or contradictory.

They have no known answer: what is tested on them is that time limits hold, and that claims are true.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from mentormatch.problem.problem import Problem
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
)

Random = np.random.Generator

SUPPLY = {"plenty": (0.7, 3), "scarce": (0.45, 2)}
"""Mentors per mentee, and the largest capacity."""


def bare(n_mentees: int, supply: str, random: Random, each: int = 20, top: int = 1000) -> Problem:
    """Return a problem without rules, in which every mentee may meet `each` mentors."""
    share, most = SUPPLY[supply]
    n_mentors = int(share * n_mentees)
    mentor = np.sort(random.integers(0, n_mentors - each, (n_mentees, each)), axis=1) + np.arange(each)
    mentee = np.repeat(np.arange(n_mentees), each)
    capacity = random.integers(1, most + 1, n_mentors)
    demand = np.where(random.random(n_mentees) < 0.1, 2, 1)
    score = random.integers(0, top, mentee.size)
    return Problem(n_mentees, n_mentors, mentee, mentor.ravel(), score, capacity, demand)


def _answer(problem: Problem, random: Random) -> np.ndarray:
    """Return pairs that keep demand and capacity, in a random order of choice."""
    demand, capacity, chosen = problem.demand.copy(), problem.capacity.copy(), []
    sides = problem.mentee.tolist(), problem.mentor.tolist()
    for pair in random.permutation(problem.n_pairs).tolist():
        i, j = sides[0][pair], sides[1][pair]
        if demand[i] and capacity[j]:
            demand[i] -= 1
            capacity[j] -= 1
            chosen.append(pair)
    return np.sort(np.array(chosen, np.int64))


def _settled(kind: type[Rule]) -> Callable[[Problem, Random], list[Rule]]:
    def build(problem: Problem, random: Random) -> list[Rule]:
        pairs = random.permutation(_answer(problem, random))[: problem.n_mentees // 10]
        if kind is Keep:
            return [Keep(pairs=np.sort(pairs))]
        return [kind(pair=int(pair)) for pair in pairs.tolist()]

    return build


def _loads(problem: Problem, random: Random) -> list[Rule]:
    mentors = random.permutation(np.flatnonzero(problem.capacity > 1))[: problem.n_mentors // 4]
    return [MinimumLoad(mentor=j, load=int(problem.capacity[j])) for j in mentors.tolist()]


def _loads_if_used(problem: Problem, _: Random) -> list[Rule]:
    mentors = np.flatnonzero(problem.capacity > 1).tolist()
    return [MinimumLoadIfUsed(mentor=j, load=int(problem.capacity[j])) for j in mentors]


def _mutual(problem: Problem, _: Random) -> list[Rule]:
    return [NoMutual(same=tuple((k, k) for k in range(problem.n_mentors)))]


def _apart(problem: Problem, random: Random) -> list[Rule]:
    mentees = np.array_split(random.permutation(problem.n_mentees), max(problem.n_mentees // 60, 1))
    return [KeepApart(mentees=tuple(sorted(own.tolist()))) for own in mentees]


def _together(problem: Problem, random: Random) -> list[Rule]:
    """Return groups of two mentees who may meet the same mentor."""
    groups, used = [], set[int]()
    for j in random.permutation(np.flatnonzero(problem.capacity > 1))[: problem.n_mentors // 6].tolist():
        own = [i for i in problem.mentee[problem.pairs_of_mentor(j)].tolist() if i not in used][:2]
        if len(own) == 2:
            used.update(own)
            groups.append(KeepTogether(mentees=tuple(own)))
    return groups


def _counts(problem: Problem, random: Random) -> list[Rule]:
    """Return lower and upper limits over random pairs, which overlap."""
    rules: list[Rule] = []
    for k in range(12):
        pairs = np.flatnonzero(random.random(problem.n_pairs) < 0.3)
        share = problem.most_filled * (0.45 if k % 2 else 0.15)
        rules.append(
            PairCount(pairs=pairs, at_least=int(share))
            if k % 2
            else PairCount(pairs=pairs, at_most=int(share))
        )
    return rules


def _nested(problem: Problem, random: Random) -> list[Rule]:
    """Return ceilings over groups of mentees and of mentors, and over groups of these groups."""
    rules: list[Rule] = []
    for side, most in ((problem.mentee, problem.demand), (problem.mentor, problem.capacity)):
        for size in (10, 100):
            group = np.arange(len(most)) // size
            total = np.bincount(group, weights=most)
            for number in range(int(group[-1]) + 1):
                at_most = int(total[number] * random.uniform(0.4, 0.8))
                rules.append(PairCount(pairs=np.flatnonzero(group[side] == number), at_most=at_most))
    return rules


def _hours(problem: Problem, random: Random) -> list[Rule]:
    hours = random.integers(1, 8, problem.n_pairs)
    return [Hours(hours=hours, budget=random.integers(3, 9, problem.n_mentors))]


def _floor(problem: Problem, _: Random) -> list[Rule]:
    return [Floor(total=int(np.quantile(problem.score, 0.85)))]


def _stable(problem: Problem, random: Random) -> list[Rule]:
    return [
        Stable(
            mentee_rank=random.integers(0, 4, problem.n_pairs),
            mentor_rank=random.integers(0, 4, problem.n_pairs),
        )
    ]


def _stable_strict(problem: Problem, random: Random) -> list[Rule]:
    return [
        Stable(
            mentee_rank=random.permutation(problem.n_pairs), mentor_rank=random.permutation(problem.n_pairs)
        )
    ]


KINDS: dict[str, Callable[[Problem, Random], list[Rule]]] = {
    "Require": _settled(Require),
    "Forbid": _settled(Forbid),
    "Keep": _settled(Keep),
    "MinimumLoad": _loads,
    "MinimumLoadIfUsed": _loads_if_used,
    "NoMutual": _mutual,
    "KeepApart": _apart,
    "KeepTogether": _together,
    "PairCount": _counts,
    "Ceilings": _nested,
    "Hours": _hours,
    "Floor": _floor,
    "Stable": _stable,
    "StableStrict": _stable_strict,
}
"""Name -> the rules. All rules are here, `PairCount` and `Stable` in two forms."""

PAIRS = tuple(combinations(KINDS, 2))


def _impossible(problem: Problem) -> Rule:
    """Return a rule that contradicts demand and capacity, but not at first sight."""
    return PairCount(pairs=np.arange(problem.n_pairs), at_least=problem.most_filled)


def hard(
    kinds: tuple[str, ...],
    n_mentees: int,
    supply: str,
    seed: int,
    *,
    impossible: bool = False,
    **changes: int,
) -> Problem:
    """Return a problem with rules of these kinds; with `impossible`, one that most likely has no answer."""
    random = np.random.default_rng(seed)
    problem = bare(n_mentees, supply, random, **changes)
    rules = [rule for kind in kinds for rule in KINDS[kind](problem, random)]
    if impossible:
        rules.append(_impossible(problem))
    return problem.replace(rules=rules)
