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
        """Say that they are kept apart, and not by whose wish: that is nobody else's business."""
        return (
            f"{self.scheme.both(mentee, mentor)} are not to be paired, by the wish of at "
            "least one of them. If that surprises you, check that `avoids` holds ids: a name counts as "
            "everybody who bears it."
        )
