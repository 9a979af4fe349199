"""Which pairs can reach each other: the limit of a pair, the kilometres between them, meeting online.

The limit of a pair is the smaller of both people's own. A mentee who gave none has the policy's; a mentor
who gave none has no limit. A pair without any limit may meet at any distance, wherever both are.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from mentormatch.arrays import Bools, Floats, Indices
from mentormatch.candidates.radius import kilometres
from mentormatch.people.geodesy import unit_vectors
from mentormatch.people.person import Person
from mentormatch.people.side import MAX_KM, Side
from mentormatch.policy import Limits

RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE_KM = 1e-9
"""A pair is within its limit up to rounding: a billionth of the limit and a thousandth of a millimetre."""


_ONLINE = attrgetter("online")


@dataclass(frozen=True, eq=False)
class Reach:
    """Locations, limits and meeting online; mentees first, mentors second.

    Parameters
    ----------
    mentee_limit : float64 array, shape (n_mentees,)
    mentor_limit : float64 array, shape (n_mentors,)
        Kilometres; inf without a limit.
    mentee_xyz : float64 array, shape (3, n_mentees)
    mentor_xyz : float64 array, shape (3, n_mentors)
        Locations on the unit sphere; nan where unknown.
    mentee_online : bool array, shape (n_mentees,)
    mentor_online : bool array, shape (n_mentors,)
        Who accepts meeting online; nobody where the policy does not allow it.
    """

    mentee_limit: Floats
    mentor_limit: Floats
    mentee_xyz: Floats
    mentor_xyz: Floats
    mentee_online: Bools
    mentor_online: Bools

    @classmethod
    def of(cls, mentees: Side, mentors: Side, limits: Limits) -> Reach:
        """Read locations and limits."""
        return cls(
            mentee_limit=_limit(mentees, np.inf if limits.max_km is None else limits.max_km),
            mentor_limit=_limit(mentors, np.inf),
            mentee_xyz=_points(mentees),
            mentor_xyz=_points(mentors),
            mentee_online=mentees.read(_ONLINE, np.bool_) & limits.online,
            mentor_online=mentors.read(_ONLINE, np.bool_) & limits.online,
        )

    def limit(self, mentee: Indices, mentor: Indices) -> Floats:
        """Return the travel limit of each pair in kilometres, inf without one; shape (n,)."""
        return np.minimum(self.mentee_limit[mentee], self.mentor_limit[mentor])

    def km(self, mentee: Indices, mentor: Indices) -> Floats:
        """Return the great-circle kilometres of each pair, nan where a location is unknown; shape (n,)."""
        square = np.zeros(len(mentee))
        for here, there in zip(self.mentee_xyz, self.mentor_xyz, strict=True):
            step = here[mentee]
            step -= there[mentor]
            step *= step
            square += step
        return kilometres(np.sqrt(square))

    def online(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs may meet online; shape (n,)."""
        return self.mentee_online[mentee] & self.mentor_online[mentor]

    def unknown(self, mentee: Indices, mentor: Indices) -> Bools:
        """Return which pairs have an unknown location; shape (n,)."""
        return np.asarray(np.isnan(self.mentee_xyz[0][mentee]) | np.isnan(self.mentor_xyz[0][mentor]))


def within(km: Floats, limit: Floats) -> Bools:
    """Return which kilometres are within their limit; unknown ones are only if it is infinite."""
    inside = km <= limit * (1 + RELATIVE_TOLERANCE) + ABSOLUTE_TOLERANCE_KM
    return np.asarray(inside | np.isinf(limit))


def _limit(side: Side, missing: float) -> Floats:
    own = side.read(MAX_KM, np.float64)
    return np.where(np.isnan(own), missing, own)


def _points(side: Side) -> Floats:
    latitude, longitude = side.read(_latitude, np.float64), side.read(_longitude, np.float64)
    return np.ascontiguousarray(unit_vectors(latitude, longitude).T)


def _latitude(person: Person) -> float:
    location = person.location
    return np.nan if location is None else location.latitude


def _longitude(person: Person) -> float:
    location = person.location
    return np.nan if location is None else location.longitude
