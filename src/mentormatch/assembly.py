"""From people, candidates and scores to the numeric `Problem`, and from ids to indices in its rules."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates, why_not
from mentormatch.errors import PolicyError, did_you_mean
from mentormatch.people import People
from mentormatch.policy import Policy
from mentormatch.problem import Problem
from mentormatch.rules import MinimumLoad, NoMutual, Rule


class PairIndex:
    """Finds people and candidate pairs by id.

    Parameters
    ----------
    people : People
    policy : Policy
        Used to say why two people may not meet.
    candidates : Candidates
    """

    def __init__(self, people: People, policy: Policy, candidates: Candidates) -> None:
        self._people, self._policy, self._candidates = people, policy, candidates
        self._mentee = {person.id: k for k, person in enumerate(people.mentees)}
        self._mentor = {person.id: k for k, person in enumerate(people.mentors)}

    def mentee(self, person_id: str) -> int:
        """Return the position of a mentee; `PolicyError` if there is none of that id."""
        return _found(self._mentee, person_id, "mentee")

    def mentor(self, person_id: str) -> int:
        """Return the position of a mentor; `PolicyError` if there is none of that id."""
        return _found(self._mentor, person_id, "mentor")

    def pair(self, mentee_id: str, mentor_id: str) -> int:
        """Return the index of a candidate pair; `PolicyError` says why the two may not meet."""
        pair = self.find(self.mentee(mentee_id), self.mentor(mentor_id))
        if pair is None:
            reasons = why_not(self._people, self._policy, mentee_id, mentor_id)
            details = " ".join(reason.detail for reason in reasons)
            raise PolicyError([f"{mentee_id} and {mentor_id} may not meet: {details}"], "rules")
        return pair

    def find(self, mentee: int, mentor: int) -> int | None:
        """Return the index of the pair at two positions; None if it is no candidate."""
        candidates = self._candidates
        low, high = np.searchsorted(candidates.mentee, [mentee, mentee + 1])
        at = int(low + np.searchsorted(candidates.mentor[low:high], mentor))
        return at if at < high and candidates.mentor[at] == mentor else None


def _found(known: dict[str, int], person_id: str, role: str) -> int:
    if person_id not in known:
        raise PolicyError([f"there is no {role} '{person_id}'{did_you_mean(person_id, known)}"], "rules")
    return known[person_id]


def assemble(people: People, policy: Policy, candidates: Candidates, points: NDArray[np.int64]) -> Problem:
    """Return the numeric problem of a scheme.

    Parameters
    ----------
    people : People
    policy : Policy
        Its rules come with ids.
    candidates : Candidates
    points : int64 array, shape (n_pairs,)
        Integer score of each candidate pair.

    Returns
    -------
    Problem
        Its rules are the policy's, the minimum loads that mentors ask for, and `NoMutual` for people who
        are both, unless the policy allows mutual pairs.

    Raises
    ------
    PolicyError
        If rules name unknown people or pairs that may not meet: all of them.
    """
    return Problem(
        n_mentees=len(people.mentees),
        n_mentors=len(people.mentors),
        mentee=candidates.mentee,
        mentor=candidates.mentor,
        score=points,
        capacity=np.array([m.capacity if m.consent else 0 for m in people.mentors], np.int64),
        demand=np.array([m.demand if m.consent else 0 for m in people.mentees], np.int64),
        rules=(*_indexed(people, policy, candidates), *_loads(people), *_mutual(people, policy)),
        mentee_ids=people.mentee_ids,
        mentor_ids=people.mentor_ids,
    )


def _indexed(people: People, policy: Policy, candidates: Candidates) -> list[Rule]:
    index = PairIndex(people, policy, candidates)
    rules: list[Rule] = []
    problems: list[str] = []
    for rule in policy.rules:
        try:
            rules.append(rule.indexed(index))
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
