"""`Delta`: what changes in a solved state, by number; and what is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from mentormatch.arrays import Ints, first_ten, frozen, sealed
from mentormatch.engine.state.base import Base, find
from mentormatch.engine.state.kernel import REMOVED
from mentormatch.engine.state.state import State
from mentormatch.errors import ProblemError
from mentormatch.rules import Rule

_NOTHING: Ints = sealed(np.zeros(0, np.int64))


def _nothing() -> Ints:
    return _NOTHING


@dataclass(frozen=True, eq=False)
class Delta:
    """What changes, all at once. Everything may be left out; numbers are those of the state.

    Parameters
    ----------
    removed : array-like of int
        Pairs that may not be made any more (dissolved ones, for instance), by number.
    barred : array-like of int
        Those of the removed pairs that are removed for good: `numbers_of` finds them all the same.
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
    barred: Ints = field(default_factory=_nothing)
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
            if given is _NOTHING:
                continue
            if given.ndim != 1 or (given.size and given.dtype.kind not in "iu") or given.dtype == np.uint64:
                faults.append(f"{name} is not a one-dimensional array of whole numbers")
                continue
            object.__setattr__(self, name, frozen(given))
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


def refuse_faults(state: State, base: Base, delta: Delta) -> None:
    """Refuse a change that does not fit the state, with all its faults."""
    faults = _Faults()
    n_mentors = state.n_mentors + len(delta.new_capacity)
    _ranges(state, delta, faults)
    faults.stop()
    for name in ("removed", "rescored", "mentees", "mentors"):
        faults.note(f"{name} holds a number twice", _repeated(getattr(delta, name)))
    named = np.concatenate((delta.removed, delta.rescored))
    faults.note("a pair was removed before", named[(base.flags[named] & REMOVED) > 0])
    if not np.array_equal(delta.barred, delta.removed):
        faults.note("barred holds a pair that is not removed", np.setdiff1d(delta.barred, delta.removed))
    if len(delta.rescored) and len(delta.removed):
        faults.note("a pair is removed and rescored", np.intersect1d(delta.removed, delta.rescored))
    if base.terms.rules:
        faults.note("a rule requires a removed pair", np.intersect1d(delta.removed, base.terms.required))
    if len(delta.new_score) or len(delta.new_capacity):
        faults.note("rules that list every pair or mentor know none that are new", _listing(base.terms.rules))
    if len(delta.new_score):
        faults.note("a new pair stands twice, again", _standing(state, base, delta, n_mentors))
    faults.stop()


def _ranges(state: State, delta: Delta, faults: _Faults) -> None:
    """Note numbers of nobody and nothing, and negative places."""
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
        if len(numbers):
            faults.note(f"{name} is negative", numbers[numbers < 0])


def _standing(state: State, base: Base, delta: Delta, n_mentors: int) -> Ints:
    """Return the positions of new pairs that are there already, or twice among the new ones."""
    key = delta.new_mentee * n_mentors + delta.new_mentor
    first = np.unique(key, return_index=True)[1]
    again = np.setdiff1d(np.arange(len(key)), first)
    old = np.flatnonzero((delta.new_mentee < state.n_mentees) & (delta.new_mentor < state.n_mentors))
    found = np.full(len(old), -1, np.int64)
    find(
        base.people, base.pairs, base.flags, base.order, base.links, base.tally(0, 0),
        delta.new_mentee[old] + base.most_mentors, delta.new_mentor[old], REMOVED, np.uint8(0), found,
    )  # fmt: skip
    there = (found >= 0) & ~np.isin(found, delta.removed)
    positions: Ints = np.union1d(again, old[there])
    return positions


def _listing(rules: Sequence[Rule]) -> list[str]:
    """Return the kinds of rules that list something for every pair or mentor."""
    return sorted({rule.rule for rule in rules if rule.lists_all()})


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

    def note(self, what: str, offenders: Ints | list[str]) -> None:
        """Note a fault with its first ten offenders."""
        if len(offenders):
            self._found.append(f"{what}: {first_ten(list(offenders))}")

    def stop(self) -> None:
        """Raise what was found, if anything was."""
        if self._found:
            raise ProblemError(self._found)
