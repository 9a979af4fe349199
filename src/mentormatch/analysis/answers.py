"""Answers that a person could give instead, and how many people they may meet if they did.

The count is exact: the same reasons are asked as in `mentormatch.candidates`, with that one answer changed
and everybody else as they are. Where nobody can know the answer beforehand (a location, a level, a must of
the policy), answers of others are drawn, the same for everybody, and the median of the counts is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reason import PersonReason
from mentormatch.candidates.reasons import PERSON_REASONS, RegisteredTwice
from mentormatch.candidates.scheme import Scheme
from mentormatch.candidates.sweep import Sweep
from mentormatch.criteria import Criterion
from mentormatch.people.model import People
from mentormatch.people.person import Mentor, Person, Role
from mentormatch.policy import Limits, Policy

DRAWN = 5
"""How many answers of others are drawn where the own answer cannot be known beforehand; odd."""
_FARTHEST_KM = 25_000.0
_AT_LEAST_KM = 10.0

Give = Callable[[Any], Person]


@dataclass(frozen=True)
class Answer:
    """An answer that people could give instead of the one they gave, or did not give.

    Parameters
    ----------
    key : str
        ``consent``, ``training``, ``location``, ``seniority``, ``must_`` and the name of a criterion,
        ``online``, ``max_km``.
    doing : str
        Giving it, in words, as the subject of a sentence: ``accepting online``.
    is_missing : bool
        Whether those asked gave no answer so far, or have not done it yet; otherwise it would be another one.
    asked : callable
        Returns whether a person could give it.
    give : tuple of callable
        Each returns the person with the answer; several where answers of others are drawn.
    """

    key: str
    doing: str
    is_missing: bool
    asked: Callable[[Any], bool]
    give: tuple[Give, ...]


def answers_of(people: People, policy: Policy, role: Role, rng: np.random.Generator) -> Iterator[Answer]:
    """Yield the answers that people of a role could give instead, under a policy, missing ones first."""
    limits = policy.limits
    everybody: Sequence[Person] = people.mentees if role == "mentee" else people.mentors
    yield Answer("consent", "giving consent", True, _no_consent, (_consenting,))
    if role == "mentor" and limits.training_required:
        yield Answer("training", "completing training", True, _untrained(limits), (_trained(limits),))
    yield from _drawn("location", [*people.mentees, *people.mentors], rng)
    if limits.minimum_seniority_gap is not None:
        yield from _drawn("seniority", everybody, rng)
    for one in policy.criteria:
        # Whom somebody is independent of also decides pair by pair: nobody else's answer will do.
        if one.is_must and one.unknown == "forbid" and one.field(role) != "independent_of":
            yield from _of_must(one, role, everybody, rng)
    if limits.online:
        yield Answer("online", "accepting online", False, _not_online, (_online,))
    missing = limits.max_km if role == "mentee" else None
    yield Answer("max_km", "travelling twice as far", False, _limited(missing), (_farther(missing),))


def _no_consent(person: Person) -> bool:
    return not person.consent


def _consenting(person: Person) -> Person:
    return person.replace(consent=True)


def _untrained(limits: Limits) -> Callable[[Mentor], bool]:
    since = limits.trained_since

    def untrained(mentor: Mentor) -> bool:
        on = mentor.trained_on
        return not mentor.trained or (since is not None and (on is None or on < since))

    return untrained


def _trained(limits: Limits) -> Callable[[Mentor], Person]:
    since = limits.trained_since
    return lambda mentor: mentor.replace(trained=True, trained_on=since or mentor.trained_on)


def _not_online(person: Person) -> bool:
    return not person.online


def _online(person: Person) -> Person:
    return person.replace(online=True)


def _limited(missing: float | None) -> Callable[[Person], bool]:
    def limited(person: Person) -> bool:
        return person.location is not None and (person.max_km is not None or missing is not None)

    return limited


def _farther(missing: float | None) -> Give:
    def farther(person: Person) -> Person:
        now = (missing or 0.0) if person.max_km is None else person.max_km
        return person.replace(max_km=min(now + max(now, _AT_LEAST_KM), _FARTHEST_KM))

    return farther


def _drawn(field: str, others: Sequence[Person], rng: np.random.Generator) -> Iterator[Answer]:
    given = [value for one in others if (value := getattr(one, field)) is not None]
    give = tuple(_with(field, given[k]) for k in _some(len(given), rng))
    if give:
        a = {"location": "a location", "seniority": "a level"}[field]
        yield Answer(field, f"giving {a}", True, lambda person: getattr(person, field) is None, give)


def _with(field: str, value: object) -> Give:
    return lambda person: person.replace(**{field: value})


def _of_must(
    criterion: Criterion, role: Role, others: Sequence[Person], rng: np.random.Generator
) -> Iterator[Answer]:
    given = [value for one in others if (value := criterion.given(one, role)) is not None]
    field, name = criterion.field(role), criterion.name

    def answering(value: object) -> Give:
        if field is not None:
            return _with(field, value)
        return lambda person: person.replace(declared={**person.declared, name: value})

    give = tuple(answering(given[k]) for k in _some(len(given), rng))
    if give:
        yield Answer(
            f"must_{name}", f"answering '{name}'", True, lambda one: criterion.given(one, role) is None, give
        )


def _some(n: int, rng: np.random.Generator) -> list[int]:
    """Return the positions of some of n answers, an odd number, all different."""
    size = min(DRAWN, n if n % 2 else n - 1)
    return rng.permutation(n)[:size].tolist() if n else []


@dataclass(frozen=True, eq=False)
class Asked:
    """How many people each of those who could give an answer may meet if they do.

    Parameters
    ----------
    positions : int64 array, shape (n,)
        Who could give it.
    candidates : int64 array, shape (n,)
        How many they may meet then; the median over the answers that were drawn.
    """

    answer: Answer
    positions: Ints
    candidates: Ints


def asked(reasons: AllReasons, role: Role, answer: Answer) -> Asked:
    """Return what an answer would change for everybody in a role who could give it."""
    scheme = reasons.scheme
    side = scheme.mentee_side if role == "mentee" else scheme.mentor_side
    positions = np.flatnonzero(np.fromiter(map(answer.asked, side.people), np.bool_, len(side)))
    if not len(positions):
        return Asked(answer, positions, positions)
    those = [side.people[k] for k in positions.tolist()]
    counts = [candidates_if(reasons, role, positions, [give(one) for one in those]) for give in answer.give]
    return Asked(answer, positions, np.sort(counts, axis=0)[len(counts) // 2])


def candidates_if(reasons: AllReasons, role: Role, positions: Ints, changed: Sequence[Person]) -> Ints:
    """Return how many people each of some people may meet if they answered otherwise, one at a time.

    Parameters
    ----------
    reasons : AllReasons
        Of the scheme as it is.
    positions : int64 array, shape (n,)
        Positions of the people in that role, ascending.
    changed : sequence of Person, shape (n,)
        The same people with other answers. What follows from their names and references stays as it is: who
        is independent of whom, avoided, or may be the same person.

    Returns
    -------
    int64 array, shape (n,)

    Notes
    -----
    Nothing is stored but a block of pairs, and the pairs in reach are searched as in `find_candidates`.
    """
    now, mentees = reasons.scheme, role == "mentee"
    then = Scheme(People(**{f"{role}s": tuple(changed)}), now.policy)
    if mentees:
        then.mentor_side = now.mentor_side
    else:
        then.mentee_side = now.mentee_side
    mine, theirs = _taking_part(reasons, then, role, positions)
    rows, columns = (mine, theirs) if mentees else (theirs, mine)
    forbidden = _forbidden(reasons, then, role, positions)
    keys = forbidden[np.isin(forbidden // max(then.n_mentors, 1), rows)]
    keys = keys[np.isin(keys % max(then.n_mentors, 1), columns)]
    count = np.zeros(len(changed), np.int64)
    for block in Sweep(then, rows, columns, keys, AllReasons(then).others).blocks():
        count += np.bincount(block.mentee if mentees else block.mentor, minlength=len(changed))
    return count


def _taking_part(reasons: AllReasons, then: Scheme, role: Role, positions: Ints) -> tuple[Ints, Ints]:
    """Return which of the changed people, and of the others, no reason that lies in them excludes."""

    def out(reason: PersonReason, of: Role) -> Bools:
        return reason.mentee_out if of == "mentee" else reason.mentor_out

    other: Role = "mentor" if role == "mentee" else "mentee"
    mine = np.zeros(len(positions), np.bool_)
    theirs = np.zeros(then.n_mentors if role == "mentee" else then.n_mentees, np.bool_)
    for reason in reasons.in_people:
        theirs |= out(reason, other)
        if isinstance(reason, RegisteredTwice):
            mine |= out(reason, role)[positions]
    for kind in PERSON_REASONS:
        if kind is not RegisteredTwice and (again := kind.of(then)) is not None:
            mine |= out(again, role)
    return np.flatnonzero(~mine), np.flatnonzero(~theirs)


def _forbidden(reasons: AllReasons, then: Scheme, role: Role, positions: Ints) -> Ints:
    """Return the keys of pairs that are excluded one by one, among the changed people and the others."""
    now = reasons.scheme
    keys = np.unique(np.concatenate([np.zeros(0, np.int64), *(one.keys for one in reasons.in_pairs)]))
    both = list(np.divmod(keys, max(now.n_mentors, 1)))
    side = 0 if role == "mentee" else 1
    place = np.full(now.n_mentees if role == "mentee" else now.n_mentors, -1)
    place[positions] = np.arange(len(positions))
    both[side] = place[both[side]]
    mentee, mentor = (one[both[side] >= 0] for one in both)
    return np.sort(then.keys(mentee, mentor))
