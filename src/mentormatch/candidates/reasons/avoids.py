"""Avoids: one of the two must not be paired with the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Ints, distinct
from mentormatch.candidates.reason import PairReason, contains
from mentormatch.candidates.scheme import Scheme


@dataclass(frozen=True, eq=False)
class Avoids(PairReason):
    """Either side names the other under `avoids`, or the scheme keeps the pair apart.

    Parameters
    ----------
    asked : int64 array, shape (n_asked,)
        The keys of the pairs in which one names the other, ascending, each once.
    """

    code: ClassVar[str] = "avoids"
    counted: ClassVar[str] = "to be kept apart"
    asked: Ints

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find every pair in which one names the other, in whichever role they did so, or which is listed."""
        directory = scheme.directory
        asked = directory.keys_either_way(*directory.expanded(directory.avoids))
        listed = directory.keys_either_way(*directory.expanded(directory.avoided))
        return cls(scheme, distinct(asked, listed) if len(listed) else asked, asked)

    def detail(self, mentee: int, mentor: int) -> str:
        """Say that the pair is avoided, but not who asked for it: that is confidential.

        What the coordinator has decided is never told as a wish of one of the two.
        """
        both = f"{self.scheme.both(mentee, mentor)} must not be paired"
        if not contains(self.asked, self.scheme.keys(np.array([mentee]), np.array([mentor])))[0]:
            return f"{both}: the scheme keeps them apart, by a change or by a form that is no longer used."
        return (
            f"{both}: at least one of them has asked for that. If this is unexpected, check that `avoids` "
            "contains ids: a name means everybody who has it."
        )
