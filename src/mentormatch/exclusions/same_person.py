"""Self: somebody who is both mentor and mentee is never paired with themself."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from mentormatch.exclusions.base import PairReason
from mentormatch.exclusions.scheme import Scheme


class SamePerson(PairReason):
    """Mentee and mentor have the same id."""

    code: ClassVar[str] = "self"

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Find everybody who is both."""
        directory = scheme.directory
        both = np.intersect1d(directory.mentee_node, directory.mentor_node)
        return cls(scheme, directory.keys(both, both))

    def detail(self, mentee: int, mentor: int) -> str:
        """Name the person."""
        return f"{self.scheme.both(mentee, mentor)} are one person. If they are two, give them different ids."
