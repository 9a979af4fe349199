"""How far the two would have to travel, against how far they would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.candidates.search import Candidates
from mentormatch.candidates.side import MAX_KM
from mentormatch.people.model import People
from mentormatch.policy import Scoring
from mentormatch.scoring.known import sides_of


@dataclass(frozen=True)
class Travel:
    """Nearness: 1 at the door, 0 at the limit and beyond it.

    max(0, 1 - km / limit). The limit is the smaller of the mentee's own and the mentor's own, in kilometres;
    a mentee who gave none has the policy's ``scoring.travel_scale_km``, a mentor who gave none adds no limit.
    With a limit of 0 only the door itself scores. Pairs beyond the limit, which meet online, score 0; a pair
    of which a location is unknown has no score. The application form asks for the "maximum distance you would
    be willing to travel" (Health Education England, "How to set up a Mentoring Scheme").
    """

    name: ClassVar[str] = "travel"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        mentees, mentors = (side.read(MAX_KM, np.float64) for side in sides_of(people, candidates))
        mentees = np.where(np.isnan(mentees), scoring.travel_scale_km, mentees)
        limit: Floats = np.fmin(mentees[candidates.mentee], mentors[candidates.mentor])  # without nan
        within = np.minimum(candidates.km, limit)
        at_no_limit = np.where(candidates.km > 0, 1.0, candidates.km)  # 0 and nan stay
        return 1.0 - np.divide(within, limit, out=at_no_limit, where=limit > 0)
