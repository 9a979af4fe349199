"""All reasons of a scheme, by kind and in order, for one person or one pair; each is built once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Ints
from mentormatch.candidates.reason import Exclusion, PairReason, PersonReason, Reason, Standing
from mentormatch.candidates.reasons import (
    OTHER_REASONS,
    PAIR_REASONS,
    PERSON_REASONS,
    REACH_REASONS,
    RegisteredTwice,
)
from mentormatch.candidates.reasons.must import musts
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.people.side import ID
from mentormatch.policy import Policy

AnyReason = TypeVar("AnyReason", bound=Standing)


@dataclass(frozen=True, eq=False)
class AllReasons:
    """Why people of a scheme may not meet.

    An answer for one person costs one row of pairs, never the matrix.
    """

    scheme: Scheme

    @classmethod
    def of(cls, people: People, policy: Policy) -> AllReasons:
        """Return the reasons of a scheme that has not been read before."""
        return cls(Scheme(people, policy))

    def updated(self, people: People) -> AllReasons:
        """Return the reasons after a change, under the same policy; only new and changed people are read."""
        return AllReasons(Scheme(people, self.scheme.policy, before=self.scheme))

    @cached_property
    def in_people(self) -> Sequence[PersonReason]:
        """Those that lie in one person."""
        return self._built(PERSON_REASONS)

    @cached_property
    def in_pairs(self) -> Sequence[PairReason]:
        """Those that lie in few, known pairs."""
        return self._built(PAIR_REASONS)

    @cached_property
    def others(self) -> Sequence[Reason]:
        """Those that are asked of every pair in reach."""
        return [*self._built(OTHER_REASONS), *musts(self.scheme)]

    @cached_property
    def in_order(self) -> Sequence[Reason]:
        """All of them, reach included, in the order of `mentormatch.candidates.reasons.REASONS`."""
        return [*self.in_people, *self.in_pairs, *self._built(REACH_REASONS), *self.others]

    def _built(self, kinds: Iterable[type[AnyReason]]) -> list[AnyReason]:
        return [reason for kind in kinds if (reason := kind.of(self.scheme)) is not None]

    def counts(self, role: Role, position: int) -> immutabledict[str, int]:
        """Return how many people on the other side each reason rules out for one person.

        Parameters
        ----------
        position : int
            In ``people.mentees`` or ``people.mentors``.

        Returns
        -------
        mapping of str to int
            Exclusion code -> count; each person is counted once, under the first reason that applies.
        """
        return immutabledict({code: len(out) for code, out in self.ruled_out(role, position).items()})

    def ruled_out(self, role: Role, position: int) -> dict[str, Ints]:
        """Return whom each reason rules out for one person, by position, each once as in `counts`."""
        others = np.arange(self.scheme.n_mentors if role == "mentee" else self.scheme.n_mentees)
        found: dict[str, Ints] = {}
        for reason in self.in_order:
            person = np.full_like(others, position)
            out = reason.mask(*((person, others) if role == "mentee" else (others, person)))
            found[reason.code] = others[out]
            others = others[~out]
        return {code: out for code, out in found.items() if len(out)}

    def own_reason(self, role: Role, position: int) -> str | None:
        """Return the code of the first reason that lies in this person; None if there is none."""
        for reason in self.in_people:
            if (reason.mentee_out if role == "mentee" else reason.mentor_out)[position]:
                return reason.code
        return None

    def registered_twice(self, role: Role) -> frozenset[str]:
        """Return the ids of those in a role who are set aside as registered twice."""
        reason = next(one for one in self.in_people if isinstance(one, RegisteredTwice))
        out, side = reason.mentee_out, self.scheme.mentee_side
        if role == "mentor":
            out, side = reason.mentor_out, self.scheme.mentor_side
        return frozenset(side.read(ID)[out].tolist())

    def first_reasons(self, mentee: Ints, mentor: Ints) -> Counter[str]:
        """Return how many pairs, by position, each reason excludes, each under the first that applies."""
        found: Counter[str] = Counter()
        for reason in self.in_order:
            out = reason.mask(mentee, mentor)
            found[reason.code] += int(out.sum())
            mentee, mentor = mentee[~out], mentor[~out]
        return found

    def exclusions(self, mentee: int, mentor: int) -> tuple[Exclusion, ...]:
        """Return every reason for which two people, by position, may not meet."""
        i, j = np.array([mentee]), np.array([mentor])
        return tuple(r.exclusion(mentee, mentor) for r in self.in_order if r.mask(i, j)[0])
