"""How near the two are to each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.policy import Scoring


@dataclass(frozen=True)
class Travel:
    """Nearness: 1 at the same location, 0 from ``scoring.travel_scale_km`` on.

    max(0, 1 - km / travel_scale_km). How far the two would travel decides whether they may meet, and not how
    near they are: a larger limit of one's own must not lower one's score. Pairs that only meet online score
    0; otherwise the score is unknown where a location is.
    """

    name: ClassVar[str] = "travel"
    pair_by_pair: ClassVar[bool] = True

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:  # noqa: ARG002
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        farthest = scoring.travel_scale_km
        near = 1.0 - np.minimum(candidates.km, farthest) / farthest
        return np.where(candidates.online, 0.0, near)

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return the kilometres between them; see `Saying.said`."""
        return "" if math.isnan(km) else f"{km:.0f} km apart" if km >= 10 else f"{km:.1f} km apart"
