"""Why a pair may not meet: one file per reason.

`REASONS` lists them in the order in which an excluded pair is counted under the first that applies: what
applies to one person, then what applies to a known pair, then whether they can reach each other, then how
they compare. Earlier ones are the harder to change, and cheaper to count without listing pairs.
"""

from __future__ import annotations

from mentormatch.candidates.reason import Exclusion, PairReason, PersonReason, Reason, Standing
from mentormatch.candidates.reasons.avoids import Avoids
from mentormatch.candidates.reasons.capacity import NoCapacity
from mentormatch.candidates.reasons.consent import NoConsent
from mentormatch.candidates.reasons.dissolved import Dissolved
from mentormatch.candidates.reasons.distance import TooFar
from mentormatch.candidates.reasons.independence import NotIndependent
from mentormatch.candidates.reasons.knowledge import Knowledge
from mentormatch.candidates.reasons.location_unknown import LocationUnknown
from mentormatch.candidates.reasons.registered_twice import RegisteredTwice
from mentormatch.candidates.reasons.required_knowledge import RequiredKnowledge
from mentormatch.candidates.reasons.same_person import PerhapsSamePerson, SamePerson
from mentormatch.candidates.reasons.seniority_gap import SeniorityGap
from mentormatch.candidates.reasons.training import NotTrained
from mentormatch.candidates.scheme import Scheme

PERSON_REASONS: tuple[type[PersonReason], ...] = (
    NoConsent,
    NotTrained,
    NoCapacity,
    RequiredKnowledge,
    RegisteredTwice,
)
PAIR_REASONS: tuple[type[PairReason], ...] = (
    SamePerson,
    PerhapsSamePerson,
    Avoids,
    Dissolved,
    NotIndependent,
)
REACH_REASONS: tuple[type[Standing], ...] = (LocationUnknown, TooFar)
OTHER_REASONS: tuple[type[Standing], ...] = (SeniorityGap, Knowledge)
REASONS: tuple[type[Standing], ...] = (*PERSON_REASONS, *PAIR_REASONS, *REACH_REASONS, *OTHER_REASONS)

CODES: tuple[str, ...] = tuple(reason.code for reason in REASONS)
"""Codes of all reasons, in order."""

PERSON_CODES: frozenset[str] = frozenset(reason.code for reason in PERSON_REASONS)
"""Codes of the reasons that lie in one person."""

__all__ = [
    "CODES",
    "PERSON_CODES",
    "REASONS",
    "Exclusion",
    "LocationUnknown",
    "PairReason",
    "PersonReason",
    "Reason",
    "RegisteredTwice",
    "Scheme",
    "Standing",
    "TooFar",
]
