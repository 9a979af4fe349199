"""`Delta`: what changes in a solved state, by number, and how a delta is validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Self

import numpy as np

from mentormatch.arrays import Ints, first_ten, frozen, sealed
from mentormatch.engine.state.base import Base, find
from mentormatch.engine.state.kernel import REMOVED
from mentormatch.engine.state.state import State
from mentormatch.errors import ProblemError
from mentormatch.rules import Rule

NOTHING: Ints = sealed(np.zeros(0, np.int64))


def _nothing() -> Ints:
    return NOTHING


@dataclass(frozen=True, eq=False)
class Delta:
    """All changes at once. Every field may be omitted; numbers are those of the state.

    Parameters
    ----------
    removed : array-like of int
        Pairs that may no longer be chosen (dissolved ones, for instance), by number.
    barred : array-like of int
        Those of the removed pairs that are removed for good.
    rescored, score : array-like of int
        Pairs by number, and their new scores.
    mentees, demand : array-like of int
        Mentees whose demand changes, and the new demand of each; 0 for one who leaves.
    mentors, capacity : array-like of int
        Mentors whose capacity changes, and the new capacity of each; 0 for one who leaves.
    new_demand, new_capacity : array-like of int
        One per person who joins; they get the next numbers.
    new_mentee, new_mentor, new_score : array-like of int
        Pairs that become possible, among existing and new people; they get the next numbers.

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
        errors = []
        there = {name: own for name in _NAMES if (own := getattr(self, name)) is not NOTHING}
        for name, own in there.items():
            given = np.asarray(own)
            if given.ndim != 1 or (given.size and given.dtype.kind not in "iu") or given.dtype == np.uint64:
                errors.append(f"{name} must be a one-dimensional array of whole numbers")
                continue
            object.__setattr__(self, name, frozen(given))
        if not errors:
            errors = [
                f"{', '.join(names)} differ in length"
                for names in _ALIKE
                if not there.keys().isdisjoint(names)
                and len({len(getattr(self, name)) for name in names}) > 1
            ]
        if errors:
            raise ProblemError(errors)

    @classmethod
    def of_lists(cls, parts: Mapping[str, Sequence[int]]) -> Self:
        """Return the delta of lists that are known to fit each other; empty ones may be omitted."""
        made = object.__new__(cls)
        own = vars(made)
        own.update(_NO_CHANGE)
        own.update({name: sealed(np.array(part, np.int64)) for name, part in parts.items() if part})
        return made


_NAMES = tuple(part.name for part in fields(Delta))
_NO_CHANGE = dict.fromkeys(_NAMES, NOTHING)
_ALIKE = (
    ("rescored", "score"), ("mentees", "demand"), ("mentors", "capacity"),
    ("new_mentee", "new_mentor", "new_score"),
)  # fmt: skip


def refuse_errors(state: State, base: Base, delta: Delta) -> None:
    """Refuse a change that does not fit the state, with all its errors."""
    errors = _Errors()
    n_mentors = state.n_mentors + len(delta.new_capacity)
    _ranges(state, delta, errors)
    errors.stop()
    for name in ("removed", "rescored", "mentees", "mentors"):
        if len(numbers := getattr(delta, name)) > 1:
            errors.add(f"{name} lists a number twice", _repeated(numbers))
    for named in (delta.removed, delta.rescored):
        if len(named):
            errors.add("a pair was already removed", named[(base.flags[named] & REMOVED) > 0])
    if not np.array_equal(delta.barred, delta.removed):
        errors.add("barred lists a pair that is not removed", np.setdiff1d(delta.barred, delta.removed))
    if len(delta.rescored) and len(delta.removed):
        errors.add("a pair is both removed and rescored", np.intersect1d(delta.removed, delta.rescored))
    _covered(base, delta, errors)
    if len(delta.new_score):
        errors.add("a new pair is listed twice, again", _repeats(state, base, delta, n_mentors))
    errors.stop()


def refuse_uncovered(base: Base, delta: Delta) -> None:
    """Refuse new pairs and mentors that rules cannot cover: all that can be wrong with a translated delta."""
    errors = _Errors()
    _covered(base, delta, errors)
    errors.stop()


def _covered(base: Base, delta: Delta, errors: _Errors) -> None:
    if len(delta.new_score) or len(delta.new_capacity):
        errors.add("rules that list every pair or mentor cannot cover new ones", _listing(base.terms.rules))


def _ranges(state: State, delta: Delta, errors: _Errors) -> None:
    """Add errors for unknown numbers, and for negative demand and capacity."""
    n_mentees, n_mentors = state.n_mentees + len(delta.new_demand), state.n_mentors + len(delta.new_capacity)
    for name, most in (
        ("removed", state.n_pairs), ("rescored", state.n_pairs), ("mentees", state.n_mentees),
        ("mentors", state.n_mentors), ("new_mentee", n_mentees), ("new_mentor", n_mentors),
    ):  # fmt: skip
        numbers = getattr(delta, name)
        if len(numbers):
            errors.add(f"{name} is outside 0..{most - 1}", numbers[(numbers < 0) | (numbers >= most)])
    for name in ("demand", "capacity", "new_demand", "new_capacity"):
        numbers = getattr(delta, name)
        if len(numbers):
            errors.add(f"{name} is negative", numbers[numbers < 0])


def _repeats(state: State, base: Base, delta: Delta, n_mentors: int) -> Ints:
    """Return the positions of new pairs that already exist, or are listed twice."""
    key = delta.new_mentee * n_mentors + delta.new_mentor
    first = np.unique(key, return_index=True)[1]
    again = np.setdiff1d(np.arange(len(key)), first)
    old = np.flatnonzero((delta.new_mentee < state.n_mentees) & (delta.new_mentor < state.n_mentors))
    found = np.empty(len(old), np.int64)
    find(
        base.people, base.pairs, base.flags, base.entries, base.links, base.n_pairs,
        delta.new_mentee[old] + base.most_mentors, delta.new_mentor[old], REMOVED, np.uint8(0), found,
    )  # fmt: skip
    there = (found >= 0) & ~np.isin(found, delta.removed)
    positions: Ints = np.union1d(again, old[there])
    return positions


def _listing(rules: Sequence[Rule]) -> list[str]:
    """Return the names of rules that list a number per pair or per mentor."""
    return sorted({rule.rule for rule in rules if rule.lists_all()})


def _repeated(numbers: Ints) -> Ints:
    ordered: Ints = np.sort(numbers)
    again: Ints = ordered[1:][ordered[1:] == ordered[:-1]]
    return again


class _Errors:
    """Collects the errors of a change before any is raised."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, what: str, offenders: Ints | list[str]) -> None:
        """Add an error with its first ten offenders."""
        if len(offenders):
            self._found.append(f"{what}: {first_ten(list(offenders))}")

    def stop(self) -> None:
        """Raise the errors found, if any."""
        if self._found:
            raise ProblemError(self._found)
