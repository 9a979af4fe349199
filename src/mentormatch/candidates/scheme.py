"""What all reasons look at: the people, the policy's limits, and what is derived from both, once."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from mentormatch.arrays import Indices, Ints
from mentormatch.candidates.reach import Reach
from mentormatch.candidates.references import Directory
from mentormatch.candidates.reporting_lines import Superiors
from mentormatch.people.model import People, with_sides_of
from mentormatch.policy import Policy


class Scheme:
    """People and limits.

    Parameters
    ----------
    policy : Policy
        Its limits, and the criteria that are a must, decide who may meet.
    before : Scheme, optional
        The scheme before a change: what was read of people who are still the same is taken from it.
    """

    def __init__(self, people: People, policy: Policy, before: Scheme | None = None) -> None:
        self.people, self.limits = people, policy.limits
        self.musts = tuple(one for one in policy.criteria if one.is_must)
        self.synonyms = policy.scoring.synonyms
        self.policy = policy
        if before:
            with_sides_of(before.people, people)
        self.mentee_side, self.mentor_side = people.mentee_side, people.mentor_side
        self._compared = before.directory.doubles.compared if before else None
        self._climbed = before.superiors if before else None

    def decides_as(self, policy: Policy) -> bool:
        """Return whether under another policy the same people may meet."""
        other = Scheme(People(), policy)
        # How many pairs may be found at most says nothing of who may meet.
        then = self.limits.replace(max_pairs=other.limits.max_pairs)
        same = then == other.limits and self.musts == other.musts
        return same and (not self.musts or self.synonyms == other.synonyms)

    @property
    def n_mentees(self) -> int:
        """Number of mentees."""
        return len(self.mentee_side)

    @property
    def n_mentors(self) -> int:
        """Number of mentors."""
        return len(self.mentor_side)

    @cached_property
    def directory(self) -> Directory:
        """The people that references mean."""
        return Directory.of(self.people, self.mentee_side, self.mentor_side, self._compared)

    @cached_property
    def superiors(self) -> Superiors:
        """Everybody's superiors, as far up as the limits look."""
        sides = self.mentee_side, self.mentor_side
        found = Superiors.of(self.directory, sides, self.limits.independence_levels, self._climbed)
        self._climbed = None  # else all schemes of a chain of changes would be kept
        return found

    @cached_property
    def reach(self) -> Reach:
        """Where people are and how far they would go."""
        return Reach.of(self.mentee_side, self.mentor_side, self.limits)

    def keys(self, mentee: Indices, mentor: Indices) -> Ints:
        """Return one number per pair, ``mentee * n_mentors + mentor``; int64 array, shape (n,)."""
        return np.asarray(mentee, np.int64) * self.n_mentors + mentor

    def mentee(self, mentee: int) -> str:
        """Return ``mentee e7``, as sentences name a person."""
        return f"mentee {self.people.mentees[mentee].id}"

    def mentor(self, mentor: int) -> str:
        """Return ``mentor r3``, as sentences name a person."""
        return f"mentor {self.people.mentors[mentor].id}"

    def both(self, mentee: int, mentor: int) -> str:
        """Return ``mentee e7 and mentor r3``."""
        return f"{self.mentee(mentee)} and {self.mentor(mentor)}"

    def or_online(self) -> str:
        """Return the advice to meet online, as the end of a sentence; the policy has to allow it."""
        allowed = "" if self.limits.online else ", which the policy would have to allow"
        return f" or whether both would meet online{allowed}"
