"""Radius search on the sphere: who is near whom, without looking at every pair.

Points on the unit sphere are within a distance exactly if the straight line between them, the chord, is
short enough, and chords are what a k-d tree knows. People are grouped by their limits, so that one person
who would travel 500 km does not make the search look that far around everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentormatch.geodesy import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

BAND = 1.5
"""Limits in one group differ by at most this factor: the search looks at most 1.5 ** 2 times too wide."""

_SLACK = 1e-9
"""Added to every chord (6 mm): the search may find too much, which the exact limit then refuses."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def kilometres(chord: Floats) -> Floats:
    """Return the great-circle kilometres that chords of the unit sphere, at least 0, stand for.

    Half the chord is the square root of the haversine, so that this is the formula of
    `mentormatch.geodesy.great_circle_km` without its sines: ten times faster for millions of pairs, and
    within a thousandth of a millimetre of it except between opposite ends of the earth.
    """
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1)))


def chord(km: float) -> float:
    """Return a chord of the unit sphere just longer than so many great-circle kilometres."""
    return float(2 * np.sin(min(km / EARTH_RADIUS_KM, np.pi) / 2) + _SLACK)


@dataclass(frozen=True, eq=False)
class Band:
    """People with similar limits, in ascending order of position.

    Parameters
    ----------
    people : int64 array, shape (n,)
    points : float64 array, shape (n, 3)
    limit : float
        The largest limit among them, in kilometres; inf for people without a limit.
    """

    people: Ints
    points: Floats
    limit: float

    def tree(self) -> cKDTree:
        """Return a search tree of the points."""
        from scipy.spatial import cKDTree

        return cKDTree(self.points)

    def part(self, start: int, stop: int) -> Band:
        """Return those whose positions are in ``range(start, stop)``."""
        cut = slice(*np.searchsorted(self.people, (start, stop)))
        return Band(self.people[cut], self.points[cut], self.limit)


def bands(xyz: Floats, limit: Floats) -> list[Band]:
    """Group people by limit, leaving out whose place is unknown.

    Parameters
    ----------
    xyz : float64 array, shape (3, n_people)
    limit : float64 array, shape (n_people,)

    Returns
    -------
    list of Band
        By limit, ascending.
    """
    known = np.flatnonzero(~np.isnan(xyz[0]))
    with np.errstate(divide="ignore"):
        label = np.floor(np.log(limit[known]) / np.log(BAND))
    groups = (known[label == value] for value in np.unique(label))
    return [Band(g, np.ascontiguousarray(xyz[:, g].T), float(limit[g].max())) for g in groups]


class RadiusSearch:
    """Pairs within the smaller of both people's limits, or a little beyond.

    Pairs in which neither has a limit are left to the caller: all of them are in reach.

    Parameters
    ----------
    mentees, mentors : list of Band
    """

    def __init__(self, mentees: list[Band], mentors: list[Band]) -> None:
        self._mentees = mentees
        self._mentors = [(band, band.tree()) for band in mentors]

    def count(self) -> int:
        """Return how many pairs `pairs` would find in all."""
        total = 0
        for mentees, (mentors, tree) in product(self._mentees, self._mentors):
            limit = min(mentees.limit, mentors.limit)
            if np.isfinite(limit):
                total += int(mentees.tree().count_neighbors(tree, chord(limit)))
        return total

    def pairs(self, start: int, stop: int) -> tuple[Ints, Ints]:
        """Return all pairs of the mentees in ``range(start, stop)``, each once, in no order.

        Returns
        -------
        mentee, mentor : int64 array, shape (n_pairs,)
        """
        mentee, mentor = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for band in self._mentees:
            here = band.part(start, stop)
            for i, j in self._near(here) if len(here.people) else ():
                mentee.append(i)
                mentor.append(j)
        return np.concatenate(mentee), np.concatenate(mentor)

    def _near(self, here: Band) -> list[tuple[Ints, Ints]]:
        tree, found = here.tree(), []
        for there, other in self._mentors:
            limit = min(here.limit, there.limit)
            if np.isfinite(limit):
                near = tree.sparse_distance_matrix(other, chord(limit), output_type="ndarray")
                found.append((here.people[near["i"]], there.people[near["j"]]))
        return found
