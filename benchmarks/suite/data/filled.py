"""Made-up people around towns, every criterion filled in, and changes to them."""

from __future__ import annotations

from typing import Any

import numpy as np

import mentormatch as mm
from suite.data.towns import REGIMES

PEOPLE_PER_TOWN = 100
SPREAD = 0.03
"""Standard deviation of homes around the centre of a town, in degrees."""
KNOWN = 20
"""Whom anybody may have listed as preferred."""
KM = (3.0, 8.0)
"""How far anybody would travel: about 40 candidates per mentee in plenty."""

_WORK = """
anaesthesia cardiology dermatology A&E ENT gastroenterology geriatrics gynaecology haematology immunology
ICU neonatology nephrology neurology obstetrics oncology ophthalmology orthopaedics paediatrics palliative
pathology pharmacy physiotherapy psychiatry radiology respiratory rheumatology sepsis stroke surgery urology
wards QI R C++ audit coaching education leadership management research safety simulation supervision teaching
trials wellbeing exams portfolio rota trainees GPs nursing midwifery diagnosis imaging endoscopy transplant
"""
_LEISURE = """
hiking running cycling chess cooking baking choir piano guitar football cricket tennis painting pottery
reading gardening photography sailing swimming theatre travel yoga dogs films languages
"""
_GLUE = "and in of the with I am interested for to my new"
WORK, LEISURE, GLUE = _WORK.split(), _LEISURE.split(), _GLUE.split()


def words(rng: np.random.Generator, vocabulary: list[str]) -> str:
    """Return a text of 20 to 40 words, some of them common, some rare, a third of them glue."""
    size = int(rng.integers(20, 41))
    places = np.minimum(rng.zipf(1.3, size) - 1, len(vocabulary) - 1)
    glue = rng.random(size) < 1 / 3
    return " ".join(
        GLUE[int(place) % len(GLUE)] if filler else vocabulary[int(place)]
        for place, filler in zip(places, glue, strict=True)
    )


def person(rng: np.random.Generator, vocabulary: list[str], others: list[str], text: bool) -> dict[str, Any]:
    """Return the fields of one person; every criterion has something to go by."""

    def some(of: list[str], most: int) -> tuple[str, ...]:
        return tuple(rng.choice(of, int(rng.integers(1, most + 1)), replace=False).tolist())

    return {
        "professional_interests": words(rng, vocabulary) if text else "",
        "personal_interests": words(rng, vocabulary) if text else "",
        "professional_tags": some(WORK, 5),
        "personal_tags": some(LEISURE, 5),
        "max_km": float(rng.integers(5, 60)) if rng.random() < 0.7 else None,
        "seniority": int(rng.integers(1, 10)),
        "answers": {f"statement {k}": int(rng.integers(1, 6)) for k in range(10) if rng.random() < 0.9},
        "values": some(["independence", "safety", "participation", "openness", "fairness", "candour"], 3),
        "prefers": some(others, 3) if rng.random() < 0.3 else (),
    }


def vocabulary_of(rng: np.random.Generator) -> list[str]:
    """Return about 4,000 words: those above, and stems by chance with their derivations."""
    stems = ["".join(row) for row in rng.choice(list("abdeghiklmnoprstu"), (1_300, 6))]
    return WORK + LEISURE + [stem + tail for tail in ("", "ist", "ology") for stem in stems]


def levels(rng: np.random.Generator) -> dict[str, int]:
    """Return four areas with levels."""
    return {str(area): int(rng.integers(1, 6)) for area in rng.choice(WORK, 4, replace=False)}


class Region:
    """People around towns between two latitudes and longitudes.

    Parameters
    ----------
    n_mentees : int
    regime : str
        Of `suite.data.towns`: mentors per mentee, and their capacity.
    text : bool
        Whether people write free text.
    seed : int
    """

    def __init__(self, n_mentees: int, regime: str, text: bool, seed: int) -> None:
        self.rng, self._text = np.random.default_rng(seed), text
        (self._regime,) = REGIMES[regime]
        self._words = vocabulary_of(self.rng)
        towns = max(n_mentees // PEOPLE_PER_TOWN, 1)
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
        return mm.Mentee(id=person_id, wants=levels(self.rng), **self._person(self._mentor_ids))

    def mentor(self, person_id: str) -> mm.Mentor:
        """Return a mentor of that id, with all else by chance."""
        shares = self._regime.capacity
        capacity = int(self.rng.choice(len(shares), p=shares)) + 1
        return mm.Mentor(
            id=person_id, offers=levels(self.rng), capacity=capacity, **self._person(self._mentee_ids)
        )

    def location(self) -> mm.Location:
        """Return a location in some town."""
        town = self._towns[self.rng.integers(len(self._towns))]
        latitude, longitude = town + self.rng.normal(0, SPREAD, 2)
        return mm.Location(latitude=float(latitude), longitude=float(longitude))

    def _person(self, others: list[str]) -> dict[str, Any]:
        at = int(self.rng.integers(max(len(others) - KNOWN, 1)))
        fields = person(self.rng, self._words, others[at : at + KNOWN], self._text)
        return fields | {
            "consent": True,
            "location": self.location(),
            "max_km": float(self.rng.uniform(*KM)),
        }


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

    def changes(self, count: int) -> list[Any]:
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

    def joiners(self, count: int) -> list[Any]:
        """Return people who join: two mentees to a mentor."""
        makers = (self._region.mentee, self._region.mentee, self._region.mentor)
        return [mm.Join(makers[k % 3](f"{'eer'[k % 3]}{self._tag}{k:04}")) for k in range(count)]

    def _movers(self, count: int) -> list[Any]:
        """Return `count` mentees and as many mentors who have moved to another town."""
        pairs = self._some(2 * count)
        location = self._region.location
        return [
            *(mm.Update(self._mentees[one].replace(location=location())) for one, _ in pairs[:count]),
            *(mm.Update(self._mentors[one].replace(location=location())) for _, one in pairs[count:]),
        ]

    def departures(self, count: int) -> list[Any]:
        """Return three dissolutions to every mentor who leaves."""
        quarter = count // 4
        return [
            *(mm.Dissolve(*pair) for pair in self._some(count - quarter)),
            *(mm.Leave(mentor) for _, mentor in self._some(quarter)),
        ]
