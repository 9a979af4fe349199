"""Self: a person who is both mentor and mentee is never paired with themself."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from mentormatch.candidates.reasons.base import PairReason
from mentormatch.candidates.scheme import Scheme


class SamePerson(PairReason):
    """Mentee and mentor have the same id."""

    code: ClassVar[str] = "self"

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find everybody who is both."""
        directory = scheme.directory
        everybody = np.arange(directory.n_nodes)
        return cls(scheme, directory.keys(everybody, everybody))

    def detail(self, mentee: int, mentor: int) -> str:
        """Name the person."""
        both = self.scheme.both(mentee, mentor)
        return f"{both} are the same person. If they are two people, give them different ids."
