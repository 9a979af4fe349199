"""The most even loads among the best answers: mentees change places along pairs that cost nothing.

Pairs worth exactly their prices can be exchanged: those chosen given up, others chosen, as long as people
whose price is above 0 stay full. So a mentor passes a mentee on to another one, perhaps through several
others. While somebody can pass one on, along such a path, to a mentor with at least two mentees fewer, loads
become more even; where nobody can, the sum of squares is the smallest there is. Whoever can be reached from a
mentor without such a path is never looked at again, so everything costs little more than one look at each
pair. The largest load from which a person can be reached prices them: these prices prove the loads
(`mentormatch.proof.balance`).
"""

from __future__ import annotations

# Compiled functions take flat arrays: see `mentormatch.engine.network.kernel.records`.
# ruff: noqa: C901, PLR0913, PLR0917
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Int8s, Ints
from mentormatch.engine.compiled import step, steps
from mentormatch.engine.network.grouping import grouped
from mentormatch.engine.network.requirements import minimum_loads
from mentormatch.problem.problem import Problem

_NOBODY = -1
"""Label of those whom nobody reaches who could pass a mentee on, and the start of a path among mentees."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Prices that tell the answers with the most even loads from the other best ones.

    With a place's price, the k-th mentee of a mentor costs 2k - 1. Prices of pairs, mentees and mentors whose
    loads cannot change come first; these decide among pairs worth exactly those.

    Parameters
    ----------
    mentee, mentor : int64 arrays
        What a place is worth to each mentee, and what one costs with each mentor.
    idle : int
        The same for mentees of price 0, who may be without a mentor.
    """

    mentee: Ints
    mentor: Ints
    idle: int


def even_spread(
    problem: Problem, chosen: Ints, mentee_price: Ints, mentor_price: Ints, sign: Int8s
) -> Spread:
    """Return the prices of the most even loads among the best answers that fill as much demand.

    Parameters
    ----------
    problem : Problem
        Its ceilings, if there are any, are not looked at.
    chosen : int64 array
        A best answer, with filled demand before score.
    mentee_price, mentor_price : int64 arrays
        Prices that prove it.
    sign : int8 array, shape (n_pairs,)
        Whether each pair is worth more (1), less (-1) or exactly (0) what its prices are.
    """
    tight = np.flatnonzero(sign == 0)
    mentee, mentor = problem.mentee[tight], problem.mentor[tight]
    taken = np.zeros(problem.n_pairs, np.bool_)
    taken[chosen] = True
    load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    filled = np.bincount(problem.mentee[chosen], minlength=problem.n_mentees)
    waits, everything = mentee_price == 0, np.ones(len(tight), np.bool_)
    nodes = problem.n_mentors + problem.n_mentees + 1
    label = np.full(nodes, _NOBODY, np.int64)
    _even_out(
        mentee, mentor, taken[tight], *grouped(mentee, everything, problem.n_mentees),
        *grouped(mentor, everything, problem.n_mentors), load, filled, mentor_price == 0,
        minimum_loads(problem), problem.capacity, problem.demand, np.flatnonzero(waits), waits, label,
        np.zeros(nodes, np.int64), np.zeros(nodes, np.int64),
        np.full(int(load.max(initial=0)) + 2, _NOBODY, np.int64),
        np.full((2, problem.n_mentors), _NOBODY, np.int64),
    )  # fmt: skip
    idle = int(label[-1])
    worth = label[problem.n_mentors : -1]
    worth[waits & (filled < problem.demand)] = idle
    return Spread(worth, label[: problem.n_mentors], idle)


@step
def _enter(mentor, level, first, beside):  # type: ignore[no-untyped-def]
    """Put a mentor into the list of those with so many mentees."""
    beside[0, mentor] = -1
    beside[1, mentor] = first[level]
    if first[level] >= 0:
        beside[0, first[level]] = mentor
    first[level] = mentor


@step
def _leave(mentor, level, first, beside):  # type: ignore[no-untyped-def]
    """Take a mentor out of the list of those with so many mentees."""
    before, after = beside[0, mentor], beside[1, mentor]
    if before >= 0:
        beside[1, before] = after
    else:
        first[level] = after
    if after >= 0:
        beside[0, after] = before


@step
def _visit(node, through, mark, label, via, queue, size):  # type: ignore[no-untyped-def]
    """Put somebody into the queue who is reached for the first time; return the size of the queue."""
    label[node] = mark
    via[node] = through
    queue[size] = node
    return size + 1


@step
def _pass_on(node, source, mentee, mentor, taken, filled, via, n_mentors):  # type: ignore[no-untyped-def]
    """Exchange the pairs of the path that ends at a mentor."""
    shared = len(via) - 1
    while node != source:
        e = via[node]
        taken[e] = True
        i = np.int64(mentee[e])
        if via[n_mentors + i] < 0:
            filled[i] += 1
            i = via[shared]
            filled[i] -= 1
        e = via[n_mentors + i]
        taken[e] = False
        node = np.int64(mentor[e])


@step
def _leads_to(  # type: ignore[no-untyped-def]
    source, level, mentee, mentor, taken, of_mentee, by_mentee, of_mentor, by_mentor, load, filled, movable,
    capacity, demand, waiting, waits, label, via, queue,
):  # fmt: skip
    """Search from a mentor; return a mentor with room and two mentees fewer, or -1, and who was reached."""
    n_mentors, shared, mark = len(load), len(label) - 1, 2 * level - 1
    size, at = _visit(source, _NOBODY, mark, label, via, queue, 0), 0
    while at < size:
        node = queue[at]
        at += 1
        if node < n_mentors:
            for k in range(of_mentor[node], of_mentor[node + 1]):
                e = by_mentor[k]
                other = n_mentors + np.int64(mentee[e])
                if taken[e] and label[other] < 0:
                    size = _visit(other, e, mark, label, via, queue, size)
        elif node < shared:
            i = node - n_mentors
            for k in range(of_mentee[i], of_mentee[i + 1]):
                e = by_mentee[k]
                other = np.int64(mentor[e])
                if taken[e] or label[other] >= 0:
                    continue
                size = _visit(other, e, mark, label, via, queue, size)
                if movable[other] and load[other] < min(capacity[other], level - 1):
                    return other, size
            if waits[i] and label[shared] < 0:
                size = _visit(shared, i, mark, label, via, queue, size)
        else:
            for k in range(len(waiting)):
                other = n_mentors + waiting[k]
                if label[other] < 0 and filled[waiting[k]] < demand[waiting[k]]:
                    size = _visit(other, _NOBODY, mark, label, via, queue, size)
    return np.int64(_NOBODY), size


@steps
def _even_out(  # type: ignore[no-untyped-def]
    mentee, mentor, taken, of_mentee, by_mentee, of_mentor, by_mentor, load, filled, movable, least, capacity,
    demand, waiting, waits, label, via, queue, first, beside,
):  # fmt: skip
    """Exchange pairs until loads are even; label everybody by the largest load that reaches them.

    Parameters
    ----------
    mentee, mentor : int32 arrays, shape (n_tight,)
    taken : bool array, shape (n_tight,)
        The chosen pairs; changed, as are `load` and `filled`.
    of_mentee, by_mentee, of_mentor, by_mentor : int64 arrays
        The same pairs by person, as returned by `grouped`.
    load, filled : int64 arrays, shapes (n_mentors,) and (n_mentees,)
        Numbers of mentees and of mentors.
    movable : bool array, shape (n_mentors,)
        Whose load may change.
    least, capacity, demand : int64 arrays
    waiting : int64 array
        Mentees of price 0.
    waits : bool array, shape (n_mentees,)
        Who these are.
    label, via, queue : int64 arrays, shape (n_mentors + n_mentees + 1,)
        For mentors, mentees, and what all mentees of price 0 share; `label` is filled in.
    first : int64 array
        First mentor of each load, and one more.
    beside : int64 array, shape (2, n_mentors)
        The mentors before and after each in such a list.
    """
    for j in range(len(load)):
        if movable[j] and load[j] > least[j]:
            _enter(j, load[j], first, beside)
    level = len(first) - 2
    while level > 0:
        source = first[level]
        if source < 0:
            level -= 1
            continue
        _leave(source, level, first, beside)
        if label[source] >= 0:
            continue
        found, size = _leads_to(
            source, level, mentee, mentor, taken, of_mentee, by_mentee, of_mentor, by_mentor, load, filled,
            movable, capacity, demand, waiting, waits, label, via, queue,
        )  # fmt: skip
        if found < 0:
            continue
        for k in range(size):
            label[queue[k]] = _NOBODY
        _pass_on(found, source, mentee, mentor, taken, filled, via, len(load))
        if load[found] > least[found]:
            _leave(found, load[found], first, beside)
        for j, more in ((found, 1), (source, -1)):
            load[j] += more
            if load[j] > least[j]:
                _enter(j, load[j], first, beside)
