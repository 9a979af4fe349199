"""The compiled search for the best sets of mentees of one mentor: branch and bound over pairs by value.

The value of a set is the sum of its pairs' values, of any sign. Candidates are sorted by value, so that the
most that further pairs can add is a difference of two prefix sums. A search that takes too long ends with an
upper bound in place of the best value; bounds on whole answers stay valid.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.compiled import FAR, ready, step, steps_on_lists


class Menu(NamedTuple):
    """The arrays of `Choices` that compiled code reads."""

    start: Ints
    mentee: Int32s
    hours: Ints
    forced: Bools
    budget: Ints
    most: Ints
    least: Ints
    used: Ints
    group_start: Ints
    group: Ints


class Scratch(NamedTuple):
    """Work space for one mentor; each array is longer than any mentor has pairs."""

    order: Ints
    prefix: Ints
    held: Ints
    at: Ints
    total: Ints
    spare: Ints
    best: Ints

    @classmethod
    def of(cls, menu: Menu) -> Scratch:
        """Return work space for a menu."""
        n = int(np.diff(menu.start).max(initial=0)) + 2
        return cls(*(np.zeros(n, np.int64) for _ in cls._fields))


_FAR = int(FAR)
"""A number of Python, which is as fast as an entry of a list."""


@step
def _apart(menu, one, other):  # type: ignore[no-untyped-def]
    """Return whether two mentees are in a group of whom no mentor may take two."""
    for a in range(menu.group_start[one], menu.group_start[one + 1]):
        for b in range(menu.group_start[other], menu.group_start[other + 1]):
            if menu.group[a] == menu.group[b]:
                return True
    return False


@step
def _fits(menu, held, size, k):  # type: ignore[no-untyped-def]
    """Return whether no mentee of the pairs held is to be kept apart from that of pair k."""
    i = menu.mentee[k]
    if menu.group_start[i] == menu.group_start[i + 1]:
        return True
    for d in range(size):
        if _apart(menu, i, menu.mentee[held[d]]):
            return False
    return True


@step
def _hold(menu, j, held):  # type: ignore[no-untyped-def]
    """Put a mentor's forced pairs into `held`; return how many, and the hours left: below 0 if too few."""
    size, left = 0, menu.budget[j]
    for k in range(menu.start[j], menu.start[j + 1]):
        if menu.forced[k]:
            left -= menu.hours[k]
            if left < 0 or not _fits(menu, held, size, k):
                return size, -1
            held[size] = k
            size += 1
    return size, left


@step
def _put(order, size, value, k):  # type: ignore[no-untyped-def]
    """Put a pair among `size` pairs that are sorted, best first; return how many there are then."""
    at = size
    while at > 0 and value[order[at - 1]] < value[k]:
        order[at] = order[at - 1]
        at -= 1
    order[at] = k
    return size + 1


@step
def _added_up(order, prefix, size, value):  # type: ignore[no-untyped-def]
    """Add up the values of sorted pairs; return how many of them are above 0."""
    prefix[0], positive = 0, 0
    for a in range(size):
        prefix[a + 1] = prefix[a] + value[order[a]]
        if value[order[a]] > 0:
            positive += 1
    return positive


@step
def _sorted(menu, value, j, least, work):  # type: ignore[no-untyped-def]
    """Sort a mentor's pairs worth at least `least`, best first; return how many, and how many are above 0."""
    size = 0
    for k in range(menu.start[j], menu.start[j + 1]):
        if value[k] >= least and not menu.forced[k]:
            size = _put(work.order, size, value, k)
    return size, _added_up(work.order, work.prefix, size, value)


@step
def _adds(prefix, size, positive, room, need, a):  # type: ignore[no-untyped-def]
    """Return the most that pairs from candidate `a` on can add, at least one; -FAR if they are too few."""
    need = max(need, 1)
    if room < need or a + need > size:
        return -_FAR
    count = min(room, max(positive - a, need))
    return prefix[a + count] - prefix[a]


@step
def _search(  # type: ignore[no-untyped-def]
    menu, value, work, size, positive, n_held, extra, left, room, need, worth, floor, nodes
):
    """Return the greatest value above `floor` of a set with the pairs held, or `floor`, and its size.

    The first `n_held` pairs in ``work.held``, worth `worth`, are in the set; up to `room` and at least `need`
    further ones are, `extra` not again. ``work.best`` receives the pairs; their number is -1 if there is no
    such set. After `nodes` sets, the value is a bound, and the pairs are those of the best set so far.
    """
    held, at, total, spare = work.held, work.at, work.total, work.spare
    best, count = floor, -1
    if need <= 0 and worth > best:
        best, count = worth, n_held
        for d in range(n_held):
            work.best[d] = held[d]
    depth, seen = 0, 0
    at[0], total[0], spare[0] = 0, worth, left
    while depth >= 0:
        a = at[depth]
        more = _adds(work.prefix, size, positive, room - depth, need - depth, a)
        if more == -_FAR or total[depth] + more <= best:
            depth -= 1
            continue
        at[depth] = a + 1
        k = work.order[a]
        if k == extra or menu.hours[k] > spare[depth] or not _fits(menu, held, n_held + depth, k):
            continue
        seen += 1
        if seen > nodes:
            at[depth] = a
            for d in range(depth + 1):
                more = _adds(work.prefix, size, positive, room - d, need - d, at[d])
                if more > -_FAR:
                    best = max(best, total[d] + more)
            return best, count
        held[n_held + depth] = k
        total[depth + 1] = total[depth] + value[k]
        spare[depth + 1] = spare[depth] - menu.hours[k]
        depth += 1
        at[depth] = a + 1
        if depth >= need and total[depth] > best:
            best, count = total[depth], n_held + depth
            for d in range(count):
                work.best[d] = held[d]
    return best, count


@step
def _forced(menu, value, j, work):  # type: ignore[no-untyped-def]
    """Hold a mentor's forced pairs; return how many, the hours left, their value, and how many more it takes.

    That last number is 0 where the mentor may also have nobody.
    """
    n_held, left = _hold(menu, j, work.held)
    worth = 0
    for d in range(n_held):
        worth += value[work.held[d]]
    need = menu.least[j]
    if n_held > 0 or need > 0:
        need = max(need, menu.used[j])
    return n_held, left, worth, need - n_held


@steps_on_lists
def best_sets(menu, weight, price, nodes, value, work, best, taken, count):  # type: ignore[no-untyped-def]
    """Find the best set of each mentor at these prices of mentees; return -1, or a mentor without any set.

    Fills `value` with the weight of each pair less the price of its mentee, `best` with the value of each
    mentor's best set, `taken` with whether each pair is in it, and `count` with the sets each mentee is in.
    What `taken` holds before is the best sets at other prices, or no sets at all: a good one saves time.
    """
    for i in range(len(count)):
        count[i] = 0
    for j in range(len(best)):
        first, last = menu.start[j], menu.start[j + 1]
        before, size = 0, 0
        for k in range(first, last):
            value[k] = weight[k] - price[menu.mentee[k]]
            if taken[k]:
                before += value[k]
                size += 1
        n_held, left, worth, need = _forced(menu, value, j, work)
        if left < 0:
            return j
        floor, room = -_FAR, menu.most[j] - n_held
        if n_held == 0 and need == 0:
            floor, need = 0, menu.used[j]
        if size > 0 and before > floor:
            floor = before
        least = floor + 1 - worth - _tops(menu, value, j, room - 1, work) if floor > -_FAR else -_FAR
        if n_held == 0 and need <= 1 and floor >= 0:
            # A mentee worth nothing only takes a place.
            least = max(least, 1)
        size, positive = _sorted(menu, value, j, least, work)
        best[j], found = _search(
            menu, value, work, size, positive, n_held, -1, left, room, need, worth, floor, nodes
        )
        if best[j] == -_FAR:
            return j
        if found >= 0:
            for k in range(first, last):
                taken[k] = 0
            for d in range(found):
                taken[work.best[d]] = 1
        elif best[j] == 0 and before < 0:
            for k in range(first, last):
                taken[k] = 0
        for k in range(first, last):
            if taken[k]:
                count[menu.mentee[k]] += 1
    return -1


@step
def _tops(menu, value, j, size, work):  # type: ignore[no-untyped-def]
    """Return the sum of the greatest values above 0 of a mentor's pairs, `size` of them at most."""
    top, total = work.at, 0
    if size <= 0:
        return total
    for d in range(size):
        top[d] = 0
    for k in range(menu.start[j], menu.start[j + 1]):
        if value[k] > top[size - 1] and not menu.forced[k]:
            at = size - 1
            while at > 0 and top[at - 1] < value[k]:
                top[at] = top[at - 1]
                at -= 1
            top[at] = value[k]
    for d in range(size):
        total += top[d]
    return total


@steps_on_lists
def near_pairs(menu, value, best, margin, work, inside):  # type: ignore[no-untyped-def]
    """Mark the pairs that could be in a set that loses at most `margin`, as far as capacity alone tells."""
    for j in range(len(best)):
        n_held, _, worth, _ = _forced(menu, value, j, work)
        least = best[j] - margin - worth - _tops(menu, value, j, menu.most[j] - n_held - 1, work)
        for k in range(menu.start[j], menu.start[j + 1]):
            inside[k] = menu.forced[k] or value[k] >= least


@steps_on_lists
def pair_losses(  # type: ignore[no-untyped-def]
    menu, value, best, reach, nodes, first_mentor, last_mentor, work, loss
):
    """Fill `loss` with what each pair costs its mentor: the best set less the best one with the pair.

    Losses above `reach` are not found, and are FAR.
    """
    for j in range(first_mentor, last_mentor):
        for k in range(menu.start[j], menu.start[j + 1]):
            loss[k] = _FAR
        n_held, left, worth, need = _forced(menu, value, j, work)
        room, floor = menu.most[j] - n_held, best[j] - reach - 1
        least = floor + 1 - worth - _tops(menu, value, j, room - 1, work)
        size, positive = _sorted(menu, value, j, least, work)
        for d in range(n_held):
            loss[work.held[d]] = 0
        need = max(need, menu.used[j] - n_held) - 1
        for a in range(size):
            k = work.order[a]
            if room < 1 or menu.hours[k] > left or not _fits(menu, work.held, n_held, k):
                continue
            work.held[n_held] = k
            most, _ = _search(
                menu,
                value,
                work,
                size,
                positive,
                n_held + 1,
                k,
                left - menu.hours[k],
                room - 1,
                need,
                worth + value[k],
                floor,
                nodes,
            )
            if most > floor:
                loss[k] = best[j] - most


@steps_on_lists
def sets_within(  # type: ignore[no-untyped-def]
    menu, value, best, delta, nodes, loss, work, members, ends, losses, crowded
):
    """List the sets of each mentor that lose at most `delta`; return how many, and their number of pairs.

    Pairs whose `loss` is above `delta` are in none of them. `members` receives the pairs of one set after the
    other, `ends` where each ends, `losses` what each loses, as far as there is room: if there is too little,
    a further call with more will do. The empty set is not listed. Mentors with more than `nodes` sets to look
    at are marked `crowded`, and their sets are not listed.
    """
    n_sets, n_members = 0, 0
    held, at, total, spare = work.held, work.at, work.total, work.spare
    for j in range(len(best)):
        if crowded[j]:
            continue
        n_held, left, worth, need = _forced(menu, value, j, work)
        need = max(need, menu.used[j] - n_held)
        room, floor = menu.most[j] - n_held, best[j] - delta - 1
        size, positive = _near(menu, value, j, delta, loss, work)
        before, before_members, seen = n_sets, n_members, 0
        depth = 0
        at[0], total[0], spare[0] = 0, worth, left
        if n_held > 0 and need <= 0 and worth > floor:
            n_sets, n_members = _list(held, n_held, best[j] - worth, members, ends, losses, n_sets, n_members)
        while depth >= 0:
            a = at[depth]
            more = _adds(work.prefix, size, positive, room - depth, need - depth, a)
            if more == -_FAR or total[depth] + more <= floor:
                depth -= 1
                continue
            at[depth] = a + 1
            k = work.order[a]
            if menu.hours[k] > spare[depth] or not _fits(menu, held, n_held + depth, k):
                continue
            seen += 1
            if seen > nodes:
                crowded[j] = True
                n_sets, n_members = before, before_members
                break
            held[n_held + depth] = k
            total[depth + 1] = total[depth] + value[k]
            spare[depth + 1] = spare[depth] - menu.hours[k]
            depth += 1
            at[depth] = a + 1
            if depth >= need and total[depth] > floor:
                lost = best[j] - total[depth]
                n_sets, n_members = _list(
                    held, n_held + depth, lost, members, ends, losses, n_sets, n_members
                )
    return n_sets, n_members


@step
def _near(menu, value, j, delta, loss, work):  # type: ignore[no-untyped-def]
    """Sort a mentor's pairs that lose at most `delta`; return how many, and how many are above 0."""
    size = 0
    for k in range(menu.start[j], menu.start[j + 1]):
        if loss[k] <= delta and not menu.forced[k]:
            size = _put(work.order, size, value, k)
    return size, _added_up(work.order, work.prefix, size, value)


@step
def _list(held, size, lost, members, ends, losses, n_sets, n_members):  # type: ignore[no-untyped-def]
    """Write down a set, as far as there is room; return the numbers of sets and of members."""
    if n_sets < len(ends) and n_members + size <= len(members):
        for d in range(size):
            members[n_members + d] = held[d]
        ends[n_sets] = n_members + size
        losses[n_sets] = lost
    return n_sets + 1, n_members + size


_LOOKS = 2
"""As prices are tried hundreds of times, a problem is small up to half as many pairs as elsewhere."""
_PATIENCE = 3.0
"""Seconds of plain Python after which a search is compiled after all: about twice what loading takes."""


def prepare(n_pairs: int, deadline: float) -> None:
    """Have the searches for sets compiled unless there are few pairs.

    Raises
    ------
    OutOfTimeError
        If the deadline, a value of `time.monotonic`, passes before.
    """
    ready(sets_within, _example, deadline, _LOOKS * n_pairs)


def look_again(deadline: float) -> None:
    """Have them compiled if a search has been plain Python for too long: few pairs may have many sets.

    Raises
    ------
    OutOfTimeError
        If the deadline, a value of `time.monotonic`, passes before.
    """
    ready(sets_within, _example, deadline, 0, _PATIENCE)


def _example() -> None:
    one, none, flag = np.ones(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.bool_)
    bounds = np.arange(2)
    menu = Menu(bounds, none.astype(np.int32), none, flag, one, one, none, none, bounds * 0, none[:0])
    work, value, best = Scratch.of(menu), none.copy(), none.copy()
    best_sets(menu, one, none, 1, value, work, best, np.zeros(1, np.int8), none.copy())
    near_pairs(menu, value, best, 1, work, flag.copy())
    pair_losses(menu, value, best, 1, 1, 0, 1, work, none.copy())
    sets_within(menu, value, best, 1, 1, none, work, none.copy(), none.copy(), none.copy(), flag.copy())
