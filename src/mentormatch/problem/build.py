"""From people, candidates and scores to the numeric `Problem`, and from ids to indices in its rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.candidates.all_reasons import Role
from mentormatch.candidates.search import Candidates, why_not
from mentormatch.errors import PolicyError, UnknownIdError
from mentormatch.people.model import People
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.problem.rules_by_id import without_doubt
from mentormatch.rules import Floor, Keep, MinimumLoad, NoMutual, PairCount, Rule


class PairIndex:
    """Finds people and candidate pairs by id.

    Parameters
    ----------
    people : People
    policy : Policy
        Gives the reasons why two people may not meet.
    candidates : Candidates
    """

    def __init__(self, people: People, policy: Policy, candidates: Candidates) -> None:
        self._people, self._policy, self._candidates = people, policy, candidates
        self._mentee = {person.id: k for k, person in enumerate(people.mentees)}
        self._mentor = {person.id: k for k, person in enumerate(people.mentors)}

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
        sides: tuple[tuple[Role, dict[str, int]], ...] = (("mentee", self._mentee), ("mentor", self._mentor))
        found = tuple((role, known[person_id]) for role, known in sides if person_id in known)
        if not found:
            raise UnknownIdError(person_id, "person", [*self._mentee, *self._mentor])
        return found

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        """Return the index of a candidate pair; raise `PolicyError` with the reasons against it."""
        pair = self.find(self.mentee(mentee_id), self.mentor(mentor_id))
        if pair is None:
            reasons = why_not(self._people, self._policy, mentee_id, mentor_id)
            details = " ".join(reason.detail for reason in reasons)
            raise PolicyError([f"{mentee_id} and {mentor_id} may not meet: {details}"], "rules")
        return pair

    def find(self, mentee: int, mentor: int) -> int | None:
        """Return the index of the pair at two positions; None if it is not a candidate pair."""
        candidates = self._candidates
        low, high = np.searchsorted(candidates.mentee, [mentee, mentee + 1])
        at = int(low + np.searchsorted(candidates.mentor[low:high], mentor))
        return at if at < high and candidates.mentor[at] == mentor else None


def _found(known: dict[str, int], person_id: str, role: str, others: Iterable[str]) -> int:
    if person_id not in known:
        raise UnknownIdError(person_id, role, known, others)
    return known[person_id]


@dataclass(frozen=True, eq=False)
class Terms(FieldsOnly):
    """What a rematch adds to the problem of a scheme.

    Parameters
    ----------
    kept : int64 array
        Earlier pairs to keep, by index of candidate pair, ascending.
    least_kept : int, optional
        At least how many of them must stay; all of them if omitted.
    boost : int64 array, shape (n_pairs,), optional
        Points on top of each pair's score, for the objective alone.
    """

    kept: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    least_kept: int | None = None
    boost: Ints | None = None

    def rules(self) -> list[Rule]:
        """Return the rule that keeps these pairs, if any."""
        if not len(self.kept) or self.least_kept == 0:
            return []
        if self.least_kept is None:
            return [Keep(pairs=self.kept)]
        return [PairCount(pairs=self.kept, at_least=self.least_kept)]

    def on_top(self, chosen: Ints) -> int:
        """Return the total of the points on top of the chosen pairs' scores."""
        return 0 if self.boost is None else int(self.boost[chosen].sum())


NO_TERMS = Terms()


def assemble(
    people: People,
    policy: Policy,
    candidates: Candidates,
    points: Ints,
    terms: Terms = NO_TERMS,
) -> Problem:
    """Return the numeric problem of a scheme.

    Parameters
    ----------
    people : People
    policy : Policy
        Its rules name people by id, or, where they forbid, by words that may mean several.
    candidates : Candidates
    points : int64 array, shape (n_pairs,)
        Integer score of each candidate pair.
    terms : Terms
        Of a rematch.

    Returns
    -------
    Problem
        Its rules are those of the policy, the minimum loads that mentors ask for, `NoMutual` for people
        in both roles (unless the policy allows mutual pairs), and the pairs that a rematch keeps. Its
        scores are the points, plus those that a rematch puts on top; a `Floor` counts the points alone.

    Raises
    ------
    PolicyError
        If rules name unknown people, or pairs that may not meet; the error lists all of them.
    """
    rules = _indexed(people, policy, candidates)
    if terms.boost is not None:
        rules = [Floor(total=r.total, score=points) if isinstance(r, Floor) else r for r in rules]
    return Problem(
        n_mentees=len(people.mentees),
        n_mentors=len(people.mentors),
        mentee=candidates.mentee,
        mentor=candidates.mentor,
        score=points if terms.boost is None else points + terms.boost,
        capacity=np.array([m.capacity if m.consent else 0 for m in people.mentors], np.int64),
        demand=np.array([m.demand if m.consent else 0 for m in people.mentees], np.int64),
        rules=(*rules, *_loads(people), *_mutual(people, policy), *terms.rules()),
        mentee_ids=people.mentee_ids,
        mentor_ids=people.mentor_ids,
    )


def _indexed(people: People, policy: Policy, candidates: Candidates) -> list[Rule]:
    index = PairIndex(people, policy, candidates)
    rules: list[Rule] = []
    problems: list[str] = []
    for rule in without_doubt(people, policy.rules):
        try:
            rules += filter(None, [rule.indexed(index)])
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems, "rules")
    return rules


def _loads(people: People) -> list[Rule]:
    return [
        MinimumLoad(mentor=position, load=mentor.minimum_load)
        for position, mentor in enumerate(people.mentors)
        if mentor.minimum_load and mentor.consent
    ]


def _mutual(people: People, policy: Policy) -> list[Rule]:
    if policy.mutual_pairs:
        return []
    at = {person.id: k for k, person in enumerate(people.mentors)}
    same = tuple((k, at[person.id]) for k, person in enumerate(people.mentees) if person.id in at)
    return [NoMutual(same=same)] if len(same) > 1 else []
