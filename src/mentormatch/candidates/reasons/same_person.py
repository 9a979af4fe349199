"""Self: nobody is paired with themself, nor with a record that may be theirs."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from mentormatch.candidates.reason import PairReason
from mentormatch.candidates.scheme import Scheme


class SamePerson(PairReason):
    """Mentee and mentor have the same id."""

    code: ClassVar[str] = "self"
    counted: ClassVar[str] = "the same person"

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find everybody who is both."""
        directory = scheme.directory
        everybody = np.arange(directory.n_nodes)
        return cls(scheme, directory.keys(everybody, everybody))

    def detail(self, mentee: int, mentor: int) -> str:
        """Name the person."""
        both = self.scheme.both(mentee, mentor)
        return f"{both} are the same person. If they are two people, give them different ids."


class PerhapsSamePerson(PairReason):
    """Mentee and mentor have different ids, but may be one person."""

    code: ClassVar[str] = "same_person"
    counted: ClassVar[str] = "perhaps the same person"
    advice: ClassVar[str] = "Say in the table for --same-people whether the two records are one person."

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find every record that may be that of a person in the other role."""
        directory = scheme.directory
        return cls(scheme, directory.keys_either_way(directory.alike.source, directory.alike.target))

    def detail(self, mentee: int, mentor: int) -> str:
        """Say what the two have in common."""
        people = self.scheme.people
        ids = {people.mentees[mentee].id, people.mentors[mentor].id}
        how = next(double.how for double in self.scheme.directory.doubles.found if ids == set(double.ids))
        return (
            f"{self.scheme.both(mentee, mentor)} may be the same person ({how}). If they are two people, "
            "answer no in the table of same people."
        )
