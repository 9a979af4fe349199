"""Location unknown: there is a travel limit, and it is not known whether the two are within it."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Bools, Indices, Int8s, Ints
from mentormatch.candidates.reason import Standing
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.person import Role


class LocationUnknown(Standing):
    """The pair has a travel limit, a location is unknown, and they may not meet online."""

    code: ClassVar[str] = "place_unknown"
    counted: ClassVar[str] = "with an unknown location"
    advice: ClassVar[str] = (
        "Find the location of those without one (correct the postcode, or complete the table of places), or "
        "ask whether they would meet online."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Look at locations, limits and meeting online."""
        return cls(scheme)

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs may be out of reach."""
        reach = self.scheme.reach
        limited = np.isfinite(reach.limit(mentee, mentor))
        return limited & reach.unknown(mentee, mentor) & ~reach.online(mentee, mentor)

    def count(self, mentees: Ints, mentors: Ints, passed_over: Ints) -> int:
        """Count the pairs of these people; see `count_each`."""
        return int(self.count_each("mentee", mentees, mentors, passed_over).sum())

    def count_each(self, role: Role, mentees: Ints, mentors: Ints, passed_over: Ints) -> Ints:
        """Count the pairs of each of these people, in proportion to the people and not to the pairs.

        Whether a pair is excluded depends on three things about each side, so that one pair of
        representatives answers for all pairs of such people.

        Parameters
        ----------
        role : {"mentee", "mentor"}
            Whose pairs are counted.
        mentees, mentors : int64 array
            Positions, ascending.
        passed_over : int64 array
            Keys of their pairs that do not count.
        """
        reach = self.scheme.reach
        mentee, is_mentee = _kinds(reach.mentee_kind[mentees], mentees)
        mentor, is_mentor = _kinds(reach.mentor_kind[mentors], mentors)
        out = self.mask(np.repeat(mentee, len(mentor)), np.tile(mentor, len(mentee)))
        table = out.reshape(len(mentee), len(mentor)).astype(np.int64)
        listed = np.divmod(passed_over, max(self.scheme.n_mentors, 1))
        people, mine, of_kind, others = mentees, listed[0], is_mentee, np.bincount(is_mentor)
        if role == "mentor":
            people, mine, of_kind, others, table = (
                mentors,
                listed[1],
                is_mentor,
                np.bincount(is_mentee),
                table.T,
            )
        not_counted = np.searchsorted(people, mine[self.mask(*listed)])
        return (table @ others)[of_kind] - np.bincount(not_counted, minlength=len(people))

    def detail(self, mentee: int, mentor: int) -> str:
        """Name the people whose location is missing."""
        people, reach = self.scheme.people, self.scheme.reach
        who = [self.scheme.mentee(mentee)] * (people.mentees[mentee].location is None)
        who += [self.scheme.mentor(mentor)] * (people.mentors[mentor].location is None)
        limit = float(reach.limit(np.array([mentee]), np.array([mentor]))[0])
        return (
            f"The location of {' and '.join(who)} is not known, so it cannot be checked that the two are "
            f"within their travel limit of {limit:g} km. Ask where they would set out from"
            f"{self.scheme.or_online()}."
        )


def _kinds(kind: Int8s, people: Ints) -> tuple[Ints, Ints]:
    """Return one person of each kind, and of which kind everybody is."""
    one, some = np.zeros(8, np.int64), np.bincount(kind, minlength=8) > 0
    one[kind] = people
    return one[some], (np.cumsum(some) - 1)[kind]
