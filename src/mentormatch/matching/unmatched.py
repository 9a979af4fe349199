"""Why a person has no partner: a reason code and a sentence for each unmatched person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints, counted, distinct, first_ten
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.nobody import meet_nobody
from mentormatch.candidates.reasons import PERSON_REASONS, REASONS
from mentormatch.candidates.reasons.distance import TooFar
from mentormatch.candidates.reasons.must import PREFIX
from mentormatch.matching.advice import advice_for
from mentormatch.matching.obstacles import obstacles
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
from mentormatch.rules import PairCount
from mentormatch.rules.pair_count import PairCountRecord
from mentormatch.rules.require import RequireRecord

_SHOWN = 3
"""How many reasons against a person are given."""

_ALONE = {reason.code: reason.alone for reason in PERSON_REASONS}


@dataclass(frozen=True)
class Unmatched:
    """A person without a partner.

    Parameters
    ----------
    person_id : str
        Whose mentor, or mentee, is wanting.
    role : {"mentee", "mentor"}
    reason : str
        ``no_consent``, ``not_trained``, ``no_places``, ``required_knowledge``, ``registered_twice``: it
        concerns the person alone.
        ``no_candidate``: they have no candidates. ``waiting``: all their candidates are full. ``left_out``: a
        candidate had free capacity, but the objective or a rule left the person out. ``not_needed``: all
        their candidates have other mentors.
    detail : str
        The reason in a sentence, with counts; for ``left_out`` it names the rules.
    advice : str
        What could be done, in a sentence.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": f"e{k}", "consent": True} for k in (1, 2)],
    ...     mentors=[{"id": "r1", "consent": True}],
    ... )
    >>> [(one.person_id, one.reason) for one in mm.match(people).unmatched_people]
    [('e1', 'waiting')]
    """

    person_id: str
    role: Role
    reason: str
    detail: str
    advice: str = ""


def find_unmatched(
    people: People, reasons: AllReasons, problem: Problem, solution: Solution, ended: Collection[int] = ()
) -> Iterator[Unmatched]:
    """Yield everyone without a partner, mentees first, in the order of `people`.

    Parameters
    ----------
    ended : collection of int
        Pairs that are forbidden since they have ended before.
    """
    load = np.bincount(problem.mentor[solution.chosen], minlength=problem.n_mentors)
    got = np.bincount(problem.mentee[solution.chosen], minlength=problem.n_mentees)
    alone = {"mentee": np.flatnonzero(got == 0).tolist(), "mentor": np.flatnonzero(load == 0).tolist()}
    has_room, has_none = load < problem.capacity, got == 0
    free = {
        "mentee": {i: _those(problem.pairs_of_mentee(i), has_room, problem.mentor) for i in alone["mentee"]},
        "mentor": {j: _those(problem.pairs_of_mentor(j), has_none, problem.mentee) for j in alone["mentor"]},
    }
    nobody = {
        "mentee": _without_candidates(people, reasons, "mentee", got == 0, problem.by_mentee[1]),
        "mentor": _without_candidates(people, reasons, "mentor", load == 0, problem.by_mentor[1]),
    }
    why = _Obstacles(problem, solution, [*free["mentee"].values(), *free["mentor"].values()], ended)
    for i in alone["mentee"]:
        person, candidates = people.mentees[i].id, len(problem.pairs_of_mentee(i))
        if candidates == 0:
            yield nobody["mentee"][i]
        else:
            yield _waiting(person, candidates, free["mentee"][i], why, why.locked(i) + why.counted_out(i))
    for j in alone["mentor"]:
        person, candidates = people.mentors[j].id, len(problem.pairs_of_mentor(j))
        if candidates == 0:
            yield nobody["mentor"][j]
        else:
            yield _not_needed(person, candidates, free["mentor"][j], why)


def _those(pairs: Ints, wanted: Bools, side: Int32s) -> Ints:
    """Return the pairs whose person on one side is wanted."""
    return pairs[wanted[side[pairs]]]


class _Obstacles:
    """What is against each of some pairs, in words; it is found out for all of them at once."""

    def __init__(
        self, problem: Problem, solution: Solution, pairs: Sequence[Ints], ended: Collection[int]
    ) -> None:
        asked = distinct(np.zeros(0, np.int64), *pairs)
        found = obstacles(problem, solution.chosen, asked, ended)
        self._found = dict(zip(asked.tolist(), found, strict=True))
        self._otherwise = _otherwise(solution)
        self._problem, self._chosen = problem, solution.chosen
        self._required = [one.pair for one in problem.records if isinstance(one, RequireRecord)]

    def locked(self, mentee: int) -> str:
        """Return which of the mentors whom a mentee may meet have locked pairs; empty if none has."""
        if not self._required:
            return ""
        mentor, name = self._problem.mentor, self._problem.mentor_name
        candidates = set(mentor[self._problem.pairs_of_mentee(mentee)].tolist())
        locked = [name(j) for j in mentor[self._required].tolist() if j in candidates]
        return f" The policy locks pairs of {first_ten(locked)} (rule Require)." if locked else ""

    def counted_out(self, mentee: int) -> str:
        """Return the ceilings that all of a mentee's pairs are under and that are reached, in a sentence."""
        return "".join(clause for under, clause in self._reached if under[mentee])

    @cached_property
    def _reached(self) -> list[tuple[Bools, str]]:
        """For each named ceiling that is reached, who has all of their pairs under it, and the sentence."""
        problem, n = self._problem, self._problem.n_mentees
        pairs, found = np.bincount(problem.mentee, minlength=n), []
        for rule, record in zip(problem.rules, problem.records, strict=True):
            if not (isinstance(record, PairCountRecord) and isinstance(rule, PairCount) and rule.name):
                continue
            if np.isin(record.pairs, self._chosen).sum() >= record.at_most:
                under = np.bincount(problem.mentee[record.pairs], minlength=n) == pairs
                which = f"{counted(len(record.pairs), 'pair')} of {rule.name}"
                found.append((under, f" At most {record.at_most} of {which} may be chosen."))
        return found

    def against(self, pairs: Ints) -> str:
        """Return what is against some pairs, the most frequent first, at most three."""
        clauses = Counter(chain.from_iterable(self._found[pair] for pair in pairs.tolist()))
        if any(not self._found[pair] for pair in pairs.tolist()):
            clauses[self._otherwise] += 1
        shown = [clause for clause, _ in clauses.most_common(_SHOWN)]
        more = f"; and {len(clauses) - _SHOWN} more reasons" if len(clauses) > _SHOWN else ""
        return f"{'; '.join(shown)}{more}"


def _otherwise(solution: Solution) -> str:
    """Return why a pair is not chosen that no rule alone forbids."""
    if solution.status is Status.OPTIMAL:
        return "no rule alone forbids a pair with them: the objective gains nothing by it (policy: objective)"
    if solution.drawn is not None:
        return "the matching was drawn from several nearly best ones (policy: explore)"
    return "the search ended before the matching was proved; allow more time"


def _without_candidates(
    people: People, reasons: AllReasons, role: Role, alone: Bools, start: Ints
) -> dict[int, Unmatched]:
    """Return why those who are alone have no candidates, by position; `start` is where each one's begin."""
    positions = np.flatnonzero(alone & (np.diff(start) == 0))
    own = {k: code for k in positions.tolist() if (code := reasons.own_reason(role, k)) is not None}
    side = people.mentees if role == "mentee" else people.mentors
    told = {
        k: Unmatched(side[k].id, role, code, _ALONE[code][role], advice_for(role, code))
        for k, code in own.items()
    }
    others = np.array([k for k in positions.tolist() if k not in own], np.int64)
    found = meet_nobody(reasons, role, others)
    for k, person in enumerate(others.tolist()):
        counts = {code: int(n[k]) for code, n in found.counts.items() if n[k]}
        beyond = float(found.beyond[k]), float(found.limit[k])
        told[person] = _meets_nobody(side[person].id, role, counts, *beyond)
    return told


def _meets_nobody(
    person: str, role: Role, counts: Mapping[str, int], beyond: float, limit: float
) -> Unmatched:
    others = "mentors" if role == "mentee" else "mentees"
    detail = f"There are no {others} in the scheme."
    if counts:
        far = _least_beyond(beyond, limit) if TooFar.code in counts else ""
        detail = f"May not meet any of the {others}: {in_words(counts)}{far}."
    return Unmatched(person, role, "no_candidate", detail, advice_for(role, "no_candidate", counts))


def _least_beyond(beyond: float, limit: float) -> str:
    """Return how far beyond the limit the nearest is, as the end of a sentence, never as nothing."""
    digits = next((digits for digits in (1, 3) if round(beyond, digits) > 0), 6)
    return f"; the nearest of those too far away is {beyond:.{digits}f} km beyond the limit of {limit:g} km"


def in_words(counts: Mapping[str, int]) -> str:
    """Return counts by reason in words, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{n} {words_after_number(code)}" for code, n in ordered)


def words_after_number(code: str) -> str:
    """Return the words for a reason after a number."""
    if code.startswith(PREFIX):
        return f"without what '{code.removeprefix(PREFIX)}' asks for"
    return COUNT_WORDS.get(code) or UNMATCHED_WORDS.get(code, code)


COUNT_WORDS = {reason.code: reason.counted for reason in REASONS}
"""Exclusion code -> words after a number."""

UNMATCHED_WORDS = {
    "no_candidate": "without candidates",
    "waiting": "waiting",
    "left_out": "left out",
    "not_needed": "not needed",
}
"""The other reasons of `Unmatched` -> words after a number."""


def _waiting(person: str, candidates: int, free: Ints, why: _Obstacles, locked: str) -> Unmatched:
    if not len(free):
        who = "the only candidate is" if candidates == 1 else f"all {candidates} candidates are"
        detail, reason = f"On the waiting list: {who} full.{locked}", "waiting"
    else:
        detail = f"{_some(len(free), candidates)} had free capacity, but {why.against(free)}."
        reason = "left_out"
    return Unmatched(person, "mentee", reason, detail, advice_for("mentee", reason))


def _not_needed(person: str, candidates: int, free: Ints, why: _Obstacles) -> Unmatched:
    if not len(free):
        who = "the only candidate has" if candidates == 1 else f"all {candidates} candidates have"
        detail, reason = f"Not needed: {who} another mentor.", "not_needed"
    else:
        detail = f"{_some(len(free), candidates)} had no mentor, but {why.against(free)}."
        reason = "left_out"
    return Unmatched(person, "mentor", reason, detail, advice_for("mentor", reason))


def _some(some: int, candidates: int) -> str:
    return f"{some} of {candidates} candidates" if candidates > 1 else "The only candidate"
