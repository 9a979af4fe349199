"""`repair_network`: from a best answer, its prices and a change to the next best answer.

The work is in proportion to the change and to how far it reaches, not to the scheme: see
`mentormatch.engine.mending` for the method and `mentormatch.engine.versions` for how states share arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.engine.conflict import contradiction
from mentormatch.engine.mending import MATCHED, PAIRS, PEOPLE, REMOVED, SCORE, SEARCHES, WRITTEN, find, repair
from mentormatch.engine.shared import MANY, Base, Room, problem_of, solved_now
from mentormatch.engine.snapshot import Made, State, solved_with_room
from mentormatch.engine.versions import Version
from mentormatch.errors import ProblemError
from mentormatch.problem import LIMIT
from mentormatch.rules import Require

__all__ = ["Delta", "State", "repair_network"]

Ints = NDArray[np.int64]

_SHOWN = 10


def _nothing() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Delta:
    """What changes, all at once. Everything may be left out; numbers are those of the state.

    Parameters
    ----------
    removed : array-like of int
        Pairs that may not be made any more (dissolved ones, for instance), by number.
    rescored, score : array-like of int
        Pairs by number, and their new scores.
    mentees, demand : array-like of int
        Mentees whose demand changes, and how many mentors each wants; 0 for one who leaves.
    mentors, capacity : array-like of int
        Mentors whose places change, and how many each has; 0 for one who leaves.
    new_demand, new_capacity : array-like of int
        One a person who joins; they are numbered on from those there are.
    new_mentee, new_mentor, new_score : array-like of int
        Pairs that become possible, among people old and new; they are numbered on from those there are.

    Notes
    -----
    The arrays are copies, int64 and read-only. A pair that is removed can be added again, as a new pair.
    """

    removed: Ints = field(default_factory=_nothing)
    rescored: Ints = field(default_factory=_nothing)
    score: Ints = field(default_factory=_nothing)
    mentees: Ints = field(default_factory=_nothing)
    demand: Ints = field(default_factory=_nothing)
    mentors: Ints = field(default_factory=_nothing)
    capacity: Ints = field(default_factory=_nothing)
    new_demand: Ints = field(default_factory=_nothing)
    new_capacity: Ints = field(default_factory=_nothing)
    new_mentee: Ints = field(default_factory=_nothing)
    new_mentor: Ints = field(default_factory=_nothing)
    new_score: Ints = field(default_factory=_nothing)

    def __post_init__(self) -> None:
        faults = []
        for name in (part.name for part in fields(self)):
            given = np.asarray(getattr(self, name))
            if given.ndim != 1 or (given.size and given.dtype.kind not in "iu") or given.dtype == np.uint64:
                faults.append(f"{name} is not a one-dimensional array of whole numbers")
                continue
            copy = given.astype(np.int64)
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)
        if not faults:
            faults = [
                f"{', '.join(names)} differ in length"
                for names in _ALIKE
                if len({len(getattr(self, name)) for name in names}) > 1
            ]
        if faults:
            raise ProblemError(faults)


_ALIKE = (
    ("rescored", "score"), ("mentees", "demand"), ("mentors", "capacity"),
    ("new_mentee", "new_mentor", "new_score"),
)  # fmt: skip


def repair_network(state: State, delta: Delta) -> State:
    """Return the best answer after a change, as a new state; the old one stays as it is.

    Parameters
    ----------
    state : State
    delta : Delta

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
        _refuse_faults(state, base, delta)
        room = Room(len(delta.new_demand), len(delta.new_capacity), len(delta.new_score))
        if _fits(state, base, room):
            return _repaired(state, base, delta, compacted=False)
        now = solved_now(base, state.n_mentees, state.n_mentors, state.n_pairs)
    roomy = State.from_arrays(now, base.terms, Made(compacted=True), room)
    with roomy.loaded() as base:
        return _repaired(roomy, base, delta, compacted=True)


def _fits(state: State, base: Base, room: Room) -> bool:
    return (
        state.n_mentees + room.mentees <= base.most_mentees
        and state.n_mentors + room.mentors <= base.most_mentors
        and state.n_pairs + room.pairs <= base.most_pairs
    )


def _repaired(state: State, base: Base, delta: Delta, *, compacted: bool) -> State:
    """Repair; solve anew where that is not possible or not proved."""
    low, high = _range(state, delta)
    why = _why_anew(base, state.n_pairs + len(delta.new_score), max(-low, high))
    versions, numbers, searches = _changed(state, base, delta, search=not why)
    made = Made(searches=searches, compacted=compacted)
    after = replace(state, versions=versions, low=low, high=high, made=made, **numbers)
    if not why and not _is_proved(after):
        why = "the bonus on filled places has become too small for the scores"
    return _anew(after, base, why) if why else after


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


def _anew(after: State, base: Base, why: str) -> State:
    """Solve the problem as the shared arrays hold it after a change."""
    now = solved_now(base, after.n_mentees, after.n_mentors, after.n_pairs)
    problem = problem_of(now, base.terms)
    answer = solved_with_room(problem, after.matched_first, base.terms.seed)
    if not answer.feasible:
        raise contradiction(problem, base.terms.seed)
    taken = np.zeros(after.n_pairs, np.bool_)
    taken[np.flatnonzero(~now.removed)[answer.chosen]] = True
    solved = replace(now, mentee_price=answer.mentee_price, mentor_price=answer.mentor_price, taken=taken)
    terms = replace(base.terms, bonus=answer.bonus)
    return State.from_arrays(solved, terms, Made(why, answer.searches, after.made.compacted))


def _refuse_faults(state: State, base: Base, delta: Delta) -> None:
    """Refuse a change that does not fit the state, with all its faults."""
    faults = _Faults()
    n_mentees, n_mentors = state.n_mentees + len(delta.new_demand), state.n_mentors + len(delta.new_capacity)
    for name, most in (
        ("removed", state.n_pairs), ("rescored", state.n_pairs), ("mentees", state.n_mentees),
        ("mentors", state.n_mentors), ("new_mentee", n_mentees), ("new_mentor", n_mentors),
    ):  # fmt: skip
        numbers = getattr(delta, name)
        if len(numbers):
            faults.note(f"{name} is outside 0..{most - 1}", numbers[(numbers < 0) | (numbers >= most)])
    for name in ("demand", "capacity", "new_demand", "new_capacity"):
        numbers = getattr(delta, name)
        faults.note(f"{name} is negative", numbers[numbers < 0])
    faults.stop()
    for name in ("removed", "rescored", "mentees", "mentors"):
        faults.note(f"{name} holds a number twice", _repeated(getattr(delta, name)))
    named = np.concatenate((delta.removed, delta.rescored))
    faults.note("a pair was removed before", named[(base.flags[named] & REMOVED) > 0])
    if len(delta.rescored):
        faults.note("a pair is removed and rescored", np.intersect1d(delta.removed, delta.rescored))
    required = [rule.pair for rule in base.terms.rules if isinstance(rule, Require)]
    if required:
        faults.note("a rule requires a removed pair", np.intersect1d(delta.removed, np.array(required)))
    if len(delta.new_score):
        faults.note("a new pair stands twice, again", _standing(state, base, delta, n_mentors))
    faults.stop()


def _standing(state: State, base: Base, delta: Delta, n_mentors: int) -> Ints:
    """Return the positions of new pairs that are there already, or twice among the new ones."""
    key = delta.new_mentee * n_mentors + delta.new_mentor
    first = np.unique(key, return_index=True)[1]
    again = np.setdiff1d(np.arange(len(key)), first)
    old = np.flatnonzero((delta.new_mentee < state.n_mentees) & (delta.new_mentor < state.n_mentors))
    found = np.full(len(old), -1, np.int64)
    find(
        base.people, base.pairs, base.flags, base.order, base.links, base.tally(0, 0),
        delta.new_mentee[old] + base.most_mentors, delta.new_mentor[old], found,
    )  # fmt: skip
    there = (found >= 0) & ~np.isin(found, delta.removed)
    positions: Ints = np.union1d(again, old[there])
    return positions


def _repeated(numbers: Ints) -> Ints:
    if len(numbers) < 2:
        return numbers[:0]
    ordered: Ints = np.sort(numbers)
    again: Ints = ordered[1:][ordered[1:] == ordered[:-1]]
    return again


class _Faults:
    """Collects the faults of a change before any is raised."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def note(self, what: str, offenders: Ints) -> None:
        """Note a fault with its first ten offenders."""
        if len(offenders):
            more = f" and {len(offenders) - _SHOWN} more" if len(offenders) > _SHOWN else ""
            self._found.append(f"{what}: {', '.join(map(str, offenders[:_SHOWN].tolist()))}{more}")

    def stop(self) -> None:
        """Raise what was found, if anything was."""
        if self._found:
            raise ProblemError(self._found)
