"""One check per rule over chosen pairs: every violation in words. Knows no solver.

Each check is written from the rule's definition and reads its record, without a look at what the engine adds
to its model.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import SHOWN, Bools, Int32s, Ints
from mentormatch.problem.problem import Problem
from mentormatch.rules.base import Record
from mentormatch.rules.floor import FloorRecord
from mentormatch.rules.forbid import ForbidRecord
from mentormatch.rules.hours import HoursRecord
from mentormatch.rules.keep import KeepRecord
from mentormatch.rules.keep_apart import KeepApartRecord
from mentormatch.rules.keep_together import KeepTogetherRecord
from mentormatch.rules.minimum_load import MinimumLoadRecord
from mentormatch.rules.minimum_load_if_used import MinimumLoadIfUsedRecord
from mentormatch.rules.no_mutual import NoMutualRecord
from mentormatch.rules.pair_count import PairCountRecord
from mentormatch.rules.require import RequireRecord
from mentormatch.rules.stable import StableRecord


class Picked:
    """The chosen pairs of a problem, counted.

    Parameters
    ----------
    problem : Problem
    chosen : int64 array
        Indices of pairs, ascending and in range.
    """

    def __init__(self, problem: Problem, chosen: Ints) -> None:
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


def broken(picked: Picked, position: int) -> list[str]:
    """Return the violations of one of the problem's rules, in words; at most ten and a count."""
    record = picked.problem.records[position]
    found = CHECKS[type(record)](picked, record)
    if len(found) > SHOWN:
        name = picked.problem.rules[position].rule
        found[SHOWN:] = [f"and {len(found) - SHOWN} more violations of {name}"]
    return found


def settled(problem: Problem) -> tuple[Ints, Ints]:
    """Return the pairs that rules settle: those that must be made, and those that must not; ascending."""
    found = ([np.zeros(0, np.int64)], [np.zeros(0, np.int64)])
    for record in problem.records:
        made, pairs = SETTLED.get(type(record), _nothing)(record)
        found[0 if made else 1].append(pairs)
    must, must_not = (np.unique(np.concatenate(pairs)) for pairs in found)
    return must, must_not


def _nothing(_record: Record) -> tuple[bool, Ints]:
    return True, np.zeros(0, np.int64)


def _require(picked: Picked, rule: RequireRecord) -> list[str]:
    problem, pair = picked.problem, rule.pair
    if picked.taken[pair]:
        return []
    mentee = problem.mentee_name(int(problem.mentee[pair]))
    return [f"{mentee} is not with {problem.mentor_name(int(problem.mentor[pair]))} as required"]


def _forbid(picked: Picked, rule: ForbidRecord) -> list[str]:
    problem, pair = picked.problem, rule.pair
    if not picked.taken[pair]:
        return []
    mentee, mentor = int(problem.mentee[pair]), int(problem.mentor[pair])
    return [f"{problem.mentee_name(mentee)} is with {problem.mentor_name(mentor)}, which is forbidden"]


def _keep(picked: Picked, rule: KeepRecord) -> list[str]:
    problem = picked.problem
    return [
        f"{problem.mentee_name(int(problem.mentee[pair]))} is no longer with "
        f"{problem.mentor_name(int(problem.mentor[pair]))}: the pair must stay"
        for pair in rule.pairs[~picked.taken[rule.pairs]].tolist()
    ]


def _minimum_load(picked: Picked, rule: MinimumLoadRecord) -> list[str]:
    found = picked.of_mentor[rule.mentor]
    name = picked.problem.mentor_name(rule.mentor)
    return [] if found >= rule.load else [f"{name} has {found} mentees, at least {rule.load} are required"]


def _minimum_load_if_used(picked: Picked, rule: MinimumLoadIfUsedRecord) -> list[str]:
    found = picked.of_mentor[rule.mentor]
    if found == 0 or found >= rule.load:
        return []
    name = picked.problem.mentor_name(rule.mentor)
    return [f"{name} has {found} mentees, neither 0 nor at least {rule.load}"]


def _no_mutual(picked: Picked, rule: NoMutualRecord) -> list[str]:
    problem = picked.problem
    as_mentor = dict(zip(rule.mentees.tolist(), rule.mentors.tolist(), strict=True))
    as_mentee = {j: i for i, j in as_mentor.items()}
    found = []
    for i in sorted(as_mentor):
        for j in sorted(picked.mentors_of(i)):
            other = as_mentee.get(j)
            if other is not None and i < other and as_mentor[i] in picked.mentors_of(other):
                found.append(f"{problem.mentee_name(i)} and {problem.mentor_name(j)} mentor each other")
    return found


def _keep_apart(picked: Picked, rule: KeepApartRecord) -> list[str]:
    problem = picked.problem
    by_mentor = _met_twice(rule.mentees, picked.mentors_of)
    by_mentee = _met_twice(rule.mentors, picked.mentees_of)
    return [
        f"{_both(mentees, problem.mentee_name)} share {problem.mentor_name(j)}, but must be kept apart"
        for j, mentees in by_mentor.items()
    ] + [
        f"{_both(mentors, problem.mentor_name)} share {problem.mentee_name(i)}, but must be kept apart"
        for i, mentors in by_mentee.items()
    ]


def _met_twice(people: Ints, met: Callable[[int], list[int]]) -> dict[int, list[int]]:
    """Return those whom two or more of the people meet, with who meets them."""
    by: dict[int, list[int]] = {}
    for person in people.tolist():
        for other in met(person):
            by.setdefault(other, []).append(person)
    return {other: by[other] for other in sorted(by) if len(by[other]) > 1}


def _both(people: list[int], name: Callable[[int], str]) -> str:
    return f"{name(people[0])} and {name(people[1])}"


def _keep_together(picked: Picked, rule: KeepTogetherRecord) -> list[str]:
    mentors = {i: tuple(picked.mentors_of(i)) for i in rule.mentees.tolist()}
    if not any(mentors.values()):
        return []
    name = picked.problem.mentee_name
    several = [i for i, of in mentors.items() if len(of) > 1]
    if several:
        return [f"{name(several[0])} has more than one mentor, but must share one with others"]
    first, *others = mentors
    apart = [i for i in others if mentors[i] != mentors[first]]
    return [f"{name(first)} and {name(apart[0])} must have the same mentor, but do not"] if apart else []


def _pair_count(picked: Picked, rule: PairCountRecord) -> list[str]:
    found = int(picked.taken[rule.pairs].sum())
    if found < rule.at_least:
        return [f"{found} of {len(rule.pairs)} pairs are made, at least {rule.at_least} are required"]
    if found > rule.at_most:
        return [f"{found} of {len(rule.pairs)} pairs are made, at most {rule.at_most} are allowed"]
    return []


def _hours(picked: Picked, rule: HoursRecord) -> list[str]:
    problem = picked.problem
    spent = np.zeros(problem.n_mentors, np.int64)
    np.add.at(spent, picked.mentor, rule.hours[picked.chosen])
    return [
        f"{problem.mentor_name(j)} spends {spent[j]} hours of {rule.budget[j]}"
        for j in np.flatnonzero(spent > rule.budget).tolist()
    ]


def _floor(picked: Picked, rule: FloorRecord) -> list[str]:
    problem = picked.problem
    total = np.zeros(problem.n_mentees, np.int64)
    np.add.at(total, picked.mentee, rule.score[picked.chosen])
    low = np.flatnonzero((picked.of_mentee > 0) & (total < rule.total))
    return [f"{problem.mentee_name(i)} has a total of {total[i]}, below {rule.total}" for i in low.tolist()]


def _stable(picked: Picked, rule: StableRecord) -> list[str]:
    problem = picked.problem
    both = _prefers(
        problem.mentee, problem.demand, picked.of_mentee, rule.mentee_rank, picked.chosen
    ) & _prefers(problem.mentor, problem.capacity, picked.of_mentor, rule.mentor_rank, picked.chosen)
    return [
        f"{problem.mentee_name(int(problem.mentee[k]))} and {problem.mentor_name(int(problem.mentor[k]))} "
        "prefer each other to their assigned partners"
        for k in np.flatnonzero(both & ~picked.taken).tolist()
    ]


def _prefers(
    side: Int32s,
    most: Ints,
    load: NDArray[np.intp],
    rank: Ints,
    chosen: Ints,
) -> Bools:
    """Return for every pair whether one side has room for the other or somebody it likes less."""
    worst = np.full(len(most), np.iinfo(np.int64).min)
    np.maximum.at(worst, side[chosen], rank[chosen])
    wishes: Bools = (load < most)[side] | (rank < worst[side])
    return wishes


CHECKS: dict[type[Record], Callable[[Picked, Any], list[str]]] = {
    RequireRecord: _require,
    ForbidRecord: _forbid,
    KeepRecord: _keep,
    MinimumLoadRecord: _minimum_load,
    MinimumLoadIfUsedRecord: _minimum_load_if_used,
    NoMutualRecord: _no_mutual,
    KeepApartRecord: _keep_apart,
    KeepTogetherRecord: _keep_together,
    PairCountRecord: _pair_count,
    HoursRecord: _hours,
    FloorRecord: _floor,
    StableRecord: _stable,
}

SETTLED: dict[type[Record], Callable[[Any], tuple[bool, Ints]]] = {
    RequireRecord: lambda rule: (True, np.array([rule.pair], np.int64)),
    ForbidRecord: lambda rule: (False, np.array([rule.pair], np.int64)),
    KeepRecord: lambda rule: (True, rule.pairs),
}
"""Rules that settle single pairs: whether they must be made or must not, and which."""
