"""How far the gap in seniority is from the ideal gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Floats
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.people.side import SENIORITY
from mentormatch.policy import Scoring
from mentormatch.scoring.numbers import nearness
from mentormatch.scoring.words import levels_above


@dataclass(frozen=True)
class Seniority:
    """Distance of the gap in seniority from the ideal gap.

    max(0, 1 - |gap - ideal_gap| / gap_tolerance), gap = the mentor's level - the mentee's; unknown if one
    of the two has no level. Schemes ask whether the mentor is "sufficiently senior" ("Designing cross-agency
    mentorship"); the policy says how
    senior that is: ``scoring.ideal_gap`` and ``gap_tolerance``, in levels.
    """

    name: ClassVar[str] = "seniority"
    pair_by_pair: ClassVar[bool] = True

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        mentees, mentors = (
            side.read(SENIORITY, np.float64) for side in (people.mentee_side, people.mentor_side)
        )
        gap: Floats = mentors[candidates.mentor] - mentees[candidates.mentee]
        return nearness(gap, scoring.ideal_gap, scoring.gap_tolerance)

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:  # noqa: ARG002
        """Return by how many levels the mentor is above the mentee; see `Saying.said`."""
        if mentee.seniority is None or mentor.seniority is None:
            return ""
        return levels_above(mentor.seniority - mentee.seniority, scoring.ideal_gap)
