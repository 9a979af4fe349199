"""Registered twice: another record in the same role is likely to be of the same person, who has one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Bools
from mentormatch.candidates.reason import PersonReason
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.doubles import set_aside
from mentormatch.people.person import ROLES
from mentormatch.people.side import ID, Side


@dataclass(frozen=True, eq=False)
class RegisteredTwice(PersonReason):
    """One of the two is likely to be in the scheme under another id, and that record counts."""

    code: ClassVar[str] = "registered_twice"
    counted: ClassVar[str] = "perhaps registered twice"
    advice: ClassVar[str] = "Say in the table for --same-people whether the two records are one person."
    alone: ClassVar[Mapping[str, str]] = immutabledict.fromkeys(
        ROLES, "May be registered twice; the other record counts until this is settled."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Set aside all but the first record of everybody who may be registered twice."""
        people = scheme.people
        return cls(
            scheme,
            _out(scheme, scheme.mentee_side, people.placed_as("mentee")),
            _out(scheme, scheme.mentor_side, people.placed_as("mentor")),
        )

    def detail(self, mentee: int, mentor: int) -> str:
        """Name the record that is set aside, and those of which one counts."""
        scheme, who = self.scheme, []
        if self.mentee_out[mentee]:
            who.append(self._twice(scheme.mentee(mentee), scheme.people.mentees[mentee].id))
        if self.mentor_out[mentor]:
            who.append(self._twice(scheme.mentor(mentor), scheme.people.mentors[mentor].id))
        return (
            f"{' and '.join(who)}, and only one record of a person gets places. If they are two people, "
            "answer no in the table of same people."
        )

    def _twice(self, words: str, person_id: str) -> str:
        likely = [d for d in self.scheme.directory.doubles.found if d.likely and person_id in d.ids]
        others = [next(one for one in double.ids if one != person_id) for double in likely]
        return f"{words} may be registered twice, as {' and '.join(others)} ({likely[0].how})"


def _out(scheme: Scheme, side: Side, placed: frozenset[str]) -> Bools:
    aside = set_aside(side.people, scheme.directory.doubles.found, placed)
    if not aside:
        return np.zeros(len(side), np.bool_)
    return np.fromiter(map(aside.__contains__, side.read(ID).tolist()), np.bool_, len(side))
