"""What all reasons look at: the people, the policy's limits, and what is drawn from both once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.exclusions.directory import Directory
from mentormatch.exclusions.reach import Reach
from mentormatch.people import People, Person
from mentormatch.policy import Limits

P = TypeVar("P", bound=Person)


@dataclass(frozen=True, eq=False)
class Scheme:
    """People and limits.

    Parameters
    ----------
    people : People
    limits : Limits
    """

    people: People
    limits: Limits

    @property
    def n_mentees(self) -> int:
        """Number of mentees."""
        return len(self.people.mentees)

    @property
    def n_mentors(self) -> int:
        """Number of mentors."""
        return len(self.people.mentors)

    @cached_property
    def directory(self) -> Directory:
        """Whom people refer to."""
        return Directory.of(self.people)

    @cached_property
    def reach(self) -> Reach:
        """Where people are and how far they would go."""
        return Reach.of(self.people, self.limits)

    def keys(self, mentee: NDArray[np.integer], mentor: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return one number a pair, ``mentee * n_mentors + mentor``; int64 array, shape (n,)."""
        return np.asarray(mentee, np.int64) * self.n_mentors + mentor

    def mentee(self, mentee: int) -> str:
        """Return ``mentee e7``, by which sentences name somebody."""
        return f"mentee {self.people.mentees[mentee].id}"

    def mentor(self, mentor: int) -> str:
        """Return ``mentor r3``, by which sentences name somebody."""
        return f"mentor {self.people.mentors[mentor].id}"

    def both(self, mentee: int, mentor: int) -> str:
        """Return ``mentee e7 and mentor r3``."""
        return f"{self.mentee(mentee)} and {self.mentor(mentor)}"

    def or_online(self) -> str:
        """Return the advice to meet online, as the end of a sentence; the policy has to allow it."""
        allowed = "" if self.limits.online else ", which the policy would have to allow"
        return f" or whether both would meet online{allowed}"


def flags(people: Sequence[P], test: Callable[[P], bool]) -> NDArray[np.bool_]:
    """Return for whom the test holds; bool array, shape (n_people,)."""
    return np.fromiter((test(p) for p in people), np.bool_, len(people))
