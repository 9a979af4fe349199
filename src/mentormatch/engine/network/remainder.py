"""What is left of a problem when the pairs that rules settle are out of it: those made, those left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.network.grouping import raise_closed
from mentormatch.engine.network.requirements import minimum_loads, pairs_left_out, required_pairs
from mentormatch.problem.problem import Problem


@dataclass(frozen=True, eq=False)
class Left:
    """What is left of a problem without the pairs that rules settle.

    Parameters
    ----------
    required : int64 array
        The required pairs, ascending.
    demand, capacity, least : int64 arrays
        Demand, places and minimum loads without them.
    open : bool array, shape (n_pairs,)
        Pairs that may still be taken.
    possible : bool
        Whether the required pairs and minimum loads keep demand and places, and none of them is left out.
    """

    required: Ints
    demand: Ints
    capacity: Ints
    least: Ints
    open: Bools
    possible: bool

    @classmethod
    def of(cls, problem: Problem) -> Left:
        """Take the pairs that rules settle out of a problem."""
        required, least, left_out = required_pairs(problem), minimum_loads(problem), pairs_left_out(problem)
        demand = problem.demand - np.bincount(problem.mentee[required], minlength=problem.n_mentees)
        fixed = np.bincount(problem.mentor[required], minlength=problem.n_mentors)
        capacity = problem.capacity - fixed
        possible = bool(np.all(demand >= 0) and np.all(capacity >= 0) and np.all(least <= problem.capacity))
        possible &= not len(np.intersect1d(required, left_out))
        demand, capacity = np.maximum(demand, 0), np.maximum(capacity, 0)
        pair_open = (demand > 0)[problem.mentee] & (capacity > 0)[problem.mentor]
        pair_open[required] = False
        pair_open[left_out] = False
        return cls(required, demand, capacity, np.clip(least - fixed, 0, capacity), pair_open, possible)


def price_closed(problem: Problem, left: Left, weight: Ints, u: Ints, p: Ints) -> None:
    """Price people with nothing left to give or take so high that no pair of theirs looks missed.

    Their prices cost nothing: what their required pairs add is taken off again in the bound.
    """
    shut_mentee, shut_mentor = left.demand == 0, left.capacity == 0
    if shut_mentee.any() or shut_mentor.any():
        raise_closed(weight, problem.mentee, problem.mentor, left.required, shut_mentee, shut_mentor, u, p)
