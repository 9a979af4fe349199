"""One check per rule over the chosen pairs: every violation in words, without any solver.

Each check is written from the rule's definition and reads its record; it shares nothing with what the engine
adds to its model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import SHOWN, Bools, Int32s, Ints, counted, distinct
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


class Chosen:
    """The chosen pairs of a problem, counted.

    Parameters
    ----------
    chosen : int64 array
        Indices of pairs, ascending and in range.
    """

    def __init__(self, problem: Problem, chosen: Ints) -> None:
        self.problem = problem
        self.pairs = chosen
        self.holds = np.zeros(problem.n_pairs, bool)
        self.holds[chosen] = True
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
        """Return the mentors of a mentee."""
        mentors, start = self._by_mentee
        return mentors[start[mentee] : start[mentee + 1]]

    def mentees_of(self, mentor: int) -> list[int]:
        """Return the mentees of a mentor."""
        mentees, start = self._by_mentor
        return mentees[start[mentor] : start[mentor + 1]]


def broken(answer: Chosen, position: int) -> list[str]:
    """Return the violations of one of the problem's rules, in words; at most ten and a count."""
    record = answer.problem.records[position]
    found = CHECKS[type(record)](answer, record)
    if not isinstance(found, _Several):
        return found
    words = [found.words(k) for k in found.where[:SHOWN]]
    if len(found.where) > SHOWN:
        name = answer.problem.rules[position].rule
        words.append(f"and {len(found.where) - SHOWN} more violations of {name}")
    return words


class _Several(NamedTuple):
    """Violations that may be many, which are put into words only when shown."""

    where: Sequence[int]
    words: Callable[[int], str]


def settled(problem: Problem) -> tuple[Ints, Ints]:
    """Return the pairs that rules settle: those that must be chosen, and those that must not; ascending."""
    found: tuple[list[Ints], list[Ints]] = ([], [])
    for record in problem.records:
        if type(record) in SETTLED:
            required, pairs = SETTLED[type(record)](record)
            found[0 if required else 1].append(pairs)
    must, must_not = (distinct(*pairs) if pairs else np.zeros(0, np.int64) for pairs in found)
    return must, must_not


def _require(answer: Chosen, rule: RequireRecord) -> list[str]:
    problem, pair = answer.problem, rule.pair
    if answer.holds[pair]:
        return []
    mentee = problem.mentee_name(int(problem.mentee[pair]))
    return [f"{mentee} is not with {problem.mentor_name(int(problem.mentor[pair]))}, which is required"]


def _forbid(answer: Chosen, rule: ForbidRecord) -> list[str]:
    problem, pair = answer.problem, rule.pair
    if not answer.holds[pair]:
        return []
    mentee, mentor = int(problem.mentee[pair]), int(problem.mentor[pair])
    return [f"{problem.mentee_name(mentee)} is with {problem.mentor_name(mentor)}, which is forbidden"]


def _keep(answer: Chosen, rule: KeepRecord) -> _Several:
    problem = answer.problem
    return _Several(
        rule.pairs[~answer.holds[rule.pairs]].tolist(),
        lambda pair: (
            f"{problem.mentee_name(int(problem.mentee[pair]))} is no longer with "
            f"{problem.mentor_name(int(problem.mentor[pair]))}, but the pair must be kept"
        ),
    )


def _minimum_load(answer: Chosen, rule: MinimumLoadRecord) -> list[str]:
    found = answer.of_mentor[rule.mentor]
    name = answer.problem.mentor_name(rule.mentor)
    return (
        []
        if found >= rule.load
        else [f"{name} has {counted(found, 'mentee')}; at least {rule.load} required"]
    )


def _minimum_load_if_used(answer: Chosen, rule: MinimumLoadIfUsedRecord) -> list[str]:
    found = answer.of_mentor[rule.mentor]
    if found == 0 or found >= rule.load:
        return []
    name = answer.problem.mentor_name(rule.mentor)
    return [f"{name} has {counted(found, 'mentee')}; either 0 or at least {rule.load} required"]


def _no_mutual(answer: Chosen, rule: NoMutualRecord) -> _Several:
    problem = answer.problem
    as_mentor = dict(zip(rule.mentees.tolist(), rule.mentors.tolist(), strict=True))
    as_mentee = {j: i for i, j in as_mentor.items()}
    found = []
    for i in sorted(as_mentor):
        for j in sorted(answer.mentors_of(i)):
            other = as_mentee.get(j)
            if other is not None and i < other and as_mentor[i] in answer.mentors_of(other):
                found.append(f"{problem.mentee_name(i)} and {problem.mentor_name(j)} mentor each other")
    return _Several(range(len(found)), found.__getitem__)


def _keep_apart(answer: Chosen, rule: KeepApartRecord) -> _Several:
    problem = answer.problem
    by_mentor = _shared(rule.mentees, answer.mentors_of)
    by_mentee = _shared(rule.mentors, answer.mentees_of)
    found = [
        f"{_both(mentees, problem.mentee_name)} share {problem.mentor_name(j)}, but must be kept apart"
        for j, mentees in by_mentor.items()
    ] + [
        f"{_both(mentors, problem.mentor_name)} share {problem.mentee_name(i)}, but must be kept apart"
        for i, mentors in by_mentee.items()
    ]
    return _Several(range(len(found)), found.__getitem__)


def _shared(people: Ints, partners_of: Callable[[int], list[int]]) -> dict[int, list[int]]:
    """Return the partners that two or more of the people share, with the people who share them."""
    by: dict[int, list[int]] = {}
    for person in people.tolist():
        for other in partners_of(person):
            by.setdefault(other, []).append(person)
    return {other: by[other] for other in sorted(by) if len(by[other]) > 1}


def _both(people: list[int], name: Callable[[int], str]) -> str:
    return f"{name(people[0])} and {name(people[1])}"


def _keep_together(answer: Chosen, rule: KeepTogetherRecord) -> list[str]:
    mentors = {i: tuple(answer.mentors_of(i)) for i in rule.mentees.tolist()}
    if not any(mentors.values()):
        return []
    name = answer.problem.mentee_name
    several = [i for i, of in mentors.items() if len(of) > 1]
    if several:
        return [f"{name(several[0])} has more than one mentor, but must share a single one with others"]
    first, *others = mentors
    apart = [i for i in others if mentors[i] != mentors[first]]
    return [f"{name(first)} and {name(apart[0])} must have the same mentor, but do not"] if apart else []


def _pair_count(answer: Chosen, rule: PairCountRecord) -> list[str]:
    found = int(answer.holds[rule.pairs].sum())
    if found < rule.at_least:
        return [f"{found} of {len(rule.pairs)} pairs are chosen; at least {rule.at_least} required"]
    if found > rule.at_most:
        return [f"{found} of {len(rule.pairs)} pairs are chosen; at most {rule.at_most} allowed"]
    return []


def _hours(answer: Chosen, rule: HoursRecord) -> _Several:
    problem = answer.problem
    spent = np.zeros(problem.n_mentors, np.int64)
    np.add.at(spent, answer.mentor, rule.hours[answer.pairs])
    return _Several(
        np.flatnonzero(spent > rule.budget).tolist(),
        lambda j: f"{problem.mentor_name(j)} spends {spent[j]} hours; the budget is {rule.budget[j]}",
    )


def _floor(answer: Chosen, rule: FloorRecord) -> _Several:
    problem = answer.problem
    total = np.zeros(problem.n_mentees, np.int64)
    np.add.at(total, answer.mentee, rule.score[answer.pairs])
    low = np.flatnonzero((answer.of_mentee > 0) & (total < rule.total))
    return _Several(
        low.tolist(),
        lambda i: (
            f"{problem.mentee_name(i)} has a total score of {total[i]}, below the floor of {rule.total}"
        ),
    )


def blocking(answer: Chosen, rule: StableRecord) -> Ints:
    """Return the pairs, by index, whose two people rank each other above a partner, or above a free place."""
    problem = answer.problem
    both = _prefers(
        problem.mentee, problem.demand, answer.of_mentee, rule.mentee_rank, answer.pairs
    ) & _prefers(problem.mentor, problem.capacity, answer.of_mentor, rule.mentor_rank, answer.pairs)
    both[problem.forbidden] = False
    return np.flatnonzero(both & ~answer.holds).astype(np.int64)


def _stable(answer: Chosen, rule: StableRecord) -> _Several:
    problem = answer.problem
    return _Several(
        blocking(answer, rule).tolist(),
        lambda k: (
            f"{problem.mentee_name(int(problem.mentee[k]))} and "
            f"{problem.mentor_name(int(problem.mentor[k]))} prefer each other to their assigned partners"
        ),
    )


def _prefers(side: Int32s, most: Ints, load: NDArray[np.intp], rank: Ints, chosen: Ints) -> Bools:
    """Return for every pair whether one side has room for the other, or a partner ranked lower."""
    worst = np.full(len(most), np.iinfo(np.int64).min)
    np.maximum.at(worst, side[chosen], rank[chosen])
    wishes: Bools = (load < most)[side] | (rank < worst[side])
    return wishes


CHECKS: dict[type[Record], Callable[[Chosen, Any], list[str] | _Several]] = {
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
    PairCountRecord: lambda rule: (False, rule.pairs if rule.at_most == 0 else rule.pairs[:0]),
}
"""Rules that settle single pairs: whether these must be chosen (or must not), and which they are."""
