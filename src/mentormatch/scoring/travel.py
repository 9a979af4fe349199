"""How far apart the two are, compared with how far they would travel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.candidates.search import Candidates
from mentormatch.candidates.side import MAX_KM
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.policy import Scoring
from mentormatch.scoring.known import sides_of


@dataclass(frozen=True)
class Travel:
    """Nearness: 1 at the same location, 0 at the limit and beyond it.

    max(0, 1 - km / limit). The limit is the smaller of the mentee's and the mentor's own limits, in
    kilometres; for a mentee without a limit it is the policy's ``scoring.travel_scale_km``, and a mentor
    without one sets none. With a limit of 0 only pairs at the same location score. Pairs beyond the limit,
    who meet online, score 0; with an unknown location the score is unknown. The application form asks
    for the "maximum distance you would be willing to travel" (Health Education England, "How to set up a
    Mentoring Scheme").
    """

    name: ClassVar[str] = "travel"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        mentees, mentors = (side.read(MAX_KM, np.float64) for side in sides_of(people, candidates))
        mentees = np.where(np.isnan(mentees), scoring.travel_scale_km, mentees)
        limit: Floats = np.fmin(mentees[candidates.mentee], mentors[candidates.mentor])  # ignores nan
        within = np.minimum(candidates.km, limit)
        at_no_limit = np.where(candidates.km > 0, 1.0, candidates.km)  # 0 and nan stay
        return 1.0 - np.divide(within, limit, out=at_no_limit, where=limit > 0)

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return the kilometres between them; see `Saying.said`."""
        return "" if math.isnan(km) else f"{km:.0f} km apart" if km >= 10 else f"{km:.1f} km apart"
