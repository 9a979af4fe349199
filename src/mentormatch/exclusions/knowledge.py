"""Knowledge: the mentor knows something of what the mentee wants, at the level that the policy asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from mentormatch.exclusions.base import Indices, Mask, Reason
from mentormatch.exclusions.scheme import Scheme, flags
from mentormatch.text import folded

Words = NDArray[np.uint64]
_BITS = 64


@dataclass(frozen=True, eq=False)
class Knowledge(Reason):
    """The mentor offers none of the areas that the mentee wants at the level asked for.

    Areas are bits, 64 a word, so that a pair is looked up in as many steps as there are words.

    Parameters
    ----------
    wants_any : bool array, shape (n_mentees,)
        Mentees who want nothing in particular are not concerned.
    wanted : uint64 array, shape (n_words, n_mentees)
    offered : uint64 array, shape (n_words, n_mentors)
        Only areas that are both wanted and offered at the level have a bit.
    """

    wants_any: Mask
    wanted: Words
    offered: Words
    code: ClassVar[str] = "knowledge"

    @classmethod
    def of(cls, scheme: Scheme) -> Self | None:
        """Look at what every mentee wants and every mentor offers."""
        level = scheme.limits.minimum_knowledge
        if level == 0:
            return None
        people = scheme.people
        wanted = [{folded(area) for area in m.wants} for m in people.mentees]
        offered = [{folded(area) for area, has in m.offers.items() if has >= level} for m in people.mentors]
        shared = sorted(set().union(*wanted) & set().union(*offered))
        wants_any = flags(people.mentees, lambda m: bool(m.wants))
        return cls(scheme, wants_any, _as_bits(wanted, shared), _as_bits(offered, shared))

    def mask(self, mentee: Indices, mentor: Indices) -> Mask:
        """Tell which pairs share no area."""
        out: Mask = self.wants_any[mentee]
        for wanted, offered in zip(self.wanted, self.offered, strict=True):
            out = out & ((wanted[mentee] & offered[mentor]) == 0)
        return out

    def detail(self, mentee: int, mentor: int) -> str:
        """Give the level asked for; which areas somebody wants stays with them."""
        level = self.scheme.limits.minimum_knowledge
        return (
            f"{self.scheme.mentor(mentor)} offers none of the areas that "
            f"{self.scheme.mentee(mentee)} wants at level {level} or above. Check that both use the same "
            "words for an area, or change `minimum_knowledge`."
        )


def _as_bits(sets: Sequence[Iterable[str]], areas: Sequence[str]) -> Words:
    place = {area: number for number, area in enumerate(areas)}
    words = np.zeros((-(-len(areas) // _BITS), len(sets)), np.uint64)
    for person, some in enumerate(sets):
        for area in some:
            if area in place:
                words[place[area] // _BITS, person] |= np.uint64(1 << place[area] % _BITS)
    return words
