"""A search among stable answers: chains of displaced people and of vacancies.

From a stable answer, one step replaces a mentee of a mentor with another one of equal rank. The displaced
mentee goes down their list, displacing others in turn, which can only improve matters for mentors; the
vacancy that arises goes to the best mentee who wants it, which can only improve matters for mentees. Both
chains end, and the answer is stable again. Steps that reduce the filled demand are undone. Stable answers
differ in size only because of ties, and these steps move along ties only (as does promotion in Király,
"Better and simpler approximation algorithms for the stable marriage problem", Algorithmica 60 (2011), but
back and forth, and from any stable answer).

People are rows of one array, mentees before mentors; pairs are rows of another.
"""

from __future__ import annotations

import math
import time

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.compiled import jit, ready, step
from mentormatch.problem.problem import Problem
from mentormatch.rules.stable import Stable, StableRecord

# Columns of pairs: the two people, their ranks of the pair, whether it is chosen; to undo a step, the last
# step that changed it and whether it was chosen before.
_TAKEN, _STEP, _WAS = 4, 5, 6
# Columns of people: where their pairs begin and end in the lists, their load, and demand or capacity.
_FIRST, _LAST, _LOAD, _MOST = 0, 1, 2, 3
# Entries of the tally: the last random number, the step, how many pairs it changed, how many are chosen.
_DICE, _NOW, _TOUCHED, _FILLED = 0, 1, 2, 3

_PRIME, _FACTOR = 2**31 - 1, 48271
_TIES = 50
"""How many people of equal rank one chain may displace; without a limit it might never end."""
_AT_ONCE = 1000
"""Steps between two looks at the clock: a few milliseconds."""
_CHANCE = 5
"""People of equal rank are displaced once in this many times."""


@step
def _random(tally, n):  # type: ignore[no-untyped-def]
    """Return a whole number below n (Park and Miller 1988)."""
    tally[_DICE] = tally[_DICE] * _FACTOR % _PRIME
    return tally[_DICE] % n


@step
def _set(pairs, people, log, tally, pair, taken):  # type: ignore[no-untyped-def]
    """Choose or drop a pair, and log it."""
    if pairs[pair, _STEP] != tally[_NOW]:
        pairs[pair, _STEP] = tally[_NOW]
        pairs[pair, _WAS] = pairs[pair, _TAKEN]
        log[0, tally[_TOUCHED]] = pair
        tally[_TOUCHED] += 1
    change = taken - pairs[pair, _TAKEN]
    pairs[pair, _TAKEN] = taken
    people[pairs[pair, 0], _LOAD] += change
    people[pairs[pair, 1], _LOAD] += change
    tally[_FILLED] += change


@step
def _undo(pairs, people, log, tally):  # type: ignore[no-untyped-def]
    """Undo the step."""
    for entry in range(tally[_TOUCHED]):
        pair = log[0, entry]
        _set(pairs, people, log, tally, pair, pairs[pair, _WAS])


@step
def _worst(pairs, people, lists, person, side):  # type: ignore[no-untyped-def]
    """Return the worst rank among a person's chosen pairs; -1 without any."""
    worst = np.int64(-1)
    for position in range(people[person, _FIRST], people[person, _LAST]):
        pair = lists[position]
        if pairs[pair, _TAKEN] and pairs[pair, 2 + side] > worst:
            worst = pairs[pair, 2 + side]
    return worst


@step
def _one_of(pairs, people, lists, tally, person, side, rank):  # type: ignore[no-untyped-def]
    """Return a random chosen pair of the person at a rank."""
    n, found = 0, np.int64(-1)
    for position in range(people[person, _FIRST], people[person, _LAST]):
        pair = lists[position]
        if pairs[pair, _TAKEN] and pairs[pair, 2 + side] == rank:
            n += 1
            if _random(tally, n) == 0:
                found = pair
    return found


@step
def _take_free(pairs, people, lists, log, tally, begin, end):  # type: ignore[no-untyped-def]
    """Choose free pairs among equally good ones, starting at random; return the start."""
    offset = _random(tally, end - begin)
    for turn in range(end - begin):
        pair = lists[begin + (turn + offset) % (end - begin)]
        mentee, mentor = pairs[pair, 0], pairs[pair, 1]
        room = people[mentee, _LOAD] < people[mentee, _MOST] and people[mentor, _LOAD] < people[mentor, _MOST]
        if room and not pairs[pair, _TAKEN]:
            _set(pairs, people, log, tally, pair, 1)
    return offset


@step
def _displace(pairs, people, lists, log, tally, pair, ties):  # type: ignore[no-untyped-def]
    """Replace a worse pair of the mentor, or at random an equal one, by this pair; return the old pair.

    Return -1 if there is none. `ties` is whether equal pairs may be replaced.
    """
    mentor = pairs[pair, 1]
    worst = _worst(pairs, people, lists, mentor, 1)
    if pairs[pair, 3] > worst or (pairs[pair, 3] == worst and not (ties and _random(tally, _CHANCE) == 0)):
        return np.int64(-1)
    other = _one_of(pairs, people, lists, tally, mentor, 1, worst)
    _set(pairs, people, log, tally, other, 0)
    _set(pairs, people, log, tally, pair, 1)
    return other


@step
def _settle(pairs, people, lists, log, tally, mentee):  # type: ignore[no-untyped-def]
    """Send a mentee, and all those displaced, down their lists until their demand is filled."""
    depth, ties = 1, _TIES
    log[1, 0] = mentee
    while depth > 0:
        depth -= 1
        mentee = log[1, depth]
        begin = people[mentee, _FIRST]
        while begin < people[mentee, _LAST] and people[mentee, _LOAD] < people[mentee, _MOST]:
            end = begin + 1
            while end < people[mentee, _LAST] and pairs[lists[end], 2] == pairs[lists[begin], 2]:
                end += 1
            offset = _take_free(pairs, people, lists, log, tally, begin, end)
            for turn in range(end - begin):
                pair = lists[begin + (turn + offset) % (end - begin)]
                if people[mentee, _LOAD] < people[mentee, _MOST] and not pairs[pair, _TAKEN]:
                    other = _displace(pairs, people, lists, log, tally, pair, ties > 0)
                    if other >= 0:
                        ties -= pairs[other, 3] == pairs[pair, 3]
                        log[1, depth] = pairs[other, 0]
                        depth += 1
            begin = end


@step
def _wanted_by(pairs, people, lists, tally, mentor):  # type: ignore[no-untyped-def]
    """Return the best pair of a mentor that its mentee wants, random among equals; -1 if there is none."""
    n, found = 0, np.int64(-1)
    for position in range(people[mentor, _FIRST], people[mentor, _LAST]):
        pair = lists[position]
        if found >= 0 and pairs[pair, 3] > pairs[found, 3]:
            break
        mentee = pairs[pair, 0]
        if pairs[pair, _TAKEN] or people[mentee, _MOST] == 0:
            continue
        full = people[mentee, _LOAD] >= people[mentee, _MOST]
        if full and _worst(pairs, people, lists, mentee, 0) <= pairs[pair, 2]:
            continue
        n += 1
        if _random(tally, n) == 0:
            found = pair
    return found


@step
def _fill(pairs, people, lists, log, tally, mentor):  # type: ignore[no-untyped-def]
    """Fill a mentor's free capacity with the best mentees who want it, and then the vacancies they leave."""
    depth = 1
    log[1, 0] = mentor
    while depth > 0:
        mentor = log[1, depth - 1]
        pair = np.int64(-1)
        if people[mentor, _LOAD] < people[mentor, _MOST]:
            pair = _wanted_by(pairs, people, lists, tally, mentor)
        if pair < 0:
            depth -= 1
            continue
        mentee = pairs[pair, 0]
        if people[mentee, _LOAD] >= people[mentee, _MOST]:
            worst = _worst(pairs, people, lists, mentee, 0)
            left = _one_of(pairs, people, lists, tally, mentee, 0, worst)
            _set(pairs, people, log, tally, left, 0)
            log[1, depth] = pairs[left, 1]
            depth += 1
        _set(pairs, people, log, tally, pair, 1)


@step
def _move(pairs, people, lists, log, tally, pair):  # type: ignore[no-untyped-def]
    """Choose a pair ranked no worse than the worst chosen pair of its mentee and of its mentor."""
    mentee, mentor = pairs[pair, 0], pairs[pair, 1]
    displaced = left = np.int64(-1)
    if people[mentee, _LOAD] >= people[mentee, _MOST]:
        worst = _worst(pairs, people, lists, mentee, 0)
        if pairs[pair, 2] > worst:
            return
        left = _one_of(pairs, people, lists, tally, mentee, 0, worst)
    if people[mentor, _LOAD] >= people[mentor, _MOST]:
        worst = _worst(pairs, people, lists, mentor, 1)
        if pairs[pair, 3] > worst:
            return
        displaced = _one_of(pairs, people, lists, tally, mentor, 1, worst)
        _set(pairs, people, log, tally, displaced, 0)
    _set(pairs, people, log, tally, pair, 1)
    if left >= 0:
        _set(pairs, people, log, tally, left, 0)
        # The vacancy stays closed until all displaced mentees have settled; then it is filled from the
        # mentees who prefer it to what they have.
        people[pairs[left, 1], _LOAD] += 1
    if displaced >= 0:
        _settle(pairs, people, lists, log, tally, pairs[displaced, 0])
    if left >= 0:
        people[pairs[left, 1], _LOAD] -= 1
        _fill(pairs, people, lists, log, tally, pairs[left, 1])


@jit
def walk(pairs, people, lists, tally, steps, target):  # type: ignore[no-untyped-def]
    """Make steps from a stable answer until `target` pairs are chosen; their number never falls."""
    log = np.empty((2, len(pairs) + len(people) + 1), np.int64)
    for _ in range(steps):
        filled = tally[_FILLED]
        if filled >= target:
            break
        pair = _random(tally, len(pairs))
        mentee, mentor = pairs[pair, 0], pairs[pair, 1]
        if pairs[pair, _TAKEN] or people[mentee, _MOST] == 0 or people[mentor, _MOST] == 0:
            continue
        tally[_NOW] += 1
        tally[_TOUCHED] = 0
        _move(pairs, people, lists, log, tally, pair)
        if tally[_FILLED] < filled:
            _undo(pairs, people, log, tally)


def extended(
    problem: Problem,
    rule: StableRecord,
    chosen: Ints,
    seed: int,
    steps: int,
    target: int,
    deadline: float = math.inf,
) -> Ints:
    """Return a stable answer with at least as many pairs as a given one; ascending.

    Parameters
    ----------
    chosen : int64 array
        Pairs that keep demand, capacity and `rule`.
    steps : int
        How many pairs to try.
    target : int
        Number of pairs that is enough.
    deadline : float
        Value of `time.monotonic` at which to return the answer reached.
    """
    n = problem.n_pairs
    if n == 0:
        return chosen
    try:
        ready(walk, _example, deadline, max(n, steps))
    except OutOfTimeError:
        return chosen
    pairs = np.zeros((n, 7), np.int64)
    pairs[:, 0], pairs[:, 1] = problem.mentee, problem.n_mentees + problem.mentor.astype(np.int64)
    for side, rank in enumerate((rule.mentee_rank, rule.mentor_rank)):
        # Ranks count from 0, so that -1 means none.
        pairs[:, 2 + side] = np.unique(rank, return_inverse=True)[1]
    pairs[chosen, _TAKEN] = 1
    pairs[problem.forbidden, _TAKEN] = 1  # so that no step tries them; no list has them either
    listed = np.setdiff1d(np.arange(n), problem.forbidden)
    orders = [listed[np.lexsort((pairs[listed, 2 + side], pairs[listed, side]))] for side in (0, 1)]
    people = np.zeros((problem.n_mentees + problem.n_mentors, 4), np.int64)
    size = np.bincount(pairs[listed, :2].ravel(), minlength=len(people))
    people[:, _LAST] = np.cumsum(size)
    people[:, _FIRST] = people[:, _LAST] - size
    people[:, _LOAD] = np.bincount(pairs[chosen, :2].ravel(), minlength=len(people))
    people[:, _MOST] = np.concatenate((problem.demand, problem.capacity))
    tally = np.array([seed % (_PRIME - 1) + 1, 0, 0, len(chosen)], np.int64)
    lists, left = np.concatenate(orders), steps
    while left > 0 and tally[_FILLED] < target and time.monotonic() < deadline:
        walk(pairs, people, lists, tally, min(left, _AT_ONCE), target)
        left -= _AT_ONCE
    return np.asarray(listed[pairs[listed, _TAKEN] > 0], np.int64)


def _example() -> None:
    """Extend an answer of one pair, which compiles the walk."""
    rule = Stable(mentee_rank=[1], mentor_rank=[1])
    problem = Problem(1, 1, [0], [0], [1], rules=[rule])
    extended(problem, rule.record(problem), np.zeros(0, np.int64), 0, 1, 1)
