"""`Instance`: scored pairs and side rules, as every method takes them; and the same with rows shuffled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

import mentormatch as mm

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Instance:
    """A scheme in numbers.

    Parameters
    ----------
    mentee, mentor : int64 arrays, shape (n_pairs,)
        The pairs that may meet.
    score : int64 array, shape (n_pairs,)
    capacity : int64 array, shape (n_mentors,)
    demand : int64 array, shape (n_mentees,)
    mentee_ids, mentor_ids : arrays of str
    km : float64 array, shape (n_pairs,)
        nan where unknown.
    wish : int64 array, shape (n_pairs,)
        Place of the mentor on the mentee's list, 1 is best; 0 if not listed.
    scale : int
        Points of a pair that scores 1.
    rules : tuple of rules
        As `mentormatch.Problem` takes them; only methods that know side rules take such an instance.
    objective : tuple of str
    """

    mentee: Ints
    mentor: Ints
    score: Ints
    capacity: Ints
    demand: Ints
    mentee_ids: NDArray[np.str_]
    mentor_ids: NDArray[np.str_]
    km: NDArray[np.float64]
    wish: Ints
    scale: int = 1
    rules: tuple[Any, ...] = ()
    objective: tuple[str, ...] = ("matched", "score")

    @classmethod
    def plain(
        cls,
        shape: tuple[int, int],
        mentee: NDArray[np.integer],
        mentor: NDArray[np.integer],
        score: NDArray[np.integer],
        capacity: NDArray[np.integer] | int = 1,
        demand: NDArray[np.integer] | int = 1,
        scale: int = 1,
    ) -> Self:
        """Return an instance of which nothing else is known; people are numbered."""
        return cls(
            mentee.astype(np.int64),
            mentor.astype(np.int64),
            score.astype(np.int64),
            np.broadcast_to(np.asarray(capacity, np.int64), (shape[1],)),
            np.broadcast_to(np.asarray(demand, np.int64), (shape[0],)),
            np.array([f"e{i}" for i in range(shape[0])]),
            np.array([f"r{j}" for j in range(shape[1])]),
            np.full(len(score), np.nan),
            np.zeros(len(score), np.int64),
            scale,
        )

    @property
    def n_mentees(self) -> int:
        """Number of mentees."""
        return len(self.demand)

    @property
    def n_mentors(self) -> int:
        """Number of mentors."""
        return len(self.capacity)

    @property
    def n_pairs(self) -> int:
        """Number of pairs that may meet."""
        return len(self.score)

    @property
    def most(self) -> int:
        """No answer has more pairs."""
        return int(min(self.demand.sum(), self.capacity.sum()))

    @property
    def bonus(self) -> int:
        """The bonus of a pair that no score outweighs."""
        low, high = (int(self.score.min()), int(self.score.max())) if self.n_pairs else (0, 0)
        return (self.most + 1) * (high - low) + max(0, -low) + 1

    def problem(self) -> mm.Problem:
        """Return it as `mentormatch.solve` takes it."""
        return mm.Problem(
            self.n_mentees, self.n_mentors, self.mentee, self.mentor, self.score, self.capacity, self.demand,
            self.rules, mentee_ids=self.mentee_ids.tolist(), mentor_ids=self.mentor_ids.tolist(),
        )  # fmt: skip

    @cached_property
    def keys(self) -> tuple[Ints, Ints]:
        """The pairs as ascending numbers, and the index of each."""
        key = self.mentee * max(self.n_mentors, 1) + self.mentor
        order = np.argsort(key, kind="stable")
        return key[order], order

    def indices(self, pairs: Ints) -> tuple[Ints, int]:
        """Return the indices of (mentee, mentor) rows, ascending, and how many rows may not meet at all."""
        key, order = self.keys
        wanted = pairs[:, 0] * max(self.n_mentors, 1) + pairs[:, 1]
        at = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
        there = key[at] == wanted if len(key) else np.zeros(len(wanted), np.bool_)
        return np.sort(order[at[there]]), int(np.count_nonzero(~there))

    def shuffled(self, seed: int) -> Self:
        """Return the same people and pairs in other rows."""
        rng = np.random.default_rng(seed)
        mentees, mentors, pairs = map(rng.permutation, (self.n_mentees, self.n_mentors, self.n_pairs))
        return type(self)(
            np.argsort(mentees)[self.mentee[pairs]],
            np.argsort(mentors)[self.mentor[pairs]],
            self.score[pairs],
            self.capacity[mentors],
            self.demand[mentees],
            self.mentee_ids[mentees],
            self.mentor_ids[mentors],
            self.km[pairs],
            self.wish[pairs],
            self.scale,
        )

    def without(self, gone: NDArray[np.bool_], demand: Ints, capacity: Ints) -> Self:
        """Return it without some pairs, and with other demands and capacities."""
        stay = ~gone
        return type(self)(
            self.mentee[stay], self.mentor[stay], self.score[stay], capacity, demand,
            self.mentee_ids, self.mentor_ids, self.km[stay], self.wish[stay], self.scale,
        )  # fmt: skip

    def save(self, path: Path) -> None:
        """Write it to a file that `load` reads; side rules are no arrays, and are made again instead."""
        if self.rules:
            raise ValueError("an instance with side rules cannot be written to a file")
        np.savez(path, allow_pickle=False, **{name: getattr(self, name) for name in (*ARRAYS, "scale")})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(path) as file:
            return cls(**{name: file[name] for name in ARRAYS}, scale=int(file["scale"]))


ARRAYS = tuple(f.name for f in fields(Instance) if f.name not in ("scale", "rules", "objective"))
"""Names of the fields that are arrays."""
