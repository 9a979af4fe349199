"""Which pairs can reach each other: the limit of a pair, the kilometres between them, meeting online.

The limit of a pair is the smaller of both people's own. A mentee who gave none has the policy's; a mentor
who gave none has no limit. A pair without any limit may meet at any distance, wherever both are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np

from mentormatch.arrays import Bools, Floats, Indices, Int8s
from mentormatch.candidates.radius import Points, kilometres
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

    @cached_property
    def mentee_points(self) -> Points:
        """The mentees, as few are searched for."""
        return Points.of(self.mentee_xyz, self.mentee_limit)

    @cached_property
    def mentor_points(self) -> Points:
        """The mentors, as few are searched for."""
        return Points.of(self.mentor_xyz, self.mentor_limit)

    @cached_property
    def mentee_kind(self) -> Int8s:
        """Of what kind each mentee is where a location is unknown; int8 array, shape (n_mentees,)."""
        return _kind(self.mentee_limit, self.mentee_xyz, self.mentee_online)

    @cached_property
    def mentor_kind(self) -> Int8s:
        """The same of each mentor."""
        return _kind(self.mentor_limit, self.mentor_xyz, self.mentor_online)

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


def _kind(limit: Floats, xyz: Floats, online: Bools) -> Int8s:
    """Return a number below 8 of all three: whether somebody has a limit, is nowhere known, meets online."""
    bits = np.isfinite(limit) * np.int8(4) + np.isnan(xyz[0]) * np.int8(2) + online
    return np.asarray(bits, np.int8)


def _points(side: Side) -> Floats:
    return np.ascontiguousarray(side.table(_on_the_sphere).T)


def _on_the_sphere(people: Sequence[Person]) -> Floats:
    places = [person.location for person in people]
    degrees = [(np.nan, np.nan) if at is None else (at.latitude, at.longitude) for at in places]
    return unit_vectors(*np.array(degrees, np.float64).reshape(-1, 2).T)
