"""Schemes of people for the studies: drawn as those of `suite.data.schemes`, nearer, and changes to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

import mentormatch as mm
from suite.data.schemes import MENTEES, Drawn, draw_scheme

NEAR_KM = 3.0
"""Nobody goes farther, so that a mentee has tens of candidates, not hundreds."""
SILENT = {"professional_interests": "", "personal_interests": "", "role": ""}


def drawn(n_mentees: int, regime: str, seed: int, *, text: bool = True, km: float = NEAR_KM) -> Drawn:
    """Draw a scheme with so many mentees, with or without free text."""
    found = draw_scheme(round(n_mentees / MENTEES), seed, regime)
    same = {"max_km": km} | ({} if text else SILENT)
    mentees = tuple(one.replace(**same) for one in found.people.mentees)
    mentors = tuple(one.replace(**same) for one in found.people.mentors)
    return replace(found, people=found.people.replace(mentees=mentees, mentors=mentors))


class Mixed:
    """Changes of six kinds to one matching, none of which meets another one.

    Parameters
    ----------
    scheme : Drawn
    matching : Matching
    tag : int
        Goes into the ids of joiners, and says what is drawn.
    """

    def __init__(self, scheme: Drawn, matching: mm.Matching, tag: int) -> None:
        self._region, self._tag = scheme.region, tag
        self._rng = np.random.default_rng([scheme.region.seed, 4, tag])
        order = self._rng.permutation(len(matching.pair_ids)).tolist()
        by_mentor = {matching.pair_ids[k][1]: matching.pair_ids[k] for k in order}
        self._pairs = iter(list(by_mentor.values()))
        self._people = {one.id: one for one in (*matching.people.mentees, *matching.people.mentors)}

    def _some(self, count: int) -> list[tuple[str, str]]:
        return [next(self._pairs) for _ in range(count)]

    def _site(self) -> int:
        return int(self._rng.integers(len(self._region.town)))

    def changes(self, count: int) -> list[Any]:
        """Return so many: 30% dissolutions, 20% joiners, 20% movers, 10% each of the other kinds."""
        tenth = count // 10
        others = zip(self._some(tenth), self._some(tenth), strict=True)
        return [
            *(mm.Dissolve(*pair) for pair in self._some(3 * tenth)),
            *self.joiners(2 * tenth),
            *self._movers([pair[k % 2] for k, pair in enumerate(self._some(2 * tenth))]),
            *(mm.Leave(pair[k % 2]) for k, pair in enumerate(self._some(tenth))),
            *(mm.Avoid(one[0], other[1]) for one, other in others),
            *(mm.Complete(*pair) for pair in self._some(tenth)),
        ]

    def joiners(self, count: int) -> list[Any]:
        """Return people who join: two mentees to a mentor."""
        return [mm.Join(self.person("eer"[k % 3], k)) for k in range(count)]

    def person(self, role: str, number: int) -> Any:
        """Return a new mentee (``e``) or mentor (``r``) at some site."""
        make = self._region.mentee if role == "e" else self._region.mentor
        return make(f"{role}8{self._tag:02}{number:04}", self._site()).replace(max_km=NEAR_KM)

    def _movers(self, ids: Sequence[str]) -> list[Any]:
        """Return people who have moved to another site."""
        homes = (self._region.home(self._region.random("move", self._tag, one), self._site()) for one in ids)
        return [
            mm.Update(self._people[one].replace(location=home)) for one, home in zip(ids, homes, strict=True)
        ]

    def departures(self, count: int) -> list[Any]:
        """Return three dissolutions to every mentor who leaves."""
        quarter = count // 4
        return [
            *(mm.Dissolve(*pair) for pair in self._some(count - quarter)),
            *(mm.Leave(mentor) for _, mentor in self._some(quarter)),
        ]
