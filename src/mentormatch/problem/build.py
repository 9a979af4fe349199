"""From people, candidates and scores to the numeric `Problem`, and from ids to indices in its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mentormatch.arrays import Ints, sealed
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reasons import RegisteredTwice
from mentormatch.candidates.search import Candidates, reasons_of, why_not
from mentormatch.errors import PolicyError, UnknownIdError
from mentormatch.objectives import PREFERENCE
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.people.side import CAPACITY, DEMAND, MINIMUM_LOAD
from mentormatch.people.who import Who
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Policy
from mentormatch.problem.described import Traits, counts_of, is_over_people
from mentormatch.problem.problem import Problem
from mentormatch.problem.ranks import Ranks
from mentormatch.problem.rules_by_id import without_doubt
from mentormatch.problem.shares import Counts, Organisations
from mentormatch.problem.suspended import Suspended
from mentormatch.rules import Floor, Forbid, Keep, MinimumLoad, NoMutual, PairCount, Require, Rule, Stable
from mentormatch.scoring.preferences import mentee_ranks
from mentormatch.text import folded


class PairIndex:
    """Finds people and candidate pairs by id.

    Parameters
    ----------
    policy : Policy
        Gives the reasons why two people may not meet.
    """

    def __init__(self, people: People, policy: Policy, candidates: Candidates) -> None:
        self.people, self._policy, self.candidates = people, policy, candidates

    @cached_property
    def who(self) -> Who:
        """Who is meant by words in rules."""
        return Who(self.people)

    @property
    def _mentee(self) -> Mapping[str, int]:
        return self.people.mentee_side.at

    @property
    def _mentor(self) -> Mapping[str, int]:
        return self.people.mentor_side.at

    @cached_property
    def traits(self) -> Traits:
        """What people have in common."""
        return Traits(self.people, self.candidates, self._policy.criteria)

    def has(self, role: str, trait: str, value: str | None) -> bool:
        """Return whether somebody in this role has a value, or any value, in the field `trait`."""
        holders = self.traits.holders("mentee" if role == "mentee" else "mentor", trait)
        return bool(holders) if value is None else folded(value) in holders

    def mentee(self, person_id: str) -> int:
        """Return the position of a mentee; raise `UnknownIdError` if no mentee has that id."""
        return _found(self._mentee, person_id, "mentee", self._mentor)

    def mentor(self, person_id: str) -> int:
        """Return the position of a mentor; raise `UnknownIdError` if no mentor has that id."""
        return _found(self._mentor, person_id, "mentor", self._mentee)

    def roles(self, person_id: str) -> tuple[tuple[Role, int], ...]:
        """Return the roles of a person, with their position in each, mentee first.

        Raises
        ------
        UnknownIdError
            If the person is neither mentee nor mentor.
        """
        sides: tuple[tuple[Role, Mapping[str, int]], ...] = (
            ("mentee", self._mentee),
            ("mentor", self._mentor),
        )
        found = tuple((role, known[person_id]) for role, known in sides if person_id in known)
        if not found:
            raise UnknownIdError(person_id, "person", [*self._mentee, *self._mentor])
        return found

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        """Return the index of a candidate pair; raise `PolicyError` with the reasons against it."""
        pair = self.find(self.mentee(mentee_id), self.mentor(mentor_id))
        if pair is None:
            reasons = why_not(self.people, self._policy, mentee_id, mentor_id)
            details = " ".join(reason.detail for reason in reasons)
            raise PolicyError([f"{mentee_id} and {mentor_id} may not meet: {details}"], "rules")
        return pair

    def find(self, mentee: int, mentor: int) -> int | None:
        """Return the index of the pair at two positions; None if it is not a candidate pair."""
        found = int(self.candidates.find(np.array([mentee]), np.array([mentor]))[0])
        return None if found < 0 else found


def stated(rule: Rule, index: PairIndex) -> list[Rule]:
    """Return a rule with indices in place of ids: several if it is in doubt, or holds for each of something.

    Raises
    ------
    PolicyError
        If it names somebody who is not there, or a pair that may not meet.
    """
    if is_over_people(rule):
        return list(counts_of(rule, index.traits, index))
    found = (one.indexed(index) for one in without_doubt(index.who, rule))
    return [one for one in found if one is not None]


def is_stated(rule: Rule, index: PairIndex) -> bool:
    """Return whether everybody is there whom a rule names, and may meet where that is needed."""
    try:
        stated(rule, index)
    except PolicyError:
        return False
    return True


def _found(known: Mapping[str, int], person_id: str, role: str, others: Iterable[str]) -> int:
    if person_id not in known:
        raise UnknownIdError(person_id, role, known, others)
    return known[person_id]


@dataclass(frozen=True, eq=False)
class Terms(FieldsOnly):
    """What a rematch, and the shares of organisations, add to the problem of a scheme.

    Parameters
    ----------
    kept : int64 array
        Earlier pairs to keep, by index of candidate pair, ascending.
    least_kept : int, optional
        At least how many of them must stay; all of them if omitted.
    boost : int64 array, shape (n_pairs,), optional
        Points on top of each pair's score, for the objective alone.
    ended : int64 array
        Pairs that have ended and are not made again, by index of candidate pair, ascending.
    suspended : tuple of Suspended
        Rules that cannot hold after the changes.
    shares : Counts, optional
        How many places the mentees of each organisation have.
    """

    kept: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    least_kept: int | None = None
    boost: Ints | None = None
    ended: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    suspended: tuple[Suspended, ...] = ()
    shares: Counts | None = None

    @property
    def fixed(self) -> Ints:
        """The kept pairs of which none may be dissolved."""
        return self.kept if self.least_kept is None else self.kept[:0]

    def rules(self) -> list[Rule]:
        """Return the rules that keep pairs, and that do not make others again."""
        ended: list[Rule] = [Forbid(pair=pair) for pair in self.ended.tolist()]
        if not len(self.kept) or self.least_kept == 0:
            return ended
        if self.least_kept is None:
            return [*ended, Keep(pairs=self.kept)]
        return [*ended, PairCount(pairs=self.kept, at_least=self.least_kept)]

    def on_top(self, chosen: Ints) -> int:
        """Return the total of the points on top of the chosen pairs' scores."""
        return 0 if self.boost is None else int(self.boost[chosen].sum())


NO_TERMS = Terms()


def assemble(
    people: People, policy: Policy, candidates: Candidates, points: Ints, terms: Terms = NO_TERMS
) -> Problem:
    """Return the numeric problem of a scheme.

    Parameters
    ----------
    policy : Policy
        Its rules name people by id, or, where they forbid, by words that may mean several.
    points : int64 array, shape (n_pairs,)
        Integer score of each candidate pair.
    terms : Terms
        Of a rematch.

    Returns
    -------
    Problem
        Its rules are those of the policy, the minimum loads that mentors ask for, `NoMutual` for people who
        are, or are likely to be, in both roles (unless the policy allows mutual pairs), the pairs that a
        rematch keeps, and the places that keep shares. Its scores are the points, plus those that a rematch
        puts on top; a `Floor` counts the points alone. The ranks of mentees' wishes are only there if the
        objective asks for them.

    Raises
    ------
    PolicyError
        If rules name unknown people, or pairs that may not meet; the error lists all of them.
    """
    index, reasons = PairIndex(people, policy, candidates), reasons_of(candidates, people, policy)
    asked = asked_rules(people, policy, reasons)
    rules = [rule for _, rule in indexed_rules(index, asked, points, terms)]
    problem = Problem(
        n_mentees=len(people.mentees),
        n_mentors=len(people.mentors),
        mentee=candidates.mentee,
        mentor=candidates.mentor,
        score=points if terms.boost is None else sealed(points + terms.boost),
        capacity=people.mentor_side.places(CAPACITY),
        demand=people.mentee_side.places(DEMAND),
        rules=(*rules, *_mutual(people, policy, reasons), *terms.rules()),
        mentee_ids=people.mentee_ids,
        mentor_ids=people.mentor_ids,
        rank=mentee_ranks(people, candidates) if PREFERENCE.name in policy.objective else None,
    )
    if policy.shares is None or terms.shares is None or terms.shares.places is None:
        return problem
    organisations = Organisations.of(people, policy.shares, index.traits)
    return problem.replace(rules=(*problem.rules, *organisations.ceilings(problem, terms.shares.places)))


def asked_rules(people: People, policy: Policy, reasons: AllReasons) -> list[Rule]:
    """Return the rules with ids: those of the policy, and the minimum loads that mentors ask for."""
    asked = people.mentor_side.places(MINIMUM_LOAD)
    loads = [
        MinimumLoad(mentor=people.mentors[position].id, load=int(asked[position]))
        for position in np.flatnonzero(asked).tolist()
        if reasons.own_reason("mentor", position) != RegisteredTwice.code
    ]
    return [*policy.rules, *loads]


def indexed_rules(
    index: PairIndex, asked: Iterable[Rule], points: Ints, terms: Terms
) -> list[tuple[Rule, Rule]]:
    """Return rules with ids, each with its form in the problem: of suspended ones what is left of them.

    Raises
    ------
    PolicyError
        If rules name unknown people, or pairs that may not meet; the error lists all of them.
    """
    left = {one.rule: one.left for one in terms.suspended}
    found: list[tuple[Rule, Rule]] = []
    problems: list[str] = []
    for rule in asked:
        holds = left.get(rule, rule) if left else rule
        try:
            stand = [] if holds is None else stated(holds, index)
        except PolicyError as error:
            problems += error.problems
            continue
        for one in stand:
            if isinstance(one, Floor) and terms.boost is not None:
                found.append((rule, Floor(total=one.total, score=points)))
            else:
                found.append((rule, one))
    if problems:
        raise PolicyError(problems, "rules")
    if not any(isinstance(one, Stable) and one.by is not None for _, one in found):
        return found
    required = [[one.pair] for _, one in found if isinstance(one, Require)]
    fixed = np.concatenate(
        [terms.fixed, *required, *(one.pairs for _, one in found if isinstance(one, Keep))]
    )
    ranks = Ranks(index.people, index.candidates, points)
    return [
        (rule, ranks.stable(one.by, fixed) if isinstance(one, Stable) and one.by is not None else one)
        for rule, one in found
    ]


def _mutual(people: People, policy: Policy, reasons: AllReasons) -> list[Rule]:
    if policy.mutual_pairs:
        return []
    mentee, mentor = people.mentee_side.at, people.mentor_side.at
    same = {mentee[one]: mentor[one] for one in people.in_both_roles}
    # Each is named once: of several records that may be of one person, the first.
    named = set(same.values())
    for double in reasons.scheme.directory.doubles.found:
        for one, other in (double.ids, double.ids[::-1]):
            i, j = mentee.get(one), mentor.get(other)
            if double.likely and i is not None and j is not None and i not in same and j not in named:
                same[i] = j
                named.add(j)
    return [NoMutual(same=tuple(sorted(same.items())))] if len(same) > 1 else []
