"""The people from whom a criterion has learnt, and how to find them again in another scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from mentormatch.arrays import Int32s, Ints
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.people.side import Side


@dataclass(frozen=True, eq=False)
class Found:
    """Rows of the people in some pairs.

    Known mentees come first, then known mentors, then `mentees` and `mentors`, who are new or changed.

    Parameters
    ----------
    left, right : int64 array, shape (n_pairs,)
        Row of the mentee and of the mentor of each pair.
    """

    left: Ints
    right: Ints
    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]

    @property
    def strangers(self) -> tuple[Person, ...]:
        """Everyone who is new or changed."""
        return (*self.mentees, *self.mentors)


@dataclass(frozen=True, eq=False)
class Known:
    """The people of a scheme."""

    mentees: Side
    mentors: Side

    @classmethod
    def of(cls, people: People) -> Self:
        """Return these people as known."""
        return cls(people.mentee_side, people.mentor_side)

    def find(self, people: People, candidates: Candidates) -> Found:
        """Return the rows of the people in the pairs; a person who has changed has a new row."""
        mentees, mentors = people.mentee_side, people.mentor_side
        new = len(self.mentees) + len(self.mentors)
        left, new_mentees = _rows(self.mentees, mentees, candidates.mentee, 0, new)
        new += len(new_mentees)
        right, new_mentors = _rows(self.mentors, mentors, candidates.mentor, len(self.mentees), new)
        return Found(left, right, new_mentees, new_mentors)


def _rows(
    known: Side, side: Side, wanted: Int32s, first: int, first_new: int
) -> tuple[Ints, tuple[Any, ...]]:
    """Return the rows of the people wanted (known from `first`, new from `first_new`), and the new people."""
    if side.people is known.people:
        return wanted.astype(np.int64) + first, ()
    position = side.positions_in(known)
    in_pairs = np.zeros(len(side), np.bool_)
    in_pairs[wanted] = True
    new = np.flatnonzero(in_pairs & (position < 0))
    row = first + position
    row[new] = first_new + np.arange(len(new))
    return row[wanted], tuple(side.people[k] for k in new.tolist())
