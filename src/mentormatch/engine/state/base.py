"""The arrays that the states of one line share, and the parts of a solved problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Compiled functions take flat arrays: see `mentormatch.engine.network.kernel.records`.
# ruff: noqa: PLR0913, PLR0917
from mentormatch.arrays import Bools, Int32s, Ints
from mentormatch.engine.compiled import FAR, steps
from mentormatch.engine.state.entries import entries_of
from mentormatch.engine.state.heap import WAITING
from mentormatch.engine.state.kernel import (
    BARRED,
    BONUS,
    MARK,
    MATCHED,
    N_BASE,
    N_MENTORS,
    PAIR,
    PERSON,
    REMOVED,
    SCORE,
    TAKEN,
    TALLY,
    chain,
)  # fmt: skip
from mentormatch.engine.state.versions import Versioned
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.rules import Rule

MANY = 2**31 - 1
"""Demand and capacity are capped here: no person has as many pairs."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A solved problem, as arrays over people and pairs.

    Parameters
    ----------
    mentee, mentor : int32 arrays, shape (n_pairs,)
    score : int64 array, shape (n_pairs,)
    demand, capacity : int64 arrays
    mentee_price, mentor_price : int64 arrays
    taken, removed : bool arrays, shape (n_pairs,)
    barred : bool array, shape (n_pairs,)
        Removed for good: the two people are never paired again.
    """

    mentee: Int32s
    mentor: Int32s
    score: Ints
    demand: Ints
    capacity: Ints
    mentee_price: Ints
    mentor_price: Ints
    taken: Bools
    removed: Bools
    barred: Bools

    def is_best(self, bonus: int) -> bool:
        """Return whether the prices prove the chosen pairs to be the best (complementary slackness)."""
        u, p = self.mentee_price, self.mentor_price
        above = self.score + bonus - u[self.mentee] - p[self.mentor]
        if np.any(u < 0) or np.any(p < 0) or np.any(self.taken & (self.removed | (above < 0))):
            return False
        used = np.flatnonzero(self.taken)
        left = self.demand - np.bincount(self.mentee[used], minlength=len(u))
        free = self.capacity - np.bincount(self.mentor[used], minlength=len(p))
        full = bool(np.all(left >= 0) and np.all(free >= 0))
        missed = np.any(~self.taken & ~self.removed & (above > 0))
        return full and not missed and not np.any(u[left > 0]) and not np.any(p[free > 0])


@dataclass(frozen=True)
class Terms:
    """The terms that all snapshots of one line share.

    Parameters
    ----------
    bonus : int
        Added to the score of every pair; 0 unless ``matched`` comes first.
    rules : tuple of rules
        With rules, every change is solved from scratch.
    seed : int
        Seed of the lottery, if a change is solved from scratch.
    """

    bonus: int
    rules: tuple[Rule, ...] = ()
    mentee_ids: tuple[str, ...] | None = None
    mentor_ids: tuple[str, ...] | None = None
    seed: int = 0


class Room(NamedTuple):
    """How many more mentees, mentors and pairs need room."""

    mentees: int = 0
    mentors: int = 0
    pairs: int = 0


class Base:
    """The arrays that snapshots share: pairs grouped by both sides, and the arrays that repairs change.

    Parameters
    ----------
    room : Room
        The least room to leave.

    Notes
    -----
    There is room for at least an eighth more pairs and people; beyond that, a new base is made.
    """

    def __init__(self, solved: Solved, terms: Terms, room: Room) -> None:
        n_pairs, n_mentors, n_mentees = len(solved.score), len(solved.capacity), len(solved.demand)
        self.solved, self.terms = solved, terms
        self.n_pairs = n_pairs
        self.most_mentors = n_mentors + max(64, n_mentors // 8, room.mentors)
        self.most_mentees = n_mentees + max(64, n_mentees // 8, room.mentees)
        self.most_pairs = n_pairs + max(1024, n_pairs // 8, room.pairs)
        n_people = self.most_mentors + self.most_mentees
        if max(2 * self.most_pairs, n_people) > MANY:
            raise ProblemError([f"a state cannot hold {n_pairs} pairs: too many for 32-bit indices"])
        self.price = np.zeros(n_people, np.int64)
        self.people = np.zeros(n_people, PERSON)
        self.pairs = self._pairs(np.arange(self.most_pairs))[0]
        self.flags = np.zeros(self.most_pairs, np.uint8)
        self.held = np.full((self.most_pairs, 2), -1, np.int32)
        self.links = np.full((self.most_pairs - n_pairs, 2), -1, np.int32)
        self.entries = self._grouped()
        self.flags[:n_pairs] = solved.taken * TAKEN + solved.removed * REMOVED + solved.barred * BARRED
        chain(self.people, self.pairs, self.held, np.flatnonzero(solved.taken))
        self.parts = (
            Versioned((self.price, self.people)),
            Versioned((self.flags, self.held)),
            Versioned((self.pairs,), self._pairs),
            Versioned((self.links,)),
        )
        # Notes of searches; `trail` is only written from its start, so memory is allocated as needed.
        self.marks = np.zeros(n_people, MARK)
        self.marks["key"] = FAR
        self.heap = np.empty(2 * n_people, WAITING)
        self.lists = np.empty((4, n_people), np.int32)
        self.trail = np.empty(self.most_pairs, np.int32)
        self.lock = Lock()

    def tally(self, matched: int, score: int) -> Ints:
        """Return the counters of the compiled code."""
        tally = np.zeros(TALLY, np.int64)
        tally[N_MENTORS], tally[N_BASE], tally[BONUS] = self.most_mentors, self.n_pairs, self.terms.bonus
        tally[MATCHED], tally[SCORE] = matched, score
        return tally

    def _grouped(self) -> NDArray[np.void]:
        """Fill in the people; return the pairs of each mentor, then those of each mentee."""
        solved, taken = self.solved, np.flatnonzero(self.solved.taken)
        self.people["extra"], self.people["held"] = -1, -1
        weight, inside = solved.score + self.terms.bonus, ~solved.removed
        mentee = solved.mentee + np.int32(self.most_mentors)
        parts, before = [], 0
        for at, side, other, most, price in (
            (0, solved.mentor, mentee, solved.capacity, solved.mentor_price),
            (self.most_mentors, solved.mentee, solved.mentor, solved.demand, solved.mentee_price),
        ):
            start, own = entries_of(side, other, weight, inside, len(most))
            mine = self.people[at : at + len(most)]
            mine["first"], mine["last"] = before + start[:-1], before + start[1:]
            mine["most"] = np.minimum(most, MANY)
            mine["load"] = np.bincount(side[taken], minlength=len(most))
            self.price[at : at + len(most)] = price
            parts.append(own)
            before += len(own)
        return np.concatenate(parts)

    def _pairs(self, which: Ints | slice) -> tuple[NDArray[np.void]]:
        """Return pairs in their initial state; positions beyond them are empty."""
        if isinstance(which, slice):
            which = np.arange(self.most_pairs)[which]
        there = which < self.n_pairs
        given = which[there]
        mine = np.zeros(len(given), PAIR)
        mine["weight"] = self.solved.score[given] + self.terms.bonus
        mine["mentee"] = self.solved.mentee[given] + self.most_mentors
        mine["mentor"] = self.solved.mentor[given]
        pairs = np.zeros(len(which), PAIR)
        pairs[there] = mine
        return (pairs,)


def solved_now(base: Base, n_mentees: int, n_mentors: int, n_pairs: int) -> Solved:
    """Return copies of the current content of the shared arrays."""
    pairs, flags = base.pairs[:n_pairs], base.flags[:n_pairs]
    mentors, mentees = slice(n_mentors), slice(base.most_mentors, base.most_mentors + n_mentees)
    return Solved(
        mentee=pairs["mentee"] - np.int32(base.most_mentors),
        mentor=pairs["mentor"].copy(),
        score=pairs["weight"] - base.terms.bonus,
        demand=base.people["most"][mentees].astype(np.int64),
        capacity=base.people["most"][mentors].astype(np.int64),
        mentee_price=base.price[mentees].copy(),
        mentor_price=base.price[mentors].copy(),
        taken=(flags & TAKEN) > 0,
        removed=(flags & REMOVED) > 0,
        barred=(flags & BARRED) > 0,
    )


def problem_of(solved: Solved, terms: Terms, rules: Sequence[Rule]) -> Problem:
    """Return the problem without removed pairs; ids are kept if no person is new.

    Parameters
    ----------
    rules : sequence of rules
        Those of the terms that hold, with the numbers of the state.
    """
    kept = np.flatnonzero(~solved.removed)
    there = [left for rule in rules if (left := rule.among(kept)) is not None]
    ids = (terms.mentee_ids, solved.demand), (terms.mentor_ids, solved.capacity)
    names = [known if known is not None and len(known) == len(people) else None for known, people in ids]
    return Problem(
        len(solved.demand), len(solved.capacity), solved.mentee[kept], solved.mentor[kept],
        solved.score[kept], solved.capacity, solved.demand, there, *names,
    )  # fmt: skip


@steps
def find(people, pairs, flags, entries, links, n_base, mentee, mentor, but, only, found):  # type: ignore[no-untyped-def]
    """Write the pair of each two people to `found`, or -1.

    Skip pairs with a flag in `but`, and pairs without the flag `only` unless that is 0.
    """
    for t in range(len(mentee)):
        person, found[t] = mentee[t], -1
        for k in range(people[person]["first"], people[person]["last"]):
            e = np.int64(entries[k]["pair"])
            if entries[k]["other"] == mentor[t] and not flags[e] & but and flags[e] & only == only:
                found[t] = e
                break
        extra = np.int64(people[person]["extra"])
        while found[t] < 0 and extra >= 0:
            if pairs[extra]["mentor"] == mentor[t] and not flags[extra] & but and flags[extra] & only == only:
                found[t] = extra
            extra = np.int64(links[extra - n_base, 0])


@steps
def pairs_of(people, flags, entries, links, tally, person, found):  # type: ignore[no-untyped-def]
    """Write the pairs of a person that are not removed to `found`; return how many there are.

    At most as many as `found` holds are written: if there are more, call again with room for them.
    """
    side = 1 if person < tally[N_MENTORS] else 0
    k, last, extra = people[person]["first"], people[person]["last"], people[person]["extra"]
    count = 0
    while k < last or extra >= 0:
        if k < last:
            e = np.int64(entries[k]["pair"])
            k += 1
        else:
            e = np.int64(extra)
            extra = links[e - tally[N_BASE], side]
        if not flags[e] & REMOVED:
            if count < len(found):
                found[count] = e
            count += 1
    return count
