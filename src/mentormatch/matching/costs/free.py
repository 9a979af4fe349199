"""Which candidate pairs are free to take: nobody else would have another partner, and every rule holds."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.people.person import Role
from mentormatch.problem.problem import Problem
from mentormatch.proof.rules import Chosen, broken


def free_to_take(problem: Problem, chosen: Ints, pairs: Ints, role: Role) -> Bools:
    """Return which pairs of one person could be chosen without anybody else's pairs changing.

    Parameters
    ----------
    chosen : int64 array
        The answer, by index of pair, ascending.
    pairs : int64 array, shape (n,)
        Candidate pairs of one person.
    role : {"mentee", "mentor"}
        Of that person. A mentee who has as many mentors as wanted may exchange one of them; for a mentor who
        is full, taking another mentee would cost one their mentor.

    Returns
    -------
    bool array, shape (n,)
        False for pairs that are chosen already.
    """
    load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
    got = np.bincount(problem.mentee[chosen], minlength=problem.n_mentees)
    open_mentor = load[problem.mentor[pairs]] < problem.capacity[problem.mentor[pairs]]
    open_mentee = got[problem.mentee[pairs]] < problem.demand[problem.mentee[pairs]]
    mine = np.intersect1d(pairs, chosen)
    free: Bools = ~np.isin(pairs, chosen) & open_mentor
    free &= open_mentee | (role == "mentee" and len(mine) > 0)
    if problem.records:
        for k in np.flatnonzero(free).tolist():
            instead = [None] if open_mentee[k] else mine.tolist()
            free[k] = any(_holds(problem, chosen, int(pairs[k]), pair) for pair in instead)
    return free


def _holds(problem: Problem, chosen: Ints, pair: int, instead: int | None) -> bool:
    """Return whether every rule holds with a further pair, in place of another one if that is given."""
    answer = Chosen(problem, np.sort(np.append(chosen[chosen != (-1 if instead is None else instead)], pair)))
    return not any(broken(answer, position) for position in range(len(problem.records)))
