"""People, pairs, demand and capacity in words, for the messages of rules."""

from __future__ import annotations

from collections.abc import Callable

from mentormatch.arrays import SHOWN, Ints, counted, first_ten
from mentormatch.problem.problem import Problem


def names(people: Ints, name: Callable[[int], str]) -> str:
    """Return the names of the first ten, and how many more there are."""
    shown = [name(person) for person in people[:SHOWN].tolist()]
    return first_ten([*shown, *people[SHOWN:].tolist()])


def pair_names(problem: Problem, pairs: Ints) -> str:
    """Return the names of the first ten pairs, and how many more there are."""
    return names(pairs, lambda pair: pair_name(problem, pair))


def pair_name(problem: Problem, pair: int) -> str:
    """Return the names of the two people of a pair."""
    mentee, mentor = int(problem.mentee[pair]), int(problem.mentor[pair])
    return f"{problem.mentee_name(mentee)} with {problem.mentor_name(mentor)}"


def wants(problem: Problem, mentee: int) -> str:
    """Return how many mentors a mentee wants."""
    return f"the mentee wants {counted(int(problem.demand[mentee]), 'mentor')}"


def takes(problem: Problem, mentor: int) -> str:
    """Return how many mentees a mentor takes."""
    return f"the mentor takes {counted(int(problem.capacity[mentor]), 'mentee')}"
