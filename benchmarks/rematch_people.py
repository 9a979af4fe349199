"""The made-up people of `rematch.py`: around towns, every criterion filled in, and changes to them."""

from __future__ import annotations

from typing import Any

import numpy as np

import mentormatch as mm
from engine_schemes import REGIMES
from mentormatch.changes.base import Change
from mentormatch.people.places import Location
from scoring import LEISURE, WORK, person

PEOPLE_A_TOWN = 100
_SPREAD = 0.03  # of a town, in degrees
_KNOWN = 20
"""Whom anybody may have listed as preferred."""
_KM = (3.0, 8.0)
"""How far anybody would travel: about 40 candidates a mentee in plenty."""


class Region:
    """People around towns between two latitudes and longitudes.

    Parameters
    ----------
    n_mentees : int
    regime : str
        Of `engine_schemes`: mentors a mentee, and their places.
    text : bool
        Whether people write free text.
    seed : int
    """

    def __init__(self, n_mentees: int, regime: str, text: bool, seed: int) -> None:
        self.rng, self._text = np.random.default_rng(seed), text
        (self._regime,) = REGIMES[regime]
        stems = ["".join(row) for row in self.rng.choice(list("abdeghiklmnoprstu"), (1_300, 6))]
        tails = ("", "ist", "ology")
        self._words = WORK + LEISURE + [stem + tail for tail in tails for stem in stems]
        towns = max(n_mentees // PEOPLE_A_TOWN, 1)
        self._towns = np.column_stack((self.rng.uniform(50.8, 54.5, towns), self.rng.uniform(-3, 0.5, towns)))
        self._mentee_ids = [f"e{k:06}" for k in range(n_mentees)]
        self._mentor_ids = [f"r{k:06}" for k in range(round(n_mentees * self._regime.mentors))]

    def people(self) -> mm.People:
        """Return everybody."""
        return mm.People(
            mentees=tuple(map(self.mentee, self._mentee_ids)),
            mentors=tuple(map(self.mentor, self._mentor_ids)),
        )

    def mentee(self, person_id: str) -> mm.Mentee:
        """Return a mentee of that id, with all else by chance."""
        return mm.Mentee(id=person_id, wants=self._levels(), **self._person(self._mentor_ids))

    def mentor(self, person_id: str) -> mm.Mentor:
        """Return a mentor of that id, with all else by chance."""
        places = self._regime.places
        capacity = int(self.rng.choice(len(places), p=places)) + 1
        return mm.Mentor(
            id=person_id, offers=self._levels(), capacity=capacity, **self._person(self._mentee_ids)
        )

    def place(self) -> Location:
        """Return a place in some town."""
        latitude, longitude = self._towns[self.rng.integers(len(self._towns))] + self.rng.normal(
            0, _SPREAD, 2
        )
        return Location(latitude=float(latitude), longitude=float(longitude))

    def _person(self, others: list[str]) -> dict[str, Any]:
        at = int(self.rng.integers(max(len(others) - _KNOWN, 1)))
        fields = person(self.rng, self._words, others[at : at + _KNOWN], self._text)
        return fields | {
            "consent": True,
            "location": self.place(),
            "max_km": float(self.rng.uniform(*_KM)),
        }

    def _levels(self) -> dict[str, int]:
        return {str(area): int(self.rng.integers(1, 6)) for area in self.rng.choice(WORK, 4, replace=False)}


class Mixed:
    """Changes of six kinds to one matching, none of which meets another one.

    Parameters
    ----------
    region : Region
    matching : Matching
    tag : str
        Goes into the ids of joiners.
    """

    def __init__(self, region: Region, matching: mm.Matching, tag: str) -> None:
        self._region, self._tag = region, tag
        order = region.rng.permutation(len(matching.pair_ids)).tolist()
        by_mentor = {matching.pair_ids[k][1]: matching.pair_ids[k] for k in order}
        self._pairs = iter(list(by_mentor.values()))
        self._mentees = {one.id: one for one in matching.people.mentees}
        self._mentors = {one.id: one for one in matching.people.mentors}

    def _some(self, count: int) -> list[tuple[str, str]]:
        return [next(self._pairs) for _ in range(count)]

    def changes(self, count: int) -> list[Change]:
        """Return so many: 30% dissolutions, 20% joiners, 20% movers, 10% each of the other kinds."""
        tenth = count // 10
        others = zip(self._some(tenth), self._some(tenth), strict=True)
        return [
            *(mm.Dissolve(*pair) for pair in self._some(3 * tenth)),
            *self.joiners(2 * tenth),
            *self._movers(tenth),
            *(mm.Leave(pair[k % 2]) for k, pair in enumerate(self._some(tenth))),
            *(mm.Avoid(one[0], other[1]) for one, other in others),
            *(mm.Complete(*pair) for pair in self._some(tenth)),
        ]

    def joiners(self, count: int) -> list[Change]:
        """Return people who join: two mentees to a mentor."""
        makers = (self._region.mentee, self._region.mentee, self._region.mentor)
        return [mm.Join(makers[k % 3](f"{'eer'[k % 3]}{self._tag}{k:04}")) for k in range(count)]

    def _movers(self, count: int) -> list[Change]:
        """Return `count` mentees and as many mentors who have moved to another town."""
        pairs = self._some(2 * count)
        place = self._region.place
        return [
            *(mm.Update(self._mentees[one].replace(location=place())) for one, _ in pairs[:count]),
            *(mm.Update(self._mentors[one].replace(location=place())) for _, one in pairs[count:]),
        ]

    def departures(self, count: int) -> list[Change]:
        """Return three dissolutions to every mentor who leaves."""
        quarter = count // 4
        return [
            *(mm.Dissolve(*pair) for pair in self._some(count - quarter)),
            *(mm.Leave(mentor) for _, mentor in self._some(quarter)),
        ]
