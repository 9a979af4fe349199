"""Knowledge: the mentor knows something of what the mentee wants, at the level that the policy asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from mentormatch.arrays import Bools, Indices
from mentormatch.candidates.bits import Words, both_as_bits, shared_bits
from mentormatch.candidates.reason import Standing
from mentormatch.candidates.scheme import Scheme
from mentormatch.people.person import Mentee, Mentor
from mentormatch.text import folded


@dataclass(frozen=True, eq=False)
class Knowledge(Standing):
    """The mentor offers none of the areas that the mentee wants at the level asked for.

    Parameters
    ----------
    wants_any : bool array, shape (n_mentees,)
        False for mentees who want nothing in particular: they are not excluded.
    wanted : uint64 array, shape (n_words, n_mentees)
    offered : uint64 array, shape (n_words, n_mentors)
        Only areas that are both wanted and offered at the level have a bit.
    """

    wants_any: Bools
    wanted: Words
    offered: Words
    code: ClassVar[str] = "knowledge"
    counted: ClassVar[str] = "without the knowledge wanted"
    advice: ClassVar[str] = (
        "Ask what else would help, recruit {others} accordingly, or change `minimum_knowledge`."
    )

    @classmethod
    def of(cls, scheme: Scheme) -> Self | None:
        """Look at what every mentee wants and every mentor offers."""
        level = scheme.limits.minimum_knowledge
        if level == 0:
            return None
        wanted = scheme.mentee_side.read(_wanted_areas).tolist()
        levels = scheme.mentor_side.read(offered_levels).tolist()
        offered = [[area for area, has in own.items() if has >= level] for own in levels]
        wants_any = np.fromiter(map(bool, wanted), np.bool_, len(wanted))
        return cls(scheme, wants_any, *both_as_bits(wanted, offered))

    def mask(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs share no area."""
        none: Bools = shared_bits(self.wanted, self.offered, mentee, mentor) == 0
        return none & self.wants_any[mentee]

    def detail(self, mentee: int, mentor: int) -> str:
        """Give the level asked for, but not the areas: what a person wants is confidential."""
        level = self.scheme.limits.minimum_knowledge
        return (
            f"{self.scheme.mentor(mentor)} offers none of the areas that "
            f"{self.scheme.mentee(mentee)} wants at level {level} or above. Check that both use the same "
            "words for an area, or change `minimum_knowledge`."
        )


def offered_levels(mentor: Mentor) -> dict[str, int]:
    """Return the areas that a mentor offers, folded; if one is spelt in two ways, the higher level counts."""
    levels: dict[str, int] = {}
    for area, level in mentor.offers.items():
        key = folded(area)
        levels[key] = max(level, levels.get(key, 0))
    return levels


def _wanted_areas(mentee: Mentee) -> frozenset[str]:
    return frozenset(map(folded, mentee.wants))
