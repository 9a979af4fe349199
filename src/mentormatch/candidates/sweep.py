"""All pairs in reach, a block of mentees at a time, so that memory holds one block and not the scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Int32s, Ints
from mentormatch.candidates.radius import RadiusSearch, StripSearch
from mentormatch.candidates.reach import within
from mentormatch.candidates.reason import Reason
from mentormatch.candidates.scheme import Scheme
from mentormatch.errors import CandidateError
from mentormatch.policy import Limits

Width = TypeVar("Width", np.int32, np.int64)

PAIRS_A_BLOCK = 1_000_000
"""Pairs to work on at a time; a block needs about 100 bytes for each."""

CELLS_A_BLOCK = 16_000_000
"""Mentees of a block times mentors: even if all of these pairs were in reach, a block would stay under
0.7 GB. Larger blocks are counted first."""

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
        return self._count(0, len(self.mentees))

    def blocks(self) -> Iterator[Pairs[np.int64]]:
        """Yield pairs of the mentees in order, in blocks sized by the pairs of the last block.

        While one is worked on, the pairs in reach of the next are looked for by a thread of their own.
        """
        if not len(self.mentees):
            return
        start, found = 0, self._next(0, PAIRS_A_BLOCK // max(len(self.mentors), 1))
        with ThreadPoolExecutor(1) as ahead:
            while True:
                stop, cells = found
                rows = stop - start
                rows = min(2 * rows, PAIRS_A_BLOCK * rows // max(len(cells), 1))
                later = ahead.submit(self._next, stop, rows) if stop < len(self.mentees) else None
                yield self._block(cells, start, stop)
                if later is None:
                    return
                start, found = stop, later.result()

    def run(self) -> Pairs[np.int32]:
        """Return the pairs of all mentees.

        Raises
        ------
        CandidateError
            If there are more than the limits allow.
        """
        limits = self.scheme.limits
        most = min(limits.max_pairs, len(self.mentees) * len(self.mentors))  # what is not used is no memory
        mentee, mentor = np.empty(most, np.int32), np.empty(most, np.int32)
        km, online = np.empty(most, np.float64), np.empty(most, np.bool_)
        end, in_reach, excluded = 0, 0, Counter({reason.code: 0 for reason in self.reasons})
        for block in self.blocks():
            here = slice(end, end + len(block.mentee))
            if here.stop > most:
                refuse_too_many(here.stop, limits, self.bound)
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

    def _next(self, start: int, rows: int) -> tuple[int, Int32s]:
        """Return where a block ends that begins at `start`, with about so many rows, and what is in reach."""
        width = max(len(self.mentors), 1)
        rows = max(1, min(rows, _INT32 // width, len(self.mentees) - start))
        sure = max(CELLS_A_BLOCK // width, 1)  # rows that fit into memory whatever is in reach of them
        while rows > sure and self._count(start, start + rows) > CELLS_A_BLOCK // 4:
            rows //= 2
        stop = min(start + rows, len(self.mentees))
        return stop, self._in_reach(start, stop)

    def _count(self, start: int, stop: int) -> int:
        """Return an upper bound on the pairs in reach of the mentees in ``range(start, stop)``."""
        rectangles = (
            int(np.diff(np.searchsorted(rows, (start, stop)))[0]) * len(columns)
            for rows, columns in (self._without_limit, self._online)
        )
        return self._search.count(start, stop) + sum(rectangles)

    @cached_property
    def _search(self) -> RadiusSearch | StripSearch:
        reach, cells = self.scheme.reach, len(self.mentees) * len(self.mentors)
        if cells <= CELLS_IN_STRIPS:
            return StripSearch(
                reach.mentee_points.among(self.mentees), reach.mentor_points.among(self.mentors)
            )
        return RadiusSearch(
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

    def _block(self, cells: Int32s, start: int, stop: int) -> Pairs[np.int64]:
        mentee, mentor = self._split(self._allowed(cells, start), start, stop)
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


def refuse_too_many(n_pairs: int, limits: Limits, in_reach: int | None = None) -> None:
    """Raise `CandidateError` if there are more pairs than the limits allow.

    Parameters
    ----------
    n_pairs : int
        Pairs found so far.
    in_reach : int, optional
        How many there could be, if that is not known to be `n_pairs`.
    """
    if n_pairs > limits.max_pairs:
        reach = n_pairs if in_reach is None else in_reach
        raise CandidateError(
            f"more than {limits.max_pairs} pairs may meet (up to {reach} are in reach), the most "
            "that `limits.max_pairs` allows. Set a lower `limits.max_km`, ask people for the farthest they "
            "would travel, turn `limits.online` off or match region by region; or raise "
            "`limits.max_pairs`, at about 17 bytes of memory per pair here and several times that in "
            "scoring and matching"
        )
