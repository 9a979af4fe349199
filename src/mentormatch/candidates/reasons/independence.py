"""Independence: a mentor neither appraises, supervises nor manages the mentee, nor the reverse.

The scheme standards ask that mentoring is independent of appraisal and supervision. It holds in both
directions and as far up the line as the policy says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Ints, distinct
from mentormatch.candidates.reason import PairReason, contains
from mentormatch.candidates.scheme import Scheme


@dataclass(frozen=True, eq=False)
class NotIndependent(PairReason):
    """One of the two is above the other in the reporting lines.

    Parameters
    ----------
    mentor_above : int64 array, shape (n,)
        Those of the keys in which the mentor is above.
    """

    mentor_above: Ints
    code: ClassVar[str] = "not_independent"
    counted: ClassVar[str] = "not independent (appraisal, supervision or line management)"
    advice: ClassVar[str] = "Recruit {others} from outside their reporting line."

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        """Climb the reporting lines from everybody in the scheme."""
        directory, below, above = scheme.directory, scheme.superiors.below, scheme.superiors.above
        mentor_above = directory.keys(below, above)
        return cls(scheme, distinct(mentor_above, directory.keys(above, below)), mentor_above)

    def detail(self, mentee: int, mentor: int) -> str:
        """Say which of the two is above the other."""
        one, other = self.scheme.mentor(mentor), self.scheme.mentee(mentee)
        key = self.scheme.keys(np.array([mentee]), np.array([mentor]))
        if not contains(self.mentor_above, key)[0]:
            one, other = other, one
        levels = self.scheme.limits.independence_levels
        far = "directly" if levels == 1 else f"directly or within {levels} levels of the reporting lines"
        return (
            f"{one} appraises, supervises or manages {other}, {far}, and a mentor must be independent "
            "of that. If this is wrong, correct `independent_of`, `supervises` and the links."
        )
