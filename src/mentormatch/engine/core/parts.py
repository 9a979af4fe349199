"""A part of a problem: some people may be matched anew while everybody else stays as they are.

What stays as it is becomes required where it touches the part, and is counted off where it does not. Whatever
keeps the rules of the part then keeps those of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
)

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Part:
    """A smaller problem whose answers fit into an answer of the whole.

    Parameters
    ----------
    problem : Problem
        Empty where nobody may be matched anew.
    pairs : int64 array
        What its pairs are in the whole problem, ascending.
    """

    problem: Problem
    pairs: Ints


def part_of(problem: Problem, taken: Mask, near: Ints, free: Ints) -> Part:
    """Return the part in which some mentees may be matched anew.

    Parameters
    ----------
    problem : Problem
        Without a rule `Stable`.
    taken : bool array, shape (n_pairs,)
        An answer that keeps every rule.
    near : int64 array
        Pairs that may be taken, ascending; those that are taken stand among them.
    free : int64 array
        The mentees.
    """
    inside = _free(problem, free)[problem.mentee[near]]
    open_mentors = np.zeros(problem.n_mentors, np.bool_)
    open_mentors[problem.mentor[near[inside]]] = True
    held = taken[near] & ~inside
    # Whoever has a place with one of these mentors comes along with all that they have.
    beside = np.zeros(problem.n_mentees, np.bool_)
    beside[problem.mentee[near[held & open_mentors[problem.mentor[near]]]]] = True
    held &= beside[problem.mentee[near]]
    pairs = near[inside | held]
    cut = _Cut.of(problem, taken, pairs, open_mentors)
    rules: list[Rule] = [Keep(pairs=np.flatnonzero(held[inside | held]))]
    for rule in problem.rules:
        rules += _CUTTERS[type(rule)](cut, rule)
    part = Problem(
        len(cut.mentees), len(cut.mentors),
        cut.mentee[problem.mentee[pairs]], cut.mentor[problem.mentor[pairs]], problem.score[pairs],
        problem.capacity[cut.mentors], problem.demand[cut.mentees], rules,
    )  # fmt: skip
    return Part(part, pairs)


def _free(problem: Problem, mentees: Ints) -> Mask:
    """Return who may be matched anew: nobody whose rules reach beyond the part."""
    free = np.zeros(problem.n_mentees, np.bool_)
    free[mentees] = True
    for rule in problem.rules:
        if isinstance(rule, KeepTogether):
            group = np.array(rule.mentees, np.int64)
            free[group] &= bool(free[group].all())
        elif isinstance(rule, NoMutual):
            free[np.array([i for i, _ in rule.same], np.int64)] = False
    return free


@dataclass(frozen=True, eq=False)
class _Cut:
    """Whom and what a part contains, and under which number; -1 for who is outside."""

    problem: Problem
    taken: Mask
    mentees: Ints
    mentors: Ints
    mentee: Ints
    mentor: Ints
    pair: Ints
    open_mentors: Mask

    @classmethod
    def of(cls, problem: Problem, taken: Mask, pairs: Ints, open_mentors: Mask) -> _Cut:
        mentees, mentors = (
            np.unique(side[pairs]).astype(np.int64) for side in (problem.mentee, problem.mentor)
        )
        return cls(
            problem, taken, mentees, mentors,
            _numbers(mentees, problem.n_mentees), _numbers(mentors, problem.n_mentors),
            _numbers(pairs, problem.n_pairs), open_mentors,
        )  # fmt: skip


def _numbers(members: Ints, n: int) -> Ints:
    number = np.full(n, -1, np.int64)
    number[members] = np.arange(len(members))
    return number


def _present(number: Ints, people: Iterable[Any]) -> list[int]:
    return [int(number[k]) for k in people if number[k] >= 0]


def _require(cut: _Cut, rule: Require) -> list[Rule]:
    return [Require(pair=k) for k in _present(cut.pair, [rule.pair])]


def _keep(cut: _Cut, rule: Keep) -> list[Rule]:
    return [Keep(pairs=_present(cut.pair, np.asarray(rule.pairs, np.int64)))]


def _load(cut: _Cut, rule: MinimumLoad | MinimumLoadIfUsed) -> list[Rule]:
    """Keep the rule for mentors whose mentees may change: they are all there."""
    mentor = int(rule.mentor)
    return [type(rule)(mentor=int(cut.mentor[mentor]), load=rule.load)] if cut.open_mentors[mentor] else []


def _keep_apart(cut: _Cut, rule: KeepApart) -> list[Rule]:
    if rule.mentees is not None:
        group = _present(cut.mentee, rule.mentees)
        return [KeepApart(mentees=tuple(group))] if len(group) > 1 else []
    group = _present(cut.mentor, rule.mentors or ())
    return [KeepApart(mentors=tuple(group))] if len(group) > 1 else []


def _keep_together(cut: _Cut, rule: KeepTogether) -> list[Rule]:
    """Keep the rule of a group that is there as a whole; of any other, all stays as it is."""
    group = _present(cut.mentee, rule.mentees)
    if len(group) == len(rule.mentees):
        return [KeepTogether(mentees=tuple(group))]
    pairs = np.concatenate([cut.problem.pairs_of_mentee(int(i)) for i in rule.mentees])
    others = cut.pair[pairs[~cut.taken[pairs]]]
    return [PairCount(pairs=others[others >= 0], at_most=0)]


def _pair_count(cut: _Cut, rule: PairCount) -> list[Rule]:
    """Count off what is taken outside."""
    pairs = np.asarray(rule.pairs, np.int64)
    number = cut.pair[pairs]
    inside = number >= 0
    outside = int(np.count_nonzero(cut.taken[pairs[~inside]]))
    least, most = (None if end is None else max(end - outside, 0) for end in (rule.at_least, rule.at_most))
    return [PairCount(pairs=number[inside], at_least=least, at_most=most)]


def _hours(cut: _Cut, rule: Hours) -> list[Rule]:
    hours, budget = rule.per_pair(cut.problem.n_pairs), rule.per_mentor(cut.problem.n_mentors)
    return [Hours(hours=hours[cut.pair >= 0], budget=budget[cut.mentors])]


def _floor(cut: _Cut, rule: Floor) -> list[Rule]:
    return [rule.among(np.flatnonzero(cut.pair >= 0))]


def _no_mutual(_cut: _Cut, _rule: NoMutual) -> list[Rule]:
    """Say nothing: those whom the rule names stay as they are."""
    return []


_CUTTERS: dict[type, Callable[[_Cut, Any], list[Rule]]] = {
    Require: _require,
    Keep: _keep,
    MinimumLoad: _load,
    MinimumLoadIfUsed: _load,
    KeepApart: _keep_apart,
    KeepTogether: _keep_together,
    PairCount: _pair_count,
    Hours: _hours,
    Floor: _floor,
    NoMutual: _no_mutual,
}
