"""What rules settle: required and forbidden pairs, minimum loads; and the rest of a problem without them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Ints, distinct
from mentormatch.engine.network.grouping import raise_closed
from mentormatch.engine.rules import engine_rules
from mentormatch.problem.problem import Problem


def required_pairs(problem: Problem) -> Ints:
    """Return the pairs that rules require, ascending."""
    return _joined(rule.required() for rule in engine_rules(problem))


def forbidden_pairs(problem: Problem) -> Ints:
    """Return the pairs that rules forbid, ascending."""
    return _joined(rule.forbidden() for rule in engine_rules(problem))


def _joined(pairs: Iterable[Ints]) -> Ints:
    found = [some for some in pairs if len(some)]
    return distinct(*found) if found else np.zeros(0, np.int64)


def minimum_loads(problem: Problem) -> Ints:
    """Return the minimum load of each mentor; shape (n_mentors,)."""
    least = np.zeros(problem.n_mentors, np.int64)
    for rule in engine_rules(problem):
        rule.raise_loads(least)
    return least


@dataclass(frozen=True, eq=False)
class Left:
    """The rest of a problem without the pairs that rules settle.

    Parameters
    ----------
    required : int64 array
        The required pairs, ascending.
    demand, capacity, least : int64 arrays
        Demand, capacity and minimum loads without them.
    open : bool array, shape (n_pairs,)
        Pairs that may still be chosen.
    possible : bool
        Whether required pairs and minimum loads respect demand and capacity, and no required pair is
        forbidden.
    """

    required: Ints
    demand: Ints
    capacity: Ints
    least: Ints
    open: Bools
    possible: bool

    @classmethod
    def of(cls, problem: Problem) -> Left:
        """Remove the pairs that rules settle from a problem."""
        if not problem.rules:
            nothing = np.zeros(0, np.int64)
            is_open = _open(problem, problem.demand, problem.capacity)
            return cls(
                nothing, problem.demand, problem.capacity, np.zeros_like(problem.capacity), is_open, True
            )
        required, least, forbidden = required_pairs(problem), minimum_loads(problem), forbidden_pairs(problem)
        demand = problem.demand - np.bincount(problem.mentee[required], minlength=problem.n_mentees)
        fixed = np.bincount(problem.mentor[required], minlength=problem.n_mentors)
        capacity = problem.capacity - fixed
        possible = bool(np.all(demand >= 0) and np.all(capacity >= 0) and np.all(least <= problem.capacity))
        possible &= not (len(required) and np.isin(required, forbidden).any())
        demand, capacity = np.maximum(demand, 0), np.maximum(capacity, 0)
        least = np.minimum(np.maximum(least - fixed, 0), capacity)
        pair_open = _open(problem, demand, capacity)
        pair_open[required] = False
        pair_open[forbidden] = False
        return cls(required, demand, capacity, least, pair_open, possible)


def _open(problem: Problem, demand: Ints, capacity: Ints) -> Bools:
    """Return which pairs are of two people with units left; shape (n_pairs,)."""
    if demand.all() and capacity.all():
        return np.ones(problem.n_pairs, np.bool_)
    found = np.take(demand > 0, problem.mentee, mode="clip")
    pairs = np.flatnonzero(found)
    found[pairs] = np.take(capacity > 0, problem.mentor[pairs], mode="clip")
    return found


def price_closed(problem: Problem, left: Left, weight: Ints, bonus: int, u: Ints, p: Ints) -> None:
    """Price people without remaining demand or capacity so high that none of their pairs seems to gain.

    A pair counts for its weight and the bonus.

    Their prices cost nothing: the bound subtracts again what their required pairs add.
    """
    shut_mentee, shut_mentor = left.demand == 0, left.capacity == 0
    if shut_mentee.any() or shut_mentor.any():
        raise_closed(
            weight,
            bonus,
            problem.mentee,
            problem.mentor,
            left.required,
            shut_mentee,
            shut_mentor,
            u.copy(),
            u,
            p,
        )
