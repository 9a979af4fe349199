"""Who would travel to whom: the limit of a pair, the kilometres between them, meeting online.

The limit of a pair is the smaller of both people's own. A mentee who gave none has the policy's; a mentor
who gave none has no limit. A pair without any limit may meet at any distance, wherever both are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentormatch.exclusions.radius import kilometres
from mentormatch.geodesy import unit_vectors
from mentormatch.people import People, Person, column
from mentormatch.policy import Limits

RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE_KM = 1e-9
"""A pair is within its limit up to rounding: a billionth of the limit and a thousandth of a millimetre."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.integer]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Reach:
    """Places, limits and the wish to meet online; mentees first, mentors second.

    Parameters
    ----------
    mentee_limit : float64 array, shape (n_mentees,)
    mentor_limit : float64 array, shape (n_mentors,)
        Kilometres; inf without a limit.
    mentee_xyz : float64 array, shape (3, n_mentees)
    mentor_xyz : float64 array, shape (3, n_mentors)
        Places on the unit sphere; nan where unknown.
    mentee_online : bool array, shape (n_mentees,)
    mentor_online : bool array, shape (n_mentors,)
        Who accepts meeting online; nobody where the policy does not allow it.
    """

    mentee_limit: Floats
    mentor_limit: Floats
    mentee_xyz: Floats
    mentor_xyz: Floats
    mentee_online: Mask
    mentor_online: Mask

    @classmethod
    def of(cls, people: People, limits: Limits) -> Reach:
        """Read places and limits."""
        fallback = np.inf if limits.max_km is None else limits.max_km
        return cls(
            mentee_limit=column(people.mentees, "max_km", fallback),
            mentor_limit=column(people.mentors, "max_km", np.inf),
            mentee_xyz=_places(people.mentees),
            mentor_xyz=_places(people.mentors),
            mentee_online=_online(people.mentees) & limits.online,
            mentor_online=_online(people.mentors) & limits.online,
        )

    def limit(self, mentee: Indices, mentor: Indices) -> Floats:
        """Return the travel limit of each pair in kilometres, inf without one; shape (n,)."""
        return np.minimum(self.mentee_limit[mentee], self.mentor_limit[mentor])

    def km(self, mentee: Indices, mentor: Indices) -> Floats:
        """Return the great-circle kilometres of each pair, nan where a place is unknown; shape (n,)."""
        square = np.zeros(len(mentee))
        for here, there in zip(self.mentee_xyz, self.mentor_xyz, strict=True):
            step = here[mentee]
            step -= there[mentor]
            step *= step
            square += step
        return kilometres(np.sqrt(square))

    def online(self, mentee: Indices, mentor: Indices) -> Mask:
        """Tell which pairs may meet online; shape (n,)."""
        return self.mentee_online[mentee] & self.mentor_online[mentor]

    def unknown(self, mentee: Indices, mentor: Indices) -> Mask:
        """Tell of which pairs a place is unknown; shape (n,)."""
        return np.asarray(np.isnan(self.mentee_xyz[0][mentee]) | np.isnan(self.mentor_xyz[0][mentor]))


def within(km: Floats, limit: Floats) -> Mask:
    """Tell which kilometres are within their limit: unknown ones are where there is none; shape (n,)."""
    inside = km <= limit * (1 + RELATIVE_TOLERANCE) + ABSOLUTE_TOLERANCE_KM
    return np.asarray(inside | np.isinf(limit))


def _online(people: Sequence[Person]) -> Mask:
    return np.fromiter((p.online for p in people), np.bool_, len(people))


def _places(people: Sequence[Person]) -> Floats:
    places = [p.location for p in people]
    latitude = np.array([np.nan if p is None else p.latitude for p in places], np.float64)
    longitude = np.array([np.nan if p is None else p.longitude for p in places], np.float64)
    return np.ascontiguousarray(unit_vectors(latitude, longitude).T)
