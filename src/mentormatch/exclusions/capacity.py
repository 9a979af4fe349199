"""No places: a mentor who takes nobody, or a mentee who wants nobody, for now."""

from __future__ import annotations

from typing import ClassVar, Self

from mentormatch.exclusions.base import PersonReason
from mentormatch.exclusions.scheme import Scheme, flags


class NoPlaces(PersonReason):
    """The mentor has no places, or the mentee asks for no mentor."""

    code: ClassVar[str] = "no_places"

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Look at the places of every mentor and the demand of every mentee."""
        mentee_out = flags(scheme.people.mentees, lambda m: m.demand == 0)
        return cls(scheme, mentee_out, flags(scheme.people.mentors, lambda m: m.capacity == 0))

    def detail(self, mentee: int, mentor: int) -> str:
        """Say on which side there is no place."""
        said = []
        if self.mentor_out[mentor]:
            said.append(f"{self.scheme.mentor(mentor)} has no places (raise `capacity` if they have)")
        if self.mentee_out[mentee]:
            said.append(f"{self.scheme.mentee(mentee)} asks for no mentor (raise `demand` if they want one)")
        return "; ".join(said) + "."
