"""What a reason against a pair is, and its two most common forms.

A reason is asked in one way only: `Reason.mask` over arrays of (mentee, mentor) positions. The whole scheme,
one person's pairs and one pair are arrays of different length.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Bools, Indices, Ints
from mentormatch.candidates.scheme import Scheme

RECRUIT = "Recruit more {others}, or change what rules them out, then match again."
"""What can be done where nothing else can."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why two people may not meet.

    Parameters
    ----------
    code : str
        Stable key of the reason, such as ``too_far``.
    detail : str
        A sentence or two for the coordinator: what applies, and what could be changed. It names ids
        and numbers, and nothing else about a person.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "avoids": ["r1"]}], mentors=[{"id": "r1", "consent": True}]
    ... )
    >>> print(mm.why_not(people, mm.Policy(), "e1", "r1")[0].detail)
    Mentee e1 and mentor r1 must not be paired: at least one of them has asked for that. If this is
     unexpected, check that `avoids` contains ids: a name means everybody who has it.
    """

    code: str
    detail: str


@dataclass(frozen=True, eq=False)
class Reason(ABC):
    """One reason for which a pair may not meet.

    Parameters
    ----------
    scheme : Scheme
        The people and limits that it was built from.
    """

    scheme: Scheme

    @property
    @abstractmethod
    def code(self) -> str:
        """Stable key of the reason."""

    @abstractmethod
    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs the reason excludes.

        Parameters
        ----------
        mentee, mentor : int array, shape (n,)
            Positions in ``people.mentees`` and ``people.mentors``.

        Returns
        -------
        bool array, shape (n,)
            True where the pair may not meet.
        """

    @abstractmethod
    def detail(self, mentee: int, mentor: int) -> str:
        """Return a sentence or two on a pair that the reason excludes, for `Exclusion.detail`."""

    def exclusion(self, mentee: int, mentor: int) -> Exclusion:
        """Return the reason in words, for a pair that it excludes."""
        detail = self.detail(mentee, mentor)
        # Not str.capitalize, which would write ids in lower case.
        return Exclusion(self.code, detail[:1].upper() + detail[1:])


@dataclass(frozen=True, eq=False)
class Standing(Reason):
    """A reason that holds in every scheme, or if the limits ask for it; `REASONS` lists them.

    Attributes
    ----------
    counted : str
        Words that follow a number of pairs or people, such as ``too far away``.
    advice : str
        What a coordinator can do about it, in a sentence; ``{others}`` are the people of the other role.
    """

    code: ClassVar[str]
    counted: ClassVar[str]
    advice: ClassVar[str] = RECRUIT

    @classmethod
    @abstractmethod
    def of(cls, scheme: Scheme) -> Self | None:
        """Return the reason for these people, or None where the limits do not ask for it."""


@dataclass(frozen=True, eq=False)
class PersonReason(Standing):
    """A reason that lies in one person and excludes all their pairs.

    Parameters
    ----------
    mentee_out : bool array, shape (n_mentees,)
    mentor_out : bool array, shape (n_mentors,)
        True for the people concerned.

    Attributes
    ----------
    alone : mapping of {"mentee", "mentor"} to str
        The sentence about somebody who has no partner because of it.
    """

    alone: ClassVar[Mapping[str, str]]

    mentee_out: Bools
    mentor_out: Bools

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs have a person concerned on either side."""
        return self.mentee_out[mentee] | self.mentor_out[mentor]


@dataclass(frozen=True, eq=False)
class PairReason(Standing):
    """A reason that lies in few, known pairs.

    Parameters
    ----------
    keys : int64 array, shape (n_excluded,)
        ``mentee * n_mentors + mentor`` of the excluded pairs, ascending, each once.
    """

    keys: Ints

    @cached_property
    def sides(self) -> tuple[Ints, Ints]:
        """Mentees and mentors of the excluded pairs, by position."""
        return np.divmod(self.keys, max(self.scheme.n_mentors, 1))

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs are among the known ones."""
        return contains(self.keys, self.scheme.keys(mentee, mentor))


def contains(keys: Ints, wanted: Ints) -> Bools:
    """Return which of `wanted` are in `keys`, which ascend."""
    if not len(keys):
        return np.zeros(len(wanted), np.bool_)
    at = np.searchsorted(keys, wanted)
    return np.asarray(keys[np.minimum(at, len(keys) - 1)] == wanted)
