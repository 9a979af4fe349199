"""Why a pair may not meet: one file a reason.

`REASONS` lists them in the order in which an excluded pair is counted under the first that applies: what
lies in one person, then what lies between two known people, then whether they can reach each other, then
how they compare. Earlier ones are the harder to change, and cheaper to count without listing pairs.
"""

from __future__ import annotations

from mentormatch.exclusions.avoids import Avoids
from mentormatch.exclusions.base import Exclusion, PairReason, PersonReason, Reason
from mentormatch.exclusions.capacity import NoPlaces
from mentormatch.exclusions.consent import NoConsent
from mentormatch.exclusions.dissolved import Dissolved
from mentormatch.exclusions.distance import TooFar
from mentormatch.exclusions.independence import NotIndependent
from mentormatch.exclusions.knowledge import Knowledge
from mentormatch.exclusions.place_unknown import PlaceUnknown
from mentormatch.exclusions.required_knowledge import RequiredKnowledge
from mentormatch.exclusions.same_person import SamePerson
from mentormatch.exclusions.scheme import Scheme
from mentormatch.exclusions.seniority_gap import SeniorityGap
from mentormatch.exclusions.training import NotTrained

PERSON_REASONS: tuple[type[PersonReason], ...] = (NoConsent, NotTrained, NoPlaces, RequiredKnowledge)
PAIR_REASONS: tuple[type[PairReason], ...] = (SamePerson, Avoids, Dissolved, NotIndependent)
REACH_REASONS: tuple[type[Reason], ...] = (PlaceUnknown, TooFar)
OTHER_REASONS: tuple[type[Reason], ...] = (SeniorityGap, Knowledge)
REASONS: tuple[type[Reason], ...] = (*PERSON_REASONS, *PAIR_REASONS, *REACH_REASONS, *OTHER_REASONS)

CODES: tuple[str, ...] = tuple(reason.code for reason in REASONS)
"""Codes of all reasons, in order."""

__all__ = [
    "CODES",
    "REASONS",
    "Exclusion",
    "PairReason",
    "PersonReason",
    "PlaceUnknown",
    "Reason",
    "Scheme",
    "TooFar",
]
