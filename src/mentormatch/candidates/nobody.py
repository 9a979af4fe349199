"""Why people may meet nobody, many people at once: in proportion to them and to the pairs in their reach.

One person's pairs with everybody else (`AllReasons.ruled_out`) cost as much as the other side is large; asked
of all who have nobody, that would grow with the square of the scheme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Floats, Indices, Ints
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.radius import bands
from mentormatch.candidates.reason import contains
from mentormatch.candidates.reasons import LocationUnknown, TooFar
from mentormatch.candidates.rectangle import forbidden_pairs
from mentormatch.candidates.sweep import CELLS_IN_STRIPS, Sweep
from mentormatch.people.person import Role

_FIRST = 8
"""Neighbours that are looked at first, and four times as many where these do not settle who is nearest."""
_SLACK_KM = 1e-6
"""Neighbours are ordered by chords, whose kilometres may differ in the last digits."""


@dataclass(frozen=True, eq=False)
class Nobody:
    """What rules out everybody for some people.

    Parameters
    ----------
    counts : mapping of str to int64 array, shape (n_people,)
        Exclusion code, in the order of the reasons -> how many others it rules out, each counted once.
    beyond, limit : float64 array, shape (n_people,)
        By how many kilometres the nearest of those too far away is beyond the limit, and that limit; inf and
        nan where nobody is too far away.
    """

    counts: Mapping[str, Ints]
    beyond: Floats
    limit: Floats


def meet_nobody(reasons: AllReasons, role: Role, people: Ints) -> Nobody:
    """Return why some people have no candidates.

    Parameters
    ----------
    people : int64 array
        Positions, ascending, of people without candidates and without a reason of their own.
    """
    asked, scheme, counts = _Asked(reasons, role, people), reasons.scheme, dict[str, Ints]()
    others = np.arange(scheme.n_mentors if role == "mentee" else scheme.n_mentees)
    for reason in reasons.in_people:
        out = (reason.mentor_out if role == "mentee" else reason.mentee_out)[others]
        counts[reason.code] = np.full(len(people), np.count_nonzero(out))
        others = others[~out]
    pairs = asked.pairs(people, others)
    forbidden, by_reason = forbidden_pairs(reasons, *pairs)
    counts |= {code: asked.of_each(asked.mine(keys)) for code, keys in by_reason.items()}
    unknown = LocationUnknown(scheme).count_each(role, *pairs, forbidden)
    in_reach, n_in_reach = asked.in_reach(others, forbidden)
    far = len(others) - asked.of_each(asked.mine(forbidden)) - unknown - n_in_reach
    counts |= {LocationUnknown.code: unknown, TooFar.code: far, **in_reach}
    nearest = _Nearest(asked, others, forbidden)
    nearest.look(np.flatnonzero(far))
    return Nobody(counts, nearest.beyond, nearest.limit)


@dataclass(frozen=True, eq=False)
class _Asked:
    """The people who are asked about, on whichever side."""

    reasons: AllReasons
    role: Role
    people: Ints

    def pairs(self, mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
        """Return mentees and mentors."""
        return (mine, theirs) if self.role == "mentee" else (theirs, mine)

    def mine(self, keys: Ints) -> Ints:
        """Return who of us is in each pair, by its key."""
        return np.divmod(keys, max(self.reasons.scheme.n_mentors, 1))[self.role == "mentor"]

    def of_each(self, mine: Indices) -> Ints:
        """Return how often each of the people occurs."""
        return np.bincount(np.searchsorted(self.people, mine), minlength=len(self.people))

    def in_reach(self, others: Ints, forbidden: Ints) -> tuple[dict[str, Ints], Ints]:
        """Return how many in reach of each person each further reason rules out, and how many there are."""
        asked, total = self.reasons.others, np.zeros(len(self.people), np.int64)
        counts = {reason.code: np.zeros_like(total) for reason in asked}
        sweep = Sweep(self.reasons.scheme, *self.pairs(self.people, others), forbidden, ())
        for block in sweep.blocks():
            both = block.mentee, block.mentor
            total += self.of_each(both[self.role == "mentor"])
            for reason in asked:
                out = reason.mask(*both)
                counts[reason.code] += self.of_each(both[self.role == "mentor"][out])
                both = both[0][~out], both[1][~out]
        return counts, total


class _Nearest:
    """Finds, for each person, who is too far away by the fewest kilometres; of several the first by position.

    Others are looked at in bands of similar limits: nobody farther away than the smaller limit and the best
    so far can be better.
    """

    def __init__(self, asked: _Asked, others: Ints, forbidden: Ints) -> None:
        self._asked, self._others, self._forbidden = asked, others, forbidden
        self._reasons = TooFar(asked.reasons.scheme)
        reach = asked.reasons.scheme.reach
        mentees = reach.mentee_limit, reach.mentee_xyz, reach.mentee_online
        mentors = reach.mentor_limit, reach.mentor_xyz, reach.mentor_online
        (limit, xyz, online), self._theirs = (
            (mentees, mentors) if asked.role == "mentee" else (mentors, mentees)
        )
        self._limit, self._xyz, self._online = limit[asked.people], xyz[:, asked.people], online[asked.people]
        n = len(asked.people)
        self.beyond, self.limit, self._who = np.full(n, np.inf), np.full(n, np.nan), np.full(n, -1)

    def look(self, some: Ints) -> None:
        """Look for those who are nearest to some of the people, by their number among them."""
        if len(some) * len(self._others) <= CELLS_IN_STRIPS:
            self._compare(some, np.broadcast_to(self._others, (len(some), len(self._others))))
            return
        for members, online in self._bands():
            self._among(members, some[~self._online[some]] if online else some)

    def _bands(self) -> Iterator[tuple[Ints, bool]]:
        """Yield others of similar limits who would all meet online, or all not."""
        limit, xyz, online = self._theirs
        band, online = bands(limit[self._others], xyz[:, self._others]), online[self._others]
        for one in np.unique(band[~np.isnan(band)]):
            for is_online in (False, True):
                members = self._others[(band == one) & (online == is_online)]
                if len(members):
                    yield members, is_online

    def _among(self, members: Ints, left: Ints) -> None:
        from scipy.spatial import cKDTree

        tree = cKDTree(np.ascontiguousarray(self._theirs[1][:, members].T))
        limit, k = np.minimum(self._limit, self._theirs[0][members].max()), _FIRST
        left = left[np.isfinite(limit[left])]  # nobody is too far from those who have none
        while len(left):
            k, still = min(k, len(members)), []
            for part in _parts(left, k):
                near = members[tree.query(self._xyz[:, part].T, np.arange(1, k + 1))[1]]
                self._compare(part, near)
                farthest = self._asked.reasons.scheme.reach.km(
                    *self._asked.pairs(self._asked.people[part], near[:, -1])
                )
                still.append(part[farthest - limit[part] <= self.beyond[part] + _SLACK_KM])
            left = np.concatenate(still) if k < len(members) else left[:0]
            k *= 4

    def _compare(self, some: Ints, others: Ints) -> None:
        """Compare the best so far of some people with others; shape (n_some, n_others)."""
        rows = np.arange(len(some))
        for part in _parts(rows, others.shape[1]):
            self._compare_part(some[part], others[part])

    def _compare_part(self, some: Ints, others: Ints) -> None:
        scheme = self._asked.reasons.scheme
        mine = np.repeat(self._asked.people[some], others.shape[1])
        pairs = self._asked.pairs(mine, others.ravel())
        limit = scheme.reach.limit(*pairs)
        far = self._reasons.mask(*pairs) & ~contains(self._forbidden, scheme.keys(*pairs))
        beyond = np.where(far, scheme.reach.km(*pairs) - limit, np.inf).reshape(others.shape)
        best = beyond.min(axis=1)
        first = np.where(beyond == best[:, None], others, np.iinfo(np.int64).max).argmin(axis=1)
        who = others[np.arange(len(some)), first]
        better = (best < self.beyond[some]) | (best == self.beyond[some]) & (who < self._who[some])
        better &= np.isfinite(best)
        self.beyond[some[better]], self._who[some[better]] = best[better], who[better]
        self.limit[some[better]] = limit.reshape(others.shape)[better, first[better]]


def _parts(some: Ints, each: int) -> Iterator[Ints]:
    """Yield as many at a time as may be compared with so many each."""
    size = max(1, CELLS_IN_STRIPS // max(each, 1))
    return (some[start : start + size] for start in range(0, len(some), size))
