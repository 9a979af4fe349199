"""Avoids: one of the two must not be paired with the other."""

from __future__ import annotations

from typing import ClassVar, Self

from mentormatch.candidates.reasons.base import PairReason
from mentormatch.candidates.scheme import Scheme


class Avoids(PairReason):
    """Either side names the other under `avoids`, or the scheme lists the pair as avoided."""

    code: ClassVar[str] = "avoids"

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find every pair in which one names the other, in whichever role they did so."""
        directory = scheme.directory
        return cls(scheme, directory.keys_either_way(*directory.expanded(directory.avoids)))

    def detail(self, mentee: int, mentor: int) -> str:
        """Say that the pair is avoided, but not who asked for it: that is confidential."""
        return (
            f"{self.scheme.both(mentee, mentor)} must not be paired: at least one of them "
            "has asked for that. If this is unexpected, check that `avoids` contains ids: a name means "
            "everybody who has it."
        )
