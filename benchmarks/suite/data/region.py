"""Towns, sites and the people who work there, drawn from a seed.

Words, trades and topics are those of the example scheme (`example.words`, `example.phrases`); where they are
is drawn here, since one county has no room for a million people. Everybody is drawn from a seed of their own,
so that a person is the same whoever else there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

import mentormatch as mm
from example import words
from example.people import Draft, draw_person, mentee_row, mentor_row

PEOPLE_A_TOWN = 400
PEOPLE_A_SITE = 60
APART_KM, TOWN_KM, HOME_KM = 24.0, 3.0, 2.5
"""One town a square of so many kilometres; how far sites are from its centre; and homes from sites."""
ORIGIN = (52.0, -1.0)
KM_A_DEGREE = 111.2
MAX_KM = (5.0, 8.0, 10.0, 15.0, 20.0, 30.0, None)
MENTEE_RUNGS, MENTOR_RUNGS = (1, 5), (4, 9)
PLACES = {"plenty": (0.55, 0.3, 0.15), "scarce": (1.0,)}
"""Shares of the mentors with capacity 1, 2, ...."""
ONLINE, CONSENT = 0.4, 0.98

WORKPLACES = (*words.WORKPLACES, *words.COAST_WORKPLACES)


@dataclass(frozen=True, eq=False)
class Region:
    """Where the sites are.

    Parameters
    ----------
    seed : int
    regime : {"plenty", "scarce"}
    town : int array, shape (n_sites,)
    weight : float array, shape (n_sites,)
        Share of the people who work there.
    latitude, longitude : float arrays, shape (n_sites,)
    """

    seed: int
    regime: str
    town: NDArray[np.int64]
    weight: NDArray[np.float64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]

    def random(self, *what: object) -> Random:
        """Return chance for one purpose: the same each time."""
        return Random(repr((self.seed, *what)))  # noqa: S311  (no secret depends on it)

    def mentee(self, person_id: str, site: int) -> mm.Mentee:
        """Draw a mentee."""
        rng = self.random(person_id)
        draft = self._draft(rng, person_id, site, MENTEE_RUNGS)
        wants = _levels(mentee_row(rng, draft)["wants"])
        return mm.Mentee(wants=wants, **self._common(rng, draft, site))

    def mentor(self, person_id: str, site: int) -> mm.Mentor:
        """Draw a mentor."""
        rng = self.random(person_id)
        draft = self._draft(rng, person_id, site, MENTOR_RUNGS)
        offers = _levels(mentor_row(rng, draft)["offers"])
        shares = PLACES[self.regime]
        capacity = rng.choices(range(1, len(shares) + 1), shares)[0]
        return mm.Mentor(offers=offers, capacity=capacity, trained=True, **self._common(rng, draft, site))

    def home(self, rng: Random, site: int) -> mm.Location:
        """Draw a home near a site."""
        north, east = rng.gauss(0, HOME_KM), rng.gauss(0, HOME_KM)
        latitude = float(self.latitude[site]) + north / KM_A_DEGREE
        wide = KM_A_DEGREE * np.cos(np.radians(latitude))
        return mm.Location(latitude=latitude, longitude=float(self.longitude[site] + east / wide))

    def workplace(self, site: int) -> str:
        """Return the name of a site."""
        return f"{WORKPLACES[site % len(WORKPLACES)].name}, town {self.town[site]}, site {site}"

    @staticmethod
    def _draft(rng: Random, person_id: str, site: int, rungs: tuple[int, int]) -> Draft:
        return draw_person(rng, person_id, person_id, WORKPLACES[site % len(WORKPLACES)], rungs)

    def _common(self, rng: Random, draft: Draft, site: int) -> dict[str, Any]:
        """Return the fields that mentees and mentors share, from the cells of the example scheme."""
        cells = draft.cells
        texts = ("role", "professional_interests", "personal_interests")
        tags = ("professional_tags", "personal_tags", "values")
        return {
            "id": draft.id,
            "workplace": self.workplace(site),
            "location": self.home(rng, site),
            "max_km": rng.choice(MAX_KM),
            "online": rng.random() < ONLINE,
            "seniority": draft.seniority,
            "answers": _answers(cells),
            "consent": rng.random() < CONSENT,
            **{name: cells[name] for name in texts},
            **{name: tuple(filter(None, cells[name].split("; "))) for name in tags},
        }


def draw_region(n_people: int, seed: int, regime: str) -> Region:
    """Draw towns as unequal as towns are (Pareto), each with sites for its size."""
    rng = np.random.default_rng(seed)
    n_towns = max(3, round(n_people / PEOPLE_A_TOWN))
    centre = rng.random((n_towns, 2)) * np.sqrt(n_towns) * APART_KM
    share = np.minimum(rng.pareto(1.5, n_towns) + 0.3, 5.0)
    share /= share.sum()
    n_sites = np.maximum(1, np.round(share * n_people / PEOPLE_A_SITE)).astype(np.int64)
    town = np.repeat(np.arange(n_towns), n_sites)
    point = centre[town] + rng.normal(0, TOWN_KM, (len(town), 2))
    size = rng.uniform(0.5, 1.5, len(town))
    weight = (share / n_sites)[town] * size
    latitude = ORIGIN[0] + point[:, 1] / KM_A_DEGREE
    longitude = ORIGIN[1] + point[:, 0] / (KM_A_DEGREE * np.cos(np.radians(latitude)))
    return Region(seed, regime, town, weight / weight.sum(), latitude, longitude)


def _levels(cell: str) -> dict[str, int]:
    """Return areas with their levels; an area named twice keeps the first."""
    found: dict[str, int] = {}
    for part in filter(None, cell.split("; ")):
        area, level = part.rsplit(":", 1)
        found.setdefault(area, int(level))
    return found


def _answers(cells: Mapping[str, str]) -> dict[str, int]:
    prefix = "answer: "
    return {
        heading.removeprefix(prefix): int(value)
        for heading, value in cells.items()
        if heading.startswith(prefix) and value
    }
