"""Who could go where and when: travel limits, and what people say of their time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Floats
from mentormatch.criteria import Period, When
from mentormatch.criteria.base import Value
from mentormatch.people.geodesy import great_circle_km
from mentormatch.people.person import Mentor, column
from mentormatch.people.places import Location
from mentormatch.policy import Policy
from mentormatch.tables.read_sessions import Slot, Venue


@dataclass(frozen=True, eq=False)
class Attendance:
    """Who could go where and when.

    Parameters
    ----------
    km : float64 array, shape (n_people, n_venues)
        nan where a location is unknown.
    limit : float64 array, shape (n_people,)
        How far each would travel, inf without a limit.
    reach : bool array, shape (n_people, n_venues)
        Within the limit; False where that is not known.
    free : bool array, shape (n_people, n_slots)
        People who did not say when they have time are taken to be free.
    said : bool array, shape (n_people,)
        Who did say so.
    """

    km: Floats
    limit: Floats
    reach: Bools
    free: Bools
    said: Bools


def attendance(
    people: Sequence[Mentor], venues: Sequence[Venue], slots: Sequence[Slot], policy: Policy
) -> Attendance:
    """Return who could go where and when, by a policy's travel limit and its criteria of times and dates."""
    (lat, lon), (to_lat, to_lon) = (_points([one.location for one in some]) for some in (people, venues))
    km = great_circle_km(lat[:, None], lon[:, None], to_lat, to_lon)
    own = column(people, "max_km")
    limit = np.where(np.isnan(own), np.inf if policy.limits.max_km is None else policy.limits.max_km, own)
    free, said = np.ones((len(people), len(slots)), np.bool_), np.zeros(len(people), np.bool_)
    for criterion in policy.criteria:
        if not isinstance(criterion, When | Period):
            continue
        for i, answer in enumerate(criterion.all_given(people, "mentor")):
            if answer is None or (isinstance(criterion, When) and not any(criterion.quarters(answer))):
                continue
            said[i] = True
            free[i] &= [_is_within(criterion, answer, slot) for slot in slots]
    reach = (km <= limit[:, None]) | np.isinf(limit)[:, None]
    return Attendance(km, limit, reach, free, said)


def _points(locations: Sequence[Location | None]) -> Floats:
    """Return latitudes and longitudes; float64 array, shape (2, n), nan where unknown."""
    points = [(np.nan, np.nan) if one is None else (one.latitude, one.longitude) for one in locations]
    return np.array(points, np.float64).reshape(-1, 2).T


def _is_within(criterion: When | Period, answer: Value, slot: Slot) -> bool:
    """Return whether a time is all within what somebody said."""
    if isinstance(criterion, Period):
        first, last = criterion.days(answer)
        return slot.on is None or first <= slot.on.toordinal() <= last
    theirs, its = (int.from_bytes(criterion.quarters(one), "little") for one in (answer, (slot.weekly,)))
    return its & ~theirs == 0
