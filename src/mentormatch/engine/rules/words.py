"""People, pairs and what they want in words, as rules need them."""

from __future__ import annotations

from collections.abc import Callable

from mentormatch.arrays import SHOWN, Ints, first_ten
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
    n = int(problem.demand[mentee])
    return f"the mentee wants {n} mentor{'' if n == 1 else 's'}"


def takes(problem: Problem, mentor: int) -> str:
    """Return how many mentees a mentor takes."""
    n = int(problem.capacity[mentor])
    return f"the mentor takes {n} mentee{'' if n == 1 else 's'}"
