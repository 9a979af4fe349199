"""All reasons of one scheme, each built once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mentormatch.candidates.reasons import OTHER_REASONS, PAIR_REASONS, PERSON_REASONS
from mentormatch.candidates.reasons.base import PairReason, PersonReason, Reason
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.model import People
from mentormatch.policy import Limits


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
