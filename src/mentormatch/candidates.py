"""Pairs that may meet, found without ever forming the dense matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Candidates:
    """The pairs that may meet, sorted by mentee, then mentor; arrays are read-only.

    Parameters
    ----------
    n_mentees, n_mentors : int
    mentee, mentor : int32 array, shape (n_pairs,)
        Positions in ``people.mentees`` and ``people.mentors``.
    km : float64 array, shape (n_pairs,)
        Great-circle kilometres; nan where a location is unknown.
    online : bool array, shape (n_pairs,)
        True where the pair may only meet online (it is beyond a travel limit, or a place is unknown).
    excluded : mapping of str to int
        Exclusion code -> how many of the other pairs it rules out, each pair counted once, under the
        first reason that applies; together with the candidates they add up to all pairs.
    """

    n_mentees: int
    n_mentors: int
    mentee: NDArray[np.int32]
    mentor: NDArray[np.int32]
    km: NDArray[np.float64]
    online: NDArray[np.bool_]
    excluded: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.mentee)
