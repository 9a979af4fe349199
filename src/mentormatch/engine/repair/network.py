"""`repair_network`: from a best answer, its prices and a change to the next best answer.

The work is in proportion to the change and to how far it reaches, not to the scheme: see
`mentormatch.engine.state.kernel` for the method and `mentormatch.engine.state.versions` for how states share
arrays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.repair.delta import Delta, refuse_faults
from mentormatch.engine.solve import solve
from mentormatch.engine.state.base import MANY, Base, Room, Solved, problem_of, solved_now
from mentormatch.engine.state.kernel import (
    BARRED,
    MATCHED,
    PAIRS,
    PEOPLE,
    SCORE,
    SEARCHES,
    WRITTEN,
    repair,
)  # fmt: skip
from mentormatch.engine.state.state import Made, State, solved_with_room
from mentormatch.engine.state.versions import Version
from mentormatch.problem.problem import LIMIT

Ints = NDArray[np.int64]


def repair_network(state: State, delta: Delta, time_limit: float = 60.0) -> State:
    """Return the best answer after a change, as a new state; the old one stays as it is.

    Parameters
    ----------
    state : State
    delta : Delta
    time_limit : float
        Seconds for the solver, where the state has rules.

    Returns
    -------
    State
        ``made`` tells whether it was repaired or solved anew, and why.

    Raises
    ------
    ProblemError
        If the change does not fit the state: all faults at once; or if its numbers could overflow.
    InfeasibleError
        If the state has rules, and they contradict each other after the change.
    """
    with state.loaded() as base:
        refuse_faults(state, base, delta)
        room = Room(len(delta.new_demand), len(delta.new_capacity), len(delta.new_score))
        if _fits(state, base, room):
            return _repaired(state, base, delta, time_limit, compacted=False)
        now = solved_now(base, state.n_mentees, state.n_mentors, state.n_pairs)
    roomy = State.from_arrays(now, base.terms, Made(compacted=True), room)
    with roomy.loaded() as base:
        return _repaired(roomy, base, delta, time_limit, compacted=True)


def _fits(state: State, base: Base, room: Room) -> bool:
    return (
        state.n_mentees + room.mentees <= base.most_mentees
        and state.n_mentors + room.mentors <= base.most_mentors
        and state.n_pairs + room.pairs <= base.most_pairs
    )


def _repaired(state: State, base: Base, delta: Delta, time_limit: float, *, compacted: bool) -> State:
    """Repair; solve anew where that is not possible or not proved."""
    low, high = _range(state, delta)
    why = _why_anew(base, state.n_pairs + len(delta.new_score), max(-low, high))
    versions, numbers, searches = _changed(state, base, delta, search=not why)
    made = Made(searches=searches, compacted=compacted)
    after = replace(state, versions=versions, low=low, high=high, made=made, **numbers)
    if not why and not _is_proved(after):
        why = "the bonus on filled places has become too small for the scores"
    return _anew(after, base, why, time_limit) if why else after


def _range(state: State, delta: Delta) -> tuple[int, int]:
    """Return bounds on the scores, the new ones included."""
    new = [
        int(score)
        for part in (delta.score, delta.new_score)
        if len(part)
        for score in (part.min(), part.max())
    ]
    if not new:
        return state.low, state.high
    return (min(state.low, *new), max(state.high, *new)) if state.n_pairs else (min(new), max(new))


def _why_anew(base: Base, n_pairs: int, largest: int) -> str:
    """Return why a change cannot be repaired, if it cannot."""
    if base.terms.rules:
        return f"repair does not take the rule {', '.join(sorted({rule.rule for rule in base.terms.rules}))}"
    if 16 * (base.terms.bonus + largest) >= LIMIT or (largest + 1) * (n_pairs + 2) >= LIMIT:
        return "the scores are too large to reckon from prices kept"
    return ""


def _is_proved(state: State) -> bool:
    """Tell whether the prices prove the number of filled places: the checker's sum, from the totals kept.

    Total price and total weight are equal. Divided by what a pair weighs at least, and rounded down, that
    bounds the number of pairs.
    """
    if not state.matched_first:
        return True
    bonus = state.base.terms.bonus
    least = bonus + state.low
    return least > 0 and (state.n_matched * bonus + state.score) // least == state.n_matched


def _changed(
    state: State, base: Base, delta: Delta, *, search: bool
) -> tuple[tuple[Version, ...], dict[str, Any], int]:
    """Make the change in the shared arrays and, if `search`, repair it.

    Returns the versions kept, the numbers of the new state, and how many searches there were.
    """
    n_mentees, n_mentors = state.n_mentees + len(delta.new_demand), state.n_mentors + len(delta.new_capacity)
    n_pairs = state.n_pairs + len(delta.new_score)
    resized = np.concatenate((
        delta.mentors, np.arange(state.n_mentors, n_mentors),
        delta.mentees + base.most_mentors, np.arange(state.n_mentees, n_mentees) + base.most_mentors,
    ))  # fmt: skip
    most = np.concatenate((delta.capacity, delta.new_capacity, delta.demand, delta.new_demand))
    added = np.arange(state.n_pairs, n_pairs)
    for part in base.parts:
        part.open()
    pairs = base.pairs
    pairs["weight"][state.n_pairs : n_pairs] = delta.new_score + base.terms.bonus
    pairs["mentee"][state.n_pairs : n_pairs] = delta.new_mentee + base.most_mentors
    pairs["mentor"][state.n_pairs : n_pairs] = delta.new_mentor
    tally = base.tally(state.n_matched, state.score)
    repair(
        base.price, base.people, base.marks, pairs, base.flags, base.held, base.order, base.links, base.lists,
        base.trail, tally, delta.removed, resized, np.minimum(most, MANY), delta.rescored,
        delta.score + base.terms.bonus, added, search,
    )  # fmt: skip
    base.flags[delta.barred] |= BARRED
    written: tuple[NDArray[np.integer], ...] = (
        base.lists[WRITTEN, : tally[PEOPLE]], base.trail[: tally[PAIRS]],
        np.concatenate((delta.rescored, added)), added - base.n_pairs,
    )  # fmt: skip
    kept = zip(base.parts, state.versions, written, strict=True)
    versions = tuple(part.keep(before, where) for part, before, where in kept)
    numbers: dict[str, Any] = {
        "n_mentees": n_mentees,
        "n_mentors": n_mentors,
        "n_pairs": n_pairs,
        "n_matched": int(tally[MATCHED]),
        "score": int(tally[SCORE]),
    }
    return versions, numbers, int(tally[SEARCHES])


def _anew(after: State, base: Base, why: str, time_limit: float) -> State:
    """Solve the problem as it is after a change, from what the change left of the answer."""
    now = solved_now(base, after.n_mentees, after.n_mentors, after.n_pairs)
    problem, there = problem_of(now, base.terms), np.flatnonzero(~now.removed)
    made = Made(why, compacted=after.made.compacted)
    if base.terms.rules:
        left = np.searchsorted(there, np.flatnonzero(now.taken))
        found = solve(problem, after.order, time_limit=time_limit, seed=base.terms.seed, hint=left)
        return State.from_arrays(
            replace(now, taken=_marked(now, there[found.chosen])), base.terms, made, found=found
        )
    answer = solved_with_room(problem, after.matched_first, base.terms.seed)
    solved = replace(
        now, mentee_price=answer.mentee_price, mentor_price=answer.mentor_price,
        taken=_marked(now, there[answer.chosen]),
    )  # fmt: skip
    return State.from_arrays(
        solved, replace(base.terms, bonus=answer.bonus), replace(made, searches=answer.searches)
    )


def _marked(now: Solved, pairs: Ints) -> NDArray[np.bool_]:
    """Return which pairs of all these are."""
    taken = np.zeros(len(now.score), np.bool_)
    taken[pairs] = True
    return taken
