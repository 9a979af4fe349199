"""Dissolved: a dissolved pair is never matched again. No reason is kept, and none is asked for."""

from __future__ import annotations

from typing import ClassVar, Self

from mentormatch.candidates.reason import PairReason
from mentormatch.candidates.scheme import Scheme


class Dissolved(PairReason):
    """The two were a pair before, whichever of them was the mentee."""

    code: ClassVar[str] = "dissolved"
    counted: ClassVar[str] = "dissolved before"

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find every pair that was dissolved."""
        directory = scheme.directory
        return cls(scheme, directory.keys_either_way(*directory.expanded(directory.dissolved)))

    def detail(self, mentee: int, mentor: int) -> str:
        """Say that the pair was dissolved, and nothing else."""
        return (
            f"{self.scheme.both(mentee, mentor)} were a pair before, and a dissolved pair is "
            "never matched again. If they never were a pair, correct the list of dissolved pairs."
        )
