"""One check a rule over chosen pairs: every breach in words. Knows no solver.

Each check is written from the rule's definition, without a look at what the engine adds to its model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.problem.problem import Problem
from mentormatch.rules import (
    Floor,
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

_SHOWN = 10


class Picked:
    """The chosen pairs of a problem, counted.

    Parameters
    ----------
    problem : Problem
    chosen : int64 array
        Indices of pairs, ascending and in range.
    """

    def __init__(self, problem: Problem, chosen: NDArray[np.int64]) -> None:
        self.problem = problem
        self.chosen = chosen
        self.taken = np.zeros(problem.n_pairs, bool)
        self.taken[chosen] = True
        self.mentee, self.mentor = problem.mentee[chosen], problem.mentor[chosen]
        self.of_mentee = np.bincount(self.mentee, minlength=problem.n_mentees)
        self.of_mentor = np.bincount(self.mentor, minlength=problem.n_mentors)

    @cached_property
    def _by_mentee(self) -> tuple[list[int], list[int]]:
        order = np.argsort(self.mentee, kind="stable")
        return self.mentor[order].tolist(), np.concatenate(([0], np.cumsum(self.of_mentee))).tolist()

    @cached_property
    def _by_mentor(self) -> tuple[list[int], list[int]]:
        order = np.argsort(self.mentor, kind="stable")
        return self.mentee[order].tolist(), np.concatenate(([0], np.cumsum(self.of_mentor))).tolist()

    def mentors_of(self, mentee: int) -> list[int]:
        """Return the mentors that a mentee has."""
        mentors, start = self._by_mentee
        return mentors[start[mentee] : start[mentee + 1]]

    def mentees_of(self, mentor: int) -> list[int]:
        """Return the mentees that a mentor has."""
        mentees, start = self._by_mentor
        return mentees[start[mentor] : start[mentor + 1]]


class _Unindexed(Exception):  # noqa: N818  (never leaves this module)
    """A rule carries ids, which a `Problem` would have refused."""


def broken(picked: Picked, rule: Rule) -> list[str]:
    """Return the breaches of one rule that carries indices, in words; at most ten and a count."""
    try:
        found = _CHECKS[type(rule)](picked, rule)
    except _Unindexed:
        return [f"rule {rule.rule} does not carry indices"]
    if len(found) > _SHOWN:
        found[_SHOWN:] = [f"and {len(found) - _SHOWN} more breaches of {rule.rule}"]
    return found


def _require(picked: Picked, rule: Require) -> list[str]:
    problem, pair = picked.problem, _index(rule.pair)
    if picked.taken[pair]:
        return []
    mentee = problem.mentee_name(int(problem.mentee[pair]))
    return [f"{mentee} is not with {problem.mentor_name(int(problem.mentor[pair]))} as required"]


def _keep(picked: Picked, rule: Keep) -> list[str]:
    if not isinstance(rule.pairs, np.ndarray):
        raise _Unindexed
    problem = picked.problem
    return [
        f"{problem.mentee_name(int(problem.mentee[pair]))} is no longer with "
        f"{problem.mentor_name(int(problem.mentor[pair]))}, who is to be kept"
        for pair in rule.pairs[~picked.taken[rule.pairs]].tolist()
    ]


def _minimum_load(picked: Picked, rule: MinimumLoad) -> list[str]:
    found = picked.of_mentor[_index(rule.mentor)]
    name = picked.problem.mentor_name(_index(rule.mentor))
    return [] if found >= rule.load else [f"{name} has {found} mentees, at least {rule.load} are required"]


def _minimum_load_if_used(picked: Picked, rule: MinimumLoadIfUsed) -> list[str]:
    found = picked.of_mentor[_index(rule.mentor)]
    if found == 0 or found >= rule.load:
        return []
    name = picked.problem.mentor_name(_index(rule.mentor))
    return [f"{name} has {found} mentees, neither 0 nor at least {rule.load}"]


def _no_mutual(picked: Picked, rule: NoMutual) -> list[str]:
    problem = picked.problem
    as_mentor = {_index(i): _index(j) for i, j in rule.same}
    as_mentee = {j: i for i, j in as_mentor.items()}
    found = []
    for i in sorted(as_mentor):
        for j in sorted(picked.mentors_of(i)):
            other = as_mentee.get(j)
            if other is not None and i < other and as_mentor[i] in picked.mentors_of(other):
                found.append(f"{problem.mentee_name(i)} and {problem.mentor_name(j)} mentor each other")
    return found


def _keep_apart(picked: Picked, rule: KeepApart) -> list[str]:
    problem = picked.problem
    if rule.mentees is not None:
        shared = _met_twice(rule.mentees, picked.mentors_of)
        return [f"{_both(shared[j], problem.mentee_name)} share {problem.mentor_name(j)}" for j in shared]
    shared = _met_twice(rule.mentors or (), picked.mentees_of)
    return [f"{_both(shared[i], problem.mentor_name)} share {problem.mentee_name(i)}" for i in shared]


def _met_twice(people: Sequence[object], met: Callable[[int], list[int]]) -> dict[int, list[int]]:
    """Return those whom two or more of the people meet, with who meets them."""
    by: dict[int, list[int]] = {}
    for person in map(_index, people):
        for other in met(person):
            by.setdefault(other, []).append(person)
    return {other: by[other] for other in sorted(by) if len(by[other]) > 1}


def _both(people: list[int], name: Callable[[int], str]) -> str:
    return f"{name(people[0])} and {name(people[1])}, to be kept apart,"


def _keep_together(picked: Picked, rule: KeepTogether) -> list[str]:
    mentors = {_index(i): tuple(picked.mentors_of(_index(i))) for i in rule.mentees}
    if not any(mentors.values()):
        return []
    name = picked.problem.mentee_name
    several = [i for i, of in mentors.items() if len(of) > 1]
    if several:
        return [f"{name(several[0])}, to be kept together with others, has more than one mentor"]
    first, *others = mentors
    apart = [i for i in others if mentors[i] != mentors[first]]
    return [f"{name(first)} and {name(apart[0])}, to be kept together, are not"] if apart else []


def _pair_count(picked: Picked, rule: PairCount) -> list[str]:
    if not isinstance(rule.pairs, np.ndarray):
        raise _Unindexed
    found = int(picked.taken[rule.pairs].sum())
    if rule.at_least is not None and found < rule.at_least:
        return [f"{found} of {len(rule.pairs)} pairs are made, at least {rule.at_least} are required"]
    if rule.at_most is not None and found > rule.at_most:
        return [f"{found} of {len(rule.pairs)} pairs are made, at most {rule.at_most} are allowed"]
    return []


def _hours(picked: Picked, rule: Hours) -> list[str]:
    problem = picked.problem
    spent = np.zeros(problem.n_mentors, np.int64)
    np.add.at(spent, picked.mentor, rule.per_pair(problem.n_pairs)[picked.chosen])
    budget = rule.per_mentor(problem.n_mentors)
    return [
        f"{problem.mentor_name(j)} spends {spent[j]} hours of {budget[j]}"
        for j in np.flatnonzero(spent > budget).tolist()
    ]


def _floor(picked: Picked, rule: Floor) -> list[str]:
    problem = picked.problem
    total = np.zeros(problem.n_mentees, np.int64)
    np.add.at(total, picked.mentee, rule.per_pair(problem.score)[picked.chosen])
    low = np.flatnonzero((picked.of_mentee > 0) & (total < rule.total))
    return [f"{problem.mentee_name(i)} has a total of {total[i]}, below {rule.total}" for i in low.tolist()]


def _stable(picked: Picked, rule: Stable) -> list[str]:
    problem = picked.problem
    would = _would_rather(
        problem.mentee, problem.demand, picked.of_mentee, rule.mentee_rank, picked.chosen
    ) & _would_rather(problem.mentor, problem.capacity, picked.of_mentor, rule.mentor_rank, picked.chosen)
    return [
        f"{problem.mentee_name(int(problem.mentee[k]))} and {problem.mentor_name(int(problem.mentor[k]))} "
        "would both rather have each other"
        for k in np.flatnonzero(would & ~picked.taken).tolist()
    ]


def _would_rather(
    side: NDArray[np.int32],
    most: NDArray[np.int64],
    load: NDArray[np.intp],
    rank: NDArray[np.int64],
    chosen: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell for every pair whether one side has room for the other or somebody it likes less."""
    worst = np.full(len(most), np.iinfo(np.int64).min)
    np.maximum.at(worst, side[chosen], rank[chosen])
    wishes: NDArray[np.bool_] = (load < most)[side] | (rank < worst[side])
    return wishes


def _index(value: object) -> int:
    if not isinstance(value, int):
        raise _Unindexed
    return value


_CHECKS: dict[type, Callable[[Picked, Any], list[str]]] = {
    Require: _require,
    Keep: _keep,
    MinimumLoad: _minimum_load,
    MinimumLoadIfUsed: _minimum_load_if_used,
    NoMutual: _no_mutual,
    KeepApart: _keep_apart,
    KeepTogether: _keep_together,
    PairCount: _pair_count,
    Hours: _hours,
    Floor: _floor,
    Stable: _stable,
}
