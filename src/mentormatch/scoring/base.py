"""What a criterion is: a `Scorer`."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates
from mentormatch.people import People
from mentormatch.policy import Scoring


class Scorer(Protocol):
    """One criterion of compatibility, computed for all candidate pairs at once.

    Attributes
    ----------
    name : str
        Key of its weight in the policy and of its column in the pairs table.
    """

    @property
    def name(self) -> str:
        """Key of the criterion."""
        ...

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:
        """Return the score of every candidate pair.

        Parameters
        ----------
        people : People
        candidates : Candidates
        scoring : Scoring
            The policy's settings for the criteria.

        Returns
        -------
        float64 array, shape (n_pairs,)
            In [0, 1]; nan where the criterion is unknown for the pair.
        """
        ...
