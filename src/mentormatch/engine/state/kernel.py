"""Compiled repair: after a change, local searches make prices and pairs the best again.

Mentees and mentors are treated alike: a person has units (demand or capacity), a price, and pairs. For the
prices u and p of the two ends of a pair and its weight w, it always holds that

* a free pair has ``w <= u + p``; a taken pair has ``w >= u + p``; no price is below 0.

The answer is best if, in addition, no person with a free unit has a price above 0 (complementary slackness).
A change is first made so that the first condition holds and the second may fail, and the people it touched
are noted. Then a search starts from each of them with a free unit and a price above 0: it ends at a person on
the other side with a free unit, or at the cheapest person to leave out on the same side, perhaps the person
themself (`_search`). This is a shortest augmenting path from an excess to a deficit, or to the outside, which
supplies and absorbs any number (Ahuja, Magnanti and Orlin, "Network Flows" (1993), sections 9.7 and 9.11;
Mills-Tettey, Stentz and Dias, "The dynamic Hungarian algorithm for the assignment problem with changing
costs", CMU-RI-TR-07-27 (2007)). Each search removes one free unit with a price above 0 and adds none, so
there are at most as many searches as units freed by the change.
"""

# Compiled functions take flat arrays: see `mentormatch.engine.network.kernel.records`.
# ruff: noqa: C901, PLR0913, PLR0917

from __future__ import annotations

import numpy as np

from mentormatch.engine.compiled import FAR, inlined, step, steps
from mentormatch.engine.state.heap import pop, purge, push

PERSON = np.dtype(
    [
        ("first", np.int32),  # where their pairs begin in `entries`
        ("last", np.int32),  # one past where they end
        ("extra", np.int32),  # their latest pair that is not in `entries`; -1 if none
        ("held", np.int32),  # one of their taken pairs, the head of a chain; -1 if none
        ("weight", np.int64),  # its weight,
        ("partner", np.int32),  # and its other end: searches need both of nearly everybody they reach
        ("load", np.int32),
        ("most", np.int32),  # demand or capacity
        ("rescored", np.int32),  # whether weights differ from those in `entries`
    ],
    align=True,
)
"""One person without the price. Prices have their own array: they are read most, and stay cached together."""
PAIR = np.dtype([("weight", np.int64), ("mentee", np.int32), ("mentor", np.int32)], align=True)
"""One pair; its ends are positions in the array of people, mentors first."""
ENTRY = np.dtype([("weight", np.int64), ("pair", np.int32), ("other", np.int32)], align=True)
"""A pair among those of a person: its weight in the beginning, its number, and the other person."""
MARK = np.dtype(
    [
        ("key", np.int64),  # distance in the current search; FAR if not reached
        ("via", np.int32),  # the pair it was reached by
        ("queued", np.int8),  # whether the change touched this person
        ("noted", np.int8),  # whether they are noted as written to
    ],
    align=True,
)
"""What a search notes about a person; reset between repairs."""

TAKEN, REMOVED, _NOTED, BARRED = np.uint8(1), np.uint8(2), np.uint8(4), np.uint8(8)
"""Flags of a pair: taken; removed; noted as written to; removed for good."""

# Positions in `tally`: of numbers given, and of counters kept while searching.
N_MENTORS, N_BASE, BONUS, MATCHED, SCORE, SEARCHES, QUEUED = 0, 1, 2, 3, 4, 5, 6
PEOPLE, PAIRS, _SIZE, _SEEN, _END, _NOW, _NEAR = 7, 8, 9, 10, 11, 12, 13
TALLY = 14
# Rows of `lists`.
_STACK, _REACHED, _QUEUE, WRITTEN = 0, 1, 2, 3


@inlined
def _partner(pairs, e, person):  # type: ignore[no-untyped-def]
    """Return the other end of a pair."""
    return np.int64(pairs[e]["mentee"]) + np.int64(pairs[e]["mentor"]) - person


@step
def _queue(marks, lists, tally, person):  # type: ignore[no-untyped-def]
    """Note that the change touched a person."""
    if not marks[person]["queued"]:
        marks[person]["queued"] = 1
        lists[_QUEUE, tally[QUEUED]] = person
        tally[QUEUED] += 1


@step
def _note(marks, lists, tally, person):  # type: ignore[no-untyped-def]
    """Note that a person is written to."""
    if not marks[person]["noted"]:
        marks[person]["noted"] = 1
        lists[WRITTEN, tally[PEOPLE]] = person
        tally[PEOPLE] += 1


@step
def _note_pair(flags, trail, tally, e):  # type: ignore[no-untyped-def]
    """Note that a pair is written to."""
    if not flags[e] & _NOTED:
        flags[e] |= _NOTED
        trail[tally[PAIRS]] = e
        tally[PAIRS] += 1


@step
def _hold(people, pairs, held, flags, marks, lists, trail, tally, e):  # type: ignore[no-untyped-def]
    """Take a pair, or drop a taken one, in its flag and the chains of both ends; the caller changes loads."""
    _note_pair(flags, trail, tally, e)
    taken = not flags[e] & TAKEN
    flags[e] ^= TAKEN
    sign = 1 if taken else -1
    tally[MATCHED] += sign
    tally[SCORE] += sign * (pairs[e]["weight"] - tally[BONUS])
    for side in range(2):
        person = np.int64(pairs[e]["mentor"] if side else pairs[e]["mentee"])
        _note(marks, lists, tally, person)
        if taken:
            held[e, side] = people[person]["held"]
            _head(people, pairs, person, e)
        elif people[person]["held"] == e:
            _head(people, pairs, person, np.int64(held[e, side]))
        else:
            before = np.int64(people[person]["held"])
            while held[before, side] != e:
                before = np.int64(held[before, side])
            _note_pair(flags, trail, tally, before)
            held[before, side] = held[e, side]


@step
def _head(people, pairs, person, e):  # type: ignore[no-untyped-def]
    """Make a pair the head of the chain of a person's taken pairs."""
    people[person]["held"] = e
    if e >= 0:
        people[person]["weight"] = pairs[e]["weight"]
        people[person]["partner"] = _partner(pairs, e, person)


@step
def _untake(people, marks, pairs, flags, held, lists, trail, tally, e):  # type: ignore[no-untyped-def]
    """Drop a pair: both ends have one more free unit."""
    _hold(people, pairs, held, flags, marks, lists, trail, tally, e)
    for person in (np.int64(pairs[e]["mentee"]), np.int64(pairs[e]["mentor"])):
        people[person]["load"] -= 1
        _queue(marks, lists, tally, person)


@step
def _least_held(price, people, pairs, held, tally, person):  # type: ignore[no-untyped-def]
    """Return the lowest value of a person's taken pairs at the partners' prices, and that pair."""
    side = 1 if person < tally[N_MENTORS] else 0
    least, pair = FAR, np.int64(-1)
    e = np.int64(people[person]["held"])
    while e >= 0:
        worth = pairs[e]["weight"] - price[_partner(pairs, e, person)]
        if worth < least:
            least, pair = worth, e
        e = np.int64(held[e, side])
    return least, pair


@step
def _resize(price, people, marks, pairs, flags, held, lists, trail, tally, person, most):  # type: ignore[no-untyped-def]
    """Set the units of a person; drop excess pairs, at a price for which none of them seems to gain."""
    people[person]["most"] = most
    while people[person]["load"] > most:
        price[person], e = _least_held(price, people, pairs, held, tally, person)
        _untake(people, marks, pairs, flags, held, lists, trail, tally, e)
    _note(marks, lists, tally, person)
    _queue(marks, lists, tally, person)


@step
def _rescore(people, marks, pairs, flags, lists, tally, e, weight):  # type: ignore[no-untyped-def]
    """Note a new weight of a pair."""
    if flags[e] & TAKEN:
        tally[SCORE] += weight - pairs[e]["weight"]
    pairs[e]["weight"] = weight
    for person in (np.int64(pairs[e]["mentee"]), np.int64(pairs[e]["mentor"])):
        people[person]["rescored"] = 1
        if people[person]["held"] == e:
            people[person]["weight"] = weight
        _note(marks, lists, tally, person)


@step
def _reweigh(price, people, marks, pairs, flags, held, lists, trail, tally, e):  # type: ignore[no-untyped-def]
    """Adjust to a new weight of a pair: drop it, or raise a price so that it does not seem to gain."""
    mentee, mentor = np.int64(pairs[e]["mentee"]), np.int64(pairs[e]["mentor"])
    above = pairs[e]["weight"] - price[mentee] - price[mentor]
    person, lost = mentee, e
    if flags[e] & TAKEN:
        if above >= 0:
            lost = np.int64(-1)
    elif above <= 0:
        lost = np.int64(-1)
    else:
        # A raised price drops the pairs that are no longer worth it, so it is raised for the person with
        # fewer taken pairs, and preferably for one from whom a search starts anyway.
        load = people[mentee]["load"] - people[mentor]["load"]
        if load - marks[mentee]["queued"] + marks[mentor]["queued"] > 0:
            person = mentor
        price[person] += above
        _note(marks, lists, tally, person)
        _queue(marks, lists, tally, person)
        worth, lost = _least_held(price, people, pairs, held, tally, person)
        if worth >= price[person]:
            lost = np.int64(-1)
    while lost >= 0:
        _untake(people, marks, pairs, flags, held, lists, trail, tally, lost)
        worth, lost = _least_held(price, people, pairs, held, tally, person)
        if worth >= price[person]:
            lost = np.int64(-1)


@inlined
def _reach(marks, lists, tally, person, key, via):  # type: ignore[no-untyped-def]
    """Note a shorter distance of a person."""
    if marks[person]["key"] == FAR:
        lists[_REACHED, tally[_SEEN]] = person
        tally[_SEEN] += 1
    marks[person]["key"] = key
    marks[person]["via"] = via


@inlined
def _go_on_from(marks, heap, lists, tally, person):  # type: ignore[no-untyped-def]
    """Have a person scanned: at once if no nearer one is left, as is the case for most, or in turn."""
    key = marks[person]["key"]
    if key == tally[_NOW]:
        lists[_STACK, tally[_NEAR]] = person
        tally[_NEAR] += 1
        return
    if tally[_SIZE] == len(heap):
        tally[_SIZE] = purge(heap, tally[_SIZE], marks)
    tally[_SIZE] = push(heap, tally[_SIZE], key, person)


@inlined
def _try_pair(people, marks, flags, heap, lists, tally, e, column, reach, shortest):  # type: ignore[no-untyped-def]
    """Reach a person by a free pair, if that is nearer; return the length of the shortest path."""
    if reach >= marks[column]["key"] or flags[e] & (TAKEN | REMOVED):
        return shortest
    _reach(marks, lists, tally, column, reach, e)
    if people[column]["load"] < people[column]["most"]:
        tally[_END] = column
        return reach
    _go_on_from(marks, heap, lists, tally, column)
    return shortest


@inlined
def _scan_row(price, people, marks, pairs, flags, entries, links, heap, lists, tally, row, shortest):  # type: ignore[no-untyped-def]
    """Reach the other side from a person on the searching side; return the length of the shortest path."""
    base = tally[_NOW] + price[row]
    ordered = people[row]["rescored"] == 0
    for k in range(people[row]["first"], people[row]["last"]):
        weight = entries[k]["weight"]
        if ordered and base - weight >= shortest:
            break  # no later one weighs more, and no price is below 0
        e, column = np.int64(entries[k]["pair"]), np.int64(entries[k]["other"])
        if not ordered:
            weight = pairs[e]["weight"]
        reach = base - weight + price[column]
        if reach < shortest:
            shortest = _try_pair(people, marks, flags, heap, lists, tally, e, column, reach, shortest)
    side = 1 if row < tally[N_MENTORS] else 0
    e = np.int64(people[row]["extra"])
    while e >= 0:
        column = _partner(pairs, e, row)
        reach = base - pairs[e]["weight"] + price[column]
        if reach < shortest:
            shortest = _try_pair(people, marks, flags, heap, lists, tally, e, column, reach, shortest)
        e = np.int64(links[e - tally[N_BASE], side])
    return shortest


@inlined
def _scan_column(price, people, marks, pairs, held, heap, lists, tally, column, shortest):  # type: ignore[no-untyped-def]
    """Reach the partners of a person on the other side; any of them may be left out."""
    side = 1 if column < tally[N_MENTORS] else 0
    base = tally[_NOW] - price[column]
    e = np.int64(people[column]["held"])
    row, weight = np.int64(people[column]["partner"]), people[column]["weight"]
    for left in range(people[column]["load"], 0, -1):
        reach = base + weight - price[row]
        if reach < shortest and reach < marks[row]["key"]:
            _reach(marks, lists, tally, row, reach, e)
            if reach + price[row] < shortest:
                shortest = reach + price[row]
                tally[_END] = row
            _go_on_from(marks, heap, lists, tally, row)
        if left > 1:
            e = np.int64(held[e, side])
            row, weight = _partner(pairs, e, column), pairs[e]["weight"]
    return shortest


@inlined
def _next(marks, heap, lists, tally, shortest):  # type: ignore[no-untyped-def]
    """Return the nearest person who is still to be scanned; -1 if none is nearer than the end."""
    while tally[_NEAR] == 0 and tally[_SIZE] > 0 and heap[0]["key"] < shortest:
        key, person = heap[0]["key"], heap[0]["number"]
        tally[_SIZE] = pop(heap, tally[_SIZE])
        if marks[person]["key"] == key:  # not reached on a shorter way since
            tally[_NOW] = key
            return person
    if tally[_NEAR] == 0 or tally[_NOW] >= shortest:
        return np.int64(-1)
    tally[_NEAR] -= 1
    return np.int64(lists[_STACK, tally[_NEAR]])


@inlined
def _search(price, people, marks, pairs, flags, held, entries, links, heap, lists, tally, source):  # type: ignore[no-untyped-def]
    """Find the shortest path from a free unit to another one, or to a unit to leave out (Dijkstra)."""
    tally[_SIZE], tally[_SEEN], tally[_END], tally[_NOW], tally[_NEAR] = 0, 0, source, 0, 0
    tally[SEARCHES] += 1
    mentors = source < tally[N_MENTORS]
    shortest = price[source]
    _reach(marks, lists, tally, source, np.int64(0), np.int64(-1))
    person = np.int64(source)
    while person >= 0:
        if (person < tally[N_MENTORS]) == mentors:
            shortest = _scan_row(
                price, people, marks, pairs, flags, entries, links, heap, lists, tally, person, shortest
            )
        else:
            shortest = _scan_column(price, people, marks, pairs, held, heap, lists, tally, person, shortest)
        person = _next(marks, heap, lists, tally, shortest)
    return shortest


@step
def _flip(people, marks, pairs, flags, held, lists, trail, tally, source):  # type: ignore[no-untyped-def]
    """Follow the path back from its end, dropping and taking pairs in turn."""
    person = np.int64(tally[_END])
    if person == source:
        return
    people[source]["load"] += 1
    # An end on the side of the source loses a pair, an end on the other side gains one.
    same = (person < tally[N_MENTORS]) == (source < tally[N_MENTORS])
    people[person]["load"] += -1 if same else 1
    while person != source:
        e = np.int64(marks[person]["via"])
        _hold(people, pairs, held, flags, marks, lists, trail, tally, e)
        person = _partner(pairs, e, person)


@step
def _reprice(price, marks, lists, tally, source, shortest):  # type: ignore[no-untyped-def]
    """Update the prices of all people nearer than the end, and clean up after the search."""
    for k in range(tally[_SEEN]):
        person = np.int64(lists[_REACHED, k])
        step = shortest - marks[person]["key"]
        if step > 0:
            row = (person < tally[N_MENTORS]) == (source < tally[N_MENTORS])
            price[person] += -step if row else step
            _note(marks, lists, tally, person)
        marks[person]["key"] = FAR


@step
def _repair(price, people, marks, pairs, flags, held, entries, links, heap, lists, trail, tally):  # type: ignore[no-untyped-def]
    """Search from each person touched with a free unit and a price above 0, mentees first."""
    n = tally[QUEUED]
    for t in range(2 * n):
        person = np.int64(lists[_QUEUE, t if t < n else t - n])
        if (person < tally[N_MENTORS]) != (t >= n):
            continue
        while people[person]["load"] < people[person]["most"] and price[person] > 0:
            shortest = _search(
                price, people, marks, pairs, flags, held, entries, links, heap, lists, tally, person
            )
            _flip(people, marks, pairs, flags, held, lists, trail, tally, person)
            _reprice(price, marks, lists, tally, person, shortest)


@steps
def chain(people, pairs, held, taken):  # type: ignore[no-untyped-def]
    """Write the chains of taken pairs."""
    for e in taken:
        for side in range(2):
            person = np.int64(pairs[e]["mentor"] if side else pairs[e]["mentee"])
            held[e, side] = people[person]["held"]
            _head(people, pairs, person, e)


@steps
def restore(  # type: ignore[no-untyped-def]
    price, people, marks, pairs, flags, held, entries, links, heap, lists, trail, tally,
    removed, barred, resized, most, rescored, weight, added, search,
):  # fmt: skip
    """Make a change and, if `search`, repair the answer; arrays up to `tally` are changed, except `entries`.

    Parameters
    ----------
    price : int64 array, shape (n_people,)
        Mentors, then mentees.
    people : array of `PERSON`, shape (n_people,)
    marks : array of `MARK`, shape (n_people,)
    pairs : array of `PAIR`, shape (n_pairs,)
    flags : uint8 array, shape (n_pairs,)
        `TAKEN`, `REMOVED`, `REMOVED` with `BARRED`, or 0.
    held : int32 array, shape (n_pairs, 2)
        The next taken pair of the mentee and of the mentor, for taken pairs.
    entries : array of `ENTRY`
        Pairs grouped by person, those of each person heaviest first.
    links : int32 array, shape (n_extra, 2)
        The next pair of the mentee and of the mentor, for pairs that are not in `entries`.
    heap : array of `mentormatch.engine.state.heap.WAITING`
        Longer than there are people.
    lists : int32 array, shape (4, n_people)
        Row `WRITTEN` begins with the people written to.
    trail : int32 array, shape (n_pairs,)
        Begins with the pairs whose `flags` or `held` were written to.
    tally : int64 array, shape (TALLY,)
        The first three are given, matched and score are updated, the others begin at 0.
    removed, barred : int64 arrays
        Pairs to remove, and those of them that are removed for good.
    resized, most : int64 arrays
        People, and their new demand or capacity.
    rescored, weight : int64 arrays
        Pairs, and their new weights.
    added : int64 array
        New pairs, not in `entries`, whose records are already filled in.
    """
    for e in removed:
        if flags[e] & TAKEN:
            _untake(people, marks, pairs, flags, held, lists, trail, tally, e)
        _note_pair(flags, trail, tally, e)
        flags[e] |= REMOVED
    for e in barred:
        flags[e] |= BARRED
    for t in range(len(resized)):
        _resize(price, people, marks, pairs, flags, held, lists, trail, tally, resized[t], most[t])
    for t in range(len(rescored) + len(added)):
        if t < len(rescored):
            e = rescored[t]
            _rescore(people, marks, pairs, flags, lists, tally, e, weight[t])
        else:
            e = added[t - len(rescored)]
            for side in range(2):
                person = np.int64(pairs[e]["mentor"] if side else pairs[e]["mentee"])
                links[e - tally[N_BASE], side] = people[person]["extra"]
                people[person]["extra"] = e
                _note(marks, lists, tally, person)
        _reweigh(price, people, marks, pairs, flags, held, lists, trail, tally, e)
    if search:
        _repair(price, people, marks, pairs, flags, held, entries, links, heap, lists, trail, tally)
    for k in range(tally[QUEUED]):
        marks[lists[_QUEUE, k]]["queued"] = 0
    for k in range(tally[PEOPLE]):
        marks[lists[WRITTEN, k]]["noted"] = 0
    for k in range(tally[PAIRS]):
        flags[trail[k]] &= TAKEN | REMOVED | BARRED
