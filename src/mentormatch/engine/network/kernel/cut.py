"""The tightest cut: which mentees can all have a mentor, and which mentors can all be full.

In a largest matching, mentees and mentors fall into two blocks (Dulmage and Mendelsohn, "Coverings of
bipartite graphs", Canadian Journal of Mathematics 10 (1958) 517-534): mentees who all find a place, with
mentors from whom a free place can be reached, and mentors who are all full, with the other mentees. No
largest matching has a pair of a mentee of the first block and a mentor of the second, and there are no pairs
the other way. So each block is solved by itself, from the side that is placed in full.

The largest matching is found by depth-first search with lookahead in phases, which is fast where nearly all
of one side are placed at once (Pothen and Fan, "Computing the block triangular form of a sparse matrix", ACM
Transactions on Mathematical Software 16 (1990) 303-324), and if that takes too long by pushes to the nearest
free place with global relabelling (Goldberg and Tarjan's method in the form of Kaya, Langguth, Manne and
Uçar, "Push-relabel based algorithms for the maximum transversal problem", Computers & Operations Research 40
(2013) 1266-1275).
"""

# Compiled functions take flat arrays: see `records`.
# ruff: noqa: C901, PLR0912, PLR0913, PLR0917

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.compiled import step, steps
from mentormatch.engine.network.kernel.pairs import Pairs

SCANS = 0.5
"""Looks at pairs, for each pair, before pushes take over from depth-first search."""
_NOWHERE = np.int32(2**30)
"""Distance from which no free place can be reached."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Who is on the side of the cut where places are not short.

    Parameters
    ----------
    mentees : bool array, shape (n_mentees,)
        All of these are placed.
    mentors : bool array, shape (n_mentors,)
        All others are full.
    """

    mentees: Bools
    mentors: Bools


@dataclass(frozen=True, eq=False)
class Placing:
    """A matching on its way to a largest one, of mentees with one unit each.

    Parameters
    ----------
    mentor_of : int32 array, shape (n_mentees,)
        The mentor of each mentee, -1 for none.
    most, left : int32 arrays, shape (n_mentors,)
        Places, and those that are free.
    waiting : int
        Mentees with pairs and without a place.
    """

    mentor_of: Int32s
    most: Int32s
    left: Int32s
    waiting: int

    @classmethod
    def greedy(cls, pairs: Pairs, capacity: Ints) -> Placing:
        """Give each mentee the first free place."""
        n = len(pairs.start) - 1
        most = np.minimum(capacity, n + 1).astype(np.int32)
        left, mentor_of = most.copy(), np.empty(n, np.int32)
        return cls(mentor_of, most, left, int(_place_first(pairs.start, pairs.column, left, mentor_of)))


def tightest_cut(pairs: Pairs, by_mentor: Callable[[], Pairs], placing: Placing, scans: float = SCANS) -> Cut:
    """Make a matching a largest one, and return the cut that proves it.

    Parameters
    ----------
    pairs : Pairs
        Grouped by mentee.
    by_mentor : callable
        Returns the pairs grouped by mentor; called if they are needed.
    placing : Placing
        Its arrays are changed.
    scans : float
        Looks at pairs, for each pair, before pushes take over from depth-first search.
    """
    n_mentees, n_mentors = len(placing.mentor_of), len(placing.left)
    rich = np.ones(n_mentors, np.bool_)
    if placing.waiting:
        budget = int(scans * len(pairs.column))
        free = int(placing.left.sum())
        done = free == 0
        if done:
            rich[:] = False
        elif placing.waiting <= free:
            visited = np.zeros(n_mentors, np.int32)
            phase = _from_mentees(
                pairs.start, pairs.column, placing.left, placing.mentor_of, visited,
                np.empty(n_mentors, np.int32), np.empty((2, n_mentees), np.int32),
                np.empty((2, n_mentees), np.int64), budget,
            )  # fmt: skip
            done = phase > 0
            np.not_equal(visited, phase, out=rich)
        else:
            mine, visited = by_mentor(), np.zeros(n_mentors, np.int32)
            phase = _from_mentors(
                mine.start, mine.column, placing.left, placing.mentor_of, visited,
                np.empty((2, n_mentors), np.int32), np.empty((2, n_mentors), np.int64), budget,
            )  # fmt: skip
            done = phase > 0
            np.equal(visited, phase, out=rich)
        if not done:
            mine, first = by_mentor(), np.concatenate(([0], np.cumsum(placing.most)))
            distance = np.zeros(n_mentors, np.int32)
            _push(
                pairs.start, pairs.column, mine.start, mine.column, placing.most, first, placing.left,
                placing.mentor_of, distance, np.empty((2, first[-1]), np.int32),
                np.empty(n_mentees + 1, np.int32), np.empty(n_mentors + 1, np.int32),
            )  # fmt: skip
            np.less(distance, _NOWHERE, out=rich)
    return Cut((placing.mentor_of >= 0) & rich[placing.mentor_of], rich)


@steps
def _place_first(start, column, left, mentor_of):  # type: ignore[no-untyped-def]
    """Give each mentee the first free place; return how many mentees with pairs have none."""
    waiting = 0
    for i in range(len(mentor_of)):
        mentor_of[i] = -1
        for e in range(start[i], start[i + 1]):
            j = column[e]
            if left[j] > 0:
                left[j] -= 1
                mentor_of[i] = j
                break
        if mentor_of[i] < 0 and start[i] < start[i + 1]:
            waiting += 1
    return waiting


@step
def _unlink(i, j, first, following):  # type: ignore[no-untyped-def]
    """Take mentee i off the list of mentor j."""
    k = first[j]
    if k == i:
        first[j] = following[i]
        return
    while following[k] != i:
        k = following[k]
    following[k] = following[i]


@step
def _path_from_mentee(  # type: ignore[no-untyped-def]
    source, start, column, left, visited, phase, first, following, stack, ahead, onward, budget
):
    """Search depth first for a path from a mentee to a free place.

    Return the depth of its end on the stack, the mentor with the place (-1 if there is none), and the budget.
    """
    depth = 0
    stack[0] = source
    onward[source] = start[source]
    while depth >= 0:
        i = np.int64(stack[depth])
        k, last = ahead[i], start[i + 1]
        while k < last and left[column[k]] == 0:  # places that are taken stay taken
            k += 1
        budget -= k - ahead[i]
        ahead[i] = k
        if k < last:
            return depth, np.int64(column[k]), budget
        k = onward[i]
        deeper = False
        while k < last and not deeper:
            j = column[k]
            k += 1
            if visited[j] != phase:
                visited[j] = phase
                if first[j] >= 0:
                    depth += 1
                    stack[depth] = first[j]
                    onward[first[j]] = start[first[j]]
                    deeper = True
        budget -= k - onward[i]
        onward[i] = k
        if not deeper:
            # The next mentee of the same mentor, or back.
            if depth > 0 and following[i] >= 0:
                stack[depth] = following[i]
                onward[following[i]] = start[following[i]]
            else:
                depth -= 1
    return depth, np.int64(-1), budget


@steps
def _from_mentees(start, column, left, mentor_of, visited, first, lists, at, budget):  # type: ignore[no-untyped-def]
    """Find paths from mentees who wait to free places, depth first with lookahead, in phases.

    Return the last phase, in which ``visited[j]`` is the phase if and only if mentor j can be reached from
    those who still wait; 0 where the budget of looks at pairs ran out.

    Parameters
    ----------
    first, lists : int32 arrays, shapes (n_mentors,) and (2, n_mentees)
        Room for the mentees of each mentor, as linked lists, and a stack.
    at : int64 array, shape (2, n_mentees)
        Room for the next pair of each mentee, to look ahead and to go on with.
    """
    following, stack = lists[0], lists[1]
    ahead, onward = at[0], at[1]
    first[:] = -1
    for mentee in range(len(mentor_of)):
        ahead[mentee] = start[mentee]
        j = mentor_of[mentee]
        if j >= 0:
            following[mentee] = first[j]
            first[j] = mentee
    phase = 0
    while True:
        phase += 1
        found = 0
        for source in range(len(mentor_of)):
            if mentor_of[source] >= 0 or start[source] == start[source + 1]:
                continue
            if budget < 0:
                return 0
            depth, end, budget = _path_from_mentee(
                source, start, column, left, visited, phase, first, following, stack, ahead, onward, budget
            )
            if end < 0:
                continue
            found += 1
            left[end] -= 1
            while depth >= 0:
                i = np.int64(stack[depth])
                before = np.int64(mentor_of[i])
                if before >= 0:
                    _unlink(i, before, first, following)
                mentor_of[i] = end
                following[i] = first[end]
                first[end] = i
                end = before
                depth -= 1
        if found == 0:
            return phase


@step
def _path_from_mentor(  # type: ignore[no-untyped-def]
    source, start, column, mentor_of, visited, phase, via, stack, ahead, onward, budget
):
    """Search depth first back from a free place to a mentee who waits; return as `_path_from_mentee`."""
    step_ = 1 if phase % 2 else -1
    depth = 0
    stack[0] = source
    visited[source] = phase
    onward[source] = start[source] if step_ > 0 else start[source + 1] - 1
    while depth >= 0:
        j = np.int64(stack[depth])
        k, last = ahead[j], start[j + 1]
        while k < last and mentor_of[column[k]] >= 0:  # who is placed stays placed
            k += 1
        budget -= k - ahead[j]
        ahead[j] = k
        if k < last:
            return depth, np.int64(column[k]), budget
        k = onward[j]
        deeper = False
        while start[j] <= k < last and not deeper:
            i = column[k]
            k += step_
            other = mentor_of[i]
            if visited[other] != phase:
                visited[other] = phase
                via[other] = i
                depth += 1
                stack[depth] = other
                onward[other] = start[other] if step_ > 0 else start[other + 1] - 1
                deeper = True
        budget -= abs(k - onward[j])
        onward[j] = k
        if not deeper:
            depth -= 1
    return depth, np.int64(-1), budget


@steps
def _from_mentors(start, column, left, mentor_of, visited, lists, at, budget):  # type: ignore[no-untyped-def]
    """Find paths from free places back to mentees who wait, depth first with lookahead, in phases.

    Return the last phase, in which ``visited[j]`` is the phase if and only if a free place can be reached
    from mentor j; 0 where the budget of looks at pairs ran out. Every other phase takes pairs backwards.

    Parameters
    ----------
    lists : int32 array, shape (2, n_mentors)
        Room for the mentee by whom each mentor was reached, and a stack.
    at : int64 array, shape (2, n_mentors)
        Room for the next pair of each mentor, to look ahead and to go on with.
    """
    via, stack = lists[0], lists[1]
    ahead, onward = at[0], at[1]
    for mentor in range(len(left)):
        ahead[mentor] = start[mentor]
    phase = 0
    while True:
        phase += 1
        found = 0
        for source in range(len(left)):
            while left[source] > 0 and visited[source] != phase:
                if budget < 0:
                    return 0
                depth, end, budget = _path_from_mentor(
                    source, start, column, mentor_of, visited, phase, via, stack, ahead, onward, budget
                )
                if end < 0:
                    break
                found += 1
                left[source] -= 1
                while depth >= 0:
                    j = np.int64(stack[depth])
                    mentor_of[end] = j
                    end = np.int64(via[j])
                    depth -= 1
                if left[source] > 0:
                    visited[source] = phase - 1  # may go again in this phase
        if found == 0:
            return phase


@step
def _measure(start, column, left, mentor_of, distance, queue):  # type: ignore[no-untyped-def]
    """Write the distance of each mentor from a free place, breadth first; return how many have one."""
    size = 0
    for mentor in range(len(left)):
        distance[mentor] = _NOWHERE
        if left[mentor] > 0:
            distance[mentor] = 0
            queue[size] = mentor
            size += 1
    at = 0
    while at < size:
        j = np.int64(queue[at])
        at += 1
        for k in range(start[j], start[j + 1]):
            other = mentor_of[column[k]]
            if other >= 0 and distance[other] == _NOWHERE:
                distance[other] = distance[j] + 1
                queue[size] = other
                size += 1
    return size


@step
def _nearest_slot(first, most, label, j):  # type: ignore[no-untyped-def]
    """Return the place of a full mentor with the smallest label."""
    s = first[j]
    for t in range(first[j] + 1, first[j] + most[j]):
        if label[t] < label[s]:
            s = t
    return s


@steps
def _push(  # type: ignore[no-untyped-def]
    start, column, mentor_start, mentor_column, most, first, left, mentor_of, distance, places, queue, near
):
    """Let mentees who wait take the place nearest to a free one; who had it waits instead.

    At the end ``distance`` is `_NOWHERE` if and only if no free place can be reached from a mentor.

    Parameters
    ----------
    places : int32 array, shape (2, n_places)
        Room for the mentee in each place, and a lower bound on the distance of a free place from there.
    queue, near : int32 arrays, shapes (n_mentees + 1,) and (n_mentors + 1,)
        Room for those who wait, and for mentors.
    """
    taken, label = places[0], places[1]
    distance[:] = 0
    for mentee in range(len(mentor_of)):
        j = mentor_of[mentee]
        if j >= 0:
            taken[first[j] + distance[j]] = mentee
            distance[j] += 1
    reached = _measure(mentor_start, mentor_column, left, mentor_of, distance, near)
    for j in range(len(left)):
        label[first[j] : first[j + 1]] = distance[j]
    size, at, waiting, since = len(queue), 0, 0, 0
    for mentee in range(len(mentor_of)):
        if mentor_of[mentee] < 0 and start[mentee] < start[mentee + 1]:
            queue[waiting] = mentee
            waiting += 1
    while waiting > 0:
        i = np.int64(queue[at])
        at = at + 1 if at + 1 < size else 0
        waiting -= 1
        nearest, second, j = _NOWHERE, _NOWHERE, np.int64(-1)
        for e in range(start[i], start[i + 1]):
            own = distance[column[e]]
            if own < second:
                if own < nearest:
                    second = nearest
                    nearest = own
                    j = np.int64(column[e])
                else:
                    second = own
        if j < 0:
            continue  # cannot be placed
        since += 1
        mentor_of[i] = j
        if left[j] > 0:
            s = first[j] + most[j] - left[j]
            left[j] -= 1
        else:
            s = _nearest_slot(first, most, label, j)
            out = taken[s]
            mentor_of[out] = -1
            to = at + waiting
            queue[to if to < size else to - size] = out
            waiting += 1
        taken[s] = i
        label[s] = min(second + 1, _NOWHERE)
        if left[j] == 0:
            distance[j] = max(distance[j], label[_nearest_slot(first, most, label, j)])
        if since > reached + 100:
            since = 0
            reached = _measure(mentor_start, mentor_column, left, mentor_of, distance, near)
            for k in range(len(left)):
                for t in range(first[k], first[k + 1]):
                    label[t] = max(label[t], distance[k])
    _measure(mentor_start, mentor_column, left, mentor_of, distance, near)
