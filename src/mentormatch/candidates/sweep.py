"""All pairs in reach, a block of mentees at a time, so that memory holds one block and not the scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Int32s, Ints
from mentormatch.candidates.radius import RadiusSearch, StripSearch
from mentormatch.candidates.reach import within
from mentormatch.candidates.reasons.base import Reason
from mentormatch.candidates.scheme import Scheme

Width = TypeVar("Width", np.int32, np.int64)

PAIRS_A_BLOCK = 1_000_000
"""Pairs to work on at a time; a block needs about 100 bytes for each."""

CELLS_A_BLOCK = 16_000_000
"""Mentees of a block times mentors, where more pairs than this are in reach: even if all of a block's were,
it would stay under 0.7 GB."""

CELLS_IN_STRIPS = 4_000_000
"""Mentees times mentors up to which there is nothing to be gained from search trees."""

_INT32 = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Pairs(Generic[Width]):
    """Pairs that may meet, of all mentees or of some consecutive ones, sorted by mentee, then mentor.

    Parameters
    ----------
    mentee, mentor : int array, shape (n_pairs,)
        int32 once joined.
    km : float64 array, shape (n_pairs,)
    online : bool array, shape (n_pairs,)
    in_reach : int
        How many pairs of these mentees could reach each other, whether or not they may meet.
    excluded : mapping of str to int
        Code -> how many of the pairs in reach it excludes.
    """

    mentee: NDArray[Width]
    mentor: NDArray[Width]
    km: Floats
    online: Bools
    in_reach: int
    excluded: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The pairs in reach among the people who remain.

    Parameters
    ----------
    scheme : Scheme
    mentees, mentors : int64 array
        Positions of the people who remain, ascending.
    forbidden : int64 array
        Keys of pairs to skip, ascending; both people of each remain.
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
        """An upper bound on the pairs in reach."""
        free = len(self._without_limit[0]) * len(self._without_limit[1])
        return self._search.count() + free + len(self._online[0]) * len(self._online[1])

    def blocks(self) -> Iterator[Pairs[np.int64]]:
        """Yield pairs of the mentees in order, in blocks sized by the pairs of the last block."""
        # A block has at most as many pairs as cells, and as all of them: that keeps it small in any case.
        cells = CELLS_A_BLOCK if self.bound > CELLS_A_BLOCK else _INT32
        most = max(1, cells // max(len(self.mentors), 1))
        rows = PAIRS_A_BLOCK * len(self.mentees) // max(self.bound, 1)
        start = 0
        while start < len(self.mentees):
            rows = max(1, min(rows, most))
            stop = min(start + rows, len(self.mentees))
            block = self._block(start, stop)
            yield block
            rows = min(2 * rows, PAIRS_A_BLOCK * rows // max(block.in_reach, 1))
            start = stop

    def run(self, room: int) -> Pairs[np.int32]:
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
    def _search(self) -> RadiusSearch | StripSearch:
        reach, cells = self.scheme.reach, len(self.mentees) * len(self.mentors)
        return (StripSearch if cells <= CELLS_IN_STRIPS else RadiusSearch)(
            reach.mentee_xyz[:, self.mentees],
            reach.mentor_xyz[:, self.mentors],
            reach.mentee_limit[self.mentees],
            reach.mentor_limit[self.mentors],
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

    def _block(self, start: int, stop: int) -> Pairs[np.int64]:
        mentee, mentor = self._split(self._allowed(self._in_reach(start, stop), start), start, stop)
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
            rest = np.flatnonzero(~out)
            excluded[reason.code] = len(out) - len(rest)
            mentee, mentor, km, travel = mentee[rest], mentor[rest], km[rest], travel[rest]
        return Pairs(mentee, mentor, km, ~travel, in_reach, excluded)

    def _in_reach(self, start: int, stop: int) -> Int32s:
        """Return ``(row - start) * n_columns + column`` of the pairs that may be in reach, ascending.

        Rows and columns count the people who remain. A block has few enough cells for 32 bits, which sort in
        half the time.
        """
        found = self._search.cells(start, stop, len(self.mentors))
        free = self._rectangle(self._without_limit, start, stop)
        online = self._rectangle(self._online, start, stop)
        cells = np.concatenate([*found, free, online])
        cells.sort()
        if not len(online):
            return cells
        # Only meeting online can find a pair that travel has found already.
        return np.asarray(cells[np.concatenate([[True], cells[1:] != cells[:-1]])])

    def _rectangle(self, sides: tuple[Ints, Ints], start: int, stop: int) -> Int32s:
        rows, columns = sides
        rows = rows[slice(*np.searchsorted(rows, (start, stop)))] - start
        return (rows[:, None] * len(self.mentors) + columns).ravel().astype(np.int32)

    def _split(self, cells: Int32s, start: int, stop: int) -> tuple[Ints, Ints]:
        """Return the mentees and mentors of ascending cells.

        They stay wide until they are stored: numpy widens narrow indices on every look-up.
        """
        first = np.arange(stop - start + 1, dtype=np.int32) * np.int32(len(self.mentors))
        count = np.diff(np.searchsorted(cells, first))
        column = cells - np.repeat(first[:-1], count)
        return np.repeat(self.mentees[start:stop], count), self.mentors[column]

    @cached_property
    def _forbidden_cells(self) -> Ints:
        mentee, mentor = np.divmod(self.forbidden, max(self.scheme.n_mentors, 1))
        row, column = np.searchsorted(self.mentees, mentee), np.searchsorted(self.mentors, mentor)
        return row * len(self.mentors) + column

    def _allowed(self, cells: Int32s, start: int) -> Int32s:
        """Return the cells without the forbidden pairs."""
        if not len(cells):
            return cells
        before = start * len(self.mentors)
        ends = np.searchsorted(self._forbidden_cells, (before + int(cells[0]), before + int(cells[-1]) + 1))
        forbidden = (self._forbidden_cells[slice(*ends)] - before).astype(np.int32)
        # The forbidden are few: looking them up among the pairs is faster than the reverse.
        at = np.searchsorted(cells, forbidden)
        return np.delete(cells, at[cells[at] == forbidden])
