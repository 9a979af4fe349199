"""Which rules a pair that is not chosen would break if it were added to the answer, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

import numpy as np

from mentormatch.arrays import Ints, counted, first_ten
from mentormatch.problem.problem import Problem
from mentormatch.problem.shares import RULE
from mentormatch.proof.rules import Chosen
from mentormatch.rules import PairCount
from mentormatch.rules.base import Record
from mentormatch.rules.floor import FloorRecord
from mentormatch.rules.forbid import ForbidRecord
from mentormatch.rules.hours import HoursRecord
from mentormatch.rules.keep_apart import KeepApartRecord
from mentormatch.rules.keep_together import KeepTogetherRecord
from mentormatch.rules.minimum_load_if_used import MinimumLoadIfUsedRecord
from mentormatch.rules.no_mutual import NoMutualRecord
from mentormatch.rules.pair_count import PairCountRecord

Found = Iterator[tuple[int, str]]
"""Positions among the pairs asked about, each with what is against that pair."""

_NAMED = 3
"""How many pairs of a rule are named."""


def obstacles(problem: Problem, chosen: Ints, pairs: Ints, ended: Collection[int] = ()) -> list[list[str]]:
    """Return for each pair what is against adding it to an answer, one clause for each rule.

    Parameters
    ----------
    chosen : int64 array
        The answer, by index of pair, ascending.
    pairs : int64 array, shape (n,)
        Pairs that are not chosen, of people who both have room for one more.
    ended : collection of int
        Pairs that are forbidden since they have ended before.
    """
    answer = Chosen(problem, chosen)
    found: list[list[str]] = [[] for _ in pairs]
    for record in problem.records if len(pairs) else ():
        if isinstance(record, ForbidRecord) and record.pair in ended:
            against = _ended(answer, record, pairs)
        elif type(record) in AGAINST:
            against = AGAINST[type(record)](answer, record, pairs)
        else:
            continue
        for k, clause in against:
            found[k].append(clause)
    return found


def _names(answer: Chosen, pair: int) -> tuple[str, str]:
    problem = answer.problem
    return problem.mentee_name(int(problem.mentee[pair])), problem.mentor_name(int(problem.mentor[pair]))


def _ids(answer: Chosen, pair: int) -> tuple[str, str]:
    mentee, mentor = _names(answer, pair)
    return mentee.removeprefix("mentee "), mentor.removeprefix("mentor ")


def _forbid(answer: Chosen, rule: ForbidRecord, pairs: Ints) -> Found:
    mentee, mentor = _names(answer, rule.pair)
    for k in np.flatnonzero(pairs == rule.pair).tolist():
        yield k, f"the policy keeps {mentee} and {mentor} apart (rule Forbid)"


def _ended(answer: Chosen, rule: ForbidRecord, pairs: Ints) -> Found:
    mentee, mentor = _names(answer, rule.pair)
    for k in np.flatnonzero(pairs == rule.pair).tolist():
        yield k, f"{mentee} and {mentor} were a pair before, which is not made again"


def _no_mutual(answer: Chosen, rule: NoMutualRecord, pairs: Ints) -> Found:
    problem = answer.problem
    as_mentor = dict(zip(rule.mentees.tolist(), rule.mentors.tolist(), strict=True))
    as_mentee = {j: i for i, j in as_mentor.items()}
    both = np.isin(problem.mentee[pairs], rule.mentees) & np.isin(problem.mentor[pairs], rule.mentors)
    for k in np.flatnonzero(both).tolist():
        i, j = int(problem.mentee[pairs[k]]), int(problem.mentor[pairs[k]])
        other = as_mentee[j]
        if i != other and as_mentor[i] in answer.mentors_of(other):
            # Both are mentee and mentor, so that their roles would only confuse.
            mentee, mentor = _ids(answer, int(pairs[k]))
            back = problem.mentee_name(other).removeprefix("mentee ")
            clause = (
                f"{mentor} would have to mentor {mentee}, who mentors {back}; "
                "two people may not mentor each other (policy: mutual_pairs)"
            )
            yield k, clause


def _keep_apart(answer: Chosen, rule: KeepApartRecord, pairs: Ints) -> Found:
    problem = answer.problem
    mentees, mentors = set(rule.mentees.tolist()), set(rule.mentors.tolist())
    for k in np.flatnonzero(np.isin(problem.mentee[pairs], rule.mentees)).tolist():
        other = next((i for i in answer.mentees_of(int(problem.mentor[pairs[k]])) if i in mentees), None)
        if other is not None:
            mentee, mentor = _names(answer, int(pairs[k]))
            apart = problem.mentee_name(other)
            yield k, f"{mentor} mentors {apart}, and {mentee} and {apart} must be kept apart (rule KeepApart)"
    for k in np.flatnonzero(np.isin(problem.mentor[pairs], rule.mentors)).tolist():
        other = next((j for j in answer.mentors_of(int(problem.mentee[pairs[k]])) if j in mentors), None)
        if other is not None:
            mentee, mentor = _names(answer, int(pairs[k]))
            apart = problem.mentor_name(other)
            yield k, f"{mentee} has {apart}, and {mentor} and {apart} must be kept apart (rule KeepApart)"


def _keep_together(answer: Chosen, rule: KeepTogetherRecord, pairs: Ints) -> Found:
    problem, group = answer.problem, rule.mentees.tolist()
    for k in np.flatnonzero(np.isin(problem.mentee[pairs], rule.mentees)).tolist():
        i, j = int(problem.mentee[pairs[k]]), int(problem.mentor[pairs[k]])
        others = [one for one in group if one != i]
        if answer.mentors_of(i) or any(answer.mentors_of(one) != [j] for one in others):
            with_whom = first_ten([problem.mentee_name(one) for one in others])
            yield k, f"{problem.mentee_name(i)} must share one mentor with {with_whom} (rule KeepTogether)"


def _pair_count(answer: Chosen, rule: PairCountRecord, pairs: Ints) -> Found:
    if not rule.limited or answer.holds[rule.pairs].sum() + 1 <= rule.at_most:
        return
    # A policy may have several of these: their name or the pairs say which one it is.
    which = counted(len(rule.pairs), "pair")
    given = answer.problem.rules[answer.problem.records.index(rule)]
    if isinstance(given, PairCount) and given.name:
        which += f" of {given.name}"
    else:
        named = [" with ".join(_ids(answer, pair)) for pair in rule.pairs[:_NAMED].tolist()]
        more = [f"{len(rule.pairs) - _NAMED} more"] if len(rule.pairs) > _NAMED else []
        which += f" ({', '.join([*named, *more])})"
    said = "" if which.endswith(("(rule GroupCount)", RULE)) else " (rule PairCount)"
    clause = f"at most {rule.at_most} of {which} may be chosen{said}"
    for k in np.flatnonzero(np.isin(pairs, rule.pairs)).tolist():
        yield k, clause


def _hours(answer: Chosen, rule: HoursRecord, pairs: Ints) -> Found:
    problem = answer.problem
    spent = np.zeros(problem.n_mentors, np.int64)
    np.add.at(spent, answer.mentor, rule.hours[answer.pairs])
    mentor = problem.mentor[pairs]
    then, budget = spent[mentor] + rule.hours[pairs], rule.budget[mentor]
    for k in np.flatnonzero((then > budget) & (rule.hours[pairs] > 0)).tolist():
        name = problem.mentor_name(int(mentor[k]))
        yield k, f"{name} would spend {then[k]} hours, and the budget is {budget[k]} (rule Hours)"


def _minimum_load_if_used(answer: Chosen, rule: MinimumLoadIfUsedRecord, pairs: Ints) -> Found:
    if answer.of_mentor[rule.mentor] or rule.load <= 1:
        return
    name = answer.problem.mentor_name(rule.mentor)
    for k in np.flatnonzero(answer.problem.mentor[pairs] == rule.mentor).tolist():
        yield k, f"{name} has no mentee and takes none or at least {rule.load} (rule MinimumLoadIfUsed)"


def _floor(answer: Chosen, rule: FloorRecord, pairs: Ints) -> Found:
    problem = answer.problem
    total = np.zeros(problem.n_mentees, np.int64)
    np.add.at(total, answer.mentee, rule.score[answer.pairs])
    then = total[problem.mentee[pairs]] + rule.score[pairs]
    for k in np.flatnonzero(then < rule.total).tolist():
        mentee, mentor = _names(answer, int(pairs[k]))
        clause = (
            f"{mentee} would have a total score of {then[k]} points with {mentor}, "
            f"below the floor of {rule.total} (rule Floor)"
        )
        yield k, clause


AGAINST: dict[type[Record], Callable[[Chosen, Any, Ints], Found]] = {
    FloorRecord: _floor,
    ForbidRecord: _forbid,
    HoursRecord: _hours,
    KeepApartRecord: _keep_apart,
    KeepTogetherRecord: _keep_together,
    MinimumLoadIfUsedRecord: _minimum_load_if_used,
    NoMutualRecord: _no_mutual,
    PairCountRecord: _pair_count,
}
"""The rules that one more pair can break. `Stable` is none of them: a pair of two who both have room would
prefer each other to nobody, so that no stable answer leaves it out."""
