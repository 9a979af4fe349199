"""The reasons of a whole scheme, built once and asked for one person or one pair at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from immutabledict import immutabledict

from mentormatch.candidates.reasons import OTHER_REASONS, PAIR_REASONS, PERSON_REASONS, REASONS
from mentormatch.candidates.reasons.base import Exclusion, PairReason, PersonReason, Reason
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.model import People
from mentormatch.policy import Limits, Policy


@dataclass(frozen=True, eq=False)
class Grounds:
    """The reasons of a scheme but for reach, by kind and in order.

    Parameters
    ----------
    scheme : Scheme
    """

    scheme: Scheme

    @classmethod
    def of(cls, people: People, limits: Limits) -> Grounds:
        """Return the reasons of a scheme that nothing is known of yet."""
        return cls(Scheme(people, limits))

    def updated(self, people: People) -> Grounds:
        """Return the reasons after a change, under the same limits; only new and changed people are read."""
        return Grounds(Scheme(people, self.scheme.limits, before=self.scheme))

    @cached_property
    def in_people(self) -> Sequence[PersonReason]:
        """Those that lie in one person."""
        return [reason for kind in PERSON_REASONS if (reason := kind.of(self.scheme)) is not None]

    @cached_property
    def in_pairs(self) -> Sequence[PairReason]:
        """Those that lie in few, known pairs."""
        return [reason for kind in PAIR_REASONS if (reason := kind.of(self.scheme)) is not None]

    @cached_property
    def others(self) -> Sequence[Reason]:
        """Those that are asked of every pair in reach."""
        return [reason for kind in OTHER_REASONS if (reason := kind.of(self.scheme)) is not None]


Role = Literal["mentee", "mentor"]


class ExclusionIndex:
    """Answers why somebody may not meet somebody; each answer costs one row of pairs, never the matrix.

    Parameters
    ----------
    people : People
    policy : Policy
    """

    def __init__(self, people: People, policy: Policy) -> None:
        self._scheme = Scheme(people, policy.limits)
        self._reasons = [reason for kind in REASONS if (reason := kind.of(self._scheme)) is not None]

    def counts(self, role: Role, position: int) -> immutabledict[str, int]:
        """Return how many people on the other side each reason rules out for one person.

        Parameters
        ----------
        role : {"mentee", "mentor"}
        position : int
            In ``people.mentees`` or ``people.mentors``.

        Returns
        -------
        mapping of str to int
            Exclusion code -> count; each of the others stands under the first reason that applies.
        """
        others = np.arange(self._scheme.n_mentors if role == "mentee" else self._scheme.n_mentees)
        found: dict[str, int] = {}
        for reason in self._reasons:
            self_side = np.full_like(others, position)
            out = reason.mask(*((self_side, others) if role == "mentee" else (others, self_side)))
            found[reason.code] = int(np.count_nonzero(out))
            others = others[~out]
        return immutabledict({code: n for code, n in found.items() if n})

    def own_reason(self, role: Role, position: int) -> str | None:
        """Return the code of the reason that lies in this person, if one does."""
        for reason in self._reasons:
            if isinstance(reason, PersonReason):
                out = reason.mentee_out if role == "mentee" else reason.mentor_out
                if out[position]:
                    return reason.code
        return None

    def exclusions(self, mentee: int, mentor: int) -> tuple[Exclusion, ...]:
        """Return every reason for which two people, by position, may not meet."""
        i, j = np.array([mentee]), np.array([mentor])
        return tuple(r.exclusion(mentee, mentor) for r in self._reasons if r.mask(i, j)[0])
