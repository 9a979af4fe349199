"""All pairs in reach, a block of mentees at a time, so that memory holds one block and not the scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mentormatch.exclusions.base import Reason
from mentormatch.exclusions.radius import RadiusSearch, bands
from mentormatch.exclusions.reach import within
from mentormatch.exclusions.scheme import Scheme

Ints = NDArray[np.int64]

PAIRS_A_BLOCK = 1_000_000
"""About as many pairs as fit in a processor's cache."""

CELLS_A_BLOCK = 16_000_000
"""Mentees of a block times mentors: even if all were in reach, a block would stay under 0.7 GB."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that may meet, of all mentees or of some in a row, sorted by mentee, then mentor.

    Parameters
    ----------
    mentee, mentor : int32 array, shape (n_pairs,)
    km : float64 array, shape (n_pairs,)
    online : bool array, shape (n_pairs,)
    in_reach : int
        How many pairs of these mentees could reach each other, whether or not they may meet.
    excluded : mapping of str to int
        Code -> how many of the pairs in reach it excludes.
    """

    mentee: NDArray[np.int32]
    mentor: NDArray[np.int32]
    km: NDArray[np.float64]
    online: NDArray[np.bool_]
    in_reach: int
    excluded: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The pairs in reach among the people who remain.

    Parameters
    ----------
    scheme : Scheme
    mentees, mentors : int64 array
        Positions of who remains, ascending.
    forbidden : int64 array
        Keys of pairs to pass over, ascending.
    reasons : sequence of Reason
        Asked, in order, of the pairs in reach.
    """

    scheme: Scheme
    mentees: Ints
    mentors: Ints
    forbidden: Ints
    reasons: Sequence[Reason]

    @cached_property
    def bound(self) -> int:
        """At least as many pairs as are in reach."""
        free = len(self._without_limit[0]) * len(self._without_limit[1])
        return self._search.count() + free + len(self._online[0]) * len(self._online[1])

    def blocks(self) -> Iterator[Pairs]:
        """Go through the mentees in order, as many at a time as the last ones' pairs suggest."""
        most = max(1, CELLS_A_BLOCK // max(len(self.mentors), 1))
        rows = PAIRS_A_BLOCK * len(self.mentees) // max(self.bound, 1)
        start = 0
        while start < len(self.mentees):
            rows = max(1, min(rows, most))
            stop = min(start + rows, len(self.mentees))
            block = self._block(start, stop)
            yield block
            rows = min(2 * rows, PAIRS_A_BLOCK * rows // max(block.in_reach, 1))
            start = stop

    def run(self, room: int) -> Pairs:
        """Return the pairs of all mentees, of which there are at most `room`."""
        mentee, mentor = np.empty(room, np.int32), np.empty(room, np.int32)
        km, online = np.empty(room, np.float64), np.empty(room, np.bool_)
        end, in_reach, excluded = 0, 0, Counter({reason.code: 0 for reason in self.reasons})
        for block in self.blocks():
            here = slice(end, end + len(block.mentee))
            mentee[here], mentor[here], km[here], online[here] = (
                block.mentee,
                block.mentor,
                block.km,
                block.online,
            )
            end, in_reach = here.stop, in_reach + block.in_reach
            excluded.update(block.excluded)
        for column in (mentee, mentor, km, online):
            # In place, so that memory never holds all pairs twice; nothing else refers to the arrays yet.
            column.resize(end, refcheck=False)
        return Pairs(mentee, mentor, km, online, in_reach, excluded)

    @cached_property
    def _search(self) -> RadiusSearch:
        reach = self.scheme.reach
        return RadiusSearch(
            bands(reach.mentee_xyz[:, self.mentees], reach.mentee_limit[self.mentees]),
            bands(reach.mentor_xyz[:, self.mentors], reach.mentor_limit[self.mentors]),
        )

    @cached_property
    def _without_limit(self) -> tuple[Ints, Ints]:
        reach = self.scheme.reach
        unlimited = np.isinf(reach.mentee_limit[self.mentees]), np.isinf(reach.mentor_limit[self.mentors])
        return np.flatnonzero(unlimited[0]), np.flatnonzero(unlimited[1])

    @cached_property
    def _online(self) -> tuple[Ints, Ints]:
        reach = self.scheme.reach
        mentees = np.flatnonzero(reach.mentee_online[self.mentees])
        return mentees, np.flatnonzero(reach.mentor_online[self.mentors])

    def _block(self, start: int, stop: int) -> Pairs:
        mentee, mentor = self._allowed(*self._split(self._in_reach(start, stop), start, stop))
        reach = self.scheme.reach
        km = reach.km(mentee, mentor)
        travel = within(km, reach.limit(mentee, mentor))
        keep = travel.copy()
        far = np.flatnonzero(~travel)
        keep[far] = reach.online(mentee[far], mentor[far])
        if not keep.all():
            mentee, mentor, km, travel = mentee[keep], mentor[keep], km[keep], travel[keep]
        in_reach, excluded = len(mentee), {}
        for reason in self.reasons:
            out = reason.mask(mentee, mentor)
            excluded[reason.code] = int(np.count_nonzero(out))
            mentee, mentor, km, travel = mentee[~out], mentor[~out], km[~out], travel[~out]
        return Pairs(mentee.astype(np.int32), mentor.astype(np.int32), km, ~travel, in_reach, excluded)

    def _in_reach(self, start: int, stop: int) -> NDArray[np.int32]:
        """Return ``(row - start) * n_columns + column`` of the pairs that may be in reach, ascending.

        Rows and columns count who remains. A block has few enough cells for 32 bits, which sort in half
        the time.
        """
        row, column = self._search.pairs(start, stop)
        cells = (row - start) * len(self.mentors) + column
        free = self._rectangle(self._without_limit, start, stop)
        online = self._rectangle(self._online, start, stop)
        together = np.concatenate([cells, free, online]).astype(np.int32)
        together.sort()
        if not len(online):
            return together
        # Only meeting online can find a pair that travel has found already.
        return np.asarray(together[np.concatenate([[True], together[1:] != together[:-1]])])

    def _rectangle(self, sides: tuple[Ints, Ints], start: int, stop: int) -> Ints:
        rows, columns = sides
        rows = rows[slice(*np.searchsorted(rows, (start, stop)))] - start
        return (rows[:, None] * len(self.mentors) + columns).ravel()

    def _split(self, cells: NDArray[np.int32], start: int, stop: int) -> tuple[Ints, Ints]:
        """Return the mentees and mentors of ascending cells.

        They stay wide until the end of a block: numpy widens narrow indices on every look-up.
        """
        first = np.arange(stop - start + 1, dtype=np.int32) * np.int32(len(self.mentors))
        count = np.diff(np.searchsorted(cells, first))
        column = cells - np.repeat(first[:-1], count)
        return np.repeat(self.mentees[start:stop], count), self.mentors[column]

    def _allowed(self, mentee: Ints, mentor: Ints) -> tuple[Ints, Ints]:
        """Pass over the forbidden pairs."""
        if not len(mentee):
            return mentee, mentor
        keys = self.scheme.keys(mentee, mentor)
        some = self.forbidden[slice(*np.searchsorted(self.forbidden, (keys[0], keys[-1] + 1)))]
        # The forbidden are few: looking them up among the pairs is faster than the reverse.
        place = np.searchsorted(keys, some)
        hit = place[keys[place] == some]
        return np.delete(mentee, hit), np.delete(mentor, hit)
