"""`Problem`: the frozen numeric problem, and all that an engine sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mentormatch.arguments import check_arguments
from mentormatch.arrays import SHOWN, Int32s, Ints, distinct, first_ten, frozen, grouped
from mentormatch.errors import ProblemError
from mentormatch.pickling import FieldsOnly
from mentormatch.rules import Forbid, Rule, Sizes
from mentormatch.rules.base import Record

LIMIT = 2**62
"""Totals of scores and prices stay below this, so that int64 sums cannot wrap around."""

_LAST_RANK = 10**6
_CELLS = 16
"""Marking each pair is quicker than sorting if there are at most so many times as many pairs of people."""


@dataclass(frozen=True, init=False, eq=False)
class Problem(FieldsOnly):
    """Mentees, mentors, the pairs that may meet, and the rules; frozen and validated.

    Parameters
    ----------
    n_mentees, n_mentors : int
        How many there are; their indices are 0 to one less.
    mentee, mentor : array-like of int, shape (n_pairs,)
        The two sides of every candidate pair; each pair is listed once.
    score : array-like of int, shape (n_pairs,)
        Score of every pair, any int64; floats are accepted only if they are whole numbers.
    capacity : int or array-like of int, shape (n_mentors,)
        How many mentees each mentor takes, at least 0.
    demand : int or array-like of int, shape (n_mentees,)
        How many mentors each mentee wants, at least 0.
    rules : sequence of rules
        Side rules that carry indices.
    mentee_ids, mentor_ids : sequence of str, optional
        Used in messages; without them, indices are.
    rank : array-like of int, shape (n_pairs,), optional
        Rank of the mentor among the mentee's wishes, from 1; 0 for none. Only `preference` reads it.

    Raises
    ------
    ArgumentError
        If `rules` is not a list of rules, or ids are not lists of strings.
    ProblemError
        If the arguments are wrong: every error at once, each with its first ten positions.

    Notes
    -----
    The arrays are copies, read-only: int32 indices, int64 numbers. The caller's arrays are not changed.
    ``rules`` holds the rules as given; ``records`` holds each of them as whole numbers and arrays, made once:
    the engine and the checker read nothing else.

    Examples
    --------
    >>> problem = mm.Problem(n_mentees=3, n_mentors=2, mentee=[0, 0, 1, 2], mentor=[0, 1, 1, 1],
    ...                      score=[9, 4, 7, 5], capacity=[1, 2])
    >>> problem.n_pairs, problem.pairs_of_mentor(1).tolist()
    (4, [1, 2, 3])
    >>> mm.solve(problem).chosen.tolist()
    [0, 2, 3]
    """

    n_mentees: int
    n_mentors: int
    mentee: Int32s
    mentor: Int32s
    score: Ints
    capacity: Ints
    demand: Ints
    rules: tuple[Rule, ...]
    records: tuple[Record, ...] = field(init=False)
    mentee_ids: tuple[str, ...] | None
    mentor_ids: tuple[str, ...] | None
    rank: Ints | None

    def __init__(  # noqa: PLR0913, PLR0917  (the numeric layer's public face)
        self,
        n_mentees: int,
        n_mentors: int,
        mentee: ArrayLike,
        mentor: ArrayLike,
        score: ArrayLike,
        capacity: ArrayLike = 1,
        demand: ArrayLike = 1,
        rules: Sequence[Rule] = (),
        mentee_ids: Sequence[str] | None = None,
        mentor_ids: Sequence[str] | None = None,
        rank: ArrayLike | None = None,
    ) -> None:
        _check_lists(rules, mentee_ids, mentor_ids)
        check = _Errors()
        sizes = (check.size("n_mentees", n_mentees), check.size("n_mentors", n_mentors))
        pairs = {
            "mentee": check.integers("mentee", mentee),
            "mentor": check.integers("mentor", mentor),
            "score": check.integers("score", score),
        }
        if rank is not None:
            pairs["rank"] = check.integers("rank", rank)
        loads = {
            "capacity": check.integers("capacity", capacity, sizes[1]),
            "demand": check.integers("demand", demand, sizes[0]),
        }
        check.stop()
        check.lengths(pairs)
        check.within("mentee", pairs["mentee"], sizes[0])
        check.within("mentor", pairs["mentor"], sizes[1])
        for name, load in loads.items():
            check.offenders(f"{name} is negative", np.flatnonzero(load < 0))
        if rank is not None:
            wrong = (pairs["rank"] < 0) | (pairs["rank"] > _LAST_RANK)
            check.offenders(f"rank is not in 0..{_LAST_RANK}", np.flatnonzero(wrong))
        check.ids("mentee_ids", mentee_ids, sizes[0])
        check.ids("mentor_ids", mentor_ids, sizes[1])
        check.stop()
        check.duplicates(pairs["mentee"], pairs["mentor"], sizes[1])
        check.overflow(pairs["score"], loads["demand"], loads["capacity"])
        check.rules(rules, Sizes(*sizes, len(pairs["score"])))
        check.stop()
        put = object.__setattr__
        put(self, "n_mentees", sizes[0])
        put(self, "n_mentors", sizes[1])
        put(self, "mentee", frozen(pairs["mentee"], np.int32))
        put(self, "mentor", frozen(pairs["mentor"], np.int32))
        put(self, "score", frozen(pairs["score"], np.int64))
        put(self, "capacity", frozen(loads["capacity"], np.int64))
        put(self, "demand", frozen(loads["demand"], np.int64))
        put(self, "rank", None if rank is None else frozen(pairs["rank"], np.int64))
        put(self, "rules", tuple(rules))
        put(self, "records", tuple(rule.record(self) for rule in self.rules))
        put(self, "mentee_ids", None if mentee_ids is None else tuple(mentee_ids))
        put(self, "mentor_ids", None if mentor_ids is None else tuple(mentor_ids))

    def __repr__(self) -> str:
        return (
            f"Problem({self.n_mentees} mentees, {self.n_mentors} mentors, {self.n_pairs} pairs, "
            f"{len(self.rules)} rules)"
        )

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some arguments replaced, validated like any other problem.

        Examples
        --------
        >>> mm.Problem(1, 1, [0], [0], [5]).replace(score=[7]).score.tolist()
        [7]
        """
        return type(self)(**{name: getattr(self, name) for name in _ARGUMENTS} | changes)

    @property
    def n_pairs(self) -> int:
        """Number of candidate pairs."""
        return len(self.score)

    @cached_property
    def forbidden(self) -> Ints:
        """Pairs that a `Forbid` forbids, ascending."""
        return distinct(np.array([rule.pair for rule in self.rules if isinstance(rule, Forbid)], np.int64))

    @cached_property
    def most_filled(self) -> int:
        """An upper bound on the number of pairs in any matching."""
        return min(int(np.minimum(side, self.n_pairs).sum()) for side in (self.demand, self.capacity))

    @cached_property
    def score_range(self) -> tuple[int, int]:
        """Lowest and highest score; 0 and 0 without pairs."""
        return (int(self.score.min()), int(self.score.max())) if self.n_pairs else (0, 0)

    @property
    def score_spread(self) -> int:
        """Difference between the highest and the lowest score."""
        low, high = self.score_range
        return high - low

    def mentee_name(self, index: int) -> str:
        """Return a mentee's name for messages: by id, or by index without ids."""
        at = _checked("mentee", index, self.n_mentees)
        return f"mentee {at if self.mentee_ids is None else self.mentee_ids[at]}"

    def mentor_name(self, index: int) -> str:
        """Return a mentor's name for messages: by id, or by index without ids."""
        at = _checked("mentor", index, self.n_mentors)
        return f"mentor {at if self.mentor_ids is None else self.mentor_ids[at]}"

    @cached_property
    def by_mentee(self) -> tuple[Ints, Ints]:
        """Pairs grouped by mentee; ``order[start[i]:start[i + 1]]`` are the pairs of mentee i."""
        return grouped(self.mentee, self.n_mentees)

    @cached_property
    def by_mentor(self) -> tuple[Ints, Ints]:
        """Pairs grouped by mentor; ``order[start[j]:start[j + 1]]`` are the pairs of mentor j."""
        return grouped(self.mentor, self.n_mentors)

    def pairs_of_mentee(self, index: int) -> Ints:
        """Return the pairs of one mentee, ascending."""
        (order, start), at = self.by_mentee, _checked("mentee", index, self.n_mentees)
        return order[start[at] : start[at + 1]]

    def pairs_of_mentor(self, index: int) -> Ints:
        """Return the pairs of one mentor, ascending."""
        (order, start), at = self.by_mentor, _checked("mentor", index, self.n_mentors)
        return order[start[at] : start[at + 1]]


def _check_lists(
    rules: Sequence[Rule], mentee_ids: Sequence[str] | None, mentor_ids: Sequence[str] | None
) -> None:
    """Refuse what is no list; `_Errors` is for everything else."""
    check_arguments(_check_lists, locals())


def _checked(who: str, index: int, n: int) -> int:
    """Return the index of a mentee or a mentor, of whom there are `n`."""
    check_arguments(_checked, locals())
    if not 0 <= index < n:
        raise ProblemError([f"there is no {who} {index}: expected an index from 0 to {n - 1}"])
    return index


_ARGUMENTS = tuple(argument.name for argument in fields(Problem) if argument.init)


class _Errors:
    """Collects every error in the arguments before any is raised."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def stop(self) -> None:
        """Raise the errors found, if any."""
        if self._found:
            raise ProblemError(self._found)

    def offenders(self, what: str, where: NDArray[np.intp]) -> None:
        """Add an error with the positions of its first ten offenders."""
        if len(where):
            self._found.append(f"{what} at {first_ten(where)}")

    def size(self, name: str, n: object) -> int:
        """Return a count, checked to be a whole number from 0 to 2^31 - 1."""
        if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or not 0 <= n < 2**31:
            self._found.append(f"{name} must be a whole number from 0 to 2^31 - 1; got {n!r}")
            return 0
        return int(n)

    def integers(self, name: str, given: ArrayLike, length: int | None = None) -> Ints:
        """Return `given` as int64 or int32, not copied; a single number is repeated `length` times."""
        try:
            array = np.asarray(given)
        except ValueError:
            self._found.append(
                f"{name} has rows of different lengths where a one-dimensional array is expected"
            )
            return np.zeros(0 if length is None else length, np.int64)
        if array.size == 0 and array.dtype.kind == "f":
            array = array.astype(np.int64)
        if array.dtype.kind == "f":
            array = self._whole(name, array)
        elif array.dtype.kind not in "iu":
            self._found.append(f"{name} holds {array.dtype} where whole numbers are expected")
            return np.zeros(0 if length is None else length, np.int64)
        elif array.dtype == np.uint64:
            self.offenders(f"{name} exceeds int64", np.flatnonzero(array > np.uint64(2**63 - 1)))
        if length is not None and array.ndim == 0:
            array = np.full(length, array)
        if array.ndim != 1 or length not in {None, len(array)}:
            wanted = "(n_pairs,)" if length is None else (length,)
            self._found.append(f"{name} has shape {array.shape} where {wanted} is expected")
            return np.zeros(0 if length is None else length, np.int64)
        # int32 stays int32: the copy is made once all arguments are known to be right.
        return array if array.dtype == np.int32 else array.astype(np.int64, copy=False)

    def _whole(self, name: str, array: NDArray[np.floating]) -> Ints:
        wrong = ~np.isfinite(array) | (np.abs(array) >= 2.0**53)
        wrong |= np.where(wrong, 0, array) != np.floor(np.where(wrong, 0, array))
        self.offenders(f"{name} is not a whole number", np.flatnonzero(wrong))
        return np.where(wrong, 0, array).astype(np.int64)

    def lengths(self, pairs: dict[str, Ints]) -> None:
        """Add an error if the pair arrays differ in length."""
        if len({len(a) for a in pairs.values()}) > 1:
            sizes = ", ".join(f"{name} {len(a)}" for name, a in pairs.items())
            self._found.append(f"the pair arrays differ in length: {sizes}")

    def within(self, name: str, index: Ints, n: int) -> None:
        """Add an error for indices out of range."""
        if len(index) and (index.min() < 0 or index.max() >= n):
            self.offenders(f"{name} is outside 0..{n - 1}", np.flatnonzero((index < 0) | (index >= n)))

    def ids(self, name: str, ids: Sequence[str] | None, n: int) -> None:
        """Add an error if there are too few or too many ids, or if one is repeated."""
        if ids is not None and (len(ids) != n or len(set(ids)) != n):
            self._found.append(
                f"{name} must hold {n} different ids; it holds {len(ids)}, of which {len(set(ids))} differ"
            )

    def duplicates(self, mentee: Ints, mentor: Ints, n_mentors: int) -> None:
        """Add an error for pairs listed more than once."""
        later = (mentee[1:] == mentee[:-1]) & (mentor[1:] > mentor[:-1])
        later |= mentee[1:] > mentee[:-1]
        if later.all():
            return  # already in order, as candidates are
        key = mentee.astype(np.int64)
        key *= max(n_mentors, 1)
        key += mentor
        cells = max(n_mentors, 1) * (int(mentee.max()) + 1)
        if cells <= _CELLS * len(key):
            there = np.zeros(cells, np.bool_)
            there[key] = True
            if np.count_nonzero(there) == len(key):
                return
        in_order = np.sort(key)
        if not np.any(in_order[1:] == in_order[:-1]):
            return
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order[1:]] == key[order[:-1]]]
        self.offenders("a pair is listed twice, again", np.sort(again))

    def overflow(self, score: Ints, demand: Ints, capacity: Ints) -> None:
        """Add an error if scores are so large that a total could leave int64."""
        if not len(score):
            return
        largest = max(abs(int(score.max())), abs(int(score.min())))
        # Nobody has more pairs than there are, and so many people no sum of them overflows.
        most = min(len(score), *(int(np.minimum(load, len(score)).sum()) for load in (demand, capacity)))
        # Prices are differences of scores along a path, so a path through all people bounds them.
        if (largest + 1) * (most + 2) >= LIMIT:
            self._found.append(
                f"scores up to {largest} in up to {most} pairs could overflow 2^62: divide all scores"
            )

    def rules(self, rules: Sequence[Rule], sizes: Sizes) -> None:
        """Add the first ten errors of rules: ids, indices out of range, arrays of the wrong length."""
        found: list[str] = []
        for position, rule in enumerate(rules):
            found += (f"rule {position} ({rule.rule}): {fault}" for fault in rule.faults(sizes))
        if len(found) > SHOWN:
            found[SHOWN:] = [f"and {len(found) - SHOWN} more errors in rules"]
        self._found += found
